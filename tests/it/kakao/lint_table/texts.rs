//! simpleText and simpleImage.
use super::{Row, card, image, simple_text, text, with};
use serde_json::json;

pub(super) fn texts_and_images() -> Vec<Row> {
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
