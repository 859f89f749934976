// The query builder, against a sandbox with real rows: its forms, advice, links, ways from the answer to the question.

import { readFile } from 'node:fs/promises';
import { assert, choose, logIn, open, walk } from './harness.mjs';

const region = (page) => page.getByRole('region', { name: 'Query' });
const reply = (page) => page.getByRole('region', { name: 'Reply' });
const rows = (page) => reply(page).getByRole('table', { name: 'Rows' });
const send = (page) => page.getByRole('button', { name: 'Send', exact: true });

async function begin(page, server, address = '#/op/PlayerControllerSearch') {
  await logIn(page, server);
  await open(page, server.url, address);
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await region(page).waitFor();
}

/** The body that would be sent, as the page shows it. */
async function shownBody(page) {
  const shown = page.getByRole('region', { name: 'This will be sent' });
  return JSON.parse(await shown.innerText());
}

/** Presses Send and gives what was sent and what came. */
async function sent(page, path = '/player/search') {
  const answered = page.waitForResponse((response) => response.url().endsWith(path));
  await send(page).click();
  const response = await answered;
  await reply(page).getByRole('status').first().waitFor();
  return {
    body: response.request().postDataJSON(), status: response.status(), answer: await response.json(),
    domain: response.request().headers()['x-takaro-domain'],
  };
}

async function cellOf(page, column, row = 0) {
  const heads = await rows(page).getByRole('columnheader').allInnerTexts();
  const at = heads.findIndex((head) => head.trim().startsWith(column));
  assert.notEqual(at, -1, `${column} is among ${heads}`);
  return rows(page).locator(`tbody tr[data-row="${row}"] td[data-column="${at}"] button`).first();
}

walk('the whole sentence goes both ways', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/UserControllerSearch');
  const query = region(page);
  const sentence = 'users whose email is john@example.com or jane@example.com and whose name contains "John", created in the last 7 days, newest first, page 1 of 5 per page, with roles';
  await query.getByRole('tab', { name: 'English' }).click();
  const box = query.getByRole('textbox', { name: 'Query as a sentence' });
  await box.fill(sentence);
  const body = await shownBody(page);
  const { createdAt } = body.greaterThan;
  assert.deepEqual(body, {
    filters: { email: ['john@example.com', 'jane@example.com'] }, search: { name: ['John'] }, greaterThan: { createdAt },
    extend: ['roles'], page: 1, limit: 5, sortBy: 'createdAt', sortDirection: 'desc',
  });
  assert.ok(Math.abs(Date.parse(createdAt) - (Date.now() - 7 * 86_400_000)) < 3_600_000, createdAt);
  await query.getByRole('tab', { name: 'Builder' }).click();
  // The rows make the very same sentence.
  await query.getByRole('spinbutton', { name: 'Rows per page' }).fill('6');
  await query.getByRole('spinbutton', { name: 'Rows per page' }).fill('5');
  assert.equal(await query.getByRole('group', { name: 'Filter 1' }).getByRole('listitem').filter({ hasText: '@' }).count(), 2);
  assert.ok(await query.getByRole('checkbox', { name: 'roles' }).isChecked());
  await query.getByRole('tab', { name: 'English' }).click();
  assert.equal(await box.inputValue(), sentence);
});

walk('one query in four forms, live each way', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const query = region(page);
  await query.getByRole('tab', { name: 'English' }).click();
  const sentence = query.getByRole('textbox', { name: 'Query as a sentence' });
  await sentence.fill('players whose name contains a, created in the last 3000 days, newest first, 5 per page');
  await query.getByRole('tab', { name: 'JSON' }).click();
  const editor = query.getByRole('textbox', { name: 'Query as JSON' });
  await editor.getByText('"createdAt"').first().waitFor();
  // Half typed: the query stays.
  const before = await shownBody(page);
  await editor.click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' {');
  await query.getByText(/Line \d+, character \d+/).waitFor();
  assert.deepEqual(Object.keys(await shownBody(page)), Object.keys(before));
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  // The editor's own text holds the dates as it resolved them; what is not touched stays relative.
  const changed = JSON.stringify({ ...JSON.parse(await editor.innerText()), limit: 3, strange: 1 });
  await page.evaluate((text) => navigator.clipboard.writeText(text), changed);
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
  await query.getByRole('tab', { name: 'Builder' }).click();
  assert.equal(await query.getByRole('spinbutton', { name: 'Rows per page' }).inputValue(), '3');
  // An untouched relative date is still one.
  assert.equal(await query.getByRole('group', { name: 'Range 1' }).getByLabel('Value').inputValue(), 'last 3000 days');
  await query.getByRole('group', { name: 'Unknown keys' }).getByText('strange').waitFor();
  const { body, status, answer } = await sent(page);
  assert.equal(status, 200);
  assert.equal(body.strange, undefined);
  assert.equal(answer.data.length, 3);
  await query.getByRole('tab', { name: 'Code' }).click();
  await query.getByRole('tab', { name: 'python' }).click();
  const code = await query.getByRole('region', { name: 'Code' }).innerText();
  assert.match(code, /TAKARO_TOKEN/);
  await query.getByRole('tab', { name: 'English' }).click();
  assert.match(await sentence.inputValue(), /last 3000 days, newest first, 3 per page/);
});

walk('advice, a fix, and a refusal on its row', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const query = region(page);
  await query.getByRole('button', { name: 'Add filter' }).click();
  const row = query.getByRole('group', { name: 'Filter 1' });
  await choose(row.getByRole('combobox', { name: 'Field' }), 'id');
  await row.getByRole('textbox', { name: 'Value' }).fill('nonsense');
  await query.getByRole('spinbutton', { name: 'Rows per page' }).fill('5000');
  const advice = query.getByRole('list', { name: 'Advice' });
  assert.equal(await advice.getByRole('listitem').count(), 2);
  await advice.getByRole('button', { name: 'Fix' }).first().click();
  assert.equal(await query.getByRole('spinbutton', { name: 'Rows per page' }).inputValue(), '1000');
  await send(page).click();
  const dialog = page.getByRole('dialog', { name: 'The server will refuse this' });
  await dialog.getByText('nonsense').first().waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/player/search'));
  await dialog.getByRole('button', { name: 'Send anyway' }).click();
  assert.equal((await answered).status(), 400);
  await row.getByText('The server refused this').waitFor();
  // The detail in the alert leads to the row that it is about, from whichever view.
  await query.getByRole('tab', { name: 'English' }).click();
  const details = page.getByRole('alert').getByRole('list', { name: 'Details' });
  await details.getByRole('button', { name: /filters/ }).click();
  await row.getByRole('textbox', { name: 'Value' }).and(page.locator(':focus')).waitFor();
  await row.getByRole('textbox', { name: 'Value' }).fill('still nonsense');
  await row.getByText('The server refused this').waitFor({ state: 'detached' });
});

walk('a box whose text nothing fits shows no empty list', async ({ page, sandbox }) => {
  await begin(page, await sandbox());
  const query = region(page);
  await query.getByRole('button', { name: 'Add filter' }).click();
  const field = query.getByRole('group', { name: 'Filter 1' }).getByRole('combobox', { name: 'Field' });
  const list = query.locator('.combobox-list');
  await field.fill('steam');
  await list.getByRole('option').first().waitFor();
  await field.fill('nothing is called so');
  await list.getByRole('option').first().waitFor({ state: 'detached' });
  assert.deepEqual(await list.evaluateAll((lists) => lists.filter((it) => it.getBoundingClientRect().height > 0).length), 0);
});

walk('a link fills the builder, names its domain and sends nothing', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~sc!name!*a~n!5&domain=somewhere-else');
  const asked = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
  await region(page).getByText(/made for the domain somewhere-else/).waitFor();
  assert.deepEqual(await shownBody(page), { search: { name: ['a'] }, limit: 5 });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await region(page).getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#\/op\/PlayerControllerSearch\?q=1~sc!name!\*a~n!5&domain=/);
  // The button lies over the code, which is a layer of its own.
  await region(page).getByRole('button', { name: 'Copy This will be sent' }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(JSON.parse(copied), { search: { name: ['a'] }, limit: 5 });
  // All that time nothing was asked but by looking.
  assert.deepEqual(asked, []);
  // A change is kept through reload, whatever the link said.
  await region(page).getByRole('spinbutton', { name: 'Rows per page' }).fill('7');
  await page.waitForURL(/#\/op\/PlayerControllerSearch$/);
  await page.reload();
  await region(page).waitFor();
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  assert.deepEqual(await shownBody(page), { search: { name: ['a'] }, limit: 7 });
});

walk('looking at a link costs nobody the draft that was there', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const limit = region(page).getByRole('spinbutton', { name: 'Rows per page' });
  await limit.fill('77');
  // The link is opened anew, as from a message, and left again.
  await page.goto('about:blank');
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~sc!name!*a~n!5');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await region(page).getByRole('group', { name: 'Search 1' }).waitFor();
  await page.goto('about:blank');
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await page.waitForFunction(() => document.querySelector('[data-setting=limit] input')?.value === '77');
  // Undo leads from the link to the draft that was there.
  await page.goto('about:blank');
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~sc!name!*a~n!5');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await page.waitForFunction(() => document.querySelector('[data-setting=limit] input')?.value === '5');
  await region(page).getByRole('button', { name: 'Undo' }).click();
  assert.deepEqual(await shownBody(page), { limit: 77 });
});

walk('a link of another domain switches only when asked, and takes the query along', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~sc!name!*a~n!5&domain=quiet-hills-wander');
  await region(page).getByText(/made for the domain Quiet Hills/).waitFor();
  const here = await sent(page);
  assert.equal(here.domain, 'harbour-lights-shine');
  await region(page).getByRole('button', { name: /^Work in Quiet Hills/ }).click();
  await region(page).getByText(/made for the domain/).waitFor({ state: 'detached' });
  const there = await sent(page);
  assert.equal(there.domain, 'quiet-hills-wander');
  assert.deepEqual(there.body, { search: { name: ['a'] }, limit: 5 });
});

walk('rows are dragged into another order by the pointer', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~fi!name!*a~fi!steamId!*b~fi!platformId!*c');
  const query = region(page);
  const order = async () => Object.keys((await shownBody(page)).filters);
  const handle = (n) => query.getByRole('group', { name: `Filter ${n}`, exact: true }).getByRole('button', { name: 'Reorder' });
  const middle = async (locator) => {
    const box = await locator.boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  await handle(1).scrollIntoViewIfNeeded();
  await page.mouse.move(...(await middle(handle(1))));
  await page.mouse.down();
  const [x, y] = await middle(query.getByRole('group', { name: 'Filter 3', exact: true }));
  await page.mouse.move(x, y + 4, { steps: 8 });
  await page.mouse.up();
  assert.deepEqual(await order(), ['steamId', 'platformId', 'name']);
  // A whole drag is one step.
  await query.getByRole('button', { name: 'Undo' }).click();
  assert.deepEqual(await order(), ['name', 'steamId', 'platformId']);
});

walk('saved queries go out as a file and come back', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~sc!name!*a~rg!createdAt!!last%25207%2520days');
  const query = region(page);
  const dialog = page.getByRole('dialog', { name: 'Saved queries' });
  const openSaved = () => query.getByRole('button', { name: 'Saved queries' }).click();
  await openSaved();
  await dialog.getByRole('textbox', { name: 'Name of this query' }).fill('new players with an a');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'new players with an a', exact: true }).waitFor();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export to a file' }).click();
  const file = await (await download).path();
  await dialog.getByRole('button', { name: 'Forget new players with an a' }).click();
  await dialog.getByText('Nothing saved yet.').waitFor();
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Import a file' }).click();
  await (await chooser).setFiles(file);
  await dialog.getByText('1 query read from the file.').waitFor();
  // Of another file one entry is of use, and it takes the place of what was just read; that can be had back.
  const kept = JSON.parse(await readFile(file, 'utf8'));
  kept.queries = [{ ...kept.queries[0], query: '1' }, { name: 'of no use' }];
  const second = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Import a file' }).click();
  await (await second).setFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(kept)) });
  await dialog.getByText('1 query read from the file. 1 took the place of another of the same name. 1 entry of it could not be read, and was left out.').waitFor();
  await dialog.locator('.saved-back').click();
  await dialog.getByText('Saved as new players with an a.').waitFor();
  // A query of an operation that this API lacks is kept, and says so.
  kept.queries = [{ ...kept.queries[0], name: 'of another API', operation: 'WeatherControllerSearch' }];
  const third = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Import a file' }).click();
  await (await third).setFiles({ name: 'third.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(kept)) });
  const lacked = dialog.getByRole('listitem').filter({ hasText: 'of another API' });
  await lacked.getByText('WeatherControllerSearch is not in this document').waitFor();
  assert.deepEqual(await lacked.getByRole('button').evaluateAll((all) => all.map((it) => it.ariaLabel)), ['Forget of another API']);
  await page.keyboard.press('Escape');
  await query.getByRole('group', { name: 'Search 1' }).getByRole('button', { name: 'Remove', exact: true }).click();
  await openSaved();
  await dialog.getByRole('button', { name: 'new players with an a', exact: true }).click();
  await query.getByRole('group', { name: 'Search 1' }).waitFor();
  assert.equal(await query.getByRole('group', { name: 'Range 1' }).getByLabel('Value').inputValue(), 'last 7 days');
});

walk('a text that is no query yet outlives a reload and a way to another page', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByText('Signed in as').waitFor();
  await page.getByRole('tab', { name: 'English', exact: true }).click();
  const box = page.getByRole('tabpanel', { name: 'English' }).getByRole('textbox');
  const left = 'players whose name contains J and who blah';
  await box.fill(left);
  await page.reload();
  assert.equal(await box.inputValue(), left);
  await page.evaluate(() => { location.hash = '#/'; });
  await box.waitFor({ state: 'detached' });
  await page.goBack();
  await box.waitFor();
  assert.equal(await box.inputValue(), left);
  // Once it is a query there is nothing to come back to.
  await box.fill('players whose name contains J');
  await page.reload();
  await page.getByRole('group', { name: 'Search 1' }).waitFor();
});

walk('the JSON editor completes what may stand there and marks what is wrong', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const query = region(page);
  await query.getByRole('tab', { name: 'JSON' }).click();
  const editor = query.getByRole('textbox', { name: 'Query as JSON' });
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('{"fil');
  await page.getByRole('option', { name: /"filters"/ }).click();
  await page.keyboard.type('{"steamV');
  await page.getByRole('option', { name: /"steamVacBanned"/ }).click();
  await page.keyboard.type('[fal');
  await page.getByRole('option', { name: 'false' }).click();
  await page.waitForFunction(() => /"steamVacBanned":\s*\[\s*false/.test(document.querySelector('.body-preview code')?.textContent ?? ''));
  // What the server would do with it is marked at its place, and told when it is pointed at.
  const mark = query.locator('.cm-lintRange').filter({ hasText: 'false' }).first();
  await mark.waitFor();
  await mark.hover();
  await page.locator('.cm-diagnostic').getByText('drops false from a list').waitFor();
});

walk('the keys of the page are letters in the JSON editor', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  await region(page).getByRole('tab', { name: 'JSON' }).click();
  await region(page).getByRole('textbox', { name: 'Query as JSON' }).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  // The editor closes what is opened.
  await page.keyboard.type('{"search":{"name":["why? a/b');
  await page.waitForFunction(() => /why\? a\/b"/.test(document.querySelector('.body-preview code')?.textContent ?? ''));
  assert.equal(await page.getByRole('dialog').count(), 0);
});

walk('who comes back to an answer finds its clauses, and drops one', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~fi!name!!x~fi!name!!nobody');
  const query = region(page);
  await query.getByRole('button', { name: 'Remove filter 1' }).or(query.getByRole('group', { name: 'Filter 1', exact: true }).getByRole('button', { name: /^Remove/ })).first().click();
  await sent(page);
  await open(page, server.url, '#/history');
  await page.getByRole('heading', { level: 1, name: 'History' }).waitFor();
  await page.goBack();
  const funnel = page.getByRole('region', { name: 'Which clause removes the rows?' });
  await funnel.getByRole('button', { name: 'Ask' }).click();
  await funnel.getByRole('button', { name: 'Drop this clause' }).click();
  assert.deepEqual(await shownBody(page), {});
  await funnel.getByRole('button', { name: 'Dropped' }).waitFor();
});

walk('all pages of a query go by the moment of the first', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/EventControllerSearch?q=1~rg!createdAt!!last%20300%20days~n!5');
  const { body } = await sent(page, '/event/search');
  const answered = page.waitForResponse((response) => response.url().endsWith('/event/search'));
  await page.getByRole('button', { name: 'Next page' }).click();
  const next = (await answered).request().postDataJSON();
  assert.ok(Date.parse(next.greaterThan.createdAt) > 0);
  assert.deepEqual(next.greaterThan, body.greaterThan);
  assert.notEqual(next.page ?? 0, body.page ?? 0);
});

walk('from the answer back to the question', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  await region(page).getByRole('spinbutton', { name: 'Rows per page' }).fill('10');
  await sent(page);
  const name = (await (await cellOf(page, 'name')).innerText()).trim();
  const sorted = page.waitForResponse((response) => response.url().endsWith('/player/search'));
  await rows(page).getByRole('columnheader', { name: 'name' }).first().getByRole('button').click();
  assert.equal((await sorted).request().postDataJSON().sortBy, 'name');
  await reply(page).getByRole('status').getByText(/^Showing/).waitFor();
  await (await cellOf(page, 'name')).click();
  await page.getByRole('menuitem', { name: 'Filter by this value' }).click();
  const { answer } = await sent(page);
  assert.ok(answer.data.length >= 1, name);
  await (await cellOf(page, 'id')).click();
  await page.getByRole('menuitem', { name: 'Open Player' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('table').getByText(answer.data[0].name).first().waitFor();
  await page.keyboard.press('Escape');
  await (await cellOf(page, 'id')).click();
  await page.getByRole('menuitem', { name: /^Event rows/ }).click();
  await page.waitForURL(/EventControllerSearch/);
  await region(page).getByRole('button', { name: /^Back to/ }).waitFor();
  assert.equal((await shownBody(page)).filters.playerId[0], answer.data[0].id);
  // Another page begins at its top.
  await page.waitForFunction(() => document.querySelector('h1').getBoundingClientRect().top > 0);
  // The way back is there after a reload too.
  await page.reload();
  await region(page).getByRole('button', { name: /^Back to/ }).click();
  await page.waitForURL(/PlayerControllerSearch/);
  await region(page).getByRole('group', { name: 'Filter 1' }).waitFor();
  assert.equal(await region(page).getByRole('button', { name: /^Back to/ }).count(), 0);
});

walk('the arrow and the next page belong to the answer in view', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!20');
  await page.getByText('Signed in as').waitFor();
  const send = page.getByRole('button', { name: 'Send', exact: true });
  const status = page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/);
  await send.click();
  await page.getByText('Showing 1–20 of').waitFor();
  // Edited, and not sent: neither the order nor the next page is of that query.
  const sort = page.getByRole('combobox', { name: 'Sort by' });
  await sort.fill('name');
  await sort.press('Enter');
  await page.getByRole('button', { name: 'Add search' }).click();
  const field = page.getByRole('group', { name: 'Search 1' }).getByRole('combobox', { name: 'Field' });
  await field.fill('name');
  await field.press('Enter');
  await page.getByRole('group', { name: 'Search 1' }).getByLabel('Value').last().fill('zzz');
  assert.equal(await page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count(), 0);
  const [asked] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith('/player/search') && request.method() === 'POST'),
    page.getByRole('button', { name: 'Next page' }).click(),
  ]);
  assert.deepEqual(asked.postDataJSON(), { page: 2, limit: 20 });
  await page.getByText('Showing 21–40 of').waitFor();
  assert.equal(await page.getByRole('group', { name: 'Search 1' }).getByLabel('Value').last().inputValue(), 'zzz');
  assert.equal(await status.count(), 1);

  // A head that sorts, and the boxes of the columns, keep the focus.
  await page.getByRole('button', { name: 'Remove' }).first().click();
  const head = page.locator('th .rows-sort', { hasText: /^name$/ });
  await head.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('th[aria-sort] .rows-sort:focus')?.textContent === 'name');
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  const pin = page.getByRole('button', { name: 'Pin: name', exact: true });
  await pin.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Unpin: name');
});

walk('why nothing was found, and why a row is missing', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const { answer } = await sent(page);
  const [row] = answer.data;
  const query = region(page);
  await query.getByRole('button', { name: 'Import' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import a query' });
  const pasted = `curl ${server.url}/player/search -H 'Authorization: Bearer x' -d '${JSON.stringify({ filters: { name: ['nobody is called so'] }, search: { name: ['e'] } })}'`;
  await dialog.getByRole('textbox').fill(pasted);
  await dialog.getByText('The header Authorization').waitFor();
  await dialog.getByRole('button', { name: 'Fill the builder' }).click();
  await sent(page);
  const funnel = page.getByRole('region', { name: 'Which clause removes the rows?' });
  await funnel.getByText('3 requests for one row').waitFor();
  await funnel.getByRole('button', { name: 'Ask' }).press('Enter');
  await funnel.getByText(/Without any clause there are [\d,  ]+ rows/).waitFor();
  await funnel.locator('button:focus').getByText('Drop this clause').waitFor();
  await page.getByText('Why isn’t this row here?').click();
  await page.getByRole('combobox', { name: 'Id of the row' }).fill(row.id);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText(/The row fails \d of 2 clauses/).waitFor();
  // Rows of other answers can be picked by name.
  const pick = page.getByRole('combobox', { name: 'Id of the row' });
  await pick.fill(answer.data[1].name);
  await page.getByRole('option').filter({ hasText: answer.data[1].id }).click();
  assert.equal(await pick.inputValue(), answer.data[1].id);
  await page.getByText(`the row has "${answer.data[1].name}"`).first().waitFor();
  await funnel.getByRole('button', { name: 'Drop this clause' }).first().click();
  assert.deepEqual(await shownBody(page), { search: { name: ['e'] } });
});

walk('what comes late finds what asked for it gone, and breaks nothing', async ({ page, sandbox }) => {
  const server = await sandbox();
  await page.addInitScript(() => {
    const read = File.prototype.text;
    File.prototype.text = async function text() { await new Promise((later) => { setTimeout(later, 500); }); return read.call(this); };
  });
  await begin(page, server, '#/op/PlayerControllerSearch');
  const role = (await (await page.request.post(`${server.url}/role/search`, { data: { limit: 1 } })).json()).data[0];
  // Rows that the next answer lacks.
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('200');
  await sent(page);
  await open(page, server.url, `#/op/PlayerControllerSearch?q=1~fi!roleId!*${role.id}`);
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('3');
  const query = region(page);
  // A file that is still read when its dialog closes.
  await query.getByRole('button', { name: 'Saved queries' }).click();
  const dialog = page.getByRole('dialog', { name: 'Saved queries' });
  await dialog.locator('input[type=file]').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from('[]') });
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.waitForTimeout(800);
  // A row that is still explained when its answer makes way for the next.
  await sent(page);
  await page.getByText('Why isn’t this row here?').click();
  await page.getByRole('combobox', { name: 'Id of the row' }).click();
  await server.arm({ fault: 'slow', path: '/player/search', times: 4, milliseconds: 700 });
  await page.locator('.why').getByRole('option').first().click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing|^No rows/).first().waitFor();
  await page.waitForTimeout(1_500);
  await query.getByRole('button', { name: 'Saved queries' }).click();
  await dialog.waitFor();
});

walk('what is said of an answer is said of what was asked', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~fi!name!*nobody');
  const everybody = (await (await page.request.post(`${server.url}/player/search`, { data: { limit: 1 } })).json()).data;
  await sent(page);
  const query = region(page);
  const value = query.getByRole('group', { name: 'Filter 1', exact: true });
  await value.getByRole('button', { name: 'Remove nobody' }).click();
  await value.getByRole('textbox', { name: 'Value' }).fill(everybody[0].name);
  // The builder asks for a row that there is; the answer in view is that of the question before.
  await page.getByText('Why isn’t this row here?').click();
  await page.getByRole('combobox', { name: 'Id of the row' }).fill(everybody[0].id);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText(/The row fails 1 of 1 clause/).waitFor();
  const funnel = page.getByRole('region', { name: 'Which clause removes the rows?' });
  await funnel.getByRole('button', { name: 'Ask' }).click();
  await funnel.getByText('name is nobody').waitFor();
  assert.equal(await funnel.getByRole('button', { name: 'Changed since' }).isDisabled(), true);
  await query.getByRole('button', { name: 'Undo' }).click();
  await query.getByRole('button', { name: 'Undo' }).click();
  await funnel.getByRole('button', { name: 'Drop this clause' }).click();
  assert.deepEqual(await shownBody(page), {});
  await funnel.getByRole('button', { name: 'Dropped' }).waitFor();
  // The query is out of sight; the way to its answer is not.
  const answered = page.waitForResponse((response) => response.url().endsWith('/player/search'));
  await page.getByRole('button', { name: 'Show the answer' }).press('Enter');
  assert.equal((await answered).status(), 200);
  await page.getByRole('button', { name: 'Show the answer' }).waitFor({ state: 'hidden' });
  // The button is gone, and the focus that was on it stands where the answer does.
  await reply(page).and(page.locator(':focus')).waitFor();
});

walk('the next page is of the domain whose rows are in view', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~n!20');
  const first = await sent(page);
  await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await reply(page).getByText(/This answer is of Harbour Lights|Harbour Lights/).first().waitFor();
  // What an id of the answer names is there too.
  await (await cellOf(page, 'id')).click();
  const read = page.waitForRequest(/\/player\/search$/);
  await page.getByRole('menuitem', { name: 'Open Player' }).click();
  assert.equal((await read).headers()['x-takaro-domain'], first.domain);
  const peek = page.getByRole('dialog');
  await peek.getByRole('table').first().waitFor();
  assert.match(await peek.getByRole('link').first().getAttribute('href'), new RegExp(`domain=${first.domain}`));
  await page.keyboard.press('Escape');
  const answered = page.waitForResponse((response) => response.url().endsWith('/player/search'));
  await page.getByRole('button', { name: 'Next page' }).click();
  const next = await answered;
  assert.equal(next.request().headers()['x-takaro-domain'], first.domain);
  assert.equal(next.request().postDataJSON().limit, 20);
  await reply(page).getByText(/Harbour Lights/).first().waitFor();
});

walk('a query goes along into a domain that has none, and each keeps its own from then on', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const limit = page.getByRole('spinbutton', { name: 'Rows per page' });
  const domain = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  const stands = (value) => page.waitForFunction((value) => document.querySelector('input[type=number][max="1000"]')?.value === value, value);
  await limit.fill('7');
  await domain.selectOption({ label: 'Quiet Hills' });
  await stands('7');
  await limit.fill('8');
  await domain.selectOption({ label: 'Harbour Lights' });
  await stands('7');
  await domain.selectOption({ label: 'Quiet Hills' });
  await stands('8');
});

walk('turning the pages of a link costs nobody the draft that was there', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const limit = page.getByRole('spinbutton', { name: 'Rows per page' });
  await limit.fill('7');
  await page.reload();
  await open(page, server.url, '#/op/UserControllerSearch');
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!3');
  await sent(page);
  await page.getByRole('button', { name: 'Next page' }).click();
  await reply(page).getByRole('status').getByText(/^Showing 4–6/).waitFor();
  await open(page, server.url, '#/op/UserControllerSearch');
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.waitForFunction(() => document.querySelector('input[type=number][max="1000"]')?.value === '7');
});

walk('what is no number is said to be none, and what is sent stays', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~n!50');
  const limit = page.getByRole('spinbutton', { name: 'Rows per page' });
  await limit.focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('12e');
  await page.getByText('This is no number. Sent is: 12').waitFor();
  assert.deepEqual(await shownBody(page), { limit: 12 });
  await page.keyboard.press('Tab');
  assert.equal(await limit.inputValue(), '12');
});

walk('a column that no query can sort by has no button for it', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~n!3~w!*roles');
  await sent(page);
  const heads = rows(page).getByRole('columnheader');
  assert.equal(await heads.filter({ hasText: /^name$/ }).getByRole('button').count(), 1);
  const related = heads.filter({ hasText: /^roles$/ });
  assert.equal(await related.count(), 1);
  assert.equal(await related.getByRole('button').count(), 0);
});

walk('the document’s examples of a search fill the builder, and undoing leads back', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~n!7');
  const menu = region(page).getByRole('combobox', { name: 'Examples' });
  const titles = await menu.locator('option').allInnerTexts();
  assert.ok(titles.length > 1, titles.join());
  await menu.selectOption({ index: 1 });
  assert.notDeepEqual(await shownBody(page), { limit: 7 });
  await region(page).getByRole('button', { name: 'Undo' }).click();
  assert.deepEqual(await shownBody(page), { limit: 7 });
});

walk('once through with the keyboard alone', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const query = region(page);
  const name = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
  await query.getByRole('button', { name: 'Add filter' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Field');
  await page.keyboard.type('nam');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Value');
  await page.keyboard.type('Jo');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Ann');
  await page.keyboard.press('Enter');
  assert.deepEqual(await shownBody(page), { filters: { name: ['Jo', 'Ann'] } });
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Enter');
  for (let at = 0; at < 8 && (await name()) !== 'Add filter'; at += 1) await page.keyboard.press('Tab');
  assert.equal(await name(), 'Add filter');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Field');
  await page.keyboard.type('id');
  await page.keyboard.press('Alt+ArrowUp');
  await page.waitForFunction(() => document.querySelector('[aria-label="Filter 1"] [aria-label=Field]') === document.activeElement);
  assert.equal(await query.getByRole('group', { name: 'Filter 1' }).getByRole('combobox', { name: 'Field' }).inputValue(), 'id');
  await query.getByRole('group', { name: 'Filter 1' }).getByRole('button', { name: 'Remove', exact: true }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await name(), 'Add filter');
  await page.keyboard.press('Control+z');
  await query.getByRole('group', { name: 'Filter 2' }).waitFor();
  await page.keyboard.press('Control+Shift+z');
  await query.getByRole('group', { name: 'Filter 2' }).waitFor({ state: 'detached' });
  const answered = page.waitForResponse((response) => response.url().endsWith('/player/search'));
  await page.keyboard.press('Control+Enter');
  assert.deepEqual((await answered).request().postDataJSON(), { filters: { name: ['Jo', 'Ann'] } });
});
