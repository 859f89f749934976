//! Knows nothing of the domain: elements, properties in, callbacks out.

mod combobox;
mod el;
mod icon;

pub use combobox::{Choice, Combobox, combobox, matching};
pub use icon::{Icon, icon};
pub use el::{Child, El, dynamic, each, el, listen, svg, when};
