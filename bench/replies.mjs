// Large replies: how long until the first row stands, and how the table scrolls.
import { elements, promised, settle, start, tab } from './browser.mjs';
import { await_text } from './probe.mjs';
import { aim, failed, median, quantile, round, say, table } from './report.mjs';
import { api, here, other, ours, peers, player, replyOf, wordsOf } from './servers.mjs';

const OURS = 'this explorer';
const PLACE = '#/op/PlayerControllerSearch';
const sending = (page) => page.getByRole('button', { name: 'Send', exact: true });

/**
 * From the press on "Send" until the first row stands in the page. `part` of the fastest other's time is aimed at: milliseconds
 * say as much of the machine as of the explorer. Where the fastest other took 2,955 and 34,753, the aims were 100 and 500.
 */
export async function replies(spec, megabytes, part, rounds) {
  await start();
  const document = here(spec);
  const words = wordsOf(JSON.parse(document));
  const count = Math.round((megabytes * 1048576) / JSON.stringify(player(1000)).length);
  const reply = replyOf(count);
  const places = [[OURS, await ours(document, api(reply)), PLACE, sending, Math.min(rounds, 5)]];
  for (const [name, peer] of Object.entries(peers)) {
    // The others need half a minute and more for ten megabytes: once is enough to see it.
    if (peer.reply) places.push([name, await other({ ...peer, page: peer.reply.page }, document, api(reply)), peer.reply.hash, peer.reply.send, megabytes > 5 ? 1 : 3]);
  }
  const figures = [];
  for (const [name, server, hash, button, times] of places) {
    const found = [];
    const longest = [];
    const blocked = [];
    const drawn = [];
    for (let at = 0; at < times; at++) {
      const { context, page } = await tab(server.url + hash, words);
      try {
        await page.getByText('/player/search').first().waitFor();
        await page.waitForTimeout(1500);
        // Where the button is found out before: to look for it by its name would be measured, too.
        await button(page).scrollIntoViewIfNeeded({ timeout: 60_000 });
        const { x, y, width, height } = await button(page).boundingBox();
        await page.evaluate(await_text, 'the very first row');
        await page.mouse.click(x + width / 2, y + height / 2);
        found.push(await promised(page, 'bench.found', 60_000));
        await page.waitForTimeout(2000);
        const tasks = await page.evaluate(() => window.bench.tasks);
        longest.push(Math.max(0, ...tasks));
        blocked.push(tasks.reduce((sum, it) => sum + it - 50, 0));
        drawn.push(await elements(page));
      } catch (error) { failed(`a reply of ${megabytes} MB, ${name}`, error, name === OURS); }
      await context.close();
    }
    server.close();
    figures.push({ name, found: median(found), longest: median(longest), worst: Math.max(0, ...longest), blocked: median(blocked), drawn: median(drawn) });
  }
  const [mine, ...others] = figures;
  say(`## A reply of ${megabytes} MB: ${count} rows\n`);
  say('From the press on the button until the first row stands in the page, fetching included. A task is long from 50 ms on.\n');
  table(['explorer', 'first row ms', 'longest task ms', 'blocked ms', 'elements'], figures.map((it) => [it.name, round(it.found),
    it.longest ? round(it.longest) : 'none', round(it.blocked), round(it.drawn)]));
  const best = Math.min(...others.map((it) => it.found).filter((it) => !Number.isNaN(it)));
  aim(`first row of ${megabytes} MB`, `1/${part} of the fastest other`, `${round(mine.found)} ms, 1/${round(best / mine.found)} of ${round(best)} ms`, mine.found * part <= best);
  aim(`longest task at ${megabytes} MB`, '50 ms', mine.worst ? `${round(mine.worst)} ms in the worst round` : 'none as long', mine.worst <= 50);
}

/** A hundred thousand rows, scrolled through as fast as anybody can. */
export async function scrolling(spec) {
  await start();
  const document = here(spec);
  const count = 100_000;
  const server = await ours(document, api(replyOf(count)));
  const { context, page, cdp } = await tab(server.url + PLACE, wordsOf(JSON.parse(document)));
  try {
    await sending(page).click();
    await page.locator('table.rows tbody tr').first().waitFor();
    // All rows are looked at once for the columns' sake.
    await page.waitForTimeout(3000);
    await settle(page);
    const still = await elements(page);
    const frames = await page.evaluate(() => new Promise((done) => {
      const region = document.querySelector('.rows-region');
      region.scrollIntoView();
      const times = [];
      let most = 0;
      let before;
      window.bench.tasks.length = 0;
      const frame = (now) => {
        if (before !== undefined) times.push(now - before);
        before = now;
        if (times.length >= 300) return done({ times, most, tasks: window.bench.tasks, top: region.scrollTop, height: region.scrollHeight });
        // A turn of the wheel in each frame, and now and then a drag of the bar to somewhere else.
        region.scrollTop = times.length % 50 === 49 ? (region.scrollHeight * ((times.length * 7) % 100)) / 100 : region.scrollTop + 240;
        if (times.length % 20 === 0) most = Math.max(most, document.querySelectorAll('*').length);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    }));
    const before = await cdp.send('Performance.getMetrics');
    const again = await page.evaluate(() => new Promise((done) => {
      const region = document.querySelector('.rows-region');
      let left = 120;
      const frame = () => { if (left-- === 0) return done(true); region.scrollTop += 240; requestAnimationFrame(frame); };
      requestAnimationFrame(frame);
    }));
    const after = await cdp.send('Performance.getMetrics');
    const value = (all, name) => all.metrics.find((it) => it.name === name).value * 1000;
    const work = again ? (value(after, 'TaskDuration') - value(before, 'TaskDuration')) / 120 : NaN;
    const whole = frames.times.reduce((sum, it) => sum + it, 0);
    const rate = (frames.times.length / whole) * 1000;
    const missed = frames.times.filter((it) => it > 25).length;
    say(`## ${count.toLocaleString('en')} rows in the table\n`);
    say(`300 frames of scrolling by 240 pixels each, with a jump to another place every 50: ${round(rate, 1)} frames a second, `
      + `${round(median(frames.times), 1)} ms a frame (median), ${round(quantile(frames.times, 0.95), 1)} ms (95 of 100), ${missed} frames late. `
      + `The main thread worked ${round(work, 1)} ms for each frame, painting included. `
      + `${Math.max(still, frames.most)} elements at most.\n`);
    aim('100,000 rows scrolled', '60 frames a second', `${round(rate, 1)}, ${round(work, 1)} ms of work a frame`, rate >= 58);
    aim('elements then', '3,000', String(Math.max(still, frames.most)), Math.max(still, frames.most) <= 3000);
  } catch (error) { failed('100,000 rows', error); }
  await context.close();
  server.close();
}
