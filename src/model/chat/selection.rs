//! Chooses the conversations of a run, and their order.
use super::script::Script;

/// Which conversations are played.
#[derive(Debug, Clone, Default)]
pub struct ChatSelection {
    /// The title holds one of these texts; empty chooses all.
    pub titles: Vec<String>,
    /// Has one of these tags, and none of those that begin with `!`; empty chooses all.
    pub tags: Vec<String>,
}

impl ChatSelection {
    pub fn selects(&self, script: &Script) -> bool {
        let title = &script.title;
        let has_title =
            self.titles.is_empty() || self.titles.iter().any(|text| title.contains(text));
        let has = |tag: &str| script.tags.iter().any(|own| own == tag);
        let (excluded, wanted): (Vec<&String>, Vec<_>) =
            self.tags.iter().partition(|tag| tag.starts_with('!'));
        let is_excluded = excluded.iter().any(|tag| has(&tag[1..]));
        has_title && !is_excluded && (wanted.is_empty() || wanted.iter().any(|tag| has(tag)))
    }
}

/// Shuffles in an order that follows from the seed alone.
pub fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for index in (1..items.len()).rev() {
        let other = next_random(&mut state) % (index as u64 + 1);
        items.swap(index, usize::try_from(other).unwrap_or(0));
    }
}

/// Returns the next number of SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>).
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut number = *state;
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
