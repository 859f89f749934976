// Documents and replies that mean harm: no script of theirs runs, nothing leaves for another origin, nothing breaks.

import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostileDocument, hostileReply } from './hostile.mjs';
import { assert, open, walk } from './harness.mjs';

const FULL = Boolean(process.env.EXPLORER_FULL);
const SEED = Number(process.env.EXPLORER_SEED ?? 20_261_124);
/** The longest that the page may not answer a person, in milliseconds. */
const FREEZE = 1_000;
/** More than the page shows. */
const HUGE = 100 * 1024 * 1024;

/** Watches a page for all that a hostile text would want. */
async function watch(page, ...origins) {
  const left = [];
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (/^https?:|^wss?:/.test(to.protocol) && !origins.includes(to.origin)) left.push(request.url());
  });
  const dialogs = [];
  page.on('dialog', (dialog) => { dialogs.push(dialog.message()); dialog.dismiss().catch(() => {}); });
  const popups = [];
  page.on('popup', (popup) => popups.push(popup.url()));
  await page.addInitScript(() => {
    window.__longest = 0;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) window.__longest = Math.max(window.__longest, task.duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  // A task may be long because the machine does much else at once. What the page itself worked is told in the time of
  // its thread, so it stood still only where both are long.
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
  let before = await worked();
  return {
    async unharmed(where) {
      const seen = await page.evaluate(() => {
        const longest = window.__longest;
        window.__longest = 0;
        const bad = [...document.querySelectorAll('a[href], area[href], form[action], img[src], iframe, object, embed, base, [srcdoc]')]
          .filter((node) => !/^(#|https?:|data:image\/|blob:|\.?\/?(?![a-z]+:)[\w./-]*$)/i.test(node.getAttribute('href') ?? node.getAttribute('src') ?? '#') || /^(IFRAME|OBJECT|EMBED|BASE)$/.test(node.tagName))
          .map((node) => node.outerHTML.slice(0, 200));
        const inline = [...document.querySelectorAll('#main *, nav *')].flatMap((node) => node.getAttributeNames().filter((name) => name.startsWith('on'))).length;
        return { hurt: window.__hurt, polluted: {}.polluted, longest, bad, inline, stopped: Boolean(document.getElementById('stopped')), empty: !document.querySelector('main h1') };
      });
      const now = await worked();
      // A new page may bring a new process, which counts anew.
      const work = now < before ? now : now - before;
      before = now;
      assert.equal(seen.hurt, undefined, `${where}: a script of the document ran`);
      assert.equal(seen.polluted, undefined, `${where}: a prototype was changed`);
      assert.equal(seen.stopped, false, `${where}: the app stopped`);
      assert.equal(seen.empty, false, `${where}: the page is empty`);
      assert.deepEqual(seen.bad, [], `${where}: a link or frame that must not be`);
      assert.equal(seen.inline, 0, `${where}: a handler in an attribute`);
      assert.ok(Math.min(seen.longest, work) <= FREEZE, `${where}: the page stood still for ${Math.round(seen.longest)} ms, in which it worked ${Math.round(work)} ms`);
      assert.deepEqual([left, dialogs, popups], [[], [], []], where);
    },
  };
}

for (let batch = 0; batch < (FULL ? 20 : 1); batch += 1) {
  const seed = SEED + batch;
  walk(`500 hostile operations and schemas open, unharmed (seed ${seed})`, { timeout: 300_000 }, async ({ page, sandbox }) => {
    const folder = await mkdtemp(join(tmpdir(), 'explorer-hostile-'));
    try {
      const { document, ids, schemas } = hostileDocument(seed, 420);
      const spec = join(folder, 'hostile.json');
      // Half characters are no JSON for the sandbox, which reads the file: replies have them.
      await writeFile(spec, JSON.stringify(document).replaceAll(/\\ud[89a-f][0-9a-f]{2}/gi, "?"));
      const server = await sandbox({ spec });
      const eye = await watch(page, server.url);
      await open(page, server.url, '#/');
      await eye.unharmed('#/');
      const links = await page.evaluate(() => document.querySelectorAll('nav a').length);
      assert.ok(links >= 0);
      const addresses = [
        ...ids.map(({ id }) => `#/op/${encodeURIComponent(id.replace(/^Case\.number/, 'CaseNumber'))}`),
        ...schemas.slice(0, 80).map((name) => `#/schema/${encodeURIComponent(name)}`),
        ...['Self', 'Ping', 'Pong', 'Wide', 'Many', 'Deep'].map((name) => `#/schema/${name}`),
      ];
      assert.ok(addresses.length >= 500);
      let found = 0;
      const go = async (hash) => {
        await page.evaluate((to) => { location.hash = to; }, hash);
        // The part of the app that a page is made by may still be on its way.
        await page.locator('main h1').first().waitFor({ state: 'attached' });
        // Two frames: the page is made in the first and painted by the second.
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
      };
      for (const address of addresses) {
        await go(address);
        await eye.unharmed(`${address} (seed ${seed})`);
        found += await page.evaluate(() => Number(Boolean(document.querySelector('main section[aria-label="Request"], main .schema, main .schema-tree, main [role="tree"], main table'))));
      }
      assert.ok(found > 300, `only ${found} of ${addresses.length} addresses led to an operation or a schema`);
      // What is folded is opened, and what is found is looked for.
      const search = page.getByRole('searchbox', { name: 'Find an operation' });
      for (const text of ['<script>', '__proto__', '(', '\\', '字', '%']) {
        await search.fill(text);
        await eye.unharmed(`the filter ${text}`);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

walk('hostile replies are shown as text in every tab, or refused in words', { timeout: 300_000, expect: [/./] }, async ({ page, sandbox }) => {
  const replies = FULL ? 400 : 60;
  const hostile = createServer((request, response) => {
    const to = new URL(request.url, 'http://any');
    const headers = { 'access-control-allow-origin': request.headers.origin ?? '*', 'access-control-allow-credentials': 'true',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*', 'access-control-allow-methods': '*', vary: 'Origin' };
    if (request.method === 'OPTIONS') return response.writeHead(204, headers).end();
    if (to.pathname === '/openapi.json') {
      const document = { openapi: '3.0.0', info: { title: 'Hostile', version: '1' }, paths: { '/reply/{n}': { get: { operationId: 'Reply.get', parameters: [{ name: 'n', in: 'path', required: true, schema: { type: 'string' } }], responses: { 200: { description: '' } } } } } };
      return response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(document));
    }
    const number = Number(/^\/reply\/(\d+)$/.exec(to.pathname)?.[1] ?? NaN);
    if (Number.isNaN(number)) return response.writeHead(404, headers).end();
    const answer = hostileReply(SEED, number);
    return response.writeHead(answer.status, { ...headers, ...answer.headers }).end(answer.body);
  });
  await new Promise((resolve) => { hostile.listen(0, '127.0.0.1', resolve); });
  const api = `http://localhost:${hostile.address().port}`;
  try {
    const server = await sandbox({ api });
    const eye = await watch(page, server.url, api);
    await open(page, server.url, '#/op/ReplyGet');
    for (let number = 0; number < replies; number += 1) {
      await page.getByRole('region', { name: 'Request' }).getByLabel('n', { exact: true }).first().fill(String(number));
      const answered = page.waitForResponse((response) => response.url() === `${api}/reply/${number}`);
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await answered;
      await page.waitForFunction(() => !document.querySelector('.reply')?.textContent.includes('Waiting for the answer') && !/Sending/.test(document.querySelector('.reply [role="status"]')?.textContent ?? ''));
      await eye.unharmed(`reply ${number} (seed ${SEED})`);
      for (const tab of await page.getByRole('region', { name: 'Reply' }).getByRole('tab').all()) {
        await tab.click();
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
        await eye.unharmed(`reply ${number}, ${await tab.textContent()} (seed ${SEED})`);
      }
    }
  } finally {
    hostile.closeAllConnections();
    await new Promise((resolve) => { hostile.close(resolve); });
  }
});

/** A server whose document and whose replies are what `answers` says by path: parts of a body, sent one after another. */
async function startAnswers(answers) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://any');
    const headers = { 'access-control-allow-origin': request.headers.origin ?? '*', 'access-control-allow-credentials': 'true',
      'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*', 'access-control-allow-methods': '*', vary: 'Origin' };
    if (request.method === 'OPTIONS') return response.writeHead(204, headers).end();
    const parts = answers[pathname];
    if (!parts) return response.writeHead(404, headers).end();
    response.writeHead(200, { ...headers, 'content-type': 'application/json' });
    for (const part of parts()) {
      if (!response.write(part)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      if (response.destroyed) return;
    }
    response.end();
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://localhost:${server.address().port}`, stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}

const ONE_READ = JSON.stringify({ openapi: '3.0.0', info: { title: 'Large', version: '1' }, paths: { '/reply': { get: { operationId: 'Reply.get', responses: { 200: { description: '' } } } } } });

/** JSON with one text of so many letters in it. */
function* longText(letters, before = '{"data":[{"text":"', after = '"}]}') {
  yield before;
  const part = 'x'.repeat(1024 * 1024);
  for (let left = letters; left > 0; left -= part.length) yield left < part.length ? part.slice(0, left) : part;
  yield after;
}

walk('a reply of 100 MB is refused in words and can be saved; one just below is shown', { timeout: 300_000 }, async ({ page, sandbox }) => {
  let letters = HUGE;
  const large = await startAnswers({ '/openapi.json': () => [ONE_READ], '/reply': () => longText(letters) });
  try {
    const server = await sandbox({ api: large.url });
    const eye = await watch(page, server.url, large.url);
    await open(page, server.url, '#/op/ReplyGet');
    const send = page.getByRole('button', { name: 'Send', exact: true });
    const reply = page.getByRole('region', { name: 'Reply' });
    await send.click();
    const alert = reply.getByRole('alert');
    await alert.getByText('The server answered 200 OK, and the answer is 100.0 MB.').waitFor({ timeout: 60_000 });
    await eye.unharmed('100 MB');
    const coming = page.waitForEvent('download');
    await alert.getByRole('button', { name: 'Download' }).click();
    const size = (await stat(await (await coming).path())).size;
    assert.equal(size, HUGE + '{"data":[{"text":""}]}'.length);
    letters = 31 * 1024 * 1024;
    await send.click();
    await reply.getByRole('tab', { name: 'Raw' }).waitFor({ timeout: 60_000 });
    await eye.unharmed('31 MB');
  } finally {
    await large.stop();
  }
});

walk('a document of 100 MB is refused in words, with the way to it; broken ones too', { timeout: 300_000, expect: [/./] }, async ({ page, sandbox }) => {
  const open_ = Buffer.from('{"openapi":"3.0.0","info":{"title":"');
  const close = Buffer.from('","version":"1"},"paths":{"/reply":{"get":{"operationId":"Reply.get","responses":{}}}}}');
  const bad = {
    'one text of 100 MB': { parts: () => longText(HUGE, open_, close), words: /documents up to \d+ MB are read|More than [\d.]+ MB are not shown here/ },
    'no UTF-8': { parts: () => [Buffer.concat([open_, Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]), close])] },
    'UTF-16': { parts: () => [Buffer.from(`\uFEFF${ONE_READ}`, 'utf16le')], words: /./ },
    'a byte order mark': { parts: () => [`\uFEFF${ONE_READ}`] },
    'cut off': { parts: () => [ONE_READ.slice(0, -5)], words: /./ },
    nothing: { parts: () => [''], words: /./ },
    'a list 100,000 deep': { parts: () => ['['.repeat(100_000)], words: /./ },
    'objects 100,000 deep in a schema': { parts: () => [`{"openapi":"3.0.0","components":{"schemas":{"A":${'{"properties":{"a":'.repeat(100_000)}{}${'}}'.repeat(100_000)}}},"paths":{}}`] },
    'a page of HTML': { parts: () => ['<!doctype html><script>window.__hurt=1</script>'], words: /./ },
    null: { parts: () => ['null'] },
  };
  let chosen = null;
  const large = await startAnswers({ '/openapi.json': () => bad[chosen].parts() });
  try {
    const server = await sandbox({ api: large.url });
    const eye = await watch(page, server.url, large.url);
    for (const [name, { words }] of Object.entries(bad)) {
      chosen = name;
      await page.goto('about:blank');
      await page.goto(`${server.url}/#/`);
      const main = page.getByRole('main');
      await main.getByRole('heading', { level: 1 }).first().waitFor({ timeout: 60_000 });
      if (words) {
        await main.getByRole('alert').getByText(words).first().waitFor();
        assert.equal(await main.getByRole('link', { name: 'Open or download the document itself' }).getAttribute('href'), `${large.url}/openapi.json`, name);
      }
      await eye.unharmed(name);
    }
  } finally {
    await large.stop();
  }
});

walk('nothing in the address decides where requests go', async ({ page, sandbox }) => {
  const server = await sandbox();
  const eye = await watch(page, server.url);
  const away = encodeURIComponent('https://away.example/openapi.json');
  for (const address of [`?url=${away}#/`, `?specUrl=${away}&apiUrl=${away}&config=${away}#/`, `#/?url=${away}`, `#/op/UserControllerSearch?specUrl=${away}&apiUrl=${away}`,
    `#/op/${away}`, `#https://away.example`, `#/op/UserControllerSearch?q=%7B%22apiUrl%22%3A%22${away}%22%7D`, '#/op/UserControllerSearch?q=%F0%28%8C', '#/%', '#/op/%zz?q=%', `#/learn/${away}`, '#/schema/__proto__']) {
    await page.goto('about:blank');
    await page.goto(`${server.url}/${address}`);
    await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
    await eye.unharmed(address);
  }
});
