// Two tabs of one browser: each keeps its domain and its queries, and a new one begins where the last one was.

import { assert, logIn, open, walk } from './harness.mjs';

const domainOf = (page) => page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
const chosen = (page) => domainOf(page).evaluate((node) => node.selectedOptions[0].textContent);
const limit = (page) => page.getByRole('spinbutton', { name: 'Rows per page' });
const stands = async (page) => {
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await limit(page).waitFor();
};

walk('a tab stays in its domain over a reload, whatever another tab chooses', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await stands(page);
  await domainOf(page).selectOption({ label: 'Harbour Lights' });
  const other = await context.newPage();
  await open(other, server.url, '#/op/PlayerControllerSearch');
  await stands(other);
  assert.match(await chosen(other), /Harbour Lights/);
  const asked = other.waitForResponse((response) => response.url().endsWith('/me'));
  await domainOf(other).selectOption({ label: 'Quiet Hills' });
  await asked;
  await page.reload();
  await stands(page);
  assert.match(await chosen(page), /Harbour Lights/);
  // A new tab begins where the last choice was made.
  const third = await context.newPage();
  await open(third, server.url, '#/op/PlayerControllerSearch');
  await stands(third);
  assert.match(await chosen(third), /Quiet Hills/);
});

walk('a tab keeps its own query of an operation over a reload', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await stands(page);
  await limit(page).fill('7');
  const other = await context.newPage();
  await open(other, server.url, '#/op/PlayerControllerSearch');
  await stands(other);
  assert.equal(await limit(other).inputValue(), '7');
  await limit(other).fill('34');
  await page.reload();
  await stands(page);
  assert.equal(await limit(page).inputValue(), '7');
  await limit(page).fill('');
  await page.reload();
  await stands(page);
  assert.equal(await limit(page).inputValue(), '', 'what was emptied here stays so');
  await other.reload();
  await stands(other);
  assert.equal(await limit(other).inputValue(), '34');
});

walk('a query of eight thousand ids outlives a reload, can be saved, and makes no link', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await stands(page);
  const query = page.getByRole('region', { name: 'Query' });
  await query.getByRole('button', { name: 'Import' }).click();
  const ids = Array.from({ length: 8_000 }, (_, at) => `ea85ddf4-2885-482f-adc6-${at.toString(16).padStart(12, '0')}`);
  const dialog = page.getByRole('dialog', { name: 'Import a query' });
  await dialog.getByRole('textbox').evaluate((box, text) => {
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }, JSON.stringify({ filters: { id: ids } }));
  await dialog.getByRole('button', { name: 'Fill the builder' }).click();
  await query.getByText('8,000 values').or(query.getByText('8000 values')).first().waitFor();
  await query.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText(/too long for a link/).first().waitFor();
  await query.getByRole('button', { name: 'Saved queries' }).click();
  const saved = page.getByRole('dialog', { name: 'Saved queries' });
  await saved.getByRole('textbox', { name: 'Name of this query' }).fill('many ids');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.reload();
  await stands(page);
  await query.getByText('8,000 values').or(query.getByText('8000 values')).first().waitFor();
  await query.getByRole('button', { name: 'Saved queries' }).click();
  await saved.getByRole('button', { name: 'many ids', exact: true }).waitFor();
});
