//! The document: what is in it and where, and the way from a reference to what it means.

use crate::index::{Head, Info, Server, Spans, Tag, fill_tags};
use crate::named::Named;
use crate::pointer::tokens;
use crate::scan::{Span, descend};
use crate::schema::{Property, Schema};
use indexmap::IndexMap;
use serde_json::Value;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A chain of references that is longer than this runs in a circle, or might as well.
const LONGEST_CHAIN: usize = 32;
/// Gathering the properties of one object looks at no more schemas than this.
const MOST_PARTS: usize = 2_000;
/// So many references other than those to components are remembered.
const MOST_REFERRED: usize = 10_000;

/// An OpenAPI document. Cloning is cheap: the clones share the text and what was read of it.
#[derive(Clone)]
pub struct Document {
    inner: Arc<Inner>,
}

/// What stands in the text and where; see the `index` module, which fills it.
#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) text: String,
    /// Where the outermost object begins: behind a byte order mark.
    pub(crate) start: usize,
    pub(crate) info: Info,
    pub(crate) version: String,
    /// Those that the document declares, as yet without operations.
    pub(crate) declared_tags: Vec<Tag>,
    pub(crate) tags: OnceLock<Vec<Tag>>,
    pub(crate) servers: Vec<Server>,
    pub(crate) heads: Vec<Head>,
    pub(crate) spans: Vec<Spans>,
    pub(crate) keys: IndexMap<String, usize>,
    /// By section (`schemas`, `parameters`, …) and name.
    pub(crate) components: Named<Named<Entry>>,
    pub(crate) security: Option<Span>,
    /// The lower-case text of each operation that the filter looks in.
    pub(crate) haystacks: OnceLock<Vec<String>>,
    /// What references other than those to components were found to lead to, by their text.
    pub(crate) referred: Mutex<Named<Option<Arc<Value>>>>,
    /// See the `uses` module.
    pub(crate) uses: OnceLock<IndexMap<String, Vec<usize>>>,
}

/// A component: read once, when it is first asked for.
pub(crate) struct Entry {
    pub(crate) span: Span,
    value: OnceLock<Option<Arc<Value>>>,
}

impl Entry {
    pub(crate) fn new(span: Span) -> Self {
        Entry { span, value: OnceLock::new() }
    }

    fn value(&self, text: &str) -> Option<Arc<Value>> {
        self.value.get_or_init(|| serde_json::from_str(self.span.of(text)).ok().map(Arc::new)).clone()
    }
}

/// What a schema comes to when its references have been followed.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolved {
    /// A schema that is no reference.
    Found {
        /// The component's name, where the way led to one.
        name: Option<String>,
        /// The schema.
        schema: Schema,
    },
    /// The reference leads outside of the document, to nothing, or in a circle.
    Broken {
        /// The `$ref` that failed, as written.
        reference: String,
    },
}

impl Resolved {
    /// The schema, if one was found.
    pub fn schema(self) -> Option<Schema> {
        match self {
            Resolved::Found { schema, .. } => Some(schema),
            Resolved::Broken { .. } => None,
        }
    }

    /// Why the reference is broken, one sentence for people; `None` where it is not.
    pub fn why_broken(&self) -> Option<String> {
        let Resolved::Broken { reference } = self else { return None };
        Some(if reference.starts_with("#/") {
            format!("The reference `{reference}` leads to nothing that can be read, or in a circle.")
        } else if reference.starts_with('#') {
            format!(
                "The reference `{reference}` is not a path into this document, which is the only kind that is followed."
            )
        } else {
            format!("The reference `{reference}` leads out of this document; other documents are not loaded.")
        })
    }
}

/// A way to authenticate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the document: `domainAuth`.
    pub name: String,
    /// `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`.
    pub kind: String,
    /// Where an API key goes: `header`, `cookie` or `query`; else empty.
    pub place: String,
    /// The header's, cookie's or query parameter's name of an API key; else empty.
    pub field: String,
    /// The scheme of `http`: `bearer`, `basic`; else empty.
    pub scheme: String,
    /// Markdown, or empty.
    pub description: String,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?}, {} operations)", self.info().title, self.operations().len())
    }
}

impl PartialEq for Document {
    /// The same text.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.inner.text == other.inner.text
    }
}

impl Document {
    pub(crate) fn new(inner: Inner) -> Self {
        Document { inner: Arc::new(inner) }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// The whole text, as it was given (without a byte order mark's meaning being changed).
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// Title, version and description.
    pub fn info(&self) -> &Info {
        &self.inner.info
    }

    /// `openapi` as written: `3.0.0`; empty where it is missing.
    pub fn openapi_version(&self) -> &str {
        &self.inner.version
    }

    /// The tags: those that the document declares, in its order, then the others as they first appear, among them
    /// `Other` for operations without any.
    pub fn tags(&self) -> &[Tag] {
        self.inner.tags.get_or_init(|| fill_tags(&self.inner.declared_tags, &self.inner.heads))
    }

    /// The servers of the whole document.
    pub fn servers(&self) -> &[Server] {
        &self.inner.servers
    }

    /// All operations, in the document's order.
    pub fn operations(&self) -> &[Head] {
        &self.inner.heads
    }

    /// The operation of a key, which is how addresses name it: `PlayerController.search` is `PlayerControllerSearch`,
    /// any other id is itself, and an operation without id is `GET /path`. A key that would come twice gets `-2`.
    ///
    /// An `operationId` as written is found too, where it is no other operation's key.
    pub fn find(&self, key: &str) -> Option<usize> {
        let by_id = || self.inner.heads.iter().position(|head| !head.id.is_empty() && head.id == key);
        self.inner.keys.get(key).copied().or_else(by_id)
    }

    /// The operation of a method, in any case, and a path template, literally. A webhook has no path.
    pub fn find_by(&self, method: &str, path: &str) -> Option<usize> {
        let is_it =
            |head: &Head| !head.webhook && head.path == path && head.method.eq_ignore_ascii_case(method);
        self.inner.heads.iter().position(is_it)
    }

    /// The names of the component schemas, in the document's order.
    pub fn schemas(&self) -> impl Iterator<Item = &str> {
        self.section("schemas").map(|(name, _)| name)
    }

    /// The component schema of that name; `None` where there is none, or where it cannot be read (nested deeper than
    /// 127 levels).
    pub fn schema(&self, name: &str) -> Option<Schema> {
        self.component("schemas", name).map(Schema::from)
    }

    /// Follows a schema's `$ref`s to a schema that is none. Siblings of a `$ref` (3.1) are those of the reference, not
    /// of what is found.
    pub fn resolve(&self, schema: &Schema) -> Resolved {
        let mut name = None;
        let mut schema = schema.clone();
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = schema.reference_text() else { return Resolved::Found { name, schema } };
            let Some(value) = self.referred(reference) else {
                return Resolved::Broken { reference: reference.into() };
            };
            name = schema.reference().map(String::from);
            schema = value.into();
        }
        Resolved::Broken { reference: schema.reference_text().unwrap_or_default().into() }
    }

    /// All named parts of an object: its own and those of its `allOf`, references followed. Where a name comes twice,
    /// the first place and the later schema count, unless the later one says nothing.
    pub fn properties(&self, schema: &Schema) -> Vec<Property> {
        let mut properties = Named::default();
        let mut budget = MOST_PARTS;
        self.gather(schema, &["allOf"], 0, &mut budget, &mut properties);
        properties.into_items()
    }

    /// As [`Document::properties`], with those of alternatives too: all that rows may carry.
    pub(crate) fn possible_properties(&self, schema: &Schema) -> Vec<Property> {
        let mut properties = Named::default();
        let mut budget = MOST_PARTS;
        self.gather(schema, &["allOf", "oneOf", "anyOf"], 0, &mut budget, &mut properties);
        properties.into_items()
    }

    fn gather(
        &self,
        schema: &Schema,
        through: &[&str],
        depth: usize,
        budget: &mut usize,
        properties: &mut Named<Property>,
    ) {
        if depth > LONGEST_CHAIN || *budget == 0 {
            return;
        }
        *budget -= 1;
        let Some(schema) = self.resolve(schema).schema() else { return };
        for key in through {
            for inner in crate::schema::list(schema.raw(), key) {
                // Alternatives of plain types, the usual case, are not worth a copy.
                if inner.get("$ref").is_some()
                    || inner.get("properties").is_some()
                    || inner.get("allOf").is_some()
                {
                    self.gather(&Schema::new(inner.clone()), through, depth + 1, budget, properties);
                }
            }
        }
        for property in schema.properties() {
            match properties.get_mut(&property.name) {
                Some(known) => {
                    known.required |= property.required;
                    if property.schema != Schema::default() {
                        known.schema = property.schema;
                    }
                }
                None => properties.insert(property.name.clone(), property),
            }
        }
        for name in schema.required() {
            if let Some(known) = properties.get_mut(name) {
                known.required = true;
            }
        }
    }

    /// The operations that an instant filter leaves: every word of `text` stands somewhere in the path, the method, the
    /// summary, the id, the key or the tags, whatever the case. In the document's order; all of them for an empty text.
    pub fn filter(&self, text: &str) -> Vec<usize> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let haystacks = self.inner.haystacks.get_or_init(|| self.inner.heads.iter().map(haystack).collect());
        let matches = |haystack: &String| words.iter().all(|word| haystack.contains(word));
        haystacks
            .iter()
            .enumerate()
            .filter(|(_, haystack)| matches(haystack))
            .map(|(index, _)| index)
            .collect()
    }

    /// The ways to authenticate that the document names, in its order.
    pub fn security_schemes(&self) -> Vec<SecurityScheme> {
        let scheme = |(name, value): (&str, Arc<Value>)| {
            let value = self.follow((*value).clone()).ok()?;
            let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
            Some(SecurityScheme {
                name: name.into(),
                kind: text("type"),
                place: text("in"),
                field: text("name"),
                scheme: text("scheme"),
                description: text("description"),
            })
        };
        self.section("securitySchemes")
            .filter_map(|(name, entry)| Some((name, entry.value(&self.inner.text)?)))
            .filter_map(scheme)
            .collect()
    }

    pub(crate) fn section(&self, section: &str) -> impl Iterator<Item = (&str, &Entry)> {
        self.inner.components.get(section).into_iter().flat_map(Named::iter)
    }

    fn component(&self, section: &str, name: &str) -> Option<Arc<Value>> {
        self.inner.components.get(section)?.get(name)?.value(&self.inner.text)
    }

    /// What a `$ref` refers to, one step.
    pub(crate) fn referred(&self, reference: &str) -> Option<Arc<Value>> {
        let way = tokens(reference)?;
        if let [first, section, name] = way.as_slice()
            && first == "components"
        {
            return self.component(section, name);
        }
        // Every other way leads through the whole text, from its beginning: walked once, for a large document may have
        // thousands of the same, and broken ones too.
        let remembered = || self.inner.referred.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = remembered().get(reference) {
            return known.clone();
        }
        let found = self.walk(&way);
        let mut remembered = remembered();
        if remembered.len() < MOST_REFERRED {
            remembered.insert(reference.into(), found.clone());
        }
        found
    }

    fn walk(&self, way: &[String]) -> Option<Arc<Value>> {
        let text = &self.inner.text;
        let span = match way {
            // From the component's own place, so that a large document is not searched from its beginning.
            [first, section, name, rest @ ..] if first == "components" => {
                descend(text, self.inner.components.get(section)?.get(name)?.span.start(), rest)?
            }
            way => descend(text, self.inner.start, way)?,
        };
        serde_json::from_str(span.of(text)).ok().map(Arc::new)
    }

    /// Follows the `$ref`s of a parameter, a body, a response, an example …
    ///
    /// # Errors
    /// The reference that is broken.
    pub(crate) fn follow(&self, value: Value) -> Result<Value, String> {
        let mut value = value;
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok(value) };
            match self.referred(reference) {
                Some(target) => value = (*target).clone(),
                None => return Err(reference.into()),
            }
        }
        Err(value.get("$ref").and_then(Value::as_str).unwrap_or_default().into())
    }
}

fn haystack(head: &Head) -> String {
    let mut text = format!("{} {}\n{}\n{}\n{}", head.method, head.path, head.summary, head.id, head.key);
    for tag in &head.tags {
        text.push('\n');
        text.push_str(tag);
    }
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_through_the_whole_text_is_walked_once() {
        let text =
            br##"{"openapi":"3.0.0","paths":{"/a":{"get":{"responses":{"200":{"x":{"type":"string"}}}}}}}"##;
        let (document, _) = crate::parse(text.to_vec()).expect("it is JSON");
        let there = "#/paths/~1a/get/responses/200/x";
        let (once, again) = (document.referred(there), document.referred(there));
        assert!(once.zip(again).is_some_and(|(once, again)| Arc::ptr_eq(&once, &again)));
        // What leads nowhere is remembered too.
        assert_eq!(document.referred("#/nowhere"), None);
        let remembered = document.inner.referred.lock().expect("nobody panicked");
        assert_eq!(remembered.get("#/nowhere"), Some(&None));
    }
}
