// Every operation of the document opens, one after another.

import { readFile } from 'node:fs/promises';
import { assert, open, REAL_DOCUMENT, walk } from './harness.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'];

walk('every operation of the document opens', { timeout: 300_000 }, async ({ page, sandbox }) => {
  const server = await sandbox(REAL_DOCUMENT ? { spec: REAL_DOCUMENT } : {});
  const document = REAL_DOCUMENT
    ? JSON.parse(await readFile(REAL_DOCUMENT, 'utf8'))
    : await (await fetch(`${server.url}/openapi.json`)).json();
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
  );
  if (REAL_DOCUMENT) assert.equal(operations.length, 182);
  await open(page, server.url);
  for (const { operationId, summary, path, method } of operations) {
    const [controller, name] = operationId.split('.');
    const key = controller + name[0].toUpperCase() + name.slice(1);
    await page.evaluate((hash) => { location.hash = hash; }, `#/op/${key}`);
    const main = page.getByRole('main');
    await main.locator('.operation-path', { hasText: path }).first().waitFor();
    const shown = await main.evaluate((node) => ({
      heading: node.querySelector('h1')?.textContent ?? '',
      path: node.querySelector('.operation-path code')?.textContent,
      method: node.querySelector('.operation-path')?.textContent.trim().split(/\s/)[0].toLowerCase(),
      request: !!node.querySelector('[aria-label="Request"]'),
    }));
    assert.equal(shown.path, path, key);
    assert.equal(shown.method.startsWith(method), true, `${key}: ${shown.method}`);
    assert.ok(shown.heading.includes(summary), `${key}: ${shown.heading}`);
    assert.ok(shown.request, `${key} has a request`);
  }
});
