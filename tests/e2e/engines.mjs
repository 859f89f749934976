// Firefox and WebKit, driven in one way: what a person does is said by roles and names, found in the page itself.
//
// Firefox speaks WebDriver BiDi, through puppeteer-core. WebKit speaks WebDriver to its own driver, which wants a
// screen: Xvfb is one.

import { spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { assert, freePort, readEverything, startSandbox } from './harness.mjs';

const OUT = fileURLToPath(new URL('./out/', import.meta.url));
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const require = createRequire(import.meta.url);
const FINDER = await readFile(join(require.resolve('@testing-library/dom/package.json'), '../dist/@testing-library/dom.umd.js'), 'utf8');
/** So long a person would wait for something to appear, on a machine that does much else. */
const PATIENCE = 30_000;

const runs = (program, ...words) => spawnSync(program, words, { stdio: 'ignore' }).error === undefined;
const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** Runs in the page: the first visible element on a way of roles and names, each inside of the one before. */
function locate(way) {
  const { queryAllByRole } = globalThis.TestingLibraryDom;
  let found = [document.body];
  for (const { role, name, pattern, text } of way) {
    const wanted = pattern ? new RegExp(pattern[0], pattern[1]) : name;
    found = found.flatMap((node) => queryAllByRole(node, role, wanted === undefined ? {} : { name: wanted }));
    if (text !== undefined) found = found.filter((node) => (node.innerText ?? '').includes(text));
  }
  return found.find((node) => node.checkVisibility?.() ?? true) ?? null;
}

/** `['region', 'Query']`, `['status']`, `['link', /^Start/]`, `['listitem', undefined, 'its text']` as data. */
const steps = (way) => way.map(([role, name, text]) => (name instanceof RegExp ? { role, pattern: [name.source, name.flags], text } : { role, name, text }));
const shown = (way) => way.map((step) => step.map(String).join(' ')).join(' > ');

/** What both engines are driven by; `send` differs. */
class Engine {
  async #found(way) {
    await this.script(() => Boolean(globalThis.TestingLibraryDom)) || await this.load(FINDER);
    return this.handle(locate, steps(way));
  }

  /** Waits for an element on a way of roles and names. */
  async find(...way) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      // A page that is just leaving answers with an error; the next one is asked again.
      const found = await this.#found(way).catch((error) => { if (Date.now() > end) throw error; return null; });
      if (found) return found;
      if (Date.now() > end) throw new Error(`not there: ${shown(way)}\n${await this.script(() => `${location.href}\n${document.body.innerText.slice(0, 3000)}`)}`);
      await wait(50);
    }
  }

  /** Waits for an element that takes clicks: a button waits with it while it is looked up what it would change. */
  async clickable(...way) {
    let node = null;
    await this.until(async () => {
      node = await this.find(...way);
      return this.script((it) => !it.disabled, node);
    }, `${shown(way)} takes no click`);
    return node;
  }

  /** Whether an element is there now. */
  async has(...way) {
    return Boolean(await this.#found(way));
  }

  /** Waits until an element is gone. */
  async gone(...way) {
    await this.until(async () => !(await this.has(...way)), `still there: ${shown(way)}`);
  }

  /** Waits until something holds. */
  async until(holds, words) {
    const end = Date.now() + PATIENCE;
    while (!(await holds().catch(() => false))) {
      if (Date.now() > end) throw new Error(`${words}\n${await this.script(() => `${location.href}\n${document.body.innerText.slice(0, 3000)}`)}`);
      await wait(50);
    }
  }

  /** Waits until the text of an element holds a text or fits a pattern, and gives all of it. */
  async reads(wanted, ...way) {
    let text = '';
    await this.until(async () => {
      text = await this.script((node) => node.innerText || node.value || '', await this.find(...way));
      return wanted instanceof RegExp ? wanted.test(text) : text.includes(wanted);
    }, `${shown(way)} does not say ${wanted}`);
    return text;
  }

  async value(...way) {
    return this.script((node) => node.value, await this.find(...way));
  }

  /** Types a text in the place of what stands there. */
  async fill(text, ...way) {
    await this.click(...way);
    await this.keys('Control+a');
    await this.type(text);
  }

  /** Chooses from one of the app's comboboxes or from a select. */
  async choose(words, ...way) {
    const box = await this.find(...way);
    if (await this.script((node) => node.tagName === 'SELECT', box)) return this.select(box, words);
    await this.fill(words, ...way);
    await this.click(['option', undefined, words]);
  }

  /** Opens an address of the app, waiting for its page to stand. */
  async open(url, address = '#/') {
    await this.goto(`${url}/${address}`);
    await this.find(['main'], ['heading']);
  }
}

class Firefox extends Engine {
  static name = 'Firefox';
  static missing() {
    return runs(FIREFOX, '--version') ? null : 'Firefox (firefox-esr) is not installed';
  }

  static async start(home) {
    const firefox = new Firefox();
    firefox.downloads = join(home, 'downloads');
    firefox.browser = await puppeteer.launch({
      browser: 'firefox', executablePath: FIREFOX, headless: true, userDataDir: join(home, 'profile'),
      timeout: 60_000, protocolTimeout: 60_000, defaultViewport: { width: 1366, height: 900 },
      extraPrefsFirefox: {
        'browser.download.folderList': 2, 'browser.download.dir': firefox.downloads, 'browser.download.useDownloadDir': true,
        'browser.download.always_ask_before_handling_new_types': false, 'browser.helperApps.neverAsk.saveToDisk': 'text/csv,application/json,application/x-ndjson,application/octet-stream',
      },
    });
    firefox.page = await firefox.browser.newPage();
    firefox.wrong = [];
    firefox.page.on('pageerror', (error) => firefox.wrong.push(`script: ${error.message}`));
    firefox.page.on('console', (message) => { if (message.type() === 'error') firefox.wrong.push(`console: ${message.text()}`); });
    return firefox;
  }

  goto(url) {
    // An address of the same page with another fragment loads nothing, so only that it is there is waited for.
    return this.page.goto(url, { waitUntil: 'domcontentloaded' });
  }

  reload() { return this.page.reload({ waitUntil: 'domcontentloaded' }); }
  load(text) { return this.page.evaluate(text); }
  script(body, ...given) { return this.page.evaluate(body, ...given); }
  async handle(body, ...given) { return (await this.page.evaluateHandle(body, ...given)).asElement(); }
  async click(...way) { await (await this.clickable(...way)).click(); }
  type(text) { return this.page.keyboard.type(text); }
  async keys(chord) {
    const keys = chord.split('+');
    for (const key of keys.slice(0, -1)) await this.page.keyboard.down(key);
    await this.page.keyboard.press(keys.at(-1));
    for (const key of keys.slice(0, -1).reverse()) await this.page.keyboard.up(key);
  }

  async select(box, words) {
    await box.select(await this.script((node, label) => [...node.options].find((one) => one.label.includes(label)).value, box, words));
  }

  async secrets() { return (await this.browser.cookies()).filter((cookie) => cookie.httpOnly).map((cookie) => cookie.value); }
  async picture(file) { await this.page.screenshot({ path: file }); }
  stop() { return this.browser.close(); }
}

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** What the driver says of a page that is still moving. */
const PASSING = new Set(['element click intercepted', 'stale element reference']);
const KEYS = { Control: '\uE009', Shift: '\uE008', Alt: '\uE00A', Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004', Backspace: '\uE003', Delete: '\uE017', ArrowDown: '\uE015', ArrowUp: '\uE013', Home: '\uE011', End: '\uE010' };

class WebKit extends Engine {
  static name = 'WebKit';
  static missing() {
    return runs('WebKitWebDriver', '--help') && runs('Xvfb', '-help') ? null : 'WebKit (webkit2gtk-driver) or Xvfb (xvfb) is not installed';
  }

  static async start(home) {
    const webkit = new WebKit();
    webkit.wrong = [];
    webkit.downloads = null;
    webkit.screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const display = await new Promise((resolve, reject) => {
      webkit.screen.stdio[3].once('data', (text) => resolve(String(text).trim()));
      webkit.screen.once('exit', () => reject(new Error('Xvfb ended')));
    });
    const port = await freePort();
    const root = process.getuid() === 0 ? { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' } : {};
    webkit.driver = spawn('WebKitWebDriver', [`--port=${port}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...root, DISPLAY: `:${display}`, HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home, GSETTINGS_BACKEND: 'memory', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
    });
    webkit.said = '';
    for (const stream of [webkit.driver.stdout, webkit.driver.stderr]) stream.on('data', (text) => { webkit.said += text; });
    webkit.address = `http://127.0.0.1:${port}`;
    const end = Date.now() + PATIENCE;
    while (!(await fetch(`${webkit.address}/status`).then(() => true, () => false))) {
      if (Date.now() > end) throw new Error(`WebKit's driver does not answer: ${webkit.said}`);
      await wait(50);
    }
    const { sessionId } = await webkit.#ask('POST', '/session', { capabilities: { alwaysMatch: { timeouts: { script: PATIENCE, pageLoad: PATIENCE } } } });
    webkit.session = `/session/${sessionId}`;
    await webkit.#ask('POST', `${webkit.session}/window/rect`, { x: 0, y: 0, width: 1366, height: 900 }).catch(() => {});
    return webkit;
  }

  async #ask(method, path, body) {
    const answer = await fetch(this.address + path, { method, ...(body && { body: JSON.stringify(body) }), headers: { 'content-type': 'application/json' } });
    const { value } = await answer.json();
    if (value?.error) throw Object.assign(new Error(`${value.error}: ${value.message}`), { code: value.error });
    return value;
  }

  #here(method, path, body) { return this.#ask(method, this.session + path, body); }
  #run(body, given) {
    return this.#here('POST', '/execute/sync', { script: `return (${body}).apply(null, arguments)`, args: given });
  }

  goto(url) { return this.#here('POST', '/url', { url }); }
  reload() { return this.#here('POST', '/refresh', {}); }
  load(text) { return this.#here('POST', '/execute/sync', { script: text, args: [] }); }
  script(body, ...given) { return this.#run(body, given); }
  handle(body, ...given) { return this.#run(body, given); }
  async click(...way) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const node = await this.clickable(...way);
      // A busy machine draws late, and the page does some things with its next drawing: they come before the click.
      await this.#here('POST', '/execute/async', { script: 'requestAnimationFrame(() => setTimeout(arguments[0]))', args: [] });
      // Scrolled to the middle by hand: the driver scrolls just into view, beneath what sticks to an edge.
      await this.script((it) => it.scrollIntoView({ block: 'center' }), node);
      try {
        return await this.#here('POST', `/element/${node[ELEMENT]}/click`, {});
      } catch (error) {
        // A page that still moves (a reply of another height has just come) puts something else beneath the pointer,
        // or a new element in the place of this one. The driver then clicked nothing, and it is looked for again.
        if (!PASSING.has(error.code) || Date.now() > end) throw error;
        await wait(50);
      }
    }
  }

  async #press(actions) {
    await this.#here('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async type(text) {
    await this.#press([...text].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]));
  }

  async keys(chord) {
    const keys = chord.split('+').map((key) => KEYS[key] ?? key);
    await this.#press([...keys.map((value) => ({ type: 'keyDown', value })), ...keys.reverse().map((value) => ({ type: 'keyUp', value }))]);
  }

  async select(box, words) {
    const option = await this.handle((node, label) => [...node.options].find((one) => one.label.includes(label)), box, words);
    await this.#here('POST', `/element/${option[ELEMENT]}/click`, {});
  }

  async secrets() { return (await this.#here('GET', '/cookie')).filter((cookie) => cookie.httpOnly).map((cookie) => cookie.value); }
  async picture(file) { await writeFile(file, Buffer.from(await this.#here('GET', '/screenshot'), 'base64')); }
  async stop() {
    await this.#ask('DELETE', this.session).catch(() => {});
    this.driver.kill();
    this.screen.kill();
  }
}

export const ENGINES = { Firefox, WebKit };

/**
 * A walk in one of the engines, against a sandbox of its own. It fails when a script throws, the console hears an
 * error, the page's policy reports something, the app stopped, or the session's secret can be read by the page.
 */
export function engineWalk(Kind, name, options, body) {
  if (typeof options === 'function') [options, body] = [{}, options];
  const missing = Kind.missing();
  test(`${Kind.name}: ${name}`, { timeout: 300_000, skip: missing ?? false }, async () => {
    const home = await mkdtemp(join(tmpdir(), 'explorer-engine-'));
    await mkdir(join(home, 'downloads'));
    const sandbox = await startSandbox(options.sandbox ?? {});
    let it = null;
    try {
      it = await Kind.start(home);
      await body({ it, sandbox });
      const wrong = it.wrong.filter((line) => !(options.expect ?? []).some((pattern) => pattern.test(line)));
      assert.equal(await it.script(() => Boolean(document.getElementById('stopped'))), false, 'the app stopped');
      const secrets = (await it.secrets()).filter((value) => value.length > 8);
      for (const [place, text] of Object.entries(await it.script(readEverything))) {
        for (const secret of secrets) assert.ok(!text.includes(secret), `a secret can be read in: ${place}`);
      }
      assert.deepEqual(wrong, []);
      assert.deepEqual(await sandbox.reports(), []);
    } catch (error) {
      await mkdir(OUT, { recursive: true });
      const file = join(OUT, `${Kind.name}-${name}`.replace(/[^a-z0-9]+/gi, '-').toLowerCase());
      await it?.picture(`${file}.png`).catch(() => {});
      if (it?.wrong.length) error.message += `\nAlso seen: ${it.wrong.join('\n')}`;
      throw error;
    } finally {
      await it?.stop();
      await sandbox.stop();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    }
  });
  if (missing) console.log(`not run: ${missing}`);
}

/** Waits for a file in a folder that is whole, and gives its text. */
export async function saved(folder, pattern) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const names = await readdir(folder);
    const name = names.find((one) => pattern.test(one));
    if (name && !names.some((one) => one.endsWith('.part'))) {
      const text = await readFile(join(folder, name), 'utf8');
      if (text) return text;
    }
    if (Date.now() > end) throw new Error(`no file ${pattern} among ${names}`);
    await wait(50);
  }
}
