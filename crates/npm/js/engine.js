import { TakaroError } from './error.js';

let loading;

/** Loads the WASM; without it the first call that needs it does. See index.d.ts. */
export async function init(source) {
  await load(source);
}

/** The loaded module. */
export function engine() {
  return load();
}

function load(source) {
  if (!loading) {
    loading = instantiate(source);
    // A failure is not kept: the next call tries again, perhaps with another source or back on the network.
    loading.catch(() => (loading = undefined));
  }
  return loading;
}

/** How the file is found: bundlers and runtimes read `#wasm` in package.json, which a page without any of them cannot. */
const place = () => import('#wasm').catch(() => import('./wasm.default.js'));

async function instantiate(source) {
  try {
    const [module, { default: locate }] = await Promise.all([import('./takaro_explorer.js'), place()]);
    await module.default({ module_or_path: await locate(source) });
    return module;
  } catch (cause) {
    const message =
      `The WebAssembly module of takaro-explorer could not be loaded: ${cause?.message ?? cause}. ` +
      'A bundler may have left the file behind (call init() with its address or bytes; Vite 7 and below, in development, want ' +
      "optimizeDeps: { exclude: ['takaro-explorer'] }), or a Content-Security-Policy without 'wasm-unsafe-eval' forbids it.";
    throw new TakaroError({ code: 'EngineNotLoaded', message }, { cause });
  }
}

/** Asks the engine. What it answers is JSON, unless `read` says otherwise; what it throws is JSON always. */
export function ask(work, read = JSON.parse) {
  let answer;
  try {
    answer = work();
  } catch (problem) {
    throw typeof problem === 'string' ? new TakaroError(JSON.parse(problem)) : problem;
  }
  return typeof answer === 'string' ? read(answer) : answer;
}
