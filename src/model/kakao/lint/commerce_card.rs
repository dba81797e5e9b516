//! commerceCard: something that is sold.
use super::parts;
use super::rules;
use super::sheet::Sheet;
use super::tree::Node;

/// As Kakao's table spells `discountedPrice`.
const MISSPELLED: &str = "dicountedPrice";

pub(super) fn check(sheet: &mut Sheet<'_>, card: &Node, in_carousel: bool) {
    let known = [
        "title",
        "description",
        "price",
        "currency",
        "discount",
        "discountRate",
        "discountedPrice",
        MISSPELLED,
        "thumbnails",
        "profile",
        "buttons",
        "buttonLayout",
        "forwardable",
    ];
    if !sheet.object(card, &known) {
        return;
    }
    sheet.at_most(card, "title", &rules::COMMERCE_CARD_TITLE);
    sheet.at_most(card, "description", &rules::COMMERCE_CARD_DESCRIPTION);
    prices(sheet, card);
    thumbnails(sheet, card);
    parts::profile(sheet, card, None);
    parts::buttons(sheet, card);
    parts::forwardable(sheet, card, in_carousel || parts::has_buttons(card));
}

fn prices(sheet: &mut Sheet<'_>, card: &Node) {
    if card.get("price").is_none() {
        let message = format!("`price` is missing: {}", rules::COMMERCE_CARD_PRICE.says);
        sheet.broken(&rules::COMMERCE_CARD_PRICE, card, message);
    }
    for key in [
        "price",
        "discount",
        "discountRate",
        "discountedPrice",
        MISSPELLED,
    ] {
        sheet.number(card.get(key));
        let most = if key == "discountRate" {
            100.0
        } else {
            f64::INFINITY
        };
        if let Some(node) = card.get(key)
            && node.number().is_some_and(|it| it < 0.0 || it > most)
        {
            sheet.says(&rules::COMMERCE_CARD_AMOUNT, node);
        }
    }
    if let Some(currency) = card.get("currency") {
        sheet.one_of(currency, &["won"], &rules::COMMERCE_CARD_CURRENCY);
    }
    if let Some(misspelled) = card.get(MISSPELLED) {
        sheet.says(&rules::COMMERCE_CARD_SPELLING, misspelled);
    }
    let discounted = card.get("discountedPrice").or_else(|| card.get(MISSPELLED));
    match (card.get("discountRate"), discounted) {
        (Some(rate), None) => sheet.says(&rules::COMMERCE_CARD_RATE, rate),
        (_, Some(_)) => {
            if let Some(discount) = card.get("discount") {
                sheet.says(&rules::COMMERCE_CARD_DISCOUNTED, discount);
            }
        }
        _ => {}
    }
}

fn thumbnails(sheet: &mut Sheet<'_>, card: &Node) {
    let rule = &rules::COMMERCE_CARD_THUMBNAILS;
    let Some(list) = card.get("thumbnails") else {
        return sheet.broken(
            rule,
            card,
            format!("`thumbnails` is missing: {}", rule.says),
        );
    };
    let Some(thumbnails) = sheet.list(list) else {
        return;
    };
    if thumbnails.len() != rule.limit {
        let message = format!("there are {}: {}", thumbnails.len(), rule.says);
        sheet.broken(rule, list, message);
    }
    for one in thumbnails {
        parts::thumbnail(sheet, one, &["width", "height"]);
    }
}
