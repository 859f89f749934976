// Secrets that a person types are found nowhere afterwards: not in storage, address, history, page, files, console.

import { readFile } from 'node:fs/promises';
import { assert, choose, logIn, open, readEverything, ROBIN, walk } from './harness.mjs';

const send = (page) => page.getByRole('button', { name: 'Send', exact: true });
const reply = (page) => page.getByRole('region', { name: 'Reply' });

/** Looks at all code that the page offers for its request, and copies what can be shared. */
async function shareEverything(page, { search = false } = {}) {
  const place = page.getByRole('region', { name: search ? 'Query' : 'Request', exact: true });
  await (search ? place.getByRole('tab', { name: 'Code', exact: true }) : place.getByText('Code', { exact: true })).click();
  const texts = [];
  for (const language of ['curl', 'fetch', 'takaro-explorer', '@takaro/apiclient', 'python', 'rust']) {
    await place.getByRole('tab', { name: language, exact: true }).click();
    const text = await place.getByRole('tabpanel', { name: language, exact: true }).textContent();
    assert.ok(text.length > 50, `${language}: ${text}`);
    texts.push(text);
  }
  // What was copied before is no proof.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: 'Copy link', exact: true }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('#/op/'));
  texts.push(await page.evaluate(() => navigator.clipboard.readText()));
  return texts.join('\n');
}

walk('tokens typed in the settings go to the API and are found nowhere', async ({ page, plant, search, sandbox }) => {
  const server = await sandbox();
  const { data: { token } } = await (await fetch(`${server.url}/login`, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: ROBIN.email, password: ROBIN.password }) })).json();
  plant(token);
  const takaro = plant('planted-takaro-token-5e1d');
  const admin = plant('planted-admin-token-77aa');
  await open(page, server.url, '#/settings');
  const box = (name) => page.getByLabel(name, { exact: true });
  await page.locator('.tokens input').nth(0).fill(token);
  await page.locator('.tokens input').nth(0).press('Tab');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await search();

  await open(page, server.url, '#/op/PlayerControllerSearch');
  const sent = page.waitForRequest((request) => request.url().endsWith('/player/search'));
  await send(page).click();
  assert.equal(await (await sent).headerValue('authorization'), `Bearer ${token}`, 'the token goes with the request');
  await reply(page).getByRole('status').getByText(/^Showing/).waitFor();
  const shared = await shareEverything(page, { search: true });
  assert.ok(!shared.includes(token), 'code and links hold no token');
  await search();

  await open(page, server.url, '#/settings');
  await page.locator('.tokens input').nth(1).fill(takaro);
  await page.locator('.tokens input').nth(2).fill(admin);
  await page.locator('.tokens input').nth(2).press('Tab');
  assert.ok(await box('Admin token').count());
  await open(page, server.url, '#/op/DomainControllerCreate');
  const code = await shareEverything(page);
  assert.ok(!code.includes(admin) && !code.includes(takaro) && !code.includes(token), 'code holds no token');
  await search();
  await open(page, server.url, '#/history');
  await search();
  await page.reload();
  await page.getByRole('main').getByRole('heading', { level: 1 }).first().waitFor();
  await search();
});

walk('a password typed in a body is found nowhere, not even in the error that echoes it', async ({ page, plant, search, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerCreate');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  const secret = plant('planted opensesame 9c');
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByLabel('name', { exact: true }).fill('Jo');
  await request.getByLabel('password', { exact: true }).fill(secret);
  await search();
  await send(page).click();
  await page.getByRole('dialog', { name: 'The API may refuse this' }).getByRole('button', { name: 'Send it as it is' }).click();
  await page.getByRole('dialog', { name: 'Change live data?' }).getByRole('button', { name: 'Change it' }).click();
  await reply(page).getByRole('alert').getByText('ValidationError').waitFor();
  await search();
  for (const tab of await reply(page).getByRole('tab').all()) {
    await tab.click();
    await search();
  }
  const shared = await shareEverything(page);
  assert.ok(!shared.includes(secret) && !shared.includes(encodeURIComponent(secret)), 'code and links hold no password');
  await open(page, server.url, '#/history');
  await search();
});

walk('a secret that is searched for is in no draft, link, saved query or history', async ({ page, plant, search, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/GameServerControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  const secret = plant('planted-identity-31f0');
  const query = page.getByRole('region', { name: 'Query' });
  await query.getByRole('button', { name: 'Add filter' }).click();
  const row = query.getByRole('group', { name: 'Filter 1' });
  await choose(row.getByRole('combobox', { name: 'Field' }), 'identityToken');
  const box = row.getByRole('textbox', { name: 'Value' });
  await box.fill(secret);
  await query.getByRole('button', { name: 'Saved queries' }).click();
  const saved = page.getByRole('dialog', { name: 'Saved queries' });
  await saved.getByRole('textbox').first().fill('mine');
  await saved.getByRole('button', { name: 'Save', exact: true }).click();
  await saved.getByText('Saved as mine.').waitFor();
  await page.keyboard.press('Escape');
  const sent = page.waitForRequest((request) => request.url().endsWith('/gameserver/search'));
  await send(page).click();
  assert.deepEqual((await sent).postDataJSON().filters, { identityToken: [secret] }, 'what was typed is asked');
  await reply(page).getByRole('status').first().waitFor();
  const shared = await shareEverything(page);
  assert.ok(!shared.includes(secret), 'code and links hold no secret');
  // The boxes of this tab hold what was typed; nothing that outlives it does.
  const { page: shown, 'what stands in boxes': boxes, ...kept } = await page.evaluate(readEverything);
  assert.ok(shown && boxes && !JSON.stringify(kept).includes(secret), 'nothing that is kept holds it');
  await open(page, server.url, '#/history');
  await search();
  // The row is there again, without its value.
  await open(page, server.url, '#/op/GameServerControllerSearch');
  await page.reload();
  await row.getByRole('combobox', { name: 'Field' }).waitFor();
  assert.deepEqual([await row.getByRole('combobox', { name: 'Field' }).inputValue(), await box.inputValue()], ['identityToken', '']);
});

walk('what is exported holds no session', async ({ page, context, search, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await send(page).click();
  await reply(page).getByRole('status').getByText(/^Showing/).waitFor();
  await page.getByRole('button', { name: 'Export all pages', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export all pages' });
  await dialog.getByRole('radio', { name: /NDJSON/ }).check();
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Start export', exact: true }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  assert.equal(text.trim().split('\n').length, 300);
  const session = (await context.cookies()).find(({ name }) => name === 'ory_kratos_session')?.value;
  assert.ok(session?.length > 8, 'there is a session to look for');
  assert.ok(!text.includes(session) && !text.includes(encodeURIComponent(session)), 'the file holds no session');
  await search();
});
