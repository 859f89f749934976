//! Why nothing, or not the whole, came back, in words for people.

use crate::fetch::MAX_REPLY;
use crate::request::{MAX_BODY, Request};
use crate::url;
use crate::words;
use std::fmt;

/// What may explain a request that got no answer. A browser tells a page only "failed", whatever happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The machine says that it has no network.
    Offline,
    /// A page loaded over HTTPS may not call an API over plain HTTP.
    MixedContent,
    /// The browser refuses to send such a request, in words.
    NotSendable(String),
    /// The request would be answered without CORS headers, in words.
    Unreadable(String),
    /// The page and the API are on different origins, and the API may not allow the page's.
    CrossOrigin {
        /// The page's origin.
        page: String,
        /// The API's origin.
        api: String,
    },
    /// The page's own Content-Security-Policy forbids requests to the API.
    Forbidden {
        /// The API's origin.
        api: String,
    },
    /// The API may not be running, or its name may be wrong.
    Unreachable {
        /// The API's origin.
        api: String,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hint::Offline => f.write_str("This machine has no network connection at the moment."),
            Hint::MixedContent => f.write_str(
                "This page was loaded over https:// and the API is called over http://, which browsers refuse. Use the \
                 API's https:// address.",
            ),
            Hint::NotSendable(words) => f.write_str(words),
            Hint::Unreadable(words) => {
                write!(f, "{words} The server answers that in a way a page on another origin cannot read.")
            }
            Hint::CrossOrigin { page, api } => write!(
                f,
                "This page is at {page} and the API at {api}. The API must allow this page's origin: its administrator \
                 adds {page} to the allowed origins (CORS_ALLOWED_ORIGINS)."
            ),
            Hint::Forbidden { api } => write!(
                f,
                "This page's Content-Security-Policy forbids requests to {api}, so nothing was sent. Whoever publishes \
                 the page adds {api} to its connect-src."
            ),
            Hint::Unreachable { api } => write!(f, "Check that {api} is the right address and that the server is running."),
        }
    }
}

/// What a try at an API's address told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Something answers there, readable or not.
    Answers,
    /// Nothing does.
    Silent,
    /// The page's own policy lets nothing be sent there.
    Forbidden,
}

/// What may explain that `request` got no answer, the likeliest first.
///
/// `page_origin` is the origin of the page that sent it, if a page did; `online` what the browser says of the network.
///
/// ```
/// use client::{Hint, Method, Request, hints};
/// let request = Request::new(Method::Get, "http://localhost:13000/me");
/// let found = hints(&request, Some("http://localhost:8080"), true);
/// assert!(matches!(found[0], Hint::CrossOrigin { .. }));
/// ```
pub fn hints(request: &Request, page_origin: Option<&str>, online: bool) -> Vec<Hint> {
    let mut found = Vec::new();
    if !online {
        found.push(Hint::Offline);
    }
    let api = url::origin(&request.url).map(str::to_owned);
    let page = page_origin.filter(|page| *page != "null");
    let elsewhere = matches!((page_origin, &api), (Some(page), Some(api)) if !page.eq_ignore_ascii_case(api));
    if let (Some(page), Some(api)) = (page, &api)
        && page.starts_with("https://")
        && api.starts_with("http://")
        && !url::is_loopback(api)
    {
        found.push(Hint::MixedContent);
    }
    if elsewhere {
        found.extend(request.refusals().into_iter().map(|refusal| Hint::Unreadable(refusal.to_string())));
        if let (Some(page), Some(api)) = (page_origin, &api) {
            found.push(Hint::CrossOrigin { page: page.into(), api: api.clone() });
        }
    }
    if let Some(api) = api {
        found.push(Hint::Unreachable { api });
    }
    found
}

/// Why there is no [`crate::Reply`]. An answer of any status is one; this is for when none came, or not the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The caller cancelled.
    Cancelled,
    /// The whole answer did not come in time.
    Timeout {
        /// The time that was given, in milliseconds.
        after_ms: u32,
    },
    /// The browser or the machine could not send, or got no readable answer.
    NoAnswer {
        /// The browser's words, which rarely say more than "failed".
        detail: String,
        /// What may explain it, the likeliest first.
        hints: Vec<Hint>,
    },
    /// The server wants the request sent elsewhere, which is not done: what belongs to one server stays with it.
    Redirected {
        /// Where it was sent.
        from: String,
        /// Where it should go, when the browser tells (it does not).
        to: Option<String>,
    },
    /// The answer began and then broke off.
    CutOff,
    /// The answer came, and is larger than a page can show; see [`crate::MAX_REPLY`].
    TooLong {
        /// The status that it came with: a write was done all the same.
        status: u16,
        /// The answer's size, in bytes.
        size: usize,
        /// The whole answer, to be saved; kept by the browser outside of the page's memory.
        file: Option<web_sys::Blob>,
    },
    /// The body is larger than the server takes; it was not sent.
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
        /// The body's size, in bytes.
        size: usize,
    },
}

impl SendError {
    /// The error for a body that is too large, if it is.
    pub fn too_large(request: &Request) -> Option<SendError> {
        let size = request.body.len();
        (size > MAX_BODY).then_some(SendError::TooLarge { limit: MAX_BODY, size })
    }

    /// The same error with what a try at the API's address told. Browsers call a refused origin, a server that is down and
    /// a page that may not ask by one name; this tells them apart.
    ///
    /// ```
    /// use client::{Hint, Method, Probe, Request, SendError, hints};
    /// let request = Request::new(Method::Get, "https://api.example.com/me");
    /// let found = hints(&request, Some("https://page.example.com"), true);
    /// let error = SendError::NoAnswer { detail: String::new(), hints: found };
    /// let SendError::NoAnswer { hints, .. } = error.told_apart(Probe::Answers) else { panic!("it stays one") };
    /// assert!(matches!(hints[..], [Hint::CrossOrigin { .. }]));
    /// ```
    pub fn told_apart(self, probe: Probe) -> SendError {
        let SendError::NoAnswer { detail, mut hints } = self else { return self };
        let answers = probe == Probe::Answers;
        let certain = |hint: &Hint| matches!(hint, Hint::Offline | Hint::MixedContent | Hint::NotSendable(_));
        if hints.iter().any(certain) {
            hints.retain(certain);
        } else if probe == Probe::Forbidden {
            let apis = hints.into_iter().filter_map(|hint| match hint {
                Hint::Unreachable { api } => Some(Hint::Forbidden { api }),
                _ => None,
            });
            hints = apis.collect();
        } else {
            let refused = |hint: &Hint| matches!(hint, Hint::CrossOrigin { .. } | Hint::Unreadable(_));
            // The API's own origin that answers: the connection broke just then, and to look is all one can do.
            if !answers || hints.iter().any(refused) {
                hints.retain(|hint| refused(hint) == answers);
            }
        }
        SendError::NoAnswer { detail, hints }
    }

    /// Whether the server may have done what was asked, though nothing that can be read came back: what a browser refused
    /// to send never reached it.
    ///
    /// ```
    /// use client::{Hint, SendError};
    /// let lost = |hint| SendError::NoAnswer { detail: String::new(), hints: vec![hint] };
    /// assert!(lost(Hint::Unreachable { api: "https://api.example.com".into() }).may_be_done());
    /// assert!(!lost(Hint::MixedContent).may_be_done());
    /// ```
    pub fn may_be_done(&self) -> bool {
        match self {
            SendError::NoAnswer { hints, .. } => !hints.iter().any(|hint| {
                matches!(hint, Hint::MixedContent | Hint::NotSendable(_) | Hint::Forbidden { .. })
            }),
            SendError::Redirected { .. } | SendError::TooLarge { .. } => false,
            SendError::Cancelled
            | SendError::Timeout { .. }
            | SendError::CutOff
            | SendError::TooLong { .. } => true,
        }
    }

    /// A stable name, as error codes of answers have them.
    pub fn code(&self) -> &'static str {
        match self {
            SendError::Cancelled => "Cancelled",
            SendError::Timeout { .. } => "Timeout",
            SendError::NoAnswer { .. } => "NoAnswer",
            SendError::Redirected { .. } => "Redirected",
            SendError::CutOff => "CutOff",
            SendError::TooLong { .. } => "TooLong",
            SendError::TooLarge { .. } => "TooLarge",
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SendError::Cancelled => {
                f.write_str("Cancelled. The server may have received the request all the same.")
            }
            SendError::Timeout { after_ms } => {
                write!(f, "No whole answer within {}.", words::duration(u64::from(*after_ms)))
            }
            SendError::NoAnswer { hints, .. } => {
                f.write_str("No answer came back.")?;
                hints.iter().try_for_each(|hint| write!(f, " {hint}"))
            }
            SendError::Redirected { from, to } => {
                let to = to.as_deref().map(|to| format!(" to {to}")).unwrap_or_default();
                write!(
                    f,
                    "The server redirects {from}{to}, and redirects are not followed, so that nothing of this \
                           request reaches another server. Check the API's address: http instead of https is the \
                           usual reason."
                )
            }
            SendError::CutOff => f.write_str(
                "The answer broke off before its end. The connection was lost, or the server stopped.",
            ),
            SendError::TooLong { status, size, .. } => write!(
                f,
                "The server answered {}, and the answer is {}. More than {} are not shown here.",
                words::status(*status),
                words::bytes(*size),
                words::bytes(MAX_REPLY)
            ),
            SendError::TooLarge { limit, size } => write!(
                f,
                "The body is {}; the server takes {} at most, so it was not sent. Send fewer values at once.",
                words::bytes(*size),
                words::bytes(*limit)
            ),
        }
    }
}

impl std::error::Error for SendError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, Method};

    #[test]
    fn a_request_to_its_own_origin_is_no_cors_matter() {
        let request = Request::new(Method::Get, "https://a.example/me");
        assert_eq!(
            hints(&request, Some("https://a.example"), true),
            [Hint::Unreachable { api: "https://a.example".into() }]
        );
        assert!(matches!(hints(&request, None, false)[..], [Hint::Offline, Hint::Unreachable { .. }]));
    }

    #[test]
    fn mixed_content_and_unreadable_answers_are_named() {
        let mut request = Request::new(Method::Post, "http://a.example/user/search");
        request.body = Body::Json(r#"{"limit":0}"#.into());
        let found = hints(&request, Some("https://b.example"), true);
        assert_eq!(found[0], Hint::MixedContent);
        assert!(matches!(&found[1], Hint::Unreadable(words) if words.contains("limit")));
        request.url = "http://localhost:3000/user/search".into();
        assert!(!hints(&request, Some("https://b.example"), true).contains(&Hint::MixedContent));
    }

    #[test]
    fn a_try_tells_a_refused_origin_from_a_server_that_is_down() {
        let request = Request::new(Method::Get, "https://a.example/me");
        let told = |page: &str, online, probe| {
            let hints = hints(&request, Some(page), online);
            match (SendError::NoAnswer { detail: String::new(), hints }).told_apart(probe) {
                SendError::NoAnswer { hints, .. } => hints,
                other => panic!("{other:?}"),
            }
        };
        assert!(matches!(told("https://b.example", true, Probe::Answers)[..], [Hint::CrossOrigin { .. }]));
        assert!(matches!(told("https://b.example", true, Probe::Silent)[..], [Hint::Unreachable { .. }]));
        let api = "https://a.example".to_owned();
        assert_eq!(told("https://b.example", true, Probe::Forbidden), [Hint::Forbidden { api }]);
        assert_eq!(told("https://b.example", false, Probe::Silent), [Hint::Offline]);
        for probe in [Probe::Answers, Probe::Silent] {
            assert!(matches!(told("https://a.example", true, probe)[..], [Hint::Unreachable { .. }]));
        }
        assert_eq!(SendError::CutOff.told_apart(Probe::Answers), SendError::CutOff);
    }

    #[test]
    fn the_words_say_what_to_do() {
        let error = SendError::Timeout { after_ms: 1_500 };
        assert_eq!(error.to_string(), "No whole answer within 1.5 seconds.");
        let mut request = Request::new(Method::Post, "/x");
        request.body = Body::Json("x".repeat(MAX_BODY + 1));
        let error = SendError::too_large(&request).expect("it is one byte over");
        assert!(error.to_string().contains("1.0 MB at most"), "{error}");
        let error = SendError::TooLong { status: 201, size: 105_000_000, file: None };
        assert!(
            error.to_string().starts_with("The server answered 201 Created, and the answer is 10"),
            "{error}"
        );
        request.body = Body::Json("x".repeat(MAX_BODY));
        assert_eq!(SendError::too_large(&request), None);
    }
}
