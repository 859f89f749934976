// What a key costs: until all views that it changes stand and are laid out, and until the frame that shows them is made.
import { promised, settle, shown, start, tab } from './browser.mjs';
import { large } from './peers.mjs';
import { aim, failed, median, round, say, table } from './report.mjs';
import { serve } from './serve.mjs';
import { ours, wordsOf } from './servers.mjs';

const AIM = 16;

/** For each key the milliseconds until the last view stands, and until the frame behind it is made. */
async function keystrokes(page, cdp, keys, throttle) {
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const times = [];
  for (const key of keys) {
    await page.evaluate(() => {
      let begin = 0;
      let views = 0;
      let end;
      window.bench.key = new Promise((told) => { end = told; });
      const since = () => performance.now() - begin;
      // Told at the end of the task that changed something; laid out there and then, so that nothing is left for later.
      const changes = new MutationObserver(() => { document.body.getBoundingClientRect(); views = since(); });
      const roots = [document, ...[...document.querySelectorAll('*')].map((it) => it.shadowRoot).filter(Boolean)];
      // Behind the input event and all that it set off, and behind the frame where one comes between: a task of its own.
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        document.body.getBoundingClientRect();
        const task = since();
        // What comes later counts too, but for what a box leaves on purpose for when the typing rests.
        setTimeout(() => { changes.disconnect(); end([views, task]); }, 100);
      };
      addEventListener('input', () => channel.port2.postMessage(0), { once: true, capture: true });
      // All that watches stands before the key comes, so that the key is not charged with it.
      for (const root of roots) changes.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
      addEventListener('keydown', () => { begin = performance.now(); }, { once: true, capture: true });
    });
    // Asked for before the key, so that the question is not measured with it.
    const told = promised(page, 'bench.key');
    await page.keyboard.press(key);
    times.push(await told);
  }
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return times;
}

/** The least that a page can do with a letter: one box, and one line that shows what stands in it. */
const BARE = `<!doctype html><title>bare</title><input aria-label="Value"><pre>as typed</pre><script>
document.querySelector('input').addEventListener('input', (event) => { document.querySelector('pre').firstChild.data = event.target.value; });
</script>`;

const letters = (text) => [...text].map((it) => (it === ' ' ? 'Space' : it));

/** A page with a box that has the focus, until `use` is done with it. */
async function withBox(url, words, open, use) {
  const { context, page, cdp } = await tab(url, words);
  try {
    await open(page);
    await settle(page);
    return await use(page, cdp);
  } finally { await context.close(); }
}

/** The builder of the search for players, with a search and a filter; the focus on the search's value. */
async function openBuilder(page) {
  await page.getByRole('button', { name: 'Add search' }).click();
  await page.getByRole('group', { name: 'Search 1' }).waitFor();
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByRole('group', { name: 'Filter 1' }).waitFor();
  for (const name of ['Search 1', 'Filter 1']) {
    const field = page.getByRole('group', { name }).getByRole('combobox', { name: 'Field' });
    await field.fill('name');
    await field.press('Enter');
  }
  await settle(page);
  await page.getByRole('group', { name: 'Search 1' }).getByLabel('Value').last().focus();
}

export async function typing(spec, rounds) {
  await start();
  const rows = [];
  const row = (where, slowdown, times) => {
    const [views, frames] = [0, 1].map((which) => times.map((it) => it[which]));
    rows.push([where, `${slowdown}x`, ...[views, frames].flatMap((all) => [round(median(all), 1), round(Math.max(...all), 1)])]);
    return views;
  };
  const note = (what, where, slowdown, times) => {
    const views = row(where, slowdown, times);
    aim(what, `${AIM} ms`, `${round(median(views), 1)} ms, slowest ${round(Math.max(...views), 1)} ms`, median(views) <= AIM);
  };
  const big = large();
  const parsed = JSON.parse(big);
  const paths = Object.keys(parsed.paths).length;
  const bigServer = await ours(big);
  {
    const { context, page, cdp } = await tab(`${bigServer.url}#/`, wordsOf(parsed));
    try {
      await shown(page);
      await settle(page);
      await page.getByRole('searchbox', { name: 'Find an operation' }).focus();
      note('a key in the filter, 811 paths', `navigation filter, ${paths} paths`, 1, await keystrokes(page, cdp, letters('pull request'), 1));
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
      await page.waitForTimeout(500);
      note('a key in the palette, 811 paths', `command palette, ${paths} paths`, 1, await keystrokes(page, cdp, letters('issue comment'), 1));
    } catch (error) { failed('keys in the large document', error); }
    await context.close();
  }
  bigServer.close();
  const server = await ours(spec);
  const bare = await serve(new Map([['/', Buffer.from(BARE)]]));
  const search = [`${server.url}#/op/PlayerControllerSearch`, wordsOf(JSON.parse(spec))];
  const keys = { builder: [], bare: [], English: [], JSON: [] };
  try {
    // In turn, so that a slow moment of the machine falls on both.
    for (let at = 0; at < rounds; at += 1) {
      await withBox(bare.url, ['as typed'], (page) => page.getByLabel('Value').focus(), async (page, cdp) => {
        keys.bare.push(...await keystrokes(page, cdp, letters('explorers explorers'), 4));
      });
      await withBox(...search, openBuilder, async (page, cdp) => {
        keys.builder.push(...await keystrokes(page, cdp, letters('explorers explorers'), 4));
        for (const name of ['English', 'JSON']) {
          await page.getByRole('tab', { name, exact: true }).click();
          await page.locator(name === 'JSON' ? '.query .cm-content, .query textarea' : '.query textarea').first().click();
          await page.waitForTimeout(500);
          keys[name].push(...await keystrokes(page, cdp, letters(name === 'JSON' ? '   ' : ' and'), 4));
        }
      });
    }
    note('a key in the builder to all views, 4x slowdown', 'builder, with the body and the advice', 4, keys.builder);
    row('a bare page, one box and one line', 4, keys.bare);
    for (const name of ['English', 'JSON']) row(`the query as ${name}`, 4, keys[name]);
  } catch (error) { failed('keys in the builder', error); }
  bare.close();
  server.close();
  say('## A key\n');
  say('From the key until the last view that it changes stands in the page, layout included; and until the frame that shows it is '
    + 'made, with all that the browser does in between. A bare page shows what of that the browser takes for itself.\n');
  table(['where', 'CPU slowdown', 'views, median ms', 'slowest', 'frame, median ms', 'slowest'], rows);
}
