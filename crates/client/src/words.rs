//! Numbers as people read them.

/// A whole number with its thousands apart: `6,000`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What an amount is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Bytes,
    Kilobytes,
    Megabytes,
    Milliseconds,
    Seconds,
    Minutes,
}

/// An amount that is rounded to what people read: for other languages than English, which write its number and name
/// its unit in their own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The whole part.
    pub whole: u64,
    /// The tenths, where they are written.
    pub tenth: Option<u64>,
    /// The unit.
    pub unit: Unit,
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&thousands(self.whole))?;
        if let Some(tenth) = self.tenth {
            write!(f, ".{tenth}")?;
        }
        f.write_str(match self.unit {
            Unit::Bytes => " bytes",
            Unit::Kilobytes => " KB",
            Unit::Megabytes => " MB",
            Unit::Milliseconds => " ms",
            Unit::Seconds => " second",
            Unit::Minutes => " minute",
        })?;
        let one = self.whole == 1 && self.tenth.is_none();
        f.write_str(if matches!(self.unit, Unit::Seconds | Unit::Minutes) && !one { "s" } else { "" })
    }
}

/// A size in steps of 1024.
pub fn size(bytes: usize) -> Amount {
    let bytes = bytes as u64;
    let large = |unit: u64, name: Unit| {
        let tenths = (bytes * 10 + unit / 2) / unit;
        Amount { whole: tenths / 10, tenth: Some(tenths % 10), unit: name }
    };
    match bytes {
        0..1024 => Amount { whole: bytes, tenth: None, unit: Unit::Bytes },
        1024..1_048_576 => large(1024, Unit::Kilobytes),
        _ => large(1_048_576, Unit::Megabytes),
    }
}

/// A size in bytes: `512 bytes`, `12.3 KB`, `1.5 MB`.
pub fn bytes(bytes: usize) -> String {
    size(bytes).to_string()
}

/// A number and its noun: `1 row`, `6,000 rows`.
pub fn count(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// A time of so many milliseconds.
pub fn time(ms: u64) -> Amount {
    let rounded = |per: u64, unit: Unit| {
        let tenths = ms.saturating_mul(10).saturating_add(per / 2) / per;
        Amount { whole: tenths / 10, tenth: Some(tenths % 10).filter(|tenth| *tenth != 0), unit }
    };
    match ms {
        0..1_000 => Amount { whole: ms, tenth: None, unit: Unit::Milliseconds },
        1_000..120_000 => rounded(1_000, Unit::Seconds),
        _ => rounded(60_000, Unit::Minutes),
    }
}

/// A time in milliseconds: `250 ms`, `1.5 seconds`, `2 minutes`.
pub fn duration(ms: u64) -> String {
    time(ms).to_string()
}

/// A status and its reason: `404 Not Found`.
pub fn status(status: u16) -> String {
    match reason(status) {
        "" => status.to_string(),
        reason => format!("{status} {reason}"),
    }
}

/// The reason that belongs to an HTTP status. HTTP/2 carries none, so it cannot be taken from the answer.
pub fn reason(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        101 => "Switching Protocols",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        418 => "I'm a teapot",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        507 => "Insufficient Storage",
        511 => "Network Authentication Required",
        520 => "Web Server Returned an Unknown Error",
        521 => "Web Server Is Down",
        522 => "Connection Timed Out",
        523 => "Origin Is Unreachable",
        524 => "A Timeout Occurred",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1000), "1,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "row"), "1 row");
        assert_eq!(count(0, "duplicate"), "0 duplicates");
        assert_eq!(duration(250), "250 ms");
        assert_eq!(duration(1_000), "1 second");
        assert_eq!(duration(30_000), "30 seconds");
        assert_eq!(duration(150_000), "2.5 minutes");
        assert_eq!(bytes(512), "512 bytes");
        assert_eq!(bytes(12_595), "12.3 KB");
        assert_eq!(bytes(1_572_864), "1.5 MB");
    }
}
