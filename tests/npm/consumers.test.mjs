// The tarball in fresh projects, as its users install it: Node, Deno, Bun, workerd, Vite, webpack and esbuild. All run
// the same program against a sandbox, and must say the same.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { PKG, ROBIN, ROOT, freePort, startSandbox } from './support.mjs';

const run = promisify(execFile);
const HERE = join(ROOT, 'tests/npm');
const require = createRequire(import.meta.url);
const UPDATE = process.env.UPDATE_GOLDEN === '1';

let sandbox;
let home;
let pageUrl;
let pages;
let browser;

before(async () => {
  const port = await freePort();
  pageUrl = `http://localhost:${port}`;
  sandbox = await startSandbox({ 'allow-origin': pageUrl });
  home = await mkdtemp(join(tmpdir(), 'takaro-explorer-consumers-'));
  pages = await serve(port);
  await writeFile(join(home, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  const tarball = (await readdir(PKG)).find((name) => name.endsWith('.tgz'));
  assert.ok(tarball, `${PKG} has no tarball; run cargo xtask npm`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--offline', join(PKG, tarball)], { cwd: home });
  const text = program('takaro-explorer');
  await writeFile(join(home, 'program.mjs'), text);
  await writeFile(join(home, 'program.cjs'), text.replace(/import (\{.*\}) from (.*);/, 'const $1 = require($2);').replace('export const', 'const') +
    '\nmain(process.argv[2]).then((told) => console.log(JSON.stringify(told)));\n');
  await writeFile(join(home, 'main.mjs'),
    `import { main } from './program.mjs';\nconst url = globalThis.process?.argv[2] ?? Deno.args[0];\nconsole.log(JSON.stringify(await main(url)));\n`);
  await writeFile(join(home, 'page.js'),
    `import { main } from './program.mjs';\nmain(${JSON.stringify(sandbox.url)}).then((told) => { globalThis.told = told; }, (error) => { globalThis.told = String(error.stack ?? error); });\n`);
  await writeFile(join(home, 'index.html'), '<!doctype html><title>Fresh</title><script type="module" src="./page.js"></script>');
});

after(async () => {
  await browser?.close();
  pages?.stop();
  await sandbox?.stop();
  if (home) await rm(home, { recursive: true, force: true });
});

/** What every consumer runs: it walks pages, meets an error, and asks the engine. */
function program(from) {
  return `import { Client, Query, TakaroError } from '${from}';

export const main = async (url) => {
  const client = new Client({ url, auth: ${JSON.stringify(ROBIN)} });
  const user = await client.entity('user');
  const query = new Query().search('name', 'o').limit(7);
  const ids = [];
  for await (const row of client.rows('user', query)) ids.push(row.id);
  const told = await client.search('user', { filters: { id: ['x'] } }).catch((error) => error);
  return {
    ids,
    sentence: await query.explain(user),
    advice: (await query.page(0).check(user)).map(({ code }) => code),
    error: told instanceof TakaroError && [told.code, told.status, told.fields.map(({ path }) => path)],
    body: JSON.stringify(query),
  };
};
`;
}

let expected;
/** Node's own answer is looked at once; the others must equal it. */
async function same(told) {
  assert.equal(typeof told, 'object', told);
  if (!expected) {
    assert.ok(told.ids.length > 7, 'more than one page');
    assert.equal(new Set(told.ids).size, told.ids.length);
    assert.equal(told.sentence, 'users whose name contains "o", 7 per page');
    assert.deepEqual(told.error, ['ValidationError', 400, ['filters.id']]);
    assert.ok(told.advice.includes('page-below-first'), JSON.stringify(told.advice));
    assert.equal(told.body, '{"search":{"name":["o"]},"limit":7}');
    expected = told;
  }
  assert.deepEqual(told, expected);
}

async function runs(program, ...words) {
  const { stdout } = await run(program, [...words, sandbox.url], { cwd: home, env: { ...process.env, NO_COLOR: '1' } });
  await same(JSON.parse(stdout.trim().split('\n').at(-1)));
}

/** A program that lies in a package for each kind of machine, or was moved out of there at its installation. */
async function machine(scope, beginning, inner, moved) {
  const folder = join(HERE, 'node_modules', scope);
  const found = (await readdir(folder)).filter((name) => name.startsWith(beginning));
  for (const path of [...found.map((name) => join(folder, name, inner)), join(HERE, 'node_modules', moved)]) {
    // What stands there before the installation is a script of a few lines.
    if (await stat(path).then((it) => it.isFile() && it.size > 1_000_000, () => false)) return path;
  }
  return assert.fail(`no program in ${folder} nor at ${moved}`);
}

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm', '.css': 'text/css' };

/** Serves one folder after another as a static host does. */
async function serve(port) {
  let folder = home;
  let policy;
  const server = createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://any').pathname);
    const name = asked === '/' ? '/index.html' : normalize(asked);
    const body = await readFile(join(folder, name)).catch(() => null);
    response.writeHead(body ? 200 : 404, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      ...(policy && { 'content-security-policy': policy }),
    });
    response.end(body ?? 'Not found');
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    show: (path, its) => ([folder, policy] = [path, its]),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A page of Chromium's, with what went wrong in it. */
async function openPage() {
  const { chromium } = await import('playwright-core');
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const page = await browser.newPage();
  page.trouble = [];
  page.on('pageerror', (error) => page.trouble.push(String(error)));
  page.on('console', (line) => void (line.type() === 'error' && page.trouble.push(line.text())));
  return page;
}

async function opens(url) {
  const page = await openPage();
  try {
    await page.goto(url);
    await page.waitForFunction(() => globalThis.told, null, { timeout: 60_000 }).catch((error) => assert.fail(`${error}\n${page.trouble.join('\n')}`));
    await same(await page.evaluate(() => globalThis.told));
  } finally {
    await page.close();
  }
}

test('Node, as a module', () => runs(process.execPath, 'main.mjs'));
test('Node, by require', () => runs(process.execPath, 'program.cjs'));

test('a runner that knows require and no import(), as Jest', async () => {
  const from = createRequire(join(home, 'program.cjs'));
  const inner = (path) => {
    const module = { exports: {} };
    const text = from('node:fs').readFileSync(path, 'utf8');
    // Without a word on how modules are imported each `import()` is refused.
    const run = new Script(`(function (require, module, exports, __filename) {${text}\n})`, { filename: path }).runInThisContext();
    run((name) => (name === 'takaro-explorer' ? inner(from.resolve(name)) : from(name)), module, module.exports, path);
    return module.exports;
  };
  const { Client, Query } = inner(from.resolve('takaro-explorer'));
  const client = new Client({ url: sandbox.url, auth: ROBIN });
  let rows = 0;
  for await (const row of client.rows('player', new Query().limit(100))) rows += row.id ? 1 : 0;
  assert.equal(rows, 300);
});

test('a page without a bundler', async () => {
  const from = '/node_modules/takaro-explorer';
  const out = await mkdtemp(join(home, 'plain-'));
  await cp(join(home, 'node_modules/takaro-explorer'), join(out, from), { recursive: true, dereference: true });
  await writeFile(join(out, 'program.mjs'), program(`${from}/index.js`));
  await cp(join(home, 'page.js'), join(out, 'page.js'));
  await cp(join(home, 'index.html'), join(out, 'index.html'));
  pages.show(out);
  await opens(pageUrl);
  const page = await readFile(join(out, 'page.js'), 'utf8');
  await writeFile(join(out, 'page.js'), page.replace('main(', `import { init } from '${from}/index.js';\ninit('/elsewhere.wasm').then(() => main(`)
    .replace(').then((told)', ')).then((told)'));
  await rename(join(out, from, 'takaro_explorer_bg.wasm'), join(out, 'elsewhere.wasm'));
  await opens(pageUrl);
});

test('Deno', async () => {
  const deno = await machine('@deno', process.platform, 'deno', 'deno/deno');
  await runs(deno, 'run', '--no-lock', '--no-prompt', '--node-modules-dir=manual', `--allow-net=${new URL(sandbox.url).host}`, '--allow-read', 'main.mjs');
});

test('Bun', async () => runs(await machine('@oven', `bun-${process.platform}`, 'bin/bun', 'bun/bin/bun.exe'), 'run', 'main.mjs'));

test('esbuild, which is told the address of the WebAssembly', async () => {
  const { build } = await import('esbuild');
  const out = join(home, 'esbuild');
  await writeFile(join(home, 'esbuild.js'), `import { init } from 'takaro-explorer';
import wasm from 'takaro-explorer/takaro_explorer_bg.wasm';
import { main } from './program.mjs';
init(new URL(wasm, import.meta.url)).then(() => main(${JSON.stringify(sandbox.url)}))
  .then((told) => { globalThis.told = told; }, (error) => { globalThis.told = String(error.stack ?? error); });
`);
  await build({ absWorkingDir: home, entryPoints: ['esbuild.js'], outdir: out, bundle: true, minify: true, format: 'esm', splitting: true,
    loader: { '.wasm': 'file' }, logLevel: 'error' });
  await writeFile(join(out, 'index.html'), '<!doctype html><title>esbuild</title><script type="module" src="./esbuild.js"></script>');
  pages.show(out);
  await opens(pageUrl);
});

test('webpack, of modules and of what requires the package', async () => {
  const webpack = require('webpack');
  const page = await readFile(join(home, 'page.js'), 'utf8');
  await mkdir(join(home, 'requires'), { recursive: true });
  await writeFile(join(home, 'requires/package.json'), '{}');
  await writeFile(join(home, 'requires/page.js'), page.replace(/^import .*\n/, (await readFile(join(home, 'program.cjs'), 'utf8')).replace(/\nmain\(.*\n/, '\n')));
  for (const entry of ['./page.js', './requires/page.js']) {
    const out = join(home, entry, '../webpack');
    const stats = await promisify(webpack)({ context: home, mode: 'production', entry, output: { path: out, filename: 'page.js' } });
    assert.ok(!stats.hasErrors(), stats.toString('errors-only'));
    await cp(join(home, 'index.html'), join(out, 'index.html'));
    pages.show(out);
    await opens(pageUrl);
  }
});

test('Vite, built', async () => {
  const { build } = await import('vite');
  const out = join(home, 'vite');
  await build({ root: home, configFile: false, logLevel: 'error', build: { outDir: out } });
  pages.show(out);
  await opens(pageUrl);
});

test('Vite, in development', async () => {
  const { createServer: createVite } = await import('vite');
  const port = await freePort();
  // A page of this origin is one that the sandbox must know.
  const other = await startSandbox({ 'allow-origin': `http://localhost:${port}` });
  const page = await readFile(join(home, 'page.js'), 'utf8');
  const vite = await createVite({ root: home, configFile: false, logLevel: 'error', server: { port, strictPort: true, host: '127.0.0.1' } });
  try {
    await writeFile(join(home, 'page.js'), page.replaceAll(sandbox.url, other.url));
    await vite.listen();
    await opens(`http://localhost:${port}/`);
  } finally {
    await writeFile(join(home, 'page.js'), page);
    await vite.close();
    await other.stop();
  }
});

/** The element, bundled: it draws the app, and finds the lessons that lie beside it. */
async function drawsTheElement(url) {
  const page = await openPage();
  try {
    await page.goto(url);
    const element = page.locator('takaro-explorer');
    await element.getByRole('banner').getByRole('link', { name: 'Learn' }).click();
    await element.getByRole('link', { name: /Filters: exact matches/ }).click();
    await element.getByText('1 of 40 rows match').first().waitFor({ timeout: 60_000 });
    await element.getByRole('link', { name: 'Try it on your domain' }).first().click();
    const query = element.getByRole('region', { name: 'Query', exact: true });
    await query.getByRole('tab', { name: 'JSON' }).click();
    await query.locator('.json-editor').first().waitFor();
  } catch (error) {
    assert.fail(`${error}\n${page.trouble.join('\n')}`);
  } finally {
    await page.close();
  }
}

test('the element, bundled by Vite and by webpack', async () => {
  const source = join(home, 'element');
  await mkdir(source, { recursive: true });
  await writeFile(join(source, 'page.js'), "import 'takaro-explorer/element';\n");
  const html = (script) => `<!doctype html><title>Fresh</title><script type="module" src="./${script}"></script>
<takaro-explorer api-url="${sandbox.url}" dashboard-url="${sandbox.dashboard}"></takaro-explorer>`;
  await writeFile(join(source, 'index.html'), html('page.js'));
  const { build } = await import('vite');
  const vite = join(home, 'element-vite');
  await build({ root: source, configFile: false, logLevel: 'error', build: { outDir: vite, emptyOutDir: true } });
  // Vite writes the smallest parts of the app into the script, which such a page may not fetch.
  const policy = `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' ${sandbox.url}; require-trusted-types-for 'script'`;
  pages.show(vite, policy);
  await drawsTheElement(pageUrl);
  const webpack = require('webpack');
  const out = join(home, 'element-webpack');
  const stats = await promisify(webpack)({ context: source, mode: 'production', entry: './page.js', output: { path: out, filename: 'bundle.js', trustedTypes: { policyName: 'my-app' } }, performance: false });
  assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString('errors-warnings'));
  await writeFile(join(out, 'index.html'), html('bundle.js'));
  pages.show(out, `${policy}; trusted-types my-app`);
  await drawsTheElement(pageUrl);
});

test('workerd', async () => {
  const { build } = await import('esbuild');
  const out = join(home, 'workerd');
  await mkdir(out, { recursive: true });
  await writeFile(join(home, 'worker.js'), `import { main } from './program.mjs';
export default { async fetch(request) {
  try { return Response.json(await main(${JSON.stringify(sandbox.url)})); }
  catch (error) { return Response.json(String(error.stack ?? error)); }
} };
`);
  await build({ absWorkingDir: home, entryPoints: ['worker.js'], outfile: join(out, 'worker.js'), bundle: true, format: 'esm',
    conditions: ['workerd', 'worker'], loader: { '.wasm': 'copy' }, assetNames: '[name]', logLevel: 'error' });
  const port = await freePort();
  await writeFile(join(out, 'worker.capnp'), `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [
        (name = "worker.js", esModule = embed "worker.js"),
        (name = "./takaro_explorer_bg.wasm", wasm = embed "takaro_explorer_bg.wasm"),
      ],
      compatibilityDate = "2026-01-01", globalOutbound = "network")),
    (name = "network", network = (allow = ["private", "public", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`);
  const workerd = await machine('@cloudflare', `workerd-${process.platform}`, 'bin/workerd', 'workerd/bin/workerd');
  const child = spawn(workerd, ['serve', 'worker.capnp'], { cwd: out, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk) => (said += chunk));
  try {
    let told;
    for (let at = 0; told === undefined && at < 100 && child.exitCode === null; at += 1) {
      told = await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.json(), () => undefined);
      if (told === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.notEqual(told, undefined, said);
    await same(told);
  } finally {
    child.kill('SIGTERM');
  }
});

test('a bundle that uses only Query carries no WebAssembly', async () => {
  await writeFile(join(home, 'query.js'), "import { Query } from 'takaro-explorer';\nconsole.log(JSON.stringify(new Query().filter('a', 'b')));\n");
  const { build: esbuild } = await import('esbuild');
  const bundled = await esbuild({ absWorkingDir: home, entryPoints: ['query.js'], bundle: true, minify: true, format: 'esm', write: false, outdir: 'x', metafile: true });
  assert.equal(bundled.outputFiles.length, 1);
  assert.ok(!/wasm/i.test(bundled.outputFiles[0].text));
  const webpack = require('webpack');
  const out = join(home, 'webpack-query');
  await promisify(webpack)({ context: home, mode: 'production', entry: './query.js', output: { path: out } });
  assert.deepEqual(await readdir(out), ['main.js']);
  const { build: vite } = await import('vite');
  const built = await vite({ root: home, configFile: false, logLevel: 'error',
    build: { write: false, lib: { entry: 'query.js', formats: ['es'], fileName: 'query' } } });
  const files = [built].flat().flatMap(({ output }) => output);
  assert.deepEqual(files.map(({ type }) => type), ['chunk']);
  assert.ok(!/wasm/i.test(files[0].code));
  // Nor does one of the client alone carry what a query can do.
  const client = await esbuild({ absWorkingDir: home, stdin: { contents: "import { Client } from 'takaro-explorer';\nglobalThis.it = Client;", resolveDir: home },
    bundle: true, minify: true, format: 'esm', splitting: true, write: false, outdir: 'x' });
  assert.ok(client.outputFiles.every(({ text }) => !text.includes('greaterThan(')));
});

test('nothing in the package tells where it was built', async () => {
  const entries = await readdir(PKG, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tgz')).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  assert.ok(files.some((name) => name.endsWith('.wasm')));
  for (const name of files) {
    const bytes = await readFile(name);
    assert.ok(!bytes.includes(homedir()), `${name} names ${homedir()}`);
  }
});

test('publint and are-the-types-wrong find nothing', async () => {
  const { publint } = await import('publint');
  const { formatMessage } = await import('publint/utils');
  const manifest = JSON.parse(await readFile(join(PKG, 'package.json'), 'utf8'));
  const { messages } = await publint({ pkgDir: PKG, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
  const tarball = (await readdir(PKG)).find((name) => name.endsWith('.tgz'));
  const attw = join(HERE, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const check = (...words) => run(process.execPath, [attw, join(PKG, tarball), '--no-color', ...words], { cwd: home })
    .catch(({ stdout, stderr }) => assert.fail(`${stdout}\n${stderr}`));
  // Old resolvers that know no `exports` see the main entry only. The element is for browsers, so for modules.
  await check('--profile', 'node16', '--exclude-entrypoints', 'element');
  await check('--profile', 'esm-only', '--entrypoints', 'element');
});

test('the types know the document: a wrong field does not compile', async () => {
  const folder = join(home, 'types');
  await mkdir(folder, { recursive: true });
  const openapi = await import('openapi-typescript');
  const document = await (await fetch(`${sandbox.url}/openapi.json`)).json();
  await writeFile(join(folder, 'api.d.ts'), openapi.astToString(await openapi.default(document, { silent: true })));
  await cp(join(HERE, 'consumers/types.ts'), join(folder, 'types.ts'));
  const options = { strict: true, noEmit: true, target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'], types: [] };
  const tsc = join(HERE, 'node_modules/typescript/bin/tsc');
  const compile = async (more) => {
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, ...more }, files: ['types.ts'] }));
    return run(process.execPath, [tsc, '-p', folder], { cwd: home }).then(() => '', ({ stdout }) => stdout);
  };
  for (const [module, moduleResolution] of [['node16', 'node16'], ['esnext', 'bundler']]) {
    assert.equal(await compile({ module, moduleResolution, exactOptionalPropertyTypes: true }), '', moduleResolution);
  }
  await writeFile(join(folder, 'types.ts'), `import { init } from 'takaro-explorer';
import wasm from 'takaro-explorer/takaro_explorer_bg.wasm';
await init(wasm);
await init(new URL(wasm, import.meta.url));
`);
  for (const [module, moduleResolution] of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
    assert.equal(await compile({ module, moduleResolution }), '', moduleResolution);
  }
  // Those who have no DOM take the rest from Node's types.
  await cp(join(HERE, 'node_modules/@types/node'), join(home, 'node_modules/@types/node'), { recursive: true });
  await cp(join(HERE, 'node_modules/undici-types'), join(home, 'node_modules/undici-types'), { recursive: true });
  await writeFile(join(folder, 'types.ts'), `import { init } from 'takaro-explorer';
import wasm from 'takaro-explorer/takaro_explorer_bg.wasm';
await init(wasm);
await init(new URL(wasm, import.meta.url));
await init(new Uint8Array(8));
await init(new URL('file:///a.wasm'));
`);
  assert.equal(await compile({ module: 'node16', moduleResolution: 'node16', lib: ['es2022'], types: ['node'], skipLibCheck: false }), '');
  // The README's examples say themselves which of their lines are refused.
  const readme = await readFile(join(PKG, 'README.md'), 'utf8');
  const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, text]) => text).filter((text) => text.includes('operations, paths'));
  assert.ok(examples[0]?.includes('does not compile'), readme);
  for (const example of examples) {
    await writeFile(join(folder, 'types.ts'), example);
    const refusals = await compile({ module: 'esnext', moduleResolution: 'bundler' });
    const told = example.split('\n').flatMap((text, at) => (text.includes('does not compile') ? [at + 1] : []));
    const refusedAt = [...refusals.matchAll(/^types\/types\.ts\((\d+),\d+\): error TS/gm)].map(([, line]) => Number(line));
    assert.deepEqual(refusedAt, told, refusals);
  }
  await cp(join(HERE, 'consumers/types.ts'), join(folder, 'types.ts'));
  // The test itself can fail: without its `@ts-expect-error` every refused line is reported.
  const text = await readFile(join(folder, 'types.ts'), 'utf8');
  const refused = text.match(/^\s*\/\/ @ts-expect-error/gm).length;
  await writeFile(join(folder, 'types.ts'), text.replaceAll('@ts-expect-error', ''));
  const reported = (await compile({ module: 'node16', moduleResolution: 'node16' })).match(/error TS/g) ?? [];
  assert.ok(refused > 10 && reported.length >= refused, `${reported.length} of ${refused}`);
});

test('the declarations are those that were agreed upon', async () => {
  const golden = join(HERE, 'golden/index.d.ts');
  const made = await readFile(join(PKG, 'index.d.ts'), 'utf8');
  if (UPDATE) await writeFile(golden, made);
  assert.equal(made, await readFile(golden, 'utf8'), 'run with UPDATE_GOLDEN=1 and read the difference');
});
