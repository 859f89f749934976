// Export all pages: through a busy server, a broken proxy and a reload, to a file that is what the database holds.

import { readFile } from 'node:fs/promises';
import { assert, open, logIn, walk } from './harness.mjs';

const guarded = (text) => (/^ *[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^[-+]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text);
const quoted = (text) => (/[",\r\n]/.test(text) || /^[ \t]|[ \t]$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const cell = (value) => {
  if (value === undefined || value === null) return '';
  if (value === '') return '""';
  return typeof value === 'string' ? quoted(guarded(value)) : quoted(JSON.stringify(value));
};
const csv = (rows) => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((name) => row[name]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
};

/** All events, asked for in the largest pages there are. */
async function allEvents(page, url) {
  return page.evaluate(async (api) => {
    const rows = [];
    for (let at = 1; ; at++) {
      const body = JSON.stringify({ page: at, limit: 1000, sortBy: 'id', sortDirection: 'asc' });
      const headers = { 'content-type': 'application/json' };
      const answer = await (await fetch(`${api}/event/search`, { method: 'POST', credentials: 'include', headers, body })).json();
      rows.push(...answer.data);
      if (rows.length >= answer.meta.total || answer.data.length === 0) return rows;
    }
  }, url);
}

walk('an export survives 429, 502 and a reload, and is what the database holds', { timeout: 180_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const region = page.getByRole('region', { name: 'Reply' });
  await region.getByRole('button', { name: 'Export all pages' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('spinbutton', { name: 'Rows per request' }).fill('100');
  await server.arm(
    { fault: '429', path: '/event/search', after: 3, retryAfter: 1 },
    { fault: '502', path: '/event/search', after: 8 },
    // Two pages are under way at once: they hang until the reload, however long that takes to come.
    { fault: 'slow', path: '/event/search', after: 14, times: 2, milliseconds: 600_000 },
  );
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  await card.getByText('429 Too Many Requests: asking again').waitFor();
  // No page is asked for while the server says to wait: what comes later takes nothing from these words.
  await card.getByText('502 Bad Gateway: asking again').waitFor();
  await server.struck();
  await card.getByText(/^[\d,]+00 of 5,000 rows/).waitFor();
  await page.reload();
  await card.getByRole('button', { name: 'Resume' }).waitFor();
  await server.disarm();
  const coming = page.waitForEvent('download', { timeout: 120_000 });
  await card.getByRole('button', { name: 'Resume' }).click();
  const download = await coming;
  const expected = await allEvents(page, server.url);
  const count = expected.length.toLocaleString('en');
  await card.getByText(`Done: ${count} of ${count} rows, 0 duplicates, total unchanged`).waitFor();
  assert.ok(expected.length >= 5000, `there are ${expected.length} events`);
  assert.match(download.suggestedFilename(), /^EventControllerSearch-\d{4}-\d\d-\d\d\.csv$/);
  assert.equal(await readFile(await download.path(), 'utf8'), csv(expected));
  await card.getByRole('button', { name: 'Remove' }).click();
  await card.waitFor({ state: 'detached' });
});

walk('an export that another tab runs is called so, and is not ended from here', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Export all pages' }).click();
  await server.arm({ fault: 'slow', path: '/event/search', times: 50, milliseconds: 1_000 });
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('radio', { name: /NDJSON/ }).check();
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = (page) => page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  await card(page).getByRole('button', { name: 'Pause' }).waitFor();

  const other = await context.newPage();
  await open(other, server.url, '#/op/EventControllerSearch');
  await other.getByRole('button', { name: 'Send', exact: true }).click();
  await card(other).getByText('This export runs in another tab of this browser.').waitFor();
  const cancel = card(other).getByRole('button', { name: 'Cancel' });
  if (await cancel.count()) await cancel.click();
  await card(other).getByText('This export runs in another tab of this browser.').waitFor();
  const download = await coming;
  assert.ok((await readFile(await download.path(), 'utf8')).split('\n').length > 5000);
  await card(page).getByText(/^Done: /).waitFor();
  // Once it is done there, it is so here.
  await card(other).getByText(/^Done: /).waitFor();
  await card(page).getByRole('button', { name: 'Remove' }).click();
  await card(page).waitFor({ state: 'detached' });
  await other.close();
});

walk('an export that is cancelled leaves nothing behind', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Export all pages' }).click();
  await server.arm({ fault: 'slow', path: '/event/search', times: 50, milliseconds: 600_000 });
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('radio', { name: /NDJSON/ }).check();
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  await card.getByRole('button', { name: 'Pause' }).press('Enter');
  await card.getByText('Paused').waitFor();
  // The button that was pressed is gone, and the next press begins where it stood.
  await card.locator('button:focus').getByText('Resume').waitFor();
  await card.getByRole('button', { name: 'Cancel' }).press('Enter');
  // Whoever goes by keys goes on where another export begins.
  await page.locator('button:focus').getByText('Export all pages').waitFor();
  // It is listed until nothing of it is kept any more.
  await card.waitFor({ state: 'detached' });
  const left = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const names = [];
    for await (const name of (await root.getDirectoryHandle('exports', { create: true })).keys()) names.push(name);
    return names;
  });
  assert.deepEqual(left, []);
});
