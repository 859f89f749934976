// A sandbox of one's own, and ports for the servers beside it: what walks and tests of the package share.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';

const PROGRAM = process.env.EXPLORER_SANDBOX ?? fileURLToPath(new URL('../target/debug/sandbox', import.meta.url));

/** Those that systems hand out themselves begin above. */
const PORTS = { from: 20_000, count: 10_000 };
const given = new Set();

/**
 * A port that nothing listens on, and that stays free until it is used: no two calls give the same, and the system
 * gives it to nobody who asks for any port.
 */
export async function freePort() {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = PORTS.from + Math.floor(Math.random() * PORTS.count);
    if (given.has(port)) continue;
    given.add(port);
    if ((await listens(port, '127.0.0.1')) && (await listens(port, '::1'))) return port;
  }
  throw new Error(`no free port was found from ${PORTS.from} on`);
}

/** Whether one can listen there; yes, too, on a machine without such addresses. */
async function listens(port, host) {
  const socket = createServer();
  try {
    await once(socket.listen(port, host), 'listening');
  } catch (error) {
    return error.code !== 'EADDRINUSE';
  }
  socket.close();
  await once(socket, 'close');
  return true;
}

/** Starts a sandbox; `options` are its own, without the dashes. It chooses its ports and says which, unless they are given. */
export async function startSandbox(options = {}) {
  const asked = { port: 0, 'dashboard-port': 0, ...options };
  const words = Object.entries(asked).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === true ? [`--${name}`] : [`--${name}`, String(one)])),
  );
  const child = spawn(PROGRAM, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  // With another API nobody logs in here.
  const wanted = options.api === undefined ? /^ready http:\/\/localhost:(\d+)[^]*^Log in at http:\/\/localhost:(\d+)/m : /^ready http:\/\/localhost:(\d+)/m;
  let said = '';
  const [, port, dashboardPort] = await new Promise((resolve, reject) => {
    const hear = (chunk) => {
      said += chunk;
      const found = said.slice(0, said.lastIndexOf('\n') + 1).match(wanted);
      if (found) resolve(found);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}: ${said}`)));
    child.once('error', reject);
  });
  const url = `http://localhost:${port}`;
  return {
    url,
    port: Number(port),
    dashboard: dashboardPort && `http://localhost:${dashboardPort}`,
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
    /** Disarms what has not struck yet. */
    async disarm() {
      assert.ok((await fetch(`${url}/__faults`, { method: 'DELETE' })).ok, 'the failures were not disarmed');
    },
    /** What was reported against the Content-Security-Policy. */
    async reports() {
      return (await fetch(`${url}/__csp`)).json();
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
