import { baseOf } from './options.js';

/** Under this name an entity carries the way to the engine, so that a query needs none of its own. */
export const ENGINE = Symbol.for('takaro-explorer.engine');

/** Routes of the administration, which want its token; everywhere else that would be of no use. */
export const ADMIN = /^\/(domain|token)(\/|$|\?)/;

/** A query: immutable, its body plain data. See index.d.ts. */
export class Query {
  constructor(body) {
    // An own property that everybody sees: so queries compare, print and clone as what they are.
    Object.defineProperty(this, 'body', { value: frozen(bodyOf(body)), enumerable: true });
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
    return step(this, { greaterThan: { ...this.body.greaterThan, [named(field, 'greaterThan')]: written(value, 'greaterThan', field) } });
  }

  lessThan(field, value) {
    return step(this, { lessThan: { ...this.body.lessThan, [named(field, 'lessThan')]: written(value, 'lessThan', field) } });
  }

  between(field, from, to) {
    return this.greaterThan(field, from).lessThan(field, to);
  }

  extend(...names) {
    const more = names.flat().map((name) => named(name, 'extend'));
    return step(this, { extend: [...new Set([...(this.body.extend ?? []), ...more])] });
  }

  page(page) {
    return step(this, { page: counted(page, 'page') });
  }

  limit(limit) {
    return step(this, { limit: counted(limit, 'limit') });
  }

  sortBy(column, direction) {
    return step(this, { sortBy: column && named(column, 'sortBy'), sortDirection: direction });
  }

  async explain(entity) {
    const { ask, explain } = await engineOf(entity);
    return ask(() => explain(JSON.stringify(this), JSON.stringify(entity)), String);
  }

  async check(entity, { firstPage = entity?.firstPage ?? 0, pages = 1 } = {}) {
    const { ask, check } = await engineOf(entity);
    const advice = ask(() => check(JSON.stringify(this), JSON.stringify(entity), firstPage, pages, Date.now()));
    for (const { fix } of advice) if (fix) fix.query = new this.constructor(fix.query);
    return advice;
  }

  async code(language, { entity, url, domain, admin = ADMIN.test(entity?.path) } = {}) {
    const { ask, code } = await engineOf(entity);
    const told = JSON.stringify({ url: baseOf(url, 'code(language, { url })'), domain, admin });
    return ask(() => code(JSON.stringify(this), String(language), JSON.stringify(entity), told), String);
  }

  async evaluate(rows, entity, { firstPage = entity?.firstPage ?? 0 } = {}) {
    const { ask, evaluate } = await engineOf(entity);
    const all = Array.from(rows);
    const found = ask(() => evaluate(JSON.stringify(this), JSON.stringify(entity), JSON.stringify(all), firstPage));
    return { ...found, rows: found.rows.map((at) => all[at]) };
  }
}

/** The body of a search, as a copy that nobody else holds, made through JSON: with dates as the server reads them. */
export function bodyOf(query) {
  const copy = JSON.parse(JSON.stringify(query ?? {}, kept) ?? null);
  if (copy !== null && typeof copy === 'object' && !Array.isArray(copy)) return unwrapped(copy);
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

/** What JSON makes {} of, a Map, a RegExp, or a query that was not awaited, would ask for everything. */
function kept(name, value) {
  const lost = typeof value === 'object' && value !== null && !Array.isArray(value) && (value[Symbol.iterator] ?? value.then ?? value.exec);
  if (typeof lost !== 'function') return value;
  throw new TypeError(`${name ? `"${name}" in a query` : 'A query'} is nothing that JSON can say: give plain data, and await what is promised.`);
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

function step(query, part) {
  return new query.constructor({ ...query.body, ...part });
}

function list(query, part, field, values) {
  const { [part]: fields } = query.body;
  const before = Object.hasOwn(fields ?? {}, field) ? fields[field] : undefined;
  // A lone true or false stands without a list: within one the server drops false.
  const bare = before === undefined && values.length === 1 && typeof values[0] === 'boolean';
  const all = bare ? values[0] : [...(before === undefined ? [] : [before].flat()), ...values];
  return step(query, { [part]: { ...fields, [field]: all } });
}

/** Values of which there is one at least: of none the server makes no condition, and whoever loops would get all rows. */
function some(values, method, field) {
  if (values.length > 0) return values;
  throw new TypeError(`${method}(${JSON.stringify(field)}, []): no value is given, and the server would find all rows. Leave the call out where all are meant.`);
}

/** A value that JSON can hold: of others it makes null, {} or nothing, and the query would ask for something else. */
function written(value, method, field) {
  const plain = typeof value !== 'object' || typeof value?.toJSON === 'function';
  if (value === null || (plain && (JSON.stringify(value) ?? 'null') !== 'null')) return value;
  const where = field === undefined ? '' : `${JSON.stringify(field)}, `;
  throw new TypeError(`${method}(${where}${String(value)}): this value cannot be sent. Leave the call out where there is none.`);
}

/** The name of a field, a column or an extension. */
function named(name, method) {
  if (typeof name === 'string') return name;
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
