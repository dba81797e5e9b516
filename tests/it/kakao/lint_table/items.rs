//! itemCard and its summary.
use super::{Row, card, item, item_card, lines, many, sized, text, two, with};
use serde_json::json;

pub(super) fn item_cards() -> Vec<Row> {
    let of = |fields| card("itemCard", item_card(fields));
    let two_of = |fields| two("itemCard", item_card(fields));
    let items = |count| json!({"itemList": many(count, item())});
    let one = |fields| of(json!({"itemList": [with(item(), fields)]}));
    let texts = |length: usize| json!({"title": "가", "description": text(length - 1)});
    vec![
        ("item-card/list", of(items(10)), of(items(11))),
        (
            "item-card/list",
            of(items(1)),
            of(json!({"itemList": null})),
        ),
        ("item-card/no-items", of(items(1)), of(items(0))),
        (
            "item-card/list-in-carousel",
            two_of(items(5)),
            two_of(items(6)),
        ),
        (
            "item-card/item-title",
            one(json!({"title": text(6)})),
            one(json!({"title": text(7)})),
        ),
        (
            "item-card/item-description",
            one(json!({})),
            one(json!({"description": null})),
        ),
        (
            "item-card/item-lines",
            one(json!({"description": lines(2)})),
            one(json!({"description": lines(3)})),
        ),
        (
            "item-card/alignment",
            of(json!({"itemListAlignment": "right"})),
            of(json!({"itemListAlignment": "center"})),
        ),
        ("item-card/text", of(texts(200)), of(texts(201))),
        (
            "item-card/text-in-carousel",
            two_of(texts(100)),
            two_of(texts(101)),
        ),
        (
            "item-card/lines",
            of(json!({"title": "a", "description": lines(11)})),
            of(json!({"title": "a", "description": lines(12)})),
        ),
        (
            "item-card/no-title",
            of(json!({"title": "a", "description": "b"})),
            of(json!({"description": "b"})),
        ),
        (
            "item-card/head",
            of(json!({"head": {"title": "a"}})),
            of(json!({"head": {"title": "a"}, "profile": {"title": "b"}})),
        ),
        (
            "item-card/head-title",
            of(json!({"head": {"title": "a"}})),
            of(json!({"head": {}})),
        ),
        (
            "item-card/head-lines",
            of(json!({"head": {"title": lines(1)}})),
            of(json!({"head": {"title": lines(2)}})),
        ),
        (
            "item-card/image-title",
            of(json!({"imageTitle": {"title": "a"}})),
            of(json!({"imageTitle": {"description": "a"}})),
        ),
        (
            "item-card/image-title-lines",
            of(json!({"imageTitle": {"title": lines(2)}})),
            of(json!({"imageTitle": {"title": lines(3)}})),
        ),
        (
            "item-card/image-description-lines",
            of(json!({"imageTitle": {"title": "a", "description": lines(1)}})),
            of(json!({"imageTitle": {"title": "a", "description": lines(2)}})),
        ),
        (
            "item-card/profile-title",
            of(json!({"profile": {"title": text(15)}})),
            of(json!({"profile": {"title": text(16)}})),
        ),
        (
            "item-card/thumbnail-size",
            of(sized(800, 800)),
            of(sized(800, 600)),
        ),
        (
            "item-card/thumbnail-in-carousel",
            two_of(sized(800, 400)),
            two_of(sized(800, 800)),
        ),
    ]
}

pub(super) fn summaries() -> Vec<Row> {
    let of = |title: String, amount: &str| {
        let summary = json!({"title": title, "description": amount});
        card("itemCard", item_card(json!({"itemListSummary": summary})))
    };
    vec![
        (
            "item-card/summary-title",
            of(text(6), "1원"),
            of(text(7), "1원"),
        ),
        (
            "item-card/summary-description",
            of(text(2), "12,345,678,901"),
            of(text(2), "123,456,789,012"),
        ),
        (
            "item-card/summary-form",
            of(text(2), "₩4,032.79"),
            of(text(2), "4.032.79"),
        ),
        (
            "item-card/summary-form",
            of(text(2), "4,032 원"),
            of(text(2), "4,032.795"),
        ),
    ]
}
