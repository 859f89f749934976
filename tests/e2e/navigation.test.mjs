// From page to page: where a page begins, where a way back leads, and what is told to those who do not see it change.

import { assert, open, walk } from './harness.mjs';

const depth = (page) => page.evaluate(() => scrollY);
const scrolled = (page, wanted) => page.waitForFunction((wanted) => (wanted ? scrollY > 0 : scrollY === 0), wanted);

walk('a new page begins at its top, and the way back leads to where one was', { viewport: { width: 1366, height: 500 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/schema/UserOutputDTO');
  await open(page, server.url, '#/op/UserControllerSearch');
  const main = page.getByRole('main');
  await main.getByRole('heading', { name: 'Responses' }).scrollIntoViewIfNeeded();
  await scrolled(page, true);
  const left = await depth(page);
  await main.locator('a[href^="#/schema/"]').last().click();
  await page.waitForURL(/#\/schema\//);
  await scrolled(page, false);
  // The link that was pressed went with its page, so the focus stands at the new one.
  await page.waitForFunction(() => document.activeElement?.id === 'main');
  const told = await main.getByRole('heading', { level: 1 }).innerText();
  await page.locator('[aria-live="polite"]', { hasText: told }).first().waitFor({ state: 'attached' });
  await page.goBack();
  await main.getByRole('heading', { name: 'Responses' }).waitFor();
  await page.waitForFunction((left) => Math.abs(scrollY - left) < 200, left);
});

walk('who goes through the navigation with the keyboard stays in it', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/UserControllerSearch');
  const link = page.getByRole('navigation', { name: 'Operations' }).getByRole('link', { name: /\/user\/\{id\}/ }).first();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByText('/user/{id}').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.closest('nav') !== null), true);
});
