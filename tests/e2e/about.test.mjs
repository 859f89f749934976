// Getting about: favourites, and a palette that knows everything there is.

import { assert, logIn, open, walk } from './harness.mjs';

walk('an operation is kept at hand, through a reload, and let go again', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const star = page.getByRole('button', { name: 'Favourite', exact: true });
  await star.click();
  const listed = page.getByRole('navigation', { name: 'Operations' }).getByRole('list', { name: 'Favourites' }).getByRole('link');
  await listed.getByText('/player/search').waitFor();
  await page.reload();
  await listed.getByText('/player/search').waitFor();
  assert.equal(await star.getAttribute('aria-pressed'), 'true');
  await open(page, server.url);
  await page.getByRole('main').getByRole('heading', { name: 'Favourites' }).waitFor();
  // With nothing typed the palette begins with what is kept at hand.
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog', { name: 'Command palette' }).getByRole('option').first().getByText('/player/search').waitFor();
  await page.keyboard.press('Enter');
  await star.click();
  await listed.first().waitFor({ state: 'detached' });
});

walk('what is typed into the palette before its list has come is kept, Enter too', async ({ page, sandbox, files }) => {
  const late = {};
  const config = {};
  const app = await files({ late, files: new Proxy({}, { get: (_, name) => (name === 'config.json' ? JSON.stringify(config) : undefined) }) });
  const server = await sandbox({ 'allow-origin': app.origin });
  Object.assign(config, { apiUrl: server.url, specUrl: `${server.url}/openapi.json`, dashboardUrl: server.dashboard });
  await logIn(page, server);
  await page.goto(`${app.url}#/op/PlayerControllerSearch`);
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  let come;
  late['.wasm'] = new Promise((there) => { come = there; });
  await page.keyboard.press('Control+K');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByText('Loading').waitFor();
  await page.keyboard.type('RoleControllerCreate');
  await page.keyboard.press('Enter');
  assert.equal(await palette.getByRole('combobox').inputValue(), 'RoleControllerCreate');
  come();
  await palette.waitFor({ state: 'hidden' });
  await page.waitForURL(/#\/op\/RoleControllerCreate$/);
});

walk('the palette finds fields, lessons, error codes, past requests and languages', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('region', { name: 'Reply' }).getByText(/^Showing 1–/).waitFor();
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  const find = async (words, option) => {
    await page.keyboard.press('Control+K');
    await palette.getByRole('combobox').fill(words);
    await palette.getByRole('option').filter({ hasText: option }).first().click();
    await palette.waitFor({ state: 'hidden' });
  };
  await find('steamId player', /^steamId.*field of player$/);
  await page.waitForURL(/#\/op\/PlayerControllerSearch/);
  await find('Ranges and dates', 'lesson');
  await page.waitForURL(/#\/learn\/ranges$/);
  await find('error codes', 'Error codes');
  await page.getByRole('heading', { level: 1, name: 'Error codes' }).waitFor();
  await find('sent player', /\/player\/search, sent \d{4}-/);
  await page.waitForURL(/#\/op\/PlayerControllerSearch/);
  await find('deutsch', 'Deutsch');
  await page.getByRole('navigation', { name: 'Operationen' }).waitFor();
});
