//! Carousels.
use super::{
    Row, answer, basic_card, carousel, header, image, item_card, lines, list_card, many, text_card,
    two, with,
};
use serde_json::json;

pub(super) fn carousels() -> Vec<Row> {
    let basics = |count| carousel("basicCard", many(count, basic_card(json!({}))), json!({}));
    let lists = |count| carousel("listCard", many(count, list_card(json!({}))), json!({}));
    let headed = |fields| carousel("basicCard", many(2, basic_card(json!({}))), header(fields));
    let square = json!({"thumbnail": with(image(), json!({"fixedRatio": true}))});
    let wide = json!({"thumbnail": with(image(), json!({"fixedRatio": false}))});
    let beside = |other| {
        let cards = json!([basic_card(wide.clone()), basic_card(other)]);
        carousel("basicCard", cards, json!({}))
    };
    let titled = json!({"imageTitle": {"title": "a"}});
    let items = |other| {
        let cards = json!([item_card(titled.clone()), item_card(other)]);
        carousel("itemCard", cards, json!({}))
    };
    vec![
        (
            "carousel/type",
            basics(2),
            carousel("simpleText", many(2, json!({"text": "a"})), json!({})),
        ),
        (
            "carousel/type",
            basics(2),
            carousel(
                "basicCard",
                many(2, basic_card(json!({}))),
                json!({"type": null}),
            ),
        ),
        ("carousel/items", basics(10), basics(11)),
        (
            "carousel/items",
            basics(2),
            answer(json!({"carousel": {"type": "basicCard"}})),
        ),
        ("carousel/list-cards", lists(5), lists(6)),
        ("carousel/few", basics(2), basics(1)),
        (
            "carousel/text-cards",
            basics(2),
            two("textCard", text_card(json!({}))),
        ),
        (
            "carousel/header",
            headed(json!({})),
            headed(json!({"thumbnail": null})),
        ),
        (
            "carousel/header",
            headed(json!({})),
            headed(json!({"description": null})),
        ),
        (
            "carousel/header",
            headed(json!({})),
            carousel(
                "basicCard",
                many(2, basic_card(json!({}))),
                json!({"header": {}}),
            ),
        ),
        (
            "carousel/header-title-lines",
            headed(json!({"title": lines(2)})),
            headed(json!({"title": lines(3)})),
        ),
        (
            "carousel/header-description-lines",
            headed(json!({"description": lines(3)})),
            headed(json!({"description": lines(4)})),
        ),
        (
            "carousel/no-header",
            headed(json!({})),
            carousel("textCard", many(2, text_card(json!({}))), header(json!({}))),
        ),
        ("carousel/ratio", beside(wide.clone()), beside(square)),
        ("carousel/alike", items(titled.clone()), items(json!({}))),
    ]
}
