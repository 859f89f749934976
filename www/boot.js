// Starts the app. It is a file of its own because the page's security policy allows no script inside the page.
// The names below are those that Trunk gives; `cargo xtask` writes the fingerprinted ones in their place.
try {
  const app = await import('./takaro-explorer-app.js');
  await app.default({ module_or_path: new URL('./takaro-explorer-app_bg.wasm', import.meta.url) });
  app.start();
  document.getElementById('shell')?.remove();
} catch (error) {
  console.error(error);
  explain(error);
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
