// A sandbox of one's own, on free ports.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const PROGRAM = process.env.EXPLORER_SANDBOX ?? join(ROOT, 'target/debug/sandbox');

/** Starts one: `{ url, dashboard, stop() }`. */
export async function startSandbox() {
  const [port, dashboardPort] = [await freePort(), await freePort()];
  const child = spawn(PROGRAM, ['--port', port, '--dashboard-port', dashboardPort], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk).includes('ready ') && resolve());
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    child.once('error', reject);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    dashboard: `http://127.0.0.1:${dashboardPort}`,
    stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      return ended;
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}
