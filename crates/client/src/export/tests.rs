use super::*;
use crate::{Body, Method, Reply, Request, SendError};
use proptest::prelude::*;
use serde_json::{Value, json};

fn job(limit: u32) -> Job {
    let search = Request::search("https://a.example/event/search", &query::Query::default());
    Job { id: "x1".into(), operation: "EventControllerSearch".into(), limit, ..Job::new(&search, 0) }
}

fn answer(status: u16, body: &str, headers: &[(&str, &str)]) -> Result<Reply, SendError> {
    let mut given = vec![("content-type".to_string(), "application/json".to_string())];
    given.extend(headers.iter().map(|(name, value)| (name.to_string(), value.to_string())));
    Ok(Reply { status, headers: given, body: body.as_bytes().to_vec(), ..Reply::default() })
}

/// A server with these rows, asked by the export's own requests.
fn serve(rows: &[Value], request: &Request) -> String {
    let Body::Json(text) = &request.body else { panic!("a search has a body") };
    let body: Value = serde_json::from_str(text).expect("the export writes JSON");
    let number = |name: &str| body[name].as_u64().expect("it names page and limit") as usize;
    let (page, limit) = (number("page"), number("limit"));
    let page: Vec<&Value> = rows.iter().skip(page * limit).take(limit).collect();
    json!({"meta": {"page": body["page"], "limit": limit, "total": rows.len()}, "data": page}).to_string()
}

fn run(job: &Job, rows: &[Value], stop_after: usize, kept: &mut Vec<String>) -> Option<Statement> {
    let mut export = Export::new(job.clone());
    for text in kept.iter() {
        let Next::Fetch { .. } = export.next() else { panic!("kept pages are asked for first") };
        let pages = StoredPage::from_text(text, job.key.as_deref()).expect("it was kept whole");
        export.take(&pages[0]);
    }
    let mut asked = 0;
    loop {
        match export.next() {
            Next::Write => return Some(export.statement()),
            Next::Wait => panic!("one page at a time"),
            Next::Fetch { page, request } => {
                if asked == stop_after {
                    return None;
                }
                asked += 1;
                let After::Keep(stored) =
                    export.after(page, 1, &answer(200, &serve(rows, &request), &[]), 0, 0.0)
                else {
                    panic!("it is a page")
                };
                export.take(&stored);
                kept.push(stored.to_text());
            }
        }
    }
}

fn file(job: &Job, kept: &[String]) -> String {
    let mut export = Export::new(job.clone());
    let pages: Vec<_> = kept
        .iter()
        .flat_map(|text| StoredPage::from_text(text, job.key.as_deref()).expect("it was kept"))
        .collect();
    for page in &pages {
        export.next();
        export.take(page);
    }
    let mut writer = Writer::new(job, export.columns());
    let mut out = writer.head();
    for page in pages {
        writer.page(&page, export.twice(page.page), &mut out);
    }
    out + writer.tail()
}

#[test]
fn an_export_that_was_interrupted_ends_as_one_that_was_not() {
    let rows: Vec<Value> = (0..53).map(|at| json!({"id": format!("r{at}"), "n": at, "name": null})).collect();
    let job = job(10);
    let mut whole = Vec::new();
    let statement = run(&job, &rows, usize::MAX, &mut whole).expect("it ran to the end");
    assert_eq!(statement.words, "53 of 53 rows, 0 duplicates, total unchanged");
    assert_eq!(statement.doubts, [""; 0]);
    for stop in 0..6 {
        let mut kept = Vec::new();
        assert_eq!(run(&job, &rows, stop, &mut kept), None);
        assert_eq!(run(&job, &rows, usize::MAX, &mut kept), Some(statement.clone()));
        assert_eq!(file(&job, &kept), file(&job, &whole));
    }
}

#[test]
fn what_may_pass_is_asked_for_again_and_what_will_not_stops() {
    let after =
        |attempt, result: &Result<Reply, SendError>| Export::new(job(10)).after(0, attempt, result, 0, 0.0);
    let busy = answer(429, r#"{"meta":{"error":{"code":"TooManyRequestsError"}}}"#, &[("Retry-After", "3")]);
    assert_eq!(after(1, &busy), After::Again);
    let gateway = answer(502, "<html><h1>502 Bad Gateway</h1></html>", &[]);
    assert!(matches!(after(1, &gateway), After::Again) && matches!(after(6, &gateway), After::Again));
    let After::Stop(words) = after(7, &gateway) else { panic!("enough is enough") };
    assert!(words.starts_with("502 Bad Gateway: "), "{words}");
    let failed = answer(500, r#"{"meta":{"error":{"code":"InternalServerError"}}}"#, &[]);
    assert!(matches!(after(2, &failed), After::Again) && matches!(after(3, &failed), After::Stop(_)));
    for status in [400, 401, 403, 404] {
        assert!(matches!(after(1, &answer(status, "{}", &[])), After::Stop(_)), "{status}");
    }
    assert!(matches!(after(1, &Err(SendError::CutOff)), After::Again));
    assert!(matches!(after(1, &Err(SendError::Cancelled)), After::Stop(_)));
    assert!(matches!(after(1, &answer(200, r#"{"meta":{},"data":[{"id""#, &[])), After::Again));
    let object = after(1, &answer(200, r#"{"meta":{},"data":{"id":1}}"#, &[]));
    assert_eq!(object, After::Stop("The answer is no page of rows: its data is no list of rows.".into()));
}

#[test]
fn a_busy_server_is_asked_for_no_page_until_its_wait_is_over() {
    let mut export = Export::new(job(10));
    let busy = answer(429, r#"{"meta":{"error":{"code":"TooManyRequestsError"}}}"#, &[("Retry-After", "3")]);
    let gateway = answer(502, r#"{"meta":{}}"#, &[]);
    let held = |export: &Export, now| export.held(now).map(|held| (held.until_ms, held.why.clone()));
    assert_eq!(held(&export, 0), None);
    export.after(0, 1, &busy, 1_000, 0.0);
    // The other page under way fares no better, and its shorter wait takes nothing from the longer one.
    export.after(1, 1, &gateway, 1_100, 0.0);
    assert_eq!(held(&export, 3_999), Some((4_000, "429 Too Many Requests".into())));
    assert_eq!(held(&export, 4_000), None);
    export.after(1, 4, &gateway, 3_900, 0.5);
    let (until, why) = held(&export, 4_000).expect("a longer one takes the place of a shorter one");
    assert!(until > 4_000 && why == "502 Bad Gateway", "{until} {why}");
    // Where no status says why, words do.
    export.after(1, 1, &Err(SendError::CutOff), 90_000, 0.0);
    assert_eq!(held(&export, 90_000).map(|(_, why)| why).as_deref(), Some("The answer broke off"));
}

#[test]
fn a_server_that_knows_no_pages_and_tells_no_total_is_left_in_doubt() {
    for key in [None, Some("id".to_string())] {
        let job = Job { key, ..job(2) };
        let mut export = Export::new(job.clone());
        let mut kept = Vec::new();
        while let Next::Fetch { page, .. } = export.next() {
            assert!(page < 5, "it would go on for ever");
            let reply = answer(200, r#"{"meta":{},"data":[{"id":"a"},{"id":"b"}]}"#, &[]);
            let After::Keep(stored) = export.after(page, 1, &reply, 0, 0.0) else { panic!("it is a page") };
            export.take(&stored);
            kept.push(stored.to_text());
        }
        let statement = export.statement();
        assert!(statement.words.starts_with("2 rows, "), "{statement:?}");
        assert!(statement.doubts.iter().any(|words| words.contains("told no total")), "{statement:?}");
        assert_eq!(file(&job, &kept).matches('a').count(), 1);
    }
}

#[test]
fn what_is_not_certain_is_said() {
    let mut export = Export::new(job(2));
    let mut give = |body: &str| {
        let Next::Fetch { page, .. } = export.next() else { panic!("there is more") };
        export.take(&StoredPage::from_body(page, body.as_bytes(), Some("id")).expect("a page"));
    };
    give(r#"{"meta":{"total":4},"data":[{"id":1},{"x":1}]}"#);
    give(r#"{"meta":{"total":5},"data":[{"id":1},{"id":2}]}"#);
    give(r#"{"meta":{"total":5},"data":[]}"#);
    assert_eq!(export.next(), Next::Write);
    let statement = export.statement();
    assert_eq!(statement.words, "3 of 5 rows, 1 duplicate, total went from 4 to 5 while reading");
    assert_eq!(statement.doubts.len(), 4, "{:?}", statement.doubts);
    assert_eq!(export.columns(), ["id", "x"]);
}

#[test]
fn several_pages_may_be_under_way() {
    let mut export = Export::new(job(1));
    let page = |at: i64, body: &str| StoredPage::from_body(at, body.as_bytes(), Some("id")).expect("a page");
    assert!(matches!(export.next(), Next::Fetch { page: 0, .. }));
    assert_eq!(export.next(), Next::Wait);
    export.take(&page(0, r#"{"meta":{"total":3},"data":[{"id":1}]}"#));
    assert!(matches!(export.next(), Next::Fetch { page: 1, .. }));
    assert!(matches!(export.next(), Next::Fetch { page: 2, .. }));
    export.take(&page(2, r#"{"meta":{"total":3},"data":[{"late":3,"id":3}]}"#));
    export.take(&page(1, r#"{"meta":{"total":3},"data":[{"id":2,"early":2}]}"#));
    assert_eq!(export.columns(), ["id", "early", "late"]);
    assert_eq!(export.progress(), Progress { rows: 3, total: Some(3) });
}

#[test]
fn an_operation_without_pages_is_asked_once() {
    let request = Request::new(Method::Get, "https://a.example/settings?keys=a");
    let job = Job { paged: false, ..Job::new(&request, 0) };
    assert_eq!(job.request(0).url, "https://a.example/settings?keys=a");
    let mut export = Export::new(job);
    export.next();
    export.take(&StoredPage::from_body(0, br#"{"data":[{"key":"a"},{"key":"b"}]}"#, None).expect("a page"));
    assert_eq!(export.next(), Next::Write);
    assert_eq!(export.statement().words, "2 rows, all in one answer");
    let paged = Job::new(&Request::new(Method::Get, "https://a.example/x?page=3&keys=a"), 0);
    assert_eq!(paged.request(2).url, "https://a.example/x?keys=a&page=2&limit=1000");
}

#[test]
fn all_three_formats_hold_the_same_rows() {
    let kept = [StoredPage::from_body(
        0,
        b"{\"meta\":{\"total\":2},\"data\":[{\"id\":1,\"a\":\"x,\\\"y\\\"\",\"n\":123456789012345678901},\n {\"id\":2,\"a\":[ 1, \"b c\" ],\"z\":true}]}",
        Some("id"),
    )
    .expect("a page")
    .to_text()];
    let written = |format| file(&Job { format, ..job(100) }, &kept);
    assert_eq!(
        written(Format::Csv),
        "id,a,n,z\r\n1,\"x,\"\"y\"\"\",123456789012345678901,\r\n2,\"[1,\"\"b c\"\"]\",,true\r\n"
    );
    assert_eq!(
        written(Format::Ndjson),
        "{\"id\":1,\"a\":\"x,\\\"y\\\"\",\"n\":123456789012345678901}\n{\"id\":2,\"a\":[1,\"b c\"],\"z\":true}\n"
    );
    let list: Value = serde_json::from_str(&written(Format::Json)).expect("it is JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    let nothing = file(&Job { format: Format::Json, ..job(100) }, &[]);
    assert_eq!(nothing, "[]\n");
}

#[test]
fn a_formula_is_made_harmless_unless_that_is_switched_off() {
    for text in ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "＝1", " =1"] {
        assert!(csv_text(text, true).trim_start_matches('"').starts_with('\''), "{text}");
        assert!(!csv_text(text, false).contains('\''), "{text}");
    }
    for text in ["-5", "+3.25", "a=b", "'=x", "2026-01-01", "5-3"] {
        assert_eq!(csv_text(text, true), text);
    }
}

#[test]
fn a_job_is_kept_without_its_headers() {
    let mut job = Job {
        person: Some("u1".into()),
        domain: Some("d".into()),
        started_ms: 1_772_323_200_000,
        ..job(100)
    };
    job.headers = vec![("Authorization".into(), "Bearer secret".into())];
    let kept = job.to_json();
    assert!(!kept.to_string().contains("secret"));
    // A header may narrow the rows: without it others would come.
    assert_eq!(kept["cut"], true);
    job.headers.clear();
    assert_eq!(Job::from_json(&kept), Some(job.clone()));
    assert_eq!(job.to_json()["cut"], false);
    assert_eq!(Job::from_json(&json!({})), None);
    // What was searched for may be a secret, and whoever asks without it gets other rows.
    job.body = Some(json!({"filters": {"identityToken": ["secret"]}}));
    let kept = job.to_json();
    assert!(!kept.to_string().contains("secret\""), "{kept}");
    assert_eq!(kept["cut"], true);
    assert_eq!(job.file_name(), "EventControllerSearch-2026-03-01.csv");
}

#[test]
fn a_page_that_was_not_kept_whole_is_refused() {
    let text =
        StoredPage::from_body(0, br#"[{"id":1},{"id":2}]"#, Some("id")).expect("a list is a page").to_text();
    assert!(StoredPage::from_text(&text, None).is_ok());
    let cut: String = text.lines().take(2).collect::<Vec<_>>().join("\n");
    assert!(StoredPage::from_text(&cut, None).is_err() && StoredPage::from_text("", None).is_err());
    assert!(StoredPage::from_text(&format!("{text}{cut}"), None).is_err(), "the second of two is cut off");
    assert!(StoredPage::from_text(&text.replace("\"rows\":2", "\"rows\":1"), None).is_err());
}

/// A small reader of CSV, to hold the writer to the standard.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut signs = text.chars().peekable();
    let mut inside = false;
    while let Some(sign) = signs.next() {
        match (inside, sign) {
            (true, '"') if signs.peek() == Some(&'"') => {
                cell.push('"');
                signs.next();
            }
            (_, '"') => inside = !inside,
            (false, ',') => row.push(std::mem::take(&mut cell)),
            (false, '\r') if signs.peek() == Some(&'\n') => {
                signs.next();
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            (_, other) => cell.push(other),
        }
    }
    rows
}

proptest! {
    #[test]
    fn any_text_survives_csv(texts in prop::collection::vec("\\PC{0,12}|[=+@\",\r\n\t -]{0,6}", 1..6)) {
        let rows: Vec<Value> = texts.iter().enumerate().map(|(at, text)| json!({"id": at, "t": text})).collect();
        let body = json!({"meta": {"total": rows.len()}, "data": rows}).to_string();
        let kept = [StoredPage::from_body(0, body.as_bytes(), Some("id")).expect("a page").to_text()];
        let open = read_csv(&file(&Job { guard: false, ..job(100) }, &kept));
        let read: Vec<&String> = open.iter().skip(1).map(|row| &row[1]).collect();
        prop_assert_eq!(read, texts.iter().collect::<Vec<_>>());
        let guarded = read_csv(&file(&job(100), &kept));
        for row in guarded.iter().skip(1) {
            let first = row[1].chars().next().unwrap_or('x');
            prop_assert!(!"=@\t\r".contains(first), "{}", row[1]);
        }
    }
}

#[test]
fn no_part_of_a_cell_runs_where_semicolons_or_tabs_part_cells() {
    let cell = |text: &str| csv_text(text, true);
    assert_eq!(cell("x;=cmd|' /C calc'!A0;y"), "x;'=cmd|' /C calc'!A0;y");
    assert_eq!(cell("a\t=1\tb"), "a\t'=1\tb");
    assert_eq!(cell("a\r\n=1"), "\"a\r\n'=1\"");
    // What runs nothing stays as it is.
    for plain in ["a; b", "1;-5;+6.5", "Axe\n- sharp\n- heavy", "a;;b"] {
        assert_eq!(cell(plain).trim_matches('"'), plain);
    }
}
