// The examples of the published guide, typed as JSON of a link, give what the guide says.

import { assert, logIn, open, walk } from './harness.mjs';

const EXAMPLES = [
  ['exact matches', { filters: { name: ['John Doe'], email: ['john.doe@example.com'] } }, (rows) => rows.length === 1 && rows[0].name === 'John Doe'],
  ['partial matches', { search: { name: ['John'] } }, (rows) => rows.length > 1 && rows.every((row) => /john/i.test(row.name))],
  ['the second page of ten', { page: 2, limit: 10 }, (rows) => rows.length === 10],
  ['all together', { filters: { email: ['john.doe@example.com'] }, search: { name: ['John'] }, page: 1, limit: 5 }, (rows) => rows.length === 1 && rows[0].email === 'john.doe@example.com'],
];

walk('the guide’s own examples, by the tab JSON', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  for (const [name, body, holds] of EXAMPLES) {
    const query = page.getByRole('region', { name: 'Query' });
    await query.getByRole('tab', { name: 'JSON' }).click();
    const editor = query.locator('.json-editor .cm-content');
    await editor.waitFor();
    await editor.press('Control+A');
    await editor.press('Delete');
    await editor.pressSequentially(JSON.stringify(body));
    const answered = page.waitForResponse((response) => response.url().endsWith('/user/search'));
    await page.getByRole('button', { name: /^Send/ }).click();
    const response = await answered;
    assert.deepEqual(response.request().postDataJSON(), body, name);
    const { data } = await response.json();
    assert.ok(holds(data), `${name}: ${JSON.stringify(data.map((row) => row.name))}`);
    await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
  }
});
