// Writes js/index.cjs and js/index.d.cts from the modules beside it, so that both kinds of package say the same.
// `node crates/npm/cjs.mjs` writes them, `node crates/npm/cjs.mjs --check` fails when they are not up to date.
import { readFileSync, writeFileSync } from 'node:fs';

const home = new URL('./js/', import.meta.url);
// In the order in which they use each other.
const modules = ['error', 'engine', 'query', 'entity', 'exchange', 'walk', 'client'];
const names = ['AdminClient', 'Client', 'Entity', 'Query', 'TakaroError', 'init'];

const bodies = modules.map((name) =>
  readFileSync(new URL(`${name}.js`, home), 'utf8')
    .replace(/^import .*;\n/gm, '')
    .replace(/^export (?=class|function|async|const)/gm, '')
    .trim(),
);
// Node finds the names of a CommonJS module by this spelling.
const made = {
  'index.cjs': ["'use strict';", ...bodies, `module.exports = { ${names.join(', ')} };`].join('\n\n') + '\n',
  'index.d.cts': readFileSync(new URL('index.d.ts', home), 'utf8'),
};

for (const [name, text] of Object.entries(made)) {
  const path = new URL(name, home);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, text);
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${name} is not what the modules say: run node crates/npm/cjs.mjs`);
    process.exitCode = 1;
  }
}
