//! listCard: a header and a few lines that lead somewhere.
use super::parts;
use super::rules;
use super::sheet::Sheet;
use super::tree::Node;

pub(super) fn check(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    let known = ["header", "items", "buttons", "buttonLayout", "forwardable"];
    if !sheet.object(card, &known) {
        return;
    }
    match card.get("header") {
        None => sheet.broken(
            &rules::LIST_CARD_HEADER,
            card,
            format!("`header` is missing: {}", rules::LIST_CARD_HEADER.says),
        ),
        Some(node) => header(sheet, node),
    }
    let mut leads = false;
    if let Some(list) = card.get("items") {
        let rule = if in_carousel {
            &rules::LIST_CARD_ITEMS_IN_CAROUSEL
        } else {
            &rules::LIST_CARD_ITEMS
        };
        leads = items(sheet, list, rule);
    }
    if card
        .get("items")
        .is_none_or(|list| list.elements().is_empty())
    {
        sheet.says(&rules::LIST_CARD_NO_ITEMS, card);
    }
    parts::buttons(sheet, card);
    let is_hidden = in_carousel || leads || parts::has_buttons(card);
    parts::forwardable(sheet, card, is_hidden);
}

fn header(sheet: &mut Sheet<'_>, header: &Node) {
    if !sheet.object(header, &["title", "description", "imageUrl", "link"]) {
        return;
    }
    sheet.required(header, "title", &rules::LIST_CARD_HEADER);
    for ignored in ["description", "imageUrl"] {
        if let Some(node) = header.get(ignored) {
            sheet.says(&rules::LIST_CARD_HEADER_ONLY, node);
        }
    }
    if let Some(link) = header.get("link") {
        parts::link(sheet, link);
    }
}

/// The items; whether one leads somewhere.
fn items(sheet: &mut Sheet<'_>, list: &Node, count: &rules::Rule) -> bool {
    let Some(items) = sheet.list(list) else {
        return false;
    };
    sheet.few(list, count);
    items.iter().for_each(|one| item(sheet, one));
    let leads = |item: &Node| item.get("link").is_some() || item.get("action").is_some();
    items.iter().any(leads)
}

fn item(sheet: &mut Sheet<'_>, item: &Node) {
    let known = [
        "title",
        "description",
        "imageUrl",
        "link",
        "action",
        "blockId",
        "messageText",
        "extra",
    ];
    if !sheet.object(item, &known) {
        return;
    }
    sheet.required(item, "title", &rules::LIST_ITEM_TITLE);
    parts::image_url(sheet, item);
    if let Some(link) = item.get("link") {
        parts::link(sheet, link);
    }
    if let Some(action) = item.get("action") {
        sheet.one_of(action, &["block", "message"], &rules::LIST_ITEM_ACTION);
        if action.text() == Some("block") {
            sheet.required(item, "blockId", &rules::LIST_ITEM_BLOCK);
        }
    }
}
