//! The page walk. The rows themselves stay in JavaScript: only their keys cross the border, and the places of those
//! that are next come back.

use crate::engine::{json_of, object, problem};
use crate::thrown;
use client::walk::{Step, Walk};
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// A walk through all pages of a search.
#[wasm_bindgen]
pub struct PageWalk {
    walk: Walk<[u32; 2]>,
    first_page: i32,
}

#[wasm_bindgen]
impl PageWalk {
    /// A walk from `first_page` in pages of `limit` rows.
    #[wasm_bindgen(constructor)]
    pub fn new(first_page: i32, limit: u32) -> PageWalk {
        PageWalk { walk: Walk::new(i64::from(first_page), limit, None), first_page }
    }

    /// The page to fetch; -1 when one of those under way must come back first, -2 when all is read.
    #[wasm_bindgen(js_name = next)]
    pub fn next_page(&mut self) -> i32 {
        match self.walk.next() {
            Step::Fetch { page } => i32::try_from(page).unwrap_or(-2),
            Step::Wait => -1,
            Step::Done(_) => -2,
        }
    }

    /// Takes in a page by its rows' keys, a list as JSON (texts; anything else is no key). Gives the places of the rows
    /// that are next in order, as pairs: the page's number from the first, and the row's in it.
    ///
    /// # Errors
    /// The keys are no list.
    pub fn accept(&mut self, page: i32, keys: &str, total: Option<f64>) -> Result<Vec<u32>, JsValue> {
        let from_first = page.wrapping_sub(self.first_page) as u32;
        // As no rows they would be taken for the end.
        let keys = match json_of(keys, "The list of keys") {
            Ok(Value::Array(keys)) => keys,
            Ok(_) => return Err(thrown(&problem("NotKeys", "The keys are a list."))),
            Err(problem) => return Err(thrown(&problem)),
        };
        let key = |key: Value| if let Value::String(key) = key { Some(key) } else { None };
        let rows = keys.into_iter().zip(0_u32..).map(|(given, at)| (key(given), [from_first, at]));
        let total = total.filter(|total| total.is_finite() && *total >= 0.0).map(|total| total as u64);
        Ok(self.walk.accept_keyed(i64::from(page), rows, total).into_iter().flatten().collect())
    }

    /// How many pages have come and gone: nothing of them need be kept.
    pub fn passed(&self) -> u32 {
        u32::try_from(self.walk.passed()).unwrap_or(u32::MAX)
    }

    /// Reads all pages once more, for the rows that were missed; what comes is then to be asked for in an order without
    /// ties.
    pub fn again(&mut self) {
        self.walk.again();
    }

    /// What was found so far, as JSON: `{rows, duplicates, totalFirst, totalLast, certain, words}`.
    pub fn summary(&self) -> String {
        let summary = self.walk.summary();
        object(vec![
            ("words", summary.words().into()),
            ("rows", summary.rows.into()),
            ("duplicates", summary.duplicates.into()),
            ("totalFirst", summary.total_first.into()),
            ("totalLast", summary.total_last.into()),
            ("certain", summary.certain.into()),
        ])
        .to_string()
    }
}
