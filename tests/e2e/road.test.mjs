// From a log-in on the dashboard to the first answered query, as the contract names each step.

import { assert, choose, logIn, open, walk } from './harness.mjs';

/** Fills a row of the query builder. */
async function fillRow(page, group, button, name, field, value) {
  const query = page.getByRole('region', { name: 'Query' });
  await query.getByRole('button', { name: button }).click();
  const row = query.getByRole('group', { name });
  await choose(row.getByRole('combobox', { name: 'Field' }), field);
  const box = row.getByLabel('Value').first();
  await box.fill(value);
  await box.press('Enter');
  return row;
}

async function firstQuery(page, app, firstPage) {
  await open(page, app);
  await page.getByRole('banner').getByText('Signed in as Robin Okafor').waitFor();
  const domain = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  assert.match(await domain.locator('option:checked').innerText(), /Harbour Lights/);

  const operations = page.getByRole('navigation', { name: 'Operations' });
  await operations.getByRole('searchbox', { name: 'Find an operation' }).fill('UserControllerSearch');
  await operations.getByRole('link').first().click();
  await page.waitForURL(/#\/op\/UserControllerSearch$/);
  await page.getByRole('region', { name: 'Request' }).waitFor();

  await fillRow(page, 'Filters', 'Add filter', 'Filter 1', 'email', 'john.doe@example.com');
  await fillRow(page, 'Search', 'Add search', 'Search 1', 'name', 'John');
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('5');
  await page.getByRole('spinbutton', { name: 'Page', exact: true }).fill(String(firstPage));

  const sent = page.waitForRequest((request) => request.url().endsWith('/user/search'));
  await page.getByRole('button', { name: /^Send/ }).click();
  const request = await sent;
  assert.deepEqual(request.postDataJSON(), {
    filters: { email: ['john.doe@example.com'] },
    search: { name: ['John'] },
    page: firstPage,
    limit: 5,
  });
  assert.match((await request.allHeaders())['x-takaro-domain'], /^[a-z-]+$/);

  const reply = page.getByRole('region', { name: 'Reply' });
  await reply.getByRole('status').getByText('Showing 1–1 of 1').waitFor();
  const table = reply.getByRole('table', { name: 'Rows' });
  await table.getByRole('cell', { name: 'John Doe' }).first().waitFor();
  await table.getByRole('cell', { name: 'john.doe@example.com' }).first().waitFor();
}

walk('the road, on one origin', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await firstQuery(page, server.url, 1);
});

walk('the road, with pages that count from 0', async ({ page, sandbox }) => {
  const server = await sandbox({ 'first-page': 0 });
  await logIn(page, server);
  await firstQuery(page, server.url, 0);
});

walk('the road, with the API on another origin, the app in a folder of a plain file server', async ({ page, sandbox, files }) => {
  const config = {};
  const app = await files({
    prefix: '/tools/explorer/',
    files: new Proxy({}, { get: (_, name) => (name === 'config.json' ? JSON.stringify(config) : undefined) }),
  });
  const server = await sandbox({ 'allow-origin': app.origin });
  Object.assign(config, { apiUrl: server.url, dashboardUrl: server.dashboard, practice: true });
  await logIn(page, server);
  await firstQuery(page, app.url, 1);
});

walk('a large reply is sorted by its head, and found again by who comes back', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('1000');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const reply = page.getByRole('region', { name: 'Reply' });
  await reply.getByText(/Showing 1–1,000 of/).waitFor();
  const sent = page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/event/search'));
  // What is pressed goes before the answer comes.
  await reply.getByRole('columnheader', { name: /^eventName/ }).getByRole('button', { name: 'eventName' }).click();
  assert.ok((await (await sent).body()).length > 256 * 1024);
  await reply.getByRole('columnheader', { name: /^eventName/ }).and(page.locator('[aria-sort="ascending"]')).waitFor();
  await page.evaluate(() => { location.hash = '#/'; });
  await page.getByRole('heading', { level: 1, name: /Takaro/ }).waitFor();
  await page.goBack();
  await reply.getByText(/asked before you left this page/).waitFor();
});

walk('paging and sorting through the reply', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('10');
  await page.getByRole('button', { name: /^Send/ }).click();
  const status = page.getByRole('region', { name: 'Reply' }).getByRole('status');
  await status.getByText('Showing 1–10 of 300').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await status.getByText('Showing 11–20 of 300').waitFor();
  await page.getByRole('button', { name: 'Previous page' }).click();
  await status.getByText('Showing 1–10 of 300').waitFor();
});
