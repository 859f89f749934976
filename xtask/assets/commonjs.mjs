// Makes one CommonJS file of the package's modules, with a map back to them: `node commonjs.mjs ESBUILD FOLDER`.
// It goes through esbuild's module, as its program is a script on some machines and a binary on others.
import { join } from 'node:path';

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
  // No `import()` is left, which not everything that knows `require` can run: Jest cannot. What wasm-bindgen wrote comes
  // along, and the WebAssembly is read from beside this file when it is first wanted.
  plugins: [{
    name: 'wasm',
    setup({ onResolve }) {
      onResolve({ filter: /^(#wasm|\.\/wasm\.default\.js)$/ }, () => ({ path: join(folder, 'wasm.node.js') }));
    },
  }],
  define: { 'import.meta.url': '__here' },
  banner: { js: "'use strict';\nconst __here = require('node:url').pathToFileURL(__filename).href;" },
});
