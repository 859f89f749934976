//! Every address of the app, both ways.
//!
//! Addresses stand in the fragment (`#/…`), so the app works in any folder of any static host and inside a host page,
//! and a draft in an address is never sent to a server.

/// A place in the app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// `#/`
    Overview,
    /// `#/op/<OperationId>`, with everything filled in where `draft` is given.
    Operation {
        /// The operation's key: its id as its description writes it, else method and path.
        key: String,
        /// The text after `?q=`.
        draft: Option<String>,
    },
    /// `#/schema/<Name>`
    Schema(String),
    /// `#/learn`, `#/learn/<lesson>`
    Learn(Option<String>),
    /// `#/history`
    History,
    /// `#/settings`
    Settings,
    /// `#/errors`, `#/errors/<code>`
    Errors(Option<String>),
    /// Anything else: the fragment as it is.
    Unknown(String),
}

impl Place {
    /// An operation with nothing filled in.
    pub fn operation(key: &str) -> Place {
        Place::Operation { key: key.into(), draft: None }
    }

    /// The address, beginning with `#/`.
    pub fn address(&self) -> String {
        match self {
            Place::Overview => "#/".into(),
            Place::Operation { key, draft: None } => format!("#/op/{}", encode(key)),
            Place::Operation { key, draft: Some(draft) } => {
                format!("#/op/{}?q={}", encode(key), encode(draft))
            }
            Place::Schema(name) => format!("#/schema/{}", encode(name)),
            Place::Learn(None) => "#/learn".into(),
            Place::Learn(Some(lesson)) => format!("#/learn/{}", encode(lesson)),
            Place::History => "#/history".into(),
            Place::Settings => "#/settings".into(),
            Place::Errors(None) => "#/errors".into(),
            Place::Errors(Some(code)) => format!("#/errors/{}", encode(code)),
            Place::Unknown(fragment) => format!("#{fragment}"),
        }
    }

    /// The place that a fragment names, with or without its `#`. An empty one is the overview.
    pub fn parse(fragment: &str) -> Place {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let unknown = || Place::Unknown(fragment.into());
        let path = fragment.strip_prefix('/').unwrap_or(fragment);
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let (head, tail) = path.split_once('/').map_or((path, None), |(head, tail)| (head, Some(tail)));
        // A name that is not percent-encoded UTF-8 names nothing.
        let tail = match tail.filter(|tail| !tail.is_empty()).map(decode) {
            Some(None) => return unknown(),
            Some(Some(tail)) => Some(tail),
            None => None,
        };
        match (head, tail) {
            ("", None) => Place::Overview,
            ("op", Some(key)) => {
                let draft = query
                    .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("q=")))
                    // One that was cut within a sign is read as it is, and refused in words.
                    .map(|draft| decode(draft).unwrap_or_else(|| draft.into()));
                Place::Operation { key, draft }
            }
            ("schema", Some(name)) => Place::Schema(name),
            ("learn", lesson) => Place::Learn(lesson),
            ("history", None) => Place::History,
            ("settings", None) => Place::Settings,
            ("errors", code) => Place::Errors(code),
            _ => unknown(),
        }
    }
}

/// The address of an operation with everything filled in, and the domain for which it was. Opening it never switches
/// the domain.
pub fn link(key: &str, draft: &str, domain: Option<&str>) -> String {
    in_domain(Place::Operation { key: key.into(), draft: Some(draft.into()) }.address(), domain)
}

/// An address of a place that also names a domain.
pub fn in_domain(address: String, domain: Option<&str>) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    domain.map_or(address.clone(), |domain| format!("{address}{mark}domain={}", encode(domain)))
}

/// The domain that a fragment names.
pub fn link_domain(fragment: &str) -> Option<String> {
    let (_, query) = fragment.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("domain=")).and_then(decode)
}

/// Percent-encodes all but what may stand in a fragment and reads well there.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'_' | b'.' | b'~' | b'!' | b'*' | b'\'' | b'(' | b')' | b':' | b',' | b';' | b'@'
            | b'$' => out.push(byte as char),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(HEX[(byte >> 4) as usize] as char);
                out.push(HEX[(byte & 15) as usize] as char);
            }
        }
    }
    out
}

fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = (bytes.next()? as char).to_digit(16)?;
            let low = (bytes.next()? as char).to_digit(16)?;
            out.push((high * 16 + low) as u8);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_leads_back_to_its_place() {
        let names = ["PlayerControllerSearch", "GET /a b/{id}", "a/b?c#d%e&q=f", "日本 🎮", "..", "1;x:y,z"];
        let mut places = vec![
            Place::Overview,
            Place::Learn(None),
            Place::History,
            Place::Settings,
            Place::Errors(None),
            Place::Unknown("/nope/x".into()),
        ];
        for name in names {
            places.push(Place::operation(name));
            places.push(Place::Operation { key: name.into(), draft: Some(format!("1;{name}")) });
            places.push(Place::Schema(name.into()));
            places.push(Place::Errors(Some(name.into())));
            places.push(Place::Learn(Some(name.into())));
        }
        for place in places {
            assert_eq!(Place::parse(&place.address()), place, "{}", place.address());
        }
    }

    #[test]
    fn a_link_names_its_domain_beside_its_place() {
        let address = link("PlayerControllerSearch", "1~fi!name!*a%26domain=x", Some("d&1"));
        assert_eq!(link_domain(&address).as_deref(), Some("d&1"));
        let draft = Some("1~fi!name!*a%26domain=x".to_string());
        assert_eq!(Place::parse(&address), Place::Operation { key: "PlayerControllerSearch".into(), draft });
        assert_eq!(link_domain(&link("a", "1", None)), None);
    }

    #[test]
    fn addresses_are_those_that_others_rely_on() {
        assert_eq!(Place::parse(""), Place::Overview);
        assert_eq!(Place::parse("#"), Place::Overview);
        assert_eq!(Place::operation("PlayerControllerSearch").address(), "#/op/PlayerControllerSearch");
        assert_eq!(Place::operation("GET /x").address(), "#/op/GET%20%2Fx");
        assert_eq!(Place::parse("#/op/"), Place::Unknown("/op/".into()));
        let cut = Place::Operation { key: "x".into(), draft: Some("q=1~fi!name!*John%2".into()) };
        assert_eq!(Place::parse("#/op/x?q=q=1~fi!name!*John%2"), cut);
        assert_eq!(Place::parse("#/op/%ff"), Place::Unknown("/op/%ff".into()));
    }
}
