'use strict';

/** Every failure of the package. See index.d.ts. */
class TakaroError extends Error {
  constructor(told = {}, options) {
    super(told.message || told.code || 'The request failed.', options);
    this.name = 'TakaroError';
    this.code = told.code ?? 'HttpError';
    this.status = told.status ?? 0;
    this.fields = told.fields ?? [];
    // The rest stands only where it is known, so that a printed error stays short.
    for (const key of ['details', 'traceId', 'retryAfter', 'hint', 'at', 'expected', 'path', 'method', 'url']) {
      if (told[key] !== undefined && told[key] !== null) this[key] = told[key];
    }
  }
}

let loading;

/** Loads the WASM; without it the first call that needs it does. See index.d.ts. */
async function init(source) {
  await load(source);
}

/** The loaded module. */
function engine() {
  return load();
}

function load(source) {
  if (!loading) {
    loading = instantiate(source);
    // A failure is not kept: the next call tries again, perhaps with another source or back on the network.
    loading.catch(() => (loading = undefined));
  }
  return loading;
}

async function instantiate(source) {
  try {
    const [module, { default: locate }] = await Promise.all([import('./takaro_explorer.js'), import('#wasm')]);
    await module.default({ module_or_path: await locate(source) });
    return module;
  } catch (cause) {
    const message =
      `The WebAssembly module of takaro-explorer could not be loaded: ${cause?.message ?? cause}. ` +
      "A bundler may have left the file behind (call init() with its address or bytes), or a Content-Security-Policy without 'wasm-unsafe-eval' forbids it.";
    throw new TakaroError({ code: 'EngineNotLoaded', message }, { cause });
  }
}

/** Asks the engine; what it throws are plain objects. */
function ask(work) {
  try {
    return work();
  } catch (problem) {
    throw problem instanceof Error ? problem : new TakaroError(problem);
  }
}

/** Under this name an entity carries the way to the engine, so that a query needs none of its own. */
const ENGINE = Symbol.for('takaro-explorer.engine');

/** A query: immutable, plain data inside. See index.d.ts. */
class Query {
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
    return ask(() => explain(JSON.stringify(this), JSON.stringify(entity)));
  }

  async check(entity, { firstPage = entity?.firstPage ?? 0, pages = 1 } = {}) {
    const { ask, check } = await engineOf(entity);
    const advice = ask(() => check(JSON.stringify(this), JSON.stringify(entity), firstPage, pages, Date.now()));
    for (const { fix } of advice) if (fix) fix.query = new Query(fix.query);
    return advice;
  }

  async code(language, { entity, url, domain, admin } = {}) {
    const { ask, code } = await engineOf(entity);
    return ask(() => code(JSON.stringify(this), language, JSON.stringify(entity), JSON.stringify({ url, domain, admin })));
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
    const before = this.#body[part]?.[field];
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

/** What may be asked of an entity, as plain data. See index.d.ts. */
class Entity {
  constructor(data) {
    if (typeof data?.name !== 'string' || !Array.isArray(data.fields)) {
      throw new TypeError('An entity is made from what another one gives as JSON: a name and a list of fields.');
    }
    Object.assign(this, JSON.parse(JSON.stringify(data)));
    Object.defineProperty(this, ENGINE, { value: async () => ({ ...(await engine()), ask }) });
  }

  async suggestions(beginning) {
    const { ask, suggestions } = await this[ENGINE]();
    return ask(() => suggestions(String(beginning), JSON.stringify(this)));
  }
}

/** The server's limit; it answers larger bodies in a way that a page on another origin cannot read. */
const MAX_BODY = 1024 * 1024;
const PASSING = new Set([408, 429, 502, 503, 504]);
const MOST_REDIRECTS = 5;

/** Whether this is a page or a worker of one: only there do cookies exist, and only there is `credentials` known. */
const inBrowser = () => typeof globalThis.location?.origin === 'string' && globalThis.location.origin !== 'null';

/** Sends, again where that is safe, and gives the answer taken apart or throws a TakaroError. */
async function exchange(request, how) {
  const { body, type } = bodyOf(request);
  const headers = { ...(type ? { 'Content-Type': type } : {}), ...request.headers };
  for (let attempt = 1; ; attempt += 1) {
    const sent = { method: request.method, url: request.url, headers: { ...headers }, body, attempt };
    await how.onRequest?.(sent);
    let answer;
    let failure;
    try {
      answer = await once(sent, how);
    } catch (error) {
      if (!(error instanceof TakaroError)) throw error;
      failure = error;
    }
    if (answer) await how.onReply?.({ ...answer, request: sent });
    const lost = failure && ['NoAnswer', 'Timeout', 'CutOff'].includes(failure.code);
    if (how.safe && attempt <= how.retries && (lost || PASSING.has(answer?.status))) {
      const delay = await waitFor(attempt, answer, how.retries);
      if (delay !== undefined) {
        await sleep(delay, how.signal);
        continue;
      }
    }
    if (failure) throw failure;
    return read(answer, sent, request.raw);
  }
}

/** Waits, or throws when the signal says so first. */
function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(signal));
    const stop = () => {
      clearTimeout(timer);
      reject(cancelled(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function cancelled(signal) {
  return new TakaroError(
    { code: 'Cancelled', message: 'Cancelled. The server may have received the request all the same.' },
    { cause: signal?.reason },
  );
}

function bodyOf({ method, body, contentType }) {
  if (body === undefined || body === null || method === 'GET' || method === 'HEAD') return {};
  const ready =
    typeof body === 'string' ||
    body instanceof Uint8Array ||
    body instanceof ArrayBuffer ||
    body instanceof URLSearchParams ||
    (typeof FormData !== 'undefined' && body instanceof FormData) ||
    (typeof Blob !== 'undefined' && body instanceof Blob);
  if (ready) {
    // A form and a blob bring their own type along; text and bytes do not.
    const own = !(typeof body === 'string' || body instanceof Uint8Array || body instanceof ArrayBuffer);
    return { body, type: own ? undefined : (contentType ?? 'application/json') };
  }
  const text = JSON.stringify(body);
  const size = text.length * 3 > MAX_BODY ? new TextEncoder().encode(text).length : 0;
  if (size > MAX_BODY) {
    const message = `The body is ${(size / MAX_BODY).toFixed(1)} MB; the server takes 1 MB at most, so it was not sent. Send fewer values at once.`;
    throw new TakaroError({ code: 'TooLarge', message });
  }
  return { body: text, type: 'application/json' };
}

/** One attempt. Redirects are followed only for reads and only on the same origin. */
async function once(sent, how) {
  if (how.signal?.aborted) throw cancelled(how.signal);
  const controller = new AbortController();
  const stop = () => controller.abort(how.signal.reason);
  how.signal?.addEventListener('abort', stop, { once: true });
  let late = false;
  const timer = how.timeout > 0 ? setTimeout(() => controller.abort((late = true)), how.timeout) : undefined;
  const started = now();
  const why = (code, message, cause) => {
    if (how.signal?.aborted) return cancelled(how.signal);
    if (late) return failed(sent, 'Timeout', `No whole answer within ${how.timeout} ms.`, cause);
    return failed(sent, code, message, cause);
  };
  try {
    let url = sent.url;
    for (let redirects = 0; ; redirects += 1) {
      let response;
      try {
        const init = { method: sent.method, headers: sent.headers, body: sent.body, redirect: 'manual', signal: controller.signal };
        if (inBrowser()) init.credentials = how.cookies ? 'include' : 'omit';
        response = await (0, how.fetch)(url, init);
      } catch (cause) {
        const error = why('NoAnswer', `No answer from ${new URL(url).origin}: ${words(cause)}.`, cause);
        if (error.code === 'NoAnswer') await explain(error, sent);
        throw error;
      }
      const location = response.headers.get('location');
      if (response.type === 'opaqueredirect' || (response.status > 300 && response.status < 309 && location)) {
        const to = location ? new URL(location, url) : undefined;
        const home = to?.origin === new URL(url).origin && (sent.method === 'GET' || sent.method === 'HEAD');
        if (!home || redirects >= MOST_REDIRECTS) {
          const message = `${sent.url} redirects${to ? ` to ${to.origin}` : ''}, which is not followed, so that nothing of this request reaches another server. Check the API's address: http instead of https is the usual reason.`;
          throw failed(sent, 'Redirected', message);
        }
        await response.body?.cancel();
        url = to.href;
        continue;
      }
      try {
        const bytes = new Uint8Array(await response.arrayBuffer());
        return { status: response.status, headers: response.headers, bytes, url, elapsed: now() - started };
      } catch (cause) {
        throw why('CutOff', 'The answer broke off before its end. The connection was lost, or the server stopped.', cause);
      }
    }
  } finally {
    clearTimeout(timer);
    how.signal?.removeEventListener('abort', stop);
  }
}

/** The answer taken apart, or the error in it thrown. */
async function read(answer, sent, raw) {
  const { status, headers, bytes, elapsed } = answer;
  const type = (headers.get('content-type') ?? '').toLowerCase();
  const json = type.includes('json');
  const reply = { data: null, meta: {}, status, headers, traceId: headers.get('x-trace-id') ?? undefined, elapsed };
  if (status >= 400) throw await errorOf(answer, sent);
  if (raw) return { ...reply, data: bytes };
  if (bytes.length === 0) return reply;
  if (!json) return { ...reply, data: /^text\/|xml|javascript|urlencoded/.test(type) ? new TextDecoder().decode(bytes) : bytes };
  let body;
  try {
    body = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw await errorOf(answer, sent, cause);
  }
  const meta = body?.meta;
  if (meta?.error) throw await errorOf(answer, sent);
  const enveloped = typeof meta === 'object' && meta !== null && 'data' in body;
  return enveloped ? { ...reply, data: body.data, meta } : { ...reply, data: body };
}

async function errorOf({ status, headers, bytes }, { method, url }, cause) {
  let told;
  try {
    const { readError } = await engine();
    told = readError(status, JSON.stringify([...headers]), bytes);
  } catch {
    // Without the engine the error is still told, only without its fields; its details may hold secrets and stay out.
    told = plainly(status, headers, bytes);
  }
  return new TakaroError({ ...told, method, url }, cause ? { cause } : undefined);
}

function plainly(status, headers, bytes) {
  const traceId = headers.get('x-trace-id') ?? undefined;
  try {
    const { code, message } = JSON.parse(new TextDecoder().decode(bytes)).meta.error;
    return { code, message, status, traceId };
  } catch {
    return { code: 'HttpError', message: `The server answered ${status}.`, status, traceId };
  }
}

function failed({ method, url }, code, message, cause) {
  return new TakaroError({ code, message, method, url }, cause === undefined ? undefined : { cause });
}

/** Adds what may explain that no answer came, where the engine can be asked; in a page it often is CORS. */
async function explain(error, { method, url, body }) {
  if (!inBrowser()) return;
  try {
    const { hints } = await engine();
    const text = typeof body === 'string' ? body : undefined;
    error.hint = hints(JSON.stringify({ method, url, body: text }), globalThis.location.origin, globalThis.navigator?.onLine ?? true);
  } catch {
    // Nothing came back for the engine either: the network is down, which the message says well enough.
  }
}

async function waitFor(attempt, answer, retries) {
  try {
    const { retryDelay } = await engine();
    const header = (name) => answer?.headers.get(name) ?? undefined;
    return retryDelay(
      JSON.stringify({
        attempt,
        safe: true,
        status: answer?.status,
        retryAfter: header('retry-after'),
        rateLimitReset: header('x-ratelimit-reset'),
        retries,
        now: Date.now(),
        jitter: Math.random(),
      }),
    );
  } catch {
    return undefined;
  }
}

function words(cause) {
  // Node says "fetch failed" and keeps the reason underneath.
  const inner = cause?.cause?.message || cause?.cause?.code;
  return inner || cause?.message || String(cause);
}

const now = () => globalThis.performance?.now() ?? Date.now();

/** Rows a page where the query says nothing: the most that the server gives, as fewer pages are fewer chances to move. */
const LIMIT = 1000;
const WAIT = -1;
const DONE = -2;

/** Walks through all pages of a search. `search(body, { signal })` fetches one; gives pages in order, then the summary. */
async function* walk(search, query, { signal, concurrency = 1, onSummary } = {}, firstPage) {
  const { PageWalk } = await engine();
  const { page: _, limit = LIMIT, ...body } = JSON.parse(JSON.stringify(query ?? {}));
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  if (signal?.aborted) throw cancelled(signal);
  signal?.addEventListener('abort', stop, { once: true });

  let first = await firstPage();
  let known = first !== undefined;
  first ??= 0;
  let walker = new PageWalk(first, limit);
  const restart = (page) => {
    walker.free();
    first = page;
    known = true;
    walker = new PageWalk(first, limit);
  };
  const arrived = new Map();
  const underWay = new Map();
  const ask = (page) => {
    const sent = search({ ...body, page, limit }, { signal: controller.signal });
    underWay.set(page, sent.then((reply) => ({ page, reply }), (error) => ({ page, error })));
  };

  try {
    for (;;) {
      let step = WAIT;
      while (underWay.size < Math.max(concurrency, 1) && (step = walker.next()) >= 0) ask(step);
      if (step === DONE) break;
      const { page, reply, error } = await Promise.race(underWay.values());
      underWay.delete(page);
      if (signal?.aborted) throw cancelled(signal);
      if (error && !known && isPageRefused(error)) {
        restart(1);
        continue;
      }
      if (error) throw error;
      const rows = Array.isArray(reply.data) ? reply.data : [];
      let number = page;
      if (!known && Number.isInteger(reply.meta.page) && reply.meta.page !== page) {
        // Asked for page 0 the server gave its first, which it calls otherwise.
        restart(reply.meta.page);
        number = walker.next();
      }
      known = true;
      arrived.set(number - first, rows);
      const next = walker.accept(number, rows.map(keyOf), reply.meta.total);
      yield* released(next, arrived, first, reply.meta.total);
    }
    const summary = walker.summary();
    onSummary?.(summary);
    return summary;
  } finally {
    signal?.removeEventListener('abort', stop);
    controller.abort();
    walker.free();
  }
}

/** The pages of the rows that are next, which come as pairs: the page's number from the first, the row's in it. */
function* released(pairs, arrived, first, total) {
  const pages = new Map();
  for (let at = 0; at < pairs.length; at += 2) {
    const rows = pages.get(pairs[at]) ?? [];
    rows.push(arrived.get(pairs[at])[pairs[at + 1]]);
    pages.set(pairs[at], rows);
  }
  for (const [slot, rows] of pages) {
    // Earlier pages are done with too, even when all their rows had come before.
    for (const old of arrived.keys()) if (old <= slot) arrived.delete(old);
    yield { page: first + slot, rows, total };
  }
}

/** The server adds rows of its own without an id: they are kept, so they have no key. */
function keyOf(row) {
  const id = row?.id;
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : null;
}

function isPageRefused(error) {
  return error.status === 400 && error.fields?.some(({ path }) => path === 'page');
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes of the administration; everywhere else the admin token would be of no use. */
const ADMIN = /^\/(domain|token)(\/|$|\?)/;

/** A client of the API. See index.d.ts. */
class Client {
  #options;
  #base;
  #auth;
  #token;
  #domain;
  #login;
  #document;

  constructor(options = {}) {
    const { url, auth = {}, domain, document } = options;
    const base = url ?? (inBrowser() ? globalThis.location.origin : undefined);
    if (!base || !/^https?:$/.test(new URL(base).protocol)) {
      throw new TypeError('new Client({ url }) wants the address of the API, such as "https://api.takaro.io".');
    }
    this.#options = options;
    this.#base = String(base).replace(/[?#].*$/, '').replace(/\/+$/, '');
    this.#auth = { ...auth };
    this.#token = auth.token;
    this.#domain = domain;
    if (document !== undefined) this.#document = this.#read(document);
    // A document that cannot be read fails the call that asks for it, not the process.
    this.#document?.catch(() => {});
  }

  get url() {
    return this.#base;
  }

  get token() {
    return this.#token;
  }

  get domain() {
    return this.#domain;
  }

  setDomain(id) {
    this.#domain = id ?? undefined;
    return this;
  }

  async login(options = {}) {
    const { username, password } = this.#auth;
    if (username === undefined) return;
    const reply = await this.#send({ method: 'POST', path: '/login', body: { username, password }, open: true }, options);
    const token = reply.data?.token;
    if (typeof token !== 'string') {
      throw new TakaroError({ code: 'NoToken', status: reply.status, message: 'The answer to the log-in holds no token.' });
    }
    this.#token = token;
  }

  async logout(options = {}) {
    try {
      await this.#send({ method: 'POST', path: '/logout' }, options);
    } catch (error) {
      // The server ends the session of a token and answers 500 all the same; 401 says that it had ended before.
      if (error.status !== 500 && error.status !== 401) throw error;
    }
    this.#token = undefined;
  }

  async me(options) {
    return (await this.request('GET', '/me', options)).data;
  }

  async waitUntilHealthy({ timeout = 60_000, interval = 1_000, signal } = {}) {
    const end = Date.now() + timeout;
    for (;;) {
      const left = end - Date.now();
      try {
        await this.#send({ method: 'GET', path: '/healthz', open: true, retries: 0 }, { signal, timeout: Math.max(left, 1) });
        return;
      } catch (error) {
        if (error.code === 'Cancelled') throw error;
        if (end - Date.now() <= interval) {
          throw new TakaroError(
            { code: 'NotHealthy', status: error.status, message: `${this.#base} did not become healthy within ${timeout} ms. ${error.message}` },
            { cause: error },
          );
        }
      }
      await sleep(interval, signal);
    }
  }

  async search(entity, query = {}, options = {}) {
    const { path } = nameOf(entity);
    return this.#send({ method: 'POST', path, body: query, safe: true }, options);
  }

  pages(entity, query = {}, options = {}) {
    const { path } = nameOf(entity);
    const search = (body, inner) => this.#send({ method: 'POST', path, body, safe: true }, { ...options, ...inner });
    return walk(search, query, options, () => this.#firstPage(entity));
  }

  async *rows(entity, query = {}, options = {}) {
    const pages = this.pages(entity, query, options);
    for (;;) {
      const { done, value } = await pages.next();
      if (done) return value;
      let finished = false;
      try {
        yield* value.rows;
        finished = true;
      } finally {
        // Left in the middle: the pages under way are called off.
        if (!finished) await pages.return();
      }
    }
  }

  async call(operationId, parameters = {}, body = undefined, options = {}) {
    const document = await this.#loaded();
    const made = ask(() => document.request(operationId, this.#base, JSON.stringify(parameters ?? {})));
    const headers = Object.fromEntries(made.headers);
    const { method, url, contentType, readOnly, admin } = made;
    return this.#send({ method, url, headers, body, contentType, safe: readOnly, admin }, options);
  }

  async request(method, path, { query, body, ...options } = {}) {
    const url = new URL(/^https?:/i.test(path) ? path : `${this.#base}/${String(path).replace(/^\/+/, '')}`);
    if (url.origin !== new URL(this.#base).origin) {
      throw new TypeError(`${url.origin} is not ${this.#base}: what belongs to one server is not sent to another.`);
    }
    for (const [name, value] of Object.entries(query ?? {})) {
      for (const one of [value].flat()) if (one !== undefined && one !== null) url.searchParams.append(name, one);
    }
    return this.#send({ method: method.toUpperCase(), url: url.href, body }, options);
  }

  async entity(name) {
    const document = await this.#loaded();
    return new Entity(ask(() => document.entity(name)));
  }

  async entities() {
    return (await this.#loaded()).entities();
  }

  #loaded() {
    if (!this.#document) {
      this.#document = this.#fetchDocument();
      this.#document.catch(() => (this.#document = undefined));
    }
    return this.#document;
  }

  async #fetchDocument() {
    const { specUrl = '/openapi.json' } = this.#options;
    const url = /^https?:/i.test(specUrl) ? specUrl : `${this.#base}/${specUrl.replace(/^\/+/, '')}`;
    // The document is public, and may lie on a server that the session is none of the business of.
    const reply = await this.#send({ method: 'GET', url, safe: true, open: true, raw: true }, {});
    return this.#read(reply.data);
  }

  async #read(document) {
    const { Document } = await engine();
    const plain = document instanceof Uint8Array || typeof document === 'string';
    const text = plain ? document : JSON.stringify(document);
    return ask(() => new Document(typeof text === 'string' ? new TextEncoder().encode(text) : text));
  }

  async #firstPage(entity) {
    if (this.#options.firstPage !== undefined) return this.#options.firstPage;
    if (typeof entity?.firstPage === 'number') return entity.firstPage;
    return this.#document ? ((await this.#document).firstPage() ?? undefined) : undefined;
  }

  async #send(spec, options) {
    const url = spec.url ?? this.#base + spec.path;
    const method = spec.method;
    if (!spec.open && !this.#token && this.#auth.username !== undefined) {
      // Calls made at once log in once.
      this.#login ??= this.login({ signal: options.signal }).finally(() => (this.#login = undefined));
      await this.#login;
    }
    const headers = { Accept: 'application/json, */*;q=0.5', ...this.#options.headers, ...spec.headers };
    if (!spec.open && this.#token) headers.Authorization = `Bearer ${this.#token}`;
    const domain = options.domain ?? this.#domain;
    if (!spec.open && domain) headers['X-Takaro-Domain'] = domain;
    const secret = this.#auth.clientSecret;
    const path = url.startsWith(`${this.#base}/`) ? url.slice(this.#base.length) : '';
    if (secret && (spec.admin ?? ADMIN.test(path))) headers['X-Takaro-Admin-Token'] = secret;
    Object.assign(headers, options.headers);
    const { fetch, retries = 2, timeout = 30_000, onRequest, onReply } = this.#options;
    return exchange(
      { method, url, headers, body: spec.body, contentType: spec.contentType, raw: spec.raw },
      {
        fetch: fetch ?? globalThis.fetch,
        retries: spec.retries ?? retries,
        timeout: options.timeout ?? timeout,
        signal: options.signal,
        safe: spec.safe ?? READS.has(method),
        // The cookie of a browser's session goes along only where there is no other proof.
        cookies: !this.#token && !spec.open && !secret,
        onRequest,
        onReply,
      },
    );
  }
}

/** A client of the administration. See index.d.ts. */
class AdminClient extends Client {
  constructor(options = {}) {
    if (!options.auth?.clientSecret) {
      throw new TypeError('new AdminClient({ url, auth: { clientSecret } }) wants the admin token as clientSecret.');
    }
    super(options);
  }
}

function nameOf(entity) {
  if (typeof entity?.path === 'string') return entity;
  const name = String(entity).replace(/^\/+|\/+$/g, '').replace(/\/search$/, '');
  return { path: `/${name.split('/').map(encodeURIComponent).join('/')}/search` };
}

module.exports = { AdminClient, Client, Entity, Query, TakaroError, init };
