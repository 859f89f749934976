// What the tests of the package share: the package as it was built, and a sandbox of their own to ask.

import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import assert from 'node:assert/strict';

export { freePort, startSandbox } from '../sandbox.mjs';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PKG = process.env.EXPLORER_PKG ?? join(ROOT, 'pkg');

export const ROBIN = { username: 'robin@example.com', password: 'practice' };
export const SAM = { username: 'sam@example.com', password: 'practice' };
export const ADMIN = 'practice-admin-token';

/** The package's own module, from the folder that `cargo xtask npm` made. */
export const load = () => import(pathToFileURL(join(PKG, 'index.js')).href);

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
