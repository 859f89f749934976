// The bare bundle of `wasm-pack build crates/npm --target web`, as somebody who has wasm-pack would use it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startSandbox } from '../sandbox.mjs';

const BUNDLE = process.env.EXPLORER_BUNDLE;

test('the bundle of wasm-pack explains a query', async (t) => {
  const sandbox = await startSandbox();
  t.after(() => sandbox.stop());
  const { default: init, Document, check, explain, fromEnglish } = await import(pathToFileURL(join(BUNDLE, 'takaro_explorer.js')));
  await init({ module_or_path: await readFile(join(BUNDLE, 'takaro_explorer_bg.wasm')) });

  const bytes = new Uint8Array(await (await fetch(`${sandbox.url}/openapi.json`)).arrayBuffer());
  // What goes in and comes out is JSON as text.
  const user = new Document(bytes).entity('user');
  const query = { filters: { email: ['john.doe@example.com'] }, search: { name: ['John'] }, page: 1, limit: 5 };
  const sentence = explain(JSON.stringify(query), user);
  assert.match(sentence, /john\.doe@example\.com/);
  assert.deepEqual(JSON.parse(fromEnglish(sentence, user, Date.now())), query);
  assert.ok(Array.isArray(JSON.parse(check(JSON.stringify(query), user, 1, 1, Date.now()))));
  assert.throws(() => explain('no query', user), (problem) => typeof JSON.parse(problem).message === 'string');

  const types = await readFile(join(BUNDLE, 'takaro_explorer.d.ts'), 'utf8');
  assert.match(types, /export function explain\(query: string, entity: string\)/);
});
