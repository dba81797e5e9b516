//! The page begins.
use super::Paged;
use crate::support::{Momo, browser_test, has_browser};

#[test]
fn page_opens_and_its_token_leaves_the_address() {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let paged = Paged::dev(&momo, &[]);
    browser_test(
        "start.mjs",
        &[("PAGE", paged.ready["page"].as_str().unwrap())],
    );
}
