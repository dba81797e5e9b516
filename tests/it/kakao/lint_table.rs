//! One answer at each limit and one beyond it, for every rule: the first breaks it not, the second does.
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

fn whole() -> Vec<Row> {
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

fn outputs() -> Vec<Row> {
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

fn texts_and_images() -> Vec<Row> {
    let image = |fields| card("simpleImage", with(image(), fields));
    vec![
        (
            "simple-text/text",
            simple_text(json!({})),
            simple_text(json!({"text": null})),
        ),
        (
            "simple-text/text",
            simple_text(json!({})),
            simple_text(json!({"text": ""})),
        ),
        (
            "simple-text/length",
            simple_text(json!({"text": text(1000)})),
            simple_text(json!({"text": text(1001)})),
        ),
        (
            "simple-text/fold",
            simple_text(json!({"text": text(500)})),
            simple_text(json!({"text": text(501)})),
        ),
        (
            "simple-image/url",
            image(json!({})),
            image(json!({"imageUrl": null})),
        ),
        (
            "image/alt-text",
            image(json!({"altText": text(50)})),
            image(json!({"altText": text(51)})),
        ),
        (
            "image/address",
            image(json!({})),
            image(json!({"imageUrl": "/a.png"})),
        ),
    ]
}

fn text_and_basic_cards() -> Vec<Row> {
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

fn commerce_cards() -> Vec<Row> {
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

fn list_cards() -> Vec<Row> {
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
            "list-card/in-carousel",
            of(json!({})),
            two("listCard", list_card(json!({}))),
        ),
    ]
}

fn item_cards() -> Vec<Row> {
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

fn summaries() -> Vec<Row> {
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

fn carousels() -> Vec<Row> {
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
            "carousel/no-header",
            headed(json!({})),
            carousel("textCard", many(2, text_card(json!({}))), header(json!({}))),
        ),
        ("carousel/ratio", beside(wide.clone()), beside(square)),
        ("carousel/alike", items(titled.clone()), items(json!({}))),
    ]
}

fn all_buttons() -> Vec<Row> {
    let horizontal = || json!({"buttonLayout": "horizontal"});
    let square = json!({"thumbnail": with(image(), json!({"fixedRatio": true}))});
    let on_square = |count| {
        let fields = with(
            square.clone(),
            json!({"buttons": many(count, button(json!({})))}),
        );
        card("basicCard", basic_card(fields))
    };
    let one = |fields| buttons(1, fields, json!({}));
    let needs = |action: &str, field: &str| {
        (
            "buttons/needs",
            one(json!({"action": action, "messageText": null, field: "x"})),
            one(json!({"action": action, "messageText": null})),
        )
    };
    vec![
        (
            "buttons/count",
            buttons(3, json!({}), json!({})),
            buttons(4, json!({}), json!({})),
        ),
        (
            "buttons/count-beside",
            buttons(2, json!({}), horizontal()),
            buttons(3, json!({}), horizontal()),
        ),
        ("buttons/count-beside", on_square(2), on_square(3)),
        (
            "buttons/layout",
            buttons(1, json!({}), horizontal()),
            buttons(1, json!({}), json!({"buttonLayout": "diagonal"})),
        ),
        (
            "buttons/label",
            one(json!({"label": text(14)})),
            one(json!({"label": text(15)})),
        ),
        (
            "buttons/label-beside",
            buttons(2, json!({"label": text(8)}), horizontal()),
            buttons(2, json!({"label": text(9)}), horizontal()),
        ),
        // Alone in its row a button has the whole of it.
        (
            "buttons/label",
            buttons(1, json!({"label": text(14)}), horizontal()),
            one(json!({"label": null})),
        ),
        needs("webLink", "webLinkUrl"),
        needs("message", "messageText"),
        needs("phone", "phoneNumber"),
        needs("block", "blockId"),
        (
            "buttons/action",
            one(json!({"action": "share"})),
            one(json!({"action": "buy"})),
        ),
        (
            "buttons/action",
            one(json!({"action": "operator"})),
            one(json!({"action": null})),
        ),
        (
            "buttons/os-link",
            one(json!({})),
            one(json!({"action": "osLink"})),
        ),
    ]
}

/// What no document speaks of, and momo finds odd.
fn oddities() -> Vec<Row> {
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

fn rows() -> Vec<Row> {
    [
        whole(),
        outputs(),
        texts_and_images(),
        text_and_basic_cards(),
        commerce_cards(),
        list_cards(),
        item_cards(),
        summaries(),
        carousels(),
        all_buttons(),
        oddities(),
    ]
    .concat()
}

fn broken(answer: &Value) -> Vec<String> {
    let found = lint(answer.to_string().as_bytes());
    found.into_iter().map(|it| it.rule.to_owned()).collect()
}

#[test]
fn each_rule_draws_its_line_where_it_says() {
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
fn no_rule_is_without_a_row() {
    // JSON values cannot repeat a field: this rule has a test of its own.
    let apart = ["field/repeated"];
    let rows = rows();
    for rule in RULES.iter().filter(|rule| !apart.contains(&rule.id)) {
        assert!(
            rows.iter().any(|(name, ..)| *name == rule.id),
            "{}",
            rule.id
        );
    }
}
