// The browser, and a page in it that is watched.
import { require } from './peers.mjs';
import { watch } from './probe.mjs';

const { chromium } = require('playwright-core');
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--js-flags=--expose-gc'];
let browser;
const tools = new WeakMap();

/** A browser, started anew for each section: one that an explorer has brought down does not spoil the next. */
export async function start() {
  await browser?.close().catch(() => {});
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: flags });
  return browser.version();
}

export const stop = () => browser?.close().catch(() => {});

/** Opens a page with an empty cache. `words` are what tells that the API is shown. */
export async function tab(url, words, throttle = 1) {
  if (!browser.isConnected()) await start();
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  // Nothing of the answers is kept for the tools: to decode them would take the page's time.
  await cdp.send('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
  // The processor's time and not the clock's: what else the machine does counts for nothing.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
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
  tools.set(page, cdp);
  return { context, page, cdp, traffic };
}

/**
 * Waits for a promise of the page. By the browser's own protocol: what Playwright brings into a page to wait by is a third of
 * a megabyte of script, and would be measured with it.
 */
export async function promised(page, expression, limit = 120_000) {
  let timer;
  const late = new Promise((_, gone) => { timer = setTimeout(() => gone(new Error(`waited ${limit} ms for ${expression}`)), limit); });
  const told = tools.get(page).send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
  const { result } = await Promise.race([told, late]).finally(() => clearTimeout(timer));
  return result.value;
}

/** Waits until the API is shown, and says when that was. */
export const shown = (page, limit) => promised(page, 'bench.seen', limit);

/** Waits until no task has been long for a second. */
export async function settle(page, limit = 60_000) {
  const until = Date.now() + limit;
  for (let quiet = 0; quiet < 1000 && Date.now() < until;) {
    await page.waitForTimeout(250);
    quiet = await page.evaluate(() => performance.now() - Math.max(window.bench.long, window.bench.shown));
  }
}

/** The processor's time that the main thread has used so far, in milliseconds. */
export async function busy(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return metrics.find((it) => it.name === 'TaskDuration').value * 1000;
}

/** What lives in JavaScript's heap after a collection, and WebAssembly's memories, in MiB. */
export async function heap(page, cdp) {
  // What is only weakly held may take a second collection.
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const script = usedSize / 1048576;
  const module = (await page.evaluate(() => window.bench.memory())) / 1048576;
  return { script, module, all: script + module };
}

/** How many elements the page has, those of shadow roots included. */
export const elements = (page) => page.evaluate(() => {
  const count = (root) => [...root.querySelectorAll('*')].reduce((n, it) => n + 1 + (it.shadowRoot ? count(it.shadowRoot) : 0), 0);
  return count(document);
});
