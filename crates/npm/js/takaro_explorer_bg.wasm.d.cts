/** The WebAssembly, for bundlers and runtimes that import modules: `init(module)`. Others make an address of it. */
declare const module: typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : object;
export = module;
