/** Under this name an entity carries the way to the engine, so that a query needs none of its own. */
export const ENGINE = Symbol.for('takaro-explorer.engine');

/** Entities of the administration, which want its token. */
const ADMIN = /^\/(domain|token)(\/|$)/;

/** A query: immutable, its body plain data. See index.d.ts. */
export class Query {
  constructor(body = {}) {
    // An own property that everybody sees: so queries compare, print and clone as what they are.
    Object.defineProperty(this, 'body', { value: frozen(bodyOf(copied(body))), enumerable: true });
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
    return copied(this.body);
  }

  filter(field, ...values) {
    // `["null"]` is how the server is asked for empty.
    const all = values.flat().map((value) => (value === null ? 'null' : written(value, 'filter', field)));
    return list(this, 'filters', field, all);
  }

  search(field, ...texts) {
    return list(this, 'search', field, texts.flat().map((text) => written(text, 'search', field)));
  }

  greaterThan(field, value) {
    return step(this, { greaterThan: { ...this.body.greaterThan, [field]: written(value, 'greaterThan', field) } });
  }

  lessThan(field, value) {
    return step(this, { lessThan: { ...this.body.lessThan, [field]: written(value, 'lessThan', field) } });
  }

  between(field, from, to) {
    return this.greaterThan(field, from).lessThan(field, to);
  }

  extend(...names) {
    const more = names.flat().map((name) => written(name, 'extend'));
    return step(this, { extend: [...new Set([...(this.body.extend ?? []), ...more])] });
  }

  page(page) {
    return step(this, { page });
  }

  limit(limit) {
    return step(this, { limit });
  }

  sortBy(column, direction) {
    return step(this, { sortBy: column, sortDirection: direction });
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
    return ask(() => code(JSON.stringify(this), String(language), JSON.stringify(entity), JSON.stringify({ url, domain, admin })), String);
  }

  async evaluate(rows, entity, { firstPage = entity?.firstPage ?? 0 } = {}) {
    const { ask, evaluate } = await engineOf(entity);
    const all = Array.from(rows);
    const found = ask(() => evaluate(JSON.stringify(this), JSON.stringify(entity), JSON.stringify(all), firstPage));
    return { ...found, rows: found.rows.map((at) => all[at]) };
  }
}

/**
 * The body of a search: of what a spread or a clone left of a query, the body that is in it. With more beside that, it
 * would be lost.
 */
export function bodyOf(query) {
  const body = typeof query?.toJSON === 'function' ? undefined : query?.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return query;
  const more = Object.keys(query).filter((name) => name !== 'body');
  if (more.length === 0) return body;
  throw new TypeError(
    `A query's body stands in its body, and ${more.join(', ')} beside it: use its methods, such as query.limit(5), or { ...query.body, limit: 5 }.`,
  );
}

/** A copy that nobody else holds, made through JSON: with dates as the server reads them. */
function copied(body) {
  const copy = JSON.parse(JSON.stringify(body) ?? null);
  if (copy !== null && typeof copy === 'object' && !Array.isArray(copy)) return copy;
  throw new TypeError('A query is made from an object such as { filters: { email: ["a@example.com"] } }.');
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

/** A value that JSON can hold: of others it makes null, or nothing, and the query would ask for something else. */
function written(value, method, field) {
  if (value === null || (JSON.stringify(value) ?? 'null') !== 'null') return value;
  const where = field === undefined ? '' : `${JSON.stringify(field)}, `;
  throw new TypeError(`${method}(${where}${String(value)}): this value cannot be sent. Leave the call out where there is none.`);
}

async function engineOf(entity) {
  const load = entity?.[ENGINE];
  if (typeof load !== 'function') {
    throw new TypeError('An entity is wanted here, as `await client.entity("user")` or `new Entity(data)` gives it.');
  }
  return load();
}
