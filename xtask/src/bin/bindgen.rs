//! wasm-bindgen's own program, linked instead of installed: Trunk and wasm-pack look for it on the PATH.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
