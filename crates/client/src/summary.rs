//! What a column holds: how many values of which kind, the most frequent ones, and how numbers and moments spread.

use query::dates;
use serde_json::Value;
use std::collections::HashMap;

/// Different values are counted up to so many; of more, only that there are more is known.
const MOST_DISTINCT: usize = 100_000;
/// So many of the most frequent values are told.
const TOP: usize = 10;
/// Bars of a histogram.
const BARS: usize = 24;

/// A column being read. Give it every row's value, then ask for the [`Summary`].
///
/// ```
/// use client::summary::{Spread, Summing};
/// use serde_json::json;
/// let mut summing = Summing::default();
/// for value in [json!(1), json!(2), json!(2), json!(null)] {
///     summing.add(Some(&value));
/// }
/// let summary = summing.finish();
/// assert_eq!((summary.rows, summary.nulls, summary.distinct), (4, 1, 2));
/// assert_eq!(summary.top[0], ("2".into(), 2));
/// let Some(Spread::Numbers { least, most, .. }) = summary.spread else { panic!("all are numbers") };
/// assert_eq!((least, most), (1.0, 2.0));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Summing {
    rows: u64,
    absent: u64,
    nulls: u64,
    empty: u64,
    counts: HashMap<String, u64>,
    beyond: bool,
    numbers: Vec<f64>,
    moments: Vec<f64>,
    others: u64,
}

/// What a column holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Rows that were read.
    pub rows: u64,
    /// Rows without the column.
    pub absent: u64,
    /// Rows with `null`.
    pub nulls: u64,
    /// Rows with an empty text.
    pub empty: u64,
    /// Different values, `null` not counted.
    pub distinct: u64,
    /// There are more different values than were counted.
    pub more: bool,
    /// The most frequent values with their numbers, the most frequent first, equal ones by their text.
    pub top: Vec<(String, u64)>,
    /// How values spread, where all of them are numbers or all moments.
    pub spread: Option<Spread>,
}

/// How values spread.
#[derive(Clone, Debug, PartialEq)]
pub enum Spread {
    /// Numbers.
    Numbers {
        /// The least.
        least: f64,
        /// The one in the middle.
        median: f64,
        /// All of them divided by their number.
        mean: f64,
        /// The most.
        most: f64,
        /// How many stand in each of equal parts between least and most.
        bars: Vec<u64>,
    },
    /// Moments, in milliseconds since 1970.
    Moments {
        /// The first.
        first: i64,
        /// The last.
        last: i64,
        /// How many stand in each of equal parts between first and last.
        bars: Vec<u64>,
    },
}

impl Summing {
    /// Takes the value of one row; `None` where the row has none.
    pub fn add(&mut self, value: Option<&Value>) {
        self.rows += 1;
        let Some(value) = value else {
            self.absent += 1;
            return;
        };
        let words = match value {
            Value::Null => {
                self.nulls += 1;
                return;
            }
            Value::String(text) => {
                match dates::parse(text).filter(|moment| moment.zone || moment.date_only) {
                    Some(moment) => self.moments.push(moment.ms as f64),
                    None => self.others += 1,
                }
                if text.is_empty() {
                    self.empty += 1;
                }
                text.clone()
            }
            Value::Number(number) => {
                match number.as_f64().filter(|number| number.is_finite()) {
                    Some(number) => self.numbers.push(number),
                    None => self.others += 1,
                }
                number.to_string()
            }
            other => {
                self.others += 1;
                other.to_string()
            }
        };
        let room = self.counts.len() < MOST_DISTINCT;
        match self.counts.get_mut(&words) {
            Some(count) => *count += 1,
            None if room => {
                self.counts.insert(words, 1);
            }
            None => self.beyond = true,
        }
    }

    /// The summary.
    pub fn finish(self) -> Summary {
        let distinct = self.counts.len() as u64;
        let mut top: Vec<(String, u64)> = self.counts.into_iter().collect();
        top.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
        top.truncate(TOP);
        let spread = match (self.numbers.is_empty(), self.moments.is_empty(), self.others) {
            (false, true, 0) => Some(numbers(self.numbers)),
            (true, false, 0) => Some(moments(self.moments)),
            _ => None,
        };
        Summary {
            rows: self.rows,
            absent: self.absent,
            nulls: self.nulls,
            empty: self.empty,
            distinct,
            more: self.beyond,
            top,
            spread,
        }
    }
}

fn numbers(mut all: Vec<f64>) -> Spread {
    all.sort_by(f64::total_cmp);
    let (least, most) = (all[0], all[all.len() - 1]);
    let middle = all.len() / 2;
    let median =
        if all.len().is_multiple_of(2) { (all[middle - 1] + all[middle]) / 2.0 } else { all[middle] };
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    Spread::Numbers { least, median, mean, most, bars: bars(&all, least, most) }
}

fn moments(all: Vec<f64>) -> Spread {
    let first = all.iter().copied().fold(f64::INFINITY, f64::min);
    let last = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Spread::Moments { first: first as i64, last: last as i64, bars: bars(&all, first, last) }
}

/// How many values stand in each of equal parts between the least and the most; one part where they are the same.
fn bars(all: &[f64], least: f64, most: f64) -> Vec<u64> {
    let width = (most - least) / BARS as f64;
    if width.is_nan() || width <= 0.0 || !width.is_finite() {
        return vec![all.len() as u64];
    }
    let mut bars = vec![0; BARS];
    for value in all {
        let at = ((value - least) / width) as usize;
        bars[at.min(BARS - 1)] += 1;
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn summary(values: &[Option<Value>]) -> Summary {
        let mut summing = Summing::default();
        values.iter().for_each(|value| summing.add(value.as_ref()));
        summing.finish()
    }

    #[test]
    fn nothing_null_and_empty_are_three_things() {
        let found = summary(&[None, Some(json!(null)), Some(json!("")), Some(json!("a")), Some(json!("a"))]);
        assert_eq!((found.rows, found.absent, found.nulls, found.empty, found.distinct), (5, 1, 1, 1, 2));
        assert_eq!(found.top, [("a".into(), 2), ("".into(), 1)]);
        assert_eq!(found.spread, None);
    }

    #[test]
    fn moments_spread_over_time() {
        let day = |day: u32| Some(json!(format!("2026-03-{day:02}T00:00:00.000Z")));
        let found = summary(&[day(1), day(2), day(2), day(25)]);
        let Some(Spread::Moments { first, last, bars }) = found.spread else { panic!("all are moments") };
        assert_eq!(last - first, 24 * dates::DAY);
        assert_eq!((bars.len(), bars[0], bars[1], bars[23]), (24, 1, 2, 1));
    }

    #[test]
    fn numbers_that_are_all_the_same_are_one_bar() {
        let Some(Spread::Numbers { median, mean, bars, .. }) = summary(&vec![Some(json!(7)); 3]).spread
        else {
            panic!("all are numbers")
        };
        assert_eq!((median, mean, bars), (7.0, 7.0, vec![3]));
        assert_eq!(summary(&[Some(json!(1)), Some(json!("x"))]).spread, None);
    }

    proptest! {
        #[test]
        fn every_number_stands_in_a_bar(values in prop::collection::vec(-1e300..1e300_f64, 1..60)) {
            let found = summary(&values.iter().map(|value| Some(json!(value))).collect::<Vec<_>>());
            let Some(Spread::Numbers { least, median, most, bars, .. }) = found.spread else { panic!("all are numbers") };
            prop_assert_eq!(bars.iter().sum::<u64>(), values.len() as u64);
            prop_assert!(least <= median && median <= most);
        }
    }
}
