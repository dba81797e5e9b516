//! The column "required" of each table on Kakao's page: a value that is there, missing, `null`, or empty.
use super::{
    answer, basic_card, button, card, carousel, commerce_card, context, header, image, item,
    item_card, list_card, many, replies, simple_text, text_card,
};
use momo::model::kakao::lint::{Severity, highest_severity, lint};
use serde_json::{Value, json};

/// What an answer without the field gets.
#[derive(Clone, Copy)]
enum Without {
    Error,
    /// The table requires it, public bots leave it out.
    Warning,
}

/// An answer and the JSON pointer of a field that Kakao's table requires.
type Required = (Value, &'static str, Without);

fn in_output(pointer: &'static str, output: Value) -> Required {
    (answer(output), pointer, Without::Error)
}

fn tables() -> Vec<Required> {
    [answers(), simple_cards(), lists_and_items(), carousels()].concat()
}

fn answers() -> Vec<Required> {
    let fine = || simple_text(json!({}));
    let state = || context(json!({"name": "a", "lifeSpan": 1}));
    let error = Without::Error;
    vec![
        (fine(), "/version", error),
        (fine(), "/template/outputs", error),
        (state(), "/context/values/0/name", error),
        (state(), "/context/values/0/lifeSpan", error),
        (state(), "/context/values", error),
        (
            replies(1, json!({"action": "block", "blockId": "5f"})),
            "/template/quickReplies/0/blockId",
            error,
        ),
        in_output(
            "/template/outputs/0/simpleText/text",
            json!({"simpleText": {"text": "a"}}),
        ),
        in_output(
            "/template/outputs/0/simpleImage/imageUrl",
            json!({"simpleImage": image()}),
        ),
    ]
}

fn with_button(fields: Value) -> Value {
    json!({"textCard": text_card(json!({"buttons": [button(fields)]}))})
}

fn simple_cards() -> Vec<Required> {
    let profile = || json!({"profile": {"nickname": "a"}});
    vec![
        in_output(
            "/template/outputs/0/textCard/title",
            json!({"textCard": text_card(json!({}))}),
        ),
        (
            card("basicCard", basic_card(json!({}))),
            "/template/outputs/0/basicCard/thumbnail",
            Without::Warning,
        ),
        in_output(
            "/template/outputs/0/basicCard/thumbnail/imageUrl",
            json!({"basicCard": basic_card(json!({}))}),
        ),
        in_output(
            "/template/outputs/0/basicCard/profile/nickname",
            json!({"basicCard": basic_card(profile())}),
        ),
        in_output(
            "/template/outputs/0/commerceCard/price",
            json!({"commerceCard": commerce_card(json!({}))}),
        ),
        in_output(
            "/template/outputs/0/commerceCard/thumbnails",
            json!({"commerceCard": commerce_card(json!({}))}),
        ),
        in_output(
            "/template/outputs/0/commerceCard/discountedPrice",
            json!({"commerceCard": commerce_card(json!({"discountRate": 10, "discountedPrice": 2700}))}),
        ),
        in_output(
            "/template/outputs/0/commerceCard/profile/nickname",
            json!({"commerceCard": commerce_card(profile())}),
        ),
        in_output(
            "/template/outputs/0/textCard/buttons/0/label",
            with_button(json!({})),
        ),
        in_output(
            "/template/outputs/0/textCard/buttons/0/action",
            with_button(json!({})),
        ),
        in_output(
            "/template/outputs/0/textCard/buttons/0/messageText",
            with_button(json!({})),
        ),
        in_output(
            "/template/outputs/0/textCard/buttons/0/webLinkUrl",
            with_button(json!({"action": "webLink", "webLinkUrl": "https://example.com"})),
        ),
        in_output(
            "/template/outputs/0/textCard/buttons/0/phoneNumber",
            with_button(json!({"action": "phone", "phoneNumber": "02-123-4567"})),
        ),
        in_output(
            "/template/outputs/0/textCard/buttons/0/blockId",
            with_button(json!({"action": "block", "blockId": "5f"})),
        ),
    ]
}

fn lists_and_items() -> Vec<Required> {
    let list = |item: Value| json!({"listCard": list_card(json!({"items": [item]}))});
    let of = |fields: Value| json!({"itemCard": item_card(fields)});
    let summary = json!({"itemListSummary": {"title": "합계", "description": "1,000원"}});
    vec![
        in_output(
            "/template/outputs/0/listCard/header",
            list(json!({"title": "a"})),
        ),
        in_output(
            "/template/outputs/0/listCard/header/title",
            list(json!({"title": "a"})),
        ),
        in_output(
            "/template/outputs/0/listCard/items",
            list(json!({"title": "a"})),
        ),
        in_output(
            "/template/outputs/0/listCard/items/0/title",
            list(json!({"title": "a"})),
        ),
        in_output(
            "/template/outputs/0/listCard/items/0/blockId",
            list(json!({"title": "a", "action": "block", "blockId": "5f"})),
        ),
        in_output(
            "/template/outputs/0/listCard/items/0/messageText",
            list(json!({"title": "a", "action": "message", "messageText": "b"})),
        ),
        in_output("/template/outputs/0/itemCard/itemList", of(json!({}))),
        in_output(
            "/template/outputs/0/itemCard/itemList/0/title",
            of(json!({"itemList": [item()]})),
        ),
        in_output(
            "/template/outputs/0/itemCard/itemList/0/description",
            of(json!({"itemList": [item()]})),
        ),
        in_output(
            "/template/outputs/0/itemCard/head/title",
            of(json!({"head": {"title": "a"}})),
        ),
        in_output(
            "/template/outputs/0/itemCard/profile/title",
            of(json!({"profile": {"title": "a"}})),
        ),
        in_output(
            "/template/outputs/0/itemCard/imageTitle/title",
            of(json!({"imageTitle": {"title": "a"}})),
        ),
        in_output(
            "/template/outputs/0/itemCard/thumbnail/imageUrl",
            of(json!({"thumbnail": image()})),
        ),
        in_output(
            "/template/outputs/0/itemCard/itemListSummary/title",
            of(summary.clone()),
        ),
        in_output(
            "/template/outputs/0/itemCard/itemListSummary/description",
            of(summary),
        ),
        in_output(
            "/template/outputs/0/itemCard/title",
            of(json!({"title": "a", "description": "b"})),
        ),
    ]
}

fn carousels() -> Vec<Required> {
    let cards = || {
        carousel(
            "basicCard",
            many(2, basic_card(json!({}))),
            header(json!({})),
        )
    };
    [
        "/template/outputs/0/carousel/type",
        "/template/outputs/0/carousel/items",
        "/template/outputs/0/carousel/header/title",
        "/template/outputs/0/carousel/header/description",
        "/template/outputs/0/carousel/header/thumbnail",
        "/template/outputs/0/carousel/header/thumbnail/imageUrl",
    ]
    .map(|pointer| (cards(), pointer, Without::Error))
    .to_vec()
}

fn severity(answer: &Value) -> Option<Severity> {
    let found = lint(answer.to_string().as_bytes());
    highest_severity(&found).filter(|level| *level != Severity::Assumption)
}

/// Sets or, with `None`, removes the field.
fn changed(answer: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut answer = answer.clone();
    let (object, key) = pointer.rsplit_once('/').unwrap();
    let object = answer.pointer_mut(object).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => object.insert(key.to_owned(), value),
        None => object.remove(key),
    };
    answer
}

/// The empty value of the same type; `None` for a number or an object.
fn emptied(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(json!("")),
        Value::Array(_) => Some(json!([])),
        _ => None,
    }
}

#[test]
fn required_field_that_is_missing_null_or_empty_is_reported() {
    for (answer, pointer, without) in tables() {
        assert_eq!(severity(&answer), None, "{pointer}: {answer}");
        let expected = match without {
            Without::Error => Severity::Error,
            Without::Warning => Severity::Warning,
        };
        let mut wrong = vec![None, Some(Value::Null)];
        // An empty list of contexts sets none; an itemCard may have an empty title.
        if !["/context/values", "/template/outputs/0/itemCard/title"].contains(&pointer) {
            wrong.extend(emptied(answer.pointer(pointer).unwrap()).map(Some));
        }
        for value in wrong {
            let changed = changed(&answer, pointer, value);
            assert_eq!(severity(&changed), Some(expected), "{pointer}: {changed}");
        }
    }
}

/// A Go server writes `null` for what it does not set.
#[test]
fn optional_field_may_be_null() {
    let card = text_card(json!({}));
    let mut answer = answer(json!({"textCard": card}));
    answer["template"]["outputs"][0]["textCard"]["buttons"] = Value::Null;
    answer["template"]["quickReplies"] = Value::Null;
    answer["context"] = Value::Null;
    let found = lint(answer.to_string().as_bytes());
    assert!(found.is_empty(), "{found:?}");
}

/// Misspelled, a required field is named with the one that is meant, and is not called missing too.
#[test]
fn misspelled_required_field_is_one_error() {
    for (answer, pointer, _) in tables() {
        let (object, key) = pointer.rsplit_once('/').unwrap();
        let value = answer.pointer(pointer).unwrap().clone();
        let misspelled = format!("{key}s");
        let wrong = changed(&answer, pointer, None);
        let wrong = changed(&wrong, &format!("{object}/{misspelled}"), Some(value));
        let found = lint(wrong.to_string().as_bytes());
        let named = found.iter().filter(|it| it.rule == "field/misspelled");
        assert_eq!(named.count(), 1, "{pointer}: {found:?}");
        let again = format!("`{key}` is missing: ");
        let echo = found
            .iter()
            .any(|it| it.phrase.to_string().starts_with(&again));
        assert!(!echo, "{pointer}: {found:?}");
    }
}
