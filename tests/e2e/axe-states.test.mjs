// What pages look like in between: loading, empty, wrong, asking, running. Nothing of it may be what axe finds wrong.

import { check } from './axe.mjs';
import { freePort, logIn, open, SAM, walk } from './harness.mjs';

const WIDE = { width: 1366, height: 900 };
const PHONE = { width: 390, height: 844 };
// One look in every run; all four are taken with the long tests.
const LOOKS = process.env.EXPLORER_FULL
  ? [['dark', WIDE], ['light', WIDE], ['dark', PHONE], ['light', PHONE]]
  : [['light', WIDE]];

const region = (page, name) => page.getByRole('region', { name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const reply = (page) => region(page, 'Reply');
const send = (page) => button(page, 'Send').click();

for (const [colorScheme, viewport] of LOOKS) {
  const look = `${colorScheme}, ${viewport.width} px wide`;
  const options = { colorScheme, viewport, timeout: 240_000, expect: [/./] };
  const see = (page, where, without) => check(page, `${where} ${look}`, without);

  walk(`axe: nobody signed in, nothing there, nothing loaded, ${look}`, options, async ({ page, sandbox, files }) => {
    const server = await sandbox();
    await page.goto(server.dashboard);
    await see(page, 'the dashboard’s log-in');
    await server.arm({ fault: 'slow', path: '/openapi.json', milliseconds: 3000 });
    await page.goto(`${server.url}/#/`);
    await page.getByText(/Reading the API/).waitFor();
    await see(page, 'the document is awaited', ['page-has-heading-one']);
    await open(page, server.url, '#/');
    await page.getByText('You are signed out').first().waitFor();
    await see(page, 'signed out');
    await open(page, server.url, '#/op/UserControllerSearch');
    await send(page);
    await reply(page).getByRole('alert').getByText('UnauthorizedError').waitFor();
    await see(page, '401');

    const config = {};
    const broken = { text: '{' };
    const app = await files({ files: new Proxy({}, { get: (_, name) => ({ 'config.json': JSON.stringify(config), 'openapi.json': broken.text })[name] }) });
    Object.assign(config, { apiUrl: `http://localhost:${await freePort()}`, specUrl: `${app.origin}/openapi.json` });
    await page.goto(`${app.url}#/`);
    await page.getByRole('alert').getByText('The API’s document could not be read').or(page.getByRole('heading', { name: "The API's document could not be read" })).first().waitFor();
    await see(page, 'the document cannot be read');
    broken.text = await (await fetch(`${server.url}/openapi.json`)).text();
    await page.reload();
    await page.getByText(/No answer from/).first().waitFor();
    await see(page, 'nobody answers');
    config.apiUrl = server.url;
    await page.reload();
    await page.getByText(/does not allow this page/).first().waitFor();
    await see(page, 'the origin is refused');
  });

  walk(`axe: errors, waiting, other views of an answer, ${look}`, options, async ({ page, context, sandbox }) => {
    const server = await sandbox();
    await logIn(page, server);
    await page.getByRole('banner').getByText('Signed in as').waitFor();
    await open(page, server.url, '#/op/PlayerControllerSearch');
    for (const [fault, words] of [['429', 'TooManyRequestsError'], ['500', 'InternalServerError'], ['502', 'HttpError'], ['truncate', 'CutOff']]) {
      await server.arm({ fault, path: '/player/search', retryAfter: 30 });
      await send(page);
      await reply(page).getByText(words, { exact: true }).waitFor();
      await see(page, fault);
    }
    await context.setOffline(true);
    await send(page);
    await reply(page).getByText('NoAnswer', { exact: true }).waitFor();
    await see(page, 'no network');
    await context.setOffline(false);
    await server.arm({ fault: 'stall', path: '/player/search' });
    await send(page);
    await button(page, 'Cancel').waitFor();
    await see(page, 'an answer is awaited');
    await button(page, 'Cancel').click();
    await reply(page).getByText(/Cancelled/).waitFor();
    await see(page, 'cancelled');

    await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('10');
    await send(page);
    await reply(page).getByText('Showing 1–10 of 300').waitFor();
    await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('9');
    await send(page);
    await reply(page).getByText('Showing 1–9 of 300').waitFor();
    for (const tab of await reply(page).getByRole('tab').all()) {
      await tab.click();
      await see(page, `an answer, ${await tab.innerText()}`);
    }
    await reply(page).getByRole('tab', { name: 'Table' }).click();
    await reply(page).getByRole('button', { name: /^Columns/ }).click();
    await see(page, 'the columns of a table');
    await page.keyboard.press('Escape');
    await open(page, server.url, '#/op/PlayerControllerGetOne');
    await page.getByRole('combobox', { name: 'id' }).fill('00000000-0000-4000-8000-000000000000');
    await send(page);
    await reply(page).getByRole('alert').getByText('NotFoundError').waitFor();
    await see(page, '404');
    await page.getByRole('combobox', { name: 'id' }).fill('');
    await page.getByRole('combobox', { name: 'id' }).pressSequentially('an');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await see(page, 'an id is found by its name', ['target-size']);
  });

  walk(`axe: writes, exports, history, commands, ${look}`, options, async ({ page, sandbox }) => {
    const server = await sandbox();
    await logIn(page, server);
    await page.getByRole('banner').getByText('Signed in as').waitFor();
    await open(page, server.url, '#/op/RoleControllerCreate');
    const name = region(page, 'Request').getByRole('textbox', { name: 'name', exact: true });
    await name.fill('Ha');
    await send(page);
    await page.getByRole('dialog', { name: 'The API may refuse this' }).waitFor();
    await see(page, 'what may be refused');
    await page.keyboard.press('Escape');
    // Wherever the page stands, something lies half beneath its banner, and counts as too small.
    await page.evaluate(() => scrollTo(0, 0));
    await see(page, 'a form with flaws');
    await page.getByRole('tab', { name: 'JSON', exact: true }).click();
    const editor = page.locator('.json-editor .cm-content');
    await editor.waitFor();
    await see(page, 'a body as JSON');
    await editor.press('Control+A');
    await editor.press('Delete');
    await editor.pressSequentially('{"name": "Night crew", "permissions": []}');
    await page.getByRole('tab', { name: 'Form', exact: true }).click();
    await send(page);
    const question = page.getByRole('dialog', { name: 'Change live data?' });
    await question.getByRole('button', { name: 'Change it' }).waitFor();
    await see(page, 'the question before a write');
    await question.getByRole('button', { name: 'Change it' }).click();
    await reply(page).getByText('200 OK').waitFor();
    await see(page, 'a write was answered');
    await send(page);
    await question.getByRole('button', { name: 'Change it' }).click();
    await reply(page).getByText('ConflictError', { exact: true }).waitFor();
    await see(page, '409');

    await open(page, server.url, '#/op/EventControllerSearch');
    await send(page);
    await reply(page).getByText(/^Showing/).first().waitFor();
    await button(page, 'Export all pages').click();
    await page.getByRole('dialog', { name: 'Export all pages' }).waitFor();
    await see(page, 'what to export');
    await server.arm({ fault: 'slow', path: '/event/search', times: 50, milliseconds: 700 });
    await button(page, 'Start export').click();
    const card = page.getByRole('region', { name: /^Export: EventControllerSearch/ });
    await card.getByText(/rows/).first().waitFor();
    await see(page, 'an export runs');
    await card.getByRole('button', { name: 'Pause' }).click();
    await card.getByText('Paused').waitFor();
    await see(page, 'an export rests');
    await card.getByRole('button', { name: 'Cancel' }).click();
    await card.waitFor({ state: 'detached' });

    await open(page, server.url, '#/history');
    await page.getByRole('main').getByText('409').first().waitFor();
    await see(page, 'the history');
    const entry = page.getByRole('main').locator('summary').first();
    if (await entry.count()) {
      await entry.click();
      await see(page, 'an entry of the history');
    }
    await page.getByRole('searchbox').or(page.getByRole('textbox', { name: 'Find in the history' })).last().fill('no such thing');
    await page.getByText(/Nothing matches/).waitFor();
    await see(page, 'nothing in the history');

    await page.keyboard.press('Control+K');
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    await palette.waitFor();
    await see(page, 'the palette', ['target-size']);
    await page.keyboard.type('no such thing');
    await see(page, 'the palette without a match');
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await see(page, 'the keys');
    await page.keyboard.press('Escape');
    if (viewport === PHONE) {
      await button(page, 'Open the list of operations').click();
      await see(page, 'the list of operations');
    }
    const find = page.getByRole('searchbox', { name: 'Find an operation' });
    await find.fill('player');
    await see(page, 'operations that match');
    await find.fill('no such thing');
    await see(page, 'no operation matches');
  });

  walk(`axe: what may not be done, lessons, tokens, a stop, ${look}`, options, async ({ page, sandbox }) => {
    const server = await sandbox();
    await logIn(page, server, SAM);
    await page.getByRole('banner').getByText('Signed in as').waitFor();
    await open(page, server.url, '#/op/RoleControllerCreate');
    await page.getByText(/You lack MANAGE_ROLES/).waitFor();
    await see(page, 'a permission is lacking');
    await open(page, server.url, '#/op/DomainControllerCreate');
    await see(page, 'an operation of administration');
    await open(page, server.url, '#/settings');
    await page.locator('.tokens input').first().fill('x'.repeat(40));
    await page.locator('.tokens input').first().press('Tab');
    await see(page, 'a token in memory');
    await open(page, server.url, '#/learn/filters');
    const exercise = page.getByRole('region', { name: 'Exercise 1' });
    await exercise.getByRole('button', { name: 'Check' }).click();
    await exercise.getByText(/Not yet|Nearly|would refuse/).first().waitFor();
    await exercise.getByRole('button', { name: 'Give me a hint' }).click();
    await see(page, 'an exercise with a verdict and a hint');
    for (const tab of ['JSON', 'English']) {
      await exercise.getByRole('tab', { name: tab }).click();
      await see(page, `an exercise, ${tab}`);
    }
    await open(page, server.url, '#/schema/UserSearchInputDTO');
    for (const closed of await page.getByRole('main').locator('[aria-expanded="false"]').all()) await closed.click().catch(() => {});
    await see(page, 'a schema, opened');
    await open(page, server.url, '#/op/PlayerControllerSearch');
    page.removeAllListeners('pageerror');
    await page.evaluate(() => dispatchEvent(new Event('practice-panic')));
    await page.getByRole('alert').getByRole('heading', { name: 'The explorer stopped' }).waitFor();
    await see(page, 'the explorer stopped');
  });
}
