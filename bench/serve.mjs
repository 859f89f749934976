// One small server for every page that is measured, so that all are sent alike: gzip, no cache, from memory.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import http from 'node:http';
import path from 'node:path';

const types = {
  js: 'text/javascript', mjs: 'text/javascript', css: 'text/css', wasm: 'application/wasm', html: 'text/html',
  json: 'application/json', svg: 'image/svg+xml', woff2: 'font/woff2', md: 'text/markdown',
};

/**
 * Serves `files` (address → bytes); `answer(method, address, body)` may give the body of an API's answer, or a promise
 * of it.
 */
export async function serve(files, answer = () => undefined) {
  const packed = new Map();
  const server = http.createServer(async (request, response) => {
    const address = decodeURI(request.url.split(/[?#]/)[0]);
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The page that asked is gone.
      return response.destroy();
    }
    const body = await answer(request.method, address, Buffer.concat(chunks));
    if (body !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      return response.end(body);
    }
    const bytes = files.get(address);
    if (bytes === undefined) return response.writeHead(404).end();
    if (!packed.has(address)) packed.set(address, gzipSync(bytes, { level: 9 }));
    const sent = packed.get(address);
    const name = address === '/' ? '/index.html' : address;
    response.writeHead(200, {
      'content-type': types[path.extname(name).slice(1)] ?? 'application/octet-stream',
      'content-encoding': 'gzip', 'content-length': sent.length, 'cache-control': 'no-store',
    });
    response.end(sent);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { url: `http://127.0.0.1:${server.address().port}/`, close() { server.closeAllConnections(); server.close(); } };
}

/** The files of a folder, by the addresses that they have when the folder is the root. */
export function folder(root) {
  const files = new Map();
  const walk = (place, address) => {
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      const full = path.join(place, entry.name);
      if (entry.isDirectory()) walk(full, `${address}${entry.name}/`);
      else if (!/\.(gz|br)$/.test(entry.name)) files.set(address + entry.name, readFileSync(full));
    }
  };
  walk(root, '/');
  files.set('/', files.get('/index.html'));
  return files;
}
