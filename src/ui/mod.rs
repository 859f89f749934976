//! Knows nothing of the domain: elements, properties in, callbacks out.

mod el;

pub use el::{Child, El, dynamic, each, el, listen, svg, when};
