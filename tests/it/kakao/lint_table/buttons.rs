//! Buttons and quick replies.
use super::{Row, basic_card, button, buttons, card, image, item_card, many, text, with};
use serde_json::json;

pub(super) fn all_buttons() -> Vec<Row> {
    let horizontal = || json!({"buttonLayout": "horizontal"});
    let square = json!({"thumbnail": with(image(), json!({"fixedRatio": true}))});
    let on_square = |count| {
        let fields = with(
            square.clone(),
            json!({"buttons": many(count, button(json!({})))}),
        );
        card("basicCard", basic_card(fields))
    };
    let on_item_card = |length| {
        let fields = json!({"buttons": [button(json!({"label": text(length)}))]});
        card("itemCard", item_card(fields))
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
        ("item-card/button-label", on_item_card(14), on_item_card(15)),
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
