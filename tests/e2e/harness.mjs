// What every walk needs: a sandbox of its own, a browser, and an eye on all that must not happen.

import { createServer } from 'node:http';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startSandbox as startProgram } from '../sandbox.mjs';

export { freePort } from '../sandbox.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const DIST = process.env.EXPLORER_DIST ?? join(ROOT, 'dist');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** The longest wait for what a page is to show, in milliseconds. */
const PATIENCE = Number(process.env.EXPLORER_PATIENCE ?? 30_000);
const OUT = fileURLToPath(new URL('./out/', import.meta.url));

/** The real document, where it is at hand; else the sandbox's own is walked. */
export const REAL_DOCUMENT = await firstFile(process.env.TAKARO_OPENAPI, join(ROOT, '../shared/takaro/openapi.json'));

export const ROBIN = { email: 'robin@example.com', password: 'practice', name: 'Robin Okafor' };
export const SAM = { email: 'sam@example.com', password: 'practice', name: 'Sam Rivers' };

async function firstFile(...paths) {
  for (const path of paths) {
    if (path && (await stat(path).catch(() => null))?.isFile()) return path;
  }
  return null;
}

/** Starts a sandbox that serves the app; `options` are its own, without the dashes. */
export async function startSandbox(options = {}) {
  const server = await startProgram({ dist: DIST, ...options });
  return {
    ...server,
    /** Waits until all that was armed has struck. */
    async struck() {
      for (const end = Date.now() + PATIENCE; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
        const left = await server.armed();
        if (left.length === 0) return;
        assert.ok(Date.now() < end, `did not strike: ${JSON.stringify(left)}`);
      }
    },
  };
}

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.md': 'text/markdown', '.woff2': 'font/woff2',
};

/**
 * A static file server that knows nothing: files under `prefix`, some of them replaced; `late` ones wait for a promise,
 * and those of `halves` do after their first half. A file that is a function writes its answer itself. `asked` are the names that it was asked for.
 */
export async function startStatic({ prefix = '/', files = {}, folder = DIST, late = {}, halves = {} } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://any').pathname);
    const name = path.startsWith(prefix) ? path.slice(prefix.length) || 'index.html' : null;
    asked.push(name ?? path);
    const body = name === null ? null : (files[name] ?? (await readFile(join(folder, normalize(`/${name}`))).catch(() => null)));
    await late[extname(name ?? '')];
    if (body === null) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
    response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' });
    if (typeof body === 'function') return body(response);
    if (halves[name]) {
      response.write(body.slice(0, body.length / 2));
      await halves[name];
      return response.end(body.slice(body.length / 2));
    }
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    url: `http://localhost:${port}${prefix}`,
    origin: `http://localhost:${port}`,
    asked,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}

let browser;
export async function theBrowser() {
  browser ??= await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  return browser;
}

// Chromium itself writes a line for every answer of 400 and above and for every failed connection; those are results here.
const BROWSERS_OWN = [/^Failed to load resource: /];

/**
 * A walk: a test with a browser context of its own. It fails when anything is written to the console as an error, a
 * script throws, the page's policy reports something, or the session's secret is found where a page can read it.
 * `expect` are patterns of console errors that the walk provokes on purpose.
 */
export function walk(name, options, body) {
  if (typeof options === 'function') [options, body] = [{}, options];
  test(name, { timeout: options.timeout ?? 120_000, skip: options.skip ?? false }, async (t) => {
    const context = await (await theBrowser()).newContext({
      viewport: options.viewport ?? { width: 1366, height: 900 },
      colorScheme: options.colorScheme ?? 'dark',
      locale: options.locale ?? 'en-US',
      permissions: ['clipboard-read', 'clipboard-write'],
      acceptDownloads: true,
    });
    context.setDefaultTimeout(PATIENCE);
    const wrong = [];
    const planted = [];
    const said = [];
    const files = [];
    const expected = options.expect ?? [];
    const stops = [];
    context.on('page', (page) => {
      page.on('console', (message) => {
        said.push(message.text());
        if (message.type() !== 'error') return;
        const text = message.text();
        if ([...BROWSERS_OWN, ...expected].some((pattern) => pattern.test(text))) return;
        wrong.push(`console: ${text}`);
      });
      page.on('pageerror', (error) => wrong.push(`script: ${error.message}`));
      page.on('download', (download) => files.push(download.path().then((path) => readFile(path, 'utf8')).catch(() => '')));
      page.on('crash', () => wrong.push('the page crashed'));
    });
    const sandboxes = [];
    const tools = {
      t,
      context,
      /** Names a secret that is typed in this walk: at its end it may be nowhere that anybody can read it. */
      plant(value) {
        planted.push(value);
        return value;
      },
      /** Looks for the session's and the planted secrets now. */
      search: async () => { for (const open of context.pages()) await searchForSecrets(context, open, planted, [...said, ...await Promise.all(files)]); },
      async sandbox(given) {
        const sandbox = await startSandbox(given);
        sandboxes.push(sandbox);
        stops.push(() => sandbox.stop());
        return sandbox;
      },
      async files(given) {
        const server = await startStatic(given);
        stops.push(() => server.stop());
        return server;
      },
    };
    const page = await context.newPage();
    try {
      await body({ ...tools, page });
      await tools.search();
      for (const sandbox of sandboxes) {
        for (const report of await sandbox.reports()) wrong.push(`policy: ${JSON.stringify(report)}`);
      }
      assert.deepEqual(wrong, []);
    } catch (error) {
      await mkdir(OUT, { recursive: true });
      const file = join(OUT, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase());
      await page.screenshot({ path: `${file}.png` }).catch(() => {});
      await writeFile(`${file}.txt`, `${page.url()}\n${wrong.join('\n')}\n${await page.locator('body').ariaSnapshot().catch(() => '')}`);
      if (wrong.length) error.message += `\nAlso seen: ${wrong.join('\n')}`;
      throw error;
    } finally {
      await context.close();
      for (const stop of stops.reverse()) await stop();
    }
  });
}

/**
 * The session's and the planted secrets must be nowhere that outlives the moment or that a person shares: the address and
 * its history, cookies a script can read, every storage, the page (but for the password box that it is typed in),
 * the console, and the files that were saved.
 */
async function searchForSecrets(context, page, planted = [], beside = []) {
  const cookies = (await context.cookies()).filter((cookie) => cookie.httpOnly).map((cookie) => cookie.value).filter((value) => value.length > 8);
  const secrets = [...cookies, ...planted];
  if (!secrets.length || page.isClosed()) return;
  const readable = await page.evaluate(readEverything).catch((error) => {
    // A page that is just leaving has nothing to read; anything else is a mistake of this search.
    if (!/navigat|destroyed|closed/i.test(error.message)) throw error;
    return {};
  });
  const session = await context.newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  await session.detach();
  const places = { ...readable, history: entries.map((entry) => `${entry.url} ${entry.title}`).join('\n'), 'console and files': beside.join('\n') };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      for (const form of new Set([secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, ''), JSON.stringify(secret).slice(1, -1)])) {
        assert.ok(!text.includes(form), `a secret can be read in: ${place}`);
      }
    }
  }
}

/** Runs in the page: all that a script of it can read, by place. */
export async function readEverything() {
  const databases = [];
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    const database = await new Promise((resolve, reject) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const store of database.objectStoreNames) {
      databases.push(await new Promise((resolve) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(JSON.stringify(asked.result));
        asked.onerror = () => resolve('');
      }));
    }
    database.close();
  }
  const files = [];
  async function walkFolder(folder) {
    for await (const [name, entry] of folder.entries()) {
      files.push(name);
      if (entry.kind === 'directory') await walkFolder(entry);
      else files.push(await (await entry.getFile()).text());
    }
  }
  const root = await navigator.storage?.getDirectory?.().catch(() => null);
  // A file that goes while it is read holds nothing any more.
  if (root) await walkFolder(root).catch((error) => { if (error.name !== 'NotFoundError') throw error; });
  const caches_ = [];
  for (const name of (await globalThis.caches?.keys().catch(() => [])) ?? []) caches_.push(name);
  const boxes = [...document.querySelectorAll('input, textarea, select')].filter((box) => box.type !== 'password');
  let local = '', session = '';
  try { local = JSON.stringify({ ...localStorage }); } catch { /* forbidden: nothing is there */ }
  try { session = JSON.stringify({ ...sessionStorage }); } catch { /* forbidden: nothing is there */ }
  return {
    address: location.href,
    cookies: document.cookie,
    'local storage': local,
    'session storage': session,
    'window name and history state': `${window.name} ${JSON.stringify(history.state)}`,
    databases: databases.join('\n'),
    'private files': files.join('\n'),
    caches: caches_.join('\n'),
    page: document.documentElement.outerHTML,
    'what stands in boxes': boxes.map((box) => box.value).join('\n'),
  };
}

/** Logs in on the dashboard's page, as a person does. */
export async function logIn(page, sandbox, person = ROBIN) {
  await page.goto(sandbox.dashboard);
  await page.getByRole('textbox', { name: /e-?mail/i }).fill(person.email);
  await page.getByLabel(/password/i).fill(person.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  // The log-in page names everybody too: only the app says that the person is in.
  await page.waitForURL((url) => url.origin === sandbox.url);
}

/** Opens an address of the app, waiting for its page to stand. */
export async function open(page, url, address = '#/') {
  const to = new URL(address, url.endsWith('/') ? url : `${url}/`).href;
  if (page.url().split('#')[0] === to.split('#')[0]) await page.evaluate((hash) => { location.hash = hash; }, new URL(to).hash);
  else await page.goto(to);
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
}

/** Chooses an option of one of the app's comboboxes or selects by its visible words. */
export async function choose(box, words) {
  if ((await box.evaluate((node) => node.tagName)) === 'SELECT') return box.selectOption({ label: words });
  await box.fill(words);
  await box.page().getByRole('listbox').getByRole('option').filter({ hasText: words }).locator('visible=true').first().click();
}

export { assert };

test.after(async () => {
  await browser?.close();
});
