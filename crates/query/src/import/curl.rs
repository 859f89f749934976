//! A curl command: which of its words is the address, which the body, and what the others were for.

use super::{
    Address, Content, ImportError, Imported, Source, address_of, body, error, imported, plain, shell,
};
use serde_json::Value;

/// The letters of curl's options that take a value.
const LETTERS: &str = "AbcCdDeEFHKmoPQrtTuUwxXyYz";

/// The long options with a value that commands for an API have. Of others the value is taken for a word of its own,
/// which [`asked`] mostly sees through.
const NAMES: &str = "cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie \
    cookie-jar data data-ascii data-binary data-raw data-urlencode dns-servers doh-url dump-header form form-string \
    header interface json key key-type keepalive-time limit-rate local-port max-filesize max-redirs max-time netrc-file \
    noproxy oauth2-bearer output output-dir pass pinnedpubkey preproxy proxy proxy-header proxy-user range rate referer \
    request request-target resolve retry retry-delay retry-max-time socks4 socks4a socks5 socks5-hostname speed-limit \
    speed-time stderr tls-max tls13-ciphers trace trace-ascii unix-socket upload-file url url-query user user-agent \
    variable write-out";

/// Reads a command that begins with `curl`.
pub(super) fn read(text: &str) -> Result<Imported, ImportError> {
    let mut found = imported(Source::Curl);
    let mut data: Vec<String> = Vec::new();
    let mut plain_words = Vec::new();
    let (mut method, mut address) = (None, None);
    let mut in_query = false;
    for (name, value) in options(shell::words(&shell::without_carets(text)).into_iter().skip(1)) {
        match name.as_str() {
            "" => plain_words.push(value),
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--json" => data.push(value),
            "-X" | "--request" => method = Some(value),
            "-H" | "--header" => found.left_out.extend(header(&value)),
            "--url" => address = address_of(&value),
            "-b" | "--cookie" => found.left_out.push(header_words("Cookie")),
            "-G" | "--get" => in_query = true,
            "-F" | "--form" => found.left_out.push("A form field (-F): a search takes JSON.".into()),
            name if takes_value(name) => found.left_out.push(format!("The option {name}.")),
            _ => {}
        }
    }
    if let Some(method) = method.filter(|method| !method.eq_ignore_ascii_case("POST")) {
        found.left_out.push(format!("The method {}: a search is a POST.", plain(&method)));
    }
    if in_query {
        found.left_out.push("The option -G: a search takes its query as a body.".into());
    }
    let text = data.join("&");
    if text.trim().is_empty() {
        found.content = Content::Body(Value::Object(Default::default()));
    } else if text.starts_with('@') {
        return Err(error(
            "The body of this command stands in a file, which is not here: paste its content.".into(),
        ));
    } else {
        let read = body(text.trim())?;
        found.left_out.extend(read.left_out);
        found.content = read.content;
    }
    found.take_address(address.or_else(|| asked(&plain_words)));
    if text.trim().is_empty() {
        found.left_out.push("No body stands in it, so the query has no conditions.".into());
    }
    Ok(found)
}

/// A command's options, each with its value or none, and its other words, which have no name.
fn options(mut words: impl Iterator<Item = String>) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        if word.starts_with("--") {
            let (name, joined) =
                word.split_once('=').map_or((&*word, None), |(name, value)| (name, Some(value)));
            let next = if joined.is_none() && takes_value(name) { words.next() } else { None };
            found.push((name.to_owned(), next.or(joined.map(str::to_owned)).unwrap_or_default()));
        } else if let Some(letters) = word.strip_prefix('-') {
            // `-sXPOST`, `-d{…}`: letters, and behind the one that takes it, its value in the same word.
            for (at, letter) in letters.char_indices() {
                let name = format!("-{letter}");
                if !takes_value(&name) {
                    found.push((name, String::new()));
                    continue;
                }
                let rest = &letters[at + 1..];
                let value = if rest.is_empty() { words.next().unwrap_or_default() } else { rest.to_owned() };
                found.push((name, value));
                break;
            }
        } else {
            found.push((String::new(), word));
        }
    }
    found
}

fn takes_value(option: &str) -> bool {
    match option.strip_prefix("--") {
        Some(name) => NAMES.split_ascii_whitespace().any(|known| known == name),
        None => LETTERS.contains(option.trim_start_matches('-')),
    }
}

/// Which of the words without a name is the address: a search's before any, and one with its scheme before a path.
fn asked(words: &[String]) -> Option<Address> {
    // The last of equals is taken, which is the first one this way round.
    let all = words.iter().rev().filter_map(|word| Some((word, address_of(word)?)));
    all.max_by_key(|(word, address)| (address.path.ends_with("/search"), word.contains("://")))
        .map(|(_, it)| it)
}

/// What is left out with a header. Those that a search has anyway are not worth a word.
fn header(line: &str) -> Option<String> {
    let name = plain(line.split(':').next().unwrap_or_default().trim());
    let ordinary = ["content-type", "accept", "user-agent", "origin", "referer", "content-length", "host"];
    let lower = name.to_lowercase();
    let silent =
        ordinary.contains(&lower.as_str()) || lower.starts_with("sec-") || lower.starts_with("accept-");
    (!silent && !name.is_empty()).then(|| header_words(&name))
}

fn header_words(name: &str) -> String {
    match name.to_lowercase().as_str() {
        "authorization" | "cookie" | "x-takaro-token" | "x-takaro-admin-token" => {
            format!("The header {name}: the explorer uses your own session.")
        }
        "x-takaro-domain" => format!("The header {name}: you stay in your domain."),
        _ => format!("The header {name}."),
    }
}
