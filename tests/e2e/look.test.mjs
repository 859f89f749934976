// What only the whole page shows, with its styles: colours by the chosen theme, what is in view, what a small screen leaves.

import { assert, logIn, open, walk } from './harness.mjs';

const PHONE = { width: 390, height: 844 };
const SEARCH = '#/op/PlayerControllerSearch?q=1~n!10';
const send = (page) => page.getByRole('button', { name: 'Send', exact: true });

for (const [system, chosen] of [['dark', 'light'], ['light', 'dark']]) {
  walk(`${chosen} is chosen where the system prefers ${system}`, { colorScheme: system }, async ({ page, sandbox }) => {
    const server = await sandbox();
    await open(page, server.url, '#/settings');
    const colours = () => page.evaluate(() => {
      const [body, root] = [getComputedStyle(document.body), getComputedStyle(document.documentElement)];
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.color = 'var(--bg)';
      const wanted = getComputedStyle(probe).color;
      probe.remove();
      return { own: body.backgroundColor === wanted, scheme: root.colorScheme, bg: wanted };
    });
    const before = await colours();
    assert.deepEqual([before.own, before.scheme], [true, system]);
    await page.getByRole('radio', { name: chosen === 'light' ? 'Light' : 'Dark' }).check();
    const after = await colours();
    assert.deepEqual([after.own, after.scheme], [true, chosen], 'page and boxes follow the choice');
    assert.notEqual(after.bg, before.bg);
    await page.reload();
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, chosen);
  });
}
