fn main() {
    takaro_explorer_app::start();
}
