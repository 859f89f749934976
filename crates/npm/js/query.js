/** Under this name an entity carries the way to the engine, so that a query needs none of its own. */
export const ENGINE = Symbol.for('takaro-explorer.engine');

/** Entities of the administration, which want its token. */
const ADMIN = /^\/(domain|token)(\/|$)/;

/** A query: immutable, plain data inside. See index.d.ts. */
export class Query {
  #body;

  constructor(body = {}) {
    // Through JSON: a copy that nobody else holds, with dates as the server reads them.
    const copy = JSON.parse(JSON.stringify(body));
    if (copy === null || typeof copy !== 'object' || Array.isArray(copy)) {
      throw new TypeError('A query is made from an object such as { filters: { email: ["a@example.com"] } }.');
    }
    this.#body = copy;
  }

  static from(body) {
    return new Query(body);
  }

  static async fromEnglish(text, entity) {
    const { ask, fromEnglish } = await engineOf(entity);
    return new Query(ask(() => fromEnglish(String(text), JSON.stringify(entity), Date.now())));
  }

  toJSON() {
    return JSON.parse(JSON.stringify(this.#body));
  }

  filter(field, ...values) {
    // `["null"]` is how the server is asked for empty.
    return this.#list('filters', field, values.flat().map((value) => (value === null ? 'null' : value)));
  }

  search(field, ...texts) {
    return this.#list('search', field, texts.flat());
  }

  greaterThan(field, value) {
    return this.#with({ greaterThan: { ...this.#body.greaterThan, [field]: value } });
  }

  lessThan(field, value) {
    return this.#with({ lessThan: { ...this.#body.lessThan, [field]: value } });
  }

  between(field, from, to) {
    return this.greaterThan(field, from).lessThan(field, to);
  }

  extend(...names) {
    return this.#with({ extend: [...new Set([...(this.#body.extend ?? []), ...names.flat()])] });
  }

  page(page) {
    return this.#with({ page });
  }

  limit(limit) {
    return this.#with({ limit });
  }

  sortBy(column, direction) {
    return this.#with({ sortBy: column, sortDirection: direction });
  }

  async explain(entity) {
    const { ask, explain } = await engineOf(entity);
    return ask(() => explain(JSON.stringify(this), JSON.stringify(entity)), String);
  }

  async check(entity, { firstPage = entity?.firstPage ?? 0, pages = 1 } = {}) {
    const { ask, check } = await engineOf(entity);
    const advice = ask(() => check(JSON.stringify(this), JSON.stringify(entity), firstPage, pages, Date.now()));
    for (const { fix } of advice) if (fix) fix.query = new Query(fix.query);
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

  #with(part) {
    return new Query({ ...this.#body, ...part });
  }

  #list(part, field, values) {
    const before = Object.hasOwn(this.#body[part] ?? {}, field) ? this.#body[part][field] : undefined;
    // A lone true or false stands without a list: within one the server drops false.
    const bare = before === undefined && values.length === 1 && typeof values[0] === 'boolean';
    const all = bare ? values[0] : [...(before === undefined ? [] : [before].flat()), ...values];
    return this.#with({ [part]: { ...this.#body[part], [field]: all } });
  }
}

async function engineOf(entity) {
  const load = entity?.[ENGINE];
  if (typeof load !== 'function') {
    throw new TypeError('An entity is wanted here, as `await client.entity("user")` or `new Entity(data)` gives it.');
  }
  return load();
}
