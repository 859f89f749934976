//! Log-ins that have begun and wait for a name and a password.

use crate::sessions::{secret, uuid};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

/// How long a form may lie open.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// How many forms are kept: a program that only ever begins must not fill the memory.
const KEPT: usize = 1000;

/// Who wants to log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A browser, which proves by a cookie that the form is its own.
    Browser { tie: String },
    /// A program, which gets its session's secret in the answer and no cookie.
    Native,
}

/// One log-in that has begun.
#[derive(Debug, Clone)]
pub struct Flow {
    pub id: String,
    pub kind: Kind,
    /// What the form must send back.
    pub csrf: String,
    pub began: SystemTime,
    pub expires: SystemTime,
    /// The address that was asked for.
    pub asked: String,
    /// Where to go afterwards.
    pub return_to: Option<String>,
    pub refresh: bool,
    /// What was typed as the name the last time.
    pub identifier: String,
    /// Whether the last name and password did not belong together.
    pub failed: bool,
}

impl Flow {
    pub fn begin(kind: Kind, asked: String, return_to: Option<String>, refresh: bool) -> Self {
        let began = SystemTime::now();
        Flow {
            id: uuid(),
            kind,
            csrf: secret(),
            began,
            expires: began + LIFETIME,
            asked,
            return_to,
            refresh,
            identifier: String::new(),
            failed: false,
        }
    }

    pub fn is_alive(&self) -> bool {
        self.expires > SystemTime::now()
    }

    /// Whether a request with that cookie comes from who began the log-in. Programs have no cookies to forge with.
    pub fn belongs_to(&self, cookie: Option<&str>) -> bool {
        match &self.kind {
            Kind::Browser { tie } => cookie == Some(tie),
            Kind::Native => true,
        }
    }

    /// Whether the form's own token came back with it.
    pub fn accepts(&self, token: &str) -> bool {
        self.kind == Kind::Native || token == self.csrf
    }
}

/// All log-ins that have begun.
#[derive(Debug, Default)]
pub struct Flows {
    kept: Mutex<BTreeMap<String, Flow>>,
}

impl Flows {
    pub fn find(&self, id: &str) -> Option<Flow> {
        self.locked().get(id).cloned()
    }

    /// Keeps a flow as it now is.
    pub fn keep(&self, flow: Flow) {
        let mut kept = self.locked();
        kept.insert(flow.id.clone(), flow);
        if kept.len() > KEPT {
            let oldest = kept.values().min_by_key(|flow| flow.began).map(|flow| flow.id.clone());
            if let Some(oldest) = oldest {
                kept.remove(&oldest);
            }
        }
    }

    pub fn remove(&self, id: &str) {
        self.locked().remove(id);
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Flow>> {
        // Each change is one call, so a panic elsewhere leaves the map whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_are_kept_and_the_oldest_goes_first() {
        let flows = Flows::default();
        let mut first = Flow::begin(Kind::Native, String::new(), None, false);
        first.began = SystemTime::UNIX_EPOCH;
        let id = first.id.clone();
        flows.keep(first);
        for _ in 0..KEPT {
            flows.keep(Flow::begin(Kind::Native, String::new(), None, false));
        }
        assert!(flows.find(&id).is_none());
        assert_eq!(flows.locked().len(), KEPT);
    }

    #[test]
    fn a_form_belongs_to_one_browser() {
        let flow = Flow::begin(Kind::Browser { tie: "a".into() }, String::new(), None, false);
        assert!(flow.belongs_to(Some("a")) && !flow.belongs_to(Some("b")) && !flow.belongs_to(None));
        assert!(flow.accepts(&flow.csrf) && !flow.accepts(""));
    }
}
