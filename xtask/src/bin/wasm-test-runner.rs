//! wasm-bindgen's own test runner, linked instead of installed, so that its version cannot differ from the app's.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
