//! Failures on demand: armed beforehand by `POST /__faults`, or asked for by the header `X-Practice-Fault`.

use crate::call::Call;
use crate::reply::Failure;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 429 with `Retry-After`.
    TooMany,
    /// 500 in the envelope.
    Internal,
    /// 500 by the code of what is not built yet.
    NotImplemented,
    /// 400 with details in the shape of AJV, as a module's configuration is refused.
    Ajv,
    /// 400 with details in the shape of a plain map.
    Map,
    /// 502 with the HTML page of a proxy.
    BadGateway,
    /// 503 with the HTML page of a proxy.
    Unavailable,
    /// No answer, until the caller gives up.
    Stall,
    /// The right answer, late.
    Slow,
    /// The right answer, broken off in the middle.
    Truncate,
    /// The head of the right answer, then nothing.
    Reset,
    /// What was asked is done, and the connection closes before any of the answer.
    Drop,
    /// The caller's session ends, then the call is answered: 401.
    Expire,
}

const KINDS: [(&str, Kind); 13] = [
    ("429", Kind::TooMany),
    ("500", Kind::Internal),
    ("not-implemented", Kind::NotImplemented),
    ("ajv", Kind::Ajv),
    ("map", Kind::Map),
    ("502", Kind::BadGateway),
    ("503", Kind::Unavailable),
    ("stall", Kind::Stall),
    ("slow", Kind::Slow),
    ("truncate", Kind::Truncate),
    ("reset", Kind::Reset),
    ("drop", Kind::Drop),
    ("expire", Kind::Expire),
];

/// A failure for coming calls.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub kind: Kind,
    /// The path it waits for, as a call has it; every path when `None`.
    pub path: Option<String>,
    /// The method it waits for; every method when `None`.
    pub method: Option<String>,
    /// How many fitting calls pass before it.
    pub after: u64,
    /// How many calls it strikes.
    pub times: u64,
    /// Seconds in `Retry-After`.
    pub retry_after: u64,
    /// Milliseconds of a slow answer.
    pub milliseconds: u64,
}

impl Fault {
    fn read(value: &Value) -> Result<Fault, String> {
        let name = match &value["fault"] {
            Value::String(name) => name.clone(),
            other => other.to_string(),
        };
        let (_, kind) = KINDS.iter().find(|(known, _)| *known == name).ok_or_else(|| {
            let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
            format!("`fault` must be one of {}; it is {name}", known.join(", "))
        })?;
        let number = |key: &str, default: u64| match &value[key] {
            Value::Null => Ok(default),
            other => other.as_u64().ok_or_else(|| format!("`{key}` must be a whole number; it is {other}")),
        };
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        Ok(Fault {
            kind: *kind,
            path: text("path"),
            method: text("method").map(|method| method.to_uppercase()),
            after: number("after", 0)?,
            times: number("times", 1)?,
            retry_after: number("retryAfter", 1)?,
            milliseconds: number("milliseconds", 1000)?,
        })
    }

    fn show(&self) -> Value {
        let name = KINDS.iter().find(|(_, kind)| *kind == self.kind).map_or("", |(name, _)| *name);
        json!({
            "fault": name, "path": self.path, "method": self.method, "after": self.after, "times": self.times,
            "retryAfter": self.retry_after, "milliseconds": self.milliseconds,
        })
    }

    fn fits(&self, call: &Call) -> bool {
        self.path.as_ref().is_none_or(|path| *path == call.path)
            && self.method.as_ref().is_none_or(|method| method == call.method.as_str())
    }
}

/// The armed failures, in their order.
#[derive(Debug, Default)]
pub struct Faults {
    armed: Mutex<Vec<Fault>>,
}

impl Faults {
    /// Arms what a body says: `{"next": [{"fault": "429", "path": "/player/search"}, …]}`.
    ///
    /// # Errors
    /// 400 with a sentence on the first part that cannot be read.
    pub fn arm(&self, body: &Value) -> Result<(), Failure> {
        let list = body["next"].as_array().ok_or_else(|| {
            Failure::bad_request("Give {\"next\": [{\"fault\": \"429\", \"path\": \"/player/search\"}]}")
        })?;
        let read: Result<Vec<Fault>, String> = list.iter().map(Fault::read).collect();
        let mut read = read.map_err(Failure::bad_request)?;
        self.locked().append(&mut read);
        Ok(())
    }

    /// Disarms all.
    pub fn clear(&self) {
        self.locked().clear();
    }

    /// What is armed.
    pub fn show(&self) -> Value {
        self.locked().iter().map(Fault::show).collect()
    }

    /// The failure that strikes this call, if any. Of several that fit, the first one does; the others wait.
    pub fn strike(&self, call: &Call) -> Option<Fault> {
        if let Some(name) = call.header("x-practice-fault") {
            let mut parts = name.split(';').map(str::trim);
            let mut asked = json!({"fault": parts.next().unwrap_or_default()});
            for (key, value) in parts.filter_map(|part| part.split_once('=')) {
                asked[key] = value.parse::<u64>().map_or(Value::Null, Value::from);
            }
            return Fault::read(&asked).ok();
        }
        let mut armed = self.locked();
        let at = armed.iter().position(|fault| fault.fits(call))?;
        if armed[at].after > 0 {
            armed[at].after -= 1;
            return None;
        }
        let fault = armed[at].clone();
        armed[at].times = armed[at].times.saturating_sub(1);
        if armed[at].times == 0 {
            armed.remove(at);
        }
        Some(fault)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        // A panic elsewhere leaves the list whole: each change to it is one step.
        self.armed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
