// The app behind Debian's nginx, as deploy/nginx.conf sets it up: headers, packing, caching, a folder, a search.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { assert, DIST, freePort, logIn, open, startSandbox, walk } from './harness.mjs';

const NGINX = process.env.NGINX ?? '/usr/sbin/nginx';
const CONF = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url));
const present = spawn(NGINX, ['-v'], { stdio: 'ignore' });
const HAVE = await Promise.race([once(present, 'exit').then(([code]) => code === 0), once(present, 'error').then(() => false)]);
if (!HAVE) console.log('not run: the tests behind nginx, which is not installed');

/** The policy, word by word. `connect` are the origins beside the page's own. */
const policy = (...connect) => [
  "default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data: blob:",
  `connect-src ${["'self'", ...connect].join(' ')}`, "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", 'trusted-types takaro-explorer',
].join('; ');

/** nginx with a copy of the app's files, its configuration taken from deploy/nginx.conf by changing what it marks. */
async function startNginx({ folder, api, config }) {
  const home = await mkdtemp(join(tmpdir(), 'explorer-nginx-'));
  const port = await freePort();
  const files = join(home, 'files/');
  await cp(DIST, files, { recursive: true });
  await writeFile(join(files, 'config.json'), JSON.stringify(config));
  const changes = [
    ['listen 8080;', `listen 127.0.0.1:${port};`],
    ['"https://api.example.com"', JSON.stringify(api)],
    ['location = /explorer { return 301 /explorer/; }', folder === '/' ? '' : `location = ${folder.slice(0, -1)} { return 301 ${folder}; }`],
    ['location /explorer/ {', `location ${folder} {`],
    ['/srv/takaro-explorer/', files],
  ];
  let server = await readFile(CONF, 'utf8');
  for (const [from, to] of changes) {
    assert.equal(server.split(from).length, 2, `deploy/nginx.conf says ${from} once`);
    server = server.replace(from, to);
  }
  await writeFile(join(home, 'server.conf'), server);
  await writeFile(join(home, 'nginx.conf'), `
    worker_processes 1; daemon off; pid ${home}/pid; error_log stderr warn;
    ${process.getuid() === 0 ? 'user root;' : ''}
    events {}
    http {
      access_log off;
      client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
      uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
      include ${home}/server.conf;
    }`);
  const child = spawn(NGINX, ['-p', home, '-e', 'stderr', '-c', join(home, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => { said += chunk; });
  const url = `http://localhost:${port}${folder}`;
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`);
    if (await fetch(url).then(() => true, () => false)) break;
    if (tries > 100) throw new Error(`nginx does not answer: ${said}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  return {
    url,
    said: () => said,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** An answer as it comes over the wire: fetch would unpack it. */
function raw(url, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    httpGet(url, { headers, method }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    }).once('error', reject);
  });
}

for (const folder of ['/', '/tools/explorer/']) {
  walk(`behind nginx in ${folder}: a search through the app`, { skip: !HAVE }, async ({ page, sandbox }) => {
    const port = await freePort();
    const nginx = { stop: async () => {} };
    try {
      // The sandbox must know the origin of nginx, and nginx the sandbox's.
      const config = {};
      const api = `http://localhost:${port}`;
      const dashboardPort = await freePort();
      Object.assign(config, { apiUrl: api, dashboardUrl: `http://localhost:${dashboardPort}`, practice: true });
      Object.assign(nginx, await startNginx({ folder, api, config }));
      const server = await sandbox({ port, 'dashboard-port': dashboardPort, 'allow-origin': new URL(nginx.url).origin });
      const refused = [];
      page.on('console', (message) => { if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text()); });
      await logIn(page, server);
      await open(page, nginx.url, '#/op/PlayerControllerSearch');
      await page.getByRole('banner').getByText('Signed in as').waitFor();
      await page.getByRole('button', { name: /^Send/ }).click();
      await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
      assert.deepEqual(refused, []);
    } finally {
      await nginx.stop();
    }
  });

  test(`behind nginx in ${folder}: headers, packing and caching`, { skip: !HAVE }, async () => {
    const api = 'https://api.example.com';
    const nginx = await startNginx({ folder, api, config: {} });
    try {
      const index = await raw(nginx.url);
      assert.equal(index.status, 200);
      assert.equal(index.headers['content-security-policy'], policy(api));
      assert.equal(index.headers['x-content-type-options'], 'nosniff');
      assert.equal(index.headers['referrer-policy'], 'no-referrer');
      assert.equal(index.headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(index.headers['cache-control'], 'no-cache');
      assert.equal(index.headers['content-type'], 'text/html; charset=utf-8');

      const again = await raw(nginx.url, { 'if-modified-since': index.headers['last-modified'] });
      assert.equal(again.status, 304);
      assert.equal(again.headers['cache-control'], 'no-cache');

      const names = (await readdir(DIST)).filter((name) => /-[0-9a-f]{16}\.\w+$/.test(name));
      const [wasm] = names.filter((name) => name.endsWith('.wasm'));
      const scripts = names.filter((name) => name.endsWith('.js'));
      assert.ok(wasm && scripts.length, 'the build has names with fingerprints');
      for (const [name, type] of [[wasm, 'application/wasm'], ...scripts.map((script) => [script, 'text/javascript; charset=utf-8'])]) {
        const packed = await raw(nginx.url + name, { 'accept-encoding': 'gzip' });
        assert.equal(packed.headers['content-type'], type, name);
        assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable', name);
        const bytes = await readFile(join(DIST, name));
        // The twin that the build wrote, where packing gains at all.
        const twin = await readFile(join(DIST, `${name}.gz`)).catch(() => null);
        if (twin) {
          assert.equal(packed.headers['content-encoding'], 'gzip', name);
          assert.match(packed.headers.vary, /Accept-Encoding/i, name);
          assert.ok(packed.body.equals(twin), `${name} is served as the build packed it`);
          assert.ok(gunzipSync(packed.body).equals(bytes), name);
        }
        const plain = await raw(nginx.url + name);
        assert.equal(plain.headers['content-encoding'], undefined, name);
        assert.ok(plain.body.equals(bytes), name);
        assert.equal(plain.headers['content-security-policy'], policy(api), name);
      }

      // Without its slash a folder leads on, and nothing in the file is doubted.
      if (folder !== '/') {
        const bare = await raw(nginx.url.slice(0, -1));
        assert.deepEqual([bare.status, bare.headers.location], [301, folder]);
      }
      assert.ok(!nginx.said().includes('[warn]'), nginx.said());

      // What is missing says so, under the same policy, and is not remembered.
      const missing = await raw(`${nginx.url}nothing.js`);
      assert.equal(missing.status, 404);
      assert.equal(missing.headers['content-security-policy'], policy(api));
      assert.equal(missing.headers['cache-control'], 'no-cache');
      const lost = await raw(`${nginx.url}nothing-0123456789abcdef.js`);
      assert.equal(lost.status, 404);
      assert.equal(lost.headers['cache-control'], 'no-cache');
      assert.equal((await raw(nginx.url, {}, 'POST')).status, 403);
      assert.equal((await raw(`${nginx.url}..%2f..%2fetc/passwd`)).status >= 400, true);
    } finally {
      await nginx.stop();
    }
  });
}

test('the sandbox sends the same policy, and asks for reports beside', async () => {
  const sandbox = await startSandbox();
  try {
    for (const path of ['/', '/config.json', '/icon.svg']) {
      const { headers } = await raw(`${sandbox.url}${path}`);
      assert.equal(headers['content-security-policy'], `${policy()}; report-uri /__csp`, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.equal(headers['referrer-policy'], 'no-referrer', path);
    }
  } finally {
    await sandbox.stop();
  }
});
