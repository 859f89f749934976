import { baseOf, checked } from './options.js';

/** Under this name an entity carries the way to the engine, so that a query needs none of its own. */
export const ENGINE = Symbol.for('takaro-explorer.engine');

/** Routes of the administration, which want its token; everywhere else that would be of no use. */
export const ADMIN = /^\/(domain|token)(\/|$|\?)/;

/** Bodies that are plain and frozen for certain: a query takes them as they are, so that one that grows is not read anew at each step. */
const KNOWN = /* @__PURE__ */ new WeakSet();

/** A query: immutable, its body plain data. See index.d.ts. */
export class Query {
  constructor(body) {
    // An own property that everybody sees: so queries compare, print and clone as what they are.
    Object.defineProperty(this, 'body', { value: KNOWN.has(body) ? body : known(frozen(bodyOf(body))), enumerable: true });
    // Not on the prototype: a class with a computed name stays in bundles that do not use it.
    Object.defineProperty(this, Symbol.for('nodejs.util.inspect.custom'), { value: printed });
  }

  static from(body) {
    return new (made(this))(body);
  }

  static async fromEnglish(text, entity) {
    const { ask, fromEnglish } = await engineOf(entity);
    return new (made(this))(ask(() => fromEnglish(String(text), JSON.stringify(entity), Date.now())));
  }

  toJSON() {
    return JSON.parse(JSON.stringify(this.body));
  }

  filter(field, ...values) {
    // `["null"]` is how the server is asked for empty.
    const all = values.flat().map((value) => (value === null ? 'null' : written(value, 'filter', field)));
    return list(this, 'filters', named(field, 'filter'), some(all, 'filter', field));
  }

  search(field, ...texts) {
    const all = texts.flat().map((text) => written(text, 'search', field));
    return list(this, 'search', named(field, 'search'), some(all, 'search', field));
  }

  greaterThan(field, value) {
    return bound(this, 'greaterThan', field, value);
  }

  lessThan(field, value) {
    return bound(this, 'lessThan', field, value);
  }

  between(field, from, to) {
    return this.greaterThan(field, from).lessThan(field, to);
  }

  extend(...names) {
    const more = names.flat().map((name) => named(name, 'extend'));
    return step(this, { extend: Object.freeze([...new Set([...(this.body.extend ?? []), ...more])]) });
  }

  page(page) {
    return step(this, { page: counted(page, 'page') });
  }

  limit(limit) {
    return step(this, { limit: counted(limit, 'limit') });
  }

  sortBy(column, direction) {
    const sorting = bodyOf({ sortBy: column && named(column, 'sortBy'), sortDirection: direction });
    return step(this, { sortBy: undefined, sortDirection: undefined, ...frozen(sorting) });
  }

  async explain(entity) {
    const { ask, explain } = await engineOf(entity);
    return ask(() => explain(JSON.stringify(this), JSON.stringify(entity)), String);
  }

  async check(entity, options) {
    const { firstPage, pages } = checked(options, 'check(entity, options)');
    const { ask, check } = await engineOf(entity);
    const [query, asked] = [JSON.stringify(this), JSON.stringify(entity)];
    const advice = ask(() => check(query, asked, firstPage ?? entity.firstPage ?? 0, pages ?? 1, Date.now()));
    for (const { fix } of advice) if (fix) fix.query = new this.constructor(fix.query);
    return advice;
  }

  async code(language, options) {
    const { entity, url, domain, admin } = checked(options, 'code(language, options)');
    const { ask, code } = await engineOf(entity);
    const told = JSON.stringify({ url: baseOf(url, 'code(language, { url })'), domain, admin: admin ?? ADMIN.test(entity.path) });
    return ask(() => code(JSON.stringify(this), String(language), JSON.stringify(entity), told), String);
  }

  async evaluate(rows, entity, options) {
    const { firstPage } = checked(options, 'evaluate(rows, entity, options)');
    if (typeof rows?.[Symbol.iterator] !== 'function') {
      throw new TypeError('evaluate(rows, entity) wants rows as a list: await what is promised, and collect what comes one by one.');
    }
    const { ask, evaluate } = await engineOf(entity);
    const all = Array.from(rows);
    const found = ask(() => evaluate(JSON.stringify(this), JSON.stringify(entity), wellFormed(JSON.stringify(all)), firstPage ?? entity.firstPage ?? 0));
    return { ...found, rows: found.rows.map((at) => all[at]) };
  }
}

/** The body of a search, as a copy that nobody else holds, made through JSON: with dates as the server reads them. */
export function bodyOf(query) {
  const copy = JSON.parse(JSON.stringify(unwrapped(query ?? {}), kept()));
  if (copy !== null && typeof copy === 'object' && !Array.isArray(copy)) return copy;
  throw new TypeError('A query is made from an object such as { filters: { email: ["a@example.com"] } }.');
}

/** The body that a spread or a clone left in what it made of a query. With more beside that, it would be lost. */
export function unwrapped(query) {
  const body = typeof query?.toJSON === 'function' ? undefined : query?.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return query;
  const more = Object.keys(query).filter((name) => name !== 'body');
  if (more.length === 0) return body;
  throw new TypeError(
    `A query's body stands in its body, and ${more.join(', ')} beside it: use its methods, such as query.limit(5), or { ...query.body, limit: 5 }.`,
  );
}

/** Refuses what JSON loses, as the server would find all rows then. `absent` tells where `undefined` is a part that is not there: at the top. */
export function kept(what = 'query', absent = (within, top) => within === top) {
  let top;
  return function (name, value) {
    top ??= value;
    if (value === undefined && absent(this, top)) return value;
    if (!isLost(value, this[name]) && !isLost(name)) return value;
    const where = name ? `${JSON.stringify(name)} in a ${what}` : `A ${what}`;
    throw new TypeError(`${where} is nothing that JSON can say: give plain data, a BigInt as a text or a number, await what is promised, and leave out what is not there.`);
  };
}

/**
 * Whether JSON leaves a value out or makes null or {} of it: of a Map, a RegExp, a number without end, or a query that was
 * not awaited. Of half a sign it makes what the server does not read. `given` is what the value was before JSON asked it.
 */
function isLost(value, given) {
  if (value === null) return given !== null;
  if (typeof value === 'string') return value.isWellFormed?.() === false;
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object') return typeof value !== 'boolean';
  const odd = value[Symbol.iterator] ?? value[Symbol.asyncIterator] ?? value.then ?? value.exec;
  return !Array.isArray(value) && typeof odd === 'function';
}

/** What JSON may hold of a sign: a backslash, both halves, or one alone. */
const HALVES = /\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|\\ud[89a-f][0-9a-f]{2}/gi;

/** Texts may hold half a sign, which the engine reads in none: all around it would not be read either, so that it goes. */
export function wellFormed(json, instead = () => '\ufffd') {
  return json.replace(HALVES, (found) => (found.length === 6 ? instead(found) : found));
}

/** What Node prints of a query. */
function printed(_, options, inspect) {
  return `${this.constructor.name} ${inspect(this.body, options)}`;
}

function frozen(value) {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** The class that a static method was called on, or Query where it was called on nothing. */
function made(by) {
  return typeof by === 'function' ? by : Query;
}

/** A body that a query takes as it is from now on. */
function known(body) {
  KNOWN.add(body);
  return body;
}

/** The query with parts, plain and frozen, in the place of its own. What is undefined goes. */
function step(query, parts) {
  const body = { ...query.body, ...parts };
  for (const name of Object.keys(parts)) if (parts[name] === undefined) delete body[name];
  return new query.constructor(known(Object.freeze(body)));
}

function bound(query, part, field, value) {
  const bounds = { ...query.body[part], [named(field, part)]: written(value, part, field) };
  return step(query, { [part]: Object.freeze(bounds) });
}

function list(query, part, field, values) {
  const { [part]: fields } = query.body;
  const before = Object.hasOwn(fields ?? {}, field) ? fields[field] : undefined;
  // A lone true or false stands without a list: within one the server drops false.
  const bare = before === undefined && values.length === 1 && typeof values[0] === 'boolean';
  const all = bare ? values[0] : Object.freeze([].concat(before === undefined ? [] : before, values));
  return step(query, { [part]: Object.freeze({ ...fields, [field]: all }) });
}

/** Values of which there is one at least: of none the server makes no condition, and whoever loops would get all rows. */
function some(values, method, field) {
  if (values.length > 0) return values;
  throw new TypeError(`${method}(${JSON.stringify(field)}, []): no value is given, and the server would find all rows. Leave the call out where all are meant.`);
}

/** What to do instead with a value that JSON cannot hold. */
const INSTEAD = {
  bigint: 'Give it as a text or a number.',
  string: 'It holds half a sign, as of a text that was cut within an emoji: cut it elsewhere.',
};

/** A value as JSON holds it, so that the query keeps no object that another may change. */
function written(value, method, field) {
  const made = typeof value?.toJSON === 'function' ? value.toJSON('') : typeof value === 'object' ? undefined : value;
  if (!isLost(made, value)) return typeof made === 'object' ? frozen(JSON.parse(JSON.stringify(made, kept()))) : made;
  const where = field === undefined ? '' : `${JSON.stringify(field)}, `;
  const instead = INSTEAD[typeof value] ?? 'Leave the call out where there is none.';
  throw new TypeError(`${method}(${where}${String(value)}): this value cannot be sent. ${instead}`);
}

/** The name of a field, a column or an extension. */
function named(name, method) {
  if (name && typeof name === 'string' && !isLost(name)) return name;
  throw new TypeError(`${method}(${String(name)}): a name is wanted, as a text.`);
}

function counted(number, method) {
  if (number === undefined || Number.isFinite(number)) return number;
  throw new TypeError(`${method}(${String(number)}): a number is wanted.`);
}

async function engineOf(entity) {
  const load = entity?.[ENGINE];
  if (typeof load !== 'function') {
    throw new TypeError('An entity is wanted here, as `await client.entity("user")` or `new Entity(data)` gives it.');
  }
  return load();
}
