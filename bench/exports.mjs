// "Export all pages" beside a loop that only fetches.
import { heap, start, tab } from './browser.mjs';
import { aim, failed, median, round, say, table } from './report.mjs';
import { api, here, ours, player, wordsOf } from './servers.mjs';

const ROWS = 100_000;

/** Answers a search's pages; each answer takes `delay` milliseconds, as a database does. */
function pages(delay) {
  const rows = Array.from({ length: ROWS }, (_, at) => JSON.stringify(player(at)));
  return async ({ page = 0, limit = 10 }) => {
    if (delay) await new Promise((done) => setTimeout(done, delay));
    const data = rows.slice(page * limit, (page + 1) * limit);
    return Buffer.from(`{"meta":{"page":${page},"limit":${limit},"total":${ROWS}},"data":[${data.join()}]}`);
  };
}

/** What a program would do that wants all rows and nothing else: one page after the other, each read. */
const bare = () => (async () => {
  const begin = performance.now();
  let count = 0;
  for (let page = 0; ; page++) {
    const answer = await fetch('/player/search', { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ page, limit: 1000, sortBy: 'id', sortDirection: 'asc' }) });
    const { meta, data } = await answer.json();
    count += data.length;
    if (data.length === 0 || count >= meta.total) return performance.now() - begin;
  }
})();

async function run(page, cdp, format, watched) {
  await page.getByRole('button', { name: 'Export all pages' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('radio', { name: format }).check();
  await page.evaluate(() => { window.bench.tasks.length = 0; });
  const coming = page.waitForEvent('download', { timeout: 180_000 });
  const start_button = dialog.getByRole('button', { name: 'Start export' });
  await page.evaluate(() => addEventListener('click', () => { window.bench.began = performance.now(); }, { once: true, capture: true }));
  await start_button.click();
  const heaps = [];
  let going = true;
  const done = coming.then((download) => { going = false; return download; });
  done.catch(() => { going = false; });
  if (watched) {
    while (going) {
      heaps.push((await heap(page, cdp)).all);
      await page.waitForTimeout(400);
    }
  }
  const download = await done;
  const time = await page.evaluate(() => performance.now() - window.bench.began);
  const tasks = await page.evaluate(() => window.bench.tasks);
  await download.cancel().catch(() => {});
  const card = page.getByRole('region', { name: /^Export: PlayerControllerSearch/ });
  const words = await card.getByText(/^Done: 100,000 of 100,000 rows, 0 duplicates/).innerText();
  await card.getByRole('button', { name: 'Remove' }).click();
  await card.waitFor({ state: 'detached' });
  return { time, heaps, words, longest: Math.max(0, ...tasks) };
}

export async function exporting(spec) {
  await start();
  const document = here(spec);
  const lines = [];
  let flat;
  const ratios = [];
  const tasks = [];
  for (const delay of [0, 40]) {
    const server = await ours(document, api(pages(delay)));
    const { context, page, cdp } = await tab(`${server.url}#/op/PlayerControllerSearch`, wordsOf(JSON.parse(document)));
    page.setDefaultTimeout(180_000);
    try {
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('button', { name: 'Export all pages' }).waitFor();
      await page.waitForTimeout(1000);
      const loops = [];
      const exports = [];
      // Those that take a second are no steadier than the machine.
      for (let at = 0; at < (delay ? 3 : 7); at++) {
        loops.push(await page.evaluate(bare));
        const { time, longest } = await run(page, cdp, /CSV/);
        exports.push(time);
        tasks.push(longest);
      }
      const [loop, mine] = [median(loops), median(exports)];
      ratios.push([delay, loop / mine]);
      lines.push([delay ? `${delay} ms` : 'at once', round(loop), round(mine), `${round((loop / mine) * 100)} %`]);
      if (!delay) {
        const before = (await heap(page, cdp)).all;
        const { heaps } = await run(page, cdp, /CSV/, true);
        await page.waitForTimeout(1000);
        flat = { before, most: Math.max(...heaps), after: (await heap(page, cdp)).all };
      }
    } catch (error) { failed('export', error); }
    await context.close();
    server.close();
  }
  say(`## Exporting ${ROWS.toLocaleString('en')} rows to CSV\n`);
  say('From the press on the button until the file is handed over, beside a loop that fetches the same pages one after the other and '
    + 'reads each. The server answers from memory, at once or after a while as a database does.\n');
  table(['an answer comes', 'bare loop ms', 'export ms', 'speed of the export'], lines);
  if (flat) {
    say(`Heap, JavaScript's and WebAssembly's, after a collection: ${round(flat.before, 1)} MiB before, ${round(flat.most, 1)} MiB at most, `
      + `${round(flat.after, 1)} MiB after; the file has ${round((ROWS * JSON.stringify(player(1000)).length) / 1048576)} MiB of rows.\n`);
    aim('memory while exporting 100,000 rows', 'flat', `${round(flat.before, 1)} MiB before, ${round(flat.most, 1)} at most`, flat.most - flat.before <= 16);
  }
  for (const [delay, ratio] of ratios) aim(`export, answers ${delay ? `after ${delay} ms` : 'at once'}`, '90 % of a bare loop', `${round(ratio * 100)} %`, ratio >= 0.9);
  aim('longest task while exporting', '50 ms', Math.max(...tasks) ? `${round(Math.max(...tasks))} ms` : 'none as long', Math.max(...tasks) <= 50);
}
