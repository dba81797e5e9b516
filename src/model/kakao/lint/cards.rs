//! Checks simpleText, simpleImage, textCard and basicCard.
use super::linter::Linter;
use super::parts;
use super::rules;
use crate::model::json::tree::JsonNode;
use crate::model::text::utf16::units;

pub(super) fn simple_text(linter: &mut Linter<'_>, component: JsonNode<'_>) {
    if !linter.expect_object(component, &["text", "extra", "forwardable"]) {
        return;
    }
    let text = linter.require_text(component, "text", &rules::SIMPLE_TEXT);
    if let (Some(text), Some(node)) = (text, component.get("text")) {
        let length = units(text);
        if !text.is_empty() && text.trim().is_empty() {
            linter.report_rule(&rules::SIMPLE_TEXT_BLANK, node);
        }
        if length > rules::SIMPLE_TEXT_LENGTH.limit {
            simple_text_length(linter, node, text);
        } else if length > rules::SIMPLE_TEXT_FOLD.limit {
            linter.report_number(&rules::SIMPLE_TEXT_FOLD, node, "lint.characters", length);
        }
    }
    parts::forwardable(linter, component, false);
}

/// Checks the length of a text that is too long with its line breaks; whether they count is disputed.
fn simple_text_length(linter: &mut Linter<'_>, node: JsonNode<'_>, text: &str) {
    let limit = rules::SIMPLE_TEXT_LENGTH.limit;
    let letters = text.chars().count();
    let breaks = text.chars().filter(|ch| matches!(ch, '\n' | '\r')).count();
    if letters > limit && letters - breaks <= limit {
        let rule = &rules::SIMPLE_TEXT_NEWLINES;
        let phrase = rule.phrase_in("lint.newlines").with("n", units(text));
        return linter.report(rule, node, phrase.with("without", units(text) - breaks));
    }
    linter.check_length(node, text, &rules::SIMPLE_TEXT_LENGTH);
}

pub(super) fn simple_image(linter: &mut Linter<'_>, component: JsonNode<'_>) {
    if linter.expect_object(component, &["imageUrl", "altText", "forwardable"]) {
        parts::image(linter, component, &rules::SIMPLE_IMAGE);
        parts::forwardable(linter, component, false);
    }
}

pub(super) fn text_card(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    let known_fields = [
        "title",
        "description",
        "buttons",
        "buttonLayout",
        "forwardable",
    ];
    if !linter.expect_object(card, &known_fields) {
        return;
    }
    let text = |key| card.get(key).and_then(JsonNode::text).unwrap_or_default();
    let (title, description) = (text("title"), text("description"));
    if title.is_empty() && description.is_empty() {
        let is_misspelled = ["title", "description"].map(|key| linter.report_misspelled(card, key));
        if !is_misspelled.contains(&true) {
            linter.report_rule(&rules::TEXT_CARD, card);
        }
    }
    linter.check_field_length(card, "title", &rules::TEXT_CARD_TITLE);
    let limit = if in_carousel {
        &rules::TEXT_CARD_IN_CAROUSEL
    } else {
        &rules::TEXT_CARD_DESCRIPTION
    };
    linter.check_field_length(card, "description", limit);
    let total = units(title) + units(description);
    let fits = units(description) <= limit.limit;
    if !in_carousel && fits && total > rules::TEXT_CARD_SHOWN.limit {
        linter.report_number(&rules::TEXT_CARD_SHOWN, card, "lint.characters", total);
    }
    parts::buttons(linter, card);
    parts::forwardable(linter, card, in_carousel || parts::has_buttons(card));
}

pub(super) fn basic_card(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    let known_fields = [
        "title",
        "description",
        "thumbnail",
        "profile",
        "social",
        "buttons",
        "buttonLayout",
        "forwardable",
    ];
    if !linter.expect_object(card, &known_fields) {
        return;
    }
    linter.check_field_length(card, "title", &rules::BASIC_CARD_TITLE);
    linter.check_field_length(card, "description", &rules::BASIC_CARD_DESCRIPTION);
    for key in ["title", "description"].into_iter().filter(|_| in_carousel) {
        if let Some(node) = card.get(key)
            && let Some(text) = node.text()
        {
            linter.check_line_count(node, text, &rules::BASIC_CARD_LINES);
        }
    }
    match card.get("thumbnail") {
        Some(thumbnail) => parts::thumbnail(linter, thumbnail, &["width", "height"]),
        None => linter.report_missing(&rules::BASIC_CARD_THUMBNAIL, card, "thumbnail"),
    }
    if let Some(social) = card.get("social") {
        linter.report_rule(&rules::BASIC_CARD_SOCIAL, social);
    }
    parts::profile(linter, card, None);
    parts::buttons(linter, card);
    parts::forwardable(linter, card, in_carousel || parts::has_buttons(card));
}
