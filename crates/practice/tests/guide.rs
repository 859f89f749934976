//! The published guide's own examples, answered by the plainest evaluation there is.

use practice::{Row, rows};

struct Question<'a> {
    filters: &'a [(&'a str, &'a str)],
    search: Option<(&'a str, &'a str)>,
}

/// All rows that fit: filters equal exactly, the search is contained, whatever its capitals.
fn answer(domain: &str, question: &Question) -> Vec<Row> {
    let mut found = rows(domain, "user");
    found.retain(|row| {
        let holds = |field: &str| row[field].as_str().unwrap_or_default().to_lowercase();
        question.filters.iter().all(|(field, value)| row[*field] == *value)
            && question.search.is_none_or(|(field, part)| holds(field).contains(&part.to_lowercase()))
    });
    found.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    found
}

const EMAIL: (&str, &str) = ("email", "john.doe@example.com");
const DOMAINS: [&str; 2] = ["harbour-lights-shine", "quiet-hills-wander"];

#[test]
fn filters_on_name_and_email_give_one_john_doe_of_several() {
    for domain in DOMAINS {
        let named = Question { filters: &[("name", "John Doe")], search: None };
        assert_eq!(answer(domain, &named).len(), 2, "the e-mail matters");
        let both = Question { filters: &[("name", "John Doe"), EMAIL], search: None };
        assert_eq!(answer(domain, &both).len(), 1);
    }
}

#[test]
fn a_search_in_names_gives_all_johns() {
    for domain in DOMAINS {
        let found = answer(domain, &Question { filters: &[], search: Some(("name", "John")) });
        let names: Vec<&str> = found.iter().filter_map(|row| row["name"].as_str()).collect();
        for name in ["John Doe", "Johnny Appleseed", "John Smith", "Elton Johnson", "john doe"] {
            assert!(names.contains(&name), "{name}");
        }
        assert!(names.len() < answer(domain, &Question { filters: &[], search: None }).len());
    }
}

#[test]
fn there_is_a_second_page_of_ten() {
    for domain in DOMAINS {
        let all = answer(domain, &Question { filters: &[], search: None });
        assert_eq!(all.chunks(10).nth(1).map(<[Row]>::len), Some(10));
    }
}

#[test]
fn all_together_give_one() {
    for domain in DOMAINS {
        let found = answer(domain, &Question { filters: &[EMAIL], search: Some(("name", "John")) });
        let first_page: Vec<&Row> = found.iter().take(5).collect();
        assert_eq!(first_page.len(), 1);
        assert_eq!(first_page[0]["name"], "John Doe");
    }
}
