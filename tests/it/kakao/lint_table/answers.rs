//! The whole answer, its outputs, its context, and what no document names.
use super::{
    Row, answer, buttons, card, commerce_card, context, image, item_card, list_card, many, replies,
    simple_text, text, text_card, with,
};
use serde_json::{Value, json};

pub(super) fn whole() -> Vec<Row> {
    let fine = simple_text(json!({}));
    let padded = |size: usize| {
        let empty = with(fine.clone(), json!({"data": {"x": ""}}));
        let room = size - empty.to_string().len();
        with(fine.clone(), json!({"data": {"x": "x".repeat(room)}}))
    };
    let callback = json!({"version": "2.0", "useCallback": true});
    vec![
        ("answer/json", fine.clone(), json!([fine])),
        (
            "answer/version",
            fine.clone(),
            with(fine.clone(), json!({"version": null})),
        ),
        (
            "answer/version",
            fine.clone(),
            with(fine.clone(), json!({"version": "1.0"})),
        ),
        (
            "answer/version",
            fine.clone(),
            with(fine.clone(), json!({"version": 2.0})),
        ),
        (
            "answer/template",
            callback.clone(),
            json!({"version": "2.0", "data": {}}),
        ),
        ("answer/size", padded(30_720), padded(30_721)),
        (
            "answer/callback-template",
            callback,
            with(fine.clone(), json!({"useCallback": true})),
        ),
        ("field/type", fine.clone(), simple_text(json!({"text": 1}))),
        (
            "field/type",
            fine.clone(),
            with(fine.clone(), json!({"useCallback": "true"})),
        ),
        (
            "field/type",
            fine.clone(),
            with(fine.clone(), json!({"data": []})),
        ),
        (
            "field/unknown",
            fine.clone(),
            with(fine.clone(), json!({"quickReplies": []})),
        ),
        (
            "context/values",
            context(json!({"name": "a", "lifeSpan": 0})),
            context(json!({"name": "a"})),
        ),
        (
            "context/values",
            context(json!({"name": "a", "lifeSpan": 1})),
            context(json!({"lifeSpan": 1})),
        ),
        (
            "context/params",
            context(json!({"name": "a", "lifeSpan": 1, "params": {"x": "1"}})),
            context(json!({"name": "a", "lifeSpan": 1, "params": {"x": 1}})),
        ),
    ]
}

pub(super) fn outputs() -> Vec<Row> {
    let fine = simple_text(json!({}));
    let outputs = |count| {
        let outputs = many(count, json!({"simpleText": {"text": "안녕"}}));
        json!({"version": "2.0", "template": {"outputs": outputs}})
    };
    let two_in_one = json!({"simpleText": {"text": "a"}, "simpleImage": image()});
    vec![
        ("template/outputs", outputs(3), outputs(4)),
        ("template/outputs", outputs(1), outputs(0)),
        (
            "template/outputs",
            fine.clone(),
            json!({"version": "2.0", "template": {}}),
        ),
        ("output/one", fine.clone(), answer(two_in_one)),
        (
            "output/component",
            fine.clone(),
            answer(json!({"simpletext": {"text": "a"}})),
        ),
        ("output/component", fine.clone(), answer(json!({}))),
        (
            "output/forwardable",
            card("textCard", text_card(json!({"forwardable": true}))),
            buttons(1, json!({}), json!({"forwardable": true})),
        ),
        (
            "output/forwardable",
            card("listCard", list_card(json!({"forwardable": true}))),
            card(
                "listCard",
                list_card(
                    json!({"forwardable": true, "items": [{"title": "a", "link": {"web": "https://example.com"}}]}),
                ),
            ),
        ),
        (
            "item-card/forwarded",
            card("itemCard", item_card(json!({"forwardable": false}))),
            card("itemCard", item_card(json!({"forwardable": true}))),
        ),
        (
            "quick-replies/count",
            replies(10, json!({})),
            replies(11, json!({})),
        ),
        (
            "quick-replies/label",
            replies(1, json!({"label": text(14)})),
            replies(1, json!({"label": text(15)})),
        ),
        (
            "quick-replies/action",
            replies(1, json!({})),
            replies(1, json!({"action": "webLink"})),
        ),
        (
            "quick-replies/action",
            replies(1, json!({})),
            replies(1, json!({"action": null})),
        ),
        (
            "quick-replies/action-spelling",
            replies(1, json!({})),
            replies(1, json!({"action": "Message"})),
        ),
        (
            "quick-replies/block",
            replies(1, json!({"action": "block", "blockId": "5f"})),
            replies(1, json!({"action": "block"})),
        ),
    ]
}

/// What no document speaks of, and momo finds odd.
pub(super) fn oddities() -> Vec<Row> {
    let button = |fields: Value| {
        let button = with(json!({"label": "예"}), fields);
        answer(json!({"textCard": text_card(json!({"buttons": [button]}))}))
    };
    let phone = |number: &str| button(json!({"action": "phone", "phoneNumber": number}));
    let link = |url: &str| button(json!({"action": "webLink", "webLinkUrl": url}));
    let sold = |fields: Value| answer(json!({"commerceCard": commerce_card(fields)}));
    let context = |fields: Value| {
        let value = with(json!({"name": "a", "lifeSpan": 1}), fields);
        with(
            simple_text(json!({})),
            json!({"context": {"values": [value]}}),
        )
    };
    let sum = |text: &str| {
        let summary = json!({"title": "합계", "description": text});
        answer(json!({"itemCard": item_card(json!({"itemListSummary": summary}))}))
    };
    let blank = "simple-text/blank";
    let (amount, life, commas) = (
        "commerce-card/amount",
        "context/life",
        "item-card/summary-commas",
    );
    vec![
        (
            blank,
            simple_text(json!({"text": " a"})),
            simple_text(json!({"text": " \n"})),
        ),
        (
            "buttons/phone-number",
            phone("+82 (0)2-123-4567"),
            phone("abc"),
        ),
        ("buttons/phone-number", phone("*114#"), phone("+-")),
        ("buttons/web-link", link("https://example.com"), link("foo")),
        (
            amount,
            sold(json!({"price": 0})),
            sold(json!({"price": -1})),
        ),
        (
            amount,
            sold(json!({"discountRate": 100, "discountedPrice": 1})),
            sold(json!({"discountRate": 150, "discountedPrice": 1})),
        ),
        (
            life,
            context(json!({"ttl": 0})),
            context(json!({"ttl": -4})),
        ),
        (
            life,
            context(json!({"lifeSpan": 0})),
            context(json!({"lifeSpan": -1})),
        ),
        (life, context(json!({})), context(json!({"lifeSpan": 1.5}))),
        (commas, sum("1,000,000원"), sum("1,00,0원")),
        (commas, sum("$ 1234.50"), sum("$ 1234,500.5")),
    ]
}
