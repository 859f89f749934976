use super::*;
use proptest::prelude::*;
use serde_json::json;

fn address(template: &str, parameters: &[Parameter]) -> String {
    build("http://x", template, parameters).expect("the parameters fit").url
}

/// The table of the OpenAPI specification ("Style Examples"), in its columns: string, array, object.
#[test]
fn the_specification_s_table_of_styles() {
    let values = || [json!("blue"), json!(["blue", "black", "brown"]), json!({"R": 100, "G": 200, "B": 150})];
    let path = [
        (Style::Matrix, false, [";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
        (Style::Matrix, true, [";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
        (Style::Label, false, [".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        (Style::Label, true, [".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        (Style::Simple, false, ["blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Style::Simple, true, ["blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ];
    for (style, explode, wanted) in path {
        for (value, wanted) in values().into_iter().zip(wanted) {
            let parameter = Parameter::new(Place::Path, "color", value).style(style, Some(explode));
            assert_eq!(
                address("/{color}", &[parameter]),
                format!("http://x/{wanted}"),
                "{style:?} {explode}"
            );
        }
    }
    let query = [
        (Style::Form, false, ["color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        (Style::Form, true, ["color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
        (
            Style::SpaceDelimited,
            false,
            ["color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"],
        ),
        (
            Style::PipeDelimited,
            false,
            ["color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"],
        ),
        (
            Style::DeepObject,
            true,
            ["color=blue", "color=blue,black,brown", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
        ),
    ];
    for (style, explode, wanted) in query {
        for (value, wanted) in values().into_iter().zip(wanted) {
            let parameter = Parameter::new(Place::Query, "color", value).style(style, Some(explode));
            assert_eq!(address("/", &[parameter]), format!("http://x/?{wanted}"), "{style:?} {explode}");
        }
    }
}

#[test]
fn headers_are_simple_and_not_encoded() {
    let built = build("http://x", "/", &[Parameter::new(Place::Header, "X-A", json!(["a b", "c"]))])
        .expect("it fits");
    assert_eq!(built.headers, [("X-A".to_string(), "a b,c".to_string())]);
    let broken = build("http://x", "/", &[Parameter::new(Place::Header, "X-A", "a\r\nX-B: c")]);
    assert_eq!(broken, Err(NoAddress::BadHeader("X-A".into())));
}

#[test]
fn nothing_given_is_nothing_sent() {
    let none = [
        Parameter::new(Place::Query, "a", Value::Null),
        Parameter::new(Place::Query, "b", json!([])),
        Parameter::new(Place::Query, "c", json!({})).style(Style::DeepObject, None),
        Parameter::new(Place::Header, "d", Value::Null),
        Parameter::new(Place::Cookie, "e", "x"),
    ];
    assert_eq!(build("http://x", "/p", &none), Ok(Address { url: "http://x/p".into(), headers: vec![] }));
    assert_eq!(address("/p", &[Parameter::new(Place::Query, "a", "")]), "http://x/p?a=");
}

#[test]
fn a_path_is_never_turned_into_another() {
    let with = |value: Value| build("http://x", "/a/{id}/b", &[Parameter::new(Place::Path, "id", value)]);
    assert_eq!(with(json!("")), Err(NoAddress::Missing("id".into())));
    assert_eq!(with(Value::Null), Err(NoAddress::Missing("id".into())));
    assert_eq!(with(json!([])), Err(NoAddress::Missing("id".into())));
    assert_eq!(with(json!("..")), Err(NoAddress::Dots("id".into())));
    assert_eq!(with(json!("../b?c#d")).expect("it is encoded").url, "http://x/a/..%2Fb%3Fc%23d/b");
    assert_eq!(build("http://x", "/{id}", &[]), Err(NoAddress::Missing("id".into())));
    assert_eq!(placeholders("/a/{id}/b/{other}"), ["id", "other"]);
}

#[test]
fn reserved_characters_stay_where_the_document_allows_it_but_never_break_the_query() {
    let mut parameter = Parameter::new(Place::Query, "q", "a/b?c&d=e#f");
    parameter.allow_reserved = true;
    assert_eq!(address("/", &[parameter]), "http://x/?q=a/b?c%26d%3De%23f");
}

#[test]
fn a_template_with_its_own_query_goes_on_with_an_ampersand() {
    assert_eq!(address("/p?v=1", &[Parameter::new(Place::Query, "a", 1)]), "http://x/p?v=1&a=1");
}

#[test]
fn this_machine_is_known_by_its_names() {
    for here in [
        "http://localhost",
        "http://localhost:3000",
        "http://a.localhost",
        "http://127.0.0.1:80",
        "http://[::1]:80",
    ] {
        assert!(is_loopback(here), "{here}");
    }
    assert!(!is_loopback("http://localhost.evil.example"));
}

proptest! {
    #[test]
    fn what_is_encoded_can_be_decoded_and_holds_only_safe_characters(text in "\\PC{0,40}") {
        let encoded = encode(&text);
        prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
        prop_assert_eq!(decode(&encoded), text);
    }

    #[test]
    fn any_text_is_decoded_without_panic(text in ".{0,40}") {
        decode(&text);
    }

    #[test]
    fn a_path_keeps_its_number_of_segments(value in "\\PC{1,20}") {
        prop_assume!(value != "." && value != "..");
        let url = address("/a/{id}/b", &[Parameter::new(Place::Path, "id", value)]);
        prop_assert_eq!(url.matches('/').count(), 5);
        prop_assert!(!url.contains(['?', '#', '\\', ' ']));
    }
}
