// Brings in the JSON editor the first time that it is wanted. It lies beside the app's other files; where it was not
// built (without Node) the promise fails and the page keeps its plain box.
let editor;

export async function mountEditor(host, options) {
  // Bundlers bring the file along by this address, and leave the import to the browser: the file is whole as it is.
  const address = new URL('../../../../editor.js', import.meta.url).href;
  editor ??= import(/* webpackIgnore: true */ /* @vite-ignore */ address);
  const { mount } = await editor;
  return mount(host, options);
}
