//! Checks itemCard: names and values, as on a receipt or a ticket.
use super::linter::Linter;
use super::parts;
use super::rules;
use crate::model::json::tree::JsonNode;
use crate::model::text::utf16::units;

pub(super) fn check(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    let known_fields = [
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
    if !linter.expect_object(card, &known_fields) {
        return;
    }
    if let Some(node) = card.get("thumbnail") {
        thumbnail(linter, node, in_carousel);
    }
    check_heads(linter, card);
    check_item_list(linter, card, in_carousel);
    if let Some(summary) = card.get("itemListSummary") {
        check_summary(linter, summary);
    }
    check_texts(linter, card, in_carousel);
    parts::buttons_with_label(linter, card, &rules::ITEM_BUTTON_LABEL);
    parts::forwardable(linter, card, in_carousel || parts::has_buttons(card));
    let loses_parts_forwarded = card.get("head").is_some() || card.get("itemList").is_some();
    if let Some(node) = card
        .get("forwardable")
        .filter(|node| node.is_true() && loses_parts_forwarded)
    {
        linter.report_rule(&rules::FORWARDED_ITEM_CARD, node);
    }
}

fn thumbnail(linter: &mut Linter<'_>, thumbnail: JsonNode<'_>, in_carousel: bool) {
    parts::thumbnail(linter, thumbnail, &["width", "height"]);
    let Some((width, height)) = size(thumbnail) else {
        return;
    };
    let (rule, allowed): (_, &[_]) = if in_carousel {
        (&rules::ITEM_THUMBNAIL_IN_CAROUSEL, &[(800, 400)])
    } else {
        (&rules::ITEM_THUMBNAIL, &[(800, 400), (800, 800)])
    };
    if !allowed.contains(&(width, height)) {
        let phrase = rule.phrase_in("lint.size").with("width", width);
        linter.report(rule, thumbnail, phrase.with("height", height));
    }
}

/// Returns width and height; `None` unless both are numbers.
pub(super) fn size(thumbnail: JsonNode<'_>) -> Option<(u64, u64)> {
    let number = |key| {
        let value = thumbnail.get(key)?;
        value.text().unwrap_or(value.raw()).parse().ok()
    };
    Some((number("width")?, number("height")?))
}

fn check_heads(linter: &mut Linter<'_>, card: JsonNode<'_>) {
    if let Some(head) = card.get("head") {
        if linter.expect_object(head, &["title"]) {
            linter.require_text(head, "title", &rules::ITEM_HEAD_TITLE);
            linter.check_field_lines(head, "title", &rules::ITEM_HEAD_LINES);
        }
        if card.get("profile").is_some() {
            linter.report_rule(&rules::ITEM_CARD_HEAD, head);
        }
    }
    parts::profile(linter, card, Some(&rules::ITEM_PROFILE_TITLE));
    if let Some(title) = card.get("imageTitle")
        && linter.expect_object(title, &["title", "description", "imageUrl"])
    {
        linter.require_text(title, "title", &rules::ITEM_IMAGE_TITLE);
        linter.check_field_lines(title, "title", &rules::ITEM_IMAGE_TITLE_LINES);
        let description = &rules::ITEM_IMAGE_DESCRIPTION_LINES;
        linter.check_field_lines(title, "description", description);
        parts::image_url(linter, title);
    }
}

fn check_item_list(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    if let Some(alignment) = card.get("itemListAlignment") {
        linter.expect_one_of(alignment, &["left", "right"], &rules::ITEM_ALIGNMENT);
    }
    let Some(list) = card.get("itemList") else {
        return linter.report_missing(&rules::ITEM_CARD_LIST, card, "itemList");
    };
    let Some(items) = linter.expect_list(list) else {
        return;
    };
    linter.check_count(
        list,
        if in_carousel {
            &rules::ITEM_CARD_LIST_IN_CAROUSEL
        } else {
            &rules::ITEM_CARD_LIST
        },
    );
    if items.is_empty() {
        linter.report_rule(&rules::ITEM_CARD_NO_ITEMS, list);
    }
    for item in items {
        if !linter.expect_object(item, &["title", "description"]) {
            continue;
        }
        linter.require_text(item, "title", &rules::ITEM_DESCRIPTION);
        linter.check_field_length(item, "title", &rules::ITEM_TITLE);
        let description = linter.require_text(item, "description", &rules::ITEM_DESCRIPTION);
        if let (Some(text), Some(node)) = (description, item.get("description")) {
            linter.check_line_count(node, text, &rules::ITEM_LINES);
        }
    }
}

fn check_summary(linter: &mut Linter<'_>, summary: JsonNode<'_>) {
    if !linter.expect_object(summary, &["title", "description"]) {
        return;
    }
    linter.require_text(summary, "title", &rules::ITEM_SUMMARY_TITLE);
    linter.check_field_length(summary, "title", &rules::ITEM_SUMMARY_TITLE);
    linter.require_text(summary, "description", &rules::ITEM_SUMMARY_DESCRIPTION);
    linter.check_field_length(summary, "description", &rules::ITEM_SUMMARY_DESCRIPTION);
    if let Some(node) = summary.get("description")
        && let Some(text) = node.text()
    {
        if !is_amount(text) {
            linter.report_rule(&rules::ITEM_SUMMARY_FORM, node);
        } else if !is_grouped(text) {
            linter.report_rule(&rules::ITEM_SUMMARY_COMMAS, node);
        }
    }
}

/// Returns whether commas, if any, separate groups of three digits.
fn is_grouped(amount: &str) -> bool {
    let integer_part = amount.split('.').next().unwrap_or_default();
    let is_part = |ch: char| ch.is_ascii_digit() || ch == ',';
    let number = integer_part.trim_matches(|ch| !is_part(ch));
    let mut groups = number.split(',');
    let first = groups.next().unwrap_or_default();
    let mut others = groups.peekable();
    others.peek().is_none()
        || ((1..=3).contains(&first.len()) && others.all(|group| group.len() == 3))
}

/// Returns whether the text is a number with an optional currency before or after it: `₩4,032.79`, `4,032 원`, `$ 10`.
fn is_amount(text: &str) -> bool {
    let is_part = |ch: char| ch.is_ascii_digit() || matches!(ch, ',' | '.');
    let Some(start) = text.find(is_part) else {
        return text.is_empty();
    };
    let end = text.rfind(is_part).map_or(start, |offset| offset + 1);
    let number = &text[start..end];
    let (integer_part, decimals) = number.split_once('.').unwrap_or((number, ""));
    let is_currency = |text: &str| text.chars().all(|ch| ch == ' ' || !ch.is_ascii_digit());
    let digits = |text: &str| text.chars().all(|ch| ch.is_ascii_digit());
    integer_part
        .chars()
        .all(|ch| ch.is_ascii_digit() || ch == ',')
        && digits(decimals)
        && decimals.len() <= 2
        && is_currency(&text[..start])
        && is_currency(&text[end..])
}

fn check_texts(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    let text = |key| card.get(key).and_then(JsonNode::text);
    let (title, description) = (text("title"), text("description"));
    if let (None, Some(node)) = (title, card.get("description"))
        && !linter.report_misspelled(card, "title")
    {
        linter.report_rule(&rules::ITEM_CARD_NO_TITLE, node);
    }
    let rule = if in_carousel {
        &rules::ITEM_CARD_TEXT_IN_CAROUSEL
    } else {
        &rules::ITEM_CARD_TEXT
    };
    let (title, description) = (title.unwrap_or_default(), description.unwrap_or_default());
    let length = units(title) + units(description);
    if length > rule.limit {
        linter.report_number(rule, card, "lint.characters", length);
    }
    let lines = title.lines().count() + description.lines().count();
    if lines > rules::ITEM_CARD_LINES.limit {
        linter.report_number(&rules::ITEM_CARD_LINES, card, "lint.lines", lines);
    }
}
