// Nothing happens until the page asks for it: `start` for a whole page, `mount` for an element.
use takaro_explorer_app as _;

fn main() {}
