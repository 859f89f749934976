/** The same in every copy of the package, so that an error of the module's is one of the CommonJS file's too. */
const BRAND = Symbol.for('takaro-explorer.error');

/** Names under which secrets stand, in addresses and headers. */
export const SECRET = /token|secret|pass|pwd|key|auth|session|cookie|credential|signature|jwt|^s(id|ig)$/i;
/** What stands in the place of a secret. */
export const HIDDEN = '•••';

/** An address without its secrets. */
export function masked(url) {
  const pair = (all, sign, name) => (SECRET.test(plain(name)) ? `${sign}${name}=${HIDDEN}` : all);
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, `$1${HIDDEN}@`).replace(/([?&#])([^?&#=]*)=[^&#]*/g, pair);
}

function plain(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Every failure of the package. See index.d.ts. */
export class TakaroError extends Error {
  static [Symbol.hasInstance](it) {
    return this === TakaroError ? it?.[BRAND] === true : super[Symbol.hasInstance](it);
  }

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
    if (typeof this.url === 'string') this.url = masked(this.url);
  }

  get [BRAND]() {
    return true;
  }

  /** JSON leaves a message out by itself. The cause stays out: it is another's, and may hold anything. */
  toJSON() {
    const { name, message, ...rest } = this;
    return { name, message, ...rest };
  }
}
