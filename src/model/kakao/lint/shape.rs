//! Recognises cards and components by their fields, where a name is missing, wrong, or one too many.
use crate::model::json::tree::JsonNode;

/// The components that a carousel can hold.
pub(super) const CARDS: [&str; 5] = [
    "basicCard",
    "commerceCard",
    "listCard",
    "itemCard",
    "textCard",
];

/// Returns the card in an object that names it, with its name; `None` for a card itself.
pub(super) fn wrapped_card<'n>(item: JsonNode<'n>) -> Option<(&'n str, JsonNode<'n>)> {
    item.members()
        .find(|(name, card)| CARDS.contains(name) && card.is_object())
}

/// Returns which other card the fields belong to; `None` if they may be those of a `kind`.
pub(super) fn other_card(card: JsonNode<'_>, kind: &str) -> Option<&'static str> {
    let has = |key| card.get(key).is_some();
    let is_possible = match kind {
        "basicCard" => has("thumbnail"),
        "commerceCard" => has("price") || has("thumbnails"),
        "listCard" => has("items") || has("header"),
        // An itemCard may have a thumbnail too.
        "itemCard" => has("itemList") || has("thumbnail"),
        _ => false,
    };
    distinctive_card(card).filter(|other| !is_possible && *other != kind)
}

/// Returns the card that has a field which no other card has.
fn distinctive_card(card: JsonNode<'_>) -> Option<&'static str> {
    let has = |key| card.get(key).is_some();
    if has("itemList") {
        Some("itemCard")
    } else if has("price") || has("thumbnails") {
        Some("commerceCard")
    } else if has("items") {
        Some("listCard")
    } else if has("thumbnail") {
        Some("basicCard")
    } else {
        None
    }
}

/// Returns the component that the fields of an output belong to, if its name is missing around them.
pub(super) fn unnamed_component(output: JsonNode<'_>) -> Option<&'static str> {
    let has = |key| output.get(key).is_some();
    if output.get("text").and_then(JsonNode::text).is_some() {
        Some("simpleText")
    } else if has("items") && (has("type") || !has("header") && holds_cards(output)) {
        Some("carousel")
    } else if let Some(card) = distinctive_card(output) {
        Some(card)
    } else if has("imageUrl") {
        Some("simpleImage")
    } else if has("title") || has("description") {
        Some("textCard")
    } else {
        None
    }
}

fn holds_cards(output: JsonNode<'_>) -> bool {
    let items = output.get("items");
    items.is_some_and(|items| {
        items
            .elements()
            .any(|item| distinctive_card(item).is_some())
    })
}

/// Returns whether a component's value is a list of objects, as a carousel's `items` are.
pub(super) fn is_list_of_cards(name: &str, component: JsonNode<'_>) -> bool {
    let mut elements = component.elements().peekable();
    CARDS.contains(&name) && elements.peek().is_some() && elements.all(JsonNode::is_object)
}
