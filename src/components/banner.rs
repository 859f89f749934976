//! Who is signed in, in which domain, and the way out of being signed out.

use super::write_lock::no_domain;
use crate::messages::{self as m, t, tf};
use crate::paths::Place;
use crate::state::{Session, Theme, Token, Trouble, use_config, use_credentials, use_session, use_settings};
use crate::ui::{Child, El, Icon, dynamic, el, icon, is_embedded, memo};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The banner of every page.
pub fn banner(navigation_open: RwSignal<bool>) -> El {
    let config = use_config();
    let title = if config.title.is_empty() { t(m::TITLE) } else { config.title.clone() };
    el("header")
        .class("banner")
        .child(
            el("button")
                .class("button button-icon banner-menu")
                .attr("type", "button")
                .attr("aria-label", &t(m::OPEN_NAVIGATION))
                .attr_with("aria-expanded", move || Some(navigation_open.get().to_string()))
                .on_click(move || navigation_open.update(|open| *open = !*open))
                .on("keydown", move |event| {
                    let key: &web_sys::KeyboardEvent = event.unchecked_ref();
                    if key.key() == "Escape" {
                        navigation_open.set(false);
                    }
                })
                .child(icon(Icon::Menu)),
        )
        .child(el("a").class("banner-title").to("#/").child(title))
        .child(config.practice.then(|| {
            el("span").class("chip chip-warning").attr("title", &t(m::PRACTICE_HINT)).child(m::PRACTICE)
        }))
        .child(config.chosen_api.as_ref().map(|api| {
            let host = api.split_once("://").map_or(api.as_str(), |(_, host)| host);
            el("a")
                .class("chip chip-warning")
                .to(&Place::Settings.address())
                .attr("title", api)
                .child(host.to_string())
        }))
        .child(config.read_only.then(|| el("span").class("chip").child(icon(Icon::Lock)).child(m::READ_ONLY)))
        .child(el("span").class("spread"))
        .child(el("a").class("banner-learn").to(&Place::Learn(None).address()).child(m::LEARN))
        .child(super::lock_chip())
        .child(domain_box())
        .child(dynamic(session_words))
        .child(theme_button())
        .child(
            el("a")
                .class("button button-icon")
                .to(&Place::Settings.address())
                .attr("aria-label", &t(m::SETTINGS))
                .attr("title", &t(m::SETTINGS))
                .child(icon(Icon::Settings)),
        )
}

/// The choice of the domain. It is made anew only where there are others to choose from: whoever goes through them by the
/// keyboard stays in it.
fn domain_box() -> Child {
    let choices = memo(move |_| domain_choices());
    dynamic(move || match choices.get() {
        Some(choices) => Child::from(untrack(|| domain_select(&choices))),
        None => Child::None,
    })
}

/// The ids of the domains with their words; `None` while nobody is signed in, tracked. The first has no id where another one
/// is acted on than all of these.
fn domain_choices() -> Option<Vec<(String, String)>> {
    let session = use_session();
    let me = session.me()?;
    let current = session.domain();
    let known = current.as_ref().is_some_and(|id| me.domains.iter().any(|it| &it.id == id));
    let stranger = (!known).then(|| (String::new(), current.unwrap_or_else(no_domain)));
    let words = |domain: &client::session::Domain| {
        if domain.state == "ACTIVE" || domain.state.is_empty() {
            return domain.name.clone();
        }
        let state = domain.state.to_ascii_lowercase();
        tf(m::DOMAIN_STATE, &[("name", &domain.name), ("state", &state)])
    };
    Some(stranger.into_iter().chain(me.domains.iter().map(|it| (it.id.clone(), words(it)))).collect())
}

fn domain_select(choices: &[(String, String)]) -> El {
    let session = use_session();
    let ids: Vec<String> = choices.iter().map(|(id, _)| id.clone()).collect();
    let options: Vec<El> =
        choices.iter().map(|(id, words)| el("option").attr("value", id).child(words.clone())).collect();
    let select = el("select")
        .class("input")
        .attr("aria-label", &t(m::DOMAIN))
        // A token acts on its own, whichever is chosen.
        .flag("disabled", || use_credentials().has(Token::Takaro))
        .on("change", move |event| {
            let select: web_sys::HtmlSelectElement =
                event.target().expect("an event of this box").unchecked_into();
            session.choose(select.value());
        })
        .child(options)
        .prop("value", move || session.domain().filter(|id| ids.contains(id)).unwrap_or_default().into());
    el("label")
        .class("banner-domain")
        .child(el("span").class("muted banner-label").child(m::DOMAIN))
        .child(select)
}

fn session_words() -> Child {
    let config = use_config();
    let words = match use_session().get() {
        Session::Asking => el("span").class("muted").child(m::ASKING_SESSION),
        Session::In(me) => {
            // In words around it, which go first where room is scarce.
            let words = tf(m::SIGNED_IN_AS, &[("name", "\n")]);
            let (before, after) = words.split_once('\n').unwrap_or(("", ""));
            let around = |words: &str| el("span").class("banner-signed").child(words);
            el("span")
                .class("banner-person")
                .child(around(before))
                .child(me.name.clone())
                .child((!after.is_empty()).then(|| around(after)))
        }
        // Such a token says which domain it acts on, and nothing of a person.
        Session::Out if use_credentials().has(Token::Takaro) => el("span").child(m::TOKEN_ONLY),
        Session::Out if !config.dashboard_url.is_empty() => {
            el("a").class("button button-primary").outside(&config.dashboard_url).child(m::LOG_IN)
        }
        Session::Out => el("span").child(m::SIGNED_OUT),
        Session::Trouble(trouble) => el("span").class("chip chip-error").child(trouble_words(&trouble)),
    };
    el("span").class("banner-session").attr("role", "status").child(words).into()
}

fn trouble_words(trouble: &Trouble) -> m::Msg {
    match trouble {
        Trouble::Answer(said) if domain_is_away(said) => m::DOMAIN_AWAY,
        _ => m::SESSION_TROUBLE,
    }
}

/// Whether the server knows the person, and refuses for the domain's sake.
fn domain_is_away(said: &str) -> bool {
    ["Domain is in maintenance", "Domain is disabled"].iter().any(|words| said.contains(words))
}

/// What to do about a session that is not there; nothing while it is. To administration a session is nothing, so what
/// matters there is only whether the API can be reached.
pub fn session_notice(admin: bool) -> Child {
    dynamic(move || {
        let config = use_config();
        let session = use_session();
        let api = config.api(&crate::state::origin());
        let origin = crate::state::origin();
        // Who embeds the explorer has no config.json.
        let setting = if is_embedded() { "api-url" } else { "apiUrl in config.json" };
        let fill = [("api", api.as_str()), ("origin", origin.as_str()), ("setting", setting)];
        let (title, words, log_in) = match session.get() {
            Session::Asking | Session::In(_) => return None,
            Session::Out | Session::Trouble(Trouble::Answer(_)) if admin => return None,
            Session::Out if use_credentials().has(Token::Takaro) => {
                (t(m::TOKEN_ONLY), t(m::TOKEN_ONLY_HINT), true)
            }
            Session::Out => (t(m::SIGNED_OUT), t(m::SIGNED_OUT_HINT), true),
            Session::Trouble(Trouble::Offline) => (t(m::OFFLINE), t(m::OFFLINE_HINT), false),
            Session::Trouble(Trouble::Unreachable) => {
                (tf(m::UNREACHABLE, &fill), tf(m::UNREACHABLE_HINT, &fill), false)
            }
            Session::Trouble(Trouble::Cors) => (tf(m::CORS, &fill), tf(m::CORS_HINT, &fill), false),
            Session::Trouble(Trouble::Forbidden) => (tf(m::POLICY, &fill), tf(m::POLICY_HINT, &fill), false),
            Session::Trouble(Trouble::Mixed) => (tf(m::MIXED, &fill), tf(m::MIXED_HINT, &fill), false),
            Session::Trouble(Trouble::Answer(ref said)) if domain_is_away(said) => {
                (t(m::DOMAIN_AWAY), format!("{} {said}", t(m::DOMAIN_AWAY_HINT)), false)
            }
            Session::Trouble(Trouble::Answer(words)) => (t(m::SESSION_TROUBLE), words, false),
        };
        let log_in = (log_in && !config.dashboard_url.is_empty())
            .then(|| el("a").class("button button-primary").outside(&config.dashboard_url).child(m::LOG_IN));
        Some(
            el("section")
                .class(if log_in.is_some() { "notice" } else { "notice notice-warning" })
                .attr("aria-label", &title)
                .child(el("div").child(el("strong").child(title.clone())).child(el("p").child(words)))
                .child(
                    el("div").class("row row-wrap").child(log_in).child(
                        el("button")
                            .class("button")
                            .attr("type", "button")
                            .attr("aria-label", &format!("{}: {title}", t(m::RETRY)))
                            .on_click(move || session.refresh())
                            .child(m::RETRY),
                    ),
                ),
        )
    })
}

/// That the page acts on another domain than the person chose, and why; nothing while it does not.
pub fn moved_notice() -> Child {
    dynamic(|| {
        let session = use_session();
        let moved = session.moved()?;
        let domain = session.domain_name().unwrap_or_default();
        Some(
            el("section")
                .class("notice notice-warning notice-page")
                .attr("role", "alert")
                .child(
                    el("div")
                        .child(el("strong").child(tf(
                            m::MOVED,
                            &[("from", moved.from.as_str()), ("domain", domain.as_str())],
                        )))
                        .child(
                            (!moved.state.is_empty())
                                .then(|| el("p").child(rests(&moved.from, &moved.state))),
                        )
                        .child((!moved.why.is_empty()).then(|| el("p").child(moved.why.clone()))),
                )
                .child(
                    el("button")
                        .class("button")
                        .attr("type", "button")
                        .on_click(move || session.settle())
                        .child(m::CLOSE),
                ),
        )
    })
}

/// What the server does in the place of a domain that rests.
pub(super) fn rests(domain: &str, state: &str) -> String {
    tf(m::DOMAIN_RESTS, &[("domain", domain), ("state", &state.to_ascii_lowercase())])
}

fn theme_button() -> El {
    let settings = use_settings();
    let name = move || {
        let theme = match settings.theme.get() {
            Theme::System => m::THEME_SYSTEM,
            Theme::Dark => m::THEME_DARK,
            Theme::Light => m::THEME_LIGHT,
        };
        Some(format!("{}: {}", t(m::THEME), t(theme)))
    };
    el("button")
        .class("button button-icon")
        .attr("type", "button")
        .attr_with("aria-label", name)
        .attr_with("title", name)
        .on_click(move || {
            settings.theme.update(|theme| {
                *theme = match theme {
                    Theme::System => Theme::Light,
                    Theme::Light => Theme::Dark,
                    Theme::Dark => Theme::System,
                }
            })
        })
        .child(icon(Icon::Theme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_is_away_is_not_called_an_unknown_person() {
        let said = |words: &str| trouble_words(&Trouble::Answer(words.into()));
        assert_eq!(
            said("400 BadRequestError: Domain is in maintenance mode. Please try again later."),
            m::DOMAIN_AWAY
        );
        assert_eq!(said("500 InternalServerError"), m::SESSION_TROUBLE);
        assert_eq!(trouble_words(&Trouble::Unreachable), m::SESSION_TROUBLE);
    }
}
