// Being signed out, being signed in elsewhere, and the troubles that look alike.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, DIST, freePort, logIn, open, ROBIN, SAM, walk } from './harness.mjs';

walk('signed out: says so, links to the dashboard, notices a log-in in another tab, keeps what is typed', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/UserControllerSearch');
  const banner = page.getByRole('banner');
  const link = banner.getByRole('link', { name: 'Log in on the dashboard' });
  assert.equal(new URL(await link.getAttribute('href')).origin, server.dashboard);
  await page.getByText(/server administrator creates log-ins/i).first().waitFor();
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('7');

  const other = await context.newPage();
  await logIn(other, server);
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await banner.getByText(`Signed in as ${ROBIN.name}`).waitFor();
  assert.equal(await page.getByRole('spinbutton', { name: 'Rows per page' }).inputValue(), '7');

  await other.goto(server.dashboard);
  await other.getByRole('button', { name: 'Log out' }).click();
  await other.getByRole('textbox', { name: /e-?mail/i }).waitFor();
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await banner.getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
  assert.equal(await page.getByRole('spinbutton', { name: 'Rows per page' }).inputValue(), '7');
});

walk('a log-in that a fresh page reads is told to the tabs that stood open', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/UserControllerSearch');
  const banner = page.getByRole('banner');
  await banner.getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
  const other = await context.newPage();
  await logIn(other, server);
  await open(other, server.url);
  await other.getByRole('banner').getByText(`Signed in as ${ROBIN.name}`).waitFor();
  await banner.getByText(`Signed in as ${ROBIN.name}`).waitFor();
});

walk('a session that ends before a query: nothing typed is lost, and the reply says what to do', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('7');
  await server.arm({ fault: 'expire', path: '/user/search', times: 1 });
  await page.getByRole('button', { name: /^Send/ }).click();
  const alert = page.getByRole('region', { name: 'Reply' }).getByRole('alert');
  await alert.getByText('UnauthorizedError').waitFor();
  assert.equal(await page.getByRole('spinbutton', { name: 'Rows per page' }).inputValue(), '7');
  await page.getByRole('banner').getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
});

walk('an API that allows no page of this origin is told apart from being signed out', { expect: [/blocked by CORS policy/] }, async ({ page, sandbox, files }) => {
  const config = {};
  const app = await files({ files: new Proxy({}, { get: (_, name) => (name === 'config.json' ? JSON.stringify(config) : name === 'openapi.json' ? document : undefined) }) });
  const server = await sandbox();
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  Object.assign(config, { apiUrl: server.url, specUrl: `${app.origin}/openapi.json` });
  await open(page, app.url, '#/op/UserControllerSearch');
  await page.getByText(/CORS|does not allow/i).first().waitFor();
  await page.getByText(app.origin).first().waitFor();
});

walk('where the document is refused or away as well, the page says the same, and the lessons are open', { expect: [/blocked by CORS policy/, /ERR_CONNECTION_REFUSED/] }, async ({ page, sandbox, files }) => {
  const config = {};
  const app = await files({ files: new Proxy({}, { get: (_, name) => (name === 'config.json' ? JSON.stringify(config) : undefined) }) });
  const server = await sandbox();
  Object.assign(config, { apiUrl: server.url });
  await open(page, app.url);
  await page.getByRole('heading', { name: 'The API\'s document could not be read' }).waitFor();
  await page.getByText(`${server.url} does not allow this page`).waitFor();
  await page.getByText(`--allow-origin ${app.origin}`).waitFor();

  // An address where nobody answers.
  config.apiUrl = `http://localhost:${await freePort()}`;
  await page.reload();
  await page.getByText(`No answer from ${config.apiUrl}`).waitFor();
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText(`No answer from ${config.apiUrl}`).waitFor();

  await page.getByRole('link', { name: /lessons, which need no server/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Learn' }).waitFor();
});

walk('a page whose own policy forbids the API is told apart, and says that nothing was sent', { expect: [/Content Security Policy/] }, async ({ page, sandbox, files }) => {
  const config = {};
  const server = await sandbox();
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  const shell = (await readFile(join(DIST, 'index.html'), 'utf8')).replace('<head>', '<head><meta http-equiv="Content-Security-Policy" content="connect-src \'self\'">');
  const app = await files({ files: new Proxy({}, { get: (_, name) => ({ 'config.json': JSON.stringify(config), 'openapi.json': document, 'index.html': shell })[name] }) });
  Object.assign(config, { apiUrl: server.url, specUrl: `${app.origin}/openapi.json` });
  await open(page, app.url, '#/op/UserControllerSearch');
  await page.getByText(`This page may not ask ${server.url}`).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const reply = page.getByRole('region', { name: 'Reply' });
  await reply.getByRole('alert').getByText(`adds ${server.url} to its connect-src`).waitFor();
  assert.equal(await reply.getByText('CORS_ALLOWED_ORIGINS').count(), 0);
});

walk('an API that nobody answers is told apart, too', async ({ page, sandbox, files }) => {
  const config = {};
  const app = await files({ files: new Proxy({}, { get: (_, name) => (name === 'config.json' ? JSON.stringify(config) : name === 'openapi.json' ? document : undefined) }) });
  const server = await sandbox();
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  Object.assign(config, { apiUrl: `http://localhost:${await freePort()}`, specUrl: `${app.origin}/openapi.json` });
  await open(page, app.url, '#/op/UserControllerSearch');
  await page.getByText(/cannot be reached|no answer|not reach/i).first().waitFor();
});

walk('a write that is on its way is waited for by who comes back to its page, and is in the history from the first', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  const reply = page.getByRole('region', { name: 'Reply' });
  const send = page.getByRole('button', { name: 'Send', exact: true });
  const write = async (key, milliseconds) => {
    await open(page, server.url, '#/op/VariableControllerCreate');
    const request = page.getByRole('region', { name: 'Request' });
    await request.getByRole('textbox', { name: 'key', exact: true }).fill(key);
    await request.getByRole('textbox', { name: 'value', exact: true }).fill('x');
    await server.arm({ fault: 'slow', method: 'POST', path: '/variables', milliseconds });
    const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/variables'));
    await send.click();
    await page.getByRole('dialog', { name: 'Change live data?' }).getByRole('button', { name: 'Change it' }).click();
    await sent;
  };
  await write('slow-one', 8_000);
  await page.evaluate(() => { location.hash = '#/history'; });
  await page.getByRole('main').getByText('/variables').first().waitFor();
  await page.getByRole('main').getByText('No answer').first().waitFor();
  await page.goBack();
  await reply.getByText('Waiting for the answer').waitFor();
  assert.equal(await send.count(), 0, 'nothing can be sent twice');
  await reply.getByText('200 OK').waitFor();

  // So does who comes back when it is over.
  await write('slow-two', 1_000);
  const answer = page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/variables'));
  await page.evaluate(() => { location.hash = '#/'; });
  await answer;
  await page.getByRole('navigation', { name: 'Operations' }).waitFor();
  await page.goBack();
  await reply.getByText('200 OK').waitFor();
  await reply.getByText(/asked before you left this page/).waitFor();

  // And who comes back from another domain, to whom the page shows nothing meanwhile.
  await write('slow-of-one', 8_000);
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  await page.evaluate(() => { location.hash = '#/'; });
  await box.selectOption({ label: 'Quiet Hills' });
  await page.goBack();
  await reply.getByText('Nothing to show yet').waitFor();
  await box.selectOption({ label: 'Harbour Lights' });
  await reply.getByText('Waiting for the answer').waitFor();
  assert.equal(await send.count(), 0, 'nothing can be sent twice from here either');
  await reply.getByText('200 OK').waitFor();

  // The browser asks before such a page is left.
  await write('slow-three', 5_000);
  let asked = '';
  page.once('dialog', (dialog) => { asked = dialog.type(); dialog.accept(); });
  await page.reload();
  assert.equal(asked, 'beforeunload');
  await page.evaluate(() => { location.hash = '#/history'; });
  const first = page.getByRole('main').locator('li').first();
  await first.getByText('/variables').first().waitFor();
  assert.match(await first.innerText(), /No ?answer|CutOff|Cancelled/i);
});

walk('a lock is one person’s, and not the browser’s', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/');
  const chip = (name) => page.getByRole('banner').getByRole('button', { name });
  await chip('Writes allowed').click();
  await chip('Reads only').waitFor();
  await context.clearCookies();
  await logIn(page, server, SAM);
  await page.getByRole('banner').getByText('Signed in as Sam Rivers').waitFor();
  await chip('Writes allowed').waitFor();
  await context.clearCookies();
  await logIn(page, server);
  await page.getByRole('banner').getByText('Signed in as Robin Okafor').waitFor();
  await chip('Reads only').waitFor();
});

walk('who comes back to a page finds its answer, and nobody else does', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  const reply = page.getByRole('region', { name: 'Reply' });
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('7');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await reply.getByText('Showing 1–7 of 300').waitFor();
  assert.equal(await reply.getByText(/asked before you left/).count(), 0);
  await open(page, server.url, '#/op/RoleControllerSearch');
  await reply.getByText('Nothing to show yet').waitFor();
  await page.goBack();
  await reply.getByText('Showing 1–7 of 300').waitFor();
  await reply.getByText(/^POST \/player\/search, asked before you left this page: \d{4}-/).waitFor();
  // It is turned like any other, though the query in view is another one.
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('9');
  await reply.getByRole('button', { name: 'Next page' }).click();
  await reply.getByText('Showing 8–14 of 300').waitFor();
  assert.equal(await reply.getByText(/asked before you left/).count(), 0);
  // It is no answer to a link with other values, nor stands in the place of what failed since.
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!3');
  await reply.getByText('Nothing to show yet').waitFor();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await reply.getByText('Showing 8–14 of 300').waitFor();
  await server.arm({ fault: '500', path: '/player/search' });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await reply.getByText('InternalServerError').first().waitFor();
  await open(page, server.url, '#/op/RoleControllerSearch');
  await page.goBack();
  await reply.getByText('Nothing to show yet').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await reply.getByText(/^Showing \d/).waitFor();

  await open(page, server.url, '#/op/RoleControllerSearch');
  const other = await context.newPage();
  await other.goto(server.dashboard);
  await other.getByRole('button', { name: 'Log out' }).click();
  await logIn(other, server, SAM);
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.getByRole('banner').getByText(`Signed in as ${SAM.name}`).waitFor();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await reply.getByText('Nothing to show yet').waitFor();
});

walk('the domain box: every request carries the domain that is chosen', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  await box.selectOption({ label: 'Quiet Hills' }).catch(async () => box.selectOption({ index: 1 }));
  const chosen = await box.inputValue();
  const sent = page.waitForRequest((request) => request.url().endsWith('/player/search') && request.method() === 'POST');
  await page.getByRole('button', { name: /^Send/ }).click();
  assert.equal((await (await sent).allHeaders())['x-takaro-domain'], chosen);
  await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
});

walk('the domain that was chosen last is there after a reload, and the history tells of all domains', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  const chosen = () => box.evaluate((node) => node.selectedOptions[0].textContent);
  // It is kept once the server has answered of it.
  const kept = (id) => page.waitForFunction((id) => localStorage['takaro-explorer:last-domain'] === id, id);
  await box.selectOption({ label: 'Quiet Hills' });
  await kept('quiet-hills-wander');
  await page.getByRole('button', { name: /^Send/ }).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
  // A user has another id in each domain: what is kept for a person is kept for all of them.
  await box.selectOption({ label: 'Harbour Lights' });
  await kept('harbour-lights-shine');
  for (let at = 0; at < 2; at += 1) {
    await page.reload();
    await page.getByRole('banner').getByText('Signed in as').waitFor();
    assert.match(await chosen(), /Harbour Lights/);
  }
  await open(page, server.url, '#/history');
  await page.getByRole('checkbox', { name: 'All domains' }).check();
  await page.getByText('1 of 1 request', { exact: true }).waitFor();
  // Where it was sent is said, and opening it here says that this is another domain.
  await page.locator('.history-entry > summary').click();
  await page.locator('.history-inside').getByText('Quiet Hills').waitFor();
  await page.getByRole('link', { name: 'Open with these values' }).click();
  await page.getByText(/was made for the domain Quiet Hills/).waitFor();
});

walk('a reload leads into no other tab’s domain', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  const chosen = async (tab) => {
    await tab.getByRole('banner').getByText('Signed in as').waitFor();
    return tab.getByRole('banner').getByRole('combobox', { name: 'Domain' }).evaluate((node) => node.selectedOptions[0].textContent);
  };
  const here = await chosen(page);
  // What a new tab begins with is known though nobody has chosen.
  await page.waitForFunction(() => localStorage['takaro-explorer:last-domain']);
  assert.doesNotMatch(here, /Quiet Hills/);
  const other = await context.newPage();
  await open(other, server.url);
  await chosen(other);
  await other.getByRole('banner').getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await other.waitForFunction(() => localStorage['takaro-explorer:last-domain'] === 'quiet-hills-wander');
  await page.reload();
  assert.equal(await chosen(page), here);
  // A new tab begins where the last one was.
  const third = await context.newPage();
  await open(third, server.url);
  assert.match(await chosen(third), /Quiet Hills/);
});

walk('a domain that cannot be used is left with words, never in silence', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const box = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });

  // Chosen in spite of its state.
  await box.selectOption({ label: 'Old Mills (maintenance)' });
  const alert = page.getByRole('alert');
  await alert.getByText('Old Mills cannot be used now. You are in Harbour Lights.').waitFor();
  await alert.getByText(/^Old Mills rests \(maintenance\)/).waitFor();
  await alert.getByRole('button', { name: 'Close' }).click();
  await alert.waitFor({ state: 'detached' });

  // Who chose it elsewhere stays elsewhere, over a reload too: not even the dashboard's own domain is a third one to be in.
  // So does who chooses both before the server answered of the first.
  await box.evaluate((select) => {
    for (const id of ['quiet-hills-wander', [...select.options].find((it) => it.label.startsWith('Old Mills')).value]) {
      select.value = id;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  await alert.getByText('Old Mills cannot be used now. You are in Quiet Hills.').waitFor();
  assert.equal(await box.inputValue(), 'quiet-hills-wander');
  await page.reload();
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  assert.equal(await box.inputValue(), 'quiet-hills-wander');

  // Taken away while the person is in it.
  const changed = await fetch(`${server.url}/domain/quiet-hills-wander`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-takaro-admin-token': 'practice-admin-token' },
    body: JSON.stringify({ name: 'Quiet Hills', state: 'MAINTENANCE' }),
  });
  assert.equal(changed.status, 200);
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await alert.getByText('Quiet Hills cannot be used now. You are in Harbour Lights.').waitFor();
  assert.equal(await box.inputValue(), 'harbour-lights-shine');
});

walk('a write to a domain that came to rest is not done in another', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/VariableControllerCreate');
  const banner = page.getByRole('banner');
  await banner.getByText('Signed in as').waitFor();
  const box = banner.getByRole('combobox', { name: 'Domain' });
  await box.selectOption({ label: 'Quiet Hills' });
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByRole('textbox', { name: 'key', exact: true }).fill('of-quiet-hills');
  await request.getByRole('textbox', { name: 'value', exact: true }).fill('x');
  const changed = await fetch(`${server.url}/domain/quiet-hills-wander`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-takaro-admin-token': 'practice-admin-token' },
    body: JSON.stringify({ name: 'Quiet Hills', state: 'MAINTENANCE' }),
  });
  assert.equal(changed.status, 200);
  await request.getByRole('button', { name: 'Send', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Change live data?' });
  await question.getByText(/^Quiet Hills rests \(maintenance\)/).waitFor();
  assert.ok(await question.getByRole('button', { name: 'Change it' }).isDisabled());
  assert.equal(await question.getByText('This change goes to').count(), 0, 'it goes nowhere');
  await question.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('alert').getByText('Quiet Hills cannot be used now. You are in Harbour Lights.').waitFor();
});

walk('a token acts on its own domain, and the question says which', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/settings');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  const post = async (path, headers, body) => (await fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })).json();
  const { data: { token } } = await post('/token', { 'x-takaro-admin-token': 'practice-admin-token' }, { domainId: 'quiet-hills-wander' });
  await page.getByLabel('x-takaro-token', { exact: true }).fill(token);
  await page.keyboard.press('Tab');
  await page.getByRole('banner').getByText('a token is set').waitFor();
  // Without a reload, which forgets the token.
  await page.evaluate(() => { location.hash = '#/op/VariableControllerCreate'; });
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByRole('textbox', { name: 'key', exact: true }).fill('of-the-token');
  await request.getByRole('textbox', { name: 'value', exact: true }).fill('x');
  await request.getByRole('button', { name: 'Send', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Change live data?' });
  await question.getByText('quiet-hills-wander').first().waitFor();
  const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/variables'));
  await question.getByRole('button', { name: 'Change it' }).click();
  assert.equal(await (await sent).headerValue('x-takaro-domain'), 'quiet-hills-wander');
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
  const found = await post('/variables/search', { 'x-takaro-token': token }, { filters: { key: ['of-the-token'] } });
  assert.equal(found.meta.total, 1);
});

walk('who is signed in is asked again when the API answers after a trouble', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await server.arm({ fault: '502', path: '/me', times: 10 });
  await page.reload();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('banner').getByText('The API could not say who you are').waitFor();
  assert.ok((await fetch(`${server.url}/__faults`, { method: 'DELETE' })).ok);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
  await page.getByRole('banner').getByText('Signed in as Robin Okafor').waitFor();
});

walk('the way in is whole on a narrow screen, in English and in German', async ({ page, sandbox }) => {
  const server = await sandbox();
  for (const [width, language, name] of [[390, 'en', 'Log in on the dashboard'], [320, 'en', 'Log in on the dashboard'], [390, 'de', /Dashboard/]]) {
    await page.setViewportSize({ width, height: 844 });
    await open(page, server.url);
    if (language === 'de') {
      await open(page, server.url, '#/settings');
      await page.getByRole('radio', { name: 'Deutsch' }).check();
      await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
    }
    const link = page.getByRole('banner').getByRole('link', { name });
    await link.waitFor();
    const cut = await link.evaluate((node) => {
      const own = node.getBoundingClientRect();
      const around = node.closest('.banner-session');
      return own.left < 0 || own.right > innerWidth || node.scrollWidth > node.clientWidth + 1 || around.scrollWidth > around.clientWidth + 1;
    });
    assert.equal(cut, false, `${name} at ${width}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name} at ${width}`);
  }
});

walk('another API that the configuration allows is chosen in the settings, and no other', { expect: [/401/] }, async ({ page, context, sandbox, files }) => {
  const config = {};
  const app = await files({ files: new Proxy({}, { get: (_, name) => ({ 'config.json': JSON.stringify(config) })[name] }) });
  const [own, other] = [await sandbox({ 'allow-origin': app.origin }), await sandbox({ 'allow-origin': app.origin })];
  Object.assign(config, { apiUrl: own.url, allowedApiUrls: [other.url], practice: true });
  const banner = page.getByRole('banner');
  await open(page, app.url, '#/settings');
  await banner.getByText('Practice', { exact: true }).waitFor();
  const before = await context.newPage();
  await open(before, app.url);
  const document = page.waitForRequest(`${other.url}/openapi.json`);
  await page.getByRole('radio', { name: other.url }).check();
  await document;
  // What is known of the one API is not taken for the other's.
  await banner.getByRole('link', { name: new URL(other.url).host }).waitFor();
  assert.equal(await banner.getByText('Practice', { exact: true }).count(), 0);
  await open(page, app.url, '#/op/UserControllerSearch');
  const asked = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/user/search'));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  assert.equal((await asked).url(), `${other.url}/user/search`);
  // It is no other tab's, but where new ones begin.
  await before.reload();
  await before.getByRole('banner').getByText('Practice', { exact: true }).waitFor();
  const next = await context.newPage();
  await open(next, app.url);
  await next.getByRole('banner').getByRole('link', { name: new URL(other.url).host }).waitFor();
  // A choice that the configuration does not allow any more is none.
  config.allowedApiUrls = [];
  await page.reload();
  await banner.getByText('Practice', { exact: true }).waitFor();
  await open(page, app.url, '#/settings');
  assert.equal(await page.getByRole('radio', { name: own.url }).count(), 0);
});
