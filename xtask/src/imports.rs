//! Short names between a module and its script.
//!
//! wasm-bindgen names what a module imports at length and with a fingerprint, so that crates do not collide. Once all is
//! bound, only the script and the module have to agree, and the names are hundreds, in both.

use crate::outcome::{Failure, Result};

/// The import section's number.
const IMPORTS: u8 = 2;

/// Gives all that `module` imports from the script `from` a short name, there and in the script. Returns both anew.
pub fn shorten(module: &[u8], script: &str, from: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Vec::new();
    let module = rename(module, from, &mut names)
        .ok_or_else(|| Failure::step("the imports of the module cannot be read."))?;
    let mut script = script.to_owned();
    for (at, name) in names.iter().enumerate() {
        // The names are the keys of one object, each at the beginning of a line.
        let (long, short) = (format!("\n        {name}: "), format!("\n        {}: ", short(at)));
        if !script.contains(&long) {
            return Err(Failure::step(format!("the script does not name the import {name}.")));
        }
        script = script.replacen(&long, &short, 1);
    }
    Ok((module, script))
}

/// `a`, `b`, … `aa`: a name for each number.
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.insert(0, char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            // No word that a script could take for its own.
            return format!("_{name}");
        }
        number -= 1;
    }
}

/// The module with short names in the place of `names`, which are gathered on the way.
fn rename(module: &[u8], from: &str, names: &mut Vec<String>) -> Option<Vec<u8>> {
    let mut out = module.get(..8)?.to_vec();
    let mut at = 8;
    while let Some(section) = module.get(at) {
        at += 1;
        let length = number(module, &mut at)?;
        let body = module.get(at..at + length)?;
        at += length;
        let body = if *section == IMPORTS { renamed(body, from, names)? } else { body.to_vec() };
        out.push(*section);
        write_number(&mut out, body.len());
        out.extend(body);
    }
    Some(out)
}

fn renamed(body: &[u8], from: &str, names: &mut Vec<String>) -> Option<Vec<u8>> {
    let mut at = 0;
    let count = number(body, &mut at)?;
    let mut out = Vec::with_capacity(body.len());
    write_number(&mut out, count);
    for _ in 0..count {
        let (source, name) = (text(body, &mut at)?, text(body, &mut at)?);
        let begin = at;
        let kind = *body.get(at)?;
        at += 1;
        match kind {
            // A function: its type.
            0 => drop(number(body, &mut at)?),
            // A table: what it holds, and its limits.
            1 => {
                at += 1;
                limits(body, &mut at)?;
            }
            2 => limits(body, &mut at)?,
            // A global: its type, and whether it changes.
            3 => at += 2,
            _ => return None,
        }
        let name = if source == from {
            let place = names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            });
            short(place)
        } else {
            name.to_owned()
        };
        for word in [source, &name] {
            write_number(&mut out, word.len());
            out.extend(word.as_bytes());
        }
        out.extend(body.get(begin..at)?);
    }
    (at == body.len()).then_some(out)
}

fn limits(body: &[u8], at: &mut usize) -> Option<()> {
    let has_most = *body.get(*at)? & 1 == 1;
    *at += 1;
    number(body, at)?;
    if has_most {
        number(body, at)?;
    }
    Some(())
}

fn text<'a>(body: &'a [u8], at: &mut usize) -> Option<&'a str> {
    let length = number(body, at)?;
    let words = std::str::from_utf8(body.get(*at..*at + length)?).ok()?;
    *at += length;
    Some(words)
}

/// Reads a number in LEB128.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn write_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Imports `a.long_1`, a function, and `b.other`, a memory; then a section of another kind.
    const MODULE: &[u8] =
        b"\0asm\x01\0\0\0\x02\x17\x02\x01a\x06long_1\0\x05\x01b\x05other\x02\x00\x01\x07\x01\0";

    #[test]
    fn imports_of_the_script_get_short_names() {
        let script = "{\n        long_1: function() {},\n        x: 1 }";
        let (module, script) = shorten(MODULE, script, "a").unwrap();
        assert_eq!(
            module,
            b"\0asm\x01\0\0\0\x02\x13\x02\x01a\x02_a\0\x05\x01b\x05other\x02\x00\x01\x07\x01\0"
        );
        assert_eq!(script, "{\n        _a: function() {},\n        x: 1 }");
    }

    #[test]
    fn what_does_not_fit_together_is_told() {
        assert!(shorten(MODULE, "{}", "a").unwrap_err().message.contains("long_1"));
        assert!(shorten(&MODULE[..14], "{}", "a").is_err());
    }

    #[test]
    fn names_do_not_run_out() {
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702].map(short),
            ["_a", "_z", "_aa", "_az", "_ba", "_zz", "_aaa"]
        );
    }

    #[test]
    fn numbers_are_read_as_written() {
        for value in [0, 127, 128, 300, 1 << 20, u32::MAX as usize] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, value);
            let mut at = 0;
            assert_eq!((number(&bytes, &mut at), at), (Some(value), bytes.len()));
        }
    }
}
