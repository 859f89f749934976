//! The check of `page` and `limit`. It runs before CORS and before anyone is asked who they are, on every route.

use crate::reply::Failure;
use serde_json::{Map, Number, Value, json};

/// The page that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Paging {
    /// Counted from the server's first page.
    pub page: f64,
    /// Rows on it, 1 to 1000.
    pub limit: f64,
}

impl Paging {
    /// Rows before this page.
    pub fn offset(&self, first_page: u32) -> i64 {
        // A page in the billions is far past the end of anything; the cast saturates.
        ((self.page - f64::from(first_page)) * self.limit) as i64
    }

    /// Rows on this page, whole.
    pub fn rows(&self) -> i64 {
        self.limit as i64
    }
}

/// A number as JavaScript prints it: whole numbers without a point.
pub fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        Value::from(value as i64)
    } else {
        Number::from_f64(value).map_or(Value::Null, Value::Number)
    }
}

/// Checks both, taking each from the body, else from the URL's query.
///
/// # Errors
/// 400 in the shape of yup, which the real server uses here and nowhere else.
pub fn check(body: &Value, query: &[(String, String)], first_page: u32) -> Result<Paging, Failure> {
    let asked = |name: &str| -> Option<Value> {
        body.get(name).cloned().or_else(|| {
            query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| Value::String(value.clone()))
        })
    };
    let first = f64::from(first_page);
    let (raw_limit, raw_page) = (asked("limit"), asked("page"));
    let limit = raw_limit.as_ref().map_or(100.0, cast);
    let page = raw_page.as_ref().map_or(first, cast);
    let checked = json!({"limit": number(limit), "page": number(page)});
    bounds("limit", raw_limit.as_ref(), limit, 1.0, Some(1000.0), &checked)?;
    bounds("page", raw_page.as_ref(), page, first, None, &checked)?;
    Ok(Paging { page, limit })
}

/// Reads a value as yup's `number()` does.
fn cast(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) => {
            let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            // Rust reads "nan" and "inf" as numbers, JavaScript does not.
            if bare.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c)) {
                bare.parse().unwrap_or(f64::NAN)
            } else {
                f64::NAN
            }
        }
        _ => f64::NAN,
    }
}

fn bounds(
    path: &str,
    original: Option<&Value>,
    value: f64,
    min: f64,
    max: Option<f64>,
    checked: &Value,
) -> Result<(), Failure> {
    let (kind, message, bound) = if value.is_nan() {
        let cast = match original {
            None | Some(Value::Null) => ".".to_owned(),
            Some(value) => format!(" (cast from the value `{value}`)."),
        };
        let message = format!("{path} must be a `number` type, but the final value was: `NaN`{cast}");
        ("typeError", message, ("type", Value::from("number")))
    } else if value < min {
        ("min", format!("{path} must be greater than or equal to {min}"), ("min", number(min)))
    } else if let Some(max) = max.filter(|max| value > *max) {
        ("max", format!("{path} must be less than or equal to {max}"), ("max", number(max)))
    } else {
        return Ok(());
    };
    let mut params = Map::new();
    params.insert("value".into(), number(value));
    params.insert("originalValue".into(), original.cloned().unwrap_or(Value::Null));
    params.insert("path".into(), path.into());
    params.insert(bound.0.into(), bound.1);
    let detail = json!({
        "value": checked, "path": path, "type": kind, "errors": [message], "params": params,
        "inner": [], "name": "ValidationError", "message": message,
    });
    Err(Failure::invalid(format!("Invalid pagination: {message}"), Value::Array(vec![detail])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: Value) -> Result<Paging, String> {
        check(&body, &[], 0).map_err(|failure| failure.message)
    }

    #[test]
    fn numbers_in_their_bounds() {
        assert_eq!(of(json!({})), Ok(Paging { page: 0.0, limit: 100.0 }));
        assert_eq!(of(json!({"page": 1.5, "limit": 2})).map(|paging| paging.offset(0)), Ok(3));
        assert_eq!(of(json!({"limit": 1.5})).map(|paging| paging.rows()), Ok(1));
        assert_eq!(
            of(json!({"limit": 0})),
            Err("Invalid pagination: limit must be greater than or equal to 1".into())
        );
        assert_eq!(
            of(json!({"limit": 1001})),
            Err("Invalid pagination: limit must be less than or equal to 1000".into())
        );
    }

    #[test]
    fn what_is_no_number() {
        assert_eq!(
            of(json!({"page": "x"})),
            Err("Invalid pagination: page must be a `number` type, but the final value was: `NaN` \
                 (cast from the value `\"x\"`)."
                .into())
        );
        assert_eq!(
            of(json!({"page": null})),
            Err("Invalid pagination: page must be a `number` type, but the final value was: `NaN`.".into())
        );
        assert!(of(json!({"page": "nan"})).is_err());
    }

    #[test]
    fn the_body_wins_over_the_query() {
        let query = [("page".to_owned(), "1".to_owned()), ("limit".to_owned(), "2".to_owned())];
        assert_eq!(check(&json!({"page": 2}), &query, 0), Ok(Paging { page: 2.0, limit: 2.0 }));
    }

    #[test]
    fn pages_may_count_from_one() {
        let paging = check(&json!({}), &[], 1).expect("the default is the first page");
        assert_eq!((paging.page, paging.offset(1)), (1.0, 0));
        let refused = check(&json!({"page": 0}), &[], 1).expect_err("there is no page 0");
        assert_eq!(refused.message, "Invalid pagination: page must be greater than or equal to 1");
    }
}
