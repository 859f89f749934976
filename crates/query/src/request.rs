//! What is sent: the body of `POST /<entity>/search`.

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// The values of one filter or search field.
#[derive(Clone, Debug, PartialEq)]
pub enum FilterValues {
    /// A list: any of them.
    Any(Vec<Value>),
    /// A value without its list: the server takes a bare boolean on a boolean field and refuses the rest.
    Bare(Value),
}

impl FilterValues {
    /// What a field of `filters` or `search` holds in JSON.
    ///
    /// ```
    /// use query::FilterValues;
    /// use serde_json::json;
    /// assert_eq!(FilterValues::new(json!(["a"])), FilterValues::Any(vec![json!("a")]));
    /// assert_eq!(FilterValues::new(json!(true)), FilterValues::Bare(json!(true)));
    /// ```
    pub fn new(value: Value) -> Self {
        match value {
            Value::Array(list) => FilterValues::Any(list),
            value => FilterValues::Bare(value),
        }
    }

    /// All its values, with or without a list.
    pub fn values(&self) -> &[Value] {
        match self {
            FilterValues::Any(list) => list,
            FilterValues::Bare(value) => std::slice::from_ref(value),
        }
    }
}

/// `sortDirection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// `"asc"`, the server's default.
    Asc,
    /// `"desc"`.
    Desc,
}

impl Direction {
    /// Reads the server's spelling; nothing else, as the server takes nothing else.
    ///
    /// ```
    /// use query::Direction;
    /// assert_eq!(Direction::parse("desc"), Some(Direction::Desc));
    /// assert_eq!(Direction::parse("DESC"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "asc" => Some(Direction::Asc),
            "desc" => Some(Direction::Desc),
            _ => None,
        }
    }

    /// As the server spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Asc => "asc",
            Direction::Desc => "desc",
        }
    }
}

/// A setting that can be sent as it is written, whatever the server makes of it: a page in quotation marks, a
/// direction in capitals, a name that stands without its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// `extend`.
    Extend,
    /// `page`.
    Page,
    /// `limit`.
    Limit,
    /// `sortDirection`.
    SortDirection,
}

/// From here on, 2^53, a fraction's digits are no longer those that were written.
pub(crate) const MOST: f64 = 9_007_199_254_740_992.0;

/// A whole number, however it is spelled: `10.0` and `1e1` are 10 to the server.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    let spelled = || value.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < MOST).map(|it| it as i64);
    value.as_i64().or_else(spelled)
}

impl Setting {
    /// All of them, in the order of the document.
    pub const ALL: [Setting; 4] = [Setting::Extend, Setting::Page, Setting::Limit, Setting::SortDirection];

    /// Its key in the body.
    pub fn as_str(self) -> &'static str {
        match self {
            Setting::Extend => "extend",
            Setting::Page => "page",
            Setting::Limit => "limit",
            Setting::SortDirection => "sortDirection",
        }
    }

    /// The setting of that key.
    pub fn parse(key: &str) -> Option<Self> {
        Setting::ALL.into_iter().find(|setting| setting.as_str() == key)
    }

    /// Whether this value is one that the setting has by nature, so that it need not stand as written.
    ///
    /// ```
    /// use query::Setting;
    /// use serde_json::json;
    /// assert!(Setting::Page.is_proper(&json!(5)) && !Setting::Page.is_proper(&json!("5")));
    /// assert!(Setting::SortDirection.is_proper(&json!("desc")) && !Setting::SortDirection.is_proper(&json!("DESC")));
    /// assert!(Setting::Extend.is_proper(&json!(["roles"])) && !Setting::Extend.is_proper(&json!("roles")));
    /// ```
    pub fn is_proper(self, value: &Value) -> bool {
        match self {
            Setting::Page | Setting::Limit => whole(value).is_some(),
            // null and the empty list are no setting at all.
            Setting::SortDirection => {
                value.is_null() || value.as_str().is_some_and(|text| Direction::parse(text).is_some())
            }
            Setting::Extend => {
                value.is_null() || value.as_array().is_some_and(|names| names.iter().all(Value::is_string))
            }
        }
    }
}

/// A search body, all parts optional; the empty query lists everything.
///
/// Fields stand in the order in which they were given, and [`Query::to_json`] always writes the parts in the order
/// of the document: filters, search, greaterThan, lessThan, extend, page, limit, sortBy, sortDirection.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Exact: values are OR'ed within a field, fields are AND'ed.
    pub filters: IndexMap<String, FilterValues>,
    /// Contains, ignoring case: one OR over all fields and values.
    pub search: IndexMap<String, FilterValues>,
    /// At least (the server's `greaterThan` is inclusive).
    pub greater_than: IndexMap<String, Value>,
    /// At most.
    pub less_than: IndexMap<String, Value>,
    /// Related entities to include.
    pub extend: Vec<String>,
    /// The page, counted as the server counts.
    pub page: Option<i64>,
    /// Rows per page.
    pub limit: Option<i64>,
    /// The column to sort by.
    pub sort_by: Option<String>,
    /// The direction; ignored by the server without `sort_by`.
    pub sort_direction: Option<Direction>,
    /// Top-level keys that the model does not know, kept.
    pub extra: Map<String, Value>,
    /// Settings that stand exactly as written, though the server refuses them: see [`Setting`].
    pub written: Map<String, Value>,
}

/// Why some JSON is not a query: where, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAQuery {
    /// The place, as in `filters.email`; empty for the whole.
    pub path: String,
    /// What stands there and what was expected.
    pub message: String,
}

impl std::fmt::Display for NotAQuery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for NotAQuery {}

impl Query {
    /// The number that a setting stands as though it is no whole one: the server takes fractions.
    pub(crate) fn fraction(&self, setting: Setting) -> Option<f64> {
        self.written.get(setting.as_str()).and_then(Value::as_f64)
    }

    /// The body to send. Empty parts are left out.
    ///
    /// ```
    /// use query::Query;
    /// let query = Query { page: Some(2), limit: Some(10), ..Query::default() };
    /// assert_eq!(query.to_json().to_string(), r#"{"page":2,"limit":10}"#);
    /// ```
    pub fn to_json(&self) -> Value {
        let mut body = Map::new();
        let lists = |map: &IndexMap<String, FilterValues>| -> Value {
            Value::Object(
                map.iter()
                    .map(|(name, values)| {
                        let value = match values {
                            FilterValues::Any(list) => Value::Array(list.clone()),
                            FilterValues::Bare(value) => value.clone(),
                        };
                        (name.clone(), value)
                    })
                    .collect(),
            )
        };
        let bounds = |map: &IndexMap<String, Value>| -> Value {
            Value::Object(map.iter().map(|(k, v)| (k.clone(), v.clone())).collect())
        };
        if !self.filters.is_empty() {
            body.insert("filters".into(), lists(&self.filters));
        }
        if !self.search.is_empty() {
            body.insert("search".into(), lists(&self.search));
        }
        if !self.greater_than.is_empty() {
            body.insert("greaterThan".into(), bounds(&self.greater_than));
        }
        if !self.less_than.is_empty() {
            body.insert("lessThan".into(), bounds(&self.less_than));
        }
        let mut setting = |name: &str, usual: Option<Value>| {
            if let Some(value) = self.written.get(name).cloned().or(usual) {
                body.insert(name.into(), value);
            }
        };
        let extend = || self.extend.iter().cloned().map(Value::String).collect();
        setting("extend", (!self.extend.is_empty()).then(extend));
        setting("page", self.page.map(Value::from));
        setting("limit", self.limit.map(Value::from));
        setting("sortBy", self.sort_by.clone().map(Value::from));
        setting("sortDirection", self.sort_direction.map(|direction| direction.as_str().into()));
        for (key, value) in &self.extra {
            body.insert(key.clone(), value.clone());
        }
        Value::Object(body)
    }
}
