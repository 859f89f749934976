//! Knows nothing of the domain: elements, properties in, callbacks out.

mod code_block;
mod combobox;
mod copy;
mod dialog;
mod el;
mod ground;
mod icon;
mod image;
pub mod json;
mod lines;
mod menu;
mod part;
mod pieces;
mod react;
mod resize;
mod save;
mod tabs;

pub use code_block::{code_block, live_json};
pub use combobox::{Choice, Combobox, combobox, matching};
pub use copy::{copy, copy_button, copy_button_of};
pub use dialog::{answers, dialog, dialog_button};
pub use el::{Child, El, dynamic, each, el, listen, path_words, set_words, svg, text_node, when};
pub use ground::{
    begin_page, find, focus_is_lost, focus_soon, focused, ground, heard_on, is_embedded, keep_focus,
    origin_of, pass_focus, provide_ground, soon, tell, themed,
};
pub use icon::{Icon, icon};
pub use image::image;
pub use lines::lines_view;
pub use menu::{MenuEntry, menu};
pub use part::{Find, Missing, fetch_early, later};
pub use pieces::{after_frame, behind_first_frame, breathe, framed, in_pieces};
pub use react::{effect, follow, memo};
pub use resize::on_resize;
pub use save::{save_blob, save_bytes};
pub use tabs::{Tab, tabs};
