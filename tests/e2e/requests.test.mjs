// Operations that are no searches: forms, the question before a write, drafts, tokens.

import { assert, logIn, open, SAM, walk, theBrowser } from './harness.mjs';

const send = (page) => page.getByRole('button', { name: 'Send', exact: true });
const dialog = (page) => page.getByRole('dialog', { name: 'Change live data?' });
/** The editor of the body's JSON, once it stands. */
const body = async (page) => {
  await page.getByRole('tab', { name: 'JSON', exact: true }).click();
  const editor = page.locator('.json-editor .cm-content');
  await editor.waitFor();
  return editor;
};

/** Types a text in the place of all that stands in an editor. */
const type = async (editor, text) => {
  await editor.press('Control+A');
  await editor.press('Delete');
  await editor.pressSequentially(text);
};

/** The writes that went out while `act` ran. */
async function writes(page, act) {
  const seen = [];
  const hear = (request) => { if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method())) seen.push(request); };
  page.on('request', hear);
  await act();
  page.off('request', hear);
  return seen;
}

walk('a record is made, changed against what is there, and deleted', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByRole('textbox', { name: 'name', exact: true }).fill('Ha');
  await request.getByText(/At least 3 characters/).waitFor();
  await request.getByRole('textbox', { name: 'name', exact: true }).fill('Harbour crew');
  const editor = await body(page);
  const made = JSON.parse(await editor.innerText());
  assert.equal(made.name, 'Harbour crew');
  await type(editor, '{"name": "Harbour crew", "permissions": []}');
  await page.getByRole('tab', { name: 'Form', exact: true }).click();
  assert.equal(await request.getByRole('textbox', { name: 'name', exact: true }).inputValue(), 'Harbour crew');

  await send(page).click();
  await dialog(page).getByText('POST /role changes data in the domain Harbour Lights.').waitFor();
  await dialog(page).getByRole('region', { name: 'What is sent' }).getByText('"Harbour crew"').waitFor();
  const kept = await writes(page, async () => {
    await dialog(page).getByRole('button', { name: 'Keep it' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    // Where something is on its way there is nothing to send, and no question.
    await send(page).click();
    await dialog(page).getByText('POST /role changes data in the domain Harbour Lights.').waitFor();
  });
  assert.deepEqual(kept, []);
  const sent = await writes(page, async () => {
    await dialog(page).getByRole('button', { name: 'Change it' }).dblclick();
    await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
  });
  assert.equal(sent.length, 1, 'a double click sends once');
  assert.deepEqual(sent[0].postDataJSON(), { name: 'Harbour crew', permissions: [] });
  const { data: { id } } = await (await sent[0].response()).json();

  await open(page, server.url, '#/op/RoleControllerUpdate');
  const box = page.getByRole('combobox', { name: 'id' });
  await box.click();
  await box.pressSequentially('no such role');
  await page.getByText('Nothing matches “no such role”.').waitFor();
  await box.fill('');
  await box.pressSequentially('crew');
  const option = page.getByRole('listbox').getByRole('option', { name: /Harbour crew/ });
  await option.waitFor();
  assert.equal(await box.getAttribute('aria-invalid'), null, 'a name that is looked for is no error');
  await option.click();
  assert.equal(await box.inputValue(), id, 'an id is picked by its name');
  await page.getByRole('button', { name: 'Fill in the present record' }).click();
  const name = page.getByRole('region', { name: 'Request' }).getByRole('textbox', { name: 'name', exact: true });
  await page.waitForFunction(() => document.querySelector('input[aria-label="name"]')?.value === 'Harbour crew');
  await name.fill('Night crew');
  await send(page).click();
  const row = dialog(page).getByRole('row', { name: /^name/ });
  await row.getByText('Harbour crew').waitFor();
  await row.getByText('Night crew').waitFor();
  assert.equal(await dialog(page).getByRole('row').count(), 2, 'only what differs is shown');
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();

  await open(page, server.url, '#/op/RoleControllerRemove');
  await page.getByRole('combobox', { name: 'id' }).fill(id);
  await send(page).click();
  await dialog(page).getByText(`DELETE /role/${id} changes data`).waitFor();
  await dialog(page).getByRole('region', { name: 'What is removed' }).getByText('Night crew', { exact: true }).waitFor();
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
  await open(page, server.url, '#/op/RoleControllerGetOne');
  await page.getByRole('combobox', { name: 'id' }).fill(id);
  await send(page).click();
  await page.getByRole('region', { name: 'Reply' }).getByText('404 Not Found').first().waitFor();
});

walk('what the server refuses is said before, and beside its input after', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerCreate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByRole('textbox', { name: 'name', exact: true }).fill('Jo');
  await send(page).click();
  const question = page.getByRole('dialog', { name: 'The API may refuse this' });
  await question.getByText(/At least 3 characters/).waitFor();
  await question.getByRole('button', { name: 'Back to the form' }).click();
  await request.getByText(/to mend/).waitFor();
  await request.getByText('This is required.').first().waitFor();
  await send(page).click();
  await question.getByRole('button', { name: 'Send it as it is' }).click();
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  const alert = page.getByRole('region', { name: 'Reply' }).getByRole('alert');
  await alert.getByText('ValidationError').waitFor();
  await request.getByText(/^The server: /).first().waitFor();
  // A detail leads to the input that it speaks of.
  await alert.getByRole('list', { name: 'Details' }).getByRole('button', { name: 'name', exact: true }).click();
  await page.waitForFunction(() => document.activeElement?.closest('[data-path]')?.getAttribute('data-path') === 'name');
});

walk('a 403 is foretold', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server, SAM);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByText(/You lack MANAGE_ROLES/).waitFor();
});

walk('what is typed outlives a reload and a link, and a password does not', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerCreate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  const box = (name) => request.getByLabel(name, { exact: true });
  await box('name').fill('Jo Harbour');
  await box('password').fill('opensesame-1');
  await page.reload();
  await page.waitForFunction(() => document.querySelector('[aria-label="name"]')?.value === 'Jo Harbour');
  assert.equal(await box('password').inputValue(), '');
  await box('password').fill('opensesame-1');
  await page.getByRole('button', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!link.includes('opensesame') && !stored.includes('opensesame'), 'a password is kept nowhere');
  const other = await context.newPage();
  await other.goto(link);
  await other.waitForFunction(() => document.querySelector('[aria-label="name"]')?.value === 'Jo Harbour');
});

walk('a domain is created with the admin token, which is kept nowhere', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/DomainControllerCreate');
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByText(/Without the admin token/).waitFor();
  await request.getByLabel('Admin token').fill('practice-admin-token');
  await request.getByText('In memory, 20 characters').waitFor();
  await request.getByRole('textbox', { name: 'name', exact: true }).fill('test-domain');
  await send(page).click();
  const sent = await writes(page, async () => {
    await dialog(page).getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
  });
  assert.equal(await sent[0].headerValue('x-takaro-admin-token'), 'practice-admin-token');
  assert.equal(await sent[0].headerValue('x-takaro-domain'), null, 'administration acts on no domain');
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]));
  assert.ok(!stored.includes('practice-admin-token'));

  // No other operation gets it.
  await open(page, server.url, '#/op/UserControllerMe');
  const reads = [];
  page.on('request', (one) => reads.push(one));
  await send(page).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('alert').waitFor();
  for (const one of reads) assert.equal(await one.headerValue('x-takaro-admin-token'), null);
  await open(page, server.url, '#/settings');
  await page.getByRole('button', { name: 'Forget Admin token' }).click();
  assert.equal(await page.getByLabel('Admin token').inputValue(), '');
});

walk('a search of administration has a place for the token, and sends nobody to log in', async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/DomainControllerSearch');
  await page.getByText(/a dashboard session is refused here/).waitFor();
  await page.getByRole('banner').getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
  assert.equal(await page.getByRole('main').getByRole('link', { name: 'Log in on the dashboard' }).count(), 0);
  await logIn(page, server);
  await open(page, server.url, '#/op/DomainControllerSearch');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByText(/Without the admin token/).waitFor();
  await send(page).click();
  const alert = page.getByRole('region', { name: 'Reply' }).getByRole('alert');
  await alert.getByText(/Administration wants the admin token/).waitFor();
  assert.equal(await alert.getByRole('link', { name: 'Log in on the dashboard' }).count(), 0);
  await request.getByLabel('Admin token').fill('another-token');
  await send(page).click();
  await alert.getByText('The admin token is not the right one').waitFor();
  await request.getByLabel('Admin token').fill('practice-admin-token');
  await send(page).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
});

walk('against an API that is no sandbox writes are locked until they are allowed', async ({ page, sandbox, files }) => {
  const config = {};
  const app = await files({ files: new Proxy({}, { get: (_, name) => (name === 'config.json' ? JSON.stringify(config) : undefined) }) });
  const server = await sandbox({ 'allow-origin': app.origin });
  Object.assign(config, { apiUrl: server.url, specUrl: `${server.url}/openapi.json`, dashboardUrl: server.dashboard });
  await logIn(page, server);
  await open(page, app.url, '#/op/RoleControllerCreate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByText(/Reads only: writes to Harbour Lights are locked/).first().waitFor();
  await type(await body(page), '{"name": "Harbour crew", "permissions": []}');
  const none = await writes(page, async () => {
    await send(page).click();
    await request.getByRole('alert').getByText(/Reads only/).waitFor();
  });
  assert.deepEqual(none, []);
  await request.getByRole('button', { name: 'Allow writes to Harbour Lights' }).click();
  await send(page).click();
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();

  Object.assign(config, { readOnly: true });
  await page.reload();
  await request.getByText(/set to read only/).first().waitFor();
  assert.equal(await request.getByRole('button', { name: /Allow writes/ }).count(), 0);
  const still = await writes(page, async () => {
    await send(page).click();
    await request.getByRole('alert').getByText(/read only/).waitFor();
  });
  assert.deepEqual(still, []);
});

walk('reads go at once, with parameters in their places and code beside them', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/GameServerControllerGetOne');
  await page.getByText('Signed in as').waitFor();
  const box = page.getByRole('combobox', { name: 'id' });
  await box.click();
  await page.getByRole('listbox').getByRole('option').first().click();
  const id = await box.inputValue();
  await send(page).click();
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
  await page.getByRole('region', { name: 'Request' }).getByText('Code', { exact: true }).click();
  const code = page.getByRole('region', { name: 'Code for this request' });
  for (const language of ['curl', 'fetch', 'takaro-explorer', '@takaro/apiclient', 'python', 'rust']) {
    await code.getByRole('tab', { name: language, exact: true }).click();
    const text = await code.getByRole('tabpanel', { name: language, exact: true }).textContent();
    assert.ok(text.includes(id), `${language}: ${text}`);
  }
});

walk('an address with a query goes out as it was made', async ({ page, sandbox, files }) => {
  const config = {};
  const made = {};
  const app = await files({ files: new Proxy(made, { get: (had, name) => (name === 'config.json' ? JSON.stringify(config) : had[name]) }) });
  const server = await sandbox({ 'allow-origin': app.origin });
  Object.assign(config, { apiUrl: server.url, specUrl: 'openapi.json', dashboardUrl: server.dashboard });
  const document = await (await fetch(`${server.url}/openapi.json`)).json();
  document.paths['/gameserver/{id}'].get.parameters.push({ name: 'note', in: 'query', schema: { type: 'string' } });
  made['openapi.json'] = JSON.stringify(document);
  await logIn(page, server);
  await open(page, app.url, '#/op/GameServerControllerGetOne');
  await page.getByText('Signed in as').waitFor();
  await page.getByRole('combobox', { name: 'id' }).click();
  await page.getByRole('listbox').getByRole('option').first().click();
  await page.getByRole('textbox', { name: 'note' }).fill('a b&c=d');
  const sent = page.waitForRequest((one) => one.url().includes('note='));
  await send(page).click();
  assert.match((await sent).url(), /\?note=a(%20|\+)b%26c%3Dd$/);
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
});

walk('what one command did is searched by its id, and the link holds both', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/CommandControllerGetExecutions');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  const none = await writes(page, async () => {
    await send(page).click();
    await request.getByRole('alert').getByText('id: This is required.').waitFor();
  });
  assert.deepEqual(none, [], 'without an id it goes nowhere');
  const id = await page.evaluate(async () => {
    const body = JSON.stringify({ filters: { eventName: ['command-executed'] }, limit: 1 });
    const answer = await fetch('/event/search', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (await answer.json()).data[0].meta.command.id;
  });
  await request.getByLabel('id', { exact: true }).first().fill(id);
  await request.getByLabel('success', { exact: true }).fill('true');
  const sent = page.waitForRequest((one) => one.url().includes('/executions'));
  await send(page).click();
  assert.equal(new URL((await sent).url()).pathname + new URL((await sent).url()).search, `/command/${id}/executions?success=true`);
  await page.getByRole('region', { name: 'Reply' }).getByText('200 OK').waitFor();
  const link = await page.evaluate(() => new Promise((resolve) => {
    navigator.clipboard.writeText = async (text) => resolve(text);
    document.querySelector('[aria-label="Copy link"]').click();
  }));
  assert.ok(decodeURIComponent(link).includes(`"path:id":"${id}"`), link);
});

walk('a question names the player and the server that a path with two ids hits', async ({ page, sandbox, files }) => {
  const config = {};
  const made = {};
  const app = await files({ files: new Proxy(made, { get: (had, name) => (name === 'config.json' ? JSON.stringify(config) : had[name]) }) });
  const server = await sandbox({ 'allow-origin': app.origin });
  Object.assign(config, { practice: true, apiUrl: server.url, specUrl: 'openapi.json', dashboardUrl: server.dashboard });
  const document = await (await fetch(`${server.url}/openapi.json`)).json();
  const id = (name) => ({ in: 'path', name, required: true, schema: { type: 'string', pattern: '[^\\/#\\?]+?' } });
  document.paths['/gameserver/{gameServerId}/player/{playerId}/kick'] = { post: {
    operationId: 'GameServerController.kickPlayer', summary: 'Kick player', tags: ['GameServer'],
    description: 'Kick a player from a gameserver.', parameters: [id('gameServerId'), id('playerId')], responses: {},
  } };
  made['openapi.json'] = JSON.stringify(document);
  await logIn(page, server);
  await open(page, app.url, '#/op/GameServerControllerKickPlayer');
  await page.getByText('Signed in as').waitFor();
  const [player, place] = await page.evaluate((api) => Promise.all(['player', 'gameserver'].map(async (entity) => {
    const answer = await fetch(`${api}/${entity}/search`, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{"limit":1}' });
    return (await answer.json()).data[0];
  })), server.url);
  await page.getByRole('combobox', { name: 'gameServerId' }).fill(place.id);
  await page.getByRole('combobox', { name: 'playerId' }).fill(player.id);
  await page.keyboard.press('Escape');
  await send(page).click();
  await dialog(page).getByText(`It concerns ${place.name} (gameserver), ${player.name} (player).`).waitFor();
  await dialog(page).getByText('Kick a player from a gameserver.').waitFor();
  await dialog(page).getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('combobox', { name: 'playerId' }).fill('ea85ddf4-2885-482f-adc6-548fbe3fd8af');
  await page.keyboard.press('Escape');
  await send(page).click();
  await dialog(page).getByText('There is no player with this id in Harbour Lights.').waitFor();
  await dialog(page).getByRole('button', { name: 'Keep it' }).click();
  // A session that ended is noticed here too.
  await server.arm({ fault: 'expire', path: `/gameserver/${place.id}` });
  await send(page).click();
  await dialog(page).getByText('Could not be looked up: gameserver: 401 Unauthorized').waitFor();
  await dialog(page).getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('banner').getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
});

walk('a file goes up, with word of how far it is, and can be called back', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/ShopListingControllerImportListings');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  const { gameServerId, code } = await page.evaluate(async () => {
    const answer = await fetch('/items/search', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"limit":1}' });
    const [{ gameserverId, code }] = (await answer.json()).data;
    return { gameServerId: gameserverId, code };
  });
  const listing = { name: 'Lantern of the harbour', price: 5, items: [{ code, amount: 1 }] };
  await request.getByLabel('Text of options').fill(JSON.stringify({ gameServerId }));
  await request.getByLabel('File for import').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify([listing])) });
  await request.getByText(/^a\.json, /).waitFor();
  await send(page).click();
  await dialog(page).getByRole('region', { name: 'What is sent' }).getByText(/import: a\.json, /).waitFor();
  const sent = await writes(page, async () => {
    await dialog(page).getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('region', { name: 'Reply' }).getByText(/^\d{3} /).first().waitFor();
  });
  assert.equal(sent.length, 1);
  assert.match(await sent[0].headerValue('content-type'), /^multipart\/form-data; boundary=/);
  assert.equal((await sent[0].response()).status(), 200, await (await sent[0].response()).text());

  // A large file on a slow line: its way is told, and Cancel ends it.
  const line = await context.newCDPSession(page);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 });
  await request.getByLabel('File for import').setInputFiles({ name: 'b.json', mimeType: 'application/json', buffer: Buffer.alloc(900_000, ' ') });
  await send(page).click();
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  await request.getByText(/^\d+ % of .* sent/).waitFor();
  await request.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('region', { name: 'Reply' }).getByText(/Cancelled/).first().waitFor();

  // A file is chosen for one domain, and not for the next.
  await request.getByText(/^b\.json, /).waitFor();
  await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await request.getByText(/Drop a file here/).waitFor();
  assert.equal(await request.getByText(/^b\.json, /).count(), 0);
});

walk('a record that comes too late is filled into no other form', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerUpdate');
  await page.getByText('Signed in as').waitFor();
  const [first, second] = await page.evaluate(async () => {
    const answer = await fetch('/role/search', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"limit":2}' });
    return (await answer.json()).data.map((row) => row.id);
  });
  const request = page.getByRole('region', { name: 'Request' });
  const id = page.getByRole('combobox', { name: 'id' });
  await id.fill(first);
  await id.press('Escape');
  await server.arm({ fault: 'slow', path: `/role/${first}`, milliseconds: 1500 });
  await page.getByRole('button', { name: 'Fill in the present record' }).click();
  await id.fill(second);
  const name = request.getByRole('textbox', { name: 'name', exact: true });
  await name.fill('Typed meanwhile');
  await request.getByRole('alert').getByText(/changed here before the present record came/).waitFor();
  assert.equal(await name.inputValue(), 'Typed meanwhile');
});

walk('a write goes on when its page is left, and the history tells what came of it', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByText('Signed in as').waitFor();
  await type(await body(page), '{"name": "Night crew", "permissions": []}');
  await server.arm({ fault: 'slow', path: '/role', milliseconds: 1500 });
  await send(page).click();
  const going = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/role'));
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  const answer = (await going).response();
  await open(page, server.url, '#/history');
  assert.equal((await answer)?.status(), 200);
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByText('1 of 1 request', { exact: true }).waitFor();
  await page.getByText('200', { exact: false }).first().waitFor();
});

walk('what an example replaces can be put back; JSON goes as it was typed', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  const name = request.getByRole('textbox', { name: 'name', exact: true });
  await name.fill('Harbour crew');
  await request.getByRole('combobox', { name: 'Examples' }).selectOption({ index: 1 });
  assert.notEqual(await name.inputValue(), 'Harbour crew');
  await request.getByRole('button', { name: 'Put it back' }).click();
  await page.waitForFunction(() => document.querySelector('input[aria-label="name"]')?.value === 'Harbour crew');
  assert.equal(await request.getByRole('button', { name: 'Put it back' }).count(), 0);

  const typed = '{"name": "Harbour crew", "permissions": [], "weight": 12345678901234567890123}';
  await type(await body(page), typed);
  await send(page).click();
  const anyway = page.getByRole('button', { name: 'Send it as it is' });
  await dialog(page).or(anyway).first().waitFor();
  if (await anyway.isVisible()) await anyway.click();
  await dialog(page).getByRole('region', { name: 'What is sent' }).getByText('12345678901234567890123').waitFor();
  const sent = await writes(page, async () => {
    await dialog(page).getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('region', { name: 'Reply' }).getByText(/^\d{3} /).first().waitFor();
  });
  assert.equal(sent[0].postData(), typed);
});

walk('a question that stands while another tab locks the writes sends nothing', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByText('Signed in as').waitFor();
  await type(await body(page), '{"name": "Harbour crew", "permissions": []}');
  await send(page).click();
  await dialog(page).getByRole('region', { name: 'What is sent' }).waitFor();
  const other = await context.newPage();
  await open(other, server.url, '#/op/RoleControllerCreate');
  await other.getByRole('button', { name: 'Writes allowed' }).click();
  await other.getByRole('button', { name: 'Reads only' }).waitFor();
  await page.locator('.lock-chip-on').waitFor();
  const none = await writes(page, async () => {
    await dialog(page).getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('region', { name: 'Request' }).getByRole('alert').waitFor();
  });
  assert.deepEqual(none, []);
});

walk('ids are offered of the domain that is acted on', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/GameServerControllerRemove');
  await page.getByText('Signed in as').waitFor();
  const offered = async () => {
    const answer = page.waitForResponse((response) => response.url().endsWith('/gameserver/search'));
    await page.getByRole('combobox', { name: 'id' }).click();
    const rows = (await (await answer).json()).data.map((row) => row.name);
    await page.getByRole('listbox').getByRole('option').filter({ hasText: rows[0] }).first().waitFor();
    await page.keyboard.press('Escape');
    return rows;
  };
  const here = await offered();
  const me = page.waitForResponse((response) => response.url().endsWith('/me'));
  await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await me;
  await page.getByRole('heading', { level: 1 }).click();
  const there = await offered();
  assert.ok(!there.some((name) => here.includes(name)), `${there} and ${here}`);
});

walk('a link of another domain says so before anything is written', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await page.getByText('Signed in as').waitFor();
  const domains = await page.evaluate(async () => (await (await fetch('/me')).json()).data.domains);
  const quiet = domains.find((it) => it.name === 'Quiet Hills').id;
  const made = encodeURIComponent(JSON.stringify({ v: 1, b: { type: 'application/json', json: { name: 'Linked crew' } } }));
  await open(page, server.url, `#/op/RoleControllerCreate?q=${made}&domain=${quiet}`);
  const request = page.getByRole('region', { name: 'Request' });
  await request.getByText('This link was made for the domain Quiet Hills. You still work in Harbour Lights.').waitFor();
  await request.getByRole('button', { name: 'Work in Quiet Hills' }).click();
  await request.getByText('This link was made for').waitFor({ state: 'detached' });
  assert.equal(await request.getByRole('textbox', { name: 'name', exact: true }).inputValue(), 'Linked crew');
  await open(page, server.url, '#/op/RoleControllerUpdate?q=%7Bnonsense');
  await request.getByText(/This link could not be read/).waitFor();
});

walk('a past request that the palette finds says of which domain it was', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerGetOne');
  await page.getByText('Signed in as Robin').waitFor();
  await page.getByRole('combobox', { name: 'id' }).fill('ea85ddf4-2885-482f-adc6-548fbe3fd8af');
  await page.keyboard.press('Escape');
  const answered = page.waitForResponse(/\/role\/ea85ddf4/);
  await send(page).click();
  await answered;
  await page.getByRole('region', { name: 'Reply' }).getByText('404').first().waitFor();
  await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).selectOption({ label: 'Quiet Hills' });
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await palette.getByRole('combobox').fill('ea85ddf4');
  await palette.getByRole('option').filter({ hasText: '/role/ea85ddf4' }).click();
  await page.getByText('This link was made for the domain Harbour Lights. You still work in Quiet Hills.').waitFor();
});

walk('a question shows what is sent where nothing can be read, and who it goes out as', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerUpdate');
  await page.getByText('Signed in as Robin').waitFor();
  await page.getByRole('combobox', { name: 'id' }).fill('ea85ddf4-2885-482f-adc6-548fbe3fd8af');
  await page.keyboard.press('Escape');
  await type(await body(page), '{"name": "Nobody knows", "permissions": []}');
  await send(page).click();
  await dialog(page).getByRole('region', { name: 'What is sent' }).getByText('Nobody knows').waitFor();
  await dialog(page).getByRole('button', { name: 'Keep it' }).click();
  // Somebody else's session takes the place of the page's, and no tab that could tell comes back from a log-in.
  const elsewhere = await (await theBrowser()).newContext();
  await logIn(await elsewhere.newPage(), server, SAM);
  await page.context().clearCookies();
  await page.context().addCookies(await elsewhere.cookies());
  await elsewhere.close();
  await send(page).click();
  await dialog(page).getByText('By now Sam Rivers is signed in here').waitFor();
  // The page hears of it while the question stands: what was asked of one person goes out as no other.
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await page.getByRole('banner').getByText('Signed in as Sam Rivers').waitFor();
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  await page.getByText('Sam Rivers is signed in here by now, so nothing was sent.').waitFor();
});

walk('nothing that is typed is lost to a letter in the form or to the present record', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerUpdate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  const unsound = '{"name": "long and dear" "permissions": []';
  await type(await body(page), unsound);
  const typed = (await page.locator('.json-editor .cm-content').innerText()).trim();
  await page.getByRole('tab', { name: 'Form', exact: true }).click();
  await request.getByRole('textbox', { name: 'name', exact: true }).fill('x');
  await request.getByRole('button', { name: 'Put it back' }).click();
  assert.equal((await (await body(page)).innerText()).trim(), typed);

  await page.getByRole('tab', { name: 'Form', exact: true }).click();
  await request.getByRole('textbox', { name: 'name', exact: true }).fill('My own words');
  await page.getByRole('combobox', { name: 'id' }).click();
  await page.getByRole('listbox').getByRole('option').first().click();
  await request.getByRole('button', { name: 'Fill in the present record' }).click();
  await request.getByRole('button', { name: 'Put it back' }).click();
  assert.equal(await request.getByRole('textbox', { name: 'name', exact: true }).inputValue(), 'My own words');
});

walk('a form wants its file, and leaves out what nobody filled in', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/ShopListingControllerImportListings');
  await page.getByText('Signed in as').waitFor();
  await send(page).click();
  const flaws = page.getByRole('dialog', { name: 'The API may refuse this' });
  await flaws.getByText('import').waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('File for import').setInputFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from('[]') });
  await send(page).click();
  await dialog(page).or(flaws).first().waitFor();
  if (await flaws.isVisible()) await flaws.getByRole('button', { name: 'Send it as it is' }).click();
  const sent = await dialog(page).getByRole('region', { name: 'What is sent' }).innerText();
  assert.match(sent, /import: a\.json/);
  assert.doesNotMatch(sent, /options/);
  await dialog(page).getByRole('button', { name: 'Keep it' }).click();
});

walk('a domain that was switched in another tab is noticed before a write', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByText('Signed in as').waitFor();
  await type(await body(page), '{"name": "Harbour crew", "permissions": []}');
  const switched = await page.evaluate(async () => {
    const me = (await (await fetch('/me')).json()).data;
    const other = me.domains.find((domain) => domain.id !== me.domain && domain.state === 'ACTIVE');
    await fetch(`/selected-domain/${other.id}`, { method: 'POST' });
    return other.name;
  });
  await send(page).click();
  await dialog(page).getByText(`The dashboard works in ${switched}. This change goes to Harbour Lights.`).waitFor();
  await dialog(page).getByRole('button', { name: 'Keep it' }).click();
});

walk('a session that ends over a half-filled form loses nothing that was typed', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/UserControllerCreate');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  for (const [name, text] of [['name', 'Jo Harbour'], ['email', 'jo@example.com'], ['password', 'opensesame-1']]) {
    await request.getByLabel(name, { exact: true }).fill(text);
  }
  await server.arm({ fault: 'expire', path: '/user', times: 1 });
  await send(page).click();
  await dialog(page).getByRole('button', { name: 'Change it' }).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('alert').getByText('UnauthorizedError').waitFor();
  await page.getByRole('banner').getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
  assert.equal(await request.getByLabel('name', { exact: true }).inputValue(), 'Jo Harbour');
  assert.equal(await request.getByLabel('password', { exact: true }).inputValue(), 'opensesame-1');
});

walk('a name that could not be looked up says why, and is looked up again', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerGetOne');
  await page.getByText('Signed in as').waitFor();
  const request = page.getByRole('region', { name: 'Request' });
  const box = page.getByRole('combobox', { name: 'id' });
  await server.arm({ fault: '500', path: '/role/search' });
  await box.click();
  await request.getByText(/^Could not be looked up: InternalServerError/).waitFor();
  await page.getByRole('heading', { level: 1 }).click();
  await box.click();
  await page.getByRole('listbox').getByRole('option').first().waitFor();
  assert.equal(await request.getByText(/^Could not be looked up/).count(), 0);
  // Where the session ended the page says so at once.
  await server.arm({ fault: 'expire', path: '/role/search' });
  await box.pressSequentially('no');
  await page.getByRole('banner').getByRole('link', { name: 'Log in on the dashboard' }).waitFor();
  await request.getByText(/^Could not be looked up: UnauthorizedError/).waitFor();
});

walk('an id that a draft brought has its name beneath it', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerGetOne');
  await page.getByText('Signed in as').waitFor();
  const row = await page.evaluate(async () => {
    const answer = await fetch('/role/search', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"limit":1}' });
    return (await answer.json()).data[0];
  });
  const request = page.getByRole('region', { name: 'Request' });
  const box = page.getByRole('combobox', { name: 'id' });
  await box.fill(row.id);
  await request.locator('.id-picker > span').filter({ hasText: row.name }).waitFor();
  const asked = [];
  page.on('request', (one) => { if (one.url().endsWith('/role/search')) asked.push(one.postDataJSON()); });
  await page.reload();
  await page.getByText('Signed in as').waitFor();
  await box.waitFor();
  assert.deepEqual(asked, [], 'a page that opens asks for nothing');
  const byId = () => asked.filter((body) => body.limit === 1 && body.filters?.id?.[0] === row.id).length;
  await server.arm({ fault: '500', path: '/role/search', times: 2 });
  await box.focus();
  await request.getByText(/^Could not be looked up/).waitFor();
  assert.equal(byId(), 1);
  await box.blur();
  await box.focus();
  await request.locator('.id-picker > span').filter({ hasText: row.name }).waitFor();
  assert.equal(byId(), 2, 'who comes back to the box asks again');
});
