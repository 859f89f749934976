// What must not happen: side effects of an import, WebAssembly that nobody asked for, memory that grows.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PKG, ROBIN, load, startSandbox } from './support.mjs';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc');
const { Client, Entity, Query, TakaroError, init } = await load();
let sandbox;
before(async () => (sandbox = await startSandbox()));
after(() => sandbox?.stop());

/** Bytes of the instance's memory. */
async function instanceSize() {
  await init();
  const glue = await import(pathToFileURL(join(PKG, 'takaro_explorer.js')).href);
  return (await glue.default()).memory.buffer.byteLength;
}

/**
 * Bytes of this side that are still held once everything that may go has gone: the least of some readings, each after
 * a collection and a turn of the event loop. V8 frees the bytes of an answer beside the program and counts them off at
 * the next collection, so that a single reading may still hold the answers of the last walk. What leaks stays in all.
 */
async function held() {
  const least = { heap: Infinity, buffers: Infinity };
  for (let at = 0; at < 5; at += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    least.heap = Math.min(least.heap, heapUsed);
    least.buffers = Math.min(least.buffers, arrayBuffers);
  }
  return least;
}

test('what is held is seen, and only that', async () => {
  const before = await held();
  let rows = Array.from({ length: 100_000 }, (_, at) => ({ id: `row ${at}` }));
  let bytes = Array.from({ length: 5 }, () => new Uint8Array(400_000));
  const during = await held();
  assert.ok(during.heap - before.heap > 4_000_000 && rows.length > 0, JSON.stringify({ before, during }));
  assert.ok(during.buffers - before.buffers >= 2_000_000 && bytes.length > 0, JSON.stringify({ before, during }));
  rows = bytes = undefined;
  const after = await held();
  assert.ok(after.buffers - before.buffers < 1_000_000, JSON.stringify({ before, after }));
});

const ENGINE = Symbol.for('takaro-explorer.engine');
const USERS = new Entity({ name: 'user', fields: [{ name: 'id', kind: 'uuid', filter: true }, { name: 'name', kind: 'text', filter: true, search: true }] });

test('importing does nothing, and a query needs no WebAssembly', async () => {
  const script = `
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    globalThis.fetch = () => { throw new Error('fetched'); };
    for (const name of ['Module', 'Instance', 'compile', 'instantiate', 'instantiateStreaming'])
      WebAssembly[name] = () => { throw new Error('WebAssembly'); };
    const { Query } = await import(${JSON.stringify(pathToFileURL(join(PKG, 'index.js')).href)});
    const q = new Query().filter('email', 'john@example.com').search('name', 'John').page(1).limit(5);
    const more = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    console.log(JSON.stringify({ q, more, handles: process.getActiveResourcesInfo().filter((it) => /Time|Immediate|TCP|Worker|Message/.test(it)) }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const told = JSON.parse(stdout);
  assert.deepEqual(told.q, { filters: { email: ['john@example.com'] }, search: { name: ['John'] }, page: 1, limit: 5 });
  assert.deepEqual(told.more, []);
  assert.deepEqual(told.handles, []);
});

test('the WebAssembly is taken from an address, from bytes, and as a module', async () => {
  const wasm = pathToFileURL(join(PKG, 'takaro_explorer_bg.wasm')).href;
  for (const source of [`new URL(${JSON.stringify(wasm)})`, JSON.stringify(wasm), 'bytes', 'new Uint8Array(bytes).buffer', 'new WebAssembly.Module(bytes)',
    "new Response(bytes, { headers: { 'content-type': 'application/wasm' } })"]) {
    const script = `
      const { init, Entity, Query } = await import(${JSON.stringify(pathToFileURL(join(PKG, 'index.js')).href)});
      const bytes = await (await import('node:fs/promises')).readFile(new URL(${JSON.stringify(wasm)}));
      await init(${source});
      console.log(await new Query().limit(5).explain(new Entity({ name: 'user', fields: [] })));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    assert.equal(stdout.trim(), 'users, 5 per page', source);
  }
  const script = `
    const { init } = await import(${JSON.stringify(pathToFileURL(join(PKG, 'index.js')).href)});
    const error = await init(new Uint8Array(8)).catch((error) => error);
    await init(); // A failure is not kept.
    console.log(error.code);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(stdout.trim(), 'EngineNotLoaded');
});

test('a client that was handed a document tries again where the engine was not there', async () => {
  const script = `
    const { Client, init } = await import(${JSON.stringify(pathToFileURL(join(PKG, 'index.js')).href)});
    const document = { openapi: '3.0.0', info: { title: 't', version: '1' }, paths: {} };
    const client = new Client({ url: 'http://localhost:1', document });
    const failing = init(new Uint8Array(8)).catch(() => {});
    const first = await client.entities().catch((error) => error.code);
    await failing;
    console.log(first, (await client.entities()).length);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  assert.equal(stdout.trim(), 'EngineNotLoaded 0');
});

test('a query is a value: nobody can change it from outside', () => {
  const body = { filters: { name: ['a'] } };
  const query = new Query(body);
  body.filters.name.push('b');
  query.toJSON().filters.name.push('c');
  const wider = query.filter('name', 'd').filter('email', null).extend('roles').extend('roles');
  assert.deepEqual(query.toJSON(), { filters: { name: ['a'] } });
  assert.deepEqual(wider.toJSON(), { filters: { name: ['a', 'd'], email: ['null'] }, extend: ['roles'] });
  const dated = new Query().between('createdAt', new Date(0), '2026-01-01').filter('banned', false).sortBy('id', 'desc');
  assert.deepEqual(dated.toJSON(), {
    greaterThan: { createdAt: '1970-01-01T00:00:00.000Z' }, lessThan: { createdAt: '2026-01-01' },
    filters: { banned: false }, sortBy: 'id', sortDirection: 'desc',
  });
  assert.throws(() => new Query([]), TypeError);
  assert.throws(() => void (query.body = {}), TypeError);
  assert.throws(() => query.body.filters.name.push('e'), TypeError);
});

test('a query is compared, printed, copied and wrapped as what it is', () => {
  const query = new Query().filter('name', 'a').limit(1);
  assert.notDeepStrictEqual(query, query.limit(2));
  assert.deepStrictEqual(query, new Query({ filters: { name: ['a'] }, limit: 1 }));
  assert.equal(inspect(query), "Query { filters: { name: [ 'a' ] }, limit: 1 }");
  for (const copy of [{ ...query }, structuredClone(query), JSON.parse(JSON.stringify(query))]) {
    assert.deepEqual(new Query(copy), query);
    assert.deepEqual(Query.from(copy), query);
  }
  assert.throws(() => new Query({ ...query, limit: 5 }), /limit beside it: use its methods/);
  // As a state of Vue's or MobX's holds it.
  const proxy = new Proxy(query, {});
  assert.equal(JSON.stringify(proxy.filter('name', 'b').page(2)), '{"filters":{"name":["a","b"]},"limit":1,"page":2}');
  assert.deepEqual(new Query(proxy), query);
  class Mine extends Query {
    firstTen() {
      return this.limit(10);
    }
  }
  const mine = new Mine().filter('name', 'a').firstTen().page(1);
  assert.ok(mine instanceof Mine && Mine.from({}).page(2) instanceof Mine);
  assert.deepEqual(mine.firstTen().toJSON(), { filters: { name: ['a'] }, limit: 10, page: 1 });
  assert.deepEqual([{ limit: 1 }].map(Query.from)[0].toJSON(), { limit: 1 });
});

test('a value that JSON cannot hold is refused where it is given', () => {
  const query = new Query();
  for (const [way, words] of [
    [() => query.filter('name', undefined), /^filter\("name", undefined\)/],
    [() => query.filter('name', ['a', undefined]), /^filter\("name", undefined\)/],
    [() => query.filter('level', NaN), /^filter\("level", NaN\)/],
    [() => query.search('name', undefined), /^search\("name", undefined\)/],
    [() => query.greaterThan('createdAt', undefined), /^greaterThan\("createdAt", undefined\)/],
    [() => query.lessThan('createdAt', new Date(NaN)), /^lessThan\("createdAt", Invalid Date\)/],
    [() => query.between('createdAt', 1, undefined), /^lessThan\("createdAt", undefined\)/],
    [() => query.greaterThan('level', null), /^greaterThan\("level", null\): this value cannot be sent/],
    [() => query.lessThan('level', null), /^lessThan\("level", null\)/],
    [() => query.between('level', null, null), /^greaterThan\("level", null\)/],
    [() => query.search('name', null), /^search\("name", null\)/],
    [() => query.filter('level', 5n), /^filter\("level", 5\): .* Give it as a text or a number/],
    [() => query.filter('name', 'a\ud83d'), /^filter\("name", .*half a sign/],
    [() => query.filter('a\ud83d', 'b'), /^filter\(/],
    [() => query.filter('at', { toJSON: () => ({ from: NaN }) }), /^"from" in a query/],
    [() => query.extend(undefined), /^extend\(undefined\)/],
    [() => query.filter('id', []), /^filter\("id", \[\]\): no value is given, and the server would find all rows/],
    [() => query.search('name'), /^search\("name", \[\]\): no value/],
    [() => query.filter('name', new Set(['a'])), /^filter\("name", /],
    [() => query.filter('name', /a/), /^filter\("name", /],
    [() => query.search('name', new Map()), /^search\("name", /],
    [() => query.greaterThan('level', {}), /^greaterThan\("level", /],
    [() => query.filter(undefined, 'a'), /^filter\(undefined\)/],
    [() => query.search({}, 'a'), /^search\(/],
    [() => query.lessThan(5, 5), /^lessThan\(5\)/],
    [() => query.sortBy({}), /^sortBy\(/],
    [() => query.limit(NaN), /^limit\(NaN\)/],
    [() => query.page('1'), /^page\(1\)/],
    [() => Query.from(new Map()), /^A query is nothing that JSON can say/],
    [() => Query.from(Promise.resolve({})), /await what is promised/],
    [() => new Query(new URLSearchParams('a=b')), /^A query/],
    [() => new Query({ filters: { name: new Set(['a']) } }), /^"name" in a query/],
    [() => Query.from({ filters: { name: undefined } }), /^"name" in a query/],
    [() => new Query({ filters: { name: ['a', undefined] } }), /^"1" in a query/],
    [() => new Query({ filters: { name: [() => 'a'] } }), /^"0" in a query/],
    [() => new Query({ filters: { name: Symbol('a') } }), /^"name" in a query/],
    [() => new Query({ filters: { level: [5n] } }), /^"0" in a query .* BigInt as a text or a number/],
    [() => new Query({ greaterThan: { level: NaN } }), /^"level" in a query/],
    [() => new Query({ lessThan: { level: Infinity } }), /^"level" in a query/],
    [() => new Query({ lessThan: { createdAt: new Date(NaN) } }), /^"createdAt" in a query/],
    [() => new Query({ search: { name: ['a\ud83d'] } }), /^"0" in a query/],
    [() => new Query({ search: { 'a\ud83d': ['a'] } }), /in a query/],
  ]) {
    assert.throws(way, ({ name, message }) => name === 'TypeError' && words.test(message), String(way));
  }
  // Dates are known, of whatever make.
  assert.equal(query.filter('at', { toJSON: () => '2026' }).body.filters.at[0], '2026');
  assert.deepEqual(query.limit(5).limit(undefined).toJSON(), {});
  // What is JSON as it is stays: `check` says what the server makes of it.
  const plain = { filters: { name: null, email: [] }, lessThan: { level: null } };
  assert.deepEqual(new Query({ page: undefined, ...plain }).toJSON(), plain);
  assert.deepEqual(query.filter('name', null).toJSON(), { filters: { name: ['null'] } });
});

test('a query grows value by value in little time, and nobody changes what it was given', () => {
  const date = new Date(0);
  let made = 0;
  class Mine extends Query {
    constructor(body) {
      super(body);
      made += 1;
    }
  }
  let query = new Mine().filter('at', date).sortBy('id', 'desc').sortBy('name');
  date.setTime(1e12);
  assert.deepEqual(query.body, { filters: { at: ['1970-01-01T00:00:00.000Z'] }, sortBy: 'name' });
  assert.equal(made, 4);
  const kept = query.filter('at', { toJSON: () => ({ deep: ['x'] }) }).extend('roles').between('level', 1, 2).body;
  for (const part of [kept, kept.filters, kept.filters.at, kept.filters.at[1].deep, kept.extend, kept.greaterThan, kept.lessThan]) {
    assert.ok(Object.isFrozen(part), JSON.stringify(part));
  }
  const begun = performance.now();
  for (let at = 0; at < 15_000; at += 1) query = query.filter('name', `name ${at}`);
  assert.ok(performance.now() - begun < 2_000, `${performance.now() - begun} ms`);
  assert.equal(query.body.filters.name.length, 15_000);
});

test('rows that are no list are refused, and one that holds half a sign spoils no other', async () => {
  const query = new Query().filter('name', 'a', '\\ud800');
  for (const wrong of [Promise.resolve([]), (async function* () {})(), { name: 'a' }, 5, null, undefined]) {
    await assert.rejects(query.evaluate(wrong, USERS), ({ name, message }) => name === 'TypeError' && /await what is promised/.test(message));
  }
  const rows = [{ name: 'a\ud83d' }, { name: 'a' }, { name: '\\ud800', '\udc00': 1 }];
  assert.deepEqual((await query.evaluate(new Set(rows), USERS)).rows, [rows[1], rows[2]]);
});

test('options that are null are as if they were not given', async () => {
  const query = new Query().filter('name', 'a');
  assert.deepEqual(await query.check(USERS, null), await query.check(USERS));
  assert.deepEqual(await query.check(USERS, { firstPage: null, pages: null }), await query.check(USERS));
  assert.deepEqual(await query.evaluate([], USERS, null), await query.evaluate([], USERS));
  assert.equal((await query.evaluate([], { ...USERS, firstPage: 1, [ENGINE]: USERS[ENGINE] }, { firstPage: null })).page, 1);
  const domains = new Entity({ name: 'domain', fields: [] });
  const code = (more) => query.code('curl', { url: 'https://a.test', entity: domains, ...more });
  assert.equal(await code({ admin: null, domain: null }), await code());
  await assert.rejects(query.code('curl', null), TypeError);
});

test('100,000 bad inputs leave the instance well and its memory bounded', { timeout: 300_000 }, async () => {
  const bad = [
    () => new Query({ filters: 5 }).explain(USERS),
    () => new Query({ filters: { name: { deep: [[[]]] } }, limit: 'x', page: {} }).explain(USERS),
    () => Query.fromEnglish('users whose "', USERS),
    () => Query.fromEnglish('\u{1F600} ' + 'x'.repeat(500), USERS),
    () => new Query({ search: [1] }).check(USERS),
    () => new Query({ filters: { name: 'John' } }).evaluate([{ id: 1 }], USERS),
    () => new Query().code('cobol', { url: 'http://x', entity: USERS }),
    () => new Query({ lessThan: null, extend: { a: 1 }, sortBy: 7 }).check(USERS),
  ];
  const outcomes = bad.map(() => ({ threw: 0, other: 0 }));
  const round = async () => {
    for (const [at, work] of bad.entries()) {
      try {
        await work();
      } catch (error) {
        if (error instanceof TakaroError) outcomes[at].threw += 1;
        else throw error;
      }
    }
  };
  for (let at = 0; at < 250; at += 1) await round();
  const [size, { heap }] = [await instanceSize(), await held()];
  for (let at = 0; at < 100_000 / bad.length; at += 1) await round();
  assert.ok((await instanceSize()) <= size + 65_536, `the instance grew from ${size} to ${await instanceSize()}`);
  const grown = (await held()).heap - heap;
  assert.ok(grown < 4_000_000, `the heap grew by ${grown}`);
  assert.ok(outcomes.filter(({ threw }) => threw > 0).length >= 4, JSON.stringify(outcomes));
  assert.equal(await new Query().filter('name', 'John').explain(USERS), 'users whose name is John');
});

test('a document that is no JSON is refused, again and again, without a leak', async () => {
  const client = () => new Client({ url: sandbox.url, document: '<html>'.repeat(1000) }).entities();
  for (let at = 0; at < 50; at += 1) await assert.rejects(client(), TakaroError);
  const size = await instanceSize();
  for (let at = 0; at < 2_000; at += 1) await assert.rejects(client(), TakaroError);
  assert.ok((await instanceSize()) <= size + 65_536);
});

test('memory stays flat over 100,000 rows', { timeout: 300_000 }, async () => {
  const client = new Client({ url: sandbox.url, auth: ROBIN });
  const walk = async () => {
    let rows = 0;
    for await (const row of client.rows('event', { limit: 1000 }, { concurrency: 2 })) rows += row.id ? 1 : 0;
    return rows;
  };
  const sizes = [];
  let rows = 0;
  for (let at = 0; at < 22; at += 1) {
    rows += await walk();
    sizes.push({ ...(await held()), instance: await instanceSize() });
  }
  assert.equal(rows, 110_000);
  const [early, late] = [sizes[2], sizes.at(-1)];
  const words = JSON.stringify(sizes);
  // The answers of a single walk are 10 MB: of nineteen more nothing may be left.
  assert.ok(late.buffers - early.buffers < 1_000_000, words);
  assert.ok(late.heap - early.heap < 2_000_000, words);
  // Two answers that come at once take more of it than two that do not; the ids of a single walk are 300 KB.
  assert.ok(late.instance - early.instance < 1_000_000, words);
});
