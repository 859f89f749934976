//! What Ory Kratos says in JSON: flows, sessions and failures, so that its official clients understand it.

use super::flow::{Flow, Kind};
use crate::iso;
use crate::sessions::Session;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// Kratos' message for requests that cannot be right.
pub const MALFORMED: &str = "The request was malformed or contained invalid parameters";

/// What is said when a name and a password do not belong together.
pub const WRONG: &str = "The provided credentials are invalid, check for spelling mistakes in your password or \
                         username, email address, or phone number.";

/// The log-in that has begun, with the fields that its form has.
pub fn flow(flow: &Flow, base: &str) -> Value {
    let mut nodes = Vec::new();
    let token = match flow.kind {
        Kind::Browser { .. } => flow.csrf.as_str(),
        Kind::Native => "",
    };
    nodes.push(node(
        "default",
        json!({"name": "csrf_token", "type": "hidden", "value": token, "required": true}),
        None,
    ));
    nodes.push(node(
        "default",
        json!({"name": "identifier", "type": "text", "value": flow.identifier, "required": true}),
        Some((1_070_004, "ID")),
    ));
    nodes.push(node(
        "password",
        json!({"name": "password", "type": "password", "required": true, "autocomplete": "current-password"}),
        Some((1_070_001, "Password")),
    ));
    nodes.push(node(
        "password",
        json!({"name": "method", "type": "submit", "value": "password"}),
        Some((1_010_001, "Sign in")),
    ));
    let mut ui = json!({
        "action": format!("{base}/self-service/login?flow={}", flow.id),
        "method": "POST",
        "nodes": nodes,
    });
    if flow.failed {
        ui["messages"] = json!([{"id": 4_000_006, "text": WRONG, "type": "error", "context": {}}]);
    }
    let mut described = json!({
        "id": flow.id,
        "type": match flow.kind { Kind::Browser { .. } => "browser", Kind::Native => "api" },
        "expires_at": when(flow.expires),
        "issued_at": when(flow.began),
        "request_url": flow.asked,
        "ui": ui,
        "created_at": when(flow.began),
        "updated_at": when(flow.began),
        "refresh": flow.refresh,
        "requested_aal": "aal1",
        "state": "choose_method",
    });
    if let Some(place) = &flow.return_to {
        described["return_to"] = place.as_str().into();
    }
    described
}

fn node(group: &str, mut attributes: Value, label: Option<(u32, &str)>) -> Value {
    attributes["disabled"] = false.into();
    attributes["node_type"] = "input".into();
    let meta = label
        .map_or_else(|| json!({}), |(id, text)| json!({"label": {"id": id, "text": text, "type": "info"}}));
    json!({"type": "input", "group": group, "attributes": attributes, "messages": [], "meta": meta})
}

/// Somebody's session, without its secret.
pub fn session(session: &Session, base: &str) -> Value {
    let account = &session.account;
    let began = when(session.began);
    // Kratos' id of a person is not Takaro's; it only has to be the same every time.
    let id = account.seats.first().map_or("", |(_, user)| user);
    json!({
        "id": session.id,
        "active": true,
        "expires_at": when(session.expires),
        "authenticated_at": began,
        "authenticator_assurance_level": "aal1",
        "authentication_methods": [{"method": "password", "aal": "aal1", "completed_at": began}],
        "issued_at": began,
        "identity": {
            "id": id,
            "schema_id": "user_v0",
            "schema_url": format!("{base}/schemas/dXNlcl92MA"),
            "state": "active",
            "state_changed_at": practice::NOW,
            "traits": {"email": account.email},
            "metadata_public": null,
            "created_at": practice::NOW,
            "updated_at": practice::NOW,
        },
        "devices": [],
    })
}

/// The answer to a browser's log-in; its secret is in the cookie alone.
pub fn browser_login(given: &Session, base: &str) -> Value {
    json!({"session": session(given, base)})
}

/// The answer to a program's log-in.
pub fn native_login(given: &Session, base: &str) -> Value {
    json!({"session_token": given.token, "session": session(given, base)})
}

fn when(moment: SystemTime) -> String {
    let millis = moment.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    iso::format(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// A refusal in Kratos' shape.
#[derive(Debug)]
pub struct Failure {
    pub status: StatusCode,
    id: Option<&'static str>,
    reason: String,
    message: &'static str,
    /// What stands beside `error`.
    more: Option<Value>,
}

impl Failure {
    pub fn new(
        status: StatusCode,
        id: Option<&'static str>,
        reason: impl Into<String>,
        message: &'static str,
    ) -> Self {
        Failure { status, id, reason: reason.into(), message, more: None }
    }

    pub fn already_logged_in() -> Self {
        let reason = "A valid session was detected and thus login is not possible. Did you forget to set `?refresh=true`?";
        Failure::new(StatusCode::BAD_REQUEST, Some("session_already_available"), reason, MALFORMED)
    }

    pub fn no_session() -> Self {
        Failure::new(
            StatusCode::UNAUTHORIZED,
            Some("session_inactive"),
            "No valid session credentials found in the request.",
            "The request could not be authorized",
        )
    }

    pub fn no_flow() -> Self {
        Failure::new(
            StatusCode::NOT_FOUND,
            None,
            "There is no log-in of that id; begin a new one.",
            "The requested resource could not be found",
        )
    }

    pub fn forged() -> Self {
        Failure::new(
            StatusCode::FORBIDDEN,
            Some("security_csrf_violation"),
            "The form did not come from this browser, or its cookie was removed meanwhile. Please begin the log-in again.",
            "the request was rejected to protect you from Cross-Site-Request-Forgery",
        )
    }

    pub fn wrong_logout_token() -> Self {
        Failure::new(
            StatusCode::FORBIDDEN,
            None,
            "Unable to log out because the logout token in the URL query does not match the session cookie.",
            "The requested action was forbidden",
        )
    }

    pub fn unknown_token() -> Self {
        Failure::new(
            StatusCode::FORBIDDEN,
            None,
            "The provided session token could not be found, is invalid, or otherwise malformed.",
            "The requested action was forbidden",
        )
    }

    pub fn expired(flow: &Flow) -> Self {
        let mut failure = Failure::new(
            StatusCode::GONE,
            Some("self_service_flow_expired"),
            "The log-in form lay open for too long. Please begin again.",
            "self-service flow expired",
        );
        failure.more = Some(json!({"expired_at": when(flow.expires), "use_flow_id": flow.id}));
        failure
    }

    /// What a person reads.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    pub fn body(&self) -> Value {
        let mut error = json!({
            "code": self.status.as_u16(),
            "status": self.status.canonical_reason(),
            "reason": self.reason,
            "message": self.message,
        });
        if let Some(id) = self.id {
            error["id"] = id.into();
        }
        let mut body = json!({ "error": error });
        for (key, value) in self.more.as_ref().and_then(Value::as_object).into_iter().flatten() {
            body[key.as_str()] = value.clone();
        }
        body
    }
}
