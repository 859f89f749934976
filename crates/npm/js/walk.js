import { ask, engine } from './engine.js';
import { cancelled } from './exchange.js';

/** Rows a page where the query says nothing: the most that the server gives, as fewer pages are fewer chances to move. */
const LIMIT = 1000;
const WAIT = -1;
const DONE = -2;

/** Walks through all pages of a search. `search(body, { signal })` fetches one; gives pages in order, then the summary. */
export async function* walk(search, query, { signal, concurrency = 1, onSummary } = {}, firstPage) {
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
  const send = (page) => {
    const sent = search({ ...body, page, limit }, { signal: controller.signal });
    underWay.set(page, sent.then((reply) => ({ page, reply }), (error) => ({ page, error })));
  };

  try {
    for (;;) {
      let step = WAIT;
      while (underWay.size < Math.max(concurrency, 1) && (step = walker.next()) >= 0) send(step);
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
      const next = walker.accept(number, JSON.stringify(rows.map(keyOf)), reply.meta.total);
      for (const ready of released(next, arrived, first, reply.meta.total)) {
        yield ready;
        // Whoever takes the pages may have called it off meanwhile.
        if (signal?.aborted) throw cancelled(signal);
      }
    }
    const summary = ask(() => walker.summary());
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
