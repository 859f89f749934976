// What a run has to say: sections with tables, and above them each figure that is aimed at beside what was measured.

export const median = (list) => {
  const sorted = list.filter((it) => it != null && !Number.isNaN(it)).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
};
/** The value that so much of a list lies below. */
export const quantile = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? NaN;

export const round = (value, places = 0) => (value == null || !Number.isFinite(value) ? '–' : value.toFixed(places));

const body = [];
const aims = [];
const failures = [];
let whole = true;

export function say(text = '') {
  console.log(text);
  body.push(text);
}

function rows(head, list) {
  const lines = [`| ${head.join(' | ')} |`, `|${head.map((_, at) => (at ? '---:' : '---')).join('|')}|`];
  for (const row of list) lines.push(`| ${row.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}

export const table = (head, list) => say(rows(head, list));

/**
 * A figure that is aimed at: `measured` in words, and whether that is enough. The ratio to the fastest other explorer of
 * the same run is in the words, where the aim is one.
 */
export function aim(what, goal, measured, reached) {
  aims.push([what, goal, measured, reached ? 'yes' : '**no**']);
}

/** Something that was to be measured and was not: the run goes on, and ends as failed where it was ours. */
export function failed(what, error, ours = true) {
  const words = `${what}: ${String(error?.message ?? error).split('\n')[0]}`;
  console.error(words);
  failures.push(words);
  whole &&= !ours;
}

export const isWhole = () => whole;

/** The section of a page that `cargo xtask test --full` writes, which stays as it is. */
export const longTests = (page) => page.match(/^## The long tests\n[^]*?\n(?=## |$(?![^]))/m)?.[0] ?? '';

/** The whole page; `head` and `foot` stand around it. */
export function page(head, foot) {
  const missing = failures.length === 0 ? [] : ['## Not measured\n', `${failures.map((it) => `- ${it}`).join('\n')}\n`];
  const aimed = rows(['figure', 'aim', 'measured', 'reached'], aims);
  return `${[head, '## What is aimed at\n', aimed, ...body, ...missing, foot].join('\n').trim()}\n`;
}
