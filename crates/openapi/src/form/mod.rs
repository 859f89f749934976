//! A form made from a schema: what a person types, half typed as it may be, and the JSON that it stands for.
//!
//! * **Lazy**: a place is made when it is opened. A schema that contains itself is opened step by step.
//! * **Nothing is forced in**: a place that nobody touched is not sent. "Not sent", `null` and an empty text are told
//!   apart. Defaults and examples are only offered.
//! * **Nothing is lost**: any JSON at all goes into a form and comes out unchanged. Names that the schema does not
//!   know are kept; a value that its place has no input for is kept as JSON text.
//! * **Edits are values**: [`Form::apply`] makes one.
//!
//! ```
//! use openapi::{Schema, form::{Edit, Form}};
//! let (document, _) = openapi::parse(b"{}".to_vec()).expect("it is JSON");
//! let schema = Schema::new(serde_json::json!({"type": "object", "required": ["name"], "properties": {
//!     "name": {"type": "string", "minLength": 3}, "amount": {"type": "integer"}}}));
//! let mut form = Form::new(&document, &schema);
//! let name = form.find(&["name"]).expect("the schema has it");
//! let amount = form.find(&["amount"]).expect("the schema has it");
//! form.apply(Edit::Type(name, "Jo".into()));
//! form.apply(Edit::Type(amount, "12".into()));
//! assert_eq!(form.to_json().expect("it is sent").to_string(), r#"{"name":"Jo","amount":12}"#);
//! let flaws = form.flaws(&|_, _| None);
//! assert_eq!((flaws.len(), flaws[0].pointer.as_str()), (1, "/name"));
//! ```

mod check;
mod edit;
mod fit;
mod format;
mod json;
mod secret;
mod shape;

pub use check::{Flaw, Matches, Wrong};
pub use edit::Edit;
pub use format::has_format;
pub use secret::{is_secret, with_dots_for_secrets, without_secrets};
pub use shape::{Alternative, Control, Others, Shape};

use crate::document::Document;
use crate::pointer::token;
use crate::schema::Schema;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Required parts are opened by themselves this many levels deep, and as long as a form has fewer places than the
/// second; the rest is opened by hand.
const OPENED: usize = 4;
const MOST_OPENED: usize = 400;

/// The number of a place in its form. It stays the same while the place is there, and is never given again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The number, for keys of lists.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// A form. See the [module](self).
#[derive(Clone)]
pub struct Form {
    document: Document,
    nodes: BTreeMap<NodeId, Node>,
    next: u32,
    root: NodeId,
}

/// A place of a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The place around it; `None` for the whole.
    pub parent: Option<NodeId>,
    /// What it is.
    pub shape: Arc<Shape>,
    /// It may not be left out.
    pub required: bool,
    /// What stands in it.
    pub state: State,
}

/// What stands in a place.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Nothing: it is not sent.
    Absent,
    /// `null`.
    Null,
    /// A text, or a number as it is typed.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// One of the values of a choice, or another one that came with the JSON.
    Chosen(serde_json::Value),
    /// Named parts, in the order in which they are sent. Those that are not sent stand among them too.
    Object(Vec<Entry>),
    /// Items.
    List(Vec<NodeId>),
    /// One of several alternatives, or types, by its place among them.
    One {
        /// Which.
        index: usize,
        /// The place within it.
        node: NodeId,
    },
    /// JSON as text, perhaps half typed: for values that have no input here.
    Raw(String),
}

/// A named part of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its place.
    pub node: NodeId,
    /// The schema does not name it: it can be renamed and taken away.
    pub extra: bool,
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root && self.nodes == other.nodes
    }
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Form({} places, {:?})", self.nodes.len(), self.to_json())
    }
}

impl Form {
    /// A form of which the outermost place is open and wanted: a body.
    pub fn new(document: &Document, schema: &Schema) -> Form {
        let mut form = Form::absent(document, schema, true);
        form.open(form.root, 0);
        form
    }

    /// A form of which nothing is sent until something is typed: a parameter.
    pub fn absent(document: &Document, schema: &Schema, required: bool) -> Form {
        let shape = Arc::new(Shape::of(document, schema));
        let root = NodeId(0);
        let node = Node { parent: None, shape, required, state: State::Absent };
        Form { document: document.clone(), nodes: BTreeMap::from([(root, node)]), next: 1, root }
    }

    /// The outermost place.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// A place; `None` once it is gone.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Never: a form has its outermost place.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The parts of an object as they are shown: those of the schema in its order, then the others as they came.
    pub fn entries(&self, id: NodeId) -> Vec<Entry> {
        let Some(Node { state: State::Object(entries), shape, .. }) = self.node(id) else {
            return Vec::new();
        };
        let Control::Object { properties, .. } = &shape.control else { return entries.clone() };
        let place = |entry: &&Entry| {
            properties.iter().position(|property| property.name == entry.name).unwrap_or(usize::MAX)
        };
        let mut shown: Vec<&Entry> = entries.iter().collect();
        shown.sort_by_key(place);
        shown.into_iter().cloned().collect()
    }

    /// The JSON pointer of a place; `None` once it is gone.
    pub fn pointer(&self, id: NodeId) -> Option<String> {
        let mut tokens = Vec::new();
        let mut at = id;
        while let Some(parent) = self.node(at)?.parent {
            match &self.node(parent)?.state {
                State::Object(entries) => {
                    tokens.push(token(&entries.iter().find(|entry| entry.node == at)?.name));
                }
                State::List(items) => tokens.push(items.iter().position(|item| *item == at)?.to_string()),
                _ => {}
            }
            at = parent;
        }
        tokens.reverse();
        Some(tokens.iter().map(|token| format!("/{token}")).collect())
    }

    /// The place at a path of names and indexes, as servers name it in their details; the nearest place around it
    /// where it has no place of its own.
    pub fn nearest(&self, path: &[impl AsRef<str>]) -> NodeId {
        let mut at = self.root;
        let mut path = path.iter();
        loop {
            match self.node(at).map(|node| &node.state) {
                Some(State::One { node, .. }) => at = *node,
                Some(State::Object(entries)) => {
                    let Some(name) = path.next() else { return at };
                    match entries.iter().find(|entry| entry.name == name.as_ref()) {
                        Some(entry) => at = entry.node,
                        None => return at,
                    }
                }
                Some(State::List(items)) => {
                    let index = path.next().and_then(|index| index.as_ref().parse::<usize>().ok());
                    match index.and_then(|index| items.get(index)) {
                        Some(item) => at = *item,
                        None => return at,
                    }
                }
                _ => return at,
            }
        }
    }

    /// The place at a path of names and indexes.
    pub fn find(&self, path: &[impl AsRef<str>]) -> Option<NodeId> {
        let found = self.nearest(path);
        let pointer: String = path.iter().map(|part| format!("/{}", token(part.as_ref()))).collect();
        let mut outer = found;
        // An alternative and what stands in it have one pointer: the inner one is meant.
        while self.pointer(outer)? != pointer {
            outer = self.node(outer)?.parent?;
            if self.pointer(outer)?.len() < pointer.len() {
                return None;
            }
        }
        Some(found)
    }

    fn add(&mut self, parent: NodeId, schema: &Schema, required: bool) -> NodeId {
        let shape = Arc::new(Shape::of(&self.document, schema));
        self.add_shape(parent, shape, required)
    }

    fn add_shape(&mut self, parent: NodeId, shape: Arc<Shape>, required: bool) -> NodeId {
        let id = NodeId(self.next);
        self.next += 1;
        self.nodes.insert(id, Node { parent: Some(parent), shape, required, state: State::Absent });
        id
    }

    fn set(&mut self, id: NodeId, state: State) {
        if let Some(node) = self.nodes.get_mut(&id) {
            node.state = state;
        }
    }

    /// Takes away what stands within a place.
    fn clear(&mut self, id: NodeId) {
        let Some(node) = self.nodes.get_mut(&id) else { return };
        let inner: Vec<NodeId> = match std::mem::replace(&mut node.state, State::Absent) {
            State::Object(entries) => entries.into_iter().map(|entry| entry.node).collect(),
            State::List(items) => items,
            State::One { node, .. } => vec![node],
            _ => Vec::new(),
        };
        for inner in inner {
            self.clear(inner);
            self.nodes.remove(&inner);
        }
    }

    /// Makes the parts of an object, or an empty list; other places are left as they are. Required parts of a required
    /// object are opened too, some levels deep.
    fn open(&mut self, id: NodeId, depth: usize) {
        let Some(node) = self.nodes.get(&id) else { return };
        let shape = node.shape.clone();
        match &shape.control {
            Control::Object { properties, .. } => {
                self.clear(id);
                let mut entries = Vec::with_capacity(properties.len());
                for property in properties {
                    let node = self.add(id, &property.schema, property.required);
                    entries.push(Entry { name: property.name.clone(), node, extra: false });
                }
                let required: Vec<NodeId> = entries
                    .iter()
                    .map(|entry| entry.node)
                    .filter(|node| self.nodes.get(node).is_some_and(|node| node.required))
                    .collect();
                self.set(id, State::Object(entries));
                for node in required {
                    let opens = self.nodes.get(&node).is_some_and(|node| {
                        matches!(node.shape.control, Control::Object { .. } | Control::List { .. })
                    });
                    if opens
                        && depth < OPENED
                        && self.nodes.len() < MOST_OPENED
                        && !self.contains_itself(node)
                    {
                        self.open(node, depth + 1);
                    }
                }
            }
            Control::List { .. } => {
                self.clear(id);
                self.set(id, State::List(Vec::new()));
            }
            _ => {}
        }
    }

    /// Whether a place's component stands around it already: it is opened by hand then.
    pub fn contains_itself(&self, id: NodeId) -> bool {
        let Some(node) = self.node(id) else { return false };
        let Some(name) = &node.shape.name else { return false };
        let mut at = node.parent;
        while let Some(around) = at.and_then(|at| self.node(at)) {
            if around.shape.name.as_ref() == Some(name) {
                return true;
            }
            at = around.parent;
        }
        false
    }
}
