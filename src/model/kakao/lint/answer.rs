//! Checks the top level of an answer: version, template, outputs, quick replies, contexts.
use super::linter::{Linter, kind_phrase};
use super::rules;
use super::{cards, carousel, commerce_card, item_card, list_card};
use crate::model::json::tree::JsonNode;
use crate::model::text::nearest::nearest;
use crate::model::text::phrase::Phrase;

pub(super) fn check(linter: &mut Linter<'_>, answer: JsonNode<'_>, size: usize) {
    if !answer.is_object() {
        let phrase = Phrase::new("lint.not-object").with("kind", kind_phrase(answer));
        return linter.report(&rules::JSON, answer, phrase);
    }
    let known_fields = ["version", "template", "context", "data", "useCallback"];
    linter.expect_object(answer, &known_fields);
    if size > rules::SIZE.limit {
        linter.report_number(&rules::SIZE, answer, "lint.bytes", size);
    }
    version(linter, answer);
    let use_callback = answer.get("useCallback");
    linter.expect_boolean(use_callback);
    let is_callback = use_callback.is_some_and(JsonNode::is_true);
    match answer.get("template") {
        Some(template) if is_callback => linter.report_rule(&rules::CALLBACK_TEMPLATE, template),
        Some(template) => check_template(linter, template),
        None if is_callback => {}
        None => linter.report_rule(&rules::TEMPLATE, answer),
    }
    if let Some(data) = answer.get("data")
        && !data.is_object()
    {
        linter.report_wrong_type(data, "type.object");
    }
    if let Some(context) = answer.get("context") {
        contexts(linter, context);
    }
}

fn version(linter: &mut Linter<'_>, answer: JsonNode<'_>) {
    match answer.get("version") {
        None => linter.report_missing(&rules::VERSION, answer, "version"),
        Some(version) if version.text() != Some("2.0") => {
            linter.report_rule(&rules::VERSION, version);
        }
        Some(_) => {}
    }
}

fn check_template(linter: &mut Linter<'_>, template: JsonNode<'_>) {
    if !linter.expect_object(template, &["outputs", "quickReplies"]) {
        return;
    }
    match template.get("outputs") {
        None => linter.report_missing(&rules::OUTPUTS, template, "outputs"),
        Some(list) => outputs(linter, list),
    }
    if let Some(list) = template.get("quickReplies")
        && let Some(replies) = linter.expect_list(list)
    {
        linter.check_count(list, &rules::QUICK_REPLIES);
        replies
            .into_iter()
            .for_each(|reply| quick_reply(linter, reply));
    }
}

fn outputs(linter: &mut Linter<'_>, list: JsonNode<'_>) {
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

const COMPONENTS: [&str; 8] = [
    "simpleText",
    "simpleImage",
    "textCard",
    "basicCard",
    "commerceCard",
    "listCard",
    "itemCard",
    "carousel",
];

fn output(linter: &mut Linter<'_>, output: JsonNode<'_>) {
    if !output.is_object() {
        return linter.report_wrong_type(output, "type.object");
    }
    match output.members().count() {
        0 => {
            let rule = &rules::COMPONENT;
            linter.report(rule, output, rule.phrase_in("lint.empty-value"));
        }
        1 => {}
        count => linter.report_number(&rules::ONE_COMPONENT, output, "lint.count", count),
    }
    for (name, component) in output.members() {
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
}

fn unknown(linter: &mut Linter<'_>, component: JsonNode<'_>, name: &str) {
    let phrase = match nearest(name, COMPONENTS) {
        Some(near) => Phrase::new("lint.unknown-component-near").with("near", near),
        None => Phrase::new("lint.unknown-component").with("names", COMPONENTS.join(", ")),
    };
    linter.report(&rules::COMPONENT, component, phrase.with("name", name));
}

fn quick_reply(linter: &mut Linter<'_>, reply: JsonNode<'_>) {
    let known_fields = ["label", "action", "messageText", "blockId", "extra"];
    if !linter.expect_object(reply, &known_fields) {
        return;
    }
    let label = &rules::QUICK_REPLY_LABEL;
    if linter.require_text(reply, "label", label).is_some() {
        linter.check_field_length(reply, "label", label);
    }
    let Some(action) = reply.get("action") else {
        return linter.report_missing(&rules::QUICK_REPLY_ACTION, reply, "action");
    };
    match action.text() {
        Some("Message" | "Block") => linter.report_rule(&rules::QUICK_REPLY_SPELLING, action),
        _ => linter.expect_one_of(action, &["message", "block"], &rules::QUICK_REPLY_ACTION),
    }
    if action.text() == Some("block") {
        linter.require_text(reply, "blockId", &rules::QUICK_REPLY_BLOCK);
    }
}

fn contexts(linter: &mut Linter<'_>, context: JsonNode<'_>) {
    if !linter.expect_object(context, &["values"]) {
        return;
    }
    let Some(values) = context
        .get("values")
        .and_then(|values| linter.expect_list(values))
    else {
        return;
    };
    for value in values {
        if !linter.expect_object(value, &["name", "lifeSpan", "ttl", "params"]) {
            continue;
        }
        linter.require_text(value, "name", &rules::CONTEXT);
        match value.get("lifeSpan") {
            None => linter.report_missing(&rules::CONTEXT, value, "lifeSpan"),
            life_span => linter.expect_number(life_span),
        }
        linter.expect_number(value.get("ttl"));
        for number_node in ["lifeSpan", "ttl"]
            .into_iter()
            .filter_map(|key| value.get(key))
        {
            if number_node
                .number()
                .is_some_and(|number| number < 0.0 || number.fract() != 0.0)
            {
                linter.report_rule(&rules::CONTEXT_LIFE, number_node);
            }
        }
        if let Some(params) = value.get("params") {
            context_params(linter, params);
        }
    }
}

fn context_params(linter: &mut Linter<'_>, params: JsonNode<'_>) {
    if !params.is_object() {
        return linter.report_wrong_type(params, "type.object");
    }
    for (name, value) in params.members() {
        if value.text().is_none() {
            let phrase = rules::CONTEXT_PARAMS.phrase_in("lint.kind");
            let phrase = phrase.with("name", name).with("kind", kind_phrase(value));
            linter.report(&rules::CONTEXT_PARAMS, value, phrase);
        }
    }
}
