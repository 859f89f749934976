// The package against a running sandbox: what a program sees of it.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ADMIN, PKG, ROBIN, SAM, failure, load, startSandbox } from './support.mjs';

const { AdminClient, Client, Entity, Query, TakaroError } = await load();
let sandbox;
let url;
before(async () => {
  sandbox = await startSandbox();
  url = sandbox.url;
});
after(() => sandbox?.stop());

const robin = (more = {}) => new Client({ url, auth: ROBIN, ...more });
const fails = (work) => failure(work, TakaroError);

test('what other programs rely on, word for word', async (t) => {
  const own = await startSandbox();
  t.after(() => own.stop());
  const { url } = own;
  const [username, password] = [ROBIN.username, ROBIN.password];
  const client = new Client({ url, auth: { username, password } });
  await client.login();
  const q = new Query().filter('email', 'john@example.com').search('name', 'John').page(1).limit(5);
  assert.equal(JSON.stringify(q), '{"filters":{"email":["john@example.com"]},"search":{"name":["John"]},"page":1,"limit":5}');
  const { data, meta } = await client.search('user', q);
  assert.deepEqual([data, meta], [[], { page: 1, limit: 5, total: 0 }]);
  for (const name of ['player', 'gameserver/player', 'shop/order']) assert.ok((await client.search(name)).meta.total > 0, name);
  const johns = new Query().search('name', 'John').limit(2);
  const names = [];
  for await (const row of client.rows('user', johns)) names.push(row.name);
  assert.equal(names.length, 6);
  let pages = 0;
  for await (const page of client.pages('user', johns)) pages += page.rows.length > 0;
  assert.equal(pages, 3);
  const { id } = (await client.search('player', { limit: 1 })).data[0];
  assert.equal((await client.call('PlayerControllerGetOne', { id })).data.id, id);
  await new AdminClient({ url, auth: { clientSecret: ADMIN } }).call('DomainControllerCreate', {}, { name: 'test-domain' });
  const user = await client.entity('user');
  const { document } = await asDocument(url);
  assert.deepEqual({ ...(await new Client({ url, document }).entity('user')) }, { ...user });
  const sentence = await q.explain(user);
  assert.match(sentence, /^users whose email is john@example.com and whose name contains "?John"?/);
  assert.ok(Array.isArray(await q.check(user)));
  assert.deepEqual((await Query.fromEnglish(sentence, user)).toJSON(), q.toJSON());
  for (const language of ['curl', 'fetch', 'takaro-explorer', '@takaro/apiclient', 'python', 'rust']) {
    assert.ok((await q.code(language, { url, entity: user })).includes('john@example.com'), language);
  }
  // Every method that goes out takes these; all of them end at once by a signal.
  const options = { signal: AbortSignal.abort(), domain: 'harbour-lights-shine', headers: { 'X-App': 'bot' } };
  const fresh = () => new Client({ url, auth: { username, password }, domain: 'quiet-hills-wander', fetch, retries: 1, timeout: 5_000, firstPage: 1 });
  const ways = {
    login: (it) => it.login(options), logout: (it) => it.logout(options), me: (it) => it.me(options),
    search: (it) => it.search('user', q, options), pages: (it) => it.pages('user', q, options).next(),
    rows: (it) => it.rows('user', q, options).next(), call: (it) => it.call('PlayerControllerGetOne', { id }, undefined, options),
    request: (it) => it.request('GET', '/me', options), entity: (it) => it.entity('user', options),
    entities: (it) => it.entities(options), waitUntilHealthy: (it) => it.waitUntilHealthy(options),
  };
  for (const [name, way] of Object.entries(ways)) assert.equal((await fails(way(fresh()))).code, 'Cancelled', name);
  const seen = new Map();
  const onRequest = ({ url, headers }) => void seen.set(new URL(url).pathname, [headers['X-App'], headers['X-Takaro-Domain']]);
  const watched = new Client({ url, auth: { username, password }, onRequest });
  for (const way of Object.values(ways)) {
    options.signal = new AbortController().signal;
    await way(watched);
  }
  for (const path of ['/me', '/user/search', `/player/${id}`, '/logout']) assert.deepEqual(seen.get(path), ['bot', options.domain], path);
  for (const path of ['/healthz', '/login', '/openapi.json']) assert.ok(seen.has(path), path);
});

test('a program logs in, asks who it is, and logs out, which ends the session on the server', async () => {
  const client = robin();
  assert.equal(client.token, undefined);
  await client.login();
  const { token } = client;
  assert.match(token, /^\w+$/);
  const me = await client.me();
  assert.equal(me.user.email, ROBIN.username);
  assert.ok(me.domains.length > 1);
  await client.logout();
  assert.equal(client.token, undefined);
  const error = await fails(new Client({ url, auth: { token } }).me());
  assert.equal(error.status, 401);
  assert.equal(error.code, 'UnauthorizedError');
});

test('the first call logs in by itself, once for calls made at the same time', async () => {
  const logins = [];
  const client = robin({ onRequest: ({ url }) => void (url.endsWith('/login') && logins.push(url)) });
  const replies = await Promise.all([client.search('user'), client.search('player'), client.me()]);
  assert.equal(logins.length, 1);
  assert.equal(replies[0].meta.total, 40);
});

test('log-ins asked for at once are one, and a log-out ends every session that the client began', async () => {
  const seen = { '/login': 0, '/logout': 0 };
  const tokens = [];
  const client = robin({
    onRequest: ({ url }) => void (seen[new URL(url).pathname] += 1),
    onReply: ({ request, bytes }) => void (request.url.endsWith('/login') && tokens.push(JSON.parse(new TextDecoder().decode(bytes)).data.token)),
  });
  const gone = new AbortController();
  const called = fails(client.login({ signal: gone.signal }));
  const rest = Promise.all([client.login(), client.login({ timeout: 5_000 }), client.me()]);
  gone.abort();
  assert.equal((await called).code, 'Cancelled');
  await rest;
  assert.equal(seen['/login'], 1);
  await client.login();
  assert.equal(new Set(tokens).size, 2);
  await client.logout();
  assert.deepEqual([seen['/login'], seen['/logout'], client.token], [2, 2, undefined]);
  for (const token of tokens) assert.equal((await fails(new Client({ url, auth: { token } }).me())).status, 401);
  // Nothing is left to end.
  await client.logout();
  assert.equal(seen['/logout'], 2);
  // Each has its own time, and the error its address.
  await sandbox.arm({ fault: 'slow', path: '/login', milliseconds: 600 });
  const [late, done] = [fails(client.login({ timeout: 100 })), client.login()];
  const { code, method, url: told } = await late;
  assert.deepEqual([code, method, told], ['Timeout', 'POST', `${url}/login`]);
  await done;
  assert.ok(client.token);
});

test('a session that could not be ended is ended by the next log-out', async () => {
  let up = false;
  const ended = [];
  let logins = 0;
  const fetch = async (address, { headers }) => {
    if (address.endsWith('/login')) return json({ meta: {}, data: { token: `t${(logins += 1)}` } });
    ended.push(headers.Authorization);
    return json({}, { status: up || headers.Authorization === 'Bearer t2' ? 200 : 503 });
  };
  const client = new Client({ url, auth: ROBIN, retries: 0, fetch });
  await client.login();
  await client.login();
  assert.equal((await fails(client.logout())).status, 503);
  up = true;
  await client.logout();
  assert.deepEqual(ended, ['Bearer t1', 'Bearer t2', 'Bearer t1']);
});

test('a log-in that is turned away is tried again, and one that was lost is not', async () => {
  for (const fault of ['429', '503', 'reset']) {
    const attempts = [];
    const client = robin({ onRequest: ({ attempt }) => void attempts.push(attempt) });
    await sandbox.arm({ fault, path: '/login', ...(fault === '429' && { retryAfter: 1 }) });
    const begun = Date.now();
    if (fault === 'reset') assert.ok(['NoAnswer', 'CutOff'].includes((await fails(client.login())).code));
    else await client.login();
    assert.deepEqual(attempts, fault === 'reset' ? [1] : [1, 2], fault);
    if (fault === '429') assert.ok(Date.now() - begun >= 1000);
  }
  await sandbox.arm({ fault: '503', path: '/login' });
  assert.equal((await fails(robin({ retries: 0 }).me())).status, 503);
});

test('an error holds no secret of the address, and none that the server repeats', async () => {
  const address = '/x?rconPassword=hunter2hunter2&a=b&access%54oken=hunter3&page=1#key=hunter4';
  const hidden = `${url}/x?rconPassword=•••&a=b&access%54oken=•••&page=1#key=•••`;
  const answers = {
    echo: (to) => json({ meta: { error: { code: 'NotFoundError', message: `Cannot GET ${new URL(to).pathname}${new URL(to).search}` } } }, { status: 404 }),
    redirect: () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example/x?token=hunter5' } }),
    lost: (to) => { throw new TypeError(`request to ${to} failed`); },
  };
  for (const [name, answer] of Object.entries(answers)) {
    const client = new Client({ url, auth: { token: 'x' }, retries: 0, fetch: async (to) => answer(to) });
    const error = await fails(client.request('GET', address));
    assert.equal(error.url, hidden, name);
    assert.ok(!/hunter/.test(JSON.stringify(error)), JSON.stringify(error));
  }
  const [clientSecret, password] = ['admin-secret', 'open "sésame"'];
  const repeating = (status, how = JSON.stringify) => async (_, { headers, body }) => {
    const sent = `${headers.Authorization} ${headers['X-Takaro-Admin-Token']} ${body}`;
    return new Response(how({ meta: { error: { code: 'BadRequestError', message: `No: ${sent}`, details: [sent, body] } }, data: {} }), { status, headers: { 'content-type': 'application/json' } });
  };
  const ascii = (it) => JSON.stringify(it).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  for (const how of [JSON.stringify, ascii]) {
    const tell = async (auth, Kind, work) => JSON.stringify(await fails(work(new Kind({ url, auth, retries: 0, fetch: repeating(400, how) }))));
    const told = [
      await tell({ token: 'open-sesame' }, Client, (it) => it.me()),
      await tell({ clientSecret }, AdminClient, (it) => it.request('POST', '/domain', { body: {} })),
      await tell({ username: 'robin', password }, Client, (it) => it.login()),
    ];
    for (const words of told) assert.match(words, /No: .*•••/);
    for (const secret of ['open-sesame', clientSecret, 'sésame', 's\\u00e9same']) assert.ok(!told.join().includes(secret), told.join());
  }
  // Short ones stand in any word.
  const short = await fails(new Client({ url, auth: { token: 'BadRe' }, retries: 0, fetch: repeating(400) }).me());
  assert.equal(short.code, 'BadRequestError');
});

test('a wrong password is told by its code, and never repeated in the error', async () => {
  const error = await fails(new Client({ url, auth: { username: 'robin@example.com', password: 'open-sesame' } }).login());
  assert.equal(error.status, 401);
  const seen = JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: String(error.cause) });
  assert.ok(!seen.includes('open-sesame'), seen);
});

test('a search gives rows, meta, status, headers, trace and time', async () => {
  const query = new Query().filter('name', 'Robin Okafor').limit(5);
  const reply = await robin().search('user', query);
  assert.deepEqual(reply.data.map((row) => row.name), ['Robin Okafor']);
  assert.equal(reply.meta.total, 1);
  assert.equal(reply.status, 200);
  assert.equal(reply.headers.get('x-trace-id'), reply.traceId);
  assert.ok(reply.traceId && reply.elapsed > 0);
  assert.equal((await robin().search('shop/order', { limit: 1 })).meta.total, 400);
  assert.ok((await robin().search('/gameserver/player/search')).meta.total > 0);
});

test('what a spread or a clone left of a query is sent as the query, in a call too', async () => {
  const named = new Query().search('name', 'John').limit(2);
  for (const copy of [named, structuredClone(named), { ...named }, named.body]) {
    assert.equal((await robin().call('PlayerControllerSearch', {}, copy)).meta.limit, 2);
  }
  await assert.rejects(robin().call('PlayerControllerSearch', {}, { ...named, limit: 5 }), /limit beside it/);
  const client = robin();
  const query = new Query().filter('name', 'Robin Okafor').limit(5);
  for (const copy of [query, { ...query }, structuredClone(query), new Proxy(query, {}), query.body]) {
    assert.equal((await client.search('user', copy)).meta.total, 1);
    const names = [];
    for await (const { name } of client.rows('user', copy)) names.push(name);
    assert.deepEqual(names, ['Robin Okafor']);
  }
  const mixed = { ...query, limit: 7 };
  await assert.rejects(client.search('user', mixed), /limit beside it/);
  await assert.rejects(client.rows('user', mixed).next(), /limit beside it/);
});

test('rows come each once and in order, and the total is watched', async () => {
  const client = robin();
  for (const concurrency of [1, 4]) {
    const ids = [];
    let summary;
    for await (const row of client.rows('event', { limit: 500 }, { concurrency, onSummary: (it) => (summary = it) })) ids.push(row.id);
    assert.equal(new Set(ids).size, 5000);
    assert.deepEqual(ids, [...ids].sort());
    assert.deepEqual(
      { ...summary },
      { rows: 5000, duplicates: 0, totalFirst: 5000, totalLast: 5000, certain: true, words: summary.words },
    );
    assert.match(summary.words, /5,000 of 5,000 rows, 0 duplicates, total unchanged/);
  }
});

test('rows that changed places under a sorting with ties are found by a second reading', async () => {
  const client = robin();
  const make = (key) => client.call('VariableControllerCreate', {}, { key, value: 'walk' });
  const made = [];
  for (let at = 0; at < 12; at += 1) made.push((await make(`walk-${String(at).padStart(2, '0')}`)).data);
  try {
    const query = new Query().search('key', 'walk-').sortBy('key').limit(4);
    const keys = [];
    const sorted = [];
    const onRequest = ({ url, body }) => void (url.endsWith('/variables/search') && sorted.push(JSON.parse(body).sortBy));
    let summary;
    const walker = robin({ onRequest });
    for await (const { rows } of walker.pages('variables', query, { onSummary: (told) => (summary = told) })) {
      keys.push(...rows.map(({ key }) => key));
      if (keys.length === 4) {
        // The last one moves to the first page, which is read: the others move along, and it would never be seen.
        await client.call('VariableControllerUpdate', { id: made[11].id }, { key: 'walk-', value: 'walk' });
      }
    }
    assert.equal(new Set(keys).size, 12, keys.join());
    assert.equal(keys.at(-1), 'walk-');
    assert.deepEqual([summary.rows, summary.certain], [12, true], summary.words);
    assert.deepEqual([...new Set(sorted)], ['key', 'id']);
  } finally {
    for (const { id } of made) await client.call('VariableControllerDelete', { id });
  }
});

test('pages come by page, and give the summary back', async () => {
  const walk = robin().pages('player', { limit: 90 });
  const seen = [];
  for (;;) {
    const { done, value } = await walk.next();
    if (done) {
      assert.equal(value.rows, 300);
      break;
    }
    seen.push([value.page, value.rows.length, value.total]);
  }
  assert.deepEqual(seen, [[1, 90, 300], [2, 90, 300], [3, 90, 300], [4, 30, 300]]);
});

test('the first page is found out, 0 or 1, by the server, the document or the option', async () => {
  const zero = await startSandbox({ 'first-page': 0 });
  try {
    for (const [where, first] of [[zero.url, 0], [url, 1]]) {
      const { document } = await asDocument(where);
      for (const options of [{}, { document }, { firstPage: first }]) {
        const asked = [];
        const onRequest = ({ url, body }) => void (url.endsWith('/player/search') && asked.push(JSON.parse(body).page));
        const client = new Client({ url: where, auth: ROBIN, onRequest, ...options });
        let rows = 0;
        for await (const { rows: some } of client.pages('player', { limit: 100 })) rows += some.length;
        assert.equal(rows, 300);
        const asks = [first, first + 1, first + 2];
        // Only without any word does it cost one refused question, where page 0 does not exist.
        const guessed = Object.keys(options).length === 0 && first === 1;
        assert.deepEqual(asked, guessed ? [0, ...asks] : asks, `${first} ${Object.keys(options)}`);
      }
    }
  } finally {
    await zero.stop();
  }
});

async function asDocument(where) {
  return { document: await (await fetch(`${where}/openapi.json`)).json() };
}

test('any operation is called by its id, with its parameters in their places', async () => {
  const client = robin();
  const [row] = (await client.search('player', { limit: 1 })).data;
  const one = await client.call('PlayerControllerGetOne', { id: row.id });
  assert.equal(one.data.id, row.id);
  assert.equal((await client.call('PlayerController.getOne', { id: row.id })).data.name, row.name);
  const made = await client.call('VariableControllerCreate', {}, { key: 'npm', value: 'a' });
  const changed = await client.call('VariableControllerUpdate', { id: made.data.id }, { key: 'npm', value: 'b' });
  assert.equal(changed.data.value, 'b');
  await client.call('VariableControllerDelete', { id: made.data.id });
  const gone = await fails(client.call('VariableControllerFindOne', { id: made.data.id }));
  assert.equal(gone.code, 'NotFoundError');
  const misspelt = await fails(client.call('PlayerControllerGetOn', { id: row.id }));
  assert.match(misspelt.message, /PlayerControllerGetOne/);
  // A BigInt goes as its digits.
  const addresses = [];
  const digits = robin({ onRequest: ({ url }) => void addresses.push(url) });
  await fails(digits.call('PlayerControllerGetOne', { id: 76561198000000001n }));
  assert.ok(addresses.at(-1).endsWith('/player/76561198000000001'), addresses.at(-1));
  const parameter = await fails(client.call('PlayerControllerGetOne', { ID: row.id }));
  assert.match(parameter.message, /"id"/);
});

test('the administration takes its token, which goes nowhere else', async () => {
  const sent = [];
  const onRequest = ({ url, headers }) => void sent.push([new URL(url).pathname, 'X-Takaro-Admin-Token' in headers]);
  const admin = new AdminClient({ url, auth: { clientSecret: ADMIN }, onRequest });
  const made = await admin.call('DomainControllerCreate', {}, { name: 'test-domain' });
  assert.equal(made.status, 200);
  const found = await admin.search('domain', new Query().filter('name', 'test-domain'));
  assert.equal(found.meta.total, 1);
  await fails(admin.search('user'));
  assert.deepEqual(sent, [['/openapi.json', false], ['/domain', true], ['/domain/search', true], ['/user/search', false]]);
  assert.throws(() => new AdminClient({ url }), /clientSecret/);
});

test('the domain is set for a client or for one call', async () => {
  const client = robin();
  const { domains } = await client.me();
  const totals = {};
  for (const { id, state } of domains.filter((domain) => domain.state === undefined || domain.state === 'ACTIVE')) {
    totals[id] = (await client.search('player', { limit: 1 }, { domain: id })).meta.total;
    assert.equal(client.setDomain(id), client);
    assert.equal(client.domain, id);
    assert.equal((await client.search('player', { limit: 1 })).meta.total, totals[id], state);
  }
  assert.ok(new Set(Object.values(totals)).size > 1, JSON.stringify(totals));
  client.setDomain();
  assert.equal(client.domain, undefined);
  assert.equal((await client.me()).domain, domains[0].id);
});

test('a call acts on the domain that was set when it was made', async () => {
  const [a, b] = (await robin().me()).domains.map(({ id }) => id);
  const sent = [];
  const onRequest = ({ url, headers }) => void (/variables|me$/.test(url) && sent.push([new URL(url).pathname, headers['X-Takaro-Domain']]));
  // Each waits for the log-in first, and a call for the document too.
  const client = robin({ onRequest });
  const made = [a, b].map((id) => client.setDomain(id).call('VariableControllerSearch', {}, { limit: 1 }));
  made.push(client.setDomain(a).request('GET', '/me'), client.setDomain(b).request('GET', '/me'));
  await Promise.allSettled(made);
  assert.deepEqual(sent.sort(), [['/me', a], ['/me', b], ['/variables/search', a], ['/variables/search', b]].sort());
});

test('a server that cannot say whether a session is alive does not keep it from being renewed', async () => {
  let logins = 0;
  const fetch = async (address) => {
    const { pathname } = new URL(address);
    if (pathname === '/login') return json({ meta: {}, data: { token: `t${(logins += 1)}` } });
    if (pathname === '/me') return json({}, { status: 503 });
    return logins > 1 ? json({ data: [], meta: { total: 0 } }) : json({}, { status: 401 });
  };
  const client = new Client({ url, auth: ROBIN, domain: 'd', retries: 0, fetch });
  await client.login();
  assert.equal((await client.search('player')).status, 200);
  assert.equal(logins, 2);
});

test('errors carry fields out of every shape of details, the trace, and nothing secret', async () => {
  const client = robin();
  const validator = await fails(client.search('user', { filters: { email: ['a'] }, limti: 5 }));
  assert.equal(validator.status, 400);
  assert.ok(validator.fields.some(({ path }) => path === 'limti'), JSON.stringify(validator.fields));
  assert.ok(validator.traceId);
  assert.equal(validator.method, 'POST');
  assert.ok(validator.url.endsWith('/user/search'));
  assert.ok(!JSON.stringify(validator).includes('"target"'));
  const nested = await fails(client.search('player', { filters: { id: ['no-uuid'] } }));
  assert.ok(nested.fields.some(({ path }) => path.startsWith('filters.id')), JSON.stringify(nested.fields));
  const page = await fails(client.search('player', { page: -1 }));
  assert.ok(page.fields.some(({ path }) => path === 'page'), JSON.stringify(page));
  const forbidden = await fails(new Client({ url, auth: SAM }).call('VariableControllerCreate', {}, { key: 'x', value: 'y' }));
  assert.equal(forbidden.status, 403);
  assert.equal(forbidden.code, 'ForbiddenError');
  const html = await fails(client.request('GET', '/no-such-route'));
  assert.equal(html.status, 404);
  assert.ok(!html.message.includes('<'), html.message);
});

test('reads and searches are tried again, as late as the server asks; writes never', async () => {
  const attempts = [];
  const onRequest = ({ url, attempt }) => void (!url.endsWith('/login') && attempts.push(attempt));
  const client = robin({ onRequest });
  await client.login();
  for (const fault of ['429', '502', '503', 'reset', 'truncate']) {
    attempts.length = 0;
    await sandbox.arm({ fault, path: '/player/search' });
    const begun = Date.now();
    assert.equal((await client.search('player', { limit: 1 })).meta.total, 300, fault);
    assert.deepEqual(attempts, [1, 2], fault);
    if (fault === '429') assert.ok(Date.now() - begun >= 1000, `waited ${Date.now() - begun} ms`);
  }
  await sandbox.arm({ fault: '503', path: '/variables', times: 1 });
  await client.call('VariableControllerSearch', {}, { limit: 1 });
  attempts.length = 0;
  const write = await fails(client.call('VariableControllerCreate', {}, { key: 'once', value: 'y' }));
  assert.equal(write.status, 503);
  assert.deepEqual(attempts, [1]);
  await sandbox.arm({ fault: '429', path: '/player/search', retryAfter: 7 });
  const refused = await fails(robin({ retries: 0 }).search('player'));
  assert.equal(refused.status, 429);
  assert.equal(refused.retryAfter, 7);
  await sandbox.arm({ fault: '500', path: '/player/search' });
  assert.equal((await fails(client.search('player'))).code, 'InternalServerError');
});

test('a walk goes on over failures on its way', async () => {
  const client = robin();
  await sandbox.arm({ fault: 'reset', path: '/event/search', after: 2 }, { fault: '503', path: '/event/search', after: 3 });
  let rows = 0;
  for await (const _ of client.rows('event', { limit: 1000 })) rows += 1;
  assert.equal(rows, 5000);
  assert.deepEqual(await sandbox.armed(), []);
});

test('a page that fails takes none of the rows before it along', async () => {
  for (const concurrency of [1, 2, 4, 8]) {
    const fetch = async (_, { body }) => {
      const { page, limit } = JSON.parse(body);
      // The later a page, the sooner it comes; the third one fails.
      await new Promise((resolve) => setTimeout(resolve, 60 - page * 10));
      if (page === 3) return json({ meta: { error: { code: 'ForbiddenError', message: 'no' } }, data: {} }, { status: 403 });
      return json({ data: Array.from({ length: limit }, (_, at) => ({ id: `${page}-${at}` })), meta: { page, limit, total: 60 } });
    };
    const ids = [];
    const walk = async () => {
      for await (const { id } of new Client({ url, auth: { token: 'x' }, firstPage: 1, retries: 0, fetch }).rows('player', { limit: 10 }, { concurrency })) ids.push(id);
    };
    assert.equal((await fails(walk)).code, 'ForbiddenError');
    assert.deepEqual([ids.length, ids[0], ids.at(-1)], [20, '1-0', '2-9'], String(concurrency));
  }
});

test('a server that knows no pages and tells no total is left, and the summary is in doubt', async () => {
  for (const rows of [[{ id: 1 }, { id: 2 }], [{ name: 'a' }, { name: 'b' }]]) {
    let asked = 0;
    const fetch = async () => { asked += 1; return json({ data: rows, meta: {} }); };
    const client = new Client({ url, auth: { token: 'x' }, firstPage: 0, retries: 0, fetch });
    let summary;
    const got = [];
    for await (const row of client.rows('player', { limit: 2 }, { onSummary: (told) => { summary = told; } })) got.push(row);
    assert.deepEqual([got, asked, summary.rows, summary.certain], [rows, 2, 2, false]);
  }
});

test('a total that fell between two pages in the middle is seen', async () => {
  for (const concurrency of [1, 3]) {
    let rows = Array.from({ length: 40 }, (_, at) => ({ id: String(at).padStart(2, '0') }));
    let asked = 0;
    const fetch = async (_, { body }) => {
      const { page, limit } = JSON.parse(body);
      if ((asked += 1) <= 4) {
        // As many come as go, or the page that tells of it comes behind the last one.
        if (concurrency === 1 && page === 1) rows = [...rows, { id: '40' }];
        if (concurrency === 3 && page === 2) await new Promise((resolve) => setTimeout(resolve, 60));
        if (page === 2) rows = rows.filter(({ id }) => id !== '05');
      }
      return json({ data: rows.slice(page * limit, (page + 1) * limit), meta: { page, limit, total: rows.length } });
    };
    const client = new Client({ url, auth: { token: 'x' }, firstPage: 0, retries: 0, fetch });
    const seen = new Set();
    let summary;
    for await (const { id } of client.rows('player', { limit: 10 }, { concurrency, onSummary: (told) => (summary = told) })) seen.add(id);
    assert.ok(seen.has('20'), `${concurrency}: ${summary.words}`);
    assert.equal(summary.certain, false);
    assert.match(summary.words, /total (moved|went from 40 to 39) while reading, read \d times$/);
  }
});

test('what takes too long ends by itself, and what is called off ends at once', async () => {
  const client = robin({ retries: 0 });
  await client.login();
  await sandbox.arm({ fault: 'stall', path: '/player/search' });
  const late = await fails(client.search('player', {}, { timeout: 200 }));
  assert.equal(late.code, 'Timeout');

  const before = new AbortController();
  before.abort();
  assert.equal((await fails(client.search('player', {}, { signal: before.signal }))).code, 'Cancelled');
  assert.equal((await fails(client.rows('player', {}, { signal: before.signal }).next())).code, 'Cancelled');

  for (const fault of ['stall', 'slow']) {
    await sandbox.arm({ fault, path: '/player/search' });
    const begun = Date.now();
    const error = await fails(client.search('player', {}, { signal: AbortSignal.timeout(100) }));
    assert.equal(error.code, 'Cancelled');
    assert.ok(Date.now() - begun < 900, `${Date.now() - begun} ms`);
  }
  // While it waits to try again.
  await sandbox.arm({ fault: '429', path: '/player/search', retryAfter: 40 });
  const begun = Date.now();
  const waiting = await fails(robin().search('player', {}, { signal: AbortSignal.timeout(300) }));
  assert.equal(waiting.code, 'Cancelled');
  assert.ok(Date.now() - begun < 2000);
  // In the middle of a walk.
  const controller = new AbortController();
  let rows = 0;
  const walk = async () => {
    for await (const _ of client.rows('event', { limit: 100 }, { signal: controller.signal, concurrency: 3 })) {
      if ((rows += 1) === 250) controller.abort();
    }
  };
  assert.equal((await fails(walk)).code, 'Cancelled');
  assert.equal(rows, 250);
  // A walk that is left calls off what is under way.
  for await (const _ of client.rows('event', { limit: 100 }, { concurrency: 3 })) break;
  assert.equal((await client.search('player', { limit: 1 })).meta.total, 300);
});

test('a call that is called off takes no other call with it', async () => {
  const client = robin();
  const gone = new AbortController();
  // Both wait for the same log-in, and both for the same document.
  for (const [path, ask] of [['/login', (options) => client.search('user', { limit: 1 }, options)], ['/openapi.json', (options) => client.entity('user', options)]]) {
    await sandbox.arm({ fault: 'slow', path, milliseconds: 500 });
    const controller = new AbortController();
    const first = fails(ask({ signal: controller.signal }));
    const second = ask({ signal: gone.signal });
    controller.abort();
    assert.equal((await first).code, 'Cancelled', path);
    assert.ok(await second, path);
  }
  // Where all are called off nothing goes on, and the next one begins anew.
  const fresh = new Client({ url, retries: 0 });
  await sandbox.arm({ fault: 'stall', path: '/openapi.json' });
  const error = await fails(fresh.entities({ signal: AbortSignal.timeout(100) }));
  assert.equal(error.code, 'Cancelled');
  assert.ok((await fresh.entities()).includes('user'));
});

test('headers go to the API, and not to the server of the document', async () => {
  const other = await startSandbox();
  try {
    const seen = [];
    const onRequest = ({ url, headers }) => void seen.push([new URL(url).origin, headers['X-Secret']]);
    const client = robin({ specUrl: `${other.url}/openapi.json`, headers: { 'X-Secret': 's' }, onRequest });
    await client.entity('user', { headers: { 'X-Secret': 't' } });
    await client.me();
    assert.deepEqual(seen, [[other.url, undefined], [url, 's'], [url, 's']]);
  } finally {
    await other.stop();
  }
});

test('a fetch, headers and hooks of one\'s own are used', async () => {
  const calls = [];
  const replies = [];
  const client = robin({
    fetch: (input, init) => {
      calls.push(init.headers);
      return fetch(input, init);
    },
    headers: { 'X-App': 'bot' },
    onRequest: async (request) => void (request.headers['X-Hook'] = '1'),
    onReply: ({ status, elapsed, bytes, request }) => void replies.push([status, elapsed > 0, bytes.length > 0, request.attempt]),
  });
  await client.search('user', { limit: 1 }, { headers: { 'X-Call': 'one' } });
  assert.equal(calls.length, 2);
  const last = calls[1];
  assert.deepEqual([last['X-App'], last['X-Hook'], last['X-Call']], ['bot', '1', 'one']);
  assert.match(last.Authorization, /^Bearer /);
  assert.ok(!('Authorization' in calls[0]));
  assert.deepEqual(replies, [[200, true, true, 1], [200, true, true, 1]]);
});

test('headers that differ only in capitals are one, and the call has the last word', async () => {
  const seen = [];
  const own = async (address, init) => { seen.push(new Headers(init.headers)); return new Response('{"meta":{},"data":[]}', { headers: { 'content-type': 'application/json' } }); };
  const client = new Client({ url, auth: { token: 'tok' }, domain: 'dom-a', fetch: own, headers: { 'X-APP': '1' } });
  await client.search('user', {}, { headers: { 'x-takaro-domain': 'dom-b', authorization: 'Bearer other', 'x-app': '2' } });
  await client.request('POST', '/x', { body: 'a=1', headers: { 'content-type': 'text/plain' } });
  assert.deepEqual(['x-takaro-domain', 'authorization', 'x-app'].map((name) => seen[0].get(name)), ['dom-b', 'Bearer other', '2']);
  assert.equal(seen[1].get('content-type'), 'text/plain');
});

test('a page in the place of an answer is no success, and neither is an answer without rows', async () => {
  const answering = (body, type) => new Client({ url, fetch: async () => new Response(body, { headers: { 'content-type': type } }) });
  const page = () => answering('<html>Sign in</html>', 'text/html');
  for (const work of [() => page().search('player'), () => page().me(), () => page().rows('player').next()]) {
    assert.equal((await fails(work)).code, 'HttpError');
  }
  assert.equal((await fails(() => page().waitUntilHealthy({ timeout: 50, interval: 10 }))).code, 'NotHealthy');
  assert.equal((await fails(() => answering('{"meta":{},"data":{"a":1}}', 'application/json').rows('player').next())).code, 'NotRows');
});

test('a walk stays in the domain in which it began', async () => {
  const client = robin({ domain: 'harbour-lights-shine' });
  let count = 0;
  let summary;
  const onSummary = (told) => { summary = told; };
  for await (const row of client.rows('player', { limit: 50 }, { onSummary })) if (row && (count += 1) === 1) client.setDomain('quiet-hills-wander');
  assert.equal(count, 300);
  assert.equal(summary.rows, 300);
  assert.equal(client.domain, 'quiet-hills-wander');
});

test('arguments of other types are told by an error, and leave the engine whole', async () => {
  const client = robin();
  const user = await client.entity('user');
  for (const wrong of [5, undefined, true, {}, null]) {
    await assert.rejects(() => client.call(wrong), TakaroError);
    await assert.rejects(() => client.entity(wrong), TakaroError);
    await assert.rejects(() => new Query().code(wrong, { url, entity: user }), TakaroError);
  }
  assert.match(await new Query().filter('name', 'x').explain(user), /^users whose name is/);
  assert.deepEqual(new Query().filter('constructor', 'y').toJSON(), { filters: { constructor: ['y'] } });
  assert.throws(() => new Client({ url: 'http://user:hunter9@host' }), (error) => error instanceof TypeError && !error.message.includes('hunter9'));
});

test('options and arguments that make no sense are refused where they are given', async () => {
  const refused = (words) => (error) => error instanceof TypeError && words.test(error.message);
  const wrong = {
    retries: 'x', timeout: -1, firstPage: 5, fetch: {}, domain: { id: 'x' }, headers: [['a', 'b']], onReply: 'x', specUrl: 5, auth: 'x',
  };
  for (const [name, value] of Object.entries(wrong)) {
    assert.throws(() => new Client({ url, [name]: value }), refused(new RegExp(`wants ${name} as`)), name);
  }
  assert.throws(() => new Client({ url, timeout: NaN }), refused(/timeout/));
  assert.throws(() => new Client(null), refused(/whole address/));
  assert.throws(() => new Client(url), refused(/options as an object/));
  assert.throws(() => new AdminClient(null), refused(/clientSecret/));
  let asked = 0;
  const client = new Client({ url, auth: { token: 'x' }, retries: null, timeout: null, fetch: async () => ((asked += 1), json({ data: [], meta: {} })) });
  for (const entity of [undefined, null, {}, 5, '', '/']) {
    await assert.rejects(async () => client.search(entity), refused(/An entity is wanted/), String(entity));
    await assert.rejects(async () => client.rows(entity).next(), refused(/An entity is wanted/), String(entity));
  }
  const ways = [
    [() => client.search('player', 'x'), /A query is made from an object/],
    [() => client.search('player', new Map()), /nothing that JSON can say/],
    [() => client.search('player', {}, 5), /options as an object/],
    [() => client.search('player', {}, { timeout: 'x' }), /wants timeout/],
    [() => client.search('player', {}, { signal: new AbortController() }), /wants signal/],
    [() => client.rows('player', {}, { concurrency: '2' }).next(), /wants concurrency/],
    [() => client.rows('player', {}, { concurrency: 0 }).next(), /wants concurrency as a number, 1 or more/],
    [() => client.call('PlayerControllerSearch', {}, {}, { domain: 5 }), /wants domain/],
    [() => client.entity('player', { timeout: -1 }), /wants timeout/],
    [() => client.request('/me'), /request\("GET", "\/me"\)/],
    [() => client.request('GET', '/me', { query: 'a=b' }), /wants query/],
    [() => client.waitUntilHealthy({ timeout: 1_000, interval: NaN }), /wants interval/],
    [() => client.setDomain({ id: 'x' }), /wants domain/],
  ];
  for (const [way, words] of ways) await assert.rejects(async () => way(), refused(words), String(way));
  assert.equal(asked, 0);
  // What is not there is no argument at all.
  await client.search('player', null, null);
  await client.setDomain(null).request('GET', '/me', null);
  assert.equal(asked, 2);
});

test('a write without an answer is said to be done perhaps, and a read is not', async () => {
  const lost = { NoAnswer: () => { throw new TypeError('fetch failed'); }, CutOff: () => new Response(new ReadableStream({ pull: (it) => it.error(new Error('gone')) })) };
  for (const [code, fetch] of Object.entries(lost)) {
    const client = new Client({ url, auth: { username: 'a', password: 'b' }, retries: 0, fetch: async (to) => (to.endsWith('/login') ? json({ data: { token: 't' }, meta: {} }) : fetch()) });
    const write = await fails(client.request('POST', '/role', { body: {} }));
    assert.equal(write.code, code);
    assert.match(write.hint, /A write may have reached the server all the same: look before you repeat it\.$/);
    for (const read of [client.search('player'), client.request('GET', '/me')]) {
      const error = await fails(read);
      assert.deepEqual([error.code, error.hint], [code, undefined]);
    }
  }
});

test('a log-in that is refused names its reason', async () => {
  const fetch = async () => json({ data: {}, meta: { error: { code: 'UnauthorizedError', message: 'Not authorized' } } }, { status: 401 });
  const refused = await fails(new Client({ url, auth: { username: 'a', password: 'b' }, fetch }).login());
  assert.deepEqual([refused.status, refused.hint], [401, 'The e-mail or the password at /login is wrong.']);
  const ended = await fails(new Client({ url, auth: { token: 'x' }, fetch }).me());
  assert.match(ended.hint, /not signed in/);
});

test('a header without a value is not sent', async () => {
  let sent;
  const client = new Client({
    url, auth: { token: 'x' }, headers: { 'X-App': 'a', 'X-None': undefined }, fetch: async (_, init) => ((sent = init.headers), json({ data: [], meta: {} })),
    onRequest: ({ headers }) => void (headers['X-Late'] = undefined),
  });
  await client.search('player', {}, { headers: { 'X-App': undefined, 'X-Empty': null, 'X-Call': 'b' } });
  assert.deepEqual(Object.entries(sent).filter(([name]) => name.startsWith('X-')), [['X-App', 'a'], ['X-Call', 'b']]);
});

test('a call\'s time limit holds for its log-in and for the document too', async () => {
  const never = (address, { signal }) => new Promise((_, no) => signal.addEventListener('abort', () => no(signal.reason)));
  const client = new Client({ url, auth: ROBIN, fetch: never, timeout: 20_000, retries: 0 });
  const begin = Date.now();
  assert.equal((await fails(() => client.search('user', {}, { timeout: 100 }))).code, 'Timeout');
  assert.equal((await fails(() => client.entity('user', { timeout: 100 }))).code, 'Timeout');
  client.entity('user').catch(() => {});
  assert.equal((await fails(() => client.rows('user', {}, { timeout: 100 }).next())).code, 'Timeout');
  assert.ok(Date.now() - begin < 5_000);
  // What is longer than any timer is no limit, and not none at all.
  assert.ok((await new Client({ url, auth: ROBIN, timeout: Infinity }).search('user', { limit: 1 })).data.length === 1);
});

test('anything else on the server is reached by request, and nothing on another server', async () => {
  const client = robin();
  const answer = await client.request('get', '/healthz');
  assert.deepEqual(answer.data, { healthy: true });
  await assert.rejects(client.request('GET', 'https://elsewhere.example/me'), /another/);
  const document = await client.request('GET', 'openapi.json');
  assert.equal(document.data.openapi, '3.0.0');
});

const json = (body, init = {}) => new Response(body === undefined ? null : JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init });

test('a fetch, a body or a hook that never settles ends by time and by signal', async () => {
  const never = () => new Promise(() => {});
  const rows = async () => json({ data: [], meta: {} });
  const ways = {
    fetch: { fetch: never },
    body: { fetch: async () => Object.assign(json({}), { arrayBuffer: never }) },
    onRequest: { fetch: rows, onRequest: never },
    onReply: { fetch: rows, onReply: never },
  };
  for (const [name, way] of Object.entries(ways)) {
    const client = (timeout) => new Client({ url, auth: { token: 'x' }, retries: 0, timeout, ...way });
    const begun = Date.now();
    const late = await fails(client(100).search('player'));
    assert.equal(late.code, 'Timeout', name);
    if (name.startsWith('on')) assert.equal(late.message, `The hook ${name} did not end within 100 ms.`);
    assert.equal((await fails(client(0).search('player', {}, { signal: AbortSignal.timeout(100) }))).code, 'Cancelled', name);
    assert.equal((await fails(client(0).rows('player', {}, { signal: AbortSignal.timeout(100) }).next())).code, 'Cancelled', name);
    assert.ok(Date.now() - begun < 2_000, name);
  }
  // One time for all of it, not one for each.
  const slowly = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
  const slow = new Client({ url, auth: { token: 'x' }, retries: 0, timeout: 200, onRequest: () => slowly(120), fetch: async () => slowly(120, await rows()) });
  assert.equal((await fails(slow.search('player'))).code, 'Timeout');
  // What a hook throws stays what it is, and is not tried again.
  let asked = 0;
  const throwing = new Client({ url, auth: { token: 'x' }, fetch: rows, onRequest: () => { asked += 1; throw new RangeError('mine'); } });
  await assert.rejects(throwing.search('player'), RangeError);
  assert.equal(asked, 1);
});

test('a session that ends is begun anew, once, and what was refused is sent again', async () => {
  const sent = [];
  const client = robin({ onRequest: ({ method, url }) => void sent.push(`${method} ${new URL(url).pathname}`) });
  await client.login();
  const end = () => new Client({ url, auth: { token: client.token } }).logout();
  const { token } = client;
  await end();
  sent.length = 0;
  const replies = await Promise.all([client.search('user'), client.search('player'), client.me(), client.request('POST', '/variables', { body: { key: 'anew', value: '1' } })]);
  assert.equal(replies[0].meta.total, 40);
  assert.notEqual(client.token, token);
  assert.equal(sent.filter((one) => one === 'POST /login').length, 1, sent.join());
  assert.equal(sent.filter((one) => one === 'POST /variables').length, 2, sent.join());
  await client.request('DELETE', `/variables/${replies[3].data.id}`);
  // In the middle of a walk too.
  let rows = 0;
  for await (const row of client.rows('player', { limit: 100 })) if (row && (rows += 1) === 50) await end();
  assert.equal(rows, 300);
  // Where the new session is refused as well, that is the answer.
  const answers = [];
  const refusing = robin({ fetch: async (address) => (answers.push(new URL(address).pathname), address.endsWith('/login') ? json({ data: { token: `t${answers.length}` }, meta: {} }) : json({ meta: { error: { code: 'UnauthorizedError' } } }, { status: 401 })) });
  await refusing.login();
  assert.equal((await fails(refusing.me())).status, 401);
  assert.deepEqual(answers, ['/login', '/me', '/login', '/me']);
  // What is refused in a new session is not mended by one more for each call.
  answers.length = 0;
  assert.equal((await fails(refusing.me())).status, 401);
  assert.deepEqual(answers, ['/me']);
  // Neither are several domains that are not theirs: one look whether the session is alive is enough for each, whoever
  // takes turns, and it is kept. One that has ended is begun anew.
  const asked = [];
  let alive = 't1';
  const strange = robin({ fetch: async (address, { headers }) => {
    const { pathname } = new URL(address);
    const domain = headers['X-Takaro-Domain'];
    asked.push(domain ? `${pathname} ${domain}` : pathname);
    if (pathname === '/login') return json({ meta: {}, data: { token: (alive = `t${asked.length}`) }, meta: {} });
    const refused = headers.Authorization !== `Bearer ${alive}` || (domain && domain !== 'own');
    return refused ? json({ meta: { error: { code: 'UnauthorizedError' } } }, { status: 401 }) : json({ data: [], meta: {} });
  } });
  const rounds = async () => {
    asked.length = 0;
    for (const domain of ['a', 'b', 'a', 'b', 'a']) assert.equal((await fails(strange.search('user', {}, { domain }))).status, 401);
    return [...asked];
  };
  assert.deepEqual(await rounds(), ['/login', '/user/search a', '/user/search b', '/me', '/user/search a', '/user/search b', '/user/search a']);
  assert.deepEqual(await rounds(), ['/user/search a', '/user/search b', '/user/search a', '/user/search b', '/user/search a']);
  asked.length = 0;
  alive = undefined;
  await strange.search('user', {}, { domain: 'own' });
  assert.deepEqual(asked, ['/user/search own', '/me', '/login', '/user/search own']);
  // A token of one's own is not what the log-in gave, and a lone token cannot be had anew.
  answers.length = 0;
  assert.equal((await fails(refusing.me({ headers: { authorization: 'Bearer other' } }))).status, 401);
  assert.deepEqual(answers, ['/me']);
  assert.equal((await fails(new Client({ url, auth: { token } }).me())).status, 401);
});

test('a log-out ends the session of a log-in that is under way, and no call brings it back', async () => {
  const tokens = [];
  const client = robin({ onReply: ({ request, bytes }) => void (request.url.endsWith('/login') && tokens.push(JSON.parse(new TextDecoder().decode(bytes)).data.token)) });
  await sandbox.arm({ fault: 'slow', path: '/login', milliseconds: 300 });
  const search = client.search('player').catch((error) => error);
  await client.logout();
  await search;
  assert.equal(client.token, undefined);
  assert.equal(tokens.length, 1);
  assert.equal((await fails(new Client({ url, auth: { token: tokens[0] } }).me())).status, 401);
  // A call that is refused because of the log-out does not log in behind its back; the next one does.
  await client.me();
  let open;
  const gate = new Promise((resolve) => (open = resolve));
  const held = robin({ fetch: async (address, init) => (address.endsWith('/me') && (await gate), fetch(address, init)) });
  await held.login();
  const me = fails(held.me());
  await held.logout();
  open();
  assert.equal((await me).status, 401);
  assert.equal(held.token, undefined);
  assert.equal((await held.search('player', { limit: 1 })).meta.total, 300);
});

test('cookies are sent where no proof was given, and not where one has ended', async (t) => {
  const seen = [];
  const own = async (address, { credentials, headers }) => (seen.push([new URL(address).pathname, credentials, headers.Authorization]), json({ data: [], meta: {} }));
  globalThis.location = { origin: url };
  t.after(() => delete globalThis.location);
  const client = new Client({ auth: { token: 'x' }, fetch: own });
  await client.search('user');
  await client.logout();
  await client.search('user');
  for (const auth of [undefined, {}]) await new Client({ auth, fetch: own }).search('user');
  assert.deepEqual(seen, [
    ['/user/search', 'omit', 'Bearer x'], ['/logout', 'omit', 'Bearer x'], ['/user/search', 'omit', undefined],
    ['/user/search', 'include', undefined], ['/user/search', 'include', undefined],
  ]);
});

test('an environment variable that is not set is no session, and is named', async () => {
  const names = { username: { username: undefined, password: 'b' }, password: { username: 'a', password: '' }, token: { token: undefined } };
  for (const [name, auth] of Object.entries(names)) {
    assert.throws(() => new Client({ url, auth }), (error) => error instanceof TypeError && error.message.includes(`no ${name}:`), name);
  }
  assert.throws(() => new Client({ url, auth: { username: 'a' } }), /no password/);
  const misspelt = (error) => error instanceof TypeError && /username and password, or token/.test(error.message) && !error.message.includes('hunter9');
  assert.throws(() => new Client({ url, auth: { user: 'a', pass: 'hunter9' } }), misspelt);
  for (const auth of [undefined, {}, { token: 'x' }]) await assert.rejects(new Client({ url, auth }).login(), /wants a name and a password/);
  for (const wrong of ['api.takaro.io', 'localhost:3000', '/api', 'ftp://host']) {
    assert.throws(() => new Client({ url: wrong }), (error) => error instanceof TypeError && error.message.includes('http:// or https:// in front'), wrong);
  }
});

test('answers of an odd kind are errors in words', async () => {
  const client = (fetch, more) => new Client({ url, auth: { token: 'x' }, retries: 0, fetch, ...more });
  for (const body of [undefined, null, { data: {} }, { data: null, meta: {} }, 5]) {
    const error = await fails(client(async () => json(body)).search('player'));
    assert.deepEqual([error.code, error.status], ['NotRows', 200], JSON.stringify(body));
    assert.ok(error.url.endsWith('/player/search'));
    assert.equal((await fails(client(async () => json(body)).rows('player').next())).code, 'NotRows', JSON.stringify(body));
  }
  assert.equal((await fails(client(async () => Response.error()).search('player'))).code, 'NoAnswer');
  for (const odd of [undefined, null, {}, 'text', { status: 200, headers: {}, arrayBuffer: async () => new ArrayBuffer(0) }]) {
    const error = await fails(client(async () => odd).search('player'));
    assert.equal(error.code, 'BrokenReply', String(odd));
    assert.match(error.message, /no Response/);
  }
  const leads = (to) => client(async () => new Response(null, { status: 307, headers: { location: to } })).request('POST', '/old', { body: {} }).catch(({ message }) => message);
  assert.match(await leads('/old/?token=x'), /redirects to http:\/\/localhost:\d+\/old\/, which is followed for reads only/);
  assert.match(await leads('https://elsewhere.example/old'), /redirects to https:\/\/elsewhere.example, .* another server/);
  assert.match((await fails(client(async (to) => new Response(null, { status: 302, headers: { location: to } })).request('GET', '/round'))).message, /after 5 others/);
  // A body that cannot be cancelled does not stand in a redirect's way.
  const moved = { type: 'default', status: 302, headers: new Headers({ location: '/healthz' }), body: {}, arrayBuffer: async () => new ArrayBuffer(0) };
  assert.deepEqual((await client(async (address) => (address.endsWith('/healthz') ? json({ healthy: true }) : moved)).request('GET', '/old')).data, { healthy: true });
  let asked = 0;
  const counted = client(async () => ((asked += 1), json([])), { retries: 2 });
  const header = (error) => error instanceof TypeError && /"X-Takaro-Domain"/.test(error.message) && !error.message.includes('☃');
  await assert.rejects(counted.search('player', {}, { domain: 'ü☃' }), header);
  assert.equal(asked, 0);
});

test('what a request is given arrives as it was meant, or is refused in words', async () => {
  const sent = [];
  const client = new Client({ url, auth: { token: 'x' }, fetch: async (address, init) => (sent.push([address.slice(url.length), init]), json({})) });
  const since = new Date(0);
  await client.request('GET', '/x', { query: { since, some: [1, since], none: null, yes: true } });
  await client.request('GET', '/x', { query: new URLSearchParams('a=1&a=2') });
  assert.deepEqual(sent.map(([address]) => address), ['/x?since=1970-01-01T00%3A00%3A00.000Z&some=1&some=1970-01-01T00%3A00%3A00.000Z&yes=true', '/x?a=1&a=2']);
  for (const wrong of [{}, new Map(), new Date(NaN), () => {}, Symbol('x')]) await assert.rejects(client.request('GET', '/x', { query: { since: wrong } }), /"since"/);
  sent.length = 0;
  const stream = new Blob(['streamed']).stream();
  const bodies = [new Uint16Array([1, 2]), new DataView(new ArrayBuffer(2)), stream, new Blob(['b']), new URLSearchParams('a=1'), new FormData()];
  for (const body of bodies) await client.request('PUT', '/x', { body });
  assert.deepEqual(sent.map(([, { body }]) => body), bodies);
  assert.equal(sent[2][1].duplex, 'half');
  for (const wrong of [new Map(), new Set(), (async function* () {})(), Promise.resolve({}), () => {}, Symbol('x')]) {
    await assert.rejects(client.request('PUT', '/x', { body: wrong }), (error) => error instanceof TypeError && /nothing that JSON can say/.test(error.message));
  }
  // JSON that the server would not read is refused, however it is given; other types are nothing that it reads so.
  sent.length = 0;
  const long = JSON.stringify({ value: 'é'.repeat(600_000) });
  for (const body of [JSON.parse(long), long, new TextEncoder().encode(long)]) assert.equal((await fails(client.request('PUT', '/x', { body }))).code, 'TooLarge');
  assert.equal(sent.length, 0);
  await client.request('PUT', '/x', { body: long, headers: { 'content-type': 'text/plain' } });
  await client.request('PUT', '/x', { body: long.slice(0, 500_000) });
  assert.equal(sent.length, 2);
  // The real fetch takes the stream.
  const answer = await robin().request('POST', '/variables', { body: new Blob(['{"key":"streamed","value":"1"}']).stream() });
  assert.equal(answer.data.key, 'streamed');
  await robin().request('DELETE', `/variables/${answer.data.id}`);
  const shouting = new AdminClient({ url: url.replace('localhost', 'LOCALHOST'), auth: { clientSecret: ADMIN } });
  assert.equal(shouting.url, url);
  assert.ok((await shouting.request('POST', '/domain/search', { body: {} })).meta.total > 0);
});

test('an error is whole as JSON, holds no secret, and is known in both copies of the package', async () => {
  const error = await fails(new Client({ url, auth: { token: 'open-sesame' } }).me());
  const told = JSON.parse(JSON.stringify(error));
  assert.deepEqual([told.name, told.message, told.code, told.status], ['TakaroError', error.message, error.code, 401]);
  assert.ok(!JSON.stringify(error).includes('open-sesame'));
  const caused = new TakaroError({ code: 'A', message: 'b' }, { cause: new Error('hidden') });
  assert.deepEqual(JSON.parse(JSON.stringify(caused)), { name: 'TakaroError', message: 'b', code: 'A', status: 0, fields: [] });
  const other = createRequire(import.meta.url)(join(PKG, 'index.cjs'));
  assert.notEqual(other.TakaroError, TakaroError);
  assert.ok(new other.TakaroError() instanceof TakaroError && error instanceof other.TakaroError);
  class Mine extends TakaroError {}
  assert.ok(new Mine() instanceof TakaroError && new Mine() instanceof Mine && !(error instanceof Mine) && !(new Error() instanceof TakaroError));
});

test('a loop that deletes what it is given gets every row', async () => {
  const client = robin();
  const fill = async (count) => {
    for (let at = 0; at < count; at += 1) await client.call('VariableControllerCreate', {}, { key: `gone-${String(at).padStart(2, '0')}`, value: 'x' });
  };
  for (const [sort, concurrency] of [[undefined, 1], ['key', 1], [undefined, 3]]) {
    await fill(60);
    const query = { search: { key: ['gone-'] }, limit: 10, ...(sort && { sortBy: sort, sortDirection: 'desc' }) };
    let summary;
    const seen = new Set();
    for await (const { id } of client.rows('variables', query, { concurrency, onSummary: (told) => (summary = told) })) {
      seen.add(id);
      await client.call('VariableControllerDelete', { id });
    }
    assert.deepEqual([seen.size, summary.rows], [60, 60], summary.words);
    assert.equal((await client.search('variables', query)).meta.total, 0);
    // With pages fetched ahead all may have come before the first was gone.
    if (concurrency === 1) {
      assert.equal(summary.certain, false);
      assert.match(summary.words, /total went from 60 to \d+ while reading, read \d times$/);
    }
  }
  // What goes for a moment only costs one more reading, which finds nothing.
  await fill(30);
  const ids = [];
  let asked = 0;
  const walker = robin({ onRequest: ({ url }) => void (asked += url.endsWith('/variables/search')) });
  for await (const { id } of walker.rows('variables', { search: { key: ['gone-'] }, limit: 10, sortBy: 'id' })) {
    ids.push(id);
    if (ids.length === 5) await client.call('VariableControllerDelete', { id: ids[0] });
  }
  assert.equal(new Set(ids).size, 30);
  assert.ok(asked <= 7, `${asked} pages`);
  for (const id of ids.slice(1)) await client.call('VariableControllerDelete', { id });
});

test('it waits until the server is healthy, and says when it gave up', async () => {
  await robin().waitUntilHealthy();
  await sandbox.arm({ fault: '503', path: '/healthz', times: 2 });
  await robin().waitUntilHealthy({ interval: 50 });
  const error = await fails(new Client({ url: 'http://127.0.0.1:9' }).waitUntilHealthy({ timeout: 300, interval: 100 }));
  assert.equal(error.code, 'NotHealthy');
  // 0 is no limit, and each attempt has its usual time.
  await sandbox.arm({ fault: '503', path: '/healthz', times: 2 }, { fault: 'stall', path: '/healthz' });
  await robin({ timeout: 300 }).waitUntilHealthy({ timeout: 0, interval: 20 });
});

test('entities are read from the document, and speak with the engine', async () => {
  const client = robin();
  assert.ok((await client.entities()).includes('gameserver/player'));
  const user = await client.entity('user');
  assert.equal(user.path, '/user/search');
  assert.equal(user.firstPage, 1);
  const revived = new Entity(JSON.parse(JSON.stringify(user)));
  const query = new Query().filter('email', 'john@example.com').limit(5);
  const words = await query.explain(revived);
  assert.deepEqual((await Query.fromEnglish(words, user)).toJSON(), query.toJSON());
  const [advice] = await new Query({ filters: { isDashboardUser: [false] } }).check(user);
  assert.equal(advice.code, 'falsy-filter-value');
  assert.deepEqual(advice.fix.query.toJSON(), { filters: { isDashboardUser: false } });
  for (const language of ['curl', 'fetch', 'takaro-explorer', '@takaro/apiclient', 'python', 'rust']) {
    const code = await query.code(language, { url, entity: user });
    assert.ok(code.includes('john@example.com'), language);
  }
  const rows = [{ id: '1', email: 'john@example.com' }, { id: '2', email: 'ann@example.com' }];
  const found = await query.evaluate(rows, user);
  assert.equal(found.rows[0], rows[0]);
  assert.equal(found.total, 1);
  const unclear = await fails(Query.fromEnglish('users whose shoe size', user));
  assert.equal(unclear.code, 'NotUnderstood');
  assert.ok(unclear.at > 0 && unclear.expected.length > 0);
  const near = await fails(client.entity('usre'));
  assert.match(near.message, /"user"/);
  assert.ok((await user.suggestions('users whose ')).length > 0);
});

test('code names the API as a client would, and wants its address', async () => {
  const user = await robin().entity('user');
  assert.match(await new Query().code('curl', { url: 'https://X.test:443/api/?a=1#b', entity: user }), /https:\/\/x\.test\/api\/user\/search/);
  for (const wrong of [undefined, 'x.test', '/api']) await assert.rejects(new Query().code('curl', { url: wrong, entity: user }), TypeError);
  await assert.rejects(new Query().code('curl', { url: 'https://a:hunter9@x.test', entity: user }), (error) => error instanceof TypeError && !error.message.includes('hunter9'));
});

test('what is evaluated here is what the server answers', async () => {
  const client = robin();
  const player = await client.entity('player');
  const all = [];
  for await (const row of client.rows('player')) all.push(row);
  const queries = [
    new Query().search('name', 'an').sortBy('name', 'desc').limit(10),
    new Query().filter('steamId', null).limit(20),
    new Query().greaterThan('createdAt', '2026-01-01').sortBy('id').page(2).limit(30),
    new Query().filter('name', all[3].name, all[7].name),
  ];
  for (const query of queries) {
    const there = await client.search('player', query);
    const here = await query.evaluate(all, player);
    assert.equal(here.total, there.meta.total, JSON.stringify(query));
    assert.deepEqual(here.rows.map(({ id }) => id), there.data.map(({ id }) => id), JSON.stringify(query));
  }
});

test('half a sign in an answer costs no row and no error its fields', async () => {
  const raw = (text, status = 200) => async () => new Response(text, { status, headers: { 'content-type': 'application/json' } });
  const client = (fetch) => new Client({ url, auth: { token: 'x' }, retries: 0, fetch });
  const ids = [];
  const rows = '{"meta":{"page":0,"total":3},"data":[{"id":"a\\ud83d"},{"id":"a\\ud83e"},{"id":"b \\ud83d\\ude00"}]}';
  for await (const { id } of client(raw(rows)).rows('x')) ids.push(id);
  assert.deepEqual(ids, ['a\ud83d', 'a\ud83e', 'b 😀']);
  const refusal = '{"meta":{"error":{"code":"ValidationError","message":"half \\ud83d whole \\uD83D\\uDE00","details":[{"property":"a","value":"x\\ud83d","constraints":{"r":"m"}}]}}}';
  const error = await fails(client(raw(refusal, 400)).me());
  assert.deepEqual([error.code, error.message], ['ValidationError', 'half \ufffd whole 😀']);
  assert.deepEqual(error.fields.map(({ path, rule }) => [path, rule]), [['a', 'r']]);
});

test('a refusal of one place ends no session, and hides no end of it', async () => {
  const client = robin();
  await client.login();
  const { token } = client;
  // Who is no administrator is refused there with 401, and is still signed in.
  assert.equal((await fails(client.search('domain'))).status, 401);
  assert.equal(client.token, token);
  await new Client({ url, auth: { token } }).logout();
  assert.equal((await client.search('user')).meta.total, 40);
  const second = client.token;
  assert.notEqual(second, token);
  await client.logout();
  assert.equal((await fails(new Client({ url, auth: { token: second } }).me())).status, 401);
});

test('a session of which nobody could tell whether it ended is ended by the log-out', async () => {
  const ended = [];
  let logins = 0;
  const fetch = async (address, { headers }) => {
    const { pathname } = new URL(address);
    if (pathname === '/login') return json({ meta: {}, data: { token: `t${(logins += 1)}` } });
    if (pathname === '/logout') ended.push(headers.Authorization);
    if (pathname === '/me') return json({}, { status: 503 });
    return json({ meta: {}, data: [] }, { status: pathname === '/logout' || headers.Authorization === 'Bearer t2' ? 200 : 401 });
  };
  const client = new Client({ url, auth: ROBIN, retries: 0, fetch });
  await client.login();
  await client.search('user');
  await client.logout();
  assert.deepEqual(ended, ['Bearer t1', 'Bearer t2']);
});

test('no secret of a body or an address is repeated, nor what a fetch says of either', async () => {
  const echo = async (address, { body }) => json({ meta: { error: { code: 'BadRequestError', message: `No: ${decodeURIComponent(address)} ${body}`, details: [body] } } }, { status: 400 });
  const lost = async (address, { headers, body }) => { throw new TypeError(`no way to ${address}?token=led-there by ${headers.Authorization} with ${body}`); };
  const body = { name: 'Robin', password: 'sekret-pass-1', servers: [{ rconPassword: 'sekret-pass-2', tokens: ['sekret-pass-3'] }] };
  for (const fetch of [echo, lost]) {
    const client = new Client({ url, auth: { token: 'sekret-pass-4' }, retries: 0, fetch });
    for (const sent of [body, new URLSearchParams({ name: 'Robin', password: 'sekret-pass-1' })]) {
      const error = await fails(client.request('POST', '/x', { body: sent, query: { apiToken: 'sekret pass-5' } }));
      assert.doesNotMatch(JSON.stringify(error), /sekret|led-there/);
      assert.match(error.message, /Robin/);
    }
  }
  // A key is no secret where it names a variable.
  const client = new Client({ url, auth: { token: 'x' }, retries: 0, fetch: echo });
  assert.match((await fails(client.request('POST', '/variables', { body: { key: 'welcome-words' } }))).message, /welcome-words/);
});

test('a call and a request send nothing of which JSON loses a part', async () => {
  const client = robin();
  for (const lost of [NaN, undefined, new Map([[1, 2]]), Promise.resolve(1), 10n]) {
    await assert.rejects(client.call('UserControllerSearch', {}, { filters: { name: lost } }), TypeError);
    await assert.rejects(client.request('POST', '/user/search', { body: { filters: { name: lost } } }), TypeError);
    if (lost !== undefined) await assert.rejects(client.request('POST', '/variables', { body: { key: 'a', value: { deep: [lost] } } }), TypeError);
  }
  const query = new Query().limit(2);
  assert.equal((await client.request('POST', '/user/search', { body: { ...query } })).meta.limit, 2);
  // Members that are not there stay away, as everywhere.
  const made = await client.request('POST', '/variables', { body: { key: 'whole', value: '1', playerId: undefined } });
  await client.request('DELETE', `/variables/${made.data.id}`);
  for (const option of ['headers', 'query']) {
    await assert.rejects(client.request('GET', '/me', { [option]: new Map([['a', '1']]) }), (error) => error instanceof TypeError && error.message.includes(option));
  }
  await assert.rejects(client.request('GET', '/me', { query: { a: [[1, 2]] } }), /"a"/);
  assert.throws(() => new Query().filter('', 'x'), TypeError);
});

test('several walks that are begun one after another stay each in its domain', async () => {
  const asked = [];
  const client = new Client({ url, auth: { token: 'x' }, fetch: async (_, { headers }) => (asked.push(headers['X-Takaro-Domain']), json({ meta: { page: 0, total: 1 }, data: [{ id: '1' }] })) });
  const query = { limit: 5 };
  const walks = ['a', 'b'].map((domain) => client.setDomain(domain).rows('player', query));
  query.limit = 0;
  for (const walk of walks) for await (const row of walk) assert.ok(row);
  assert.deepEqual(asked, ['a', 'b']);
});

test('what cannot be read says so with its status, and what is no JSON is no error', async () => {
  const client = (body, type) => new Client({ url, auth: { token: 'x' }, retries: 0, fetch: async () => new Response(body, { headers: { 'content-type': type, 'x-trace-id': 't1' } }) });
  assert.equal((await client('  \n', 'application/json').request('GET', '/x')).data, null);
  for (const type of ['application/x-ndjson', 'application/jsonl', 'application/json-seq']) {
    assert.equal((await client('{"a":1}\n{"a":2}\n', type).request('GET', '/x')).data, '{"a":1}\n{"a":2}\n', type);
  }
  for (const type of ['application/json; charset=utf-8', 'application/problem+json', 'text/json']) {
    assert.deepEqual((await client('{"a":1}', type).request('GET', '/x')).data, { a: 1 }, type);
  }
  const broken = await fails(client('{"a":1}\n{"a":2}', 'application/json').request('GET', '/x'));
  assert.deepEqual([broken.code, broken.status, broken.traceId], ['BrokenReply', 200, 't1']);
  // Headers that can only be asked for by name are enough.
  const headers = { get: (name) => ({ 'content-type': 'application/json', 'x-trace-id': 't2' })[name] ?? null };
  const bytes = new TextEncoder().encode('{"meta":{"error":{"code":"ValidationError","details":[{"property":"a","constraints":{"r":"m"}}]}}}');
  const spare = new Client({ url, auth: { token: 'x' }, retries: 0, fetch: async () => ({ status: 400, headers, arrayBuffer: async () => bytes }) });
  const error = await fails(spare.me());
  assert.deepEqual([error.code, error.traceId, error.fields.length], ['ValidationError', 't2', 1]);
});

test('a hook may throw anything, and that is what the call throws', async () => {
  for (const thrown of [null, undefined, 0, 'no']) {
    const client = robin({ onRequest() { throw thrown; } });
    const works = [() => client.search('user'), () => client.rows('user').next(), () => client.waitUntilHealthy({ timeout: 500 })];
    for (const work of works) assert.equal(await work().then(() => 'nothing', (error) => ({ error })).then((it) => it.error), thrown, String(work));
  }
});

test('a server that says it is not well is waited for', async () => {
  let asked = 0;
  const client = new Client({ url, fetch: async () => json({ healthy: (asked += 1) > 2 }) });
  await client.waitUntilHealthy({ interval: 10 });
  assert.equal(asked, 3);
  const sick = new Client({ url, fetch: async () => json({ healthy: false }) });
  assert.equal((await fails(sick.waitUntilHealthy({ timeout: 50, interval: 20 }))).code, 'NotHealthy');
});
