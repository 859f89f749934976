//! The few pictures of the app, drawn as SVG paths in a 16 by 16 box. They are never the only name of a thing.

use super::el::{El, svg};

/// A picture.
#[derive(Clone, Copy)]
pub enum Icon {
    /// A cross.
    Close,
    /// A plus.
    Plus,
    /// Three lines.
    Menu,
    /// A triangle pointing to the right.
    Right,
    /// A magnifier.
    Find,
    /// A sun and moon.
    Theme,
    /// A cogwheel's stand-in: sliders.
    Settings,
    /// A closed lock.
    Lock,
}

/// The drawing; hidden from screen readers.
pub fn icon(icon: Icon) -> El {
    let path = match icon {
        Icon::Close => "M4 4l8 8M12 4l-8 8",
        Icon::Plus => "M8 3v10M3 8h10",
        Icon::Menu => "M2 4h12M2 8h12M2 12h12",
        Icon::Right => "M6 4l4 4-4 4",
        Icon::Find => "M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.5 10.5L14 14",
        Icon::Theme => "M8 2a6 6 0 100 12A6 6 0 008 2zM8 2v12",
        Icon::Settings => "M2 5h7M13 5h1M2 11h1M7 11h7M9 3v4M7 9v4",
        Icon::Lock => "M4 7h8v6H4zM5.5 7V5a2.5 2.5 0 015 0v2",
    };
    svg("svg")
        .attr("class", "icon")
        .attr("viewBox", "0 0 16 16")
        .attr("width", "16")
        .attr("height", "16")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(svg("path").attr("d", path))
}
