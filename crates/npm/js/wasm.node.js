import { readFile } from 'node:fs/promises';

/** Node, Deno and Bun: the file is read, since their `fetch` knows no files. */
export default async (source = new URL('./takaro_explorer_bg.wasm', import.meta.url)) => {
  const local = source instanceof URL ? source.protocol === 'file:' : typeof source === 'string' && source.startsWith('file:');
  return local ? readFile(new URL(source)) : source;
};
