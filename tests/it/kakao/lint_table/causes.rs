//! The cause of a wrong answer, not its echoes: names around, missing, misspelled, envelopes, old formats.
use super::{
    Row, answer, basic_card, card, carousel, commerce_card, image, item_card, lines, list_card,
    many, simple_text, text, text_card, two,
};
use momo::model::kakao::lint::{Finding, Severity, lint};
use serde_json::{Value, json};

pub(super) fn causes() -> Vec<Row> {
    let fine = || simple_text(json!({}));
    let basic = || basic_card(json!({}));
    let wrapped = || json!({"basicCard": basic()});
    let outputs = || json!([{"simpleText": {"text": "a"}}]);
    vec![
        (
            "field/misspelled",
            fine(),
            json!({"version": "2.0", "templates": {"outputs": outputs()}}),
        ),
        (
            "answer/wrapped",
            fine(),
            json!({"statusCode": 200, "body": fine()}),
        ),
        (
            "answer/old-format",
            fine(),
            json!({"contents": [{"type": "text", "text": "a"}]}),
        ),
        (
            "answer/place",
            fine(),
            json!({"version": "2.0", "outputs": outputs()}),
        ),
        ("output/unnamed", fine(), answer(json!({"text": "a"}))),
        (
            "simple-text/newlines",
            simple_text(json!({"text": text(1000)})),
            simple_text(json!({"text": text(1000) + "\n"})),
        ),
        (
            "carousel/wrapped-card",
            two("basicCard", basic()),
            two("basicCard", wrapped()),
        ),
        (
            "carousel/mixed",
            two("basicCard", basic()),
            carousel(
                "basicCard",
                json!([basic(), commerce_card(json!({}))]),
                json!({}),
            ),
        ),
    ]
}

fn found(answer: &Value) -> Vec<Finding> {
    lint(answer.to_string().as_bytes())
}

fn errors(answer: &Value) -> Vec<(&'static str, String)> {
    let errors = found(answer)
        .into_iter()
        .filter(|it| it.level == Severity::Error);
    errors.map(|it| (it.rule, it.path)).collect()
}

/// Each of these has one mistake, and one error that names it.
#[test]
fn cause_is_told_once() {
    let fine = simple_text(json!({}));
    let outputs = json!([{"simpleText": {"text": "a"}}]);
    let cards = many(2, basic_card(json!({})));
    let lists = many(2, list_card(json!({})));
    let cases = [
        (
            json!({"statusCode": 200, "body": fine.to_string()}),
            "answer/wrapped",
            "body",
        ),
        (json!({"data": fine}), "answer/wrapped", "data"),
        (
            json!({"success": true, "result": {"answer": 1}, "response": fine}),
            "answer/wrapped",
            "response",
        ),
        (json!(fine.to_string()), "answer/json", ""),
        (json!([fine, 200]), "answer/json", ""),
        (
            json!({"contents": [{"type": "text", "text": "a"}], "quickReplies": []}),
            "answer/old-format",
            "contents",
        ),
        (
            json!({"message": {"text": "a"}, "keyboard": {"type": "text"}}),
            "answer/old-format",
            "message",
        ),
        (
            json!({"version": "2.0", "outputs": outputs}),
            "answer/place",
            "outputs",
        ),
        (
            json!({"version": "2.0", "simpleText": {"text": "a"}}),
            "answer/place",
            "simpleText",
        ),
        (
            json!({"version": "2.0", "template": {"simpleText": {"text": "a"}}}),
            "answer/place",
            "template.simpleText",
        ),
        (
            json!({"version": "2.0", "templates": {"outputs": outputs}}),
            "field/misspelled",
            "templates",
        ),
        (
            json!({"version": "2.0", "Template": {"outputs": outputs}}),
            "field/misspelled",
            "Template",
        ),
        (
            json!({"version": "2.0", "use_callback": true}),
            "field/misspelled",
            "use_callback",
        ),
        (
            answer(json!({"text": "a"})),
            "output/unnamed",
            "template.outputs[0]",
        ),
        (answer(image()), "output/unnamed", "template.outputs[0]"),
        (
            answer(text_card(json!({}))),
            "output/unnamed",
            "template.outputs[0]",
        ),
        (
            answer(item_card(json!({}))),
            "output/unnamed",
            "template.outputs[0]",
        ),
        (
            answer(json!({"type": "basicCard", "items": cards})),
            "output/unnamed",
            "template.outputs[0]",
        ),
        (
            answer(json!({"items": cards})),
            "output/unnamed",
            "template.outputs[0]",
        ),
        (
            answer(json!({"basicCard": cards})),
            "output/unnamed",
            "template.outputs[0].basicCard",
        ),
        (
            carousel("commerceCard", lists, json!({})),
            "carousel/mixed",
            "template.outputs[0].carousel.type",
        ),
        (
            carousel(
                "basicCard",
                json!([basic_card(json!({})), list_card(json!({}))]),
                json!({}),
            ),
            "carousel/mixed",
            "template.outputs[0].carousel.items[1]",
        ),
        (
            carousel("basicCard", cards.clone(), json!({"header": {}})),
            "carousel/header",
            "template.outputs[0].carousel.header",
        ),
    ];
    for (answer, rule, path) in cases {
        let errors = errors(&answer);
        // Without a name around them the items still want their type.
        let errors: Vec<_> = errors.iter().filter(|it| it.0 != "carousel/type").collect();
        let [(found, place)] = &errors[..] else {
            panic!("{answer}: {errors:?}");
        };
        assert_eq!((*found, &**place), (rule, path), "{answer}");
    }
}

#[test]
fn name_around_a_card_is_the_only_finding_of_it() {
    let wrapped = json!({"basicCard": basic_card(json!({}))});
    let found = found(&two("basicCard", wrapped));
    let rules: Vec<_> = found.iter().map(|it| it.rule).collect();
    assert_eq!(rules, ["carousel/wrapped-card"; 2]);
    assert_eq!(
        found[0].phrase.to_string(),
        "`basicCard` stands around the card: the card itself stands in `items`, without its name around it"
    );
}

#[test]
fn slips_of_packages_are_named() {
    let misspelled = json!({"commerceCard": {"title": "a", "price": 1, "thubmnails": [image()]}});
    let said = |answer: &Value| found(answer)[0].phrase.to_string();
    assert!(said(&answer(misspelled)).contains("is `thumbnails` meant?"));
    let cards = json!({"type": "basicCard", "items": many(2, basic_card(json!({})))});
    let around = "this list of cards wants `carousel` around it";
    assert!(said(&answer(cards)).starts_with(around));
    let lists = carousel("commerceCard", many(2, list_card(json!({}))), json!({}));
    assert!(said(&lists).contains("is `listCard` meant?"));
    let header = json!({"header": {}});
    let headed = carousel("basicCard", many(2, basic_card(json!({}))), header);
    assert!(said(&headed).starts_with("the `header` is empty: leave it out"));
}

/// What one source forbids and another allows is a warning that names both.
#[test]
fn disputed_rules_are_warnings() {
    let broken = vec!["가".repeat(24); 41].join("\n");
    let button = |length| json!({"label": text(length), "action": "share"});
    let on_item = |length| card("itemCard", item_card(json!({"buttons": [button(length)]})));
    let beside = |length| {
        let fields = json!({"buttons": many(2, button(length)), "buttonLayout": "horizontal"});
        card("textCard", text_card(fields))
    };
    let titled = |length| {
        let item = json!({"title": text(length), "description": "a"});
        card("itemCard", item_card(json!({"itemList": [item]})))
    };
    let bare = json!({"title": "a", "description": "b"});
    let cases = [
        (simple_text(json!({"text": broken})), "2018"),
        (on_item(18), "example"),
        (beside(9), "example"),
        (titled(8), "example"),
        (card("basicCard", bare), "public bots"),
    ];
    for (answer, named) in cases {
        let found = found(&answer);
        assert_eq!(found[0].level, Severity::Warning, "{found:?}");
        assert!(found[0].phrase.to_string().contains(named), "{found:?}");
        assert!(errors(&answer).is_empty(), "{found:?}");
    }
    let beyond = [
        simple_text(json!({"text": text(1001) + "\n"})),
        on_item(19),
        beside(10),
        titled(9),
        card("textCard", text_card(json!({"buttons": [button(15)]}))),
        card("simpleText", json!({"text": lines(3) + &text(1000)})),
    ];
    for answer in beyond {
        assert!(!errors(&answer).is_empty(), "{answer}");
    }
}
