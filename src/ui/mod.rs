//! Knows nothing of the domain: elements, properties in, callbacks out.

mod code_block;
mod copy;
mod dialog;
mod el;
pub mod json;
mod tabs;

pub use code_block::code_block;
pub use copy::{copy, copy_button};
pub use dialog::dialog;
pub use el::{Child, El, dynamic, each, el, listen, svg, when};
pub use tabs::{Tab, tabs};
