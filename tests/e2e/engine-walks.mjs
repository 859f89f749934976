// The main walks, as every engine takes them: from the log-in to an answer, a write, a lesson, a draft, an export.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineWalk, saved } from './engines.mjs';
import { assert, DIST, ROBIN } from './harness.mjs';

const LESSON = JSON.parse(await readFile(join(DIST, 'lessons/index.json'), 'utf8')).find(({ slug }) => slug === 'filters').file;

async function logIn(it, sandbox) {
  await it.goto(sandbox.dashboard);
  // Keys typed into a page that has just come are not sure to arrive in every engine; its own way of filling in is.
  await it.click(['link', 'Fill in Robin']);
  await it.until(async () => (await it.value(['textbox', /e-?mail/i])) === ROBIN.email, 'nobody is filled in');
  await it.click(['button', 'Log in']);
  await it.until(async () => (await it.script(() => location.origin)) === sandbox.url, 'the dashboard does not lead back');
  await it.reads(`Signed in as ${ROBIN.name}`, ['banner']);
}

/** Runs in the page: gives the focus to the editor, which lives in a shadow root, and tells its text; nothing before it is there. */
function focusEditor() {
  const editor = [...document.querySelectorAll('main *')].map((node) => node.shadowRoot?.querySelector('.cm-content')).find(Boolean);
  editor?.focus();
  return editor ? editor.innerText || ' ' : '';
}

const SEND = ['button', 'Send'];
const REPLY = ['region', 'Reply'];
const QUERY = ['region', 'Query'];
const REQUEST = ['region', 'Request'];

/** The main walks in an engine. */
export function engineWalks(Kind) {
  engineWalk(Kind, 'from the log-in to the answer, page by page, and the query as JSON', async ({ it, sandbox }) => {
    await logIn(it, sandbox);
    await it.fill('PlayerControllerSearch', ['searchbox', 'Find an operation']);
    await it.click(['navigation', 'Operations'], ['link', /search/i]);
    await it.find(QUERY);
    await it.click(QUERY, ['button', 'Add search']);
    await it.choose('name', QUERY, ['group', 'Search 1'], ['combobox', 'Field']);
    await it.fill('a', QUERY, ['group', 'Search 1'], ['textbox', 'Value']);
    await it.keys('Enter');
    await it.fill('10', ['spinbutton', 'Rows per page']);
    await it.click(SEND);
    const status = await it.reads(/Showing 1–10 of \d+/, REPLY, ['status', undefined, 'Showing']);
    await it.find(REPLY, ['table', 'Rows'], ['columnheader', /name/]);
    await it.click(REPLY, ['button', 'Next page']);
    await it.reads(/Showing 11–20 of/, REPLY, ['status', undefined, 'Showing']);
    for (const tab of ['Tree', 'Raw', 'Headers', 'Table']) await it.click(REPLY, ['tab', tab]);

    // The same query as JSON: what is typed in the editor is what the builder shows.
    await it.click(QUERY, ['tab', 'JSON']);
    await it.until(() => it.script(focusEditor), 'the editor does not come');
    await it.keys('Control+a');
    await it.keys('Delete');
    await it.type('{"filters": {"name": ["nobody"]}, "limit": 7');
    await it.keys('Control+End');
    await it.click(QUERY, ['tab', 'Builder']);
    await it.find(QUERY, ['group', 'Filter 1']);
    assert.equal(await it.value(['spinbutton', 'Rows per page']), '7');
    await it.click(SEND);
    await it.reads(/no rows/i, REPLY);
    assert.match(status, /of (\d{2,})/);
    await it.click(QUERY, ['tab', 'English']);
    await it.reads(/nobody/, ['textbox', 'Query as a sentence']);
    await it.click(QUERY, ['tab', 'Code']);
    await it.reads(/curl/, QUERY, ['region', 'Code']);
  });

  engineWalk(Kind, 'an error in words, and a write that asks before it goes', { expect: [/Failed to load resource|40[0-9]/] }, async ({ it, sandbox }) => {
    await logIn(it, sandbox);
    await it.open(sandbox.url, '#/op/PlayerControllerSearch?q=1~fi!id!!nonsense');
    await it.find(QUERY, ['group', 'Filter 1']);
    await it.click(SEND);
    await it.click(['dialog', 'The server will refuse this'], ['button', 'Send anyway']);
    await it.reads('ValidationError', REPLY, ['alert']);
    await it.reads('The server refused this', QUERY);

    await it.open(sandbox.url, '#/op/RoleControllerCreate');
    await it.fill('Harbour crew', REQUEST, ['textbox', 'name']);
    await it.click(['tab', 'JSON']);
    await it.until(async () => (await it.script(focusEditor)).includes('Harbour crew'), 'the editor does not hold what was typed');
    await it.keys('Control+a');
    await it.keys('Delete');
    // The editor closes by itself what is opened.
    await it.type('{"name": "Night crew", "permissions": [');
    await it.click(['tab', 'Form']);
    assert.equal(await it.value(REQUEST, ['textbox', 'name']), 'Night crew');
    await it.click(SEND);
    const question = ['dialog', 'Change live data?'];
    await it.reads('POST /role changes data in the domain', question);
    await it.click(question, ['button', 'Keep it']);
    await it.gone(question);
    assert.match(await it.reads(/./, REPLY), /Nothing to show yet/);
    await it.click(SEND);
    await it.click(question, ['button', 'Change it']);
    await it.reads('200 OK', REPLY);
  });

  engineWalk(Kind, 'a lesson with its exercise', async ({ it, sandbox }) => {
    await it.open(sandbox.url, '#/learn/filters');
    await it.reads(/\d+ of 40 rows match/, ['region', 'Query to try 1']);
    await it.click(['region', 'Exercise 1'], ['button', 'Check']);
    await it.reads(/Not yet|Nearly|would refuse/, ['region', 'Exercise 1']);
    await it.click(['region', 'Exercise 1'], ['button', 'Give me a hint']);
    await it.find(['region', 'Exercise 1'], ['listitem']);
    await it.click(['region', 'Exercise 1'], ['tab', 'JSON']);
    const text = await readFile(join(DIST, 'lessons', LESSON), 'utf8');
    const { answer } = JSON.parse(/```exercise\n([\s\S]*?)```/.exec(text)[1]);
    await it.fill(JSON.stringify(answer), ['region', 'Exercise 1'], ['tabpanel'], ['textbox']);
    await it.click(['region', 'Exercise 1'], ['button', 'Check']);
    await it.reads('That is right.', ['region', 'Exercise 1']);
  });

  engineWalk(Kind, 'a draft outlives a reload, keys work, and all pages are saved', async ({ it, sandbox }) => {
    await logIn(it, sandbox);
    await it.open(sandbox.url, '#/op/RoleControllerCreate');
    await it.fill('Kept by the browser', REQUEST, ['textbox', 'name']);
    await it.open(sandbox.url, '#/op/UserControllerSearch');
    await it.fill('13', ['spinbutton', 'Rows per page']);
    await it.reload();
    await it.until(async () => (await it.value(['spinbutton', 'Rows per page'])) === '13', 'the draft is gone');
    await it.open(sandbox.url, '#/op/RoleControllerCreate');
    await it.until(async () => (await it.value(REQUEST, ['textbox', 'name'])) === 'Kept by the browser', 'the form is gone');

    await it.keys('Control+k');
    await it.find(['dialog', 'Command palette']);
    await it.type('UserControllerSearch');
    await it.keys('Enter');
    await it.find(QUERY);
    await it.keys('Control+Enter');
    await it.reads(/Showing 1–13 of 40/, REPLY, ['status', undefined, 'Showing']);
    await it.click(REPLY, ['button', 'Export all pages']);
    await it.click(['dialog', 'Export all pages'], ['button', 'Start export']);
    await it.reads('Done: 40 of 40 rows, 0 duplicates', ['region', /^Export: UserControllerSearch/]);
    if (it.downloads) {
      const text = await saved(it.downloads, /^UserControllerSearch-.*\.csv$/);
      assert.equal(text.trim().split('\r\n').length, 41);
    }
  });
}
