// Through all lessons, with wrong and right answers, and without a network once they are loaded.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from './axe.mjs';
import { assert, DIST, open, walk } from './harness.mjs';

const index = JSON.parse(await readFile(join(DIST, 'lessons/index.json'), 'utf8'));

async function exercisesOf(file) {
  const text = await readFile(join(DIST, 'lessons', file), 'utf8');
  return [...text.matchAll(/```exercise\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json));
}

walk('all lessons, signed out and with the network cut', { timeout: 480_000 }, async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn');
  await page.getByRole('link', { name: new RegExp(index[0].title) }).waitFor();
  await context.setOffline(true);
  // What another tab remembers meanwhile is not forgotten.
  await page.evaluate(() => localStorage.setItem('takaro-explorer:lessons', 'of-another-tab'));
  let solved = 0;
  for (const { slug, file, title } of index) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/learn/${slug}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    for (const { goal, answer } of await exercisesOf(file)) {
      const exercise = page.getByRole('region', { name: /^Exercise/ }).filter({ hasText: goal });
      const judge = exercise.getByRole('button', { name: 'Check' });
      await judge.click();
      await exercise.getByText(/Not yet|Nearly|would refuse/).first().waitFor();
      await exercise.getByRole('button', { name: 'Give me a hint' }).click();
      await exercise.getByRole('listitem').first().waitFor();
      await exercise.getByRole('tab', { name: 'JSON' }).click();
      const box = exercise.getByRole('tabpanel').getByRole('textbox').first();
      await box.fill(JSON.stringify(answer));
      await judge.click();
      await exercise.getByText('That is right.').waitFor();
      solved += 1;
    }
  }
  assert.ok(solved >= 36, String(solved));
  assert.ok((await page.evaluate(() => localStorage.getItem('takaro-explorer:lessons'))).split(' ').includes('of-another-tab'));
  await page.evaluate(() => { location.hash = '#/learn'; });
  await page.getByText(`${solved} of ${solved} exercises solved.`).waitFor();
  // It stands apart from the list above.
  const [list, line] = await Promise.all(['.lesson-list', '.lesson-progress'].map((name) => page.locator(name).boundingBox()));
  assert.ok(line.y - list.y - list.height >= 8, `${list.y + list.height} ${line.y}`);
  // By one press nothing goes.
  const anew = page.getByRole('button', { name: 'Begin anew' });
  const question = page.getByRole('dialog', { name: 'Begin anew' });
  await anew.press('Enter');
  await question.getByText('cannot be had back').waitFor();
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  assert.ok(await page.getByText(`${solved} of ${solved} exercises solved.`).isVisible());
  await anew.press('Enter');
  await question.getByRole('button', { name: 'Begin anew' }).press('Enter');
  await page.getByText('exercises solved.').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.textContent === 'Begin with the first lesson');
  await context.setOffline(false);
});

walk('a lesson’s query opens in the explorer, and is not sent by itself', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/filters');
  const box = page.getByRole('region', { name: 'Query to try 1', exact: true });
  await box.getByText('1 of 40 rows match').waitFor();
  let sent = 0;
  page.on('request', (request) => { sent += request.url().endsWith('/user/search') ? 1 : 0; });
  await box.getByRole('link', { name: 'Try it on your domain' }).click();
  await page.waitForURL(/#\/op\/UserControllerSearch/);
  const row = page.getByRole('region', { name: 'Query' }).getByRole('group', { name: 'Filter 1' });
  assert.equal(await row.getByRole('combobox', { name: 'Field' }).inputValue(), 'name');
  assert.equal(sent, 0);
});

walk('a page of a lesson is the same rows on a server that counts from 0', async ({ page, sandbox }) => {
  const server = await sandbox({ 'first-page': 0 });
  await open(page, server.url, '#/learn/pagination');
  for (const [name, there] of [['Query to try 1', 'q=1~p!1~n!10'], ['Your query for exercise 1', 'q=1~p!0~n!25']]) {
    const box = page.getByRole('region', { name, exact: true });
    const link = box.getByRole('link', { name: 'Try it on your domain' });
    await page.waitForFunction(([link, there]) => link.getAttribute('href').endsWith(there), [await link.elementHandle(), there]);
  }
  await page.getByRole('region', { name: 'Query to try 1', exact: true }).getByRole('link', { name: 'Try it on your domain' }).click();
  await page.waitForURL(/#\/op\/PlayerControllerSearch/);
  const query = page.getByRole('region', { name: 'Query', exact: true });
  assert.equal(await query.locator('[data-setting="page"] input').inputValue(), '1');
});

walk('a lesson on a narrow screen does not scroll sideways', { viewport: { width: 390, height: 844 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  for (const { slug } of index) {
    await open(page, server.url, `#/learn/${slug}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 391, `${slug} is ${wide} px wide`);
    // A moment is broken between day and time at most.
    const broken = await page.evaluate(() => [...document.querySelectorAll('.lesson-rows td')]
      .filter((cell) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(cell.textContent))
      .filter((cell) => {
        const lines = new Map();
        const range = document.createRange();
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          const text = walker.currentNode;
          for (let at = 0; at < text.length; at += 1) {
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            const line = Math.round(range.getBoundingClientRect().top);
            lines.set(line, (lines.get(line) ?? '') + text.data[at]);
          }
        }
        return ![...lines.values()].every((line) => line.endsWith('T') || line.endsWith('Z'));
      }).length);
    assert.equal(broken, 0, `${slug} breaks ${broken} moments`);
  }
});

walk('an answer that is wrong names the row and what decides; help comes in steps', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/sorting');
  const exercise = page.getByRole('region', { name: 'Exercise 2' });
  await exercise.getByRole('button', { name: 'Check' }).click();
  await exercise.getByText('Nearly: the right rows match, but in place 1 stands Iron Hammer, where 5x Silver Shovel should.').waitFor();
  await exercise.getByText('What decides: Direction.').waitFor();
  const hint = exercise.getByRole('button', { name: 'Give me a hint' });
  const answer = exercise.getByRole('button', { name: 'Put an answer in' });
  // Hints come into a place that is listened to, one after another.
  const hints = exercise.locator('[aria-live="polite"] > .exercise-hints');
  assert.ok(await hints.isHidden());
  await hints.evaluate((list) => {
    window.told = [];
    const hear = (changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((node) => window.told.push(node.textContent)));
    new MutationObserver(hear).observe(list, { childList: true });
  });
  for (let count = 1; await hint.isEnabled(); count += 1) {
    assert.equal(await answer.count(), 0);
    await hint.click();
    await hints.locator('li').nth(count - 1).waitFor();
  }
  const told = (await page.evaluate(() => window.told)).filter(Boolean);
  assert.deepEqual(told, await hints.locator('li').allTextContents());
  await answer.click();
  await exercise.getByRole('button', { name: 'Check' }).click();
  await exercise.getByText('That is right.').waitFor();
  // And back to where it began, for another try.
  await exercise.getByRole('button', { name: /^Start over/ }).click();
  await exercise.getByRole('button', { name: 'Check' }).click();
  await exercise.getByText('What decides: Direction.').waitFor();
});

walk('a text that is no query is not checked for the one before it', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/filters');
  const exercise = page.getByRole('region', { name: 'Exercise 2', exact: true });
  const check = exercise.getByRole('button', { name: 'Check' });
  await exercise.getByRole('tab', { name: 'JSON' }).click();
  const box = exercise.getByRole('tabpanel').getByRole('textbox').first();
  await box.fill('{"filters": {"steamVacBanned": true}}');
  await box.fill('{"filters": {"steamVacBanned": tru');
  await check.click();
  const said = exercise.getByText('This is not a query yet');
  await said.waitFor();
  assert.equal(await exercise.getByText('That is right.').count(), 0);
  // What was said goes with the text that it was said of.
  await box.fill('{"filters": {"steamVacBanned": true}}');
  await said.waitFor({ state: 'detached' });
  await check.click();
  await exercise.getByText('That is right.').waitFor();
  await box.fill('{');
  await check.click();
  await said.waitFor();
  // An answer that is put in stands in view, and is what is checked.
  const hint = exercise.getByRole('button', { name: 'Give me a hint' });
  while (await hint.isEnabled()) await hint.click();
  await exercise.getByRole('button', { name: 'Put an answer in' }).click();
  await exercise.getByText('That is right.').waitFor();
  assert.deepEqual(JSON.parse(await box.inputValue()), { filters: { steamVacBanned: true } });
});

walk('what the server would send is shown, related rows and errors too', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/extend');
  const box = page.getByRole('region', { name: 'Query to try 1', exact: true });
  await box.getByRole('columnheader', { name: 'listing' }).waitFor();
  await box.getByText('The answer as the server sends it').click();
  const sent = box.getByRole('region', { name: 'The answer as the server sends it' });
  await sent.getByText('"listing": {').first().waitFor();
  assert.equal(JSON.parse(await sent.innerText()).data[0].status, 'PAID');
  await open(page, server.url, '#/learn/errors');
  const refused = page.getByRole('region', { name: 'Query to try 1', exact: true }).getByRole('region', { name: 'The answer as the server sends it' });
  await refused.waitFor();
  assert.equal(JSON.parse(await refused.innerText()).meta.error.code, 'ValidationError');
  await open(page, server.url, '#/learn/domains');
  await page.getByText('3 of 3 rows match').first().waitFor();
  await page.getByText('2 of 2 rows match in Quiet Hills').waitFor();
});

walk('a lesson is printed without what belongs to its buttons', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/filters');
  const box = page.getByRole('region', { name: 'Query to try 1', exact: true });
  const gone = [box.getByText('Search instead').first(), box.getByRole('textbox', { name: 'Value' }).first(), box.getByText('As written', { exact: true }).first()];
  for (const it of gone) await it.waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const it of gone) assert.ok(await it.isHidden(), String(it));
  for (const words of ['John Doe', 'Filters', 'Filters tell capitals apart']) assert.ok(await box.getByText(words).first().isVisible(), words);
  assert.ok(!(await box.getByText('Ranges', { exact: true }).isVisible()));
});

walk('relative dates in a lesson count from the moment of its data, whenever it is read', async ({ page, sandbox }) => {
  await page.clock.install({ time: new Date('2027-03-01T09:00:00Z') });
  const server = await sandbox();
  await open(page, server.url, '#/learn/ranges');
  const exercise = page.getByRole('region', { name: 'Exercise 2', exact: true });
  await exercise.getByRole('button', { name: 'Add range' }).click();
  const range = exercise.getByRole('group', { name: 'Range 1' });
  await range.getByRole('combobox', { name: 'Field' }).fill('createdAt');
  await range.getByRole('combobox', { name: 'Value' }).fill('this month');
  await range.getByText('2026-11-01T00:00:00.000Z').waitFor();
  await exercise.getByText(/^[1-9]\d* of 300 rows match$/).waitFor();
  await exercise.getByRole('tab', { name: 'JSON' }).click();
  const text = await exercise.getByRole('tabpanel').getByRole('textbox').first().inputValue();
  assert.deepEqual(JSON.parse(text), { greaterThan: { createdAt: '2026-11-01T00:00:00.000Z' } });
});

walk('an operation leads to the lessons on its parts, and every one of them is there', async ({ page, sandbox }) => {
  const server = await sandbox();
  for (const [address, words] of [['#/op/UserControllerSearch', 'Filters'], ['#/op/PlayerControllerGetOne', 'The request'], ['#/op/DomainControllerCreate', 'Admin tasks']]) {
    await open(page, server.url, address);
    const links = page.getByRole('navigation', { name: 'Lessons on its parts' });
    await links.getByRole('link', { name: words }).waitFor();
    for (const to of await links.getByRole('link').evaluateAll((all) => all.map((link) => link.getAttribute('href')))) {
      assert.ok(index.some(({ slug }) => to === `#/learn/${slug}`), `${address} leads to ${to}`);
    }
    await links.getByRole('link', { name: words }).click();
    await page.getByRole('region', { name: 'Query to try 1', exact: true }).waitFor();
  }
});

walk('the reference page is printed without its surroundings, and is there as Markdown', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/reference');
  await page.getByRole('heading', { level: 1, name: 'The query model on one page' }).waitFor();
  const file = await page.getByRole('link', { name: 'Markdown file' }).getAttribute('href');
  const answer = await fetch(file);
  assert.equal(answer.status, 200);
  assert.match(await answer.text(), /^# The query model on one page\n/);
  await page.evaluate(() => { window.print = () => { globalThis.printed = true; }; });
  await page.getByRole('button', { name: 'Print' }).click();
  assert.ok(await page.evaluate(() => globalThis.printed));
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.getByRole('banner').isVisible()) && !(await page.getByRole('button', { name: 'Print' }).isVisible()));
  assert.ok(await page.getByRole('heading', { name: 'Its grammar' }).isVisible());
});

for (const [colorScheme, viewport] of [['dark', { width: 1366, height: 900 }], ['light', { width: 390, height: 844 }]]) {
  walk(`axe: every lesson, ${colorScheme}, ${viewport.width} px wide`, { colorScheme, viewport, timeout: 240_000 }, async ({ page, sandbox }) => {
    const server = await sandbox();
    for (const { slug, title } of index) {
      await open(page, server.url, `#/learn/${slug}`);
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await check(page, `${slug} ${colorScheme} ${viewport.width}`);
    }
  });
}
