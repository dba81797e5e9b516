//! Checks listCard: a header and a few items with links or actions.
use super::linter::Linter;
use super::parts;
use super::rules;
use crate::model::json::tree::JsonNode;

pub(super) fn check(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    let known_fields = ["header", "items", "buttons", "buttonLayout", "forwardable"];
    if !linter.expect_object(card, &known_fields) {
        return;
    }
    match card.get("header") {
        None => linter.report_missing(&rules::LIST_CARD_HEADER, card, "header"),
        Some(node) => header(linter, node),
    }
    let count = if in_carousel {
        &rules::LIST_CARD_ITEMS_IN_CAROUSEL
    } else {
        &rules::LIST_CARD_ITEMS
    };
    let has_link = match card.get("items") {
        Some(list) => items(linter, list, count),
        None => {
            linter.report_missing(&rules::LIST_CARD_NO_ITEMS, card, "items");
            false
        }
    };
    parts::buttons(linter, card);
    let is_hidden = in_carousel || has_link || parts::has_buttons(card);
    parts::forwardable(linter, card, is_hidden);
}

fn header(linter: &mut Linter<'_>, header: JsonNode<'_>) {
    if !linter.expect_object(header, &["title", "description", "imageUrl", "link"]) {
        return;
    }
    linter.require_text(header, "title", &rules::LIST_CARD_HEADER);
    for ignored in ["description", "imageUrl"] {
        if let Some(node) = header.get(ignored) {
            linter.report_rule(&rules::LIST_CARD_HEADER_ONLY, node);
        }
    }
    if let Some(link) = header.get("link") {
        parts::link(linter, link);
    }
}

/// Checks the items and returns whether one has a link or an action.
fn items(linter: &mut Linter<'_>, list: JsonNode<'_>, count: &rules::LintRule) -> bool {
    let Some(items) = linter.expect_list(list) else {
        return false;
    };
    if items.is_empty() {
        linter.report_rule(&rules::LIST_CARD_NO_ITEMS, list);
    }
    linter.check_count(list, count);
    items.iter().for_each(|node| item(linter, *node));
    let has_link = |item: &JsonNode<'_>| item.get("link").is_some() || item.get("action").is_some();
    items.iter().any(has_link)
}

fn item(linter: &mut Linter<'_>, item: JsonNode<'_>) {
    let known_fields = [
        "title",
        "description",
        "imageUrl",
        "link",
        "action",
        "blockId",
        "messageText",
        "extra",
    ];
    if !linter.expect_object(item, &known_fields) {
        return;
    }
    linter.require_text(item, "title", &rules::LIST_ITEM_TITLE);
    parts::image_url(linter, item);
    if let Some(link) = item.get("link") {
        parts::link(linter, link);
    }
    if let Some(action) = item.get("action") {
        linter.expect_one_of(action, &["block", "message"], &rules::LIST_ITEM_ACTION);
        match action.text() {
            Some("block") => linter.require_text(item, "blockId", &rules::LIST_ITEM_BLOCK),
            Some("message") => linter.require_text(item, "messageText", &rules::LIST_ITEM_MESSAGE),
            _ => None,
        };
    }
}
