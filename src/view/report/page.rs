//! The page around an HTML report: self-contained, without external requests.
use super::parts::in_both;
use crate::model::http::csp_hash::hash_source;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Renders the page. `style` is added to that of all reports, and constant.
pub(in crate::view) fn page(title: &str, style: &'static str, body: &Markup) -> String {
    let style = format!("{STYLE}{style}");
    render(title, &style, Some(SCRIPT), body)
}

/// Renders a page without scripts. `style` is its whole style, and constant.
pub(in crate::view) fn static_page(title: &str, style: &'static str, body: &Markup) -> String {
    render(title, style, None, body)
}

fn render(title: &str, style: &str, script: Option<&'static str>, body: &Markup) -> String {
    let allowed = script.map(|script| format!("script-src {}; ", hash_source(script)));
    let policy = format!(
        "default-src 'none'; style-src {}; {}base-uri 'none'; form-action 'none'",
        hash_source(style),
        allowed.unwrap_or_default()
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                // Both are constants; no data is left unescaped.
                style { (PreEscaped(style)) }
            }
            body {
                (body)
                @if let Some(script) = script {
                    script { (PreEscaped(script)) }
                }
            }
        }
    };
    page.into_string()
}

/// Renders the button that changes the language of the page.
pub(in crate::view) fn language_button() -> Markup {
    html! {
        button type="button" data-do="language" { span lang="en" { "한국어" } span lang="ko" { "English" } }
    }
}

/// Renders one figure with its name.
pub(in crate::view) fn figure(value: &str, class: &str, english: &str, korean: &str) -> Markup {
    html! { div class={ "figure " (class) } { strong { (value) } span { (in_both(english, korean)) } } }
}
