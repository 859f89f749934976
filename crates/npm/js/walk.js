import { ask, engine } from './engine.js';
import { cancelled, onAbort, until } from './exchange.js';
import { wellFormed } from './query.js';

/** Rows a page where the query says nothing: the most that the server gives, as fewer pages are fewer chances to move. */
const LIMIT = 1000;
const WAIT = -1;
const DONE = -2;
/** Readings at most, should rows go all the while: each finds half of what deletions made the one before pass over. */
const READINGS = 32;

/** Walks through all pages of a search. `search(body, { signal })` fetches one; gives pages in order, then the summary. */
export async function* walk(search, query, { signal, concurrency = 1, onSummary } = {}, firstPage) {
  const { PageWalk } = await until(engine(), signal);
  let { page: _, limit = LIMIT, ...body } = JSON.parse(JSON.stringify(query ?? {}));
  if (signal?.aborted) throw cancelled(signal);
  let first = await firstPage();
  const controller = new AbortController();
  const leave = onAbort(signal, () => controller.abort(signal.reason));
  if (signal?.aborted) controller.abort(signal.reason);
  const most = concurrency >= 1 ? concurrency : 1;
  let known = first !== undefined;
  first ??= 0;
  let walker = new PageWalk(first, limit);
  const restart = (page) => {
    walker.free();
    first = page;
    known = true;
    walker = new PageWalk(first, limit);
  };
  // How often it was read anew, the rows before, and of this reading the greatest total and whether a smaller one came
  // after it. Pages side by side may come in another order than they were made: then it is read anew for nothing.
  let again = 0;
  let before = 0;
  let fell = false;
  let greatest = -Infinity;
  let fewer = false;
  // The rows of the last page, where no total is told: a server that knows no pages gives one for ever.
  let last;
  // The failure of a page, told at its turn: what came before it is given first.
  let broken;
  const arrived = new Map();
  const underWay = new Map();
  const send = (page) => {
    const sent = search({ ...body, page, limit }, { signal: controller.signal });
    underWay.set(page, sent.then((reply) => ({ page, reply }), (error) => ({ page, failed: true, error })));
  };

  try {
    for (;;) {
      if (broken && ![...underWay.keys()].some((page) => page < broken.page)) throw broken.error;
      let step = WAIT;
      while (!broken && underWay.size < most && (step = walker.next()) >= 0) send(step);
      if (step === DONE) {
        const { rows, totalLast } = ask(() => walker.summary());
        // Rows that share the value they are sorted by may have changed places between two pages, and where rows went
        // those behind them moved up into pages that were read: what was missed so comes now, in the order of ids, which
        // has no ties. Where rows still go it is read until nothing more is found.
        const missed = 'sortBy' in body && body.sortBy !== 'id' && totalLast !== null && rows < totalLast;
        const moved = fewer && (again === 0 || rows > before);
        fell ||= fewer;
        if (!(missed || moved) || again + 1 >= READINGS) break;
        again += 1;
        before = rows;
        [greatest, fewer] = [-Infinity, false];
        await Promise.all(underWay.values());
        underWay.clear();
        arrived.clear();
        const { sortDirection: _, ...rest } = body;
        body = { ...rest, sortBy: 'id' };
        walker.again();
        continue;
      }
      const { page, reply, failed, error } = await Promise.race(underWay.values());
      underWay.delete(page);
      if (signal?.aborted) throw cancelled(signal);
      if (failed && !known && isPageRefused(error)) {
        restart(1);
        broken = undefined;
        continue;
      }
      if (failed && !(broken?.page < page)) broken = { page, error };
      if (broken?.page <= page) continue;
      const rows = reply.data;
      let number = page;
      if (!known && Number.isInteger(reply.meta.page) && reply.meta.page !== page) {
        // Asked for page 0 the server gave its first, which it calls otherwise.
        restart(reply.meta.page);
        number = walker.next();
      }
      known = true;
      arrived.set(number - first, rows);
      const total = reply.meta.total ?? greatest;
      fewer ||= total < greatest;
      greatest = Math.max(greatest, total);
      const text = reply.meta.total == null ? JSON.stringify(rows) : undefined;
      const keys = text && text === last ? '[]' : keysOf(rows);
      const next = ask(() => walker.accept(number, keys, reply.meta.total));
      last = text;
      const ready = released(next, arrived);
      // Pages that are done with are let go, even those of which all rows had come before.
      for (const slot of arrived.keys()) if (slot < walker.passed()) arrived.delete(slot);
      for (const [slot, rows] of ready) {
        yield { page: first + slot, rows, total: reply.meta.total };
        // Whoever takes the pages may have called it off meanwhile.
        if (signal?.aborted) throw cancelled(signal);
      }
    }
    const summary = ask(() => walker.summary());
    if (fell) {
      // Rows that came and went between two readings are known to nobody.
      summary.certain = false;
      summary.words += `, read ${again + 1} times`;
    }
    onSummary?.(summary);
    return summary;
  } finally {
    leave();
    controller.abort();
    walker.free();
  }
}

/** The rows that are next by their page; they come as pairs: the page's number from the first, the row's in it. */
function released(pairs, arrived) {
  const pages = new Map();
  for (let at = 0; at < pairs.length; at += 2) {
    const rows = pages.get(pairs[at]) ?? [];
    rows.push(arrived.get(pairs[at])[pairs[at + 1]]);
    pages.set(pairs[at], rows);
  }
  return pages;
}

/** The keys of rows as JSON. An id with half a sign stays another than one with another half. */
function keysOf(rows) {
  return wellFormed(JSON.stringify(rows.map(keyOf)), (half) => `\ufffd\\${half}`);
}

/** The server adds rows of its own without an id: they are kept, so they have no key. */
function keyOf(row) {
  const id = row?.id;
  return typeof id === 'string' ? id : typeof id === 'number' ? String(id) : null;
}

function isPageRefused(error) {
  return error?.status === 400 && error.fields?.some(({ path }) => path === 'page');
}
