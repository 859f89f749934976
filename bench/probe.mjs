// What is measured in a page. Both functions run in the browser, before anything of the page does.

/** Notes when the first words of the document are seen, long tasks, and the memories of WebAssembly. */
export function watch(words) {
  const wanted = new Set(words);
  const memories = new Set();
  let tell;
  const state = { shown: null, seen: new Promise((found) => { tell = found; }), long: 0, blocked: 0, tasks: [], memory: () => [...memories].reduce((n, it) => n + it.buffer.byteLength, 0) };
  window.bench = state;
  const keep = (result) => {
    for (const value of Object.values((result.instance ?? result).exports)) {
      if (value instanceof WebAssembly.Memory) memories.add(value);
    }
    return result;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const real = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = (...given) => real(...given).then(keep);
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      state.long = Math.max(state.long, entry.startTime + entry.duration);
      state.blocked += entry.duration - 50;
      state.tasks.push(entry.duration);
    }
  }).observe({ type: 'longtask', buffered: true });
  const seen = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.shadowRoot && seen(node.shadowRoot)) return true;
      if (node.childElementCount > 5 || /^(SCRIPT|STYLE)$/.test(node.tagName)) continue;
      const text = node.textContent;
      if (text.length < 200 && wanted.has(text.replace(/[\u200b\u00ad]/g, '').replace(/\s+/g, ' ').trim())
        && node.getClientRects().length) return true;
    }
    return false;
  };
  const look = () => {
    if (document.body && seen(document.body)) tell(state.shown = performance.now());
    else setTimeout(look, 10);
  };
  look();
}

/** Notes how long after the next click `text` stands in the page. */
export function await_text(text) {
  let begin;
  let tell;
  window.bench.found = new Promise((found) => { tell = found; });
  const seen = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE ? node.data.includes(text) : node.shadowRoot && seen(node.shadowRoot)) return true;
    }
    return false;
  };
  const look = () => {
    if (seen(document.body)) tell(performance.now() - begin);
    else setTimeout(look, 5);
  };
  addEventListener('click', () => {
    begin = performance.now();
    window.bench.tasks.length = 0;
    look();
  }, { once: true, capture: true });
}
