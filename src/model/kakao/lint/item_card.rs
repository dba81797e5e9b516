//! itemCard: names and values, as on a receipt or a ticket.
use super::parts;
use super::rules;
use super::sheet::Sheet;
use super::tree::{Node, Value};
use crate::model::text::utf16::units;

pub(super) fn check(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    let known = [
        "thumbnail",
        "head",
        "profile",
        "imageTitle",
        "itemList",
        "itemListAlignment",
        "itemListSummary",
        "title",
        "description",
        "buttons",
        "buttonLayout",
        "forwardable",
    ];
    if !sheet.object(card, &known) {
        return;
    }
    if let Some(node) = card.get("thumbnail") {
        thumbnail(sheet, node, in_carousel);
    }
    heads(sheet, card);
    item_list(sheet, card, in_carousel);
    if let Some(summary) = card.get("itemListSummary") {
        check_summary(sheet, summary);
    }
    texts(sheet, card, in_carousel);
    parts::buttons(sheet, card);
    parts::forwardable(sheet, card, in_carousel || parts::has_buttons(card));
    let loses = card.get("head").is_some() || card.get("itemList").is_some();
    if let Some(asked) = card.get("forwardable").filter(|it| it.is_true() && loses) {
        sheet.says(&rules::FORWARDED_ITEM_CARD, asked);
    }
}

fn thumbnail(sheet: &mut Sheet<'_>, thumbnail: &Node, in_carousel: bool) {
    parts::thumbnail(sheet, thumbnail, &["width", "height"]);
    let Some((width, height)) = size(thumbnail) else {
        return;
    };
    let (rule, allowed): (_, &[_]) = if in_carousel {
        (&rules::ITEM_THUMBNAIL_IN_CAROUSEL, &[(800, 400)])
    } else {
        (&rules::ITEM_THUMBNAIL, &[(800, 400), (800, 800)])
    };
    if !allowed.contains(&(width, height)) {
        let message = format!("{width}x{height}: {}", rule.says);
        sheet.broken(rule, thumbnail, message);
    }
}

/// Width and height, where both are given.
pub(super) fn size(thumbnail: &Node) -> Option<(u64, u64)> {
    let number = |key| match &thumbnail.get(key)?.value {
        Value::Number(text) | Value::Text(text) => text.parse().ok(),
        _ => None,
    };
    Some((number("width")?, number("height")?))
}

fn heads(sheet: &mut Sheet<'_>, card: &Node) {
    if let Some(head) = card.get("head") {
        sheet.object(head, &["title"]);
        if card.get("profile").is_some() {
            sheet.says(&rules::ITEM_CARD_HEAD, head);
        }
    }
    parts::profile(sheet, card, Some(&rules::ITEM_PROFILE_TITLE));
    if let Some(title) = card.get("imageTitle")
        && sheet.object(title, &["title", "description", "imageUrl"])
    {
        parts::image_url(sheet, title);
    }
}

fn item_list(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    if let Some(alignment) = card.get("itemListAlignment") {
        sheet.one_of(alignment, &["left", "right"], &rules::ITEM_ALIGNMENT);
    }
    let Some(list) = card.get("itemList") else {
        let message = format!("`itemList` is missing: {}", rules::ITEM_CARD_LIST.says);
        return sheet.broken(&rules::ITEM_CARD_LIST, card, message);
    };
    let Some(items) = sheet.list(list) else {
        return;
    };
    sheet.few(
        list,
        if in_carousel {
            &rules::ITEM_CARD_LIST_IN_CAROUSEL
        } else {
            &rules::ITEM_CARD_LIST
        },
    );
    if items.is_empty() {
        sheet.says(&rules::ITEM_CARD_NO_ITEMS, list);
    }
    for item in items {
        if !sheet.object(item, &["title", "description"]) {
            continue;
        }
        sheet.required(item, "title", &rules::ITEM_DESCRIPTION);
        sheet.at_most(item, "title", &rules::ITEM_TITLE);
        let description = sheet.required(item, "description", &rules::ITEM_DESCRIPTION);
        if let (Some(text), Some(node)) = (description, item.get("description")) {
            sheet.few_lines(node, text, &rules::ITEM_LINES);
        }
    }
}

fn check_summary(sheet: &mut Sheet<'_>, summary: &Node) {
    if !sheet.object(summary, &["title", "description"]) {
        return;
    }
    sheet.required(summary, "title", &rules::ITEM_SUMMARY_TITLE);
    sheet.at_most(summary, "title", &rules::ITEM_SUMMARY_TITLE);
    sheet.required(summary, "description", &rules::ITEM_SUMMARY_DESCRIPTION);
    sheet.at_most(summary, "description", &rules::ITEM_SUMMARY_DESCRIPTION);
    if let Some(node) = summary.get("description")
        && let Some(text) = node.text()
    {
        if !is_amount(text) {
            sheet.says(&rules::ITEM_SUMMARY_FORM, node);
        } else if !is_grouped(text) {
            sheet.says(&rules::ITEM_SUMMARY_COMMAS, node);
        }
    }
}

/// Whether commas, where there are any, stand before each three digits.
fn is_grouped(amount: &str) -> bool {
    let whole = amount.split('.').next().unwrap_or_default();
    let is_part = |ch: char| ch.is_ascii_digit() || ch == ',';
    let number = whole.trim_matches(|ch| !is_part(ch));
    let mut groups = number.split(',');
    let first = groups.next().unwrap_or_default();
    let mut others = groups.peekable();
    others.peek().is_none()
        || ((1..=3).contains(&first.len()) && others.all(|group| group.len() == 3))
}

/// A number with a sign or the letters of a currency before or behind it: `₩4,032.79`, `4,032 원`, `$ 10`.
fn is_amount(text: &str) -> bool {
    let is_part = |ch: char| ch.is_ascii_digit() || matches!(ch, ',' | '.');
    let Some(start) = text.find(is_part) else {
        return text.is_empty();
    };
    let end = text.rfind(is_part).map_or(start, |at| at + 1);
    let number = &text[start..end];
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let is_currency = |text: &str| text.chars().all(|it| it == ' ' || !it.is_ascii_digit());
    let digits = |text: &str| text.chars().all(|it| it.is_ascii_digit());
    whole.chars().all(|it| it.is_ascii_digit() || it == ',')
        && digits(decimals)
        && decimals.len() <= 2
        && is_currency(&text[..start])
        && is_currency(&text[end..])
}

fn texts(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    let text = |key| card.get(key).and_then(Node::text);
    let (title, description) = (text("title"), text("description"));
    if let (None, Some(node)) = (title, card.get("description")) {
        sheet.says(&rules::ITEM_CARD_NO_TITLE, node);
    }
    let rule = if in_carousel {
        &rules::ITEM_CARD_TEXT_IN_CAROUSEL
    } else {
        &rules::ITEM_CARD_TEXT
    };
    let (title, description) = (title.unwrap_or_default(), description.unwrap_or_default());
    let length = units(title) + units(description);
    if length > rule.limit {
        sheet.broken(rule, card, format!("{length} characters: {}", rule.says));
    }
    let lines = title.lines().count() + description.lines().count();
    if lines > rules::ITEM_CARD_LINES.limit {
        let message = format!("{lines} lines: {}", rules::ITEM_CARD_LINES.says);
        sheet.broken(&rules::ITEM_CARD_LINES, card, message);
    }
}
