// When things go wrong at random moments: nothing typed is lost, nothing is written twice, words say what happened.

import { numbers } from './hostile.mjs';
import { assert, logIn, open, ROBIN, walk } from './harness.mjs';

const FULL = Boolean(process.env.EXPLORER_FULL);
const SEED = Number(process.env.EXPLORER_SEED ?? 7);
const WALKS = FULL ? 500 : 50;
/** So many walks share one browser context and one sandbox. */
const SHARE = 10;
/** What a fault brings on the console by itself: the browser tells it, not the app. */
const FAULTS = [/ERR_|CORS|net::/];

const send = (page) => page.getByRole('button', { name: 'Send', exact: true });
const reply = (page) => page.getByRole('region', { name: 'Reply' });
const rows = (page) => page.getByRole('spinbutton', { name: 'Rows per page' });

/** Waits until the last request has come to an end, with the words that it is to end with, and gives what the reply then says. */
async function outcome(page, wanted) {
  if (wanted) await reply(page).getByText(wanted).first().waitFor({ timeout: 15_000 }).catch(() => {});
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor({ timeout: 15_000 });
  return (await reply(page).innerText()).trim();
}

/** Lists what is there under a name by asking the sandbox itself, past the app. */
async function counted(server, name) {
  const { data: { token } } = await (await fetch(`${server.url}/login`, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: ROBIN.email, password: ROBIN.password }) })).json();
  const answer = await fetch(`${server.url}/role/search`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'x-takaro-domain': server.domain },
    body: JSON.stringify({ filters: { name: [name] } }) });
  return (await answer.json()).data.length;
}

/** The troubles of a walk, each with what people must then be told. */
const TROUBLES = {
  'the network is cut': {
    before: ({ context }) => context.setOffline(true), after: ({ context }) => context.setOffline(false), arrives: false,
    words: /no network|No answer/i,
  },
  'too many requests': { fault: '429', words: /TooManyRequests|Too many/i, arrives: false },
  'a failure inside': { fault: '500', words: /InternalServerError/i, arrives: false },
  'a proxy’s page': { fault: '502', words: /502/, arrives: false },
  'the answer is cut off': { fault: 'truncate', words: /broke off|breaks off|No answer/i, arrives: true },
  'the connection is reset': { fault: 'reset', words: /broke off|No answer/i, arrives: true },
  'the session ends': { fault: 'expire', words: /Unauthorized/i, arrives: false },
  'the answer is slow': { fault: 'slow', milliseconds: 700, words: null, arrives: true },
  'no answer, and a person who cancels': {
    fault: 'stall', words: /Cancelled/i, arrives: false,
    async meanwhile({ page }) { await page.getByRole('button', { name: 'Cancel', exact: true }).click(); },
  },
  'a reload while it is under way': {
    fault: 'slow', milliseconds: 900, arrives: null, words: null,
    async meanwhile({ page }) {
      await page.reload();
      await page.getByRole('region', { name: 'Request' }).waitFor();
    },
  },
  'another page and back while it is under way': {
    fault: 'slow', milliseconds: 900, arrives: null, words: null,
    async meanwhile({ page, back }) {
      await open(page, page.url().split('#')[0], '#/settings');
      await open(page, page.url().split('#')[0], back);
      await page.getByRole('region', { name: 'Request' }).waitFor();
    },
  },
};

async function ensureSignedIn(page, server) {
  await open(page, server.url, '#/');
  const banner = page.getByRole('banner');
  await banner.getByText('Signed in as').or(banner.getByRole('link', { name: 'Log in on the dashboard' })).first().waitFor();
  if (!(await banner.getByText('Signed in as').count())) {
    await logIn(page, server);
    await open(page, server.url, '#/');
    await banner.getByText('Signed in as').waitFor();
  }
}

for (let first = 0; first < WALKS; first += SHARE) {
  walk(`random troubles, walks ${first + 1} to ${first + SHARE} (seed ${SEED})`, { timeout: 400_000, expect: FAULTS }, async ({ page, context, sandbox }) => {
    const server = await sandbox();
    await logIn(page, server);
    await open(page, server.url, '#/');
    await page.getByRole('banner').getByText('Signed in as').waitFor();
    server.domain = await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).inputValue();
    for (let number = first; number < first + SHARE; number += 1) {
      const random = numbers(SEED * 100_003 + number);
      const names = Object.keys(TROUBLES);
      // Each trouble has its turn before chance decides.
      const name = number < names.length * 2 ? names[number % names.length] : random.pick(names);
      const trouble = TROUBLES[name];
      const write = number < names.length * 2 ? number >= names.length : random.chance(50);
      const where = `walk ${number + 1}, ${write ? 'a write' : 'a search'}: ${name}`;
      await ensureSignedIn(page, server);
      const back = write ? '#/op/RoleControllerCreate' : '#/op/PlayerControllerSearch';
      const typed = write ? `Crew ${number} ${random.below(1e6)}` : String(1 + random.below(99));
      // A page made anew: the reply of the walk before must not be taken for this one's.
      await open(page, server.url, '#/settings');
      await open(page, server.url, back);
      await send(page).waitFor();
      const box = write ? page.getByRole('region', { name: 'Request' }).getByRole('textbox', { name: 'name', exact: true }) : rows(page);
      if (write) {
        await page.getByRole('tab', { name: 'JSON', exact: true }).click();
        // The editor takes the place of the plain box when it has come.
        const editor = page.locator('.json-editor .cm-content');
        await editor.waitFor();
        await editor.press('Control+A');
        await editor.press('Delete');
        await editor.pressSequentially(JSON.stringify({ name: typed, permissions: [] }));
        await page.getByRole('tab', { name: 'Form', exact: true }).click();
      } else await box.fill(typed);
      assert.equal(await box.inputValue(), typed, where);

      if (trouble.fault) await server.arm({ fault: trouble.fault, path: write ? '/role' : '/player/search', milliseconds: trouble.milliseconds ?? 1000, times: 1 });
      await trouble.before?.({ page, context });
      const asked = [];
      const hear = (request) => { if (request.method() === 'POST' && new URL(request.url()).pathname === (write ? '/role' : '/player/search')) asked.push(request.url()); };
      page.on('request', hear);
      if (write) {
        await send(page).click();
        await page.getByRole('dialog', { name: 'Change live data?' }).getByRole('button', { name: 'Change it' }).dblclick();
      } else await send(page).click();
      // Only now is it under way; what had not struck would strike the walk after this one.
      if (trouble.fault) await server.struck();
      await trouble.meanwhile?.({ page, context, back });
      const words = await outcome(page, trouble.words);
      page.off('request', hear);
      await trouble.after?.({ page, context });
      assert.ok(asked.length <= 1, `${where}: sent ${asked.length} times`);
      if (trouble.words) assert.match(words, trouble.words, where);
      assert.ok(words.length > 5, `${where}: the reply says nothing`);

      // What was typed stands, at once and after a reload.
      assert.equal(await box.inputValue(), typed, `${where}: what was typed is gone`);
      await page.reload();
      await page.getByRole('region', { name: 'Request' }).waitFor();
      await page.waitForFunction(([wanted]) => [...document.querySelectorAll('main input')].some((input) => input.value === wanted), [typed])
        .catch(() => assert.fail(`${where}: what was typed is gone after a reload`));

      if (write) {
        // A slow write may still be on its way when the page has left.
        await page.waitForTimeout(trouble.arrives === null ? 1000 : 0);
        const there = await counted(server, typed);
        const most = 1;
        assert.ok(there <= most, `${where}: written ${there} times`);
        if (trouble.arrives !== null) assert.equal(there, trouble.arrives ? 1 : 0, `${where}: rows on the server`);
      }
    }
  });
}

walk('a connection that breaks before any answer: the page sends once, and says what a second answer means', { expect: FAULTS }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/RoleControllerCreate');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  server.domain = await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).inputValue();
  const asked = [];
  page.on('request', (request) => { if (request.method() === 'POST' && new URL(request.url()).pathname === '/role') asked.push(request.url()); });
  for (let number = 1; number <= 3; number += 1) {
    const name = `Watch ${number}`;
    await page.getByRole('region', { name: 'Request' }).getByRole('textbox', { name: 'name', exact: true }).fill(name);
    await server.arm({ fault: 'drop', path: '/role' });
    await send(page).click();
    const flaws = page.getByRole('dialog', { name: 'The API may refuse this' }).getByRole('button', { name: 'Send it as it is' });
    const change = page.getByRole('dialog', { name: 'Change live data?' }).getByRole('button', { name: 'Change it' });
    await flaws.or(change).waitFor();
    if (await flaws.isVisible()) await flaws.click();
    await change.click();
    // A browser may take the broken connection for an old one and send again by itself, which no page can forbid.
    const words = await outcome(page, /No answer came back|browsers send a request again by themselves/);
    assert.match(words, /No answer came back|browsers send a request again by themselves/, words);
    assert.equal(asked.length, number, 'the page sends once');
    assert.equal(await counted(server, name), 1, name);
  }
});

walk('a storage that is full or forbidden loses no work and breaks nothing', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  for (const how of ['full', 'forbidden']) {
    const fresh = await page.context().newPage();
    await fresh.addInitScript((kind) => {
      const refuse = () => { throw new DOMException('refused', kind === 'full' ? 'QuotaExceededError' : 'SecurityError'); };
      if (kind === 'full') Storage.prototype.setItem = refuse;
      else for (const name of ['localStorage', 'sessionStorage', 'indexedDB']) Object.defineProperty(window, name, { get: refuse });
    }, how);
    await open(fresh, server.url, '#/op/PlayerControllerSearch');
    await fresh.getByRole('banner').getByText('Signed in as').waitFor();
    await rows(fresh).fill('7');
    await send(fresh).click();
    await reply(fresh).getByRole('status').getByText('Showing 1–7 of 300').waitFor();
    // What is said of what stays in this browser would else be untrue.
    const note = fresh.getByText(/^This browser stores nothing for this page, or no more/);
    await note.waitFor();
    await fresh.evaluate(() => scrollTo(0, document.body.scrollHeight));
    assert.ok((await note.boundingBox()).y >= 0, 'it stays in view');
    await fresh.getByRole('button', { name: 'Close this note' }).click();
    await note.waitFor({ state: 'detached' });
    await open(fresh, server.url, '#/op/RoleControllerCreate');
    await fresh.getByRole('region', { name: 'Request' }).getByRole('textbox', { name: 'name', exact: true }).fill('Nowhere kept');
    await open(fresh, server.url, '#/settings');
    await open(fresh, server.url, '#/history');
    await open(fresh, server.url, '#/learn');
    assert.equal(await fresh.locator('#stopped').count(), 0, how);
    if (how === 'forbidden') await fresh.evaluate(() => { delete window.localStorage; });
    await fresh.close();
  }
});

walk('two tabs: each keeps what is typed in it, and neither sends for the other', async ({ page, context, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await open(tab, server.url, '#/op/PlayerControllerSearch');
    await tab.getByRole('banner').getByText('Signed in as').waitFor();
  }
  await rows(page).fill('11');
  await rows(other).fill('22');
  assert.equal(await rows(page).inputValue(), '11');
  await send(page).click();
  await reply(page).getByRole('status').getByText('Showing 1–11 of 300').waitFor();
  await send(other).click();
  await reply(other).getByRole('status').getByText('Showing 1–22 of 300').waitFor();
  assert.equal(await rows(page).inputValue(), '11');
});

walk('a mistake in the module itself: a page that says so and offers to reload, with the draft kept', { expect: [/panicked/, /unreachable/] }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await rows(page).fill('33');
  // The module's trap is what this walk is about, so its report is no mistake of the walk.
  page.removeAllListeners('pageerror');
  await page.evaluate(() => dispatchEvent(new Event('practice-panic')));
  const alert = page.getByRole('alert');
  await alert.getByRole('heading', { name: 'The explorer stopped' }).waitFor();
  await alert.getByText(/What you typed is kept in this browser/).waitFor();
  assert.equal(await alert.getByRole('button', { name: 'Reload' }).evaluate((node) => node === document.activeElement), true);
  assert.equal(await page.getByRole('region', { name: 'Query' }).count(), 0, 'what no longer works is put away');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Query' }).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('main input')].some((input) => input.value === '33'));
});

walk('the same before the frame that shows the last letter: that letter is kept too', { expect: [/panicked/, /unreachable/] }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const box = rows(page);
  await box.fill('33');
  // That letter has been kept, and nothing waits to be.
  await page.waitForFunction(() => Object.values({ ...localStorage, ...sessionStorage }).some((kept) => /n!33\b/.test(kept)));
  page.removeAllListeners('pageerror');
  await box.evaluate(async (input) => {
    input.value = '334';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    // The draft hears of it in this very task, and no frame comes between.
    for (let at = 0; at < 50; at += 1) await null;
    dispatchEvent(new Event('practice-panic'));
  });
  await page.getByRole('alert').getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('region', { name: 'Query' }).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('main input')].some((input) => input.value === '334'));
});

walk('the same where nothing can be kept: what was typed stays in sight', { expect: [/panicked/, /unreachable/] }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await page.addInitScript(() => { Storage.prototype.setItem = () => { throw new DOMException('refused', 'QuotaExceededError'); }; });
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await rows(page).fill('33');
  page.removeAllListeners('pageerror');
  await page.evaluate(() => dispatchEvent(new Event('practice-panic')));
  await page.getByRole('alert').getByText(/keeps nothing for this page/).waitFor();
  assert.equal(await page.locator('main input[type="number"], main input').evaluateAll((boxes) => boxes.some((box) => box.value === '33' && box.checkVisibility())), true);
});
