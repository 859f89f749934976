// Starts the app. It is a file of its own because the page's security policy allows no script inside the page, and no module:
// a browser lets a module wait until the page has been painted, and all that the app wants would wait with it.
// The names below are those that Trunk gives; `cargo xtask` writes the fingerprinted ones in their place.

(() => {
  const here = document.currentScript.src;
  // The app reads no larger answer, and a document without an end would fill the memory.
  const LARGEST = 2 ** 26;

  // The module stops at the first mistake in itself (a panic, an exhausted stack or memory) and cannot go on.
  addEventListener('error', (event) => stopped(event.error));
  addEventListener('unhandledrejection', (event) => stopped(event.reason));

  // A theme that was chosen holds from the first picture on.
  try {
    const theme = localStorage.getItem('takaro-explorer:theme');
    if (theme) document.documentElement.dataset.theme = theme;
  } catch { /* This browser keeps nothing for us. */ }

  // What the app wants first is on its way while the module still is: the configuration, and the document where it usually
  // lies. index.html asks for both beforehand; this takes them over, so that it must ask in the same way.
  // Without it all is as usual; where nobody can know what it says, the app forbids writes, and tells why.
  const configuration = fetch('config.json').then((answer) => (answer.ok ? answer.text() : answer.status === 404 ? '' : `!${answer.status}`))
    .catch((error) => `!${error.message}`);
  const usual = new URL('/openapi.json', location).href;
  const elsewhere = new AbortController();
  // Where it leads to another address, the app asks itself, and tells of it.
  const early = fetch(usual, { signal: elsewhere.signal }).then((answer) => (answer.redirected ? {} : read(answer)));
  early.catch(() => {});
  const description = configuration.then(async (text) => {
    const { apiUrl, specUrl } = text.trim() ? JSON.parse(text) : {};
    // The app asks the API that was chosen in the settings, which it alone knows to be allowed.
    if (!specUrl && chosen()) {
      elsewhere.abort();
      return undefined;
    }
    const address = specUrl || `${(apiUrl || location.origin).replace(/\/+$/, '')}/openapi.json`;
    if (new URL(address, document.baseURI).href === usual) return begun(await early);
    elsewhere.abort();
    // The document needs no session, and a server that answers `*` to all origins refuses credentials.
    return begun(read(await fetch(address, { credentials: 'omit', redirect: 'manual' })));
  });
  const page = new Promise((parsed) => addEventListener('DOMContentLoaded', parsed, { once: true }));
  // What went wrong here the app meets again, and says it.
  Promise.all([description, page]).then(([bytes]) => sketch(bytes)).catch(() => {});
  run();

  // Whether another API than the page's was chosen, in this tab or, where it has none of its own, last.
  function chosen() {
    const name = 'takaro-explorer:api';
    try {
      return sessionStorage.getItem(name) ?? localStorage.getItem(name);
    } catch {
      return null;
    }
  }

  function begun({ beginning, whole }) {
    Promise.all([beginning, page]).then(([text]) => outline(text)).catch(() => {});
    return whole;
  }

  async function run() {
    try {
      const app = await import('./takaro-explorer-app.js');
      await app.default({ module_or_path: new URL('./takaro-explorer-app_bg.wasm', here) });
      await page;
      const names = document.querySelector('#shell .navigation-tags');
      app.start(await configuration, description);
      document.getElementById('shell')?.remove();
      // Until a large document is whole, its names stay where the app says that it loads.
      if (names) document.querySelector('nav p.navigation-words')?.replaceChildren(names);
    } catch (error) {
      console.error(error);
      explain(error);
    }
  }

  // An answer's beginning as text, once it is here, and all its bytes; or how many came before they were too many.
  function read(answer) {
    if (answer.status !== 200) return {};
    let tell;
    const beginning = new Promise((told) => { tell = told; });
    // A small one comes whole sooner than in pieces, each of which waits until the page has a moment for it.
    const small = Number(answer.headers.get('content-length') ?? LARGEST) < 2 ** 17;
    const whole = small ? answer.arrayBuffer().then(fitting) : bytesOf(answer.body.getReader(), tell);
    // Who wants it no more gives it up, and nobody may be waiting.
    whole.catch(() => {});
    return { beginning, whole };
  }

  // Packed, it was smaller.
  const fitting = (bytes) => (bytes.byteLength > LARGEST ? bytes.byteLength : bytes);

  async function bytesOf(reader, tell) {
    const parts = [];
    let length = 0;
    for (let told = false; ;) {
      const { done, value } = await reader.read();
      if (value) {
        parts.push(value);
        length += value.length;
      }
      if (length > LARGEST) {
        reader.cancel().catch(() => {});
        return length;
      }
      if (!told && (done || length > 2 ** 14)) {
        told = true;
        tell(new TextDecoder().decode(parts.length > 1 ? joined(parts, length) : parts[0]));
      }
      if (done) return joined(parts, length).buffer;
    }
  }

  function joined(parts, length) {
    const all = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  // Shows the names of the document's parts where the navigation will have them, while the module is on its way. Nothing can be
  // pressed yet; the document may be of any shape, and only text is ever written into the page.
  function sketch(bytes) {
    // Of a large document the module finds them sooner, and once it runs it needs no sketch.
    if (!(bytes?.byteLength <= 2 ** 21) || !document.getElementById('shell')) return;
    try {
      const { tags, paths } = JSON.parse(new TextDecoder().decode(bytes));
      const counts = new Map(Array.isArray(tags) ? tags.map((tag) => [String(tag.name), 0]) : []);
      for (const item of Object.values(paths)) {
        for (const operation of Object.values(item)) {
          for (const tag of new Set(operation?.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
        }
      }
      draw([...counts]);
    } catch {
      // The app tells what is wrong with it.
    }
  }

  // The same from the beginning of a document that names its parts before its paths, as large ones do.
  function outline(text) {
    const tags = /"tags"\s*:\s*(\[[^]*?\}\s*\])/.exec(text.split(/"paths"\s*:/)[0]);
    try {
      draw(JSON.parse(tags[1]).map(({ name }) => [String(name), '']));
    } catch {
      // It begins in another way.
    }
  }

  function draw(names) {
    // Where the app came first, it says there that it loads.
    const place = document.querySelector('#shell .shell-side > :last-child') ?? document.querySelector('nav p.navigation-words')?.firstChild;
    if (!place) return;
    const list = document.createElement('ul');
    list.className = 'navigation-tags';
    list.setAttribute('aria-hidden', 'true');
    for (const [tag, count] of names.slice(0, 60)) {
      const line = list.appendChild(document.createElement('li'));
      line.className = 'navigation-tag';
      for (const [name, words] of [['icon', ''], ['navigation-name', tag], ['navigation-count', count]]) {
        const part = line.appendChild(document.createElement('span'));
        part.className = name;
        part.textContent = words;
      }
    }
    place.replaceWith(list);
  }

  // Says in plain words that the app could not start. Only text is ever written into the page here.
  function explain(error) {
    const place = document.getElementById('shell') ?? document.body.appendChild(document.createElement('div'));
    place.removeAttribute('aria-hidden');
    place.setAttribute('role', 'alert');
    place.className = 'shell-failure';
    const heading = document.createElement('h1');
    heading.textContent = 'The explorer could not start';
    const advice = document.createElement('p');
    advice.textContent = typeof WebAssembly === 'object'
      ? 'Reload the page. If that does not help, a file of the app is missing on this server, or something between '
        + 'you and it blocks WebAssembly (a strict browser setting, an extension, a proxy).'
      : 'This browser has no WebAssembly, or it is switched off. The explorer needs it.';
    const detail = document.createElement('p');
    detail.textContent = `The browser says: ${error instanceof Error ? error.message : String(error)}`;
    const again = document.createElement('button');
    again.type = 'button';
    again.textContent = 'Reload';
    again.addEventListener('click', () => location.reload());
    place.replaceChildren(heading, advice, detail, again);
  }

  // Says that the explorer stopped, offers to reload, and says whether what was typed will be there again.
  function stopped(error) {
    const inModule = error instanceof WebAssembly.RuntimeError
      || (error instanceof RangeError && /wasm/.test(error.stack ?? ''));
    if (!inModule || document.getElementById('stopped')) return;
    const kept = keeps();
    for (const other of document.body.children) {
      other.inert = true;
      // Where nothing is kept, what was typed stays in sight, to be copied by hand.
      other.hidden = kept;
    }
    // It is the page's main part now, unless the one before stays in sight.
    const place = document.body.appendChild(document.createElement(kept ? 'main' : 'section'));
    place.id = 'stopped';
    place.className = 'shell-failure';
    const alert = place.appendChild(document.createElement('div'));
    alert.setAttribute('role', 'alert');
    const add = (name, words) => {
      const node = alert.appendChild(document.createElement(name));
      node.textContent = words;
      return node;
    };
    add('h1', 'The explorer stopped');
    add('p', 'It met a mistake of its own and cannot go on. What was on its way to the server may have arrived.');
    add('p', kept
      ? 'What you typed is kept in this browser, except for passwords and tokens. Reload, and go on where you were.'
      : 'This browser keeps nothing for this page. What you typed still stands below: write down what you need, then reload.');
    const again = add('button', 'Reload');
    again.type = 'button';
    again.className = 'button';
    again.addEventListener('click', () => location.reload());
    if (!kept) document.body.prepend(place);
    again.focus();
  }

  // Whether drafts were kept. A storage that is full or forbidden throws.
  function keeps() {
    try {
      const key = 'takaro-explorer:keeps';
      localStorage.setItem(key, 'x'.repeat(1024));
      localStorage.removeItem(key);
      return true;
    } catch {
      return false;
    }
  }
})();
