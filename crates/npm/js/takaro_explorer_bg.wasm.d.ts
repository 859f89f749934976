/** The WebAssembly: a module where those are imported, as in workerd, and its address as bundlers make one of it; `init` takes both. */
declare const module: string & Module;
/** `WebAssembly.Module`, which `@types/node` alone does not know. */
type Module = typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : unknown;
export default module;
