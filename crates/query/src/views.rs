//! All views of one draft after one another: whatever way it goes through them, it asks the same in the end.

use crate::testing::{any_draft, any_query, people};
use crate::{Draft, Query, dates};
use proptest::prelude::*;
use serde_json::Value;

/// A way from a draft through one view back to a draft.
#[derive(Clone, Copy, Debug, PartialEq)]
enum View {
    /// Shown as JSON, which is read and taken over.
    Json,
    /// The same text, indented as a person formats it.
    Formatted,
    /// Said as a sentence, which is read and taken over.
    English,
    /// Copied as a link, and opened elsewhere.
    Address,
    /// The body that is sent, imported where nothing was.
    Import,
}

fn any_view() -> impl Strategy<Value = View> {
    proptest::sample::select(vec![View::Json, View::Formatted, View::English, View::Address, View::Import])
}

fn through(draft: &Draft, view: View, now: i64) -> Draft {
    let schema = people();
    let read_json = |body: &Value| Draft::from_json(body, &schema).expect("what is shown can be read");
    // JSON does not say whether what is unknown is sent.
    let as_said = |read: Draft| Draft { send_extra: draft.send_extra, ..read };
    match view {
        View::Json => draft.adopt(as_said(read_json(&draft.to_json_loose(&schema, now))), &schema, now),
        View::Formatted => {
            let text = format!("{:#}", draft.to_json_loose(&schema, now));
            draft.adopt(as_said(read_json(&crate::read_json(&text).expect("it is JSON"))), &schema, now)
        }
        View::English => {
            let sentence = draft.to_english(&schema);
            let read = Draft::from_english(&sentence, &schema).expect("what is said can be read");
            draft.adopt_sentence(read, &schema, now)
        }
        View::Address => Draft::from_address(&draft.to_address()).expect("its own address can be read"),
        // What is shown names unknown keys, but not whether they are sent.
        View::Import => {
            Draft { send_extra: draft.send_extra, ..read_json(&draft.to_json_loose(&schema, now)) }
        }
    }
}

/// What goes out, or what stands there where it cannot.
fn asks(draft: &Draft, now: i64) -> (Option<Value>, Value) {
    let sent = draft.build(&people(), now).ok().map(|query| query.to_json());
    (sent, draft.to_json_loose(&people(), now))
}

proptest! {
    #[test]
    fn one_chain_through_all_views_asks_the_same(query in any_query(), now in 0i64..dates::LAST) {
        let body = query.to_json();
        let first = Draft { send_extra: true, ..Draft::from_json(&body, &people()).expect("a query") };
        let mut draft = first.clone();
        for view in [View::Json, View::English, View::Address, View::Formatted, View::English, View::Import] {
            draft = through(&draft, view, now);
            let built = draft.build(&people(), now).map(|query| query.to_json());
            prop_assert_eq!(built, Ok(body.clone()), "{:?}", view);
        }
        let read = Query::from_json(&draft.build(&people(), now).expect("it was built").to_json());
        prop_assert_eq!(read, Ok(query));
    }

    #[test]
    fn views_in_any_order_ask_the_same(
        query in any_query(),
        views in proptest::collection::vec(any_view(), 1..12),
        now in 0i64..dates::LAST,
    ) {
        let body = query.to_json();
        let mut draft = Draft { send_extra: true, ..Draft::from_json(&body, &people()).expect("a query") };
        for view in &views {
            draft = through(&draft, *view, now);
        }
        prop_assert_eq!(draft.build(&people(), now).map(|query| query.to_json()), Ok(body), "{:?}", views);
    }

    /// Any draft, half typed as it may be. Only an import elsewhere may forget what its text does not show: rows that
    /// are off, and relative dates.
    #[test]
    fn half_typed_drafts_come_through_all_views(
        draft in any_draft(),
        views in proptest::collection::vec(any_view(), 1..8),
        now in 0i64..dates::LAST,
    ) {
        let before = asks(&draft, now);
        let rows = draft.rows.len();
        let mut after = draft.clone();
        for view in views.iter().filter(|view| **view != View::Import) {
            after = through(&after, *view, now);
            prop_assert_eq!(&asks(&after, now).1, &before.1, "{:?}", view);
            prop_assert_eq!(after.rows.len(), rows, "{:?}", view);
        }
        // What could be sent still can, and asks the same.
        if let Some(sent) = before.0 {
            prop_assert_eq!(asks(&after, now).0, Some(sent), "{:?}", views);
        }
    }
}
