// Makes one CommonJS file of the package's modules, with a map back to them: `node commonjs.mjs ESBUILD FOLDER`.
// It goes through esbuild's module, as its program is a script on some machines and a binary on others.
const [, , esbuild, folder] = process.argv;
const { build } = await import(esbuild);

await build({
  absWorkingDir: folder,
  entryPoints: ['index.js'],
  outfile: 'index.cjs',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  // The WebAssembly and what wasm-bindgen wrote for it are modules, and stay behind a dynamic import.
  external: ['./takaro_explorer.js', '#wasm'],
});
