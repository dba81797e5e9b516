//! Checks carousel: several cards of one type.
use super::linter::Linter;
use super::rules;
use super::shape::{self, CARDS};
use super::{cards, commerce_card, item_card, list_card, parts};
use crate::model::json::tree::JsonNode;

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
        return linter.report_missing(&rules::CAROUSEL_ITEMS, carousel, "items");
    };
    let Some(items) = linter.expect_list(list) else {
        return;
    };
    check_item_count(linter, list, kind);
    let cards = match kind {
        Some(kind) if CARDS.contains(&kind) => check_cards(linter, carousel, kind, items),
        _ => items,
    };
    check_same_ratio(linter, &cards);
    if kind == Some("itemCard") {
        check_same_parts(linter, &cards);
    }
}

fn check_item_count(linter: &mut Linter<'_>, list: JsonNode<'_>, kind: Option<&str>) {
    match list.elements().count() {
        0 => {
            let rule = &rules::CAROUSEL_ITEMS;
            linter.report(rule, list, rule.phrase_in("lint.empty-value"));
        }
        1 => linter.report_number(&rules::CAROUSEL_FEW, list, "lint.count", 1),
        _ => {}
    }
    match kind {
        Some("listCard") => linter.check_count(list, &rules::CAROUSEL_LIST_CARDS),
        _ => linter.check_count(list, &rules::CAROUSEL_ITEMS),
    }
}

/// Checks the cards and returns them, without a name that stands around one.
fn check_cards<'n>(
    linter: &mut Linter<'_>,
    carousel: JsonNode<'n>,
    kind: &str,
    items: Vec<JsonNode<'n>>,
) -> Vec<JsonNode<'n>> {
    let mut others = items.iter().map(|item| shape::other_card(*item, kind));
    let first = others.next().flatten();
    let common = first.filter(|_| others.all(|other| other == first));
    if let (Some(other), Some(node)) = (common, carousel.get("type")) {
        let rule = &rules::CAROUSEL_MIXED;
        linter.report(
            rule,
            node,
            rule.phrase_in("lint.other-type").with("other", other),
        );
        for item in &items {
            check_card(linter, *item, other);
        }
        return items;
    }
    let cards = items.into_iter();
    cards.map(|item| check_item(linter, item, kind)).collect()
}

/// Checks an item as the card that it is. Returns the card, without a name around it.
fn check_item<'n>(linter: &mut Linter<'_>, item: JsonNode<'n>, kind: &str) -> JsonNode<'n> {
    let (card, name) = match shape::wrapped_card(item) {
        Some((name, card)) => {
            let rule = &rules::CAROUSEL_WRAPPED;
            linter.report(
                rule,
                item,
                rule.phrase_in("lint.wrapped-card").with("name", name),
            );
            (card, name)
        }
        None => (item, shape::other_card(item, kind).unwrap_or(kind)),
    };
    if name != kind {
        let rule = &rules::CAROUSEL_MIXED;
        let phrase = rule.phrase_in("lint.mixed-card").with("other", name);
        linter.report(rule, card, phrase.with("kind", kind));
    }
    check_card(linter, card, name);
    card
}

fn check_card(linter: &mut Linter<'_>, card: JsonNode<'_>, kind: &str) {
    match kind {
        "basicCard" => cards::basic_card(linter, card, true),
        "textCard" => cards::text_card(linter, card, true),
        "commerceCard" => commerce_card::check(linter, card, true),
        "listCard" => list_card::check(linter, card, true),
        "itemCard" => item_card::check(linter, card, true),
        _ => {}
    }
}

fn kind<'n>(linter: &mut Linter<'_>, carousel: JsonNode<'n>) -> Option<&'n str> {
    let Some(node) = carousel.get("type") else {
        linter.report_missing(&rules::CAROUSEL_TYPE, carousel, "type");
        return None;
    };
    linter.expect_one_of(node, &CARDS, &rules::CAROUSEL_TYPE);
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
    if header.members().next().is_none() {
        let phrase = rules::CAROUSEL_HEADER.phrase_in("lint.empty-header");
        return linter.report(&rules::CAROUSEL_HEADER, header, phrase);
    }
    linter.check_field_lines(header, "title", &rules::CAROUSEL_HEADER_TITLE_LINES);
    linter.check_field_lines(header, "description", &rules::CAROUSEL_HEADER_LINES);
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
