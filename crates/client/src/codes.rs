//! All error codes, each with what it comes from and what to do: the page on errors lists them.

/// One code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorCode {
    /// The code, as [`crate::ApiError::code`] or [`crate::SendError::code`] has it.
    pub code: &'static str,
    /// The statuses that it comes with; none where no answer came.
    pub statuses: &'static [u16],
    /// Who says it.
    pub from: Source,
    /// What it means, in one line.
    pub title: &'static str,
    /// What it comes from, the likeliest first.
    pub causes: &'static [&'static str],
    /// What to do.
    pub what_to_do: &'static str,
}

/// Who says that something failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Takaro, in `meta.error`.
    Server,
    /// A proxy in front of it, or a route that does not exist: an answer that is not Takaro's.
    Between,
    /// This page: nothing, or not the whole, came back.
    Page,
}

/// What a failure in answer to a log-out means.
pub(crate) const LOGGED_OUT: &str =
    "The session is ended all the same: this server answers a token’s log-out so.";
/// Of a log-in that is refused nothing else can be wrong.
pub(crate) const WRONG_LOGIN: &str = "The e-mail or the password at /login is wrong.";

/// Of what writes and got no answer.
pub const MAY_BE_DONE: &str = "A write may have reached the server all the same: look before you repeat it.";

/// All of them: the server's, then what stands between, then the page's own.
///
/// ```
/// let all: Vec<&str> = client::codes::ALL.iter().map(|code| code.code).collect();
/// assert!(all.contains(&"ForbiddenError") && all.contains(&"Timeout"));
/// ```
pub const ALL: &[ErrorCode] = &[
    ErrorCode {
        code: "ValidationError",
        statuses: &[400],
        from: Source::Server,
        title: "A value or a name was refused",
        causes: &[
            "A field that this operation does not know: not every field of a row can be filtered by, searched in or included.",
            "An id that is no version 4 UUID; the nil UUID is refused too.",
            "A value that is not among the allowed ones, or of the wrong type: page and limit are numbers, not texts.",
            "A page before the first, or a limit outside of 1 to 1000.",
            "sortDirection other than asc or desc, in small letters.",
        ],
        what_to_do: "Each detail names its place: correct what stands there and send again.",
    },
    ErrorCode {
        code: "BadRequestError",
        statuses: &[400],
        from: Source::Server,
        title: "The request was refused",
        causes: &[
            "A filter or search value without its list: [\"value\"] is wanted, not \"value\".",
            "A body that is not JSON.",
            "A time span of more than 90 days where events are exported.",
            "A domain in maintenance, or disabled.",
            "A page whose origin the API does not allow.",
        ],
        what_to_do: "The message says which of these it is: correct that and send again.",
    },
    ErrorCode {
        code: "UnauthorizedError",
        statuses: &[401],
        from: Source::Server,
        title: "Not signed in",
        causes: &[
            "The dashboard's session has ended, or there was none.",
            WRONG_LOGIN,
            "A Bearer token that is wrong or no longer valid.",
            "The chosen domain is not yours.",
            "An operation of the domain management without the header X-Takaro-Admin-Token.",
        ],
        what_to_do: "Log in on the dashboard and send again; check the chosen domain. What you typed here stays.",
    },
    ErrorCode {
        code: "ForbiddenError",
        statuses: &[403],
        from: Source::Server,
        title: "Not allowed",
        causes: &[
            "Your roles in this domain lack a permission that the operation requires; its page lists them.",
            "The domain named in X-Takaro-Domain does not exist.",
            "A wrong x-takaro-token or admin token.",
        ],
        what_to_do: "An administrator of the domain gives you a role with the permission. Check the domain and the token.",
    },
    ErrorCode {
        code: "NotFoundError",
        statuses: &[404],
        from: Source::Server,
        title: "Nothing there",
        causes: &[
            "No record with this id in the chosen domain: it was deleted, or belongs to another domain.",
            "A search that filters by the id of something that does not exist.",
        ],
        what_to_do: "Search for the record first and take its id from a row; check the chosen domain.",
    },
    ErrorCode {
        code: "ConflictError",
        statuses: &[409],
        from: Source::Server,
        title: "It exists already",
        causes: &[
            "A value that must be unique, such as a name or a key, is taken.",
            "Another change came first.",
            "The connection broke before the answer began, and the browser sent the request again by itself: the first one was done.",
        ],
        what_to_do: "Look whether the record is what you just sent. Else choose another value, or change the record that there is.",
    },
    ErrorCode {
        code: "TooManyRequestsError",
        statuses: &[429],
        from: Source::Server,
        title: "Too many requests",
        causes: &[
            "The limit of requests for a span of time is reached, by this page or by others with the same log-in.",
        ],
        what_to_do: "Wait as long as the answer says, then send again. Ask for more rows at once instead of more often.",
    },
    ErrorCode {
        code: "InternalServerError",
        statuses: &[500],
        from: Source::Server,
        title: "The server failed",
        causes: &[
            "A column in sortBy or in a range that the server does not know, or a bad date in a range.",
            "extend as a text and not a list, or with a name that shop/category does not know.",
            "JSON that is broken in certain ways: a comma after the last part, text after the value, a text or a bracket that is not closed, a key __proto__.",
            "A body of more than 1 MB.",
            "A log-out with a Bearer token, which ends the session all the same.",
            "A fault of the server.",
        ],
        what_to_do: "Check the first five. If none fits, give the trace id to Takaro's support.",
    },
    ErrorCode {
        code: "NotImplementedError",
        statuses: &[500, 501],
        from: Source::Server,
        title: "Not made yet",
        causes: &[
            "The server knows the operation but cannot do it, perhaps not for this kind of game server.",
        ],
        what_to_do: "There is no way around it but another operation.",
    },
    ErrorCode {
        code: "HttpError",
        statuses: &[404, 405, 413, 502, 503, 504],
        from: Source::Between,
        title: "An answer that is not Takaro's",
        causes: &[
            "404: the server has no such route; a part of the path is missing or doubled.",
            "413: a proxy refuses a body of that size.",
            "502, 503, 504: the API behind the proxy is starting, overloaded or down.",
        ],
        what_to_do: "Check the API's address in config.json. After 502 to 504 a read can be sent again in a moment; of a change look first whether it was made.",
    },
    ErrorCode {
        code: "BrokenReply",
        statuses: &[200],
        from: Source::Between,
        title: "The answer cannot be read",
        causes: &["The connection broke in the middle of the answer.", "A proxy changed the answer."],
        what_to_do: "Send again; if it stays so, the raw text shows what came.",
    },
    ErrorCode {
        code: "NoAnswer",
        statuses: &[],
        from: Source::Page,
        title: "No answer",
        causes: &[
            "This device is offline.",
            "The page came over https and the API's address is http: browsers refuse that mixture.",
            "The API does not allow this page's origin (CORS): its administrator adds it to CORS_ALLOWED_ORIGINS.",
            "A body that the server refuses before it looks at origins (over 1 MB, broken JSON, a bad page or limit): a page on another origin cannot read that answer.",
            "Nothing answers at the address: the name is wrong (DNS), or the server is not running.",
        ],
        what_to_do: "A browser tells a page no more than that it failed; the alert says which of these it can be, and what to change. A write may have reached the server all the same: look before you repeat it.",
    },
    ErrorCode {
        code: "Timeout",
        statuses: &[],
        from: Source::Page,
        title: "No whole answer in time",
        causes: &["The server is busy, or the question is a large one.", "The connection is slow."],
        what_to_do: "Ask for fewer rows at once, or for a shorter span of time, and send again. A write may have reached the server: look before you repeat it.",
    },
    ErrorCode {
        code: "CutOff",
        statuses: &[],
        from: Source::Page,
        title: "The answer broke off",
        causes: &["The connection was lost, or the server stopped, after the answer began."],
        what_to_do: "Send again. After a write, look first whether it was done.",
    },
    ErrorCode {
        code: "Redirected",
        statuses: &[],
        from: Source::Page,
        title: "The server redirects",
        causes: &[
            "The API's address is http and the server wants https.",
            "A log-in page stands in front of the API.",
        ],
        what_to_do: "Give the API's final address in config.json. Redirects are not followed, so that nothing of a request reaches another server.",
    },
    ErrorCode {
        code: "TooLarge",
        statuses: &[],
        from: Source::Page,
        title: "The body is too large",
        causes: &["The server takes 1 MB at most, so the request was not sent."],
        what_to_do: "Send fewer values at once.",
    },
    ErrorCode {
        code: "TooLong",
        statuses: &[],
        from: Source::Page,
        title: "The answer is too large to be shown",
        causes: &[
            "The answer is larger than a page can hold and show without standing still: 64 MB is the most.",
        ],
        what_to_do: "Download it, or ask for fewer rows at once. A write was done as its status says.",
    },
    ErrorCode {
        code: "Cancelled",
        statuses: &[],
        from: Source::Page,
        title: "Cancelled",
        causes: &["You pressed Cancel, or left the page."],
        what_to_do: MAY_BE_DONE,
    },
];

/// The code of that name.
pub fn find(code: &str) -> Option<&'static ErrorCode> {
    ALL.iter().find(|one| one.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ApiError, SendError};
    use std::collections::BTreeSet;

    #[test]
    fn every_code_stands_once_and_says_what_to_do() {
        let names: BTreeSet<&str> = ALL.iter().map(|one| one.code).collect();
        assert_eq!(names.len(), ALL.len());
        assert!(ALL.is_sorted_by_key(|one| one.from));
        for one in ALL {
            assert!(!one.causes.is_empty() && one.what_to_do.ends_with('.'), "{}", one.code);
            assert!(one.causes.iter().all(|cause| cause.ends_with('.')), "{}", one.code);
            assert_eq!(one.statuses.is_empty(), one.from == Source::Page, "{}", one.code);
        }
    }

    #[test]
    fn what_a_failed_server_comes_from_is_told_in_both_places() {
        let failed = ApiError { code: "InternalServerError".into(), status: 500, ..ApiError::default() };
        let listed = find("InternalServerError").expect("it is listed").causes.join(" ");
        for told in [failed.explain().what_to_do, listed] {
            for cause in ["sortBy", "range", "bad date", "extend", "JSON", "1 MB"] {
                assert!(told.contains(cause), "{cause} is not in {told}");
            }
        }
    }

    #[test]
    fn every_failure_of_a_page_is_listed() {
        let failures = [
            SendError::Cancelled,
            SendError::Timeout { after_ms: 1 },
            SendError::NoAnswer { detail: String::new(), hints: Vec::new() },
            SendError::Redirected { from: String::new(), to: None },
            SendError::CutOff,
            SendError::TooLarge { limit: 1, size: 2 },
            SendError::TooLong { status: 200, size: 2, file: None },
        ];
        for failure in failures {
            assert!(find(failure.code()).is_some_and(|one| one.from == Source::Page), "{}", failure.code());
        }
    }

    #[test]
    fn a_code_without_details_is_explained_as_it_is_listed() {
        for one in ALL.iter().filter(|one| one.from == Source::Server) {
            let error = ApiError { code: one.code.into(), status: one.statuses[0], ..ApiError::default() };
            let title = error.explain().title;
            // A validation error without details is the only one that is told more narrowly.
            assert!(title == one.title || one.code == "ValidationError", "{title} / {}", one.title);
        }
    }
}
