// Measures the explorer beside others in headless Chromium and writes RESULTS.md. `cargo xtask bench` starts it.
// Every figure is a median over rounds in which all take turns, each time in a new, cold browser context.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { start, stop } from './browser.mjs';
import { exporting } from './exports.mjs';
import { typing } from './keys.mjs';
import { big, slow, small } from './loads.mjs';
import { peers, version } from './peers.mjs';
import { replies, scrolling } from './replies.mjs';
import { failed, isWhole, longTests, page, round } from './report.mjs';
import { walking } from './walk.mjs';

const env = process.env;
const rounds = Number(env.BENCH_ROUNDS || 5);
const minutes = Number(env.BENCH_MINUTES || 0);
const only = (env.BENCH_ONLY || '').split(',').filter(Boolean);
const spec = readFileSync(env.BENCH_SPEC);
const players = '/player/search' in JSON.parse(spec).paths;
const sections = {
  load: () => small(spec, rounds),
  slow: () => slow(spec, Math.min(rounds, 3)),
  large: () => big(rounds),
  reply: async () => { if (players) { await replies(spec, 1, 29, rounds); await replies(spec, 10, 69, rounds); } },
  rows: async () => { if (players) await scrolling(spec); },
  keys: async () => { if (players) await typing(spec, rounds); },
  export: async () => { if (players) await exporting(spec); },
  walk: () => walking(spec, 10, minutes),
};
const unknown = only.filter((name) => !(name in sections));
if (unknown.length) {
  console.error(`there is no section ${unknown.join(', ')}; there are ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}

// The browser is closed by whoever drives it, and another one would be opened for the next section.
process.once('SIGTERM', () => process.exit(143));
const began = Date.now();
const chromium = await start();
for (const [name, measure] of Object.entries(sections)) {
  if (only.length && !only.includes(name)) continue;
  const at = Date.now();
  try { await measure(); } catch (error) { failed(name, error); }
  console.error(`  ${name}: ${round((Date.now() - at) / 1000)} s`);
}
await stop();

const head = `# Measured

${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} cores, ${round(os.totalmem() / 2 ** 30)} GB, ${env.BENCH_SYSTEM || os.type()}, \
Chromium ${chromium}, Node ${process.versions.node}; medians of ${rounds} rounds, of 3 where a round is long. \
${Object.values(peers).map((peer) => `${peer.package} ${version(peer.package)}`).join(', ')}. The whole run took \
${round((Date.now() - began) / 60_000)} minutes.

\`cargo xtask bench\` writes this page. All pages come from one small server, compressed by gzip; each round begins with an
empty cache. The milliseconds depend on the machine and on what else it does; the ratios hold better.
`;
const here = path.dirname(fileURLToPath(import.meta.url));
const results = path.join(here, 'RESULTS.md');
const before = existsSync(results) ? readFileSync(results, 'utf8') : '';
const text = page(head, longTests(before) + readFileSync(path.join(here, 'NOTES.md'), 'utf8'));
if (only.length === 0) writeFileSync(results, text);
else console.log(text.slice(text.indexOf('## What is aimed at'), text.indexOf('\n## ', text.indexOf('## What is aimed at') + 5)));
process.exit(isWhole() ? 0 : 1);
