import module from './takaro_explorer_bg.wasm';

/** Workers compile their modules before they run: this one comes compiled. */
export default (source) => source ?? module;
