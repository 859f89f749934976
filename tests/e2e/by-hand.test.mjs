// Every row of what is known of the search, and every example of the guide, made by hand in the builder: what is sent,
// and what the server makes of it.

import { assert, logIn, open, walk } from './harness.mjs';

const region = (page) => page.getByRole('region', { name: 'Query' });
const GROUPS = { filter: ['Add filter', 'Filter'], search: ['Add search', 'Search'], range: ['Add range', 'Range'] };

/** One row: its field, what it asks, its values each made a chip by Enter, and what stands in its boxes in the end. */
async function row(page, kind, { field, operator, values = [], text, upper }) {
  const [add, name] = GROUPS[kind];
  const query = region(page);
  const before = await query.getByRole('group', { name: new RegExp(`^${name} \\d+$`) }).count();
  await query.getByRole('button', { name: add }).click();
  const made = query.getByRole('group', { name: `${name} ${before + 1}`, exact: true });
  const fieldBox = made.getByRole('combobox', { name: 'Field' });
  await fieldBox.fill(field);
  await fieldBox.press('Escape');
  const set = async () => {
    const value = made.getByLabel('Value', { exact: true });
    const isSelect = values.length + (text === undefined ? 0 : 1) > 0 && (await value.evaluate((node) => node.tagName)) === 'SELECT';
    for (const one of values) {
      await value.fill(one);
      await value.press('Enter');
    }
    if (text !== undefined) await (isSelect ? value.selectOption({ label: text }) : value.fill(text));
    if (upper !== undefined) await made.getByLabel('Up to').fill(upper);
  };
  // A range has its second box once it is asked for both ends; a list or none of it is decided after the value.
  if (kind === 'range' && operator) await made.getByRole('combobox', { name: 'Operator' }).selectOption({ label: operator });
  await set();
  if (kind !== 'range' && operator) await made.getByRole('combobox', { name: 'Operator' }).selectOption({ label: operator });
}

const filter = (made) => (page) => row(page, 'filter', made);
const search = (made) => (page) => row(page, 'search', made);
const range = (made) => (page) => row(page, 'range', made);
const number = (name, text) => (page) => region(page).getByRole('spinbutton', { name, exact: true }).fill(text);
const sortBy = (text) => async (page) => {
  const box = region(page).getByRole('combobox', { name: 'Sort by' });
  await box.fill(text);
  await box.press('Escape');
};
const direction = (label) => (page) => region(page).getByRole('combobox', { name: 'Direction' }).selectOption({ label });
const include = (name) => (page) => region(page).getByRole('checkbox', { name, exact: true }).check();

/** A key with exactly this JSON. */
const written = (key, json) => async (page) => {
  const group = region(page).getByRole('group', { name: 'As written' });
  if (!(await group.isVisible())) await region(page).locator('summary', { hasText: 'As written' }).click();
  await group.getByRole('combobox', { name: 'Key' }).fill(key);
  await group.getByRole('combobox', { name: 'Key' }).press('Escape');
  await group.getByRole('textbox', { name: 'Value as JSON' }).fill(json);
  await group.getByRole('button', { name: 'Write it' }).click();
};

const names = (answer) => answer.data.map((one) => one.name);
const empty = ({ data, meta }) => data.length === 0 && meta.total === 0;

// What is done by hand on which operation; the body that goes out; the status; what holds of the answer.
const TABLE = [
  ['values of a field are joined by OR, fields by AND', 'UserControllerSearch',
    [filter({ field: 'name', values: ['John Doe'], text: 'Jane Doe' }), filter({ field: 'email', text: 'john.doe@example.com' })],
    { filters: { name: ['John Doe', 'Jane Doe'], email: ['john.doe@example.com'] } }, 200,
    (answer) => assert.deepEqual(names(answer), ['John Doe'])],
  ['a filter is exact in its capitals', 'UserControllerSearch', [filter({ field: 'name', text: 'jOHN dOE' })],
    { filters: { name: ['jOHN dOE'] } }, 200, (answer) => assert.ok(empty(answer))],
  ['a row without a value is no constraint', 'UserControllerSearch', [filter({ field: 'name' })], {}, 200,
    (answer) => assert.ok(answer.meta.total > 3)],
  ['an empty list is no constraint', 'UserControllerSearch', [filter({ field: 'name', operator: 'is []' })],
    { filters: { name: [] } }, 200, (answer) => assert.ok(answer.meta.total > 3)],
  ['null is no constraint', 'UserControllerSearch', [filter({ field: 'name', operator: 'is null' })],
    { filters: { name: null } }, 200, (answer) => assert.ok(answer.meta.total > 3)],
  ['neither are they in a search', 'UserControllerSearch',
    [search({ field: 'name', operator: 'contains []' }), search({ field: 'discordId', operator: 'contains null' })],
    { search: { name: [], discordId: null } }, 200, (answer) => assert.ok(answer.meta.total > 3)],
  ['is empty', 'PlayerControllerSearch', [filter({ field: 'xboxLiveId', operator: 'is empty' })],
    { filters: { xboxLiveId: ['null'] } }, 200, (answer) => assert.ok(answer.data.every((one) => !one.xboxLiveId) && answer.data.length)],
  ['"null" beside another value', 'PlayerControllerSearch', [filter({ field: 'xboxLiveId', values: ['null', 'x'] })],
    { filters: { xboxLiveId: ['null', 'x'] } }, 200, (answer) => assert.ok(answer.data.every((one) => !one.xboxLiveId) && answer.data.length)],
  ['is empty on an id', 'PlayerControllerSearch', [filter({ field: 'id', operator: 'is empty' })], { filters: { id: ['null'] } }, 400],
  ['a value without its list', 'UserControllerSearch', [filter({ field: 'name', text: 'John Doe', operator: 'is, without a list' })],
    { filters: { name: 'John Doe' } }, 400],
  ['no, which stands without a list', 'PlayerControllerSearch', [filter({ field: 'steamVacBanned', text: 'no' })],
    { filters: { steamVacBanned: false } }, 200, (answer) => assert.ok(answer.data.length && answer.data.every((one) => one.steamVacBanned === false))],
  ['no in a list drops out', 'PlayerControllerSearch', [filter({ field: 'steamVacBanned', text: 'no', operator: 'is, in a list' })],
    { filters: { steamVacBanned: [false] } }, 200, (answer) => assert.ok(empty(answer))],
  ['yes and no in one list are yes', 'PlayerControllerSearch',
    [filter({ field: 'steamVacBanned', text: 'yes', operator: 'is, in a list' }), filter({ field: 'steamVacBanned', text: 'no', operator: 'is, in a list' })],
    { filters: { steamVacBanned: [true, false] } }, 200, (answer) => assert.ok(answer.data.every((one) => one.steamVacBanned))],
  ['0 in a list drops out', 'ShopListingControllerSearch', [filter({ field: 'price', text: '0' })], { filters: { price: [0] } }, 200,
    (answer) => assert.ok(empty(answer))],
  ['an empty text in a list drops out', 'UserControllerSearch', [filter({ field: 'name', values: ['""'] })], { filters: { name: [''] } }, 200,
    (answer) => assert.ok(empty(answer))],
  ['an id that is none', 'PlayerControllerSearch', [filter({ field: 'id', text: 'nonsense' })], { filters: { id: ['nonsense'] } }, 400],
  ['the id of zeros', 'PlayerControllerSearch', [filter({ field: 'id', text: '00000000-0000-0000-0000-000000000000' })],
    { filters: { id: ['00000000-0000-0000-0000-000000000000'] } }, 400],
  ['a value that is none of the choices', 'GameServerControllerSearch', [filter({ field: 'type', text: 'DOOM' })], { filters: { type: ['DOOM'] } }, 400],
  ['a field that is not filtered by', 'UserControllerSearch', [filter({ field: 'weather', text: 'x' })], { filters: { weather: ['x'] } }, 400],
  ['searches are one OR, beside the filters', 'UserControllerSearch',
    [search({ field: 'name', values: ['JOHN'] }), search({ field: 'discordId', text: 'zzz' })],
    { search: { name: ['JOHN'], discordId: ['zzz'] } }, 200, (answer) => assert.ok(answer.data.length > 1 && names(answer).every((name) => /john/i.test(name)))],
  ['% stands for any text', 'UserControllerSearch', [search({ field: 'name', text: 'J%e' })], { search: { name: ['J%e'] } }, 200,
    (answer) => assert.ok(answer.data.length && names(answer).every((name) => /j.*e/i.test(name)))],
  ['\\% is a percent sign', 'RoleControllerSearch', [search({ field: 'name', text: '\\%' })], { search: { name: ['\\%'] } }, 200,
    (answer) => assert.ok(names(answer).every((name) => name.includes('%')))],
  ['an empty text is no search', 'UserControllerSearch', [search({ field: 'name', values: ['""'] })], { search: { name: [''] } }, 200,
    (answer) => assert.ok(answer.meta.total > 3)],
  ['a field that is not searched in', 'UserControllerSearch', [search({ field: 'weather', text: 'x' })], { search: { weather: ['x'] } }, 400],
  // There is no such search in the document, nor in the builder, and the server ignores it.
  ['the same where the server ignores it', 'ShopOrderControllerSearch', [written('search', '{"weather":["x"]}')], { search: { weather: ['x'] } }, 200,
    (answer) => assert.ok(answer.meta.total > 0)],
  ['bounds are inclusive', 'ShopListingControllerSearch', [range({ field: 'price', operator: 'between', text: '5', upper: '500' })],
    { greaterThan: { price: 5 }, lessThan: { price: 500 } }, 200, (answer) => assert.ok(answer.data.every((one) => one.price >= 5 && one.price <= 500) && answer.data.length)],
  ['a bound of 0 is ignored', 'PlayerControllerSearch', [range({ field: 'playtimeSeconds', operator: 'at most', text: '0' })],
    { lessThan: { playtimeSeconds: 0 } }, 200, (answer) => assert.ok(answer.meta.total > 3)],
  ['a bound of null is ignored', 'PlayerControllerSearch', [range({ field: 'createdAt', operator: 'at least null' })],
    { greaterThan: { createdAt: null } }, 200, (answer) => assert.ok(answer.meta.total > 3)],
  ['so is one of an empty text', 'VariableControllerSearch', [range({ field: 'createdAt', operator: 'at most ""' })],
    { lessThan: { createdAt: '' } }, 200, (answer) => assert.ok(answer.meta.total > 3)],
  ['but not where it is held against a type', 'PlayerControllerSearch', [range({ field: 'createdAt', operator: 'at most ""' })],
    { lessThan: { createdAt: '' } }, 400],
  ['a typed range of an unknown field', 'PlayerControllerSearch', [range({ field: 'weather', text: 'x' })], { greaterThan: { weather: 'x' } }, 400],
  ['a bound of the wrong type', 'PlayerControllerSearch', [range({ field: 'createdAt', text: 'soon' })], { greaterThan: { createdAt: 'soon' } }, 400],
  ['an untyped range of any column', 'VariableControllerSearch', [range({ field: 'createdAt', text: '2000-01-01' })],
    { greaterThan: { createdAt: '2000-01-01' } }, 200, (answer) => assert.ok(answer.meta.total > 0)],
  ['an untyped range of an unknown column', 'VariableControllerSearch', [range({ field: 'weather', text: 'x' })], { greaterThan: { weather: 'x' } }, 500],
  ['sorted by a column, downwards', 'UserControllerSearch', [sortBy('name'), direction('Descending')], { sortBy: 'name', sortDirection: 'desc' }, 200,
    (answer) => assert.ok(names(answer)[0] > names(answer).at(-1))],
  ['sorted by an unknown column', 'UserControllerSearch', [sortBy('weather')], { sortBy: 'weather' }, 500],
  ['a direction alone is ignored', 'UserControllerSearch', [direction('Descending')], { sortDirection: 'desc' }, 200,
    (answer) => assert.ok(answer.data[0].id < answer.data.at(-1).id)],
  ['a direction in capitals', 'UserControllerSearch', [sortBy('name'), direction('"DESC"')], { sortBy: 'name', sortDirection: 'DESC' }, 400],
  ['a page in quotation marks', 'UserControllerSearch', [written('page', '"1"')], { page: '1' }, 400],
  ['a page of words', 'UserControllerSearch', [written('page', '"first"')], { page: 'first' }, 400],
  ['a page of null', 'UserControllerSearch', [written('page', 'null')], { page: null }, 400],
  ['rows per page in quotation marks', 'UserControllerSearch', [written('limit', '"5"')], { limit: '5' }, 400],
  ['what is written right goes into its box', 'UserControllerSearch', [written('limit', '2')], { limit: 2 }, 200],
  ['pages count from 0', 'UserControllerSearch', [number('Page', '0'), number('Rows per page', '2')], { page: 0, limit: 2 }, 200,
    (answer) => assert.equal(answer.data.filter((one) => one.id).length, 2)],
  ['past the end', 'UserControllerSearch', [number('Page', '99')], { page: 99 }, 200,
    (answer) => assert.ok(answer.data.length === 0 && answer.meta.total > 0)],
  ['a negative page', 'UserControllerSearch', [number('Page', '-1')], { page: -1 }, 400],
  ['no rows per page', 'UserControllerSearch', [number('Rows per page', '0')], { limit: 0 }, 400],
  ['too many rows per page', 'UserControllerSearch', [number('Rows per page', '1001')], { limit: 1001 }, 400],
  ['something to include', 'UserControllerSearch', [include('roles')], { extend: ['roles'] }, 200,
    (answer) => assert.ok(answer.data.some((one) => one.roles))],
  ['nothing of that name can be included', 'UserControllerSearch', [written('extend', '["weather"]')], { extend: ['weather'] }, 400],
  ['a name to include without its list', 'UserControllerSearch', [written('extend', '"roles"')], { extend: 'roles' }, 500],
  ['a key that no search has', 'UserControllerSearch', [written('weather', '["x"]')], { weather: ['x'] }, 400],
];

// The guide counts pages from 1.
const GUIDE = [
  ['exact matches', 'UserControllerSearch', [filter({ field: 'name', text: 'John Doe' }), filter({ field: 'email', text: 'john.doe@example.com' })],
    { filters: { name: ['John Doe'], email: ['john.doe@example.com'] } }, 200, (answer) => assert.deepEqual(names(answer), ['John Doe'])],
  ['partial matches', 'UserControllerSearch', [search({ field: 'name', text: 'John' })], { search: { name: ['John'] } }, 200,
    (answer) => assert.ok(answer.data.length > 1 && names(answer).every((name) => /john/i.test(name)))],
  ['the second page of ten', 'UserControllerSearch', [number('Page', '2'), number('Rows per page', '10')], { page: 2, limit: 10 }, 200,
    (answer) => assert.equal(answer.data.filter((one) => one.id).length, 10)],
  ['all together', 'UserControllerSearch',
    [filter({ field: 'email', text: 'john.doe@example.com' }), search({ field: 'name', text: 'John' }), number('Page', '1'), number('Rows per page', '5')],
    { filters: { email: ['john.doe@example.com'] }, search: { name: ['John'] }, page: 1, limit: 5 }, 200,
    (answer) => assert.deepEqual(answer.data.map((one) => one.email), ['john.doe@example.com'])],
];

async function go(page, server, cases) {
  await logIn(page, server);
  await open(page, server.url);
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  for (const [name, operation, steps, body, status, holds] of cases) {
    try {
      await one(page, server, { operation, steps, body, status, holds, name });
    } catch (error) {
      error.message = `${name}: ${error.message}`;
      throw error;
    }
  }
}

async function one(page, server, { operation, steps, body, status, holds, name }) {
  // An empty query: what was typed for the case before is no part of this one.
  await open(page, server.url, '#/');
  await open(page, server.url, `#/op/${operation}?q=1`);
  await region(page).waitFor();
  for (const step of steps) await step(page);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/search'));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  // What the server refuses is said before it is sent, and nothing else is.
  if (status >= 400) await page.getByRole('dialog').getByRole('button', { name: 'Send anyway' }).click();
  const response = await answered;
  assert.deepEqual(response.request().postDataJSON(), body, name);
  assert.equal(response.status(), status, name);
  const region_ = page.getByRole('region', { name: 'Reply' });
  if (status >= 400) await region_.getByRole('alert').first().waitFor();
  else await region_.getByRole('status').first().waitFor();
  holds?.(await response.json());
}

walk('every row of the search’s table, by hand in the builder', { timeout: 300_000 }, async ({ page, sandbox }) => {
  await go(page, await sandbox({ 'first-page': 0 }), TABLE);
});

walk('the guide’s examples, by hand in the builder', async ({ page, sandbox }) => {
  await go(page, await sandbox(), GUIDE);
});

walk('a key that no search has is sent only when asked for', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  const query = region(page);
  await query.getByRole('tab', { name: 'JSON' }).click();
  // As a person does it: what a script sets into the editor's box the browser would style, which the policy refuses.
  const editor = query.locator('.json-editor .cm-content');
  await editor.waitFor();
  await editor.press('Control+A');
  await editor.press('Delete');
  await editor.pressSequentially(JSON.stringify({ limit: 3, weather: ['x'] }));
  await query.getByRole('tab', { name: 'Builder' }).click();
  const unknown = query.getByRole('group', { name: 'Unknown keys' });
  await unknown.getByText('weather').waitFor();
  const ask = async () => {
    const answered = page.waitForResponse((response) => response.url().endsWith('/user/search'));
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    return answered;
  };
  const kept = await ask();
  assert.deepEqual([kept.request().postDataJSON(), kept.status()], [{ limit: 3 }, 200]);
  await unknown.getByRole('checkbox', { name: 'Send them too' }).check();
  const answered = ask();
  await page.getByRole('dialog').getByRole('button', { name: 'Send anyway' }).click();
  const sent = await answered;
  assert.deepEqual([sent.request().postDataJSON(), sent.status()], [{ limit: 3, weather: ['x'] }, 400]);
  await query.getByText(/The server refused this: .*weather/).waitFor();
});
