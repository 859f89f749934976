// What a key costs: until all views that it changes stand and are laid out, and until the frame that shows them is made.
import { promised, settle, shown, start, tab } from './browser.mjs';
import { large } from './peers.mjs';
import { aim, failed, median, round, say, table } from './report.mjs';
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

export async function typing(spec) {
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
      note('a key in the filter, 811 paths', `navigation filter, ${paths} paths`, 1, await keystrokes(page, cdp, [...'pull request'].map((it) => (it === ' ' ? 'Space' : it)), 1));
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
      await page.waitForTimeout(500);
      note('a key in the palette, 811 paths', `command palette, ${paths} paths`, 1, await keystrokes(page, cdp, [...'issue comment'].map((it) => (it === ' ' ? 'Space' : it)), 1));
    } catch (error) { failed('keys in the large document', error); }
    await context.close();
  }
  bigServer.close();
  const server = await ours(spec);
  const { context, page, cdp } = await tab(`${server.url}#/op/PlayerControllerSearch`, wordsOf(JSON.parse(spec)));
  try {
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
    note('a key in the builder to all views, 4x slowdown', 'builder, with the sentence, the body and the advice', 4, await keystrokes(page, cdp, [...'explorers'], 4));
    for (const name of ['English', 'JSON']) {
      await page.getByRole('tab', { name, exact: true }).click();
      const box = name === 'JSON' ? page.locator('.query .cm-content, .query textarea').first() : page.locator('.query textarea').first();
      await box.click();
      await page.waitForTimeout(500);
      row(`the query as ${name}`, 4, await keystrokes(page, cdp, [...(name === 'JSON' ? '   ' : ' and')].map((it) => (it === ' ' ? 'Space' : it)), 4));
    }
  } catch (error) { failed('keys in the builder', error); }
  await context.close();
  server.close();
  say('## A key\n');
  say('From the key until the last view that it changes stands in the page, layout included; and until the frame that shows it is '
    + 'made, with all that the browser does in between.\n');
  table(['where', 'CPU slowdown', 'views, median ms', 'slowest', 'frame, median ms', 'slowest'], rows);
}
