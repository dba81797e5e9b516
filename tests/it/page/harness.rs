//! The harness itself detects errors of the page, requests to the outside, and accessibility violations.
use crate::support::{Peer, browser_test, has_browser, response};

const GOOD: &str = r#"<!doctype html><html lang="en"><title>Good</title><link rel="icon" href="data:,"><main><h1>Good</h1></main>"#;
const BAD: &str = r#"<!doctype html><html lang="en"><title>Bad</title><link rel="icon" href="data:,">
<main><h1>Bad</h1><img src="data:,"><p id="p"></p></main>
<script>
console.error('said');
const code = "fetch('http://worker.example/').finally(() => postMessage(1))";
const worker = new Worker(URL.createObjectURL(new Blob([code])));
worker.onmessage = () => fetch('http://outside.example/').catch(() => { p.textContent = 'done'; throw Error('threw'); });
</script>"#;
const DIM: &str = r#"<!doctype html><html lang="en"><title>Dim</title><link rel="icon" href="data:,">
<style>@media (prefers-color-scheme: dark) { body { background: #222; color: #333 } }</style><main><h1>Dim</h1></main>"#;

#[test]
fn browser_harness_detects_failures() {
    if !has_browser() {
        return;
    }
    let peer = Peer::raw(|seen| {
        let page = match seen.line.as_str() {
            "GET / HTTP/1.1" => GOOD,
            "GET /bad HTTP/1.1" => BAD,
            _ => DIM,
        };
        response(200, "text/html; charset=utf-8", page)
    });
    browser_test("harness.mjs", &[("PAGE", &peer.url("/"))]);
}
