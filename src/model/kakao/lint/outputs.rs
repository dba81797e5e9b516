//! Checks the outputs of an answer: one component each, under its name.
use super::linter::Linter;
use super::rules;
use super::shape;
use super::{cards, carousel, commerce_card, item_card, list_card};
use crate::model::json::tree::JsonNode;
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;

pub(super) const COMPONENTS: [&str; 8] = [
    "simpleText",
    "simpleImage",
    "textCard",
    "basicCard",
    "commerceCard",
    "listCard",
    "itemCard",
    "carousel",
];

pub(super) fn check(linter: &mut Linter<'_>, list: JsonNode<'_>) {
    let Some(outputs) = linter.expect_list(list) else {
        return;
    };
    if outputs.is_empty() {
        let rule = &rules::OUTPUTS;
        linter.report(rule, list, rule.phrase_in("lint.empty-value"));
    }
    linter.check_count(list, &rules::OUTPUTS);
    outputs
        .into_iter()
        .for_each(|component| output(linter, component));
}

fn output(linter: &mut Linter<'_>, output: JsonNode<'_>) {
    if !output.is_object() {
        return linter.report_wrong_type(output, "type.object");
    }
    let has_component = output.members().any(|(name, _)| COMPONENTS.contains(&name));
    if let Some(name) = shape::unnamed_component(output).filter(|_| !has_component) {
        return unnamed(linter, output, name);
    }
    match output.members().count() {
        0 => {
            let rule = &rules::COMPONENT;
            linter.report(rule, output, rule.phrase_in("lint.empty-value"));
        }
        1 => {}
        count => linter.report_number(&rules::ONE_COMPONENT, output, "lint.count", count),
    }
    for (name, value) in output.members() {
        component(linter, name, value);
    }
}

/// Reports fields of a component that stand without its name, and checks them as that component.
fn unnamed(linter: &mut Linter<'_>, output: JsonNode<'_>, name: &'static str) {
    let rule = &rules::UNNAMED;
    let phrase = match name {
        "carousel" => rule.phrase_in("lint.list-of-cards"),
        _ => rule.phrase_in("lint.unnamed").with("name", name),
    };
    linter.report(rule, output, phrase);
    component(linter, name, output);
}

/// Checks a component by its name.
pub(super) fn component(linter: &mut Linter<'_>, name: &str, component: JsonNode<'_>) {
    if shape::is_list_of_cards(name, component) {
        let rule = &rules::UNNAMED;
        return linter.report(rule, component, rule.phrase_in("lint.list-of-cards"));
    }
    match name {
        "simpleText" => cards::simple_text(linter, component),
        "simpleImage" => cards::simple_image(linter, component),
        "textCard" => cards::text_card(linter, component, false),
        "basicCard" => cards::basic_card(linter, component, false),
        "commerceCard" => commerce_card::check(linter, component, false),
        "listCard" => list_card::check(linter, component, false),
        "itemCard" => item_card::check(linter, component, false),
        "carousel" => carousel::check(linter, component),
        other => unknown(linter, component, other),
    }
}

fn unknown(linter: &mut Linter<'_>, component: JsonNode<'_>, name: &str) {
    let phrase = match nearest(name, COMPONENTS) {
        Some(near) => Phrase::new("lint.unknown-component-near").with("near", near),
        None => Phrase::new("lint.unknown-component").with("names", COMPONENTS.join(", ")),
    };
    linter.report(&rules::COMPONENT, component, phrase.with("name", name));
}
