import { ask, engine } from './engine.js';
import { HIDDEN, SECRET, TakaroError, masked } from './error.js';
import { kept, wellFormed } from './query.js';

/** The server's limit; it answers larger bodies in a way that a page on another origin cannot read. */
const MAX_BODY = 1024 * 1024;
const PASSING = new Set([408, 429, 502, 503, 504]);
/** With these a log-in was turned away before anything was done. */
const TURNED_AWAY = new Set([429, 503]);
const MOST_REDIRECTS = 5;
/** Shorter secrets would be found within words. */
const SHORTEST_SECRET = 6;

/** Whether this is a page or a worker of one: only there do cookies exist, and only there is `credentials` known. */
export const inBrowser = () => typeof globalThis.location?.origin === 'string' && globalThis.location.origin !== 'null';

/** The longest wait that a timer knows; longer ones would end at once. */
const LONGEST_WAIT = 2 ** 31 - 1;
/** A time that sets an end: 0, and what is longer than any timer, set none. */
export const ends = (timeout) => timeout > 0 && timeout <= LONGEST_WAIT;

/** Headers as one object. Of two that differ in capitals the later one counts, as they are the same to a server. */
export function headersOf(...all) {
  const found = new Map();
  for (const headers of all) {
    const pairs = typeof Headers !== 'undefined' && headers instanceof Headers ? headers : Object.entries(headers ?? {});
    // What is not there would be sent as the word for it.
    for (const [name, value] of pairs) if (value !== undefined && value !== null) found.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(found.values());
}

const heard = new WeakMap();

/** Hears that a signal aborts, until the function that it gives is called. A signal has one listener of ours, however many wait. */
export function onAbort(signal, run) {
  if (!signal) return () => {};
  let waiting = heard.get(signal);
  if (!waiting) heard.set(signal, (waiting = { runs: new Set(), tell: () => [...waiting.runs].forEach((one) => one()) }));
  if (waiting.runs.size === 0) signal.addEventListener('abort', waiting.tell);
  // Told apart, should the same function wait twice.
  const mine = () => run();
  waiting.runs.add(mine);
  return () => {
    waiting.runs.delete(mine);
    if (waiting.runs.size === 0) signal.removeEventListener('abort', waiting.tell);
  };
}

/** What `work(signal)` gives, or a Timeout, of what was `sent`, when that takes longer. */
export async function inTime(timeout, signal, work, sent) {
  if (!ends(timeout)) return work(signal);
  const controller = new AbortController();
  const leave = onAbort(signal, () => controller.abort(signal.reason));
  if (signal?.aborted) controller.abort(signal.reason);
  let late = false;
  const timer = setTimeout(() => controller.abort((late = true)), timeout);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (late && error?.code === 'Cancelled') throw new TakaroError({ ...sent, code: 'Timeout', message: `No whole answer within ${timeout} ms.` });
    throw error;
  } finally {
    clearTimeout(timer);
    leave();
  }
}

/** What `work` gives, or the news that the signal came first: what is waited for may never settle. */
export function until(work, signal, ended = () => cancelled(signal)) {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(ended());
    const leave = onAbort(signal, () => {
      leave();
      reject(ended());
    });
    Promise.resolve(work).then(resolve, reject).then(leave);
  });
}

/** Sends, again where that is safe, and gives the answer taken apart or throws a TakaroError. */
export async function exchange(request, how) {
  const { body, type } = bodyOf(request);
  const headers = headersOf(type ? { 'Content-Type': type } : {}, request.headers);
  fitting(body, headers);
  for (let attempt = 1; ; attempt += 1) {
    const sent = { method: request.method, url: request.url, headers: { ...headers }, body, attempt };
    const end = endOf(sent, how);
    let answer;
    let failure;
    try {
      await end.hook('onRequest', sent);
      try {
        answer = await once(sent, how, end);
      } catch (error) {
        if (!(error instanceof TakaroError)) throw error;
        failure = error;
      }
      if (answer) await end.hook('onReply', { ...answer, request: sent });
    } finally {
      end.leave();
    }
    const lost = failure && ['NoAnswer', 'Timeout', 'CutOff'].includes(failure.code);
    const passing = how.enters ? TURNED_AWAY.has(answer?.status) : how.safe && (lost || PASSING.has(answer?.status));
    if (passing && !isStream(body) && attempt <= how.retries) {
      const delay = await until(waitFor(attempt, answer, how.retries), how.signal);
      if (delay !== undefined) {
        await sleep(delay, how.signal);
        continue;
      }
    }
    if (failure) {
      // A read is asked again without harm; a log-in is none, and changes nothing either.
      if (lost && !how.safe && !/\/login$/.test(sent.url)) {
        failure.hint = `${failure.hint ? `${failure.hint} ` : ''}A write may have reached the server all the same: look before you repeat it.`;
      }
      throw failure;
    }
    return until(read(answer, { ...sent, safe: how.safe }, request), how.signal);
  }
}

/** Waits, or throws when the signal says so first. */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled(signal));
    const leave = onAbort(signal, () => {
      clearTimeout(timer);
      leave();
      reject(cancelled(signal));
    });
    const timer = setTimeout(() => {
      leave();
      resolve();
    }, Math.min(ms, LONGEST_WAIT));
  });
}

export function cancelled(signal) {
  return new TakaroError(
    { code: 'Cancelled', message: 'Cancelled. The server may have received the request all the same.' },
    { cause: signal?.reason },
  );
}

export const isStream = (body) => typeof ReadableStream !== 'undefined' && body instanceof ReadableStream;

/** Bodies that bring their own type along. */
const isTyped = (body) => body instanceof URLSearchParams || body instanceof FormData || body instanceof Blob;
/** Bodies that go as they are. */
export const isOwn = (body) => isTyped(body) || typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body) || isStream(body);

function bodyOf({ method, body, contentType }) {
  if (body === undefined || body === null || method === 'GET' || method === 'HEAD') return {};
  if (isOwn(body)) return { body, type: isTyped(body) ? undefined : (contentType ?? 'application/json') };
  // JSON would make {} of these, or nothing at all.
  const lost = !Array.isArray(body) && !body.toJSON && (body[Symbol.iterator] || body[Symbol.asyncIterator] || body.then || body.pipe);
  if (typeof lost === 'function' || typeof body === 'function' || typeof body === 'symbol') {
    throw new TypeError('The body is nothing that JSON can say. Give plain data, text, bytes, a form, a Blob or a ReadableStream, and await what is promised.');
  }
  return { body: JSON.stringify(body, kept('body', (within) => !Array.isArray(within))), type: 'application/json' };
}

/** Refuses JSON that is larger than the server reads, however it was given. */
function fitting(body, headers) {
  const type = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  if (!/json/i.test(headers[type])) return;
  const size = typeof body !== 'string' ? body?.byteLength : body.length * 3 > MAX_BODY ? new TextEncoder().encode(body).length : 0;
  if (size > MAX_BODY) {
    const message = `The body is ${(size / MAX_BODY).toFixed(1)} MB; the server takes 1 MB at most, so it was not sent. Send fewer values at once.`;
    throw new TakaroError({ code: 'TooLarge', message });
  }
}

/** The end of one attempt, by its signal or its time: for the hooks, the answer and its body, none of which need heed it. */
function endOf(sent, how) {
  const controller = new AbortController();
  const { signal } = controller;
  const leave = onAbort(how.signal, () => controller.abort(how.signal.reason));
  if (how.signal?.aborted) controller.abort(how.signal.reason);
  let late = false;
  const timer = ends(how.timeout) ? setTimeout(() => controller.abort((late = true)), how.timeout) : undefined;
  /** The error for what did not come: that the end was there, or else the one that is named. */
  const why = (code, message, cause, doing = 'No whole answer') => {
    if (how.signal?.aborted) return cancelled(how.signal);
    return late ? failed(sent, 'Timeout', `${doing} within ${how.timeout} ms.`, cause) : failed(sent, code, message, cause);
  };
  return {
    signal,
    why,
    leave: () => {
      clearTimeout(timer);
      leave();
    },
    hook: async (name, told) => {
      if (how.signal?.aborted) throw cancelled(how.signal);
      if (how[name]) await until(how[name](told), signal, () => why('', '', undefined, `The hook ${name} did not end`));
    },
  };
}

/** One attempt. Redirects are followed only for reads and only on the same origin. */
async function once(sent, how, { signal, why }) {
  // Said at once: a fetch refuses them too, as if the server were gone.
  sent.headers = headersOf(sent.headers);
  for (const pair of Object.entries(sent.headers)) {
    try {
      new Headers([pair]);
    } catch {
      // The value may be a secret.
      throw new TypeError(`The header ${JSON.stringify(pair[0])} holds what no header can carry, such as a line break or a letter beyond Latin-1.`);
    }
  }
  const started = now();
  let url = sent.url;
  for (let redirects = 0; ; redirects += 1) {
    let asked;
    let response;
    try {
      const init = { method: sent.method, headers: sent.headers, body: sent.body, redirect: 'manual', signal };
      if (inBrowser()) init.credentials = how.cookies ? 'include' : 'omit';
      if (isStream(sent.body)) init.duplex = 'half';
      asked = (0, how.fetch)(url, init);
      response = await until(asked, signal);
      if (response?.type === 'error') throw new TypeError('the request failed');
    } catch (cause) {
      // Should it come after all, nobody reads it.
      Promise.resolve(asked).then((it) => it?.body?.cancel?.()).catch(() => {});
      const error = why('NoAnswer', `No answer from ${new URL(url).origin}: ${words(cause)}.`, cause);
      if (error.code === 'NoAnswer') await until(explain(error, sent), signal, () => error);
      throw error;
    }
    if (typeof response?.headers?.get !== 'function' || typeof response.arrayBuffer !== 'function' || typeof response.status !== 'number') {
      throw failed(sent, 'BrokenReply', 'What fetch gave is no Response: it wants a status, headers with get() and arrayBuffer().');
    }
    const location = response.headers.get('location');
    if (response.type === 'opaqueredirect' || (response.status > 300 && response.status < 309 && location)) {
      const to = location ? new URL(location, url) : undefined;
      const same = to?.origin === new URL(url).origin;
      const home = same && (sent.method === 'GET' || sent.method === 'HEAD');
      if (!home || redirects >= MOST_REDIRECTS) {
        const there = to ? ` to ${same ? to.origin + to.pathname : to.origin}` : '';
        const reason = !same
          ? 'which is not followed, so that nothing of this request reaches another server. Check the API\'s address: http instead of https is the usual reason.'
          : redirects >= MOST_REDIRECTS
            ? `after ${MOST_REDIRECTS} others, so that it was not followed.`
            : 'which is followed for reads only, as what is sent would be lost. Check the address: a slash at its end is a usual reason.';
        const message = `${sent.url} redirects${there}, ${reason}`;
        throw failed(sent, 'Redirected', message);
      }
      Promise.resolve(response.body?.cancel?.()).catch(() => {});
      url = to.href;
      continue;
    }
    if (response.status === 0) throw failed(sent, 'NoAnswer', `No answer from ${new URL(url).origin} that may be read.`);
    try {
      const bytes = new Uint8Array(await until(response.arrayBuffer(), signal));
      return { status: response.status, headers: response.headers, bytes, url, elapsed: now() - started };
    } catch (cause) {
      throw why('CutOff', 'The answer broke off before its end. The connection was lost, or the server stopped.', cause);
    }
  }
}

/** The answer taken apart, or the error in it thrown. */
async function read(answer, sent, { raw, wants }) {
  const { status, headers, bytes, elapsed } = answer;
  const type = (headers.get('content-type') ?? '').toLowerCase();
  // Not of lines or sequences of JSON, which are none.
  const json = /\bjson\b(?!-)/.test(type);
  const reply = { data: null, meta: {}, status, headers, traceId: headers.get('x-trace-id') ?? undefined, elapsed };
  if (status >= 400) throw await errorOf(answer, sent);
  if (raw) return { ...reply, data: bytes };
  const rows = wants === 'rows';
  if (((rows || wants === 'json') && !json && bytes.length > 0) || (wants && type.includes('html'))) {
    const message = `The answer is ${type || 'of no known type'} and no JSON, so it is not Takaro's: a proxy that wants a log-in, or another page at this address, answers so.`;
    throw new TakaroError({ code: 'HttpError', status, message, method: sent.method, url: sent.url });
  }
  const noRows = () => new TakaroError({ code: 'NotRows', status, message: 'The answer to a search holds no list of rows.', method: sent.method, url: sent.url });
  if (!json && bytes.length > 0) return { ...reply, data: /^text\/|xml|javascript|urlencoded|json/.test(type) ? new TextDecoder().decode(bytes) : bytes };
  const text = new TextDecoder().decode(bytes);
  if (!text.trim()) {
    if (rows) throw noRows();
    return reply;
  }
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    // What the parser says of it repeats a part of the answer, which may be a secret.
    throw await errorOf(answer, sent);
  }
  const meta = body?.meta;
  if (meta?.error) throw await errorOf(answer, sent);
  const enveloped = typeof meta === 'object' && meta !== null && 'data' in body;
  const data = enveloped ? body.data : body;
  if (rows && !Array.isArray(data)) throw noRows();
  return { ...reply, data, meta: enveloped ? meta : {} };
}

async function errorOf({ status, headers, bytes: given }, sent) {
  const { method, url } = sent;
  const bytes = withoutSecrets(given, sent);
  let told;
  try {
    const { readError } = await engine();
    told = ask(() => readError(status, JSON.stringify(pairsOf(headers)), bytes, asked(sent)));
    told ??= { code: 'BrokenReply', status, traceId: headers.get('x-trace-id'), message: 'The answer cannot be read.' };
  } catch {
    // Without the engine the error is still told, only without its fields; its details may hold secrets and stay out.
    told = plainly(status, headers, bytes);
  }
  return new TakaroError({ ...told, method, url });
}

/** What the engine reads of headers; those of a fetch of one's own may only be asked for by name. */
function pairsOf(headers) {
  if (typeof headers[Symbol.iterator] === 'function') return [...headers];
  const names = ['content-type', 'x-trace-id', 'retry-after', 'x-ratelimit-reset', 'date'];
  return names.map((name) => [name, headers.get(name)]).filter(([, value]) => typeof value === 'string');
}

/** What is no secret in an address or a body, though it is called so. */
const PLAIN = /^(key|author(id)?)$/i;
const isSecret = (name) => SECRET.test(name) && !PLAIN.test(name);

/** The secrets of a request: its proofs, and what stands under a secret's name in its address or its body. */
function secretsOf({ url, headers, body }) {
  const proofs = Object.entries(headers).filter(([name]) => SECRET.test(name));
  const found = proofs.map(([name, value]) => (/authorization/i.test(name) ? String(value).replace(/^\w+\s+/, '') : String(value)));
  const pairs = [...new URL(url).searchParams, ...(body instanceof URLSearchParams || body instanceof FormData ? body : [])];
  for (const [name, value] of pairs) if (isSecret(name)) found.push(String(value));
  collect(typeof body === 'string' ? json(body) : undefined, '', found);
  // The longest first: it may hold a shorter one.
  return [...new Set(found)].filter((one) => one.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
}

/** The texts under a secret's name, however deep. */
function collect(value, name, found) {
  if (typeof value === 'string' && isSecret(name)) found.push(value);
  if (typeof value !== 'object' || value === null) return;
  // The items of a list go by its name.
  for (const [key, inner] of Object.entries(value)) collect(inner, Array.isArray(value) ? name : key, found);
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer in which the server repeats no secret of the request, and no half of a sign, which the engine would not read. */
function withoutSecrets(bytes, sent) {
  const text = new TextDecoder().decode(bytes);
  const hidden = wellFormed(hide(text, sent));
  return hidden === text ? bytes : new TextEncoder().encode(hidden);
}

/** A text without the secrets of a request. */
function hide(text, sent) {
  const { search } = new URL(sent.url);
  // "Cannot GET /x?token=…" is what many a server says.
  const begin = search ? text.replaceAll(search, () => masked(search)) : text;
  return secretsOf(sent).flatMap(formsOf).reduce((rest, form) => rest.replaceAll(form, HIDDEN), begin);
}

/** A text as it is, in JSON, and in JSON that stands in JSON, as where a body is told again; each also kept to ASCII. */
function formsOf(text) {
  const within = (it) => JSON.stringify(it).slice(1, -1);
  const ascii = (it) => it.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const forms = [text, within(text), within(within(text))];
  return [...forms, ...forms.map(ascii)];
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

function failed(sent, code, text, cause) {
  const { method, url } = sent;
  // What a fetch says of itself may name the address, or that to which it was led, or what was sent.
  const message = hide(text.replaceAll(url, () => masked(url)).replace(/https?:\/\/[^\s"'<>]+/gi, masked), sent);
  return new TakaroError({ code, message, method, url }, cause === undefined ? undefined : { cause });
}

/** A request as the engine reads it. */
const asked = ({ method, url, body, safe }) => JSON.stringify({ method, url, body: typeof body === 'string' ? body : undefined, safe });

/** Adds what may explain that no answer came, where the engine can be asked; in a page it often is CORS. */
async function explain(error, sent) {
  if (!inBrowser()) return;
  try {
    const { hints } = await engine();
    error.hint = hints(asked(sent), globalThis.location.origin, globalThis.navigator?.onLine ?? true);
  } catch {
    // Nothing came back for the engine either: the network is down, which the message says well enough.
  }
}

async function waitFor(attempt, answer, retries) {
  try {
    const { retryDelay } = await engine();
    const header = (name) => answer?.headers.get(name) ?? undefined;
    // As long as the server asks, within what anybody would wait.
    const asked = header('retry-after') ?? (answer?.status === 429 ? header('x-ratelimit-reset') : undefined);
    return retryDelay(
      JSON.stringify({
        capMs: asked === undefined ? undefined : 300_000,
        attempt,
        safe: true,
        status: answer?.status,
        retryAfter: header('retry-after'),
        rateLimitReset: header('x-ratelimit-reset'),
        retries: Math.min(retries, 1e6),
        now: Date.now(),
        jitter: Math.random(),
      }),
    );
  } catch {
    // Where the line is down the engine may not come either: then it waits as the engine would without the server's wish.
    return answer ? undefined : 500 * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  }
}

function words(cause) {
  // Node says "fetch failed" and keeps the reason underneath.
  const inner = cause?.cause?.message || cause?.cause?.code;
  return inner || cause?.message || String(cause);
}

const now = () => globalThis.performance?.now() ?? Date.now();
