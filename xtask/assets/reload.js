// Reloads the page when the development server has built a new one, and says so in it when a build failed.
// Only `cargo xtask serve --dev` adds this file.
let run;
const saved = new EventSource('__reload');
saved.addEventListener('message', () => location.reload());
// The server started anew while this page was open: what was built meanwhile is not in it.
saved.addEventListener('began', ({ data }) => {
  if (run !== undefined && run !== data) location.reload();
  run = data;
});
saved.addEventListener('trouble', ({ data }) => {
  document.getElementById('build-trouble')?.remove();
  const place = document.createElement('dialog');
  place.id = 'build-trouble';
  const heading = document.createElement('h2');
  heading.textContent = 'The last save does not build';
  const words = document.createElement('pre');
  words.textContent = data;
  Object.assign(words.style, { overflow: 'auto', maxHeight: '50vh', whiteSpace: 'pre-wrap' });
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'button';
  close.textContent = 'Close';
  close.addEventListener('click', () => place.remove());
  Object.assign(place.style, {
    position: 'fixed', inset: 'auto 1rem 1rem 1rem', width: 'auto', maxWidth: 'none', zIndex: 1000, padding: '1rem',
    background: 'var(--card)', color: 'var(--text)', border: '2px solid var(--error)', borderRadius: 'var(--radius-m)',
  });
  place.append(heading, words, close);
  document.body.append(place);
  // Not modal: the page behind is the last one that was built, and keeps working.
  place.show();
});
