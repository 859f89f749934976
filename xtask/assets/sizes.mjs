// Measures what people load, and prints it as JSON: `node sizes.mjs ESBUILD PKG DIST`. Every line is
// `[section, name, what it is, [raw, gzip, brotli]]` in bytes; each file is compressed by itself, as it is served.
import { readFileSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const [, , esbuild, pkg, dist] = process.argv;
const { build } = await import(esbuild);

const measure = (bytes) => [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
const sum = (all) => all.map((one) => measure(Buffer.from(one))).reduce((a, b) => a.map((it, at) => it + b[at]), [0, 0, 0]);

/** The files that a browser loads of a program which takes these names from the package. */
async function bundle(names, splitting = true) {
  const { outputFiles } = await build({
    stdin: { contents: `import { ${names} } from './index.js'; globalThis.it = [${names}];`, resolveDir: pkg },
    bundle: true, minify: true, format: 'esm', splitting, outdir: 'out', write: false, conditions: ['browser'], logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text);
}

// Split, it would come with a chunk that nothing of it asks for.
const query = await bundle('Query', false);
if (query.some((text) => /wasm/i.test(text))) throw new Error('a bundle of Query alone holds WebAssembly');
const all = await bundle('AdminClient, Client, Entity, Query, TakaroError, init');
// What wasm-bindgen wrote lies in a chunk of its own, which only the engine's first question asks for.
const glue = all.filter((text) => /__wbindgen|wbg/.test(text));
const client = all.filter((text) => !glue.includes(text));
const wasm = await readFile(join(pkg, 'takaro_explorer_bg.wasm'));

const page = await readFile(join(dist, 'index.html'), 'utf8');
const named = [...page.matchAll(/(?:href|src)="([^":#]+)"/g)].map(([, name]) => name).filter((name) => !/openapi\.json$|config\.json$|\.svg$/.test(name));
const styles = named.filter((name) => name.endsWith('.css'));
const read = (names) => Promise.all(names.map((name) => readFile(join(dist, name))));
// What a stylesheet names by an address lies relative to it.
const fonts = styles.flatMap((name) => [...readFileSync(join(dist, name), 'utf8').matchAll(/url\("(?!data:)([^"]+)"\)/g)].map(([, to]) => join(dirname(name), to)));
const settled = [...new Set([...named, ...fonts])];

async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name))).sort();
}
const later = (await files(dist)).filter((name) => /\.(js|wasm|css|md|json|woff2)$/.test(name) && !settled.includes(name) && name !== 'config.json');
const words = later.filter((name) => name.startsWith('locales/'));

/** The app's parts: each by its name, with its own module and those that it shares with other parts. */
function parts() {
  const script = named.find((name) => name.includes('-parts-'));
  const text = readFileSync(join(dist, script), 'utf8');
  const shared = new Map([...text.matchAll(/([\w$]+)=[\w$]+\(\(\)=>\{const [\w$]+=fetch\(new URL\("\.\/(chunk_[^"]+)"/g)].map(([, variable, file]) => [variable, file]));
  const found = [...text.matchAll(/"\.\/(split_(\w+)-[0-9a-f]{16}\.wasm)".*?\},\[([^\]]*)\]\)/gs)];
  if (found.length === 0) throw new Error(`no parts in ${script}`);
  return found.map(([, file, name, needs]) => [name, [file, ...needs.split(',').filter(Boolean).map((variable) => {
    if (!shared.has(variable)) throw new Error(`${script}: ${name} needs ${variable}, which is not known`);
    return shared.get(variable);
  })]]).sort();
}

const lines = [
  ['app', 'first-paint', 'page, styles and start script', sum([page, ...(await read(named.filter((name) => styles.includes(name) || /^boot-/.test(name))))])],
  ['app', 'settled', 'page, styles, scripts, WebAssembly and font', sum([page, ...(await read(settled))])],
  ...(await Promise.all(words.map(async (name) =>
    ['words', basename(name, '.json'), 'a language, loaded when it is chosen', sum(await read([name]))]))),
  ...(await Promise.all(parts().map(async ([name, files]) => ['parts', name, 'a part, with all that it needs', sum(await read(files))]))),
  ...(await Promise.all(later.filter((name) => !words.includes(name)).map(async (name) => ['chunks', name.replace(/-[0-9a-f]{16}\./, '.'), 'loaded later', sum(await read([name]))]))),
  ['package', 'query', 'Query alone', sum(query)],
  ['package', 'client', 'a client that never asks the engine', sum(client)],
  ['package', 'everything', 'client, engine and glue', sum([...all, wasm])],
  ['package', 'element', 'the explorer as an element', sum(await Promise.all(
    (await files(join(pkg, 'element'))).filter((name) => /\.(js|wasm|woff2)$/.test(name)).map((name) => readFile(join(pkg, 'element', name)))))],
];
console.log(JSON.stringify(lines));
