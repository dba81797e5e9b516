//! simpleText, simpleImage, textCard and basicCard.
use super::parts;
use super::rules;
use super::sheet::Sheet;
use super::tree::Node;
use crate::model::text::utf16::units;

pub(super) fn simple_text(sheet: &mut Sheet<'_>, component: &Node) {
    if !sheet.object(component, &["text", "extra", "forwardable"]) {
        return;
    }
    let text = sheet.required(component, "text", &rules::SIMPLE_TEXT);
    if let (Some(text), Some(node)) = (text, component.get("text")) {
        let length = units(text);
        if !text.is_empty() && text.trim().is_empty() {
            sheet.says(&rules::SIMPLE_TEXT_BLANK, node);
        }
        if length > rules::SIMPLE_TEXT_LENGTH.limit {
            sheet.short(node, text, &rules::SIMPLE_TEXT_LENGTH);
        } else if length > rules::SIMPLE_TEXT_FOLD.limit {
            let message = format!("{length} characters: {}", rules::SIMPLE_TEXT_FOLD.says);
            sheet.broken(&rules::SIMPLE_TEXT_FOLD, node, message);
        }
    }
    parts::forwardable(sheet, component, false);
}

pub(super) fn simple_image(sheet: &mut Sheet<'_>, component: &Node) {
    if sheet.object(component, &["imageUrl", "altText", "forwardable"]) {
        parts::image(sheet, component, &rules::SIMPLE_IMAGE);
        parts::forwardable(sheet, component, false);
    }
}

pub(super) fn text_card(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    let known = [
        "title",
        "description",
        "buttons",
        "buttonLayout",
        "forwardable",
    ];
    if !sheet.object(card, &known) {
        return;
    }
    let text = |key| card.get(key).and_then(Node::text).unwrap_or_default();
    let (title, description) = (text("title"), text("description"));
    if title.is_empty() && description.is_empty() {
        sheet.says(&rules::TEXT_CARD, card);
    }
    sheet.at_most(card, "title", &rules::TEXT_CARD_TITLE);
    let limit = if in_carousel {
        &rules::TEXT_CARD_IN_CAROUSEL
    } else {
        &rules::TEXT_CARD_DESCRIPTION
    };
    sheet.at_most(card, "description", limit);
    let whole = units(title) + units(description);
    let fits = units(description) <= limit.limit;
    if !in_carousel && fits && whole > rules::TEXT_CARD_SHOWN.limit {
        let message = format!("{whole} characters: {}", rules::TEXT_CARD_SHOWN.says);
        sheet.broken(&rules::TEXT_CARD_SHOWN, card, message);
    }
    parts::buttons(sheet, card);
    parts::forwardable(sheet, card, in_carousel || parts::has_buttons(card));
}

pub(super) fn basic_card(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    let known = [
        "title",
        "description",
        "thumbnail",
        "profile",
        "social",
        "buttons",
        "buttonLayout",
        "forwardable",
    ];
    if !sheet.object(card, &known) {
        return;
    }
    sheet.at_most(card, "title", &rules::BASIC_CARD_TITLE);
    sheet.at_most(card, "description", &rules::BASIC_CARD_DESCRIPTION);
    for key in ["title", "description"].into_iter().filter(|_| in_carousel) {
        if let Some(node) = card.get(key)
            && let Some(text) = node.text()
        {
            sheet.few_lines(node, text, &rules::BASIC_CARD_LINES);
        }
    }
    match card.get("thumbnail") {
        Some(thumbnail) => parts::thumbnail(sheet, thumbnail, &["width", "height"]),
        None => sheet.broken(
            &rules::BASIC_CARD_THUMBNAIL,
            card,
            format!(
                "`thumbnail` is missing: {}",
                rules::BASIC_CARD_THUMBNAIL.says
            ),
        ),
    }
    if let Some(social) = card.get("social") {
        sheet.says(&rules::BASIC_CARD_SOCIAL, social);
    }
    parts::profile(sheet, card, None);
    parts::buttons(sheet, card);
    parts::forwardable(sheet, card, in_carousel || parts::has_buttons(card));
}
