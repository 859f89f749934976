//! The page walk. The rows themselves stay in JavaScript: only their keys cross the border, and the places of those
//! that are next come back.

use crate::to_js;
use client::walk::{Step, Walk};
use js_sys::Array;
use serde_json::json;
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

    /// Takes in a page by its rows' keys (texts; anything else is no key). Gives the places of the rows that are next
    /// in order, as pairs: the page's number from the first, and the row's in it.
    pub fn accept(&mut self, page: i32, keys: &Array, total: Option<f64>) -> Vec<u32> {
        let from_first = page.wrapping_sub(self.first_page) as u32;
        let rows = keys.iter().zip(0_u32..).map(|(key, at)| (key.as_string(), [from_first, at])).collect();
        let total = total.filter(|total| total.is_finite() && *total >= 0.0).map(|total| total as u64);
        self.walk.accept_keyed(i64::from(page), rows, total).into_iter().flatten().collect()
    }

    /// What was found so far: `{rows, duplicates, totalFirst, totalLast, certain, words}`.
    pub fn summary(&self) -> JsValue {
        let summary = self.walk.summary();
        to_js(&json!({
            "rows": summary.rows,
            "duplicates": summary.duplicates,
            "totalFirst": summary.total_first,
            "totalLast": summary.total_last,
            "certain": summary.certain,
            "words": summary.words(),
        }))
    }
}
