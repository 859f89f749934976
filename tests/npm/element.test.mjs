// `<takaro-explorer>` on somebody else's page, under a strict policy, in Chromium.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { PKG, freePort, startSandbox } from './support.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
let sandbox;
let server;
let origin;
let browser;

before(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  sandbox = await startSandbox({ 'allow-origin': origin });
  const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ${sandbox.url}; require-trusted-types-for 'script'`;
  const example = (await readFile(join(PKG, 'embed.html'), 'utf8')).replace('http://localhost:8080', sandbox.url).replace('http://localhost:8081', sandbox.dashboard);
  server = createServer(async (request, response) => {
    const name = normalize(decodeURIComponent(new URL(request.url, origin).pathname));
    const body = name === '/' ? example : await readFile(join(PKG, name)).catch(() => null);
    response.writeHead(body ? 200 : 404, { 'content-type': TYPES[extname(name)] ?? 'text/html', 'content-security-policy': policy });
    response.end(body ?? 'Not found');
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await sandbox?.stop();
});

/** A page with the example in it; the test fails on any report of its policy and on any error. */
async function opened(t) {
  const page = await browser.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(String(error)));
  await page.addInitScript(() => {
    globalThis.told = [];
    for (const name of ['reply', 'session', 'navigate']) {
      addEventListener(name, (event) => globalThis.told.push([name, event.detail]));
    }
    globalThis.reports = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.reports.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  t.after(async () => {
    assert.deepEqual(trouble, []);
    assert.deepEqual(await page.evaluate(() => globalThis.reports), []);
    await page.close();
  });
  await page.goto(origin);
  await page.getByRole('searchbox', { name: 'Find an operation' }).waitFor();
  return page;
}

const toldOf = (page, name) => page.evaluate((name) => globalThis.told.filter(([it]) => it === name).map(([, detail]) => detail), name);

async function goTo(page, element, words) {
  await element.getByRole('searchbox', { name: 'Find an operation' }).fill(words);
  await element.locator('nav a[href^="#/op/"]').first().click();
}

test('the app works inside a page, and leaves the page\'s address and title alone', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await goTo(page, element, 'PlayerControllerSearch');
  await element.getByRole('button', { name: 'Send', exact: true }).click();
  await element.getByRole('alert').first().waitFor();
  assert.equal(new URL(page.url()).hash, '');
  assert.equal(await page.title(), 'A page with the explorer in it');
  assert.deepEqual(await toldOf(page, 'navigate'), [{ address: '#/op/PlayerControllerSearch' }]);
  const [reply] = await toldOf(page, 'reply');
  assert.deepEqual(reply, { method: 'POST', url: `${sandbox.url}/player/search`, status: 401 });
  assert.deepEqual(await toldOf(page, 'session'), [{ signedIn: false, name: null, domain: null }]);
});

test('its styles are its own, and the page may choose among them', async (t) => {
  const page = await opened(t);
  const seen = () => page.evaluate(() => {
    const element = document.querySelector('takaro-explorer');
    return { element: getComputedStyle(element).backgroundColor, heading: getComputedStyle(document.querySelector('h1')).color };
  });
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('theme', 'light'));
  await page.waitForFunction(() => getComputedStyle(document.querySelector('takaro-explorer')).backgroundColor === 'rgb(247, 247, 248)');
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('theme', 'dark'));
  await page.waitForFunction(() => getComputedStyle(document.querySelector('takaro-explorer')).backgroundColor === 'rgb(8, 8, 8)');
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('takaro-explorer { --bg: rgb(1, 2, 3) }');
    document.adoptedStyleSheets = [sheet];
  });
  assert.deepEqual(await seen(), { element: 'rgb(1, 2, 3)', heading: 'rgb(0, 0, 0)' });
});

test('in a narrow column of a wide page it is laid out as on a phone, its navigation over its own page alone', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await page.setViewportSize({ width: 1366, height: 900 });
  const menu = element.getByRole('button', { name: 'Open the list of operations' });
  const find = element.getByRole('searchbox', { name: 'Find an operation' });
  assert.ok(await find.isVisible() && !(await menu.isVisible()));
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('takaro-explorer { width: 40rem; margin: 10rem 0 0 20rem }');
    document.adoptedStyleSheets = [sheet];
  });
  await menu.waitFor();
  assert.equal(await find.isVisible(), false);
  await menu.click();
  const [box, own] = [await element.getByRole('navigation', { name: 'Operations' }).boundingBox(), await element.boundingBox()];
  assert.ok(box.x >= own.x && box.x + box.width <= own.x + own.width && box.y >= own.y, JSON.stringify([box, own]));
  await goTo(page, element, 'PlayerControllerSearch');
  await element.getByRole('button', { name: 'Send', exact: true }).waitFor();
  assert.equal(await find.isVisible(), false);
});

test('where a page asks how wide it would be, it is as wide as an app', async (t) => {
  const page = await opened(t);
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('body { display: flex }');
    document.adoptedStyleSheets = [sheet];
  });
  assert.ok((await page.locator('takaro-explorer').boundingBox()).width > 600);
});

test('another language is the element\'s alone, and comes from beside its module', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await element.getByRole('link', { name: 'Settings' }).click();
  await element.getByRole('radio', { name: 'Deutsch' }).check();
  await element.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  assert.equal(await element.locator('.app').getAttribute('lang'), 'de');
  assert.notEqual(await page.locator('html').getAttribute('lang'), 'de');
  await element.getByRole('radio', { name: 'English' }).check();
  await element.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
});

test('several on one page keep out of each other\'s way', async (t) => {
  const page = await opened(t);
  await page.evaluate(() => {
    const other = document.querySelector('takaro-explorer').cloneNode();
    document.body.append(other);
  });
  const [first, second] = [page.locator('takaro-explorer').nth(0), page.locator('takaro-explorer').nth(1)];
  await second.getByRole('searchbox', { name: 'Find an operation' }).waitFor();
  await goTo(page, second, 'PlayerControllerSearch');
  await second.getByRole('button', { name: 'Send', exact: true }).waitFor();
  assert.equal(await first.getByRole('button', { name: 'Send', exact: true }).count(), 0);
  await second.getByRole('button', { name: 'Send', exact: true }).focus();
  await page.keyboard.press('Control+K');
  await second.getByRole('dialog', { name: 'Command palette' }).waitFor();
  assert.equal(await first.getByRole('dialog').count(), 0);
});

test('on another origin than the API nothing is changed unless the page allows it', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await goTo(page, element, 'PlayerControllerDelete');
  const send = element.getByRole('button', { name: 'Send', exact: true });
  await element.getByRole('heading', { level: 1 }).waitFor();
  const words = element.getByText(/read.only/i).first();
  await words.waitFor();
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('read-only', 'false'));
  await page.waitForFunction(() => !/read.only/i.test(document.querySelector('takaro-explorer').shadowRoot.textContent));
  await goTo(page, element, 'PlayerControllerDelete');
  await send.waitFor();
  assert.equal(await element.getByText(/read.only/i).count(), 0);
});

test('attributes that change in one moment are all heard, the theme among them', async (t) => {
  const page = await opened(t);
  const shown = (words) => page.waitForFunction((words) => /read.only/i.test(document.querySelector('takaro-explorer').shadowRoot.textContent) === words, words);
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('read-only', 'false'));
  await shown(false);
  await page.locator('takaro-explorer').getByRole('searchbox', { name: 'Find an operation' }).waitFor();
  await page.evaluate(() => {
    const element = document.querySelector('takaro-explorer');
    element.setAttribute('read-only', '');
    element.setAttribute('theme', 'dark');
  });
  await shown(true);
  // An address that is none is told, and what stood here before is gone.
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('api-url', 'http://[bad'));
  await page.locator('takaro-explorer').getByRole('alert').getByText('is no address').waitFor();
});

test('properties that were set before its module had come are heard', async (t) => {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route(`${origin}/early`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Early</title><takaro-explorer></takaro-explorer>' }));
  await page.goto(`${origin}/early`);
  const seen = await page.evaluate(async (url) => {
    const one = document.querySelector('takaro-explorer');
    Object.assign(one, { apiUrl: url, readOnly: true, theme: 'light' });
    await import('/element/index.js');
    return { own: Object.keys(one), read: one.getAttribute('read-only'), api: one.getAttribute('api-url'), theme: one.theme };
  }, sandbox.url);
  assert.deepEqual(seen, { own: [], read: '', api: sandbox.url, theme: 'light' });
  await page.waitForFunction(() => /read.only/i.test(document.querySelector('takaro-explorer').shadowRoot.textContent));
});

test('on a page that is read from right to left it makes nothing wider', async (t) => {
  const page = await opened(t);
  await page.evaluate(() => { document.documentElement.dir = 'rtl'; });
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(await wider(), 0);
  // What was out of sight is there for those who ask for it by the keyboard.
  const skip = page.locator('takaro-explorer .skip');
  assert.ok((await skip.boundingBox()).width <= 1);
  await skip.focus();
  assert.ok((await skip.boundingBox()).width > 20);
  assert.equal(await wider(), 0);
});

test('its attributes may change at any time', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await page.evaluate((url) => document.querySelector('takaro-explorer').setAttribute('spec-url', `${url}/no-document.json`), sandbox.url);
  const failed = element.getByRole('alert').filter({ hasText: /document/i }).first();
  await failed.waitFor();
  // Who embeds it has no other settings than these.
  assert.match(await failed.textContent(), /is said by api-url and spec-url\./);
  await page.evaluate(() => document.querySelector('takaro-explorer').removeAttribute('spec-url'));
  await goTo(page, element, 'PlayerControllerSearch');
  await element.getByRole('button', { name: 'Send', exact: true }).waitFor();
  // The person stays where they are, which nobody has to be told.
  const told = (await toldOf(page, 'navigate')).length;
  await page.evaluate(() => {
    const one = document.querySelector('takaro-explorer');
    globalThis.before = one.shadowRoot.querySelector('h1');
    one.setAttribute('read-only', 'false');
  });
  await page.waitForFunction(() => ![null, globalThis.before].includes(document.querySelector('takaro-explorer').shadowRoot.querySelector('h1')));
  await element.getByRole('button', { name: 'Send', exact: true }).waitFor();
  assert.equal((await toldOf(page, 'navigate')).length, told);
});

test('the fragment is the address where the page says so', async (t) => {
  const page = await opened(t);
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('hash', ''));
  const element = page.locator('takaro-explorer');
  await page.evaluate(() => { location.hash = '#/op/PlayerControllerSearch'; });
  await element.getByRole('button', { name: 'Send', exact: true }).waitFor();
});

test('the fragment takes the place over where it becomes the address, and is clear again where it is that no more', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  const send = element.getByRole('button', { name: 'Send', exact: true });
  await goTo(page, element, 'PlayerControllerSearch');
  await send.waitFor();
  const anew = async (hash) => {
    await page.evaluate((hash) => {
      globalThis.before = document.querySelector('takaro-explorer').shadowRoot.querySelector('.embed');
      document.querySelector('takaro-explorer').hash = hash;
    }, hash);
    await page.waitForFunction(() => ![null, globalThis.before].includes(document.querySelector('takaro-explorer').shadowRoot.querySelector('.embed')));
    await send.waitFor();
    return new URL(page.url()).hash;
  };
  assert.equal(await anew(true), '#/op/PlayerControllerSearch');
  assert.equal(await anew(false), '');
  // An address that is there already leads.
  await page.evaluate(() => history.replaceState(history.state, '', '#/op/PlayerControllerGetOne'));
  assert.equal(await anew(true), '#/op/PlayerControllerGetOne');
});

test('its letters are as large as the person\'s, and read from the left, whatever the page makes of its own', async (t) => {
  const page = await opened(t);
  await page.locator('takaro-explorer').getByRole('heading', { level: 1 }).first().waitFor();
  const seen = () => page.evaluate(() => {
    const root = document.querySelector('takaro-explorer').shadowRoot;
    const { fontSize, direction } = getComputedStyle(root.querySelector('h1'));
    return { fontSize, direction, menu: root.querySelector('nav').getBoundingClientRect().width };
  });
  const before = await seen();
  assert.deepEqual({ ...before, menu: 0 }, { fontSize: '24px', direction: 'ltr', menu: 0 });
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('html { font-size: 62.5% }');
    document.adoptedStyleSheets = [sheet];
    document.documentElement.dir = 'rtl';
  });
  assert.deepEqual(await seen(), before);
  // What asks for its width means the same letters: at 50 of them it is a narrow one.
  await page.setViewportSize({ width: 800, height: 900 });
  await page.locator('takaro-explorer').getByRole('button', { name: 'Open the list of operations' }).waitFor();
});

test('what the page says of everything, and what it hands down, does not reach in', async (t) => {
  const page = await opened(t);
  await page.locator('takaro-explorer').getByRole('heading', { level: 1 }).first().waitFor();
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('* { all: unset } body { text-transform: uppercase; letter-spacing: 1em; text-align: center; white-space: nowrap }');
    document.adoptedStyleSheets = [sheet];
  });
  const seen = await page.evaluate(() => {
    const { textTransform, letterSpacing, textAlign, whiteSpace, display, fontFamily, color } = getComputedStyle(document.querySelector('takaro-explorer').shadowRoot.querySelector('h1'));
    return { textTransform, letterSpacing, textAlign, whiteSpace, display, sans: /sans-serif/.test(fontFamily), color };
  });
  assert.equal(seen.color === 'rgb(0, 0, 0)', false, 'the colour is the explorer\'s own');
  assert.deepEqual({ ...seen, color: '' }, { textTransform: 'none', letterSpacing: seen.letterSpacing, textAlign: 'start', whiteSpace: 'normal', display: 'block', sans: true, color: '' });
  assert.ok(parseFloat(seen.letterSpacing) < 1 || seen.letterSpacing === 'normal', seen.letterSpacing);
});

test('keys that are meant for the explorer are not heard by the page', async (t) => {
  const page = await opened(t);
  await page.evaluate(() => { globalThis.heard = []; addEventListener('keydown', (event) => globalThis.heard.push(event.key)); });
  const element = page.locator('takaro-explorer');
  await element.getByRole('searchbox', { name: 'Find an operation' }).focus();
  await page.keyboard.type('a/b');
  await page.keyboard.press('Control+K');
  await element.getByRole('dialog', { name: 'Command palette' }).waitFor();
  await page.keyboard.press('Escape');
  await element.getByRole('dialog', { name: 'Command palette' }).waitFor({ state: 'hidden' });
  assert.deepEqual(await page.evaluate(() => globalThis.heard.filter((key) => key !== 'Control')), []);
  assert.equal(await element.getByRole('searchbox', { name: 'Find an operation' }).inputValue(), 'a/b');
});

test('what is pressed and goes hands its focus on within the element', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('read-only', 'false'));
  await goTo(page, element, 'PlayerControllerDelete');
  await element.getByRole('button', { name: /^Allow writes to/ }).first().press('Enter');
  await page.waitForFunction(() => document.querySelector('takaro-explorer').shadowRoot.activeElement?.className.includes('button-send'));
});

test('removed while it exports or asks who is signed in, it fails in nothing and holds nothing', async (t) => {
  const page = await opened(t);
  await page.goto(sandbox.dashboard);
  await page.getByRole('textbox', { name: /e-?mail/i }).fill('robin@example.com');
  await page.getByLabel(/password/i).fill('practice');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.waitForURL((url) => url.origin === sandbox.url);
  await page.goto(origin);
  const element = page.locator('takaro-explorer');
  await element.getByText('Signed in as').first().waitFor();
  await goTo(page, element, 'EventControllerSearch');
  await element.getByRole('button', { name: 'Send', exact: true }).click();
  await element.getByRole('button', { name: 'Export all pages' }).click();
  await sandbox.arm({ fault: 'slow', path: '/event/search', times: 50, milliseconds: 700 });
  await element.getByRole('dialog', { name: 'Export all pages' }).getByRole('spinbutton', { name: 'Rows per request' }).fill('100');
  await element.getByRole('button', { name: 'Start export' }).click();
  await element.getByRole('region', { name: /^Export: / }).getByRole('button', { name: 'Pause' }).waitFor();
  // In another domain than the dashboard's it asks more than once.
  await element.getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await sandbox.arm({ fault: 'slow', path: '/me', times: 6, milliseconds: 400 });
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.waitForTimeout(200);
  await page.evaluate(() => document.querySelector('takaro-explorer').remove());
  await page.waitForFunction(async () => (await navigator.locks.query()).held.length === 0);
  await page.waitForTimeout(2_000);
  await sandbox.disarm();
});

test('what the page keeps of its history stays, and so does a fragment of its own', async (t) => {
  const page = await opened(t);
  await page.evaluate(() => {
    history.replaceState({ key: 'abc' }, '', '#pricing');
    document.querySelector('takaro-explorer').hash = true;
  });
  const element = page.locator('takaro-explorer');
  await element.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => history.state?.takaroExplorer !== undefined);
  assert.equal(await page.evaluate(() => history.state.key), 'abc');
  assert.equal(await element.getByText('There is nothing at this address').count(), 0);
  await goTo(page, element, 'PlayerControllerSearch');
  await element.getByRole('button', { name: 'Send', exact: true }).waitFor();
  assert.equal(new URL(page.url()).hash, '#/op/PlayerControllerSearch');
  // What frameworks write for "no" is no.
  await page.evaluate(() => document.querySelector('takaro-explorer').setAttribute('hash', 'false'));
  assert.equal(await page.evaluate(() => document.querySelector('takaro-explorer').hash), false);
});

test('in a page with a base its links lead to places of its own', async (t) => {
  const page = await opened(t);
  await page.evaluate(() => {
    const base = document.createElement('base');
    base.href = '/elsewhere/';
    document.head.append(base);
    document.querySelector('takaro-explorer').setAttribute('hash', '');
  });
  const element = page.locator('takaro-explorer');
  // It is built anew for that.
  await page.waitForFunction(() => history.state?.takaroExplorer !== undefined);
  await goTo(page, element, 'PlayerControllerSearch');
  await element.getByRole('spinbutton', { name: 'Rows per page' }).fill('7');
  assert.equal(new URL(page.url()).pathname, '/');
  assert.equal(new URL(page.url()).hash, '#/op/PlayerControllerSearch');
});

test('the whole app is there: its lessons and its editor need no file of the page', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  const missing = [];
  page.on('response', (answer) => void (answer.status() === 404 && missing.push(answer.url())));
  await element.getByRole('banner').getByRole('link', { name: 'Learn' }).click();
  await element.getByRole('link', { name: /Filters: exact matches/ }).click();
  const box = element.getByRole('region', { name: 'Query to try 1' });
  await box.getByText('1 of 40 rows match').waitFor();
  await goTo(page, element, 'PlayerControllerSearch');
  const query = element.getByRole('region', { name: 'Query', exact: true });
  await query.getByRole('tab', { name: 'JSON' }).click();
  // The editor of its own, not the plain box that takes its place where it is not there.
  const editor = query.locator('.json-editor .cm-content');
  await editor.waitFor();
  // As a person does it: what a script sets into the editor's box the browser would style, which the policy refuses.
  await editor.press('Control+A');
  await editor.press('Delete');
  await editor.pressSequentially('{"limit": 5}');
  await query.getByRole('tab', { name: 'English' }).click();
  await page.waitForFunction(() => [...document.querySelector('takaro-explorer').shadowRoot.querySelectorAll('textarea')]
    .some(({ value }) => value === 'players, 5 per page'));
  assert.deepEqual(missing, []);
});

test('moved to another place of the page it goes on where it was', async (t) => {
  const page = await opened(t);
  const element = page.locator('takaro-explorer');
  await goTo(page, element, 'PlayerControllerSearch');
  await element.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await page.evaluate(() => {
    const [holder, one] = [document.createElement('section'), document.querySelector('takaro-explorer')];
    globalThis.before = one.shadowRoot.querySelector('h1');
    document.body.append(holder);
    holder.append(one);
  });
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  assert.ok(await page.evaluate(() => document.querySelector('section takaro-explorer').shadowRoot.querySelector('h1') === globalThis.before));
});

test('every custom property that is documented is one that the styles read', async () => {
  const { default: styles } = await import(pathToFileURL(join(PKG, 'element/styles.js')).href);
  const types = await readFile(join(PKG, 'element/index.d.ts'), 'utf8');
  const readme = await readFile(join(PKG, 'README.md'), 'utf8');
  const named = (text) => new Set([...text.matchAll(/`(--[a-z-]+)`/g)].map(([, name]) => name));
  assert.ok(named(types).size >= 15 && named(readme).size >= 15);
  assert.deepEqual([...named(readme)].sort(), [...named(types)].sort());
  for (const name of named(types)) {
    assert.ok(styles.includes(`var(${name})`) || styles.includes(`var(${name},`), `${name} is read nowhere`);
    assert.match(styles, new RegExp(`${name}:`), `${name} has no value of its own`);
  }
});

test('mounted and removed a hundred times, nothing of it stays', { timeout: 180_000 }, async (t) => {
  const page = await opened(t);
  const session = await page.context().newCDPSession(page);
  const rounds = (count) => page.evaluate(async (count) => {
    const element = document.querySelector('takaro-explorer') ?? document.createElement('takaro-explorer');
    const parent = document.body;
    for (let at = 0; at < count; at += 1) {
      const fresh = element.cloneNode();
      document.querySelector('takaro-explorer')?.remove();
      parent.append(fresh);
      while (!fresh.shadowRoot?.querySelector('.app')) await new Promise((resolve) => setTimeout(resolve, 1));
      // A while for its requests, so that it is removed in different moments of its life.
      await new Promise((resolve) => setTimeout(resolve, at % 4 === 0 ? 100 : at % 4));
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }, count);
  const counters = async () => {
    for (let at = 0; at < 3; at += 1) await session.send('HeapProfiler.collectGarbage');
    const counters = await session.send('Memory.getDOMCounters');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const instance = await page.evaluate(async () => {
      const app = await import('/element/takaro-explorer-app.js');
      // Initialised before, it gives what it exports.
      return (await app.default()).memory.buffer.byteLength;
    });
    return { ...counters, heap: usedSize, instance };
  };
  await rounds(10);
  const early = await counters();
  await rounds(100);
  const late = await counters();
  const words = JSON.stringify({ early, late });
  assert.ok(late.jsEventListeners <= early.jsEventListeners + 20, words);
  assert.ok(late.nodes <= early.nodes * 1.2 + 200, words);
  // A hundred apps that stayed would hold a document each: megabytes.
  assert.ok(late.heap - early.heap < 4_000_000, words);
  assert.ok(late.instance - early.instance < 2_000_000, words);
});
