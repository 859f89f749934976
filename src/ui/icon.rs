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
    /// An open lock.
    Unlocked,
    /// Two rows of three points, to take hold of.
    Grip,
    /// An arrow turning back.
    Undo,
    /// An arrow turning forth.
    Redo,
    /// A sheet of a calendar.
    Calendar,
    /// A triangle pointing to the left.
    Left,
    /// A star.
    Star,
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
        Icon::Grip => "M6 4v.01M10 4v.01M6 8v.01M10 8v.01M6 12v.01M10 12v.01",
        Icon::Undo => "M6 3L3 6l3 3M3 6h6.5a3.5 3.5 0 010 7H6",
        Icon::Redo => "M10 3l3 3-3 3M13 6H6.5a3.5 3.5 0 000 7H10",
        Icon::Calendar => "M3 4h10v9H3zM3 7h10M6 2.5V5M10 2.5V5",
        Icon::Star => "M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
        Icon::Left => "M10 4l-4 4 4 4",
        Icon::Unlocked => "M4 7h8v6H4zM5.5 7V4.5a2.5 2.5 0 014.9-.7",
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
