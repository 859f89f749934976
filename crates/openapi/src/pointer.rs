//! JSON pointers (RFC 6901) and the `$ref`s that are made of them.

/// The tokens of a `$ref` into this document (`#/a/b`), decoded; `None` for any other reference.
pub(crate) fn tokens(reference: &str) -> Option<Vec<String>> {
    let pointer = reference.strip_prefix("#/")?;
    Some(pointer.split('/').map(decode).collect())
}

/// The component's name in a `$ref` to `#/components/schemas/NAME`.
pub(crate) fn schema_name(reference: &str) -> Option<String> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    if name.is_empty() || name.contains('/') { None } else { Some(decode(name)) }
}

/// A name as a token of a pointer.
pub(crate) fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A token as a name: first the percent-encoding of the URL fragment, then the pointer's own escapes.
fn decode(token: &str) -> String {
    percent_decode(token).replace("~1", "/").replace("~0", "~")
}

fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit = |offset: usize| bytes.get(at + offset).and_then(|byte| (*byte as char).to_digit(16));
        match (byte, digit(1), digit(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    // Where the escapes are no UTF-8, the text was not percent-encoded: it stays as written.
    String::from_utf8(decoded).unwrap_or_else(|_| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_references() {
        let way = ["paths", "/pet/{id}", "get~"].map(String::from);
        assert_eq!(tokens("#/paths/~1pet~1%7Bid%7D/get~0"), Some(way.to_vec()));
        assert_eq!(tokens("other.json#/a"), None);
        assert_eq!(tokens("#anchor"), None);
        assert_eq!(schema_name("#/components/schemas/A%20B"), Some("A B".into()));
        assert_eq!(schema_name("#/components/schemas/A/properties/b"), None);
        assert_eq!(percent_decode("%zz%ff%"), "%zz%ff%");
        assert_eq!(token("/a~b"), "~1a~0b");
    }
}
