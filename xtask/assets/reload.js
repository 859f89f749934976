// Reloads the page when the development server has built a new one. Only `cargo xtask serve --dev` adds this file.
const saved = new EventSource('__reload');
saved.addEventListener('message', () => location.reload());
