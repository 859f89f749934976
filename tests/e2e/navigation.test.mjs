// From page to page: where a page begins, where a way back leads, and what is told to those who do not see it change.

import { assert, open, walk } from './harness.mjs';

const depth = (page) => page.evaluate(() => scrollY);
const scrolled = (page, wanted) => page.waitForFunction((wanted) => (wanted ? scrollY > 0 : scrollY === 0), wanted);

walk('a new page begins at its top, and the way back leads to where one was', { viewport: { width: 1366, height: 500 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/schema/UserOutputDTO');
  await open(page, server.url, '#/op/UserControllerSearch');
  const main = page.getByRole('main');
  await main.getByRole('heading', { name: 'Responses' }).scrollIntoViewIfNeeded();
  await scrolled(page, true);
  const left = await depth(page);
  await main.locator('a[href^="#/schema/"]').last().click();
  await page.waitForURL(/#\/schema\//);
  await scrolled(page, false);
  // The link that was pressed went with its page, so the focus stands at the new one.
  await page.waitForFunction(() => document.activeElement?.id === 'main');
  const told = await main.getByRole('heading', { level: 1 }).innerText();
  await page.locator('[aria-live="polite"]', { hasText: told }).first().waitFor({ state: 'attached' });
  await page.goBack();
  await main.getByRole('heading', { name: 'Responses' }).waitFor();
  await page.waitForFunction((left) => Math.abs(scrollY - left) < 200, left);
});

walk('who goes through the navigation with the keyboard stays in it', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/UserControllerSearch');
  const link = page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: /\/user\/\{id\}/ }).first();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByText('/user/{id}').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.closest('nav') !== null), true);
});

walk('while the module is on its way, the names of the document stand where they will be', async ({ page, sandbox, files }) => {
  const server = await sandbox();
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  let come;
  const late = { '.wasm': new Promise((there) => { come = there; }) };
  const app = await files({ late, files: { 'config.json': '{}', 'openapi.json': document } });
  await page.goto(`${app.url}#/`);
  const words = async (list) => (await list.allTextContents()).map((name) => name.trim());
  const sketched = page.locator('#shell .navigation-name');
  await sketched.first().waitFor();
  const seen = await words(sketched);
  const place = await sketched.last().boundingBox();
  come();
  await page.getByRole('navigation', { name: 'Operations' }).getByRole('button', { name: /^Player/ }).first().waitFor();
  const names = page.locator('nav .navigation-tag .navigation-name');
  assert.deepEqual(seen, await words(names));
  const now = await names.last().boundingBox();
  assert.ok(Math.abs(now.x - place.x) < 4 && Math.abs(now.y - place.y) < 8, JSON.stringify([place, now]));
  assert.equal(await page.locator('#shell').count(), 0);
  // What the page asks for beforehand is what the app then takes: nothing comes twice.
  assert.ok(app.asked.includes('openapi.json'));
  assert.deepEqual(app.asked.filter((name, at) => app.asked.indexOf(name) !== at), []);
});

walk('the names of a document that is still coming stand there, and go on standing when the app is there', async ({ page, files }) => {
  let come;
  const rest = new Promise((there) => { come = there; });
  const paths = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`/path/${at}`, { get: { operationId: `Get.${at}`, tags: [at % 2 ? 'Odd' : 'Even'], responses: {} } }]));
  const tags = [{ name: 'Even', description: 'Even numbers' }, { name: 'Odd' }];
  const app = await files({ halves: { 'openapi.json': rest }, files: { 'config.json': '{}', 'openapi.json': JSON.stringify({ openapi: '3.0.0', tags, paths }) } });
  await page.goto(`${app.url}#/`);
  const navigation = page.getByRole('navigation', { name: 'Operations' });
  const names = page.locator('nav .navigation-name');
  await names.first().waitFor();
  assert.deepEqual(await names.allTextContents(), ['Even', 'Odd']);
  const place = await names.last().boundingBox();
  assert.equal(await navigation.getByRole('button', { name: /^Even/ }).count(), 0, 'nothing can be pressed yet');
  come();
  await navigation.getByRole('button', { name: /^Even/ }).waitFor();
  assert.deepEqual(await names.allTextContents(), ['Even', 'Odd']);
  const now = await names.last().boundingBox();
  assert.ok(Math.abs(now.x - place.x) < 4 && Math.abs(now.y - place.y) < 8, JSON.stringify([place, now]));
});

walk('the names of a large document stand there as it comes, though the app came before it', async ({ page, files }) => {
  let begin;
  let come;
  const beginning = new Promise((there) => { begin = there; });
  const rest = new Promise((there) => { come = there; });
  const paths = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`/path/${at}`, { get: { operationId: `Get.${at}`, tags: [at % 2 ? 'Odd' : 'Even'], responses: {} } }]));
  const text = JSON.stringify({ openapi: '3.0.0', tags: [{ name: 'Even' }, { name: 'Odd' }], paths });
  const document = async (response) => {
    await beginning;
    response.write(text.slice(0, text.length / 2));
    await rest;
    response.end(text.slice(text.length / 2));
  };
  const app = await files({ files: { 'config.json': '{}', 'openapi.json': document } });
  await page.goto(`${app.url}#/`);
  const navigation = page.getByRole('navigation', { name: 'Operations' });
  await navigation.getByText('Loading').waitFor();
  begin();
  const names = page.locator('nav .navigation-name');
  await names.first().waitFor();
  assert.deepEqual(await names.allTextContents(), ['Even', 'Odd']);
  assert.equal(await navigation.getByRole('button', { name: /^Even/ }).count(), 0, 'nothing can be pressed yet');
  come();
  await navigation.getByRole('button', { name: /^Even/ }).waitFor();
  assert.deepEqual(await names.allTextContents(), ['Even', 'Odd']);
});

walk('a configuration that cannot be read allows no writes, and the page says so', async ({ page, sandbox, files }) => {
  const server = await sandbox();
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  let config = '{"readOnly": true,}';
  const app = await files({ files: { get 'config.json'() { return config; }, 'openapi.json': document } });
  await open(page, app.url, '#/op/UserControllerCreate');
  const notice = page.getByRole('alert').filter({ hasText: 'config.json is not as it should be' });
  await notice.getByText(/trailing comma/).waitFor();
  await page.getByRole('status').getByText('This explorer is set to read only: it sends no writes.').waitFor();
  config = '{"readOnly": true, "title": 5}';
  await page.reload();
  await notice.getByText(/title is no text/).waitFor();
  await page.getByRole('status').getByText('This explorer is set to read only: it sends no writes.').waitFor();
});

walk('a document that is too large is refused in words, though it came while the app was on its way', async ({ page, files }) => {
  const app = await files({ files: { 'config.json': '{}', 'openapi.json': Buffer.alloc(65 * 1024 * 1024, ' ') } });
  await page.goto(`${app.url}#/`);
  await page.getByRole('alert').getByText(/openapi\.json: .*64\.0 MB/).waitFor();
  assert.equal(app.asked.filter((name) => name === 'openapi.json').length, 1);
});

walk('a document without an end is given up, not read on and on', async ({ page, files }) => {
  let sent = 0;
  let closed;
  const given = new Promise((up) => { closed = up; });
  const endless = async (response) => {
    const part = Buffer.alloc(2 ** 20, ' ');
    response.on('close', closed);
    while (!response.closed && sent < 2 ** 28) {
      sent += part.length;
      if (!response.write(part)) await Promise.race([new Promise((drained) => response.once('drain', drained)), given]);
    }
    response.end();
  };
  const app = await files({ files: { 'config.json': '{}', 'openapi.json': endless } });
  await page.goto(`${app.url}#/`);
  await page.getByRole('alert').getByText(/openapi\.json: .*64\.\d MB/).waitFor();
  await given;
  assert.ok(sent < 2 ** 27, `${sent} bytes were sent`);
});

walk('the number of operations that match is the number that stands there', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url);
  const navigation = page.getByRole('navigation', { name: 'Operations' });
  await page.getByRole('searchbox', { name: 'Find an operation' }).focus();
  for (const letter of 'playerongame') {
    await page.keyboard.type(letter);
    await page.waitForTimeout(60);
  }
  await navigation.getByRole('status').getByText(/^\d+ of /).waitFor();
  await page.waitForFunction(() => {
    const list = document.querySelector('.navigation-list');
    const words = list.parentElement.querySelector('.navigation-words').textContent;
    return words.startsWith(`${list.querySelectorAll('a[href^="#/op/"]').length} of `);
  });
});

walk('the names are those of the document that the configuration names', async ({ page, files }) => {
  let come;
  const late = { '.wasm': new Promise((there) => { come = there; }) };
  const named = (tag) => JSON.stringify({ openapi: '3.0.0', paths: { '/a': { get: { tags: [tag], responses: {} } } } });
  const app = await files({ late, files: { 'config.json': '{"specUrl":"other.json"}', 'openapi.json': named('Usual'), 'other.json': named('Other') } });
  await page.goto(`${app.url}#/`);
  await page.locator('#shell .navigation-name').first().waitFor();
  assert.deepEqual(await page.locator('#shell .navigation-name').allTextContents(), ['Other']);
  come();
  await page.getByRole('navigation', { name: 'Operations' }).getByRole('button', { name: /^Other/ }).first().waitFor();
  assert.equal(await page.getByText('Usual').count(), 0);
});

walk('a document of another shape is not sketched, and the app tells what it is', async ({ page, files }) => {
  let come;
  const late = { '.wasm': new Promise((there) => { come = there; }) };
  const odd = JSON.stringify({ openapi: '3.0.0', tags: [{ name: { toString: 1 } }, null], paths: { '/a': { get: { tags: 7 } }, '/b': null } });
  const app = await files({ late, files: { 'config.json': '{}', 'openapi.json': odd } });
  const answered = page.waitForResponse((response) => response.url().endsWith('/openapi.json'));
  await page.goto(`${app.url}#/`);
  await (await answered).finished();
  // What is asked for behind it comes behind it, and by then it was looked at.
  await page.evaluate(async () => (await fetch('/openapi.json', { cache: 'no-store' })).arrayBuffer());
  assert.equal(await page.locator('#shell .navigation-name').count(), 0);
  come();
  await page.getByRole('navigation', { name: 'Operations' }).waitFor();
});

walk('the title names the lesson and what is not there, and the palette knows the errors', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/filters');
  const lesson = await page.getByRole('main').getByRole('heading', { level: 1 }).innerText();
  await page.waitForFunction((lesson) => document.title.startsWith(`${lesson} · `), lesson);
  await open(page, server.url, '#/learn/nope');
  await page.getByRole('heading', { name: 'There is nothing at this address' }).waitFor();
  await page.waitForFunction(() => document.title.startsWith('There is nothing at this address'));
  await page.getByRole('main').getByRole('link', { name: 'Learn', exact: true }).click();
  await page.waitForURL(/#\/learn$/);
  await open(page, server.url, '#/errors/Nope');
  await page.getByRole('main').getByText('Nope: There is nothing at this address').waitFor();
  await page.getByRole('searchbox', { name: /^Find an error/ }).fill('429');
  await page.getByRole('status').getByText(/^1 of \d+ errors$/).waitFor();
  await page.getByRole('heading', { name: 'TooManyRequestsError' }).waitFor();
  assert.equal(await page.getByRole('heading', { level: 2 }).count(), 1, 'a group without a match is not shown');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Operation, schema, page or command' }).fill('429');
  await page.getByRole('option', { name: /TooManyRequestsError/ }).click();
  await page.waitForURL(/#\/errors\/TooManyRequestsError$/);
});

walk('a link that was cut within a sign says that it cannot be read', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~fi!name!*John%2');
  await page.getByText(/^This link could not be read/).waitFor();
});
