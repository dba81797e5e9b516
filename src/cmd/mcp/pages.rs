//! Cuts long answers into pages: a tool answers with the first, and with a cursor for the next.
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// Size of a page from which on the next begins, in bytes of JSON.
const PAGE_BYTES: usize = 24 * 1024;

/// What a page that is part of one value says of itself.
const JOIN: &str = "A part of one JSON value that is longer than a page: ask `more` until an answer has no `next_cursor`, join all \
    `json_text_part` in this order, and parse that text.";

/// Long answers that are kept; the oldest goes.
const MAX_KEPT: usize = 16;

/// Splits a result: lists by their items, one that is too long by its text.
pub(super) fn split(items: Vec<Value>, is_list: bool) -> Vec<Value> {
    if !is_list {
        let only = items.into_iter().next().unwrap_or_default();
        let text = only.to_string();
        return match text.len() <= PAGE_BYTES {
            true => vec![only],
            false => slices(&text),
        };
    }
    let (mut pages, mut page, mut size) = (Vec::new(), Vec::new(), 0);
    for item in items {
        let text = item.to_string();
        if size + text.len() > PAGE_BYTES && !page.is_empty() {
            pages.push(Value::Array(std::mem::take(&mut page)));
            size = 0;
        }
        if text.len() > PAGE_BYTES {
            pages.extend(slices(&text));
        } else {
            size += text.len();
            page.push(item);
        }
    }
    if !page.is_empty() || pages.is_empty() {
        pages.push(Value::Array(page));
    }
    pages
}

/// Cuts JSON text between characters.
fn slices(text: &str) -> Vec<Value> {
    let (mut pages, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let end = rest.floor_char_boundary(PAGE_BYTES.min(rest.len()));
        let (slice, further) = rest.split_at(end);
        pages.push(json!({ "json_text_part": slice, "to_join": JOIN }));
        rest = further;
    }
    pages
}

/// The pages that were not asked for yet.
#[derive(Default)]
pub(super) struct KeptPages(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    count: u64,
    answers: VecDeque<(u64, Vec<Value>)>,
}

impl KeptPages {
    /// Keeps the pages and returns the first with the cursor of the second; `None` if there is only one.
    pub(super) fn first(&self, mut pages: Vec<Value>) -> (Value, Option<String>) {
        if pages.len() < 2 {
            return (pages.pop().unwrap_or_default(), None);
        }
        let first = pages[0].clone();
        let mut kept = self.0.lock();
        kept.count += 1;
        let number = kept.count;
        kept.answers.push_back((number, pages));
        if kept.answers.len() > MAX_KEPT {
            kept.answers.pop_front();
        }
        (first, Some(format!("{number}:1")))
    }

    /// Returns the page of a cursor and the cursor of the next; `None` if the answer is not kept.
    pub(super) fn next(&self, cursor: &str) -> Option<(Value, Option<String>)> {
        let (number, index) = cursor.split_once(':')?;
        let (number, index): (u64, usize) = (number.parse().ok()?, index.parse().ok()?);
        let kept = self.0.lock();
        let (_, pages) = kept.answers.iter().find(|(kept, _)| *kept == number)?;
        let page = pages.get(index)?.clone();
        let next = (index + 1 < pages.len()).then(|| format!("{number}:{}", index + 1));
        Some((page, next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_list_hold_all_items_in_order() {
        let items: Vec<_> = (0..100)
            .map(|number| json!({ "n": number, "text": "가".repeat(500) }))
            .collect();
        let kept = KeptPages::default();
        let (mut page, mut cursor) = kept.first(split(items.clone(), true));
        let mut seen = Vec::new();
        let mut count = 1;
        loop {
            assert!(page.to_string().len() <= PAGE_BYTES + 4096);
            seen.extend(page.as_array().cloned().unwrap_or_default());
            let Some(next) = cursor else { break };
            (page, cursor) = kept.next(&next).unwrap_or_default();
            count += 1;
        }
        assert_eq!(seen, items);
        assert!(count > 3, "{count}");
        assert!(kept.next("9:1").is_none() && kept.next("x").is_none());
    }

    #[test]
    fn pages_of_a_long_value_join_to_its_text() {
        let value = json!({ "body": "가".repeat(PAGE_BYTES) });
        let pages = split(vec![value.clone()], false);
        let text: String = pages
            .iter()
            .map(|page| page["json_text_part"].as_str().unwrap_or_default())
            .collect();
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
    }
}
