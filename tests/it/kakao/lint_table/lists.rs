//! listCard.
use super::{Row, card, list_card, many, two, with};
use serde_json::json;

pub(super) fn list_cards() -> Vec<Row> {
    let of = |fields| card("listCard", list_card(fields));
    let items = |count| json!({"items": many(count, json!({"title": "하나"}))});
    let one = |fields| of(json!({"items": [with(json!({"title": "하나"}), fields)]}));
    vec![
        (
            "list-card/header",
            of(json!({})),
            of(json!({"header": null})),
        ),
        ("list-card/header", of(json!({})), of(json!({"header": {}}))),
        (
            "list-card/header-only-title",
            of(json!({})),
            of(json!({"header": {"title": "a", "description": "b"}})),
        ),
        ("list-card/items", of(items(5)), of(items(6))),
        (
            "list-card/items-in-carousel",
            two("listCard", list_card(items(4))),
            two("listCard", list_card(items(5))),
        ),
        ("list-card/no-items", of(items(1)), of(items(0))),
        (
            "list-card/item-title",
            one(json!({})),
            one(json!({"title": null})),
        ),
        (
            "list-card/item-action",
            one(json!({"action": "message"})),
            one(json!({"action": "webLink"})),
        ),
        (
            "list-card/item-block",
            one(json!({"action": "block", "blockId": "5f"})),
            one(json!({"action": "block"})),
        ),
        (
            "list-card/item-message",
            one(json!({"action": "message", "messageText": "a"})),
            one(json!({"action": "message"})),
        ),
        (
            "list-card/in-carousel",
            of(json!({})),
            two("listCard", list_card(json!({}))),
        ),
    ]
}
