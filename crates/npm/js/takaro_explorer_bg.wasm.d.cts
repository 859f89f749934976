/** The WebAssembly, for bundlers and runtimes that import modules: `init(module)`. Others make an address of it. */
declare const module: WebAssembly.Module;
export = module;
