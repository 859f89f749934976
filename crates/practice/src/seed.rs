//! Numbers, ids and dates that look random and never change.

use crate::NOW_MS;

/// SplitMix64: tiny, fast, and good enough for rows that only have to look varied.
pub(crate) struct Rng(u64);

impl Rng {
    /// The generator of one row, so that any row can be built without those before it.
    pub(crate) fn new(domain: &str, table: &str, index: usize) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in domain.bytes().chain([0]).chain(table.bytes()).chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
        let mut rng = Rng(hash);
        // Mixing before adding the index keeps neighbouring rows of neighbouring tables apart.
        rng = Rng(rng.next() ^ (index as u64).wrapping_mul(0xd134_2543_de82_ef95));
        rng
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `end - 1`; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.next() % end as u64) as usize }
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A span of milliseconds between two numbers of days.
    pub(crate) fn days(&mut self, from: i64, to: i64) -> i64 {
        from * DAY + self.below(((to - from) * DAY) as usize) as i64
    }
}

/// A day in milliseconds.
pub(crate) const DAY: i64 = 86_400_000;

/// The id of a row: a valid version 4 UUID, the same for ever.
pub(crate) fn id(domain: &str, table: &str, index: usize) -> String {
    let mut rng = Rng::new(domain, table, index);
    let (high, low) = (rng.next(), rng.next());
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// Milliseconds since 1970 as the server writes them: `2026-03-01T00:00:00.000Z`.
pub(crate) fn iso(ms: i64) -> String {
    let (days, rest) = (ms.div_euclid(DAY), ms.rem_euclid(DAY));
    // Days to a civil date, counted in eras of 400 years that begin on the first of March.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z",
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1_000 % 60,
        rest % 1_000
    )
}

/// A later moment that is not after [`NOW_MS`]: at most `days` days on.
pub(crate) fn later(rng: &mut Rng, from: i64, days: i64) -> i64 {
    let span = (NOW_MS - from).clamp(0, days * DAY);
    from + rng.below(span as usize + 1) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_leap_years_and_turns_of_the_year() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(iso(1_709_164_799_999), "2024-02-28T23:59:59.999Z");
        assert_eq!(iso(1_735_689_599_001), "2024-12-31T23:59:59.001Z");
        assert_eq!(iso(-1), "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn later_never_passes_now() {
        let mut rng = Rng::new("", "", 0);
        for _ in 0..1000 {
            assert!((NOW_MS - 5..=NOW_MS).contains(&later(&mut rng, NOW_MS - 5, 30)));
        }
        assert_eq!(later(&mut rng, NOW_MS, 1), NOW_MS);
    }
}
