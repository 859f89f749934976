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
async function allEvents(page, url, extend = []) {
  return page.evaluate(async ([api, extend]) => {
    const rows = [];
    for (let at = 1; ; at++) {
      const body = JSON.stringify({ page: at, limit: 1000, sortBy: 'id', sortDirection: 'asc', extend });
      const headers = { 'content-type': 'application/json' };
      const answer = await (await fetch(`${api}/event/search`, { method: 'POST', credentials: 'include', headers, body })).json();
      rows.push(...answer.data);
      if (rows.length >= answer.meta.total || answer.data.length === 0) return rows;
    }
  }, [url, extend]);
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
    // Three pages are under way at once: they hang until the reload, however long that takes to come.
    { fault: 'slow', path: '/event/search', after: 14, times: 3, milliseconds: 600_000 },
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

walk('an export ends where its requests would act on another domain', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  const token = async (domainId) => {
    const headers = { 'content-type': 'application/json', 'x-takaro-admin-token': 'practice-admin-token' };
    return (await (await fetch(`${server.url}/token`, { method: 'POST', headers, body: JSON.stringify({ domainId }) })).json()).data.token;
  };
  const use = async (token) => {
    await page.evaluate(() => { location.hash = '#/settings'; });
    await page.getByLabel('x-takaro-token', { exact: true }).fill(token);
    await page.keyboard.press('Tab');
    await page.evaluate(() => { location.hash = '#/op/EventControllerSearch'; });
  };
  await open(page, server.url, '#/op/EventControllerSearch');
  await use(await token('harbour-lights-shine'));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Export all pages' }).click();
  await server.arm({ fault: 'slow', path: '/event/search', times: 50, milliseconds: 1_500 });
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('spinbutton', { name: 'Rows per request' }).fill('100');
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  await card.getByRole('button', { name: 'Pause' }).waitFor();
  const sent = [];
  await use(await token('quiet-hills-wander'));
  page.on('request', (request) => { if (request.url().endsWith('/event/search')) sent.push(request); });
  await card.getByText('Requests would no longer go as the first ones did').waitFor();
  // Nor does it go on from there.
  await card.getByRole('button', { name: 'Resume' }).click();
  await card.getByText('Requests would no longer go as the first ones did').waitFor();
  assert.equal(sent.length, 0);
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

/** All that an event can bring along, so that five thousand of them are more than memory keeps of a young export. */
const HEAVY = ['gameServer', 'module', 'player', 'user'];
/** Opens the question before an export of such events, so many in a page. */
async function heavyExport(page, server, rows) {
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  const query = page.getByRole('region', { name: 'Query' });
  for (const name of HEAVY) await query.getByRole('checkbox', { name, exact: true }).check();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Export all pages' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('spinbutton', { name: 'Rows per request' }).fill(rows);
  return dialog;
}

/** The requests for events that leave a page from now on. */
const counted = (page) => {
  const seen = [];
  page.on('request', (request) => { if (request.url().endsWith('/event/search') && request.method() === 'POST') seen.push(request); });
  return seen;
};

walk('an export that is left goes on with the pages that it kept, and asks again for those of its first seconds', { timeout: 180_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  const dialog = await heavyExport(page, server, '250');
  await server.arm(
    { fault: 'slow', path: '/event/search', after: 13, times: 3, milliseconds: 3_500 },
    { fault: 'slow', path: '/event/search', after: 1, times: 3, milliseconds: 600_000 },
  );
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  await server.struck();
  await card.getByText(/^4,250 of 5,000 rows/).waitFor();
  // What has come is kept with what comes soon, and there only once its file is ended.
  const isKept = () => page.evaluate(async () => {
    const exports = await (await navigator.storage.getDirectory()).getDirectoryHandle('exports');
    for await (const one of exports.values()) {
      for await (const [name, file] of one) if (/^page-.*-000000017\.ndjson$/.test(name)) return (await file.getFile()).size > 0;
    }
    return false;
  });
  while (!await isKept()) await page.waitForTimeout(50);
  await page.reload();
  await card.getByText(/^Paused\. \d+ pages are kept\.$/).waitFor();
  const kept = Number((await card.getByText(/^Paused\. \d+ pages are kept\.$/).innerText()).match(/\d+/)[0]);
  assert.ok(kept >= 4, `${kept} pages are kept`);
  await server.disarm();
  const asked = counted(page);
  const coming = page.waitForEvent('download', { timeout: 120_000 });
  await card.getByRole('button', { name: 'Resume' }).click();
  const download = await coming;
  // Three look for pages at once, and none of them waits for another.
  assert.ok(asked.length <= 20 - kept + 3, `${asked.length} pages were asked for though ${kept} were kept`);
  assert.equal(await readFile(await download.path(), 'utf8'), csv(await allEvents(page, server.url, HEAVY)));
});

walk('an export whose pages come too far apart for memory is made from kept ones', { timeout: 180_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  const dialog = await heavyExport(page, server, '100');
  // More than eight pages overtake this one.
  await server.arm({ fault: 'slow', path: '/event/search', after: 35, milliseconds: 4_000 });
  const coming = page.waitForEvent('download', { timeout: 120_000 });
  const asked = counted(page);
  await dialog.getByRole('button', { name: 'Start export' }).click();
  const download = await coming;
  assert.ok(asked.length >= 50, `${asked.length} pages were asked for`);
  await page.getByRole('region', { name: /^Export: EventControllerSearch/ })
    .getByText('Done: 5,000 of 5,000 rows, 0 duplicates, total unchanged').waitFor();
  assert.equal(await readFile(await download.path(), 'utf8'), csv(await allEvents(page, server.url, HEAVY)));
});

walk('an export that is left as it begins says that it begins anew, and is kept once it is done', { timeout: 120_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Export all pages' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('spinbutton', { name: 'Rows per request' }).fill('1000');
  await server.arm({ fault: 'slow', path: '/event/search', milliseconds: 600_000 });
  await dialog.getByRole('button', { name: 'Start export' }).click();
  await server.struck();
  const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
  await card.getByRole('button', { name: 'Pause' }).waitFor();
  const files = () => page.evaluate(async () => {
    const exports = await (await navigator.storage.getDirectory()).getDirectoryHandle('exports');
    const names = [];
    for await (const one of exports.values()) for await (const name of one.keys()) names.push(name.replace(/^Event.*(?=\.csv)/, 'file'));
    return names.sort().join(' ');
  });
  while (!(await files()).includes('job.json')) await page.waitForTimeout(50);
  await page.reload();
  await card.getByText('Halted so soon after its start that nothing is kept: it begins anew.').waitFor();
  let coming = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Resume' }).click();
  await coming;
  await card.getByText(/^Done: 5,000 of 5,000 rows/).waitFor();
  await card.getByRole('button', { name: 'Remove' }).click();
  await card.waitFor({ state: 'detached' });

  // One that is done so soon hands its file over first, and is there after a reload all the same.
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Export all pages' }).click();
  await dialog.getByRole('spinbutton', { name: 'Rows per request' }).fill('1000');
  coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Start export' }).click();
  await coming;
  await card.getByText(/^Done: 5,000 of 5,000 rows/).waitFor();
  while ((await files()) !== 'done.json file.csv job.json') await page.waitForTimeout(50);
  await page.reload();
  await card.getByText(/^Done: 5,000 of 5,000 rows/).waitFor();
  coming = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Download again' }).click();
  assert.equal(await readFile(await (await coming).path(), 'utf8'), csv(await allEvents(page, server.url)));
});
