// The query builder, against a sandbox with real rows: its forms, advice, links, ways from the answer to the question.

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
  return { body: response.request().postDataJSON(), status: response.status(), answer: await response.json() };
}

async function cellOf(page, column, row = 0) {
  const heads = await rows(page).getByRole('columnheader').allInnerTexts();
  const at = heads.findIndex((head) => head.trim().startsWith(column));
  assert.notEqual(at, -1, `${column} is among ${heads}`);
  return rows(page).locator(`tbody tr[data-row="${row}"] td[data-column="${at}"] button`).first();
}

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
  await editor.fill(JSON.stringify({ ...JSON.parse(await editor.innerText()), limit: 3, strange: 1 }));
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
  await row.getByRole('textbox', { name: 'Value' }).fill('still nonsense');
  await row.getByText('The server refused this').waitFor({ state: 'detached' });
});

walk('a link fills the builder, names its domain and sends nothing', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch?q=1~sc!name!*a~n!5&domain=somewhere-else');
  const asked = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
  await region(page).getByText(/made for the domain somewhere-else/).waitFor();
  assert.deepEqual(await shownBody(page), { search: { name: ['a'] }, limit: 5 });
  await page.waitForTimeout(300);
  assert.deepEqual(asked, []);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await region(page).getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#\/op\/PlayerControllerSearch\?q=1~sc!name!\*a~n!5&domain=/);
  // A change is kept through reload, whatever the link said.
  await region(page).getByRole('spinbutton', { name: 'Rows per page' }).fill('7');
  await page.waitForURL(/#\/op\/PlayerControllerSearch$/);
  await page.reload();
  await region(page).waitFor();
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  assert.deepEqual(await shownBody(page), { search: { name: ['a'] }, limit: 7 });
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
  await region(page).getByRole('group', { name: 'Filter 1' }).waitFor();
  assert.equal((await shownBody(page)).filters.playerId[0], answer.data[0].id);
  await region(page).getByRole('button', { name: /^Back to/ }).click();
  await page.waitForURL(/PlayerControllerSearch/);
  await region(page).getByRole('group', { name: 'Filter 1' }).waitFor();
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
  await funnel.getByText('asked 3 times').waitFor();
  await funnel.getByRole('button', { name: 'Ask' }).click();
  await funnel.getByText(/Without any clause there are [\d,  ]+ rows/).waitFor();
  await page.getByText('Why isn’t this row here?').click();
  await page.getByRole('textbox', { name: 'Id of the row' }).fill(row.id);
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.getByText(/The row fails \d of 2 clauses/).waitFor();
  await funnel.getByRole('button', { name: 'Drop this clause' }).first().click();
  assert.deepEqual(await shownBody(page), { search: { name: ['e'] } });
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
  await page.waitForTimeout(100);
  assert.equal(await name(), 'Field');
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
