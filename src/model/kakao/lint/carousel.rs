//! carousel: cards of one kind beside one another.
use super::rules;
use super::sheet::Sheet;
use super::tree::Node;
use super::{cards, commerce_card, item_card, list_card, parts};

const TYPES: [&str; 5] = [
    "basicCard",
    "commerceCard",
    "listCard",
    "itemCard",
    "textCard",
];

pub(super) fn check(sheet: &mut Sheet<'_>, carousel: &Node) {
    if !sheet.object(carousel, &["type", "items", "header"]) {
        return;
    }
    let kind = kind(sheet, carousel);
    if let Some(header) = carousel.get("header") {
        match kind {
            Some("textCard" | "listCard") => sheet.says(&rules::CAROUSEL_NO_HEADER, header),
            _ => check_header(sheet, header),
        }
    }
    let Some(list) = carousel.get("items") else {
        let message = "`items` is missing: a carousel has cards";
        return sheet.broken(&rules::CAROUSEL_ITEMS, carousel, message);
    };
    let Some(items) = sheet.list(list) else {
        return;
    };
    if items.len() < 2 {
        let message = format!("there are {}: {}", items.len(), rules::CAROUSEL_FEW.says);
        sheet.broken(&rules::CAROUSEL_FEW, list, message);
    }
    match kind {
        Some("listCard") => sheet.few(list, &rules::CAROUSEL_LIST_CARDS),
        _ => sheet.few(list, &rules::CAROUSEL_ITEMS),
    }
    for item in items {
        match kind {
            Some("basicCard") => cards::basic_card(sheet, item, true),
            Some("textCard") => cards::text_card(sheet, item, true),
            Some("commerceCard") => commerce_card::check(sheet, item, true),
            Some("listCard") => list_card::check(sheet, item, true),
            Some("itemCard") => item_card::check(sheet, item, true),
            _ => {}
        }
    }
    same_ratio(sheet, items);
    if kind == Some("itemCard") {
        alike(sheet, items);
    }
}

fn kind<'n>(sheet: &mut Sheet<'_>, carousel: &'n Node) -> Option<&'n str> {
    let Some(node) = carousel.get("type") else {
        let message = format!("`type` is missing: {}", rules::CAROUSEL_TYPE.says);
        sheet.broken(&rules::CAROUSEL_TYPE, carousel, message);
        return None;
    };
    sheet.one_of(node, &TYPES, &rules::CAROUSEL_TYPE);
    match node.text() {
        Some("listCard") => sheet.says(&rules::LIST_CARD_IN_CAROUSEL, node),
        Some("textCard") => sheet.says(&rules::CAROUSEL_TEXT_CARDS, node),
        _ => {}
    }
    node.text()
}

fn check_header(sheet: &mut Sheet<'_>, header: &Node) {
    if !sheet.object(header, &["title", "description", "thumbnail"]) {
        return;
    }
    sheet.required(header, "title", &rules::CAROUSEL_HEADER);
    sheet.required(header, "description", &rules::CAROUSEL_HEADER);
    match header.get("thumbnail") {
        None => sheet.broken(
            &rules::CAROUSEL_HEADER,
            header,
            format!("`thumbnail` is missing: {}", rules::CAROUSEL_HEADER.says),
        ),
        Some(thumbnail) => {
            sheet.object(thumbnail, &["imageUrl"]);
            sheet.required(thumbnail, "imageUrl", &rules::CAROUSEL_HEADER);
            parts::image_url(sheet, thumbnail);
        }
    }
}

/// What the answer itself tells of the ratio of a card's image: its size, or that it is square.
fn ratio(card: &Node) -> Option<(u64, u64)> {
    let thumbnail = card
        .get("thumbnail")
        .or_else(|| card.get("thumbnails")?.elements().first())?;
    let fixed = || {
        let is_square = thumbnail.get("fixedRatio")?.is_true();
        Some(if is_square { (1, 1) } else { (2, 1) })
    };
    match item_card::size(thumbnail) {
        Some((width, height)) if width > 0 && height > 0 => {
            let whole = divisor(width, height);
            Some((width / whole, height / whole))
        }
        _ => fixed(),
    }
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

fn same_ratio(sheet: &mut Sheet<'_>, cards: &[Node]) {
    let mut told = cards.iter().filter_map(|card| Some((card, ratio(card)?)));
    let Some((_, first)) = told.next() else {
        return;
    };
    if let Some((card, other)) = told.find(|(_, ratio)| *ratio != first) {
        let message = format!(
            "{}:{}, the first is {}:{}: {}",
            other.0,
            other.1,
            first.0,
            first.1,
            rules::CAROUSEL_RATIO.says
        );
        sheet.broken(&rules::CAROUSEL_RATIO, card, message);
    }
}

fn alike(sheet: &mut Sheet<'_>, cards: &[Node]) {
    for part in ["thumbnail", "head", "profile", "imageTitle"] {
        let with = cards.iter().filter(|card| card.get(part).is_some()).count();
        if with == 0 || with == cards.len() {
            continue;
        }
        if let Some(without) = cards.iter().find(|card| card.get(part).is_none()) {
            let message = format!(
                "{with} of {} cards have a `{part}`: {}",
                cards.len(),
                rules::CAROUSEL_ALIKE.says
            );
            sheet.broken(&rules::CAROUSEL_ALIKE, without, message);
        }
    }
}
