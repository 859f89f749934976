// One program written twice, with the official client and with this package, as the README shows them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PKG, ROBIN, ROOT, startSandbox } from './support.mjs';

const program = (name) => readFile(join(ROOT, 'tests/npm/programs', `${name}.mjs`), 'utf8');
const blocks = (text) => [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code);

/** A program as it stands, with the package taken from where it was built. */
async function load(code) {
  const text = code.replaceAll("'takaro-explorer'", JSON.stringify(pathToFileURL(join(PKG, 'index.js')).href))
    .replaceAll("'@takaro/apiclient'", JSON.stringify(import.meta.resolve('@takaro/apiclient')));
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

for (const firstPage of [0, 1]) test(`both programs find the same rows from page ${firstPage} on, and the README shows them as they are`, { timeout: 60_000 }, async (t) => {
  const sandbox = await startSandbox({ 'first-page': firstPage });
  t.after(() => sandbox.stop());
  const shown = blocks(await readFile(join(PKG, 'README.md'), 'utf8'));
  const found = [];
  for (const name of ['apiclient', 'takaro-explorer']) {
    const code = await program(name);
    assert.ok(shown.includes(code), `README.md does not show ${name}.mjs`);
    const { namesOfPlayers } = await load(code);
    found.push(await namesOfPlayers(sandbox.url, ROBIN.username, ROBIN.password));
  }
  assert.ok(found[0].length > 10, 'more than one page');
  // The official client's counts from 1: of a server that counts from 0 it misses the first page, and ends all the same.
  assert.deepEqual(found[0], found[1].slice(firstPage === 0 ? 10 : 0));
});

test('every example of the README runs', async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const examples = blocks(await readFile(join(PKG, 'README.md'), 'utf8')).filter((code) => !code.includes('namesOfPlayers') && !code.includes('/element'));
  assert.ok(examples.length >= 5);
  process.env.TAKARO_USERNAME = ROBIN.username;
  process.env.TAKARO_PASSWORD = ROBIN.password;
  process.env.TAKARO_ADMIN_TOKEN = 'practice-admin-token';
  for (const code of examples) {
    await load(code.replaceAll('https://api.takaro.io', sandbox.url));
  }
});
