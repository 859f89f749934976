import { ask, engine } from './engine.js';
import { Entity } from './entity.js';
import { TakaroError } from './error.js';
import { cancelled, ends, exchange, headersOf, inBrowser, inTime, isOwn, isStream, sleep, until } from './exchange.js';
import { baseOf, checked } from './options.js';
import { ADMIN, bodyOf } from './query.js';
import { shared } from './shared.js';
import { walk } from './walk.js';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Milliseconds for an attempt, where nothing is said. */
const USUAL = 30_000;

/** What `auth` may hold. */
const PROOFS = ['username', 'password', 'token', 'clientSecret'];

/** Milliseconds for which a session is taken to be alive that was refused all the same. */
const PATIENCE = 60_000;

/** So many refusals of a session are remembered. */
const MOST_REFUSED = 1000;

/** Where options of a client are wrong. */
const WHERE = 'new Client({ url })';

/** A client of the API. See index.d.ts. */
export class Client {
  #options;
  #base;
  #auth;
  #token;
  /** Whether a browser's session is meant: only where no other proof was given, not where one has ended. */
  #cookies;
  #domain;
  #login;
  /** The tokens of sessions that this client began and that have not ended since. */
  #sessions = new Set();
  /** Log-ins under way. */
  #entering = new Set();
  /** The session that was refused though it was alive, and when that was for what. */
  #refused;
  /** How often a log-out was asked for. */
  #left = 0;
  #document;

  constructor(given) {
    const options = checked(given, WHERE);
    const { url, domain, document } = options;
    const auth = options.auth ?? {};
    const base = baseOf(url ?? (inBrowser() ? globalThis.location.origin : undefined), WHERE);
    for (const key of ['username', 'password', 'token']) {
      // Mostly an environment variable that is not set: without a word the calls would go out as nobody.
      if (key in auth ? !auth[key] || typeof auth[key] !== 'string' : key !== 'token' && ('username' in auth || 'password' in auth)) {
        throw new TypeError(`new Client({ auth }) holds no ${key}: is its environment variable set? Leave auth out where a browser's session is meant.`);
      }
    }
    if (Object.keys(auth).length > 0 && !PROOFS.some((key) => key in auth)) {
      // Misspelt, it would be no proof, and no session of a browser either.
      throw new TypeError('new Client({ auth }) knows username and password, or token, or clientSecret, and auth holds none of them.');
    }
    this.#options = options;
    this.#base = base;
    this.#auth = { ...auth };
    this.#cookies = Object.keys(auth).length === 0;
    this.#token = auth.token;
    this.#domain = domain ?? undefined;
    // Read when it is first asked for: a client that never asks the engine loads none.
    if (document !== undefined && document !== null) {
      // A failure is not kept: the engine may be there the next time.
      const again = () => (this.#document = shared(() => this.#read(document), again));
      again();
    }
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
    this.#domain = checked({ domain: id }, 'setDomain(id)').domain ?? undefined;
    return this;
  }

  async login(given) {
    const options = checked(given, 'login(options)');
    if (this.#auth.username === undefined) {
      throw new TypeError('login() wants a name and a password: new Client({ url, auth: { username, password } }).');
    }
    await this.#entered(options);
  }

  /** The token of a log-in. Calls made at once log in once, and one of them that is called off takes none of the others with it. */
  #entered({ signal, timeout, headers }) {
    // Headers of one's own cannot be added to a log-in under way.
    if (headers && this.#login) return this.#enter({ signal, timeout, headers });
    this.#login ??= shared(
      (signal) => this.#enter({ signal, headers, timeout: this.#longer(timeout) }),
      () => (this.#login = undefined),
      false,
    );
    const sent = { method: 'POST', url: `${this.#base}/login` };
    return inTime(timeout, signal, (signal) => this.#login(signal), sent);
  }

  /** A time for an attempt that is longer than the client's own: a shorter one ends only the waiting of who gave it. */
  #longer(timeout) {
    const usual = this.#options.timeout ?? USUAL;
    const longer = typeof timeout === 'number' && ends(usual) && (!ends(timeout) || timeout > usual);
    return longer ? timeout : undefined;
  }

  async #enter(options) {
    const { username, password } = this.#auth;
    const work = this.#send({ method: 'POST', path: '/login', body: { username, password }, open: true, enters: true }, options);
    this.#entering.add(work);
    try {
      const reply = await work;
      const token = reply.data?.token;
      if (typeof token !== 'string') {
        throw new TakaroError({ code: 'NoToken', status: reply.status, message: 'The answer to the log-in holds no token.' });
      }
      this.#sessions.add(token);
      return (this.#token = token);
    } finally {
      this.#entering.delete(work);
    }
  }

  async logout(given) {
    const options = checked(given, 'logout(options)');
    if (options.signal?.aborted) throw cancelled(options.signal);
    this.#left += 1;
    // A log-in under way begins a session that is to end too.
    await inTime(options.timeout, options.signal, async (signal) => {
      while (this.#entering.size > 0) await until(Promise.allSettled(this.#entering), signal);
    });
    // Where nobody has logged in yet there is nothing to end.
    const tokens = this.#cookies ? [undefined] : [...new Set([...this.#sessions, this.#token])].filter(Boolean);
    const ended = await Promise.allSettled(tokens.map((token) => this.#leave(token, options)));
    for (const { reason } of ended) if (reason) throw reason;
  }

  /** Ends a session; one that could not be ended stays, for the next log-out. */
  async #leave(token, options) {
    const [current, begun] = [this.#token === token, this.#sessions.delete(token)];
    if (current) this.#token = undefined;
    try {
      await this.#send({ method: 'POST', path: '/logout', leaving: true, token }, options);
    } catch (error) {
      // The server ends the session of a token and answers 500 all the same; 401 says that it had ended before.
      if (error?.status === 500 || error?.status === 401) return;
      if (begun) this.#sessions.add(token);
      if (current) this.#token ??= token;
      throw error;
    }
  }

  async me(options) {
    return (await this.#send({ method: 'GET', path: '/me', wants: 'json' }, checked(options, 'me(options)'))).data;
  }

  async waitUntilHealthy(given) {
    const options = checked(given, 'waitUntilHealthy(options)');
    const timeout = options.timeout ?? 60_000;
    const interval = options.interval ?? 1_000;
    const end = ends(timeout) ? Date.now() + timeout : Infinity;
    for (;;) {
      // Without an end each attempt has its usual time.
      const left = ends(timeout) ? Math.max(end - Date.now(), 1) : undefined;
      try {
        const { data, status } = await this.#send({ method: 'GET', path: '/healthz', open: true, retries: 0, wants: 'no page' }, { ...options, timeout: left });
        if (data?.healthy !== false) return;
        throw new TakaroError({ code: 'NotHealthy', status, message: 'It answers that it is not.' });
      } catch (error) {
        // What a hook throws is no news of the server.
        if (!(error instanceof TakaroError) || error.code === 'Cancelled') throw error;
        if (end - Date.now() <= interval) {
          throw new TakaroError(
            { code: 'NotHealthy', status: error.status, message: `${this.#base} did not become healthy within ${timeout} ms. ${error.message}` },
            { cause: error },
          );
        }
      }
      await sleep(interval, options.signal);
    }
  }

  async search(entity, query, options) {
    const path = pathOf(entity);
    return this.#send({ method: 'POST', path, body: bodyOf(query), safe: true, wants: 'rows' }, checked(options, 'search(entity, query, options)'));
  }

  pages(entity, query, given) {
    const options = checked(given, 'pages(entity, query, options)');
    const path = pathOf(entity);
    // A walk stays in the domain in which it began.
    const domain = this.#domainOf(options);
    const spec = { method: 'POST', path, safe: true, wants: 'rows' };
    const search = (body, inner) => this.#send({ ...spec, body }, { ...options, domain, ...inner });
    return walk(search, bodyOf(query), options, () => this.#firstPage(entity, options));
  }

  rows(entity, query, options) {
    // Now, and not at the first step: by then the domain or the query may be another. What is wrong is told there.
    let pages;
    try {
      pages = this.pages(entity, query, options);
    } catch (error) {
      pages = failing(error);
    }
    return rowsOf(pages, options?.signal);
  }

  async call(operationId, parameters, body, settings) {
    const options = checked(settings, 'call(operationId, parameters, body, options)');
    // Headers of a call are the operation's, not the document's.
    const { signal, timeout } = options;
    const domain = this.#domainOf(options);
    const given = JSON.stringify(parameters ?? {}, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    const document = await this.#loaded({ signal, timeout });
    const made = ask(() => document.request(String(operationId), this.#base, given));
    const headers = Object.fromEntries(made.headers);
    const { method, url, contentType, readOnly, admin } = made;
    return this.#send({ method, url, headers, body: sentTo(url, body), contentType, safe: readOnly, admin }, { ...options, domain });
  }

  async request(method, path, given) {
    const { query, body, ...options } = checked(given, 'request(method, path, options)');
    if (typeof method !== 'string' || !/^[a-z]+$/i.test(method) || !(typeof path === 'string' || path instanceof URL)) {
      throw new TypeError('request(method, path) wants both, such as request("GET", "/me").');
    }
    const url = new URL(/^https?:/i.test(path) ? path : `${this.#base}/${String(path).replace(/^\/+/, '')}`);
    if (url.origin !== new URL(this.#base).origin) {
      throw new TypeError(`${url.origin} is not ${this.#base}: what belongs to one server is not sent to another.`);
    }
    for (const [name, value] of query instanceof URLSearchParams ? query : Object.entries(query ?? {})) {
      for (const one of [value].flat()) if (one !== undefined && one !== null) url.searchParams.append(name, textOf(name, one));
    }
    return this.#send({ method: method.toUpperCase(), url: url.href, body: sentTo(url.href, body) }, options);
  }

  async entity(name, options) {
    const document = await this.#loaded(options);
    return new Entity(ask(() => document.entity(String(name))));
  }

  async entities(options) {
    const document = await this.#loaded(options);
    return ask(() => document.entities());
  }

  #loaded(options) {
    const { signal, headers, timeout } = checked(options, 'entity(name, options)');
    this.#document ??= shared(
      (signal) => this.#fetchDocument({ signal, headers }),
      () => (this.#document = undefined),
    );
    return inTime(timeout, signal, (signal) => this.#document(signal));
  }

  async #fetchDocument(options) {
    const specUrl = this.#options.specUrl ?? '/openapi.json';
    const url = /^https?:/i.test(specUrl) ? specUrl : `${this.#base}/${specUrl.replace(/^\/+/, '')}`;
    // The document is public, and may lie on a server that neither the session nor any header is meant for.
    const elsewhere = new URL(url).origin !== new URL(this.#base).origin;
    const { signal, headers } = options;
    const spec = { method: 'GET', url, safe: true, open: true, raw: true, elsewhere };
    const reply = await this.#send(spec, elsewhere ? { signal } : { signal, headers });
    return this.#read(reply.data);
  }

  async #read(document) {
    const { Document } = await engine();
    const plain = document instanceof Uint8Array || typeof document === 'string';
    const text = plain ? document : JSON.stringify(document);
    return ask(() => new Document(typeof text === 'string' ? new TextEncoder().encode(text) : text));
  }

  async #firstPage(entity, { signal, timeout }) {
    if (typeof this.#options.firstPage === 'number') return this.#options.firstPage;
    if (typeof entity?.firstPage === 'number') return entity.firstPage;
    // To a page of another origin a refusal cannot be told from no answer at all: there the document is asked first.
    if (!this.#document && (!inBrowser() || globalThis.location.origin === new URL(this.#base).origin)) return undefined;
    try {
      return (await this.#loaded({ signal, timeout })).firstPage() ?? undefined;
    } catch (error) {
      // What was handed in is the caller's to mend; a document that cannot be had tells nothing.
      if (error?.code === 'Cancelled' || (this.#options.document ?? null) !== null) throw error;
      return undefined;
    }
  }

  /** The domain of a call, '' for none: the one that is set when it is made. */
  #domainOf(options) {
    return options.domain ?? this.#domain ?? '';
  }

  async #send(spec, options, last = false) {
    const url = spec.url ?? this.#base + spec.path;
    const { method, body } = spec;
    // Now, and not when a log-in is over: it may be another by then.
    const domain = this.#domainOf(options);
    const left = this.#left;
    const enters = !spec.open && !spec.leaving && this.#auth.username !== undefined;
    let token = spec.open ? undefined : spec.leaving ? spec.token : this.#token;
    const fresh = enters && !token;
    if (fresh) token = await this.#entered({ signal: options.signal, timeout: options.timeout });
    const own = {};
    if (token) own.Authorization = `Bearer ${token}`;
    if (!spec.open && domain) own['X-Takaro-Domain'] = domain;
    const secret = this.#auth.clientSecret;
    const path = url.startsWith(`${this.#base}/`) ? url.slice(this.#base.length) : '';
    const admin = secret && (spec.admin ?? ADMIN.test(path));
    if (admin) own['X-Takaro-Admin-Token'] = secret;
    const everywhere = spec.elsewhere ? {} : this.#options.headers;
    const headers = headersOf({ Accept: 'application/json, */*;q=0.5' }, everywhere, spec.headers, own, options.headers);
    const { fetch, retries, timeout, onRequest, onReply } = this.#options;
    try {
      return await exchange(
        { method, url, headers, body, contentType: spec.contentType, raw: spec.raw, wants: spec.wants },
        {
          fetch: fetch ?? globalThis.fetch,
          retries: spec.retries ?? retries ?? 2,
          timeout: options.timeout ?? timeout ?? USUAL,
          signal: options.signal,
          safe: spec.safe ?? READS.has(method),
          enters: spec.enters,
          cookies: this.#cookies && !spec.open,
          onRequest,
          onReply,
        },
      );
    } catch (error) {
      if (!(error instanceof TakaroError) || error.status !== 401 || !enters) throw error;
      // The session has ended, and nothing was done: once more in a new one, unless somebody has logged out meanwhile, or
      // the proof that was refused is another.
      if (admin || isStream(body) || headers.Authorization !== own.Authorization) throw error;
      // One that is alive and refused has not ended: the domain is not theirs, say, which no log-in for each call mends.
      // What is refused in one place may be taken in another, where the session may have ended since.
      const what = `${domain} ${method} ${path.replace(/\?.*/, '')}`;
      const times = this.#refused?.token === token ? this.#refused.times : new Map();
      if (Date.now() - times.get(what) < PATIENCE) throw error;
      let alive;
      if (!fresh && !last && this.#token === token) alive = what !== ' GET /me' && (await this.#isAlive(token, options));
      if (fresh || last || alive) {
        if (times.size >= MOST_REFUSED) times.clear();
        this.#refused = { token, times: times.set(what, Date.now()) };
        throw error;
      }
      if (left !== this.#left) throw error;
      if (this.#token === token) this.#token = undefined;
      // One that nobody knows to have ended is ended by the next log-out.
      if (alive === false) this.#sessions.delete(token);
      return this.#send(spec, { ...options, domain }, true);
    }
  }

  /** Whether a session that was refused is answered elsewhere; undefined where nobody can tell. */
  async #isAlive(token, { signal, timeout }) {
    try {
      await this.#send({ method: 'GET', path: '/me', leaving: true, token }, { signal, timeout, domain: '' });
    } catch (error) {
      if (!(error instanceof TakaroError) || error.code === 'Cancelled') throw error;
      if (error.status === 401) return false;
      // Refused for another reason than the session; a server that is busy or silent says nothing of it.
      return error.status >= 400 && error.status < 500 && ![408, 429].includes(error.status) ? true : undefined;
    }
    return true;
  }
}

/** A client of the administration. See index.d.ts. */
export class AdminClient extends Client {
  constructor(options) {
    if (!options?.auth?.clientSecret) {
      throw new TypeError('new AdminClient({ url, auth: { clientSecret } }) wants the admin token as clientSecret.');
    }
    super(options);
  }
}

/** Where an entity is searched, by its name or as an entity that carries it. */
function pathOf(entity) {
  if (typeof entity?.path === 'string') return entity.path;
  const name = typeof entity === 'string' ? entity.replace(/^\/+|\/+$/g, '').replace(/\/search$/, '') : '';
  if (!name) throw new TypeError('An entity is wanted first: its name, such as "player", or what client.entity("player") gives.');
  return `/${name.split('/').map(encodeURIComponent).join('/')}/search`;
}

/** A body as it is sent: that of a search as `search` sends it, for of what JSON loses the server would find all rows. */
function sentTo(url, body) {
  const isData = typeof body === 'object' && body !== null && !isOwn(body);
  return isData && /\/search(\?|$)/.test(url) ? bodyOf(body) : body;
}

/** Pages of which none comes. */
async function* failing(error) {
  throw error;
}

/** The rows of pages, one by one. */
async function* rowsOf(pages, signal) {
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return value;
    let finished = false;
    try {
      for (const row of value.rows) {
        if (signal?.aborted) throw cancelled(signal);
        yield row;
      }
      finished = true;
    } finally {
      // Left in the middle: the pages under way are called off.
      if (!finished) await pages.return();
    }
  }
}

/** A value of an address: dates as the server reads them, and nothing that would be lost. */
function textOf(name, value) {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  const text = typeof value === 'symbol' || value instanceof Date ? '' : String(value);
  if (typeof value === 'function' || Array.isArray(value) || (!text && value !== '') || (typeof value === 'object' && text.startsWith('[object '))) {
    throw new TypeError(`The value of "${name}" in the address is neither text, number nor date: write an object out, name by name.`);
  }
  return text;
}
