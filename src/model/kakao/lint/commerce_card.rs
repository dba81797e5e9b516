//! Checks commerceCard: a product with its price.
use super::linter::Linter;
use super::parts;
use super::rules;
use crate::model::json::tree::JsonNode;

/// The misspelling of `discountedPrice` in Kakao's table.
const MISSPELLED: &str = "dicountedPrice";

pub(super) fn check(linter: &mut Linter<'_>, card: JsonNode<'_>, in_carousel: bool) {
    let known_fields = [
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
    if !linter.expect_object(card, &known_fields) {
        return;
    }
    linter.check_field_length(card, "title", &rules::COMMERCE_CARD_TITLE);
    linter.check_field_length(card, "description", &rules::COMMERCE_CARD_DESCRIPTION);
    prices(linter, card);
    thumbnails(linter, card);
    parts::profile(linter, card, None);
    parts::buttons(linter, card);
    parts::forwardable(linter, card, in_carousel || parts::has_buttons(card));
}

fn prices(linter: &mut Linter<'_>, card: JsonNode<'_>) {
    if card.get("price").is_none() {
        linter.report_missing(&rules::COMMERCE_CARD_PRICE, card, "price");
    }
    for key in [
        "price",
        "discount",
        "discountRate",
        "discountedPrice",
        MISSPELLED,
    ] {
        linter.expect_number(card.get(key));
        let maximum = if key == "discountRate" {
            100.0
        } else {
            f64::INFINITY
        };
        if let Some(node) = card.get(key)
            && node
                .number()
                .is_some_and(|number| number < 0.0 || number > maximum)
        {
            linter.report_rule(&rules::COMMERCE_CARD_AMOUNT, node);
        }
    }
    if let Some(currency) = card.get("currency") {
        linter.expect_one_of(currency, &["won"], &rules::COMMERCE_CARD_CURRENCY);
    }
    if let Some(misspelled) = card.get(MISSPELLED) {
        linter.report_rule(&rules::COMMERCE_CARD_SPELLING, misspelled);
    }
    let discounted = card.get("discountedPrice").or_else(|| card.get(MISSPELLED));
    match (card.get("discountRate"), discounted) {
        (Some(rate), None) if !linter.report_misspelled(card, "discountedPrice") => {
            linter.report_rule(&rules::COMMERCE_CARD_RATE, rate);
        }
        (_, Some(_)) => {
            if let Some(discount) = card.get("discount") {
                linter.report_rule(&rules::COMMERCE_CARD_DISCOUNTED, discount);
            }
        }
        _ => {}
    }
}

fn thumbnails(linter: &mut Linter<'_>, card: JsonNode<'_>) {
    let rule = &rules::COMMERCE_CARD_THUMBNAILS;
    let Some(list) = card.get("thumbnails") else {
        return linter.report_missing(rule, card, "thumbnails");
    };
    let Some(thumbnails) = linter.expect_list(list) else {
        return;
    };
    if thumbnails.len() != rule.limit {
        linter.report_number(rule, list, "lint.count", thumbnails.len());
    }
    for item in thumbnails {
        parts::thumbnail(linter, item, &["width", "height"]);
    }
}
