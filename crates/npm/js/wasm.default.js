/** Browsers, and everything else with `fetch`: bundlers see this address and bring the file along. */
export default (source) => source ?? new URL('./takaro_explorer_bg.wasm', import.meta.url);
