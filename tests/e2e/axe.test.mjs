// Every page, in both themes, wide and narrow, has nothing that axe finds wrong.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { assert, logIn, open, walk } from './harness.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ADDRESSES = ['#/', '#/op/UserControllerSearch', '#/op/PlayerControllerGetOne', '#/op/RoleControllerCreate',
  '#/schema/UserOutputDTO', '#/settings', '#/learn', '#/learn/filters', '#/learn/traps', '#/history', '#/errors', '#/nothing'];

async function check(page, where) {
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

for (const colorScheme of ['dark', 'light']) {
  for (const viewport of [{ width: 1366, height: 900 }, { width: 390, height: 844 }]) {
    walk(`axe: ${colorScheme}, ${viewport.width} px wide`, { colorScheme, viewport }, async ({ page, sandbox }) => {
      const server = await sandbox();
      await logIn(page, server);
      for (const address of ADDRESSES) {
        await open(page, server.url, address);
        await page.waitForTimeout(300);
        await check(page, `${address} ${colorScheme} ${viewport.width}`);
      }
      await open(page, server.url, '#/op/PlayerControllerSearch');
      await page.getByRole('button', { name: /^Send/ }).click();
      await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing/).waitFor();
      await check(page, `a reply of rows ${colorScheme} ${viewport.width}`);
    });
  }
}
