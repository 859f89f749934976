// How long until the API is shown, what that costs, and how fast an operation opens.
import { gzipSync } from 'node:zlib';
import { busy, elements, heap, settle, shown, start, tab } from './browser.mjs';
import { large } from './peers.mjs';
import { aim, failed, median, quantile, round, say, table } from './report.mjs';
import { other, ours, peers, wordsOf } from './servers.mjs';

const OURS = 'this explorer';

async function load(url, words, throttle) {
  const { context, page, cdp, traffic } = await tab(url, words, throttle);
  try {
    const at = await shown(page);
    await settle(page);
    const cpu = await busy(cdp);
    const told = await page.evaluate(() => {
      const [document] = performance.getEntriesByType('navigation');
      const before = performance.getEntriesByType('resource').filter((it) => it.renderBlockingStatus === 'blocking');
      return {
        paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
        blocked: window.bench.blocked,
        first: [document, ...before].reduce((sum, it) => sum + it.encodedBodySize, 0) / 1024,
      };
    });
    return { shown: at, cpu, ...told, heap: (await heap(page, cdp)).all, elements: await elements(page),
      own: (traffic.all - traffic.document) / 1024 };
  } finally {
    await context.close();
  }
}

/** Loads every explorer in turn and prints a table of medians. */
async function loading(title, document, { throttle = 1, small = true, times }) {
  await start();
  const parsed = JSON.parse(document);
  const words = wordsOf(parsed);
  const places = [[OURS, await ours(document)]];
  for (const [name, peer] of Object.entries(peers)) {
    if (small || !peer.small) places.push([name, await other(peer, document)]);
  }
  const results = new Map(places.map(([name]) => [name, []]));
  // A browser that was just started takes twice as long for its first page, whosever that is: one round is not counted.
  for (let at = -1; at < times; at++) {
    for (const [name, server] of places) {
      try {
        const figures = await load(`${server.url}#/`, words, throttle);
        if (at >= 0) results.get(name).push(figures);
      } catch (error) { failed(`${title}, ${name}`, error, name === OURS); }
    }
  }
  for (const [, server] of places) server.close();
  const figure = (name, key) => median(results.get(name).map((it) => it[key]));
  const best = (key) => Math.min(...places.slice(1).map(([name]) => figure(name, key)).filter((it) => !Number.isNaN(it)));
  const ratio = (key) => figure(OURS, key) / best(key);
  say(`## ${title}\n`);
  say(`${Object.keys(parsed.paths).length} paths, ${round(document.length / 1024)} KiB (${round(gzipSync(document).length / 1024)} KiB gzip). `
    + `Of the fastest other one's time, the first words of the API stand here after ${round(ratio('shown'), 2)}, the first paint after `
    + `${round(ratio('paint'), 2)}, and the main thread is busy for ${round(ratio('cpu'), 2)}.\n`);
  table(['explorer', 'first paint ms', 'API shown ms', 'main thread ms', 'blocked ms', 'heap MiB', 'elements', 'KiB without the document', 'of these before the first paint'],
    places.map(([name]) => [name, ...['paint', 'shown', 'cpu', 'blocked'].map((key) => round(figure(name, key))), round(figure(name, 'heap'), 1), round(figure(name, 'elements')), round(figure(name, 'own')), round(figure(name, 'first'))]));
  return { figure: (key) => figure(OURS, key), best, ratio };
}

const against = (it, key) => `${round(it.figure(key))} ms, ${round(it.ratio(key), 2)} of ${round(it.best(key))} ms`;

export async function small(spec, rounds) {
  const it = await loading('The document, at full speed', spec, { times: rounds });
  aim('API shown', '¼ of the fastest other', against(it, 'shown'), it.ratio('shown') <= 0.25);
  aim('main thread until settled', '¼ of the fastest other', against(it, 'cpu'), it.ratio('cpu') <= 0.25);
  aim('heap, JavaScript and WebAssembly', '8 MiB', `${round(it.figure('heap'), 1)} MiB`, it.figure('heap') <= 8);
  aim('elements', '2,000', round(it.figure('elements')), it.figure('elements') <= 2000);
  aim('download until settled, gzip', '200 KiB', `${round(it.figure('own'))} KiB`, it.figure('own') <= 200);
  aim('of that before the first paint', '120 KiB', `${round(it.figure('first'))} KiB`, it.figure('first') <= 120);
}

export async function slow(spec, rounds) {
  const it = await loading('The document, at 4x CPU slowdown', spec, { throttle: 4, times: rounds });
  aim('API shown, 4x slowdown', '¼ of the fastest other', against(it, 'shown'), it.ratio('shown') <= 0.25);
}

export async function big(rounds) {
  const document = large();
  const it = await loading('A large document: GitHub\'s', document, { small: false, times: Math.min(rounds, 3) });
  aim('large document: API shown', '¼ of the fastest other', against(it, 'shown'), it.ratio('shown') <= 0.25);
  await opening(document);
}

/** Opens operations all over a large document, among them its longest, and looks how long each takes to stand. */
async function opening(document) {
  const parsed = JSON.parse(document);
  const all = Object.entries(parsed.paths).flatMap(([path, item]) => Object.entries(item)
    .filter(([, it]) => it?.operationId).map(([method, it]) => ({ id: it.operationId, summary: it.summary, size: JSON.stringify(it).length, path, method })));
  const longest = [...all].sort((a, b) => b.size - a.size).slice(0, 20);
  const spread = all.filter((_, at) => at % Math.ceil(all.length / 80) === 0);
  const server = await ours(document);
  const { context, page } = await tab(`${server.url}#/`, wordsOf(parsed));
  const times = [];
  try {
    await shown(page);
    await settle(page);
    const last = spread[spread.length - 1];
    for (const { id, summary } of [last, ...new Set([...longest, ...spread].filter((it) => it !== last))]) {
      times.push(await page.evaluate(([id, summary]) => new Promise((done, gone) => {
        const before = document.querySelector('main h1');
        const begin = performance.now();
        location.hash = `#/op/${encodeURIComponent(id)}`;
        const look = () => {
          const now = document.querySelector('main h1');
          if (now && now !== before && now.textContent.startsWith(summary.trim())) {
            document.body.getBoundingClientRect();
            const screen = performance.now() - begin;
            let whole = screen;
            const more = new MutationObserver(() => { document.body.getBoundingClientRect(); whole = performance.now() - begin; });
            more.observe(document.querySelector('main'), { subtree: true, childList: true });
            setTimeout(() => { more.disconnect(); done([screen, whole]); }, 300);
          } else if (performance.now() - begin > 20_000) gone(new Error(`${id} did not open`));
          else setTimeout(look, 1);
        };
        look();
      }), [id, summary]));
    }
  } catch (error) { failed('opening operations', error); }
  await context.close();
  server.close();
  const [[first], ...others] = times;
  const rest = others.map(([screen]) => screen);
  const whole = others.map(([, whole]) => whole);
  const slowest = Math.max(...rest);
  say(`${rest.length} of its ${all.length} operations, the longest among them, from the change of the address until the operation stands `
    + `as far as a screen shows it, layout included: ${round(median(rest))} ms (median), ${round(quantile(rest, 0.95))} ms (95 of 100), ${round(slowest)} ms (slowest). `
    + `With all that comes below, in the frame behind: ${round(median(whole))} ms (median), ${round(Math.max(...whole))} ms (slowest). `
    + `The first one of a visit, whose code is loaded then, took ${round(first)} ms.\n`);
  aim('large document: any operation opened', '100 ms', `${round(median(rest))} ms, slowest ${round(slowest)} ms`, slowest <= 100);
}
