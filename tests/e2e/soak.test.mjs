// Long use, with `--full` only: all operations again and again, exports one after another, and what stays in memory.

import { readFile } from 'node:fs/promises';
import { assert, open, logIn, walk } from './harness.mjs';

const skip = process.env.EXPLORER_FULL ? false : 'a long one; `cargo xtask test --full` runs it';
const ROUNDS = 10;
const EXPORTS = 60;

/** The bytes of JavaScript's heap and the number of nodes after a collection. */
async function held(session) {
  // What is only weakly held may take a second collection.
  for (let at = 0; at < 2; at += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { heap: usedSize, nodes };
}

walk(`${ROUNDS} rounds over all operations leave nothing behind`, { skip, timeout: 1_800_000 }, async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  const paths = (await (await fetch(`${server.url}/openapi.json`)).json()).paths;
  const all = Object.entries(paths).flatMap(([path, item]) => Object.values(item)
    .filter((it) => it?.operationId)
    .map(({ operationId, summary }) => ({ path, summary, hash: `#/op/${encodeURIComponent(operationId.replace(/\.(.)/, (_, letter) => letter.toUpperCase()))}` })));
  assert.ok(all.length > 50, `there are ${all.length} operations`);
  await open(page, server.url, '#/');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  const session = await context.newCDPSession(page);
  const seen = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { path, summary, hash } of all) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.getByRole('main').getByRole('heading', { level: 1 }).getByText(summary ?? '').first().waitFor({ state: 'attached' });
      if (!path.endsWith('/search')) continue;
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      // Rows, or a refusal: administration wants a token that this person does not have.
      const reply = page.getByRole('region', { name: 'Reply', exact: true });
      await reply.getByRole('status').getByText(/^Showing|^No |rows?\b/).or(reply.getByRole('alert')).first().waitFor();
    }
    for (const other of ['#/learn', '#/history', '#/settings', '#/']) {
      await page.evaluate((to) => { location.hash = to; }, other);
      await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
    }
    await page.waitForTimeout(1_000);
    seen.push(await held(session));
  }
  // The first round fills what is filled once.
  const [first, last] = [seen[0], seen.at(-1)];
  assert.ok(last.heap <= first.heap * 1.1, `the heap grew: ${seen.map(({ heap }) => heap)}`);
  assert.ok(last.nodes <= first.nodes * 1.1, `nodes stayed: ${seen.map(({ nodes }) => nodes)}`);
});

walk(`${EXPORTS} exports one after another each give their whole file`, { skip, timeout: 1_800_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  let first;
  for (let number = 1; number <= EXPORTS; number += 1) {
    const where = `export ${number}`;
    await page.getByRole('button', { name: 'Export all pages' }).click();
    await dialog.getByRole('spinbutton', { name: 'Rows per request' }).fill(String([50, 333, 1000][number % 3]));
    await dialog.getByRole('radio', { name: /NDJSON/ }).check();
    const coming = page.waitForEvent('download', { timeout: 60_000 }).catch(() => assert.fail(`${where} gave no file`));
    await dialog.getByRole('button', { name: 'Start export' }).click();
    const text = await readFile(await (await coming).path(), 'utf8');
    first ??= text;
    assert.ok(first.split('\n').length > 5_000, where);
    // The order is by id, which is unique, so each is the same file.
    assert.ok(text === first, `${where} is another file`);
    await card.getByRole('button', { name: 'Remove' }).click();
    await card.waitFor({ state: 'detached' });
  }
});
