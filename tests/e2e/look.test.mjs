// What only the whole page shows, with its styles: colours by the chosen theme, what is in view, what a small screen leaves.

import { assert, logIn, open, walk } from './harness.mjs';

const PHONE = { width: 390, height: 844 };
const SEARCH = '#/op/PlayerControllerSearch?q=1~n!10';
const send = (page) => page.getByRole('button', { name: 'Send', exact: true });

for (const [system, chosen] of [['dark', 'light'], ['light', 'dark']]) {
  walk(`${chosen} is chosen where the system prefers ${system}`, { colorScheme: system }, async ({ page, sandbox }) => {
    const server = await sandbox();
    await open(page, server.url, '#/settings');
    const colours = () => page.evaluate(() => {
      const [body, root] = [getComputedStyle(document.body), getComputedStyle(document.documentElement)];
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--bg)';
      const wanted = getComputedStyle(probe).color;
      probe.remove();
      return { own: body.backgroundColor === wanted, scheme: root.colorScheme, bg: wanted };
    });
    const before = await colours();
    assert.deepEqual([before.own, before.scheme], [true, system]);
    await page.getByRole('radio', { name: chosen === 'light' ? 'Light' : 'Dark' }).check();
    const after = await colours();
    assert.deepEqual([after.own, after.scheme], [true, chosen], 'page and boxes follow the choice');
    assert.notEqual(after.bg, before.bg);
    await page.reload();
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, chosen);
  });
}

walk('an answer below the window is brought into view, and what is in view stays', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  const reply = page.getByRole('region', { name: 'Reply', exact: true });
  const top = () => reply.evaluate((node) => Math.round(node.getBoundingClientRect().top));
  const height = page.viewportSize().height;
  await send(page).waitFor();
  assert.ok((await top()) > 0.6 * height, 'the query fills the window');
  await page.keyboard.press('Control+Enter');
  await reply.getByText('Showing 1–10 of').waitFor();
  const shown = await top();
  assert.ok(shown > 0 && shown < 0.4 * height, `the reply stands at ${shown}`);
  const box = await send(page).boundingBox();
  assert.ok(box.y > 40 && box.y < shown, 'Send stays in view');
  await reply.getByRole('button', { name: 'Next page' }).press('Enter');
  await reply.getByText('Showing 11–20 of').waitFor();
  assert.equal(await top(), shown, 'nothing moves');
});

walk('on a small screen too an open lock is seen where writes are real', { viewport: PHONE }, async ({ page, sandbox, files }) => {
  const config = {};
  // Read when it is asked for, for the sandbox comes after.
  const app = await files({ files: { get 'config.json'() { return JSON.stringify(config); } } });
  const server = await sandbox({ 'allow-origin': app.origin });
  Object.assign(config, { apiUrl: server.url, specUrl: `${server.url}/openapi.json`, dashboardUrl: server.dashboard });
  await logIn(page, server);
  await open(page, app.url, '#/op/RoleControllerCreate');
  const [locked, open_] = ['Reads only', 'Writes allowed'].map((name) => page.getByRole('banner').getByRole('button', { name }));
  const colour = (chip) => chip.evaluate((node) => getComputedStyle(node).color);
  await locked.waitFor();
  const calm = await colour(locked);
  await page.getByRole('button', { name: 'Allow writes to Harbour Lights' }).click();
  await open_.waitFor();
  assert.notEqual(await colour(open_), calm);
  await open_.click();
  await page.getByRole('button', { name: 'Allow writes to Harbour Lights' }).waitFor();
  await locked.waitFor();
});

walk('what cannot be had back is asked about before it is forgotten', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  await send(page).click();
  await page.getByText('Showing 1–10 of').waitFor();
  await open(page, server.url, '#/history');
  const count = page.getByText('1 of 1 request', { exact: true });
  const forget = page.getByRole('button', { name: 'Forget all' });
  const question = page.getByRole('dialog', { name: 'Forget all' });
  await count.waitFor();
  await forget.press('Enter');
  await question.getByText('1 request goes from this browser').waitFor();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  await count.waitFor();
  await forget.press('Enter');
  await question.getByRole('button', { name: 'Forget all' }).click();
  await page.getByText('Nothing is kept here.').waitFor();
  assert.ok(await page.getByRole('searchbox', { name: 'Find in the history' }).evaluate((node) => node === document.activeElement));
});

walk('the history tells of what was sent elsewhere, and whose it is', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  await send(page).click();
  await page.getByText('Showing 1–10 of').waitFor();
  await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await open(page, server.url, '#/history');
  const find = page.getByRole('searchbox', { name: 'Find in the history' });
  await page.getByText(/^Nothing was sent in this domain\. In others: 1 request\./).waitFor();
  await find.fill('player');
  // Of what was sent here and does not match, nothing is said.
  await page.getByText(/^Nothing matches “player”\. In others: 1 request\./).waitFor();
  await find.fill('nothing of that name');
  await page.getByText('Nothing matches “nothing of that name”.', { exact: true }).waitFor();
  await find.fill('player');
  await page.getByRole('checkbox', { name: 'All domains' }).check();
  await page.getByRole('list', { name: 'History' }).getByText('Harbour Lights').waitFor();
});

walk('no page of a schema scrolls sideways on a phone, and what shows more hands the focus on', { viewport: PHONE }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/schema/RoleOutputDTO');
  const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const name of ['RoleOutputDTO', 'MetadataOutput', 'EventOutputDTO']) {
    await open(page, server.url, `#/schema/${name}`);
    await page.getByRole('main').getByRole('heading', { level: 1, name }).waitFor();
    assert.equal(await sideways(), 0, name);
  }
  const more = page.getByRole('main').getByRole('button', { name: /^Show \d+ more$/ }).first();
  await more.press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('li, li *'));
});

walk('a printed answer has all its columns, within the paper', { viewport: { width: 794, height: 1123 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  await send(page).click();
  await page.getByText('Showing 1–10 of').waitFor();
  const table = page.getByRole('table', { name: 'Rows' });
  const cells = () => table.evaluate((node) => [node.querySelectorAll('tr[data-row="3"] td[data-column]').length, node.querySelectorAll('th[data-column]').length]);
  const [drawn, columns] = await cells();
  assert.ok(drawn < columns, `${drawn} of ${columns} columns are in view`);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.waitForFunction(() => document.querySelectorAll('tr[data-row="3"] td[data-column]').length === document.querySelectorAll('th[data-column]').length);
  assert.ok(await table.evaluate((node) => node.getBoundingClientRect().right <= document.documentElement.clientWidth));
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.waitForFunction((drawn) => document.querySelectorAll('tr[data-row="3"] td[data-column]').length <= drawn, drawn);
});

walk('a long answer is printed with its rows and no empty pages', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!300');
  await send(page).click();
  await page.getByText('Showing 1–300 of').waitFor();
  const rows = () => page.evaluate(() => document.querySelectorAll('tr[data-row]').length);
  await page.waitForFunction(() => document.querySelector('.rows-spacer'));
  assert.ok((await rows()) < 300);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.waitForFunction(() => document.querySelectorAll('tr[data-row]').length === 300 && !document.querySelector('.rows-spacer'));
  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.waitForFunction(() => document.querySelectorAll('tr[data-row]').length < 300);
});

walk('a table that is hidden while the window changes is whole when it is shown', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!300');
  await send(page).click();
  await page.getByText('Showing 1–300 of').waitFor();
  await page.waitForFunction(() => document.querySelector('.rows-spacer'));
  const rows = () => page.evaluate(() => document.querySelectorAll('tr[data-row]').length);
  await page.getByRole('tab', { name: 'Raw', exact: true }).click();
  await page.setViewportSize({ width: 1100, height: 1400 });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
  assert.ok((await rows()) > 12, String(await rows()));
  await page.getByRole('tab', { name: 'Table', exact: true }).click();
  // There is no empty space in view.
  await page.waitForFunction(() => {
    const box = document.querySelector('.rows-region').getBoundingClientRect();
    const last = [...document.querySelectorAll('tr[data-row]')].at(-1).getBoundingClientRect();
    return last.bottom >= Math.min(box.bottom, innerHeight);
  });
});

walk('a table that grows with the window fills it', { viewport: { width: 500, height: 900 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  await send(page).click();
  await page.getByText('Showing 1–10 of').waitFor();
  const drawn = () => page.evaluate(() => document.querySelectorAll('tr[data-row="3"] td[data-column]').length);
  const before = await drawn();
  await page.setViewportSize({ width: 2400, height: 900 });
  await page.waitForFunction((before) => document.querySelectorAll('tr[data-row="3"] td[data-column]').length > before, before);
});

walk('in a dialog of little height what has the focus is in view', { viewport: { width: 342, height: 225 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, SEARCH);
  await page.getByRole('button', { name: 'Saved queries' }).press('Enter');
  const name = page.getByRole('textbox', { name: 'Name of this query' });
  await name.fill('mine');
  assert.ok(await name.evaluate((box) => {
    const place = box.getBoundingClientRect();
    return document.elementFromPoint(place.left + 8, place.top + place.height / 2) === box;
  }));
  await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Name of this query');
});

walk('an answer of the domain before is not taken for one of this domain', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  await send(page).click();
  await page.getByText('Showing 1–10 of').waitFor();
  const reply = page.getByRole('region', { name: 'Reply', exact: true });
  const note = reply.getByText('This answer is from Harbour Lights. You work in Quiet Hills now: send again to ask there.');
  const domain = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  assert.equal(await note.count(), 0);
  await domain.selectOption({ label: 'Quiet Hills' });
  await note.waitFor();
  await send(page).click();
  await note.waitFor({ state: 'detached' });
  await domain.selectOption({ label: 'Harbour Lights' });
  await reply.getByText(/^This answer is from Quiet Hills/).waitFor();
});

walk('Escape takes the list of operations away from a small screen', { viewport: PHONE }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/');
  const button = page.getByRole('button', { name: 'Open the list of operations' });
  const list = page.getByRole('navigation', { name: 'Operations' });
  for (const within of [button, page.getByRole('searchbox', { name: 'Find an operation' })]) {
    await button.press('Enter');
    await list.waitFor();
    assert.ok((await list.boundingBox()).height > 700, 'it covers the page');
    await within.press('Escape');
    await list.waitFor({ state: 'hidden' });
    assert.ok(await button.evaluate((node) => node === document.activeElement));
  }
});

walk('the banner cuts no domain, whatever the width', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  const domain = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  const person = page.getByRole('banner').getByText('Robin Okafor');
  for (const width of [390, 768, 820, 961, 1100, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok((await domain.boundingBox()).width > 150, `${width}`);
    assert.ok(await person.evaluate((node) => node.parentElement.scrollWidth <= node.parentElement.clientWidth), `the name at ${width}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `the page at ${width}`);
  }
});

walk('a search that is cancelled speaks of no write, and the page stays where it is', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, SEARCH);
  await server.arm({ fault: 'stall', path: '/player/search' });
  await send(page).click();
  const reply = page.getByRole('region', { name: 'Reply', exact: true });
  await reply.getByText('Waiting for the answer').waitFor();
  const height = () => reply.evaluate((node) => Math.round(node.getBoundingClientRect().height));
  const before = await height();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await reply.getByText('Cancelled', { exact: true }).waitFor();
  assert.equal(await reply.getByText(/write/).count(), 0);
  assert.equal(await height(), before);
});

walk('the places of a form stand within each other', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/ShopListingControllerCreate');
  await page.getByRole('button', { name: 'Add an item to items' }).click();
  await page.getByRole('group', { name: 'items 1' }).waitFor();
  const outside = await page.evaluate(() => [...document.querySelectorAll('.field .field')].filter((inner) =>
    inner.getBoundingClientRect().right > inner.parentElement.closest('.field').getBoundingClientRect().right).length);
  assert.equal(outside, 0);
});
