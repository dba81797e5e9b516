//! textCard, basicCard and commerceCard.
use super::{Row, basic_card, card, commerce_card, image, lines, many, text, text_card, two, with};
use serde_json::json;

pub(super) fn text_and_basic_cards() -> Vec<Row> {
    let text_of = |fields| card("textCard", text_card(fields));
    let basic = |fields| card("basicCard", basic_card(fields));
    let two_basic = |fields| two("basicCard", basic_card(fields));
    let without = |key: &str| json!({"thumbnail": with(image(), json!({ key: null }))});
    vec![
        (
            "text-card/text",
            text_of(json!({})),
            text_of(json!({"title": null})),
        ),
        (
            "text-card/title",
            text_of(json!({"title": text(50)})),
            text_of(json!({"title": text(51)})),
        ),
        (
            "text-card/description",
            text_of(json!({"description": text(400)})),
            text_of(json!({"description": text(401)})),
        ),
        (
            "text-card/description-in-carousel",
            two("textCard", text_card(json!({"description": text(128)}))),
            two("textCard", text_card(json!({"description": text(129)}))),
        ),
        (
            "text-card/shown",
            text_of(json!({"title": text(50), "description": text(350)})),
            text_of(json!({"title": text(50), "description": text(351)})),
        ),
        (
            "basic-card/title",
            basic(json!({"title": text(50)})),
            basic(json!({"title": text(51)})),
        ),
        (
            "basic-card/description",
            basic(json!({"description": text(230)})),
            basic(json!({"description": text(231)})),
        ),
        (
            "basic-card/lines-in-carousel",
            two_basic(json!({"description": lines(2)})),
            two_basic(json!({"description": lines(3)})),
        ),
        (
            "basic-card/thumbnail",
            basic(json!({})),
            basic(json!({"thumbnail": null})),
        ),
        (
            "basic-card/social",
            basic(json!({})),
            basic(json!({"social": {"like": 1}})),
        ),
        (
            "profile/nickname",
            basic(json!({"profile": {"nickname": "a"}})),
            basic(json!({"profile": {"title": "a"}})),
        ),
        (
            "thumbnail/url",
            basic(json!({})),
            basic(without("imageUrl")),
        ),
        (
            "link/web",
            basic(
                json!({"thumbnail": with(image(), json!({"link": {"web": "https://example.com"}}))}),
            ),
            basic(
                json!({"thumbnail": with(image(), json!({"link": {"web": "https://example.com", "pc": "https://example.com"}}))}),
            ),
        ),
    ]
}

pub(super) fn commerce_cards() -> Vec<Row> {
    let of = |fields| card("commerceCard", commerce_card(fields));
    let images = |count| of(json!({"thumbnails": many(count, image())}));
    vec![
        (
            "commerce-card/title",
            of(json!({"title": text(30)})),
            of(json!({"title": text(31)})),
        ),
        (
            "commerce-card/description",
            of(json!({"description": text(40)})),
            of(json!({"description": text(41)})),
        ),
        (
            "commerce-card/price",
            of(json!({})),
            of(json!({"price": null})),
        ),
        (
            "commerce-card/currency",
            of(json!({})),
            of(json!({"currency": "usd"})),
        ),
        (
            "commerce-card/discount-rate",
            of(json!({"discountRate": 10, "discountedPrice": 2700})),
            of(json!({"discountRate": 10})),
        ),
        (
            "commerce-card/discounted-price",
            of(json!({"discount": 300})),
            of(json!({"discount": 300, "discountedPrice": 2700})),
        ),
        (
            "commerce-card/spelling",
            of(json!({"discountedPrice": 1})),
            of(json!({"dicountedPrice": 1})),
        ),
        ("commerce-card/thumbnails", images(1), images(2)),
        ("commerce-card/thumbnails", images(1), images(0)),
    ]
}
