// Through all lessons, with wrong and right answers, and without a network once they are loaded.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, DIST, open, walk } from './harness.mjs';

const index = JSON.parse(await readFile(join(DIST, 'lessons/index.json'), 'utf8'));

async function exercisesOf(file) {
  const text = await readFile(join(DIST, 'lessons', file), 'utf8');
  return [...text.matchAll(/```exercise\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json));
}

walk('all lessons, signed out and with the network cut', { timeout: 240_000 }, async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn');
  await page.getByRole('link', { name: new RegExp(index[0].title) }).waitFor();
  await context.setOffline(true);
  let solved = 0;
  for (const { slug, file, title } of index) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/learn/${slug}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    for (const { goal, answer } of await exercisesOf(file)) {
      const exercise = page.getByRole('region', { name: /^Exercise/ }).filter({ hasText: goal });
      const check = exercise.getByRole('button', { name: 'Check' });
      await check.click();
      await exercise.getByText(/Not yet|Nearly|would refuse/).first().waitFor();
      await exercise.getByRole('button', { name: 'Give me a hint' }).click();
      await exercise.getByRole('listitem').first().waitFor();
      await exercise.getByRole('tab', { name: 'JSON' }).click();
      const box = exercise.getByRole('tabpanel').getByRole('textbox').first();
      await box.fill(JSON.stringify(answer));
      await check.click();
      await exercise.getByText('That is right.').waitFor();
      solved += 1;
    }
  }
  assert.ok(solved >= 14, String(solved));
  await page.evaluate(() => { location.hash = '#/learn'; });
  await page.getByText(`${solved} of ${solved} exercises solved.`).waitFor();
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await page.getByText('exercises solved.').waitFor({ state: 'detached' });
  await context.setOffline(false);
});

walk('a lesson’s query opens in the explorer, and is not sent by itself', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/learn/filters');
  const box = page.getByRole('region', { name: 'Query to try 1' });
  await box.getByText('1 of 40 rows match').waitFor();
  let sent = 0;
  page.on('request', (request) => { sent += request.url().endsWith('/user/search') ? 1 : 0; });
  await box.getByRole('link', { name: 'Try it on your domain' }).click();
  await page.waitForURL(/#\/op\/UserControllerSearch/);
  const row = page.getByRole('region', { name: 'Query' }).getByRole('group', { name: 'Filter 1' });
  assert.equal(await row.getByRole('combobox', { name: 'Field' }).inputValue(), 'name');
  assert.equal(sent, 0);
});

walk('a lesson on a narrow screen does not scroll sideways', { viewport: { width: 390, height: 844 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  for (const { slug } of index) {
    await open(page, server.url, `#/learn/${slug}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 391, `${slug} is ${wide} px wide`);
  }
});
