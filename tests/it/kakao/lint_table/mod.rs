//! One answer at each limit and one beyond it, for every rule: the first breaks it not, the second does.
mod answers;
mod buttons;
mod cards;
mod carousels;
mod causes;
mod items;
mod lists;
mod required;
mod texts;

use momo::model::kakao::lint::{RULES, lint};
use serde_json::{Value, json};

fn text(length: usize) -> String {
    "가".repeat(length)
}

fn lines(count: usize) -> String {
    vec!["줄"; count].join("\n")
}

fn many(count: usize, one: Value) -> Value {
    vec![one; count].into()
}

/// An object with some fields more; `null` takes one away.
fn with(mut object: Value, fields: Value) -> Value {
    let target = object.as_object_mut().unwrap();
    for (key, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => target.remove(key),
            _ => target.insert(key.clone(), value.clone()),
        };
    }
    object
}

fn answer(output: Value) -> Value {
    json!({"version": "2.0", "template": {"outputs": [output]}})
}

fn simple_text(fields: Value) -> Value {
    answer(json!({"simpleText": with(json!({"text": "안녕"}), fields)}))
}

fn replies(count: usize, fields: Value) -> Value {
    let reply = with(
        json!({"label": "예", "action": "message", "messageText": "예"}),
        fields,
    );
    with(
        simple_text(json!({})),
        json!({"template": {"outputs": [{"simpleText": {"text": "?"}}], "quickReplies": many(count, reply)}}),
    )
}

fn image() -> Value {
    json!({"imageUrl": "https://example.com/a.png"})
}

fn text_card(fields: Value) -> Value {
    with(json!({"title": "제목"}), fields)
}

fn basic_card(fields: Value) -> Value {
    with(json!({"title": "제목", "thumbnail": image()}), fields)
}

fn commerce_card(fields: Value) -> Value {
    with(
        json!({"title": "양말", "price": 3000, "currency": "won", "thumbnails": [image()]}),
        fields,
    )
}

fn list_card(fields: Value) -> Value {
    with(
        json!({"header": {"title": "목록"}, "items": [{"title": "하나"}]}),
        fields,
    )
}

fn item() -> Value {
    json!({"title": "좌석", "description": "7A"})
}

fn item_card(fields: Value) -> Value {
    with(json!({"itemList": [item()]}), fields)
}

fn card(kind: &str, card: Value) -> Value {
    answer(json!({ kind: card }))
}

fn carousel(kind: &str, items: Value, fields: Value) -> Value {
    let carousel = with(json!({"type": kind, "items": items}), fields);
    answer(json!({ "carousel": carousel }))
}

/// A carousel of two such cards.
fn two(kind: &str, card: Value) -> Value {
    carousel(kind, many(2, card), json!({}))
}

fn button(fields: Value) -> Value {
    with(
        json!({"label": "열기", "action": "message", "messageText": "열기"}),
        fields,
    )
}

fn buttons(count: usize, fields: Value, card_fields: Value) -> Value {
    let buttons = json!({"buttons": many(count, button(fields))});
    card("textCard", with(text_card(buttons), card_fields))
}

fn context(value: Value) -> Value {
    with(
        simple_text(json!({})),
        json!({"context": {"values": [value]}}),
    )
}

fn header(fields: Value) -> Value {
    let header = json!({"title": "이달", "description": "고른 것", "thumbnail": image()});
    json!({"header": with(header, fields)})
}

fn sized(width: u32, height: u32) -> Value {
    json!({"thumbnail": with(image(), json!({"width": width, "height": height}))})
}

/// A rule's name, an answer that keeps it as narrowly as can be, and one that breaks it.
type Row = (&'static str, Value, Value);

fn rows() -> Vec<Row> {
    [
        answers::whole(),
        answers::outputs(),
        texts::texts_and_images(),
        cards::text_and_basic_cards(),
        cards::commerce_cards(),
        lists::list_cards(),
        items::item_cards(),
        items::summaries(),
        carousels::carousels(),
        buttons::all_buttons(),
        answers::oddities(),
        causes::causes(),
    ]
    .concat()
}

fn broken(answer: &Value) -> Vec<String> {
    let found = lint(answer.to_string().as_bytes());
    found.into_iter().map(|it| it.rule.to_owned()).collect()
}

#[test]
fn each_rule_holds_at_its_limit_and_breaks_beyond() {
    for (rule, fine, wrong) in rows() {
        let (fine_breaks, wrong_breaks) = (broken(&fine), broken(&wrong));
        assert!(
            !fine_breaks.iter().any(|it| it == rule),
            "{rule} refuses {fine}"
        );
        assert!(
            wrong_breaks.iter().any(|it| it == rule),
            "{rule} takes {wrong}: {wrong_breaks:?}"
        );
    }
}

#[test]
fn every_rule_has_a_row() {
    // JSON values cannot repeat a field nor begin with a mark: these rules have tests of their own.
    let apart = ["field/repeated", "answer/byte-order-mark"];
    let rows = rows();
    for rule in RULES.iter().filter(|rule| !apart.contains(&rule.id)) {
        assert!(
            rows.iter().any(|(name, ..)| *name == rule.id),
            "{}",
            rule.id
        );
    }
}
