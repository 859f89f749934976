//! What is a secret, by its name: one rule for all that is kept, shown or shared.

use crate::{Cell, Draft, Row};
use serde_json::{Map, Value};

/// Whether a name says that a secret stands under it.
///
/// ```
/// use query::secret::is_secret;
/// assert!(is_secret("registrationToken") && is_secret("rconPassword") && is_secret("client_secret"));
/// assert!(is_secret("newPassword2") && is_secret("passwordConfirm") && is_secret("apiKeys") && is_secret("cookie"));
/// assert!(!is_secret("tokenCount") && !is_secret("tokenExpiresAt") && !is_secret("key") && !is_secret("name"));
/// ```
pub fn is_secret(name: &str) -> bool {
    const ENDS: &str = "password passwd passphrase secret token apikey privatekey credentials authorization";
    // Tokens are what many a game pays with.
    const WHOLE: &str = "_password_ _passwords_ _passwd_ _passphrase_ _secret_ _secrets_ _token_ _pwd_ _passcode_ _jwt_ \
                         _cookie_ _cookies_ _credential_ _credentials_ _signature_ _api_key _access_key _private_key";
    // What is told of a secret is none.
    const ABOUT: &str = "_count_ _at_ _id_ _name_ _length_ _type_ _limit_ _ttl_ _enabled_ _expiry_ _expires_ _expired_ \
                         _url_ _policy_ _hint_ _required_";
    // In small letters, its words parted: `_new_password_`.
    let (mut parted, mut small) = (String::from("_"), false);
    for letter in name.chars().chain(['_']) {
        if (!letter.is_ascii_alphabetic() || (letter.is_ascii_uppercase() && small)) && !parted.ends_with('_')
        {
            parted.push('_');
        }
        small = letter.is_ascii_lowercase();
        if letter.is_ascii_alphabetic() {
            parted.push(letter.to_ascii_lowercase());
        }
    }
    let plain = parted.replace('_', "");
    ENDS.split(' ').any(|word| plain.ends_with(word))
        || (WHOLE.split(' ').any(|word| parted.contains(word))
            && !ABOUT.split(' ').any(|word| parted.ends_with(word)))
}

/// Whether a text is JSON with a secret in it, or looks like it: half typed JSON is known by its keys.
///
/// ```
/// use query::secret::hides_secret;
/// assert!(hides_secret(r#"{"host": "a", "rconPassword": "b"}"#));
/// assert!(hides_secret(r#"{"host": "a", "rconPassword": "b"#));
/// assert!(!hides_secret("[Shop] New key rewards tonight: a token for each!"));
/// ```
pub fn hides_secret(text: &str) -> bool {
    match inner(text) {
        Some(value) => replace(&value, &is_secret, &|_| None).as_ref() != Some(&value),
        None => has_key(text, &is_secret),
    }
}

/// Whether a text of no known form holds a secret: as JSON, or as a line or a pair of a form or of XML under a secret's
/// name. A sentence with such a word in it is none.
///
/// ```
/// use query::secret::tells_secret;
/// assert!(tells_secret("host: a\npassword: hunter2") && tells_secret("user=a&token=b"));
/// assert!(tells_secret("<server><rconPassword>x</rconPassword></server>"));
/// assert!(!tells_secret("A token for each: come to the shop!") && !tells_secret("password:"));
/// ```
pub fn tells_secret(text: &str) -> bool {
    let pair = |part: &str| {
        let Some(at) = part.find([':', '=']) else { return false };
        let (name, value) = (&part[..at], &part[at + 1..]);
        let name = name.trim().trim_matches(['"', '\'', '-', '*']).trim();
        // `export TOKEN=x`; before a colon several words are a sentence's.
        let name =
            if part[at..].starts_with('=') { name.rsplit(' ').next().unwrap_or_default() } else { name };
        let open = ["", "null", "true", "false"].contains(&value.trim().to_ascii_lowercase().as_str());
        !open && !name.contains(char::is_whitespace) && is_secret(name)
    };
    let element = |part: &str| {
        let name = part.split(['>', ' ', '/']).next().unwrap_or_default();
        part.split_once('>').is_some_and(|(_, inside)| !inside.is_empty()) && is_secret(name)
    };
    hides_secret(text)
        || text.split(['\n', '\r', '&', ';', ',', '?']).any(pair)
        || text.split('<').skip(1).any(element)
}

/// The same value with what `put` gives for a name in the place of each secret under it, in texts that are JSON too.
/// `secret` tells which names are meant; half typed JSON with such a name is replaced as a whole.
///
/// ```
/// use query::secret::{is_secret, replaced};
/// use serde_json::json;
/// let shown = replaced(&json!({"n": 1, "info": "{\"token\":\"x\"}"}), &is_secret, &|name| format!("<{name}>"));
/// assert_eq!(shown, json!({"n": 1, "info": "{\"token\":\"<token>\"}"}));
/// ```
pub fn replaced(value: &Value, secret: &dyn Fn(&str) -> bool, put: &dyn Fn(&str) -> String) -> Value {
    replace(value, secret, &|name| Some(put(name))).unwrap_or_default()
}

/// The same value without its secrets. A text that is JSON with a secret in it goes as a whole.
///
/// ```
/// use query::secret::removed;
/// use serde_json::json;
/// assert_eq!(removed(&json!({"n": 1, "info": "{\"token\":\"x\"}", "secret": 2})), Some(json!({"n": 1})));
/// assert_eq!(removed(&json!("{\"token\":\"x\"}")), None);
/// ```
pub fn removed(value: &Value) -> Option<Value> {
    replace(value, &is_secret, &|_| None)
}

impl Draft {
    /// The draft as it may be kept and shared: a row on a secret field keeps what it asks and loses its values, as does any
    /// row the values that are JSON with a secret in it. What the model does not know goes by the same rule.
    ///
    /// ```
    /// use query::Draft;
    /// let draft = Draft::from_address("1~fi!identityToken!*abc!def~fi!name!*Jo").expect("an address");
    /// assert_eq!(draft.without_secrets().to_address(), "1~fi!identityToken~fi!name!*Jo");
    /// ```
    #[must_use]
    pub fn without_secrets(&self) -> Draft {
        let kept = |map: &Map<String, Value>| match removed(&Value::Object(map.clone())) {
            Some(Value::Object(clean)) => clean,
            _ => Map::new(),
        };
        Draft {
            rows: self.rows.iter().map(open_row).collect(),
            extra: kept(&self.extra),
            written: kept(&self.written),
            ..self.clone()
        }
    }
}

fn open_row(row: &Row) -> Row {
    let named = is_secret(&row.field);
    let text = |text: &String| if named || hides_secret(text) { String::new() } else { text.clone() };
    let value = |cell: &&Cell| match cell {
        Cell::Text(text) => !(named || hides_secret(text)),
        // Null, a flag and the empty list say that there is a secret, and not which.
        Cell::Json(value) if named => {
            value.is_null() || value.is_boolean() || value == &Value::Array(Vec::new())
        }
        Cell::Json(value) => removed(value).as_ref() == Some(value),
    };
    Row {
        values: row.values.iter().filter(value).cloned().collect(),
        text: text(&row.text),
        upper: text(&row.upper),
        field: row.field.clone(),
        ..*row
    }
}

type Put<'a> = &'a dyn Fn(&str) -> Option<String>;

fn replace(value: &Value, secret: &dyn Fn(&str) -> bool, put: Put<'_>) -> Option<Value> {
    match value {
        Value::Object(parts) => {
            let kept = parts.iter().filter_map(|(name, value)| {
                // Null and flags say that there is a secret, and not which.
                let hide = secret(name) && !value.is_null() && !value.is_boolean();
                let value = if hide { stand_in(name, value, put) } else { named(name, value, secret, put) };
                Some((name.clone(), value?))
            });
            Some(Value::Object(kept.collect()))
        }
        Value::Array(items) => {
            Some(Value::Array(items.iter().filter_map(|item| named("secret", item, secret, put)).collect()))
        }
        value => named("secret", value, secret, put),
    }
}

/// What stands under a name that is none of a secret.
fn named(name: &str, value: &Value, secret: &dyn Fn(&str) -> bool, put: Put<'_>) -> Option<Value> {
    let Value::String(text) = value else {
        return if value.is_object() || value.is_array() {
            replace(value, secret, put)
        } else {
            Some(value.clone())
        };
    };
    match inner(text) {
        Some(inner) => match replace(&inner, secret, put) {
            Some(clean) if clean == inner => Some(value.clone()),
            Some(clean) => put("").is_some().then(|| clean.to_string().into()),
            None => None,
        },
        None if has_key(text, secret) => put(name).map(Value::from),
        None => Some(value.clone()),
    }
}

/// A list stays one, so that the whole still has its form.
fn stand_in(name: &str, value: &Value, put: Put<'_>) -> Option<Value> {
    match value {
        Value::Array(items) => items.iter().map(|_| put(name).map(Value::from)).collect(),
        _ => put(name).map(Value::from),
    }
}

fn inner(text: &str) -> Option<Value> {
    text.trim_start().starts_with(['{', '[']).then(|| serde_json::from_str(text).ok())?
}

/// Whether a text begins as JSON and a name in quotation marks stands before a colon, or one without them where only a
/// name can stand. The marks may be escaped: JSON in JSON. A program's code may hold such names too, and is none of it.
fn has_key(text: &str, secret: &dyn Fn(&str) -> bool) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[']) && text.match_indices(':').any(|(at, _)| is_key(text, at, secret))
}

/// Whether a secret's name ends before that place of a text.
fn is_key(text: &str, at: usize, secret: &dyn Fn(&str) -> bool) -> bool {
    let before = text[..at].trim_end();
    let marked = ['"', '\''].into_iter().any(|mark| {
        let name = before.strip_suffix(mark).and_then(|rest| Some((rest.rfind(mark)?, rest)));
        name.is_some_and(|(from, rest)| secret(rest[from + 1..].trim_end_matches('\\')))
    });
    let rest = before.trim_end_matches(|letter: char| letter.is_alphanumeric() || "_$-".contains(letter));
    let bare = text.starts_with('{') && rest.trim_end().ends_with(['{', ',']);
    marked || bare && secret(&before[rest.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_message_is_no_secret_and_a_half_typed_key_is() {
        for text in [
            "[Shop] New key rewards tonight!",
            "{player} has a token: use the secret door",
            "[\"password\", \"token\"]",
            "{\"key\": \"economy",
            "say: \"hello\"",
            "{é: \"",
            "{player}, a token: 5",
            "[Shop, token: 5]",
            "const sent = { headers: { \"Authorization\": read() } };",
        ] {
            assert!(!hides_secret(text), "{text}");
        }
        for text in [
            "{\"adminToken\": \"x\"}",
            "[{\"a\": {\"b_secret\" : 1}}]",
            "{\"rconPassword\" : \"x",
            "{'token': 'x'",
            "{password: \"x",
            "{ user: 'a',\n  rconPassword : 'x' }",
            "{\"a\": \"{\\\"apiKey\\\":1",
            "{\"a\": \"{\\\"apiKey\\\":1}\"}",
        ] {
            assert!(hides_secret(text), "{text}");
        }
    }

    #[test]
    fn a_text_of_no_form_is_known_by_its_lines() {
        for text in [
            "rconPassword = x",
            "- token: x",
            "a=1;secret=x",
            "https://a.example/?token=x",
            "export TOKEN=x",
            "name,token: x",
            "\"apiKey\": \"x\"",
            "<a>\n<password type=\"x\">y",
            "{\"token\": \"x",
        ] {
            assert!(tells_secret(text), "{text}");
        }
        for text in [
            "A token for each: come!",
            "use the secret door: now",
            "token",
            "token =",
            "token: null",
            "secret=false",
            "Is there a token? No: none",
            "<password>",
            "<token/>",
            "</password> then",
            "a < token",
            "tokens: 5",
            "",
        ] {
            assert!(!tells_secret(text), "{text}");
        }
    }

    #[test]
    fn a_draft_that_is_kept_or_shared_holds_no_secret() {
        let hidden = r#"{"rconPassword":"oops"}"#;
        let mut draft = Draft::from_address(
            "1~fibo!identityToken!*oops'%22oops%22'null'%5B%5D!oops~rw!adminToken!!oops!oops~fi!key!*economy!{~sc!info~n!5~X",
        )
        .expect("an address");
        draft.rows[3].text = hidden.into();
        draft.rows[3].values =
            vec![Cell::Text(hidden.into()), Cell::Json(json!({"token": "oops"})), Cell::Text("a".into())];
        draft.extra = json!({"password": "oops", "deep": {"secret": "oops", "n": 1}})
            .as_object()
            .cloned()
            .expect("one");
        draft.written =
            json!({"page": {"token": "oops"}, "limit": hidden}).as_object().cloned().expect("one");
        let kept = draft.without_secrets();
        assert_eq!(
            kept.to_address(),
            "1~fibo!identityToken!'null'%5B%5D~rw!adminToken~fi!key!*economy!%7B~sc!info!*a~n!5~x!%7B%22deep%22:%7B%22n%22:1%7D%7D~y!%7B%22page%22:%7B%7D%7D~X"
        );
        assert_eq!(kept.without_secrets(), kept);
        assert_eq!(kept.next, draft.next);
    }

    #[test]
    fn each_secret_is_replaced_where_it_stands() {
        let dots = |value: Value| replaced(&value, &is_secret, &|name| format!("<{name}>"));
        let value = json!({
            "password": null, "token": true, "identityToken": ["a", "b"], "credentials": {"user": "a"},
            "info": "{\"host\":\"x\",\"inner\":[{\"rconPassword\":\"y\"}]}", "half": "{\"token\": \"x", "kept": "{ \"a\": 1 }",
        });
        let expected = json!({
            "password": null, "token": true, "identityToken": ["<identityToken>", "<identityToken>"],
            "credentials": "<credentials>", "info": "{\"host\":\"x\",\"inner\":[{\"rconPassword\":\"<rconPassword>\"}]}",
            "half": "<half>", "kept": "{ \"a\": 1 }",
        });
        assert_eq!(dots(value), expected);
        assert_eq!(dots(json!(["{\"token\":1}"])), json!(["{\"token\":\"<token>\"}"]));
    }
}
