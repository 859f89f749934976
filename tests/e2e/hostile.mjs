// Documents and replies that mean harm, made from the known attacks on explorers. The same seed gives the same ones.

/** A generator of numbers (splitmix32) that begins at `seed`. */
export function numbers(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (limit) => next() % limit;
  return { below, pick: (list) => list[below(list.length)], chance: (percent) => below(100) < percent };
}

/** Sets the flag that no walk may find set. */
const HURT = 'window.__hurt=1';
const AWAY = 'https://away.example';

export const PAYLOADS = [
  `<script>${HURT}</script>`, `<img src=x onerror="${HURT}">`, `<svg onload=${HURT}>`, `<svg><script>${HURT}</script></svg>`,
  `"><script>${HURT}</script>`, `' onmouseover='${HURT}`, `" autofocus onfocus="${HURT}`, `</title><script>${HURT}</script>`,
  `</textarea><img src=x onerror=${HURT}>`, `<iframe srcdoc="<script>parent.${HURT}</script>"></iframe>`, `<iframe src="javascript:parent.${HURT}"></iframe>`,
  `<object data="data:text/html,<script>opener.${HURT}</script>"></object>`, `<embed src="javascript:${HURT}">`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${HURT}>`, `<details open ontoggle=${HURT}>`, `<video><source onerror=${HURT}></video>`,
  `<body onload=${HURT}>`, `<link rel=stylesheet href=${AWAY}/x.css>`, `<style>@import url(${AWAY}/x.css);</style>`, `<base href="${AWAY}/">`,
  `<meta http-equiv=refresh content="0;url=${AWAY}/">`, `<form action="${AWAY}"><button autofocus>x</button></form>`, `<img src="${AWAY}/x.png">`,
  `<input type=image src="${AWAY}/x.png">`, `<audio src="${AWAY}/x.ogg" autoplay>`, `<a href="javascript:${HURT}" id=go>x</a>`,
  `[x](javascript:${HURT})`, `[x](JaVaScRiPt:${HURT})`, `[x](java\nscript:${HURT})`, `[x](&#106;avascript:${HURT})`, `[x](data:text/html,<script>${HURT}</script>)`,
  `[x](vbscript:${HURT})`, `![x](${AWAY}/x.png)`, `![x](javascript:${HURT})`, `![x](${AWAY}/x.png"onerror="${HURT})`, `<javascript:${HURT}>`,
  `[x]: javascript:${HURT}\n\n[x]`, `[x](//away.example/x)`, `[x](\\\\away.example\\x)`, `[x](file:///etc/passwd)`, `[x](blob:${AWAY}/1)`,
  `\`\`\`html\n<script>${HURT}</script>\n\`\`\``, `| a |\n|---|\n| <img src=x onerror=${HURT}> |`, `${'>'.repeat(300)} deep`, `${'- '.repeat(200)}deep`,
  `${'['.repeat(500)}x${']'.repeat(500)}`, `${'*'.repeat(999)}x`, `${'_a'.repeat(999)}`, `<${'a'.repeat(9999)}>`, '\u0000\u0001\u001b[31m', '\u202Eevil\u202C', '\uD800', '\uFEFF', '\u2028\u2029',
  '${constructor.constructor("window.__hurt=1")()}', '{{constructor.constructor("window.__hurt=1")()}}', '<%= 1 %>', '__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'then',
  '%', '%00', '%zz', '../../..', '#/op/x', '?url=https://away.example/openapi.json', '\r\nX-Injected: 1', "'; DROP TABLE users; --", '=HYPERLINK("https://away.example")', 'x'.repeat(20000), '字'.repeat(3000), '👩‍👩‍👧‍👦'.repeat(200), ' ', '',
];

/** The text with half characters exchanged, which no address can hold. */
const wellFormed = (text) => Buffer.from(text, 'utf8').toString('utf8');

const NUMBERS = [0, -1, 1e308, -1e308, 1e-320, 9007199254740993, 2 ** 53, 1.5];

/** Anything at all, to stand where something else is wanted. */
export function anything(random, depth = 3) {
  const kind = random.below(depth > 0 ? 9 : 6);
  if (kind < 3) return random.pick(PAYLOADS);
  if (kind === 3) return random.pick(NUMBERS);
  if (kind === 4) return random.pick([null, true, false]);
  if (kind === 5) return random.pick(['string', 'array', 'object', '#/components/schemas/S1', '#/broken', '#', 'https://away.example/x.json#/a']);
  if (kind === 6) return Array.from({ length: random.below(5) }, () => anything(random, depth - 1));
  const made = Object.create(null);
  for (let left = random.below(5); left > 0; left -= 1) made[random.pick([...PAYLOADS, 'type', '$ref', 'properties', 'enum', 'data', 'meta', 'error'])] = anything(random, depth - 1);
  return made;
}

function schema(random, depth = 4) {
  const text = () => random.pick(PAYLOADS);
  const inner = () => schema(random, depth - 1);
  const common = random.chance(60) ? { title: text(), description: text(), default: anything(random, 2), example: anything(random, 2), format: text() } : {};
  if (depth <= 0 || random.chance(15)) return { $ref: random.pick([`#/components/schemas/S${random.below(60)}`, '#/components/schemas/missing', '#/', '', `${AWAY}/s.json`, '#/components/schemas/__proto__', text()]) };
  switch (random.below(9)) {
    case 0: return { ...common, type: 'string', enum: [text(), text(), random.pick(NUMBERS), null], pattern: random.pick(['(', '(a+)+$', '[^\\/#\\?]+?', text()]) };
    case 1: return { ...common, type: 'array', items: inner(), minItems: random.pick(NUMBERS) };
    case 2: return { ...common, type: random.pick(['object', 'objekt', ['object', 'null'], 7]), required: [text()], properties: Object.fromEntries([[text() || 'p', inner()], ['password', inner()], ['plain', inner()]]) };
    case 3: return { ...common, oneOf: [inner(), inner()], discriminator: { propertyName: text(), mapping: { [text()]: text() } } };
    case 4: return { ...common, allOf: [inner(), inner()], anyOf: [inner()] };
    case 5: return { ...common, type: 'number', minimum: random.pick(NUMBERS), maximum: text(), multipleOf: 0 };
    case 6: return { ...common, additionalProperties: inner(), properties: text() };
    case 7: return { ...common, not: inner(), type: 'string', format: random.pick(['date-time', 'password', 'binary', 'uuid']) };
    default: return anything(random, 3);
  }
}

/** A document of `count` operations, `count` / 5 schemas among which are cycles, deep ones and wide ones. */
export function hostileDocument(seed, count) {
  const random = numbers(seed);
  const text = () => random.pick(PAYLOADS);
  const paths = {};
  const ids = [];
  for (let n = 0; n < count; n += 1) {
    const method = random.pick(['get', 'post', 'put', 'delete', 'patch']);
    const id = random.chance(70) ? `Case.number${n}` : `${random.pick(['__proto__', '<b>', 'a/b?c#d', '%2f', ' ', '"\''])}${n}`;
    ids.push({ id, method });
    const path = `/h${n}/${random.chance(30) ? encodeURIComponent(wellFormed(text().slice(0, 40).replace(/[{}]/g, ''))) : 'x'}/{id}${random.chance(25) ? '/search' : ''}`;
    const media = () => ({ schema: schema(random), example: anything(random, 3), examples: { [text()]: { value: anything(random), summary: text() } } });
    const operation = {
      operationId: id, summary: text(), description: `${text()}\n\n${text()}\n\nRequired permissions: \`${text()}\``, tags: [random.pick(PAYLOADS), 'shared'],
      deprecated: anything(random, 0), externalDocs: { url: random.pick([`javascript:${HURT}`, AWAY, text()]), description: text() },
      parameters: [{ name: 'id', in: 'path', required: true, schema: schema(random, 2), description: text() }, { name: text() || 'q', in: random.pick(['query', 'header', 'cookie', 'nowhere']), schema: schema(random, 2) }],
      requestBody: method === 'get' ? undefined : { content: { [random.pick(['application/json', 'application/json', 'text/html', 'multipart/form-data', text() || 'x/y'])]: media() } },
      responses: { [random.pick(['200', 'default', text() || '200'])]: { description: text(), content: { 'application/json': media() } } },
      security: [{ [text() || 's']: [text()] }], servers: [{ url: random.pick([AWAY, `javascript:${HURT}`, '//away.example', text()]) }],
    };
    // Wrong types, anywhere.
    if (random.chance(25)) operation[random.pick(['summary', 'description', 'tags', 'parameters', 'requestBody', 'responses', 'security', 'servers'])] = anything(random);
    paths[path] = { [method]: operation };
  }
  const schemas = {};
  for (let n = 0; n < Math.max(60, count / 5); n += 1) schemas[`S${n}`] = schema(random);
  schemas.Self = { $ref: '#/components/schemas/Self' };
  schemas.Ping = { properties: { pong: { $ref: '#/components/schemas/Pong' } }, required: ['pong'] };
  schemas.Pong = { allOf: [{ $ref: '#/components/schemas/Ping' }], properties: { ping: { type: 'array', minItems: 1, items: { $ref: '#/components/schemas/Ping' } } } };
  schemas.Wide = { type: 'string', enum: Array.from({ length: 20_000 }, (_, n) => `value ${n}`) };
  schemas.Many = { properties: Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`p${n}`, { type: 'string' }])) };
  let deep = { type: 'string' };
  for (let n = 0; n < 50; n += 1) deep = { type: 'object', properties: { a: deep }, required: ['a'] };
  schemas.Deep = deep;
  for (const payload of PAYLOADS.slice(0, 12)) schemas[payload] = schema(random);
  return {
    document: {
      openapi: '3.0.0', info: { title: text(), version: text(), description: PAYLOADS.join('\n\n'), contact: { url: `javascript:${HURT}` }, license: { url: text(), name: text() }, termsOfService: `javascript:${HURT}` },
      servers: [{ url: AWAY }, { url: `javascript:${HURT}`, description: text() }], tags: PAYLOADS.map((name) => ({ name, description: text() })), paths,
      components: { schemas, securitySchemes: { evil: { type: 'oauth2', flows: { implicit: { authorizationUrl: `javascript:${HURT}` } } } } },
    },
    ids,
    schemas: Object.keys(schemas),
  };
}

/** What a hostile server answers: status, headers, body. */
export function hostileReply(seed, n) {
  const random = numbers(seed * 7919 + n);
  const json = (value) => Buffer.from(JSON.stringify(value));
  const type = random.pick(['application/json', 'application/json', 'application/json', 'text/html', 'image/svg+xml', 'text/plain', 'application/xhtml+xml', 'text/event-stream', 'not a type', '']);
  const status = random.pick([200, 200, 200, 200, 201, 204, 400, 401, 403, 404, 418, 429, 500, 502, 599]);
  const row = () => ({ id: random.pick(PAYLOADS), [random.pick(PAYLOADS)]: anything(random, 3), url: `javascript:${HURT}`, name: random.pick(PAYLOADS), when: '2026-13-45T99:99:99Z' });
  const nested = (open, close, depth) => Buffer.from(open.repeat(depth) + close.repeat(depth));
  const makers = [
    () => json({ meta: { page: 0, limit: 10, total: random.pick([...NUMBERS, 'x', null]) }, data: Array.from({ length: random.below(30) }, row) }),
    () => json({ meta: { error: { code: random.pick(PAYLOADS), message: random.pick(PAYLOADS), details: anything(random, 5) } }, data: null }),
    () => json(anything(random, 6)),
    () => Buffer.from(random.pick(PAYLOADS)),
    () => Buffer.from(`<!doctype html><title>${random.pick(PAYLOADS)}</title>${PAYLOADS.join('')}`),
    () => Buffer.from(`{"meta":{},"data":[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]}`),
    () => nested('[', ']', random.pick([100, 127, 128, 129, 5_000, 100_000])),
    () => nested('{"a":', '}', 300),
    () => Buffer.concat([json({ data: [row()] }), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
    () => Buffer.from(Array.from({ length: 500 }, () => random.below(256))),
    () => json({ data: Array.from({ length: 20_000 }, (_, at) => at) }),
    () => json({ data: [Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`c${at}`, at]))] }),
    () => json({ data: [{ text: 'x'.repeat(2_000_000) }] }),
    () => Buffer.from('{"data":[{"a":1}'),
    () => Buffer.alloc(0),
  ];
  return { status, headers: { ...(type && { 'content-type': type }), 'retry-after': random.pick(['99999999999', '-1', 'x', '0']), 'x-trace-id': encodeURIComponent(wellFormed(random.pick(PAYLOADS).slice(0, 200))) }, body: status === 204 ? Buffer.alloc(0) : random.pick(makers)() };
}
