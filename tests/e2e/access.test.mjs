// For people who use keys alone, who hear the page, who enlarge it, who want no motion, who force their own colours.

import { assert, logIn, open, ROBIN, walk } from './harness.mjs';

const PAGES = ['#/', '#/op/PlayerControllerSearch?q=1~fi!name!*Jo*Ann~sc!name!*a~rg!createdAt!!last 7 days', '#/op/PlayerControllerGetOne', '#/op/RoleControllerCreate',
  '#/schema/UserOutputDTO', '#/settings', '#/learn', '#/learn/filters', '#/learn/traps', '#/history', '#/errors', '#/nothing'];

const region = (page, name) => page.getByRole('region', { name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });

async function begin(page, server, address = '#/') {
  await logIn(page, server);
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await open(page, server.url, address);
}

/** Runs in the page: the element that has the focus, seen through shadow roots, and whether a person sees that it has it. */
function focusNow() {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  if (!node || node === document.body) return { body: true, seen: true, free: true, what: 'the page' };
  const marked = [node, ...node.children, node.closest('[role="combobox"]') ?? node].some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
  });
  const box = node.getBoundingClientRect();
  const points = [.1, .5, .9].flatMap((x) => [.1, .5, .9].map((y) => [box.left + box.width * x, box.top + box.height * y]));
  const free = points.some(([x, y]) => {
    let hit = node.getRootNode().elementFromPoint(x, y);
    return hit && (node.contains(hit) || hit.contains(node) || hit.closest('label')?.contains(node));
  });
  return { seen: marked || node.matches('main, .cm-content'), free, what: `${node.tagName} ${node.getAttribute('aria-label') ?? node.textContent.slice(0, 60)}` };
}

/** Presses Tab until an element has the focus. Each stop on the way must be seen, and not lie under something else. */
async function tabTo(page, wanted, key = 'Tab') {
  const way = [];
  for (let at = 0; at < 150; at += 1) {
    await page.keyboard.press(key);
    const stop = await page.evaluate(focusNow);
    way.push(stop.what);
    assert.ok(stop.seen, `the focus cannot be seen: ${stop.what}`);
    assert.ok(stop.free, `what has the focus lies under something else: ${stop.what}`);
    if (await wanted.first().evaluate((node) => node === document.activeElement || node.contains(document.activeElement)).catch(() => false)) return;
  }
  assert.fail(`no way by ${key}: ${way.join(' | ')}`);
}

walk('from the log-in to an answer and back with keys alone', { timeout: 180_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await page.goto(server.dashboard);
  await tabTo(page, page.getByRole('textbox', { name: /e-?mail/i }));
  await page.keyboard.type(ROBIN.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ROBIN.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.origin === server.url);
  await page.getByRole('banner').getByText('Signed in as').waitFor();
  await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();

  // The first stop leads past all that stands on every page.
  await page.evaluate(() => document.activeElement?.blur());
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the page');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName), await page.getByRole('main').evaluate((node) => node.id || node.tagName));

  await page.keyboard.press('/');
  await page.keyboard.type('PlayerControllerSearch');
  await tabTo(page, page.getByRole('navigation', { name: 'Operations' }).getByRole('link'));
  await page.keyboard.press('Enter');
  await region(page, 'Query').waitFor();
  await tabTo(page, button(page, 'Add search'));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Field');
  await page.keyboard.type('name');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Value');
  await page.keyboard.type('a');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('spinbutton', { name: 'Rows per page' }));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('5');
  await tabTo(page, button(page, 'Send'));
  await page.keyboard.press('Enter');
  const reply = region(page, 'Reply');
  await reply.getByRole('status').getByText(/^Showing 1–5/).waitFor();

  // Into the answer: its tabs by arrows, its cells, the menu of one, and back out of it.
  await tabTo(page, reply.getByRole('tab', { name: 'Table' }));
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-selected') === 'true' && document.activeElement.textContent === 'Tree');
  await page.keyboard.press('ArrowLeft');
  const table = reply.getByRole('table', { name: 'Rows' });
  // The table is one stop; arrows go through it.
  await tabTo(page, table);
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.closest('tbody'));
  await page.keyboard.press('Enter');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  assert.equal(await table.locator('tbody').evaluate((node) => node.contains(document.activeElement)), true, 'the focus is back on the cell');
  await tabTo(page, button(page, 'Next page'));
  await page.keyboard.press('Enter');
  await reply.getByRole('status').getByText(/^Showing 6–10/).waitFor();
});

walk('dialogs keep the focus in them and give it back, all with keys', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/PlayerControllerSearch');
  const inside = () => page.evaluate(() => Boolean(document.activeElement?.closest('dialog')));
  for (const name of ['Import', 'Saved queries']) {
    await region(page, 'Query').getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    for (let at = 0; at < 12; at += 1) {
      await page.keyboard.press('Tab');
      // Between the last and the first the browser's own bar has the focus, as with every dialog of the platform.
      assert.ok(await inside() || await page.evaluate(() => document.activeElement === document.body), name);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), name, 'the focus is back on the button');
  }
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
  await page.keyboard.type('RoleControllerCreate');
  await page.keyboard.press('Enter');
  const box = region(page, 'Request').getByRole('textbox', { name: 'name', exact: true });
  await box.waitFor();
  await tabTo(page, box);
  await page.keyboard.type('Keys alone');
  await page.keyboard.press('Control+Enter');
  const flaws = page.getByRole('dialog', { name: 'The API may refuse this' });
  const question = page.getByRole('dialog', { name: 'Change live data?' });
  await flaws.or(question).waitFor();
  if (await flaws.isVisible()) {
    await tabTo(page, flaws.getByRole('button', { name: 'Send it as it is' }));
    await page.keyboard.press('Enter');
  }
  await question.waitFor();
  // What has the focus at first is the harmless answer.
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Keep it');
  await page.keyboard.press('Enter');
  await question.waitFor({ state: 'hidden' });
  assert.equal(await box.inputValue(), 'Keys alone');
});

for (const viewport of [{ width: 1366, height: 900 }, { width: 683, height: 450 }]) {
  walk(`what has the focus is never beneath the banner, ${viewport.width} px wide`, { viewport, timeout: 180_000 }, async ({ page, sandbox }) => {
    const server = await sandbox();
    await begin(page, server, '#/op/UserControllerSearch');
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('#main :is(a, button, summary)').last().focus();
    const hidden = [];
    for (let at = 0; at < 60; at += 1) {
      await page.keyboard.press('Shift+Tab');
      const found = await page.evaluate(() => {
        const node = document.activeElement;
        if (!node.closest('#main')) return null;
        const [box, banner] = [node.getBoundingClientRect(), document.querySelector('.banner').getBoundingClientRect()];
        return box.height < 200 && box.top < banner.bottom - 1 ? `${node.tagName} ${(node.getAttribute('aria-label') ?? node.textContent).slice(0, 30)} at ${box.top}` : '';
      });
      if (found === null) break;
      if (found) hidden.push(found);
    }
    assert.deepEqual(hidden, []);
  });
}

walk('what is pressed and goes by that hands the focus on', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server, '#/op/ShopListingControllerCreate');
  const press = async (name, then) => {
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((then) => document.activeElement?.getAttribute('aria-label') === then, then);
  };
  const add = page.getByRole('region', { name: 'Request' }).getByRole('button', { name: /^Add .*items/ }).first();
  for (let at = 0; at < 3; at += 1) await add.click();
  await press('Move items 1 down', 'Move items 2 down');
  const third = await page.getByRole('button', { name: 'Remove items 3', exact: true }).elementHandle();
  await press('Remove items 2', 'Remove items 2');
  assert.equal(await third.evaluate((node) => node === document.activeElement), true, 'the item behind it has the focus');
  const more = page.locator('.field-menu > summary').first();
  await more.focus();
  await page.keyboard.press('Enter');
  await page.locator('.field-menu-list button').first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.field-menu').first().getAttribute('open'), null);
  assert.equal(await more.evaluate((node) => node === document.activeElement), true);
  // The way back from a form with mistakes is to the first of them.
  await page.getByRole('button', { name: 'Send', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'The API may refuse this' }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
});

/** What the browser's accessibility tree holds of live regions: how each is told, and its words. */
async function told(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const words = (node) => [node.ignored ? '' : node.role?.value === 'StaticText' ? node.name?.value ?? '' : '', ...(node.childIds ?? []).map((id) => (byId.has(id) ? words(byId.get(id)) : ''))].join('');
  return nodes.flatMap((node) => {
    const live = (node.properties ?? []).find((one) => one.name === 'live')?.value.value;
    const root = (node.properties ?? []).find((one) => one.name === 'root');
    return live && live !== 'off' && !(root && root.value.relatedNodes?.[0]?.backendDOMNodeId !== node.backendDOMNodeId) ? [{ live, role: node.role.value, words: words(node) }] : [];
  });
}

/** Waits until a live region says something. */
async function hears(page, words, live = 'polite') {
  let all = [];
  for (let tries = 0; tries < 100; tries += 1) {
    all = await told(page);
    if (all.some((one) => one.live === live && words.test(one.words))) return;
    await page.waitForTimeout(50);
  }
  assert.fail(`no ${live} region says ${words}: ${JSON.stringify(all)}`);
}

walk('what changes is told: live regions in the accessibility tree', { timeout: 180_000 }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await open(page, server.url, '#/op/PlayerControllerSearch');
  await logIn(page, server);
  await hears(page, /Signed in as Robin Okafor/);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const find = page.getByRole('searchbox', { name: 'Find an operation' });
  await find.fill('player');
  await hears(page, /\d+ of \d+ operations/);
  await find.fill('no such thing');
  await hears(page, /No operation matches/);
  await find.fill('');
  await page.getByRole('spinbutton', { name: 'Rows per page' }).fill('5');
  await server.arm({ fault: 'slow', path: '/player/search', milliseconds: 1500 });
  await button(page, 'Send').click();
  await hears(page, /Waiting for the answer/);
  await hears(page, /Showing 1–5 of 300/);
  await server.arm({ fault: '500', path: '/player/search' });
  await button(page, 'Send').click();
  await hears(page, /InternalServerError/, 'assertive');
  await region(page, 'Query').getByRole('button', { name: 'Add filter' }).click();
  await region(page, 'Query').getByRole('group', { name: 'Filter 1' }).getByRole('combobox', { name: 'Field' }).fill('id');
  await page.keyboard.press('Tab');
  await region(page, 'Query').getByRole('group', { name: 'Filter 1' }).getByRole('textbox', { name: 'Value' }).fill('nonsense');
  await hears(page, /Errors: 1/);
  await page.keyboard.press('Control+K');
  await page.keyboard.type('settings');
  await hears(page, /\d+ found/);
  await page.keyboard.press('Escape');
  await open(page, server.url, '#/op/UserControllerSearch');
  await button(page, 'Send').click();
  await hears(page, /Showing 1–/);
  await button(page, 'Export all pages').click();
  await button(page, 'Start export').click();
  await hears(page, /Done/);
  await open(page, server.url, '#/learn/filters');
  await page.getByRole('region', { name: 'Exercise 1' }).getByRole('button', { name: 'Check' }).click();
  await hears(page, /Not yet|Nearly|would refuse/);
});

walk('names in the accessibility tree: nothing that can be used is nameless', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  const session = await page.context().newCDPSession(page);
  for (const address of PAGES) {
    await open(page, server.url, address);
    const { nodes: loose } = await session.send('Accessibility.getFullAXTree');
    // They come in no order: from the root down they stand as they are read.
    const byId = new Map(loose.map((node) => [node.nodeId, node]));
    const inOrder = (node) => [node, ...(node.childIds ?? []).flatMap((id) => (byId.has(id) ? inOrder(byId.get(id)) : []))];
    const nodes = inOrder(loose.find((node) => node.parentId === undefined));
    const used = /^(button|link|textbox|combobox|checkbox|radio|spinbutton|searchbox|tab|menuitem|option|switch|slider|dialog|region|navigation|table|img|image|group)$/;
    const nameless = nodes.filter((node) => !node.ignored && used.test(node.role?.value ?? '') && !node.name?.value?.trim() && node.role.value !== 'group');
    assert.deepEqual(nameless.map((node) => `${node.role.value} ${node.backendDOMNodeId}`), [], address);
    const headings = nodes.filter((node) => !node.ignored && node.role?.value === 'heading').map((node) => node.properties.find((one) => one.name === 'level').value.value);
    assert.equal(headings.filter((level) => level === 1).length, 1, `${address}: one heading of the first level`);
    headings.reduce((before, level) => { assert.ok(level <= before + 1, `${address}: a heading of level ${level} after ${before}`); return level; }, 0);
  }
});

// 1280 CSS px at 400 % are 320; at 200 % they are 640, and a low window at that.
for (const [what, viewport] of [['at 320 CSS px', { width: 320, height: 640 }], ['at 200 % zoom', { width: 640, height: 400 }]]) {
  walk(`everything can be reached ${what} without scrolling sideways`, { viewport, timeout: 180_000 }, async ({ page, sandbox }) => {
    const server = await sandbox();
    await begin(page, server);
    const fits = async (where) => {
      const found = await page.evaluate(() => {
        const wide = document.documentElement.clientWidth;
        const scrolls = (node) => { for (let up = node.parentElement; up && up !== document.body; up = up.parentElement) { if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true; } return false; };
        const out = [...document.querySelectorAll('button, a, input, select, textarea, h1, h2, h3, p, [role="tab"], dialog')]
          .filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('.visually-hidden, .skip') && !scrolls(node))
          .filter((node) => { const box = node.getBoundingClientRect(); return box.width > 0 && (box.right > wide + 1 || box.left < -1); })
          .map((node) => `${node.tagName} ${node.className} ${(node.getAttribute('aria-label') ?? node.textContent).slice(0, 40)}`);
        return { sideways: document.documentElement.scrollWidth - wide, out: out.slice(0, 5) };
      });
      assert.ok(found.sideways <= 0, `${where} scrolls sideways by ${found.sideways} px`);
      assert.deepEqual(found.out, [], where);
    };
    for (const address of PAGES) {
      await open(page, server.url, address);
      await fits(address);
    }
    // The domain that is acted on and who acts are whole, whatever gives way; on the narrowest they share a line.
    for (const name of viewport.width > 600 ? ['.banner-domain .input', '.banner-session'] : []) {
      const [needs, has] = await page.locator(name).evaluate((node) => {
        const measured = node.cloneNode(true);
        measured.style.cssText = 'position: absolute; width: max-content; max-width: none';
        node.after(measured);
        const needs = measured.getBoundingClientRect().width;
        measured.remove();
        return [needs, node.getBoundingClientRect().width];
      });
      assert.ok(needs <= has + 1, `${name} is cut: ${needs} of ${has} px`);
    }
    await page.getByRole('button', { name: 'Open the list of operations' }).click();
    await page.getByRole('searchbox', { name: 'Find an operation' }).waitFor();
    await fits('the list of operations');
    await page.keyboard.press('Escape');
    await open(page, server.url, '#/op/UserControllerSearch');
    await button(page, 'Send').click();
    await region(page, 'Reply').getByRole('status').getByText(/^Showing/).waitFor();
    await fits('an answer');
    for (const tab of ['Tree', 'Raw', 'Headers']) {
      await region(page, 'Reply').getByRole('tab', { name: tab }).click();
      await fits(`an answer, ${tab}`);
    }
    for (const tab of ['JSON', 'English', 'Code']) {
      await region(page, 'Query').getByRole('tab', { name: tab }).click();
      await fits(`a query, ${tab}`);
    }
    await button(page, 'Export all pages').click();
    await page.getByRole('dialog').waitFor();
    await fits('the dialog of an export');
    await button(page, 'Start export').scrollIntoViewIfNeeded();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+K');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await fits('the palette');
  });
}

walk('text at twice its size is cut off nowhere', async ({ page, sandbox }) => {
  const server = await sandbox();
  await begin(page, server);
  await page.evaluate(() => { document.documentElement.style.setProperty('font-size', '200%'); });
  for (const address of PAGES) {
    await open(page, server.url, address);
    const cut = await page.evaluate(() => [...document.querySelectorAll('main button, main a, main h1, main h2, main h3, main p, main label, main legend, main th, .banner *')]
      .filter((node) => node.checkVisibility() && !node.closest('.visually-hidden'))
      .filter((node) => { const style = getComputedStyle(node); return /hidden|clip/.test(`${style.overflowX}${style.overflowY}`) && style.textOverflow !== 'ellipsis' && (node.scrollWidth > node.clientWidth + 2 || node.scrollHeight > node.clientHeight + 2); })
      .map((node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`));
    assert.deepEqual(cut, [], address);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth + 1), `${address} scrolls sideways`);
  }
});

walk('who wants no motion gets none', async ({ page, sandbox }) => {
  const server = await sandbox();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await begin(page, server);
  const still = async (where) => {
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].flatMap((node) => ['', '::before', '::after'].map((part) => [node, part])).filter(([node, part]) => {
      const style = getComputedStyle(node, part || null);
      const longest = (text) => Math.max(...text.split(',').map((one) => parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000)));
      return longest(style.transitionDuration) > 1 || (style.animationName !== 'none' && longest(style.animationDuration) > 1) || style.scrollBehavior === 'smooth';
    }).map(([node, part]) => `${node.tagName} ${node.className}${part}`));
    assert.deepEqual([...new Set(moving)], [], where);
    assert.equal(await page.evaluate(() => document.getAnimations().filter((one) => one.effect.getComputedTiming().duration > 1).length), 0, where);
  };
  for (const address of PAGES) {
    await open(page, server.url, address);
    await still(address);
  }
  await open(page, server.url, '#/op/UserControllerSearch');
  await server.arm({ fault: 'slow', path: '/user/search', milliseconds: 1000 });
  await button(page, 'Send').click();
  await still('while an answer is awaited');
  await region(page, 'Reply').getByRole('status').getByText(/^Showing/).waitFor();
  await still('an answer');
});

walk('forced colours: what is chosen and what has the focus can be told', async ({ page, sandbox }) => {
  const server = await sandbox();
  await page.emulateMedia({ forcedColors: 'active' });
  await begin(page, server, '#/op/PlayerControllerSearch');
  /** The looks of two elements that differ only in being chosen, as far as forced colours leave any. */
  const looks = (locator) => locator.evaluate((node) => { const { backgroundColor, color, outlineStyle } = getComputedStyle(node); return `${backgroundColor} ${color} ${outlineStyle}`; });
  const differ = async (chosen, other, where) => assert.notEqual(await looks(chosen), await looks(other), where);
  const query = region(page, 'Query');
  await differ(query.getByRole('tab', { selected: true }), query.getByRole('tab', { selected: false }).first(), 'tabs');
  const find = page.getByRole('searchbox', { name: 'Find an operation' });
  await find.fill('PlayerController');
  const links = page.getByRole('navigation', { name: 'Operations' }).getByRole('link');
  await differ(links.and(page.locator('[aria-current="page"]')), links.and(page.locator(':not([aria-current="page"])')).first(), 'the list of operations');
  await button(page, 'Send').click();
  const reply = region(page, 'Reply');
  await reply.getByRole('status').getByText(/^Showing/).waitFor();
  await reply.getByRole('tab', { name: 'Raw' }).click();
  const pressed = reply.getByRole('button', { name: 'As sent' });
  const before = await looks(pressed);
  await pressed.click();
  assert.notEqual(await looks(pressed), before, 'a pressed button');
  await page.keyboard.press('Control+K');
  const options = page.getByRole('dialog', { name: 'Command palette' }).getByRole('option');
  await options.first().waitFor();
  await page.keyboard.press('ArrowDown');
  await differ(options.and(page.locator('[aria-selected="true"]')).first(), options.and(page.locator(':not([aria-selected="true"])')).first(), 'the palette');
  await page.keyboard.press('Escape');
  await button(page, 'Send').focus();
  await page.keyboard.press('Tab');
  assert.ok((await page.evaluate(focusNow)).seen);
  // Drawn marks follow the text's colour, so that none is dark on dark.
  const drawn = await page.evaluate(() => [...document.querySelectorAll('.icon')].filter((node) => node.checkVisibility() && getComputedStyle(node).stroke !== getComputedStyle(node).color).length);
  assert.equal(drawn, 0);
});

walk('the keyboard goes along a row of many columns, and back up from the middle', { viewport: { width: 900, height: 700 } }, async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch?q=1~n!200');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('region', { name: 'Reply' }).getByRole('status').getByText(/^Showing 1–200/).waitFor();
  const place = () => page.evaluate(() => {
    const cell = document.activeElement?.closest('td[data-column]');
    return cell && [Number(cell.parentElement.dataset.row), Number(cell.dataset.column)];
  });
  await page.locator('tr[data-row="2"] td[data-column="0"] button').first().focus();
  const columns = await page.locator('.rows th[data-column]').count();
  for (let step = 0; step < 3 * columns && (await place())?.[1] < columns - 1; step += 1) {
    await page.keyboard.press('ArrowRight');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20))));
  }
  assert.deepEqual(await place(), [2, columns - 1]);
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('PageDown');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 40))));
  }
  const [row, column] = await place();
  assert.ok(row > 20, `${row}`);
  await page.keyboard.press('PageUp');
  const [above, same] = await place();
  assert.ok(above < row && above > 0 && same === column, `${above} of ${row}`);
});

walk('the domains are gone through by the keyboard', async ({ page, sandbox }) => {
  const server = await sandbox();
  await logIn(page, server);
  await open(page, server.url, '#/op/PlayerControllerSearch');
  const domain = page.getByRole('banner').getByRole('combobox', { name: 'Domain' });
  await domain.focus();
  const asked = page.waitForResponse(/\/me$/);
  await page.keyboard.press('ArrowDown');
  await asked;
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50))));
  assert.equal(await domain.evaluate((box) => box === document.activeElement), true);
  assert.notEqual(await domain.evaluate((box) => box.selectedOptions[0].textContent), 'Harbour Lights');
});
