//! Checks the parts that several cards share: buttons, thumbnails, links, profiles, `forwardable`.
use super::linter::Linter;
use super::rules::{self, LintRule};
use crate::model::json::tree::{JsonKind, JsonNode};

/// Checks the buttons of a card and their layout.
pub(super) fn buttons(linter: &mut Linter<'_>, card: JsonNode<'_>) {
    buttons_with_label(linter, card, &rules::BUTTON_LABEL);
}

/// Checks the buttons of a card and their layout; `label` is the rule for a label that is not side by side with another.
pub(super) fn buttons_with_label(linter: &mut Linter<'_>, card: JsonNode<'_>, label: &LintRule) {
    if let Some(layout) = card.get("buttonLayout") {
        linter.expect_one_of(layout, &["vertical", "horizontal"], &rules::BUTTON_LAYOUT);
    }
    let Some(list) = card.get("buttons") else {
        return;
    };
    let Some(buttons) = linter.expect_list(list) else {
        return;
    };
    let is_horizontal = has_horizontal_buttons(card);
    let count = if is_horizontal {
        &rules::BUTTONS_BESIDE
    } else {
        &rules::BUTTONS
    };
    linter.check_count(list, count);
    let label = if is_horizontal && buttons.len() > 1 {
        &rules::BUTTON_LABEL_BESIDE
    } else {
        label
    };
    for item in buttons {
        button(linter, item, label);
    }
}

/// Returns whether the buttons are side by side: by `buttonLayout`, or without it by the thumbnail's `fixedRatio`.
fn has_horizontal_buttons(card: JsonNode<'_>) -> bool {
    let thumbnail = card.get("thumbnail").or_else(|| {
        let list = card.get("thumbnails")?;
        list.elements().next()
    });
    match card.get("buttonLayout").and_then(JsonNode::text) {
        Some(layout) => layout == "horizontal",
        None => thumbnail
            .and_then(|thumbnail| thumbnail.get("fixedRatio"))
            .is_some_and(JsonNode::is_true),
    }
}

const ACTIONS: [&str; 6] = ["webLink", "message", "phone", "block", "share", "operator"];

fn button(linter: &mut Linter<'_>, button: JsonNode<'_>, label: &LintRule) {
    let known_fields = [
        "label",
        "action",
        "webLinkUrl",
        "messageText",
        "phoneNumber",
        "blockId",
        "extra",
        "osLink",
    ];
    if !linter.expect_object(button, &known_fields) {
        return;
    }
    if linter.require_text(button, "label", label).is_some() {
        linter.check_field_length(button, "label", label);
    }
    let Some(action) = button.get("action") else {
        return linter.report_missing(&rules::BUTTON_ACTION, button, "action");
    };
    let required_field = match action.text() {
        Some("webLink") => Some("webLinkUrl"),
        Some("message") => Some("messageText"),
        Some("phone") => Some("phoneNumber"),
        Some("block") => Some("blockId"),
        Some("osLink") => return linter.report_rule(&rules::BUTTON_OS_LINK, action),
        _ => {
            linter.expect_one_of(action, &ACTIONS, &rules::BUTTON_ACTION);
            None
        }
    };
    if let Some(required_field) = required_field
        && let Some(text) = linter.require_text(button, required_field, &rules::BUTTON_NEEDS)
        && let Some(node) = button.get(required_field)
    {
        match required_field {
            "phoneNumber" if !is_phone(text) => linter.report_rule(&rules::BUTTON_PHONE, node),
            "webLinkUrl" if !is_web_url(text) => linter.report_rule(&rules::BUTTON_WEB_LINK, node),
            _ => {}
        }
    }
}

/// Returns whether the text is a phone number. Accepts an empty text, which another rule reports.
fn is_phone(text: &str) -> bool {
    let is_allowed = |ch: char| ch.is_ascii_digit() || " +-()*#.".contains(ch);
    text.is_empty() || text.chars().all(is_allowed) && text.contains(|ch: char| ch.is_ascii_digit())
}

/// Returns whether the text is an http(s) URL. Accepts an empty text, which another rule reports.
fn is_web_url(text: &str) -> bool {
    text.is_empty() || text.starts_with("http://") || text.starts_with("https://")
}

/// Checks a thumbnail. `extra` are the additional fields that the card allows.
pub(super) fn thumbnail(linter: &mut Linter<'_>, thumbnail: JsonNode<'_>, extra: &[&str]) {
    let known_fields = [&["imageUrl", "altText", "link", "fixedRatio"], extra].concat();
    if !linter.expect_object(thumbnail, &known_fields) {
        return;
    }
    image(linter, thumbnail, &rules::THUMBNAIL_URL);
    linter.expect_boolean(thumbnail.get("fixedRatio"));
    if let Some(target) = thumbnail.get("link") {
        link(linter, target);
    }
}

/// Checks URL and alternative text of an image. `rule` requires the URL.
pub(super) fn image(linter: &mut Linter<'_>, holder: JsonNode<'_>, rule: &LintRule) {
    if linter.require_text(holder, "imageUrl", rule).is_some() {
        image_url(linter, holder);
    }
    linter.check_field_length(holder, "altText", &rules::ALT_TEXT);
}

/// Checks an optional image URL.
pub(super) fn image_url(linter: &mut Linter<'_>, holder: JsonNode<'_>) {
    if let Some(node) = holder.get("imageUrl")
        && let Some(url) = linter.expect_text(node)
        && !is_web_url(url)
    {
        linter.report_rule(&rules::IMAGE_URL, node);
    }
}

pub(super) fn link(linter: &mut Linter<'_>, link: JsonNode<'_>) {
    if !linter.expect_object(link, &["pc", "mobile", "web"]) {
        return;
    }
    for address in link.children().filter(|it| it.kind() != JsonKind::Null) {
        linter.expect_text(address);
    }
    let has_other = link.get("pc").is_some() || link.get("mobile").is_some();
    if let (Some(web), true) = (link.get("web"), has_other) {
        linter.report_rule(&rules::LINK_WEB, web);
    }
}

/// Checks the optional profile of a card. `title` is the rule of an itemCard's profile, which has a `title`; `None` for the
/// other cards, whose profile has a `nickname`.
pub(super) fn profile(linter: &mut Linter<'_>, card: JsonNode<'_>, title: Option<&LintRule>) {
    let Some(profile) = card.get("profile") else {
        return;
    };
    let known_fields = ["title", "nickname", "imageUrl", "width", "height"];
    if !linter.expect_object(profile, &known_fields) {
        return;
    }
    image_url(linter, profile);
    let (key, other, rule) = match title {
        Some(rule) => ("title", "nickname", rule),
        None => ("nickname", "title", &rules::PROFILE_NAME),
    };
    if profile.get(key).is_none() && profile.get(other).and_then(JsonNode::text).is_some() {
        let phrase = rule.phrase_in("lint.missing-instead").with("key", key);
        return linter.report(rule, profile, phrase.with("other", other));
    }
    linter.require_text(profile, key, rule);
    if let Some(rule) = title {
        linter.check_field_length(profile, key, rule);
    }
}

/// Checks `forwardable`, and reports `true` on a card that hides the icon to forward.
pub(super) fn forwardable(linter: &mut Linter<'_>, card: JsonNode<'_>, is_hidden: bool) {
    let node = card.get("forwardable");
    linter.expect_boolean(node);
    if let Some(node) = node.filter(|node| node.is_true() && is_hidden) {
        linter.report_rule(&rules::FORWARDABLE, node);
    }
}

pub(super) fn has_buttons(card: JsonNode<'_>) -> bool {
    let buttons = card.get("buttons");
    buttons.is_some_and(|buttons| buttons.elements().next().is_some())
}
