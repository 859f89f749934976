//! What an error means and what can be done about it, in words for people.

use crate::codes::{LOGGED_OUT, WRONG_LOGIN};
use crate::error::{ApiError, FieldError, TOO_DEEP};
use crate::request::{Body, Request};
use crate::words;

/// An error in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, as a heading.
    pub title: String,
    /// What it comes from and what to change, in a sentence or three.
    pub what_to_do: String,
}

impl ApiError {
    /// What this error means and what to do about it.
    ///
    /// ```
    /// use client::ApiError;
    /// let error = ApiError { code: "ForbiddenError".into(), status: 403, ..ApiError::default() };
    /// assert_eq!(error.explain().title, "Not allowed");
    /// ```
    pub fn explain(&self) -> Explanation {
        let (title, what_to_do): (&str, String) = match self.code.as_str() {
            "ValidationError" => self.validation(),
            "BadRequestError" => self.bad_request(),
            "UnauthorizedError" => unauthorized(),
            "ForbiddenError" => forbidden(),
            "NotFoundError" => not_found(),
            "ConflictError" => conflict(),
            "TooManyRequestsError" => self.too_many(),
            "InternalServerError" => internal(),
            "NotImplementedError" => not_implemented(),
            "BrokenReply" if self.message == TOO_DEEP => broken_by_depth(),
            "BrokenReply" => broken(),
            _ => self.by_status(),
        };
        Explanation { title: title.into(), what_to_do }
    }

    /// What this error means as the answer to that request: of a server that failed nothing else tells what the reason
    /// may be, and of a log-in that is refused the reason is known. `reads` says that the request changes nothing, whatever
    /// its method.
    ///
    /// ```
    /// use client::{ApiError, Body, Method, Request};
    /// let error = ApiError { code: "InternalServerError".into(), status: 500, ..ApiError::default() };
    /// let mut request = Request::new(Method::Post, "https://a.example/player/search");
    /// assert!(error.explain_to(&request, true).what_to_do.contains("sortBy"));
    /// request.url = "https://a.example/role".into();
    /// assert!(error.explain_to(&request, false).what_to_do.contains("look before you repeat it"));
    /// request.url = "https://a.example/logout".into();
    /// assert!(error.explain_to(&request, false).what_to_do.contains("ended all the same"));
    /// ```
    pub fn explain_to(&self, request: &Request, reads: bool) -> Explanation {
        let explanation = self.explain();
        if self.status == 401 && request.is_log_in() {
            return Explanation { what_to_do: WRONG_LOGIN.into(), ..explanation };
        }
        if self.status == 500 && request.is_log_out() {
            return Explanation { what_to_do: LOGGED_OUT.into(), ..explanation };
        }
        let (failed, search_words) = internal();
        if (explanation.title.as_str(), &explanation.what_to_do) != (failed, &search_words)
            || asks_rows(request)
        {
            return explanation;
        }
        let what_to_do = match reads || request.method.is_safe() {
            true => "The server failed. Send again, or give the trace id to Takaro's support.",
            false => {
                "The server failed. A write may have reached the server all the same: look before you repeat it."
            }
        };
        Explanation { what_to_do: what_to_do.into(), ..explanation }
    }

    fn validation(&self) -> (&'static str, String) {
        let unknown: Vec<String> = self
            .fields
            .iter()
            .filter(|field| {
                matches!(field.rule.as_str(), "whitelistValidation" | "additionalProperties" | "noUnknown")
            })
            .map(|field| format!("\"{}\"", field.place()))
            .collect();
        if self.message.starts_with("Invalid pagination") {
            return self.paging();
        }
        if !unknown.is_empty() {
            let words = format!(
                "The API knows no {} here. Check the spelling, or choose a field that this operation lists; not every \
                 field of a row can be filtered by or searched in.",
                unknown.join(", ")
            );
            return ("A name the API does not know", words);
        }
        let is_id = |field: &FieldError| field.rule == "isUuid" || field.rule == "isUUID";
        if !self.fields.is_empty() && self.fields.iter().all(is_id) {
            let words = "An id is a version 4 UUID, such as 3f2b8c1e-5d4a-4e6f-9a7b-0c1d2e3f4a5b, taken from a row. \
                         The nil UUID (all zeros) and the word null are refused there.";
            return ("That is no id", words.into());
        }
        ("A value was refused", "Correct the values that are named and send again.".into())
    }

    /// Servers count pages from 0 or from 1, and where one refuses a page for that it says from where.
    fn paging(&self) -> (&'static str, String) {
        let names = |name: &str| {
            self.message.contains(&format!("{name} must"))
                || self.fields.iter().any(|field| field.place() == name)
        };
        if names("limit") {
            return ("A value was refused", "limit is a number from 1 to 1000.".into());
        }
        let least = self.message.split_once("greater than or equal to ").map(|(_, rest)| rest);
        let first = least.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
        let words = match first.filter(|first| !first.is_empty()) {
            Some(first) => format!("Pages count from {first} here."),
            None => "Correct what the message names and send again.".into(),
        };
        ("This page cannot be asked for", words)
    }

    fn bad_request(&self) -> (&'static str, String) {
        let said = |words: &str| self.message.to_ascii_lowercase().contains(words);
        if said("not allowed by cors") {
            let words = "The API does not allow this page's origin (CORS): its administrator adds it to CORS_ALLOWED_ORIGINS.";
            return ("This page may not call the API", words.into());
        }
        if said("maintenance") {
            // Where there is another the server goes on there, without a word.
            let words =
                "The domain is in maintenance, and you have no other that answers. Try again when that ends.";
            return ("The domain is in maintenance", words.into());
        }
        if said("domain is disabled") {
            return (
                "The domain is disabled",
                "You have no other that answers: ask Takaro's support about this one.".into(),
            );
        }
        if said("values must be arrays") {
            let words = "Put the value into a list: [\"value\"] instead of \"value\". Only true and false may stand \
                         without one, on a yes/no field.";
            return ("A filter or search wants a list", words.into());
        }
        if said("invalid json") {
            return (
                "The body is not JSON",
                "Check commas, quotes and brackets; the JSON view marks the place.".into(),
            );
        }
        if said("time range") || said("date range") {
            return (
                "The time span is too long",
                "Choose 90 days or less, and fetch longer spans piece by piece.".into(),
            );
        }
        ("The request was refused", "Correct what the message names and send again.".into())
    }

    fn too_many(&self) -> (&'static str, String) {
        let words = match self.retry_after_ms {
            Some(ms) => format!("The limit of requests is reached. It is free again in {}.", words::duration(ms)),
            None => "The limit of requests is reached. Wait a little, then send again, and ask for more rows at once \
                     instead of more often."
                .into(),
        };
        ("Too many requests", words)
    }

    /// For answers that Takaro did not write: they come from a proxy, or from a route that does not exist.
    fn by_status(&self) -> (&'static str, String) {
        match self.status {
            400 => ("The request was refused", "Correct what the message names and send again.".into()),
            401 => unauthorized(),
            403 => forbidden(),
            404 => {
                let words = "The server has no such route, or not for this method. Check the path and the API's \
                             address: a missing or doubled part of the path (such as /api) is the usual reason.";
                ("No such address", words.into())
            }
            405 => ("The method does not fit", "This address exists, but not for this method.".into()),
            408 => ("The server gave up waiting", "The request took too long to arrive. Send again.".into()),
            409 => conflict(),
            413 => {
                ("The body is too large", "The server takes 1 MB at most. Send fewer values at once.".into())
            }
            415 => ("The body's type was refused", "Send it as application/json.".into()),
            429 => self.too_many(),
            501 => not_implemented(),
            502 | 503 | 504 | 520..=524 => {
                let words = "A proxy in front of the API answered, because the API itself did not. It is starting, \
                             overloaded or down. A read can be sent again in a moment: nothing is wrong with it. A change may \
                             have been made all the same: look first, then send it again.";
                ("The API is not reachable behind its proxy", words.into())
            }
            500..=599 => internal(),
            300..=399 => (
                "The server redirects",
                "Check the API's address: http instead of https is the usual reason.".into(),
            ),
            _ => ("The request failed", "The message is all that the server said.".into()),
        }
    }
}

/// Whether a request is a search, or says something that searches say: which rows, and in which order.
fn asks_rows(request: &Request) -> bool {
    const WORDS: [&str; 5] = ["filters", "search", "greaterThan", "lessThan", "sortBy"];
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    let in_body = match &request.body {
        Body::Json(text) => WORDS.iter().any(|word| text.contains(&format!("\"{word}\""))),
        _ => false,
    };
    request.path().ends_with("/search") || in_body || WORDS.iter().any(|word| query.contains(word))
}

fn unauthorized() -> (&'static str, String) {
    let words = "You are not signed in, the session or token has ended, or the chosen domain is not yours. Log in on the \
                 dashboard and try again; check the domain. Domain management wants the header X-Takaro-Admin-Token.";
    ("Not signed in", words.into())
}

fn forbidden() -> (&'static str, String) {
    let words = "Your roles lack a permission that this operation requires (its description lists them), or the chosen \
                 domain does not exist, or the x-takaro-token or admin token is wrong. An administrator of the domain \
                 assigns roles.";
    ("Not allowed", words.into())
}

fn not_found() -> (&'static str, String) {
    let words = "There is nothing with this id in the chosen domain. It may have been deleted, or belong to another \
                 domain. A search that filters by the id of something that does not exist may answer so too.";
    ("Nothing there", words.into())
}

fn conflict() -> (&'static str, String) {
    let words = "Something with the same name or key exists already, or another change came first, or this is your own \
                 request: where a connection breaks before the answer begins, browsers send a request again by \
                 themselves. Look whether the record is what you just sent. Else choose another value, or change the \
                 record that there is.";
    ("It exists already", words.into())
}

fn internal() -> (&'static str, String) {
    let words = "The server failed. In a search this mostly means a column it does not know in sortBy or in a range, a bad \
                 date in a range, an extend that is no list or names what it does not know, a broken JSON body, or one over \
                 1 MB. If none of these fits, give the trace id to Takaro's support.";
    ("The server failed", words.into())
}

fn not_implemented() -> (&'static str, String) {
    (
        "Not made yet",
        "The server knows the operation but cannot do it, perhaps not for this kind of game server.".into(),
    )
}

fn broken() -> (&'static str, String) {
    let words = "The answer is not whole or not JSON: the connection broke, or a proxy changed it. Send again; if it stays \
                 so, the raw text shows what came.";
    ("The answer cannot be read", words.into())
}

fn broken_by_depth() -> (&'static str, String) {
    ("The answer cannot be read", "It is nested too deep; the raw text shows what came.".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldError, Method, Reply};
    use std::collections::BTreeSet;

    fn error(code: &str, status: u16, message: &str) -> ApiError {
        ApiError { code: code.into(), status, message: message.into(), ..ApiError::default() }
    }

    #[test]
    fn every_code_of_the_server_has_words_of_its_own() {
        let codes = [
            ("ValidationError", 400),
            ("BadRequestError", 400),
            ("UnauthorizedError", 401),
            ("ForbiddenError", 403),
            ("NotFoundError", 404),
            ("ConflictError", 409),
            ("TooManyRequestsError", 429),
            ("InternalServerError", 500),
            ("NotImplementedError", 500),
            ("BrokenReply", 200),
        ];
        let titles: BTreeSet<String> =
            codes.iter().map(|(code, status)| error(code, *status, "").explain().title).collect();
        assert_eq!(titles.len(), codes.len());
    }

    #[test]
    fn the_message_decides_where_one_code_means_many_things() {
        let title = |message: &str| error("BadRequestError", 400, message).explain().title;
        assert_eq!(title("Not allowed by CORS"), "This page may not call the API");
        assert_eq!(
            title("Domain is in maintenance mode. Please try again later."),
            "The domain is in maintenance"
        );
        assert_eq!(title("Domain is disabled. Please contact support."), "The domain is disabled");
        assert_eq!(title("Filter values must be arrays or boolean."), "A filter or search wants a list");
        assert_eq!(title("Search values must be arrays or boolean."), "A filter or search wants a list");
        assert_eq!(title("Invalid JSON"), "The body is not JSON");
        assert_eq!(
            title("Time range exceeds maximum allowed period of 90 days."),
            "The time span is too long"
        );
        assert_eq!(title("?"), "The request was refused");
    }

    #[test]
    fn a_validation_error_names_what_is_unknown() {
        let mut unknown = error("ValidationError", 400, "Validation error");
        unknown.fields = vec![FieldError {
            path: vec!["filters".into(), "nope".into()],
            message: "property nope should not exist".into(),
            rule: "whitelistValidation".into(),
            value: None,
        }];
        assert!(unknown.explain().what_to_do.contains("\"filters.nope\""));
        unknown.fields[0].rule = "isUuid".into();
        assert_eq!(unknown.explain().title, "That is no id");
        // Where other things are wrong too, the heading is about all of them.
        let other = FieldError { rule: "isString".into(), ..unknown.fields[0].clone() };
        unknown.fields.push(other);
        assert_eq!(unknown.explain().title, "A value was refused");
        let paging =
            error("ValidationError", 400, "Invalid pagination: page must be greater than or equal to 0");
        assert_eq!(paging.explain().title, "This page cannot be asked for");
        assert_eq!(paging.explain().what_to_do, "Pages count from 0 here.");
    }

    #[test]
    fn an_answer_that_is_whole_and_too_deep_is_called_so() {
        let answer = |body: String| Reply {
            status: 200,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.into_bytes(),
            ..Reply::default()
        };
        let deep = answer(format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
        let deep = ApiError::from_reply(&deep).expect("it cannot be read");
        assert_eq!(deep.code, "BrokenReply");
        assert!(deep.message.contains("too deep") && deep.explain().what_to_do.contains("too deep"));
        let broken = ApiError::from_reply(&answer("[1,]".into())).expect("it is none");
        assert!(broken.explain().what_to_do.contains("connection"));
    }

    #[test]
    fn of_paging_is_told_what_was_refused() {
        let told = |message: &str| {
            let told = error("ValidationError", 400, &format!("Invalid pagination: {message}")).explain();
            (told.title.split(' ').nth(1).unwrap_or_default().to_owned(), told.what_to_do)
        };
        let own = |place: &str, words: &str| (place.to_owned(), words.to_owned());
        let (page, limit) = ("page must be", "limit must be");
        assert_eq!(
            told(&format!("{page} greater than or equal to 1")),
            own("page", "Pages count from 1 here.")
        );
        assert_eq!(
            told(&format!("{limit} less than or equal to 1000")),
            own("value", "limit is a number from 1 to 1000.")
        );
        assert_eq!(
            told(&format!("{page} a `number` type, but the final value was: `NaN`.")),
            own("page", "Correct what the message names and send again.")
        );
    }

    #[test]
    fn a_failed_server_is_explained_by_what_was_sent() {
        let failed = error("InternalServerError", 500, "");
        let told = |method, url: &str, body: &str| {
            let mut request = Request::new(method, format!("https://a.example{url}"));
            if !body.is_empty() {
                request.body = Body::Json(body.into());
            }
            failed.explain_to(&request, false).what_to_do
        };
        for (method, url, body) in [
            (Method::Post, "/player/search", "{}"),
            (Method::Post, "/event/export", "{\"greaterThan\":{}}"),
            (Method::Get, "/player?sortBy=x", ""),
        ] {
            assert_eq!(told(method, url, body), failed.explain().what_to_do, "{url}");
        }
        for (method, url, body) in [
            (Method::Post, "/role", ""),
            (Method::Put, "/user/1", "{\"name\":\"a\"}"),
            (Method::Delete, "/x", ""),
        ] {
            let words = told(method, url, body);
            assert!(words.contains("look before") && !words.contains("sortBy"), "{url}: {words}");
        }
        assert!(told(Method::Get, "/health", "").contains("Send again"));
        let reads = Request::new(Method::Post, "https://a.example/command/7f/executions");
        assert!(failed.explain_to(&reads, true).what_to_do.contains("Send again"));
        // What the answer itself tells is told to all.
        let refused = error("ForbiddenError", 403, "");
        assert_eq!(refused.explain_to(&Request::new(Method::Post, "/logout"), false), refused.explain());
    }

    #[test]
    fn a_log_in_that_is_refused_sends_nobody_to_log_in() {
        let refused = error("UnauthorizedError", 401, "Not authorized");
        let told = |method, url: &str| refused.explain_to(&Request::new(method, url), false).what_to_do;
        assert_eq!(told(Method::Post, "https://a.example/api/login"), WRONG_LOGIN);
        for (method, url) in
            [(Method::Post, "https://a.example/player/search"), (Method::Get, "https://a.example/login")]
        {
            assert_eq!(told(method, url), refused.explain().what_to_do, "{url}");
        }
        let broken = error("ValidationError", 400, "");
        let request = Request::new(Method::Post, "https://a.example/login");
        assert_eq!(broken.explain_to(&request, false), broken.explain());
    }

    #[test]
    fn the_wait_is_told_and_proxies_are_told_apart() {
        let mut busy = error("TooManyRequestsError", 429, "");
        busy.retry_after_ms = Some(90_000);
        assert!(busy.explain().what_to_do.contains("90 seconds"));
        let gateway = Reply {
            status: 502,
            body: b"<html><h1>502 Bad Gateway</h1></html>".to_vec(),
            ..Reply::default()
        };
        let gateway = ApiError::from_reply(&gateway).expect("502 is an error");
        assert_eq!((gateway.code.as_str(), gateway.message.as_str()), ("HttpError", "502 Bad Gateway"));
        assert!(gateway.explain().title.contains("proxy"));
    }

    #[test]
    fn every_status_has_words() {
        for status in 100..=599 {
            let explanation = error("HttpError", status, "").explain();
            assert!(!explanation.title.is_empty() && explanation.what_to_do.ends_with('.'), "{status}");
        }
    }
}
