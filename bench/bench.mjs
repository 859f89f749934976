// Measures the explorer beside others in headless Chromium and writes RESULTS.md. `cargo xtask bench` starts it.
// Every figure is a median over rounds in which all take turns, each time in a new, cold browser context.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import os from 'node:os';
import path from 'node:path';
import { filesOf, large, peers, require, version } from './peers.mjs';
import { await_text, watch } from './probe.mjs';
import { folder, serve } from './serve.mjs';

const { chromium } = require('playwright-core');
const { BENCH_DIST: dist, BENCH_SPEC: specFile } = process.env;
const rounds = Number(process.env.BENCH_ROUNDS || 5);
const only = (process.env.BENCH_ONLY || '').split(',').filter(Boolean);
const wanted = (name) => only.length === 0 || only.includes(name);
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--js-flags=--expose-gc'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
const median = (list) => { const sorted = list.filter((it) => it != null).sort((a, b) => a - b); return sorted[sorted.length >> 1] ?? NaN; };
const lines = [];
const say = (text = '') => { console.log(text); lines.push(text); };
const table = (head, rows) => {
  say(`| ${head.join(' | ')} |`);
  say(`|${head.map((_, at) => (at ? '---:' : '---')).join('|')}|`);
  for (const row of rows) say(`| ${row.join(' | ')} |`);
  say();
};
const round = (value, places = 0) => (Number.isNaN(value) || value == null ? '–' : value.toFixed(places));

// Words that only the document can bring: its paths, summaries and tags.
function wordsOf(document) {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const words = [...Object.keys(document.paths), ...operations.map((it) => it?.summary ?? ''), ...operations.flatMap((it) => it?.tags ?? [])];
  return [...new Set(words)].filter((word) => word.length > 4).slice(0, 4000);
}

const signedIn = Buffer.from(JSON.stringify({ meta: {}, data: {
  user: { id: 'u', name: 'bench', roles: [{ role: { name: 'root', permissions: [{ permission: { permission: 'ROOT' } }] } }] },
  domains: [{ id: 'bench', name: 'bench', state: 'ACTIVE' }], domain: 'bench', pogs: [] } }));

const api = (reply) => (method, address) => {
  if (address === '/me') return signedIn;
  if (method === 'POST' && address.endsWith('/player/search')) return reply;
  return undefined;
};

function ours(document) {
  const files = folder(dist);
  files.set('/openapi.json', document);
  files.set('/config.json', Buffer.from('{}'));
  return files;
}

async function tab(url, words, throttle = 1) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Performance.enable');
  if (throttle > 1) await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const traffic = { all: 0, document: 0 };
  const documents = new Set();
  cdp.on('Network.responseReceived', (event) => { if (event.response.url.endsWith('/openapi.json')) documents.add(event.requestId); });
  cdp.on('Network.loadingFinished', (event) => {
    traffic.all += event.encodedDataLength;
    if (documents.has(event.requestId)) traffic.document += event.encodedDataLength;
  });
  await page.addInitScript(watch, words);
  await page.goto(url, { waitUntil: 'commit' });
  return { context, page, cdp, traffic };
}

async function shown(page, limit = 120_000) {
  await page.waitForFunction(() => window.bench.shown, null, { timeout: limit, polling: 50 });
  return page.evaluate(() => window.bench.shown);
}

const heapOf = async (page) => page.evaluate(() => {
  window.gc?.();
  return (performance.memory.usedJSHeapSize + window.bench.memory()) / 1048576;
});

async function load(url, words, throttle) {
  const { context, page, cdp, traffic } = await tab(url, words, throttle);
  try {
    const at = await shown(page);
    for (let quiet = 0; quiet < 1000;) {
      await page.waitForTimeout(250);
      quiet = await page.evaluate(() => performance.now() - Math.max(window.bench.long, window.bench.shown));
    }
    const { metrics } = await cdp.send('Performance.getMetrics');
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    return {
      shown: at, paint, cpu: metrics.find((it) => it.name === 'TaskDuration').value * 1000,
      blocked: await page.evaluate(() => window.bench.blocked), heap: await heapOf(page),
      elements: await page.evaluate(() => { const count = (root) => [...root.querySelectorAll('*')].reduce((n, it) => n + 1 + (it.shadowRoot ? count(it.shadowRoot) : 0), 0); return count(document); }),
      own: (traffic.all - traffic.document) / 1024,
    };
  } finally {
    await context.close();
  }
}

/** Loads every explorer in turn and prints a table of medians. */
async function loading(title, document, { throttle = 1, small = true, times = rounds } = {}) {
  const parsed = JSON.parse(document);
  const words = wordsOf(parsed);
  const places = [['this explorer', await serve(ours(document), api())]];
  for (const [name, peer] of Object.entries(peers)) {
    if (small || !peer.small) places.push([name, await serve(filesOf(peer, document))]);
  }
  const results = new Map(places.map(([name]) => [name, []]));
  for (let at = 0; at < times; at++) {
    for (const [name, server] of places) {
      try { results.get(name).push(await load(`${server.url}#/`, words, throttle)); } catch (error) { console.error(`${name}: ${error.message.split('\n')[0]}`); }
    }
  }
  for (const [, server] of places) server.close();
  const figure = (name, key) => median(results.get(name).map((it) => it[key]));
  const best = Math.min(...places.slice(1).map(([name]) => figure(name, 'shown')).filter((it) => !Number.isNaN(it)));
  say(`## ${title}\n`);
  say(`${Object.keys(parsed.paths).length} paths, ${round(document.length / 1024)} KiB (${round(gzipSync(document).length / 1024)} KiB gzip). `
    + `The first words of the API stand after ${round(figure('this explorer', 'shown') / best, 2)} of the fastest other one's time.\n`);
  table(['explorer', 'first paint ms', 'API shown ms', 'main thread ms', 'blocked ms', 'heap MiB', 'elements', 'KiB without the document'],
    places.map(([name]) => [name, ...['paint', 'shown', 'cpu', 'blocked'].map((key) => round(figure(name, key))), round(figure(name, 'heap'), 1), round(figure(name, 'elements')), round(figure(name, 'own'))]));
}

/** How long from the press on "Send" until the first row stands in the page. */
async function replies(document, megabytes) {
  const row = (at) => ({ id: `337380fa-75f6-4098-bd1c-${String(at).padStart(12, '0')}`, createdAt: '2026-03-01T00:00:00.000Z',
    updatedAt: '2026-11-23T22:09:09.240Z', name: at ? `player ${at}` : 'the very first row', steamId: String(76561198000000003 + at),
    xboxLiveId: null, epicOnlineServicesId: null, playtimeSeconds: at * 17, platformId: `steam:${at}`,
    roleAssignments: [{ roleId: 'd13dacbd-e48a-46ca-8699-cdd01896d367', role: { name: 'Player', system: true, permissions: [] } }] });
  const count = Math.round((megabytes * 1048576) / JSON.stringify(row(1000)).length);
  const data = Array.from({ length: count }, (_, at) => row(at));
  const reply = Buffer.from(JSON.stringify({ meta: { page: 0, limit: count, total: count }, data }));
  const words = wordsOf(JSON.parse(document));
  const send = (page) => page.getByRole('button', { name: 'Send', exact: true }).click({ timeout: 60_000 });
  const parsed = JSON.parse(document);
  delete parsed.servers;
  const here = Buffer.from(JSON.stringify(parsed));
  const places = [['this explorer', await serve(ours(here), api(reply)), '#/op/PlayerControllerSearch', send]];
  for (const [name, peer] of Object.entries(peers)) {
    if (peer.reply && megabytes < 5) places.push([name, await serve(filesOf({ ...peer, page: peer.reply.page }, here), api(reply)), peer.reply.hash, peer.reply.send]);
  }
  const rows = [];
  for (const [name, server, hash, press] of places) {
    const times = [];
    const longest = [];
    for (let at = 0; at < Math.min(rounds, 3); at++) {
      const { context, page } = await tab(server.url + hash, words);
      try {
        await page.waitForTimeout(2500);
        await page.evaluate(await_text, 'the very first row');
        await press(page);
        await page.waitForFunction(() => window.bench.found, null, { timeout: 120_000, polling: 20 });
        times.push(await page.evaluate(() => window.bench.found));
        await page.waitForTimeout(1200);
        longest.push(await page.evaluate(() => Math.max(0, ...window.bench.tasks)));
      } catch (error) { console.error(`${name}: ${error.message.split('\n')[0]}`); }
      await context.close();
    }
    server.close();
    rows.push([name, round(median(times)), round(median(longest))]);
  }
  say(`## A reply of ${megabytes} MB: ${count} rows\n`);
  say('From the press on the button (its own time included) until the first row stands in the page.\n');
  table(['explorer', 'first row ms', 'longest task ms'], rows);
}

/** The time that each of `keys` takes in a box, from the key to the end of the frame's work, at a slowdown. */
async function keystrokes(page, cdp, keys, throttle) {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const times = [];
  for (const key of keys) {
    await page.evaluate(() => new Promise((done) => {
      window.bench.key = new Promise((end) => addEventListener('keydown', () => {
        const begin = performance.now();
        // After the input event and all that it set off: a task of its own, behind the microtasks.
        const channel = new MessageChannel();
        addEventListener('input', () => channel.port2.postMessage(0), { once: true, capture: true });
        channel.port1.onmessage = () => { document.body.getBoundingClientRect(); end(performance.now() - begin); };
      }, { once: true, capture: true }));
      done();
    }));
    await page.keyboard.press(key);
    times.push(await page.evaluate(() => window.bench.key));
    await page.waitForTimeout(60);
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return times;
}

async function typing(small, big) {
  const rows = [];
  const bigServer = await serve(ours(big), api());
  {
    const { context, page, cdp } = await tab(`${bigServer.url}#/`, wordsOf(JSON.parse(big)));
    await shown(page);
    await page.waitForTimeout(1500);
    await page.getByRole('searchbox', { name: 'Find an operation' }).focus();
    const times = await keystrokes(page, cdp, [...'pull request'].map((it) => (it === ' ' ? 'Space' : it)), 1);
    rows.push(['navigation filter, large document', '1x', round(median(times), 1), round(Math.max(...times), 1)]);
    await page.keyboard.press('Control+k');
    await page.waitForTimeout(500);
    const palette = await keystrokes(page, cdp, [...'issue'], 1);
    rows.push(['command palette, large document', '1x', round(median(palette), 1), round(Math.max(...palette), 1)]);
    await context.close();
  }
  bigServer.close();
  const server = await serve(ours(small), api());
  const { context, page, cdp } = await tab(`${server.url}#/op/PlayerControllerSearch`, wordsOf(JSON.parse(small)));
  try {
    await page.getByRole('button', { name: 'Add search' }).click({ timeout: 30_000 });
    await page.waitForTimeout(500);
    await page.getByRole('group', { name: 'Search 1' }).getByLabel('Value').last().focus();
    const times = await keystrokes(page, cdp, [...'explorer'], 4);
    rows.push(['builder, to all views', '4x', round(median(times), 1), round(Math.max(...times), 1)]);
  } catch (error) { console.error(`builder: ${error.message.split('\n')[0]}`); }
  await context.close();
  server.close();
  say('## A key\n');
  say('From the key to the end of what it set off, layout included; the goal is 16 ms.\n');
  table(['where', 'CPU slowdown', 'median ms', 'slowest ms'], rows);
}

/** Walks over all operations of a document and looks at the heap after each round. */
async function walk(document, turns) {
  const parsed = JSON.parse(document);
  const names = Object.values(parsed.paths).flatMap((item) => Object.values(item)).map((it) => it?.operationId).filter(Boolean)
    .map((id) => id.replace(/\.(.)/, (_, letter) => letter.toUpperCase()));
  const server = await serve(ours(document), api());
  const { context, page } = await tab(`${server.url}#/`, wordsOf(parsed));
  await shown(page);
  const heaps = [];
  for (let turn = 0; turn <= turns; turn++) {
    for (const name of names) {
      await page.evaluate((to) => { location.hash = to; }, `#/op/${encodeURIComponent(name)}`);
      await page.waitForTimeout(15);
    }
    await page.evaluate(() => { location.hash = '#/'; });
    await page.waitForTimeout(1000);
    heaps.push(await heapOf(page));
  }
  await context.close();
  server.close();
  say(`## A walk over all ${names.length} operations\n`);
  say(`${turns} rounds after a first one that fills the caches; the heap of the overview after each: `
    + `${heaps.map((it) => it.toFixed(1)).join(', ')} MiB (${round((heaps.at(-1) / heaps[0] - 1) * 100, 1)} % more in the end).\n`);
}

const spec = readFileSync(specFile);
say('# Measured\n');
say(`${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} cores, ${round(os.totalmem() / 2 ** 30)} GB, ${process.env.BENCH_SYSTEM || os.type()}, `
  + `Chromium ${browser.version()}, Node ${process.versions.node}; ${rounds} rounds, medians. `
  + `${Object.values(peers).map((peer) => `${peer.package} ${version(peer.package)}`).join(', ')}.\n`);
say('`cargo xtask bench` writes this page. All pages come from one small server, compressed by gzip; each round begins with '
  + 'an empty cache. The milliseconds depend on the machine and on what else it does; the ratios hold better.\n');
if (wanted('load')) await loading('The document, at full speed', spec);
if (wanted('slow')) await loading('The document, at 4x CPU slowdown', spec, { throttle: 4 });
if (wanted('large')) await loading('A large document: GitHub\'s', large(), { small: false, times: Math.min(rounds, 3) });
if (wanted('reply') && '/player/search' in JSON.parse(spec).paths) {
  await replies(spec, 1);
  await replies(spec, 10);
}
if (wanted('keys')) await typing(spec, large());
if (wanted('walk')) await walk(spec, Number(process.env.BENCH_WALKS || 3));
if (only.length === 0) writeFileSync(path.join(path.dirname(new URL(import.meta.url).pathname), 'RESULTS.md'), `${lines.join('\n').trim()}\n`);
await browser.close();
