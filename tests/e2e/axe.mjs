// axe-core in a page whose policy lets no foreign script in.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { assert } from './harness.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails where axe finds something wrong in the page as it stands; `where` says what that is. */
export async function check(page, where) {
  // The policy of the page refuses scripts from text, so axe runs in the browser's isolated world of its own.
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
  await session.send('Runtime.evaluate', { expression: AXE, contextId: executionContextId });
  const answer = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then((found) => JSON.stringify(found.violations.map((one) => one.id + ': ' + one.nodes.slice(0, 3).map((node) => node.target + ' ' + node.failureSummary).join(' | '))))`,
    contextId: executionContextId,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  assert.ok(answer.result.value, JSON.stringify(answer.exceptionDetails ?? answer.result));
  assert.deepEqual(JSON.parse(answer.result.value), [], where);
}
