// What the tests of the package share: the package as it was built, and a sandbox of their own to ask.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import assert from 'node:assert/strict';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PKG = process.env.EXPLORER_PKG ?? join(ROOT, 'pkg');
const SANDBOX = process.env.EXPLORER_SANDBOX ?? join(ROOT, 'target/debug/sandbox');

export const ROBIN = { username: 'robin@example.com', password: 'practice' };
export const SAM = { username: 'sam@example.com', password: 'practice' };
export const ADMIN = 'practice-admin-token';

/** The package's own module, from the folder that `cargo xtask npm` made. */
export const load = () => import(pathToFileURL(join(PKG, 'index.js')).href);

/** A port that nothing listens on. */
export async function freePort() {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** Starts a sandbox; `options` are its own, without the dashes. */
export async function startSandbox(options = {}) {
  const given = { port: await freePort(), 'dashboard-port': await freePort(), ...options };
  const words = Object.entries(given).flatMap(([name, value]) => [value].flat().flatMap((one) => [`--${name}`, String(one)]));
  const child = spawn(SANDBOX, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      if (said.includes('ready ')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${said}`)));
    child.once('error', reject);
  });
  const url = `http://localhost:${given.port}`;
  return {
    url,
    port: given.port,
    dashboard: `http://localhost:${given['dashboard-port']}`,
    /** Arms failures for the calls to come. */
    async arm(...faults) {
      const answer = await fetch(`${url}/__faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ next: faults }),
      });
      assert.ok(answer.ok, `the failure was not taken: ${answer.status} ${await answer.text()}`);
    },
    /** The failures that are still armed. */
    async armed() {
      return (await (await fetch(`${url}/__faults`)).json()).next;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What `work` throws, which must be a failure of the package. */
export async function failure(work, TakaroError) {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    assert.ok(error instanceof TakaroError, `another error: ${error?.stack ?? error}`);
    return error;
  }
  return assert.fail('nothing was thrown');
}
