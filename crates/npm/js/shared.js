import { cancelled, until } from './exchange.js';

/**
 * Work that several calls wait for: `begin(signal)` starts it at the first of them. Each may leave by a signal of its
 * own, and with the last of them the work is called off. `forget` is told once that the next call must begin anew: when
 * the work failed or was called off, and where its outcome is not to be kept, when it is done.
 */
export function shared(begin, forget = () => {}, keep = true) {
  const controller = new AbortController();
  let waiting = 0;
  let work;
  let over = false;
  const end = (forgotten) => {
    if (!over && forgotten) forget();
    over = true;
  };
  return async (signal) => {
    if (signal?.aborted) throw cancelled(signal);
    if (!work) {
      work = begin(controller.signal);
      work.then(() => end(!keep), () => end(true));
    }
    waiting += 1;
    try {
      return await until(work, signal);
    } finally {
      waiting -= 1;
      if (waiting === 0 && !over) {
        end(true);
        controller.abort(signal?.reason);
      }
    }
  };
}
