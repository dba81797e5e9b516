//! The page begins.
use super::Paged;
use crate::support::{Momo, Peer, browser_test, free_port, has_browser, response};
use std::sync::{Arc, Mutex};

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

/// A platform that is restarted by a thread of a [`Peer`], which outlives the test; it ends on drop.
struct Running(Arc<Mutex<Option<Paged>>>);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.lock().ok().and_then(|mut paged| paged.take()));
    }
}

#[test]
fn page_says_how_to_go_on_after_a_restart() {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let port = free_port().to_string();
    let start = move || Paged::start(&momo, &["dev", "--port", &port, "--json"]);
    let first = start();
    let page = first.ready["page"].as_str().unwrap().to_owned();
    let running = Running(Arc::new(Mutex::new(Some(first))));
    let paged = running.0.clone();
    let restarts = Peer::raw(move |_| {
        let mut paged = paged.lock().unwrap();
        drop(paged.take());
        let next = start();
        let address = next.ready["page"].as_str().unwrap().to_owned();
        *paged = Some(next);
        response(200, "text/plain", &address)
    });
    browser_test(
        "restarted.mjs",
        &[("PAGE", &page), ("RESTART", &restarts.url("/"))],
    );
}
