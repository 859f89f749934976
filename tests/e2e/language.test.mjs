// Another language: chosen in the settings, loaded only then, kept, and never chosen by the browser alone.

import { assert, logIn, open, walk } from './harness.mjs';

const german = (url) => url.endsWith('/locales/de.json');

walk('German is loaded when it is chosen, stays after a reload, and leaves again', async ({ page, sandbox }) => {
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/settings');
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  assert.deepEqual(asked.filter(german), []);
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await page.waitForFunction(() => document.activeElement?.closest('label')?.textContent === 'Deutsch');
  await page.getByRole('banner').getByText('Angemeldet als Robin Okafor').waitFor();

  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('group', { name: 'Seite', exact: true }).getByRole('spinbutton', { name: 'Zeilen je Seite' }).fill('10');
  await page.getByRole('button', { name: 'Senden', exact: true }).click();
  await page.getByRole('region', { name: 'Antwort' }).getByText(/^1–10 von [\d.]+$/).waitFor();
  await open(page, server.url, '#/op/EventControllerSearch');
  await page.getByRole('button', { name: 'Senden', exact: true }).click();
  // Thousands are written as Germans write them.
  await page.getByRole('region', { name: 'Antwort' }).getByText(/^1–100 von \d\.\d{3}$/).waitFor();

  await open(page, server.url, '#/learn/pagination');
  await page.getByText(/^\d\.\d{3} von \d\.\d{3} Zeilen passen$/).first().waitFor();
  await open(page, server.url, '#/learn/filters');
  await page.getByText('„name is "John Doe"“ trifft nicht zu, dort steht Elton Johnson').first().waitFor();

  await open(page, server.url, '#/settings');
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

walk('a browser that speaks German is offered it, in English until then', { locale: 'de-AT' }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url);
  await page.getByRole('navigation', { name: 'Operations' }).waitFor();
  await page.getByRole('button', { name: 'Auf Deutsch anzeigen' }).click();
  await page.getByRole('navigation', { name: 'Operationen' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Auf Deutsch anzeigen' }).count(), 0);
});

walk('words that cannot be read leave the app in English, and it says so', async ({ page, sandbox, files }) => {
  const server = await sandbox();
  const document = await (await fetch(`${server.url}/openapi.json`)).text();
  const host = await files({ files: { 'locales/de.json': '{', 'config.json': '{}', 'openapi.json': document } });
  await open(page, host.url, '#/learn');
  await page.evaluate(() => localStorage.setItem('takaro-explorer:language', 'de'));
  await page.reload();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('The words of this language could not be loaded').waitFor();
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByText('The words of this language could not be loaded').waitFor({ state: 'detached' });
});

walk('another language leaves a query as it was changed behind a link', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!5');
  const limit = page.getByRole('spinbutton', { name: 'Rows per page' });
  await limit.fill('7');
  await page.waitForFunction(() => !location.hash.includes('q='));
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('Deutsch');
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('spinbutton', { name: 'Zeilen je Seite' }).inputValue(), '7');
});
