// An hour of use, in short: a walk over all operations, again and again, and what it leaves in memory.
import { heap, settle, shown, start, tab } from './browser.mjs';
import { aim, failed, round, say, table } from './report.mjs';
import { api, here, ours, replyOf, wordsOf } from './servers.mjs';

/**
 * Walks over all operations `turns` times after a first time that fills what is filled once. Each is opened and seen to
 * stand; a search is sent, its rows awaited and looked at as a tree. With `minutes` the walk takes that long.
 */
export async function walking(spec, turns, minutes) {
  await start();
  const document = here(spec);
  const parsed = JSON.parse(document);
  const all = Object.values(parsed.paths).flatMap((item) => Object.values(item)).filter((it) => it?.operationId);
  const server = await ours(document, api(replyOf(20)));
  const { context, page, cdp } = await tab(`${server.url}#/`, wordsOf(parsed));
  const heaps = [];
  let sent = 0;
  const began = Date.now();
  try {
    await shown(page);
    await settle(page);
    const pause = minutes ? (minutes * 60_000) / ((turns + 1) * all.length) : 0;
    for (let turn = 0; turn <= turns; turn++) {
      for (const { operationId, summary } of all) {
        const left = Date.now();
        const key = operationId.replace(/\.(.)/, (_, letter) => letter.toUpperCase());
        sent += await page.evaluate(visit, [key, summary]);
        if (pause) await page.waitForTimeout(Math.max(0, pause - (Date.now() - left)));
      }
      await page.evaluate(() => { location.hash = '#/'; });
      await page.waitForTimeout(1000);
      heaps.push(await heap(page, cdp));
    }
  } catch (error) { failed('the walk', error); }
  await context.close();
  server.close();
  if (heaps.length === 0) return;
  const [first, last] = [heaps[0], heaps.at(-1)];
  const grown = (last.all / first.all - 1) * 100;
  say(`## A walk over all ${all.length} operations, ${turns} times\n`);
  say(`Each operation is opened and seen to stand; each search is sent, its rows awaited and looked at as a tree: ${sent} requests in `
    + `${round((Date.now() - began) / 60_000)} minutes. What the overview then holds, after a collection, beginning with a first walk that fills what is filled once:\n`);
  table(['after walk', ...heaps.map((_, at) => String(at))], [
    ['JavaScript MiB', ...heaps.map((it) => round(it.script, 2))],
    ['WebAssembly MiB', ...heaps.map((it) => round(it.module, 2))],
  ]);
  aim(`heap after ${turns} walks over all operations`, 'within 10 %', `${grown > 0 ? '+' : ''}${round(grown, 1)} %`, grown <= 10 && heaps.length === turns + 1);
}

/** Runs in the page: opens an operation; sends it where it is a search. Gives how many requests were sent. */
async function visit([key, summary]) {
  const until = async (what, look) => {
    for (const begin = performance.now(); performance.now() - begin < 20_000;) {
      const found = look();
      if (found) return found;
      await new Promise((done) => setTimeout(done, 5));
    }
    throw new Error(`${key}: ${what} did not come`);
  };
  const button = (words) => [...document.querySelectorAll('main button')].find((it) => it.textContent === words);
  const before = document.querySelector('main h1');
  location.hash = `#/op/${encodeURIComponent(key)}`;
  await until('its page', () => {
    const now = document.querySelector('main h1');
    return now && now !== before && now.textContent.startsWith(summary ?? '');
  });
  // What answers with rows; an export answers with a file.
  if (!document.querySelector('main .query') || !document.querySelector('main .operation-path code').textContent.endsWith('/search')) return 0;
  (await until('Send', () => button('Send'))).click();
  await until('a row', () => document.querySelector('main table.rows tbody tr'));
  const tree = [...document.querySelectorAll('main [role=tab]')].find((it) => it.textContent === 'Tree');
  tree?.click();
  await until('the tree', () => document.querySelector('main [role=tree], main .json-tree'));
  const again = [...document.querySelectorAll('main [role=tab]')].find((it) => it.textContent === 'Table');
  again?.click();
  return 1;
}
