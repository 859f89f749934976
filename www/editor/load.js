// Brings in the JSON editor the first time that it is wanted. It lies beside the app's other files; where it was not
// built (without Node) the promise fails and the page keeps its plain box.
let editor;

export async function mountEditor(host, options) {
  editor ??= import(new URL('../../../../editor.js', import.meta.url).href);
  const { mount } = await editor;
  return mount(host, options);
}
