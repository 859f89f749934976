// Every page, in both themes, wide and narrow, has nothing that axe finds wrong.

import { check } from './axe.mjs';
import { logIn, open, walk } from './harness.mjs';

const ADDRESSES = ['#/', '#/op/UserControllerSearch', '#/op/PlayerControllerGetOne', '#/op/RoleControllerCreate',
  '#/schema/UserOutputDTO', '#/settings', '#/learn', '#/learn/filters', '#/learn/traps', '#/history', '#/errors', '#/nothing'];

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
      // What lies half beneath the banner axe takes for too small.
      await page.evaluate(() => scrollTo(0, 0));
      await check(page, `a reply of rows ${colorScheme} ${viewport.width}`);
    });
  }
}
