//! The dashboard's pages, written on the server: they work without scripts.

use super::flow::Flow;
use super::shape::Failure;
use crate::call::encode;
use crate::options::{LOOPBACK, Options, origin};
use crate::reply::{Reply, escape};
use crate::sessions::Account;
use axum::http::StatusCode;
use practice::Person;

/// The security policy of these pages. `form-action` also holds for where a form's answer leads, so it names the
/// app and the allowed origins.
pub fn policy(options: &Options, host: Option<&str>) -> String {
    let own = LOOPBACK.map(|name| format!("http://{name}:{}", options.port));
    let named = options.allow_origins.iter().filter_map(|url| origin(url));
    // A policy cannot name an IPv6 address, so a browser that came by one gets no such line.
    let forms = if host.is_some_and(|host| host.starts_with('[')) {
        String::new()
    } else {
        let places = own.iter().map(String::as_str).chain(named).filter(|place| !place.contains('['));
        format!(" form-action 'self' {};", places.collect::<Vec<_>>().join(" "))
    };
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self';{forms} base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The form, filled in with the log-in of whom `fill` names.
pub fn login(flow: &Flow, fill: Option<&str>) -> Reply {
    let filled = fill.and_then(|email| practice::people().iter().find(|person| person.email == email));
    let (identifier, password) =
        filled.map_or((flow.identifier.as_str(), ""), |person| (person.email, person.password));
    let trouble = if flow.failed && filled.is_none() {
        "<p class=\"trouble\" role=\"alert\">That e-mail and password do not belong together. Check both, or use one \
         of the practice log-ins on this page.</p>\n"
    } else {
        ""
    };
    let mut people = String::new();
    for person in practice::people() {
        people.push_str(&format!(
            "<li>\n<p><strong>{}</strong>, {}</p>\n<p class=\"quiet\"><code>{}</code> / <code>{}</code></p>\n\
             <a href=\"/login?flow={}&amp;as={}\">Fill in {}</a>\n</li>\n",
            escape(person.name),
            escape(person.says),
            escape(person.email),
            escape(person.password),
            escape(&flow.id),
            escape(&encode(person.email)),
            escape(first_name(person)),
        ));
    }
    let (action, csrf, identifier, password) = (
        escape(&format!("/self-service/login?flow={}", flow.id)),
        escape(&flow.csrf),
        escape(identifier),
        escape(password),
    );
    // The cursor stands where something is missing.
    let (at_name, at_button) = if password.is_empty() { (" autofocus", "") } else { ("", " autofocus") };
    page(
        StatusCode::OK,
        "Log in",
        &format!(
            "<section>\n<h1>Log in</h1>\n{trouble}<form method=\"post\" action=\"{action}\">\n\
             <input type=\"hidden\" name=\"csrf_token\" value=\"{csrf}\">\n\
             <label for=\"identifier\">E-mail</label>\n\
             <input id=\"identifier\" name=\"identifier\" type=\"email\" autocomplete=\"username\" required \
             value=\"{identifier}\"{at_name}>\n\
             <label for=\"password\">Password</label>\n\
             <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required \
             value=\"{password}\">\n\
             <button name=\"method\" value=\"password\"{at_button}>Log in</button>\n</form>\n</section>\n\
             <section aria-labelledby=\"people\">\n<h2 id=\"people\">Practice log-ins</h2>\n\
             <p>This is a sandbox: its passwords are no secrets, and nothing in it is real.</p>\n<ul>\n{people}</ul>\n\
             </section>\n"
        ),
    )
}

/// Who is signed in, and where to go from here.
pub fn home(account: &Account, app: &str, logout_token: &str) -> Reply {
    page(
        StatusCode::OK,
        "Dashboard",
        &format!(
            "<section>\n<h1>Signed in as {}</h1>\n<p>{}: {}.</p>\n\
             <p><a class=\"button\" href=\"{}\">API explorer</a></p>\n\
             <p>The explorer uses this session by its cookie, which no page can read: just as it uses the real \
             dashboard's.</p>\n\
             <form method=\"get\" action=\"/self-service/logout\">\n\
             <input type=\"hidden\" name=\"token\" value=\"{}\">\n<button class=\"plain\">Log out</button>\n</form>\n\
             </section>\n",
            escape(&account.name),
            escape(&account.email),
            escape(&account.says),
            escape(app),
            escape(logout_token),
        ),
    )
}

/// Why a request was refused, and the way on.
pub fn refusal(failure: &Failure) -> Reply {
    page(
        failure.status,
        "Not possible",
        &format!(
            "<section>\n<h1>That did not work</h1>\n<p role=\"alert\">{}</p>\n\
             <p><a class=\"button\" href=\"/\">Begin again</a></p>\n</section>\n",
            escape(failure.reason())
        ),
    )
}

fn page(status: StatusCode, title: &str, main: &str) -> Reply {
    Reply::html(
        status,
        format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"dark light\">\n<title>{title} · Takaro practice dashboard</title>\n\
             <link rel=\"icon\" href=\"/icon.svg\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n\
             <header>Takaro <span>practice dashboard</span></header>\n<main>\n{main}</main>\n</body>\n</html>\n"
        ),
    )
}

fn first_name(person: &Person) -> &str {
    person.name.split(' ').next().unwrap_or(person.name)
}
