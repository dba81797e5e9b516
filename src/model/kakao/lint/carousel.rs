//! Checks carousel: several cards of one type.
use super::linter::Linter;
use super::rules;
use super::{cards, commerce_card, item_card, list_card, parts};
use crate::model::json::tree::JsonNode;
use crate::model::text::phrase::Phrase;

const TYPES: [&str; 5] = [
    "basicCard",
    "commerceCard",
    "listCard",
    "itemCard",
    "textCard",
];

pub(super) fn check(linter: &mut Linter<'_>, carousel: JsonNode<'_>) {
    if !linter.expect_object(carousel, &["type", "items", "header"]) {
        return;
    }
    let kind = kind(linter, carousel);
    if let Some(header) = carousel.get("header") {
        match kind {
            Some("textCard" | "listCard") => linter.report_rule(&rules::CAROUSEL_NO_HEADER, header),
            _ => check_header(linter, header),
        }
    }
    let Some(list) = carousel.get("items") else {
        let phrase = Phrase::new("lint.carousel-items");
        return linter.report(&rules::CAROUSEL_ITEMS, carousel, phrase);
    };
    let Some(items) = linter.expect_list(list) else {
        return;
    };
    if items.len() < 2 {
        linter.report_number(&rules::CAROUSEL_FEW, list, "lint.count", items.len());
    }
    match kind {
        Some("listCard") => linter.check_count(list, &rules::CAROUSEL_LIST_CARDS),
        _ => linter.check_count(list, &rules::CAROUSEL_ITEMS),
    }
    for &item in &items {
        match kind {
            Some("basicCard") => cards::basic_card(linter, item, true),
            Some("textCard") => cards::text_card(linter, item, true),
            Some("commerceCard") => commerce_card::check(linter, item, true),
            Some("listCard") => list_card::check(linter, item, true),
            Some("itemCard") => item_card::check(linter, item, true),
            _ => {}
        }
    }
    check_same_ratio(linter, &items);
    if kind == Some("itemCard") {
        check_same_parts(linter, &items);
    }
}

fn kind<'n>(linter: &mut Linter<'_>, carousel: JsonNode<'n>) -> Option<&'n str> {
    let Some(node) = carousel.get("type") else {
        linter.report_missing(&rules::CAROUSEL_TYPE, carousel, "type");
        return None;
    };
    linter.expect_one_of(node, &TYPES, &rules::CAROUSEL_TYPE);
    match node.text() {
        Some("listCard") => linter.report_rule(&rules::LIST_CARD_IN_CAROUSEL, node),
        Some("textCard") => linter.report_rule(&rules::CAROUSEL_TEXT_CARDS, node),
        _ => {}
    }
    node.text()
}

fn check_header(linter: &mut Linter<'_>, header: JsonNode<'_>) {
    if !linter.expect_object(header, &["title", "description", "thumbnail"]) {
        return;
    }
    linter.require_text(header, "title", &rules::CAROUSEL_HEADER);
    linter.require_text(header, "description", &rules::CAROUSEL_HEADER);
    match header.get("thumbnail") {
        None => linter.report_missing(&rules::CAROUSEL_HEADER, header, "thumbnail"),
        Some(thumbnail) => {
            linter.expect_object(thumbnail, &["imageUrl"]);
            linter.require_text(thumbnail, "imageUrl", &rules::CAROUSEL_HEADER);
            parts::image_url(linter, thumbnail);
        }
    }
}

/// Returns the aspect ratio of a card's image, from its size or `fixedRatio`; `None` if the answer has neither.
fn ratio(card: JsonNode<'_>) -> Option<(u64, u64)> {
    let thumbnail = card
        .get("thumbnail")
        .or_else(|| card.get("thumbnails")?.elements().next())?;
    let fixed = || {
        let is_square = thumbnail.get("fixedRatio")?.is_true();
        Some(if is_square { (1, 1) } else { (2, 1) })
    };
    match item_card::size(thumbnail) {
        Some((width, height)) if width > 0 && height > 0 => {
            let divisor = greatest_common_divisor(width, height);
            Some((width / divisor, height / divisor))
        }
        _ => fixed(),
    }
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}

fn check_same_ratio(linter: &mut Linter<'_>, cards: &[JsonNode<'_>]) {
    let mut ratios = cards.iter().filter_map(|card| Some((*card, ratio(*card)?)));
    let Some((_, first)) = ratios.next() else {
        return;
    };
    if let Some((card, (width, height))) = ratios.find(|(_, ratio)| *ratio != first) {
        let phrase = rules::CAROUSEL_RATIO.phrase_in("lint.ratio");
        let phrase = phrase.with("width", width).with("height", height);
        let phrase = phrase
            .with("firstWidth", first.0)
            .with("firstHeight", first.1);
        linter.report(&rules::CAROUSEL_RATIO, card, phrase);
    }
}

fn check_same_parts(linter: &mut Linter<'_>, cards: &[JsonNode<'_>]) {
    for part in ["thumbnail", "head", "profile", "imageTitle"] {
        let with = cards.iter().filter(|card| card.get(part).is_some()).count();
        if with == 0 || with == cards.len() {
            continue;
        }
        if let Some(without) = cards.iter().find(|card| card.get(part).is_none()) {
            let phrase = rules::CAROUSEL_ALIKE
                .phrase_in("lint.unlike")
                .with("n", with);
            let phrase = phrase.with("all", cards.len()).with("part", part);
            linter.report(&rules::CAROUSEL_ALIKE, *without, phrase);
        }
    }
}
