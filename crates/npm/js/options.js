const isText = (it) => typeof it === 'string';
const isFunction = (it) => typeof it === 'function';
const isObject = (it) => typeof it === 'object' && !Array.isArray(it);
/** A Map has no names of its own: all that it holds would be lost without a word. */
const isNamed = (it, Kind) => isObject(it) && (it instanceof Kind || !isFunction(it[Symbol.iterator]));
const isAmount = (it) => typeof it === 'number' && it >= 0;

/** What options there are with a kind of their own, in words. */
const KINDS = {
  domain: [isText, 'a text'],
  specUrl: [isText, 'a text'],
  auth: [isObject, 'an object'],
  headers: [(it) => isNamed(it, Headers), 'an object of names and values'],
  query: [(it) => isNamed(it, URLSearchParams), 'an object of names and values'],
  signal: [(it) => isFunction(it?.addEventListener), 'an AbortSignal'],
  timeout: [isAmount, 'a number of milliseconds, 0 or more'],
  interval: [isAmount, 'a number of milliseconds, 0 or more'],
  retries: [isAmount, 'a number, 0 or more'],
  concurrency: [(it) => isAmount(it) && it >= 1, 'a number, 1 or more'],
  firstPage: [(it) => it === 0 || it === 1, '0 or 1'],
  fetch: [isFunction, 'a function'],
  onRequest: [isFunction, 'a function'],
  onReply: [isFunction, 'a function'],
  onSummary: [isFunction, 'a function'],
};

/** The options, looked at: what is null or undefined is not there. `where` they were given, in words. */
export function checked(options, where) {
  const given = options ?? {};
  if (!isObject(given)) throw new TypeError(`${where} wants its options as an object.`);
  for (const [name, [fits, words]] of Object.entries(KINDS)) {
    const { [name]: value } = given;
    // The value itself may be a secret.
    if (value !== undefined && value !== null && !fits(value)) throw new TypeError(`${where} wants ${name} as ${words}.`);
  }
  return given;
}

/** The address of an API as requests have it, in lower case, without a port that goes without saying and without an end. */
export function baseOf(given, where) {
  let base;
  try {
    base = new URL(given);
  } catch {
    // What was given may hold a log-in, so that it is not repeated.
  }
  if (!/^https?:$/.test(base?.protocol)) {
    throw new TypeError(`${where} wants the whole address of the API, with http:// or https:// in front, such as "https://api.takaro.io".`);
  }
  if (base.username || base.password) {
    // It would stand in every error.
    throw new TypeError(`${where} wants an address without a log-in in it: give that as auth: { username, password }.`);
  }
  return base.href.replace(/[?#].*$/, '').replace(/\/+$/, '');
}
