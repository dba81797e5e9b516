//! Checks the top level of an answer: version, template, outputs, quick replies, contexts.
use super::envelope;
use super::linter::{Linter, kind_phrase};
use super::outputs::{self, COMPONENTS};
use super::rules;
use crate::model::json::tree::JsonNode;
use crate::model::text::phrase::Phrase;

pub(super) fn check(linter: &mut Linter<'_>, answer: JsonNode<'_>, size: usize) {
    if !answer.is_object() {
        return report_other_value(linter, answer);
    }
    if size > rules::SIZE.limit {
        linter.report_number(&rules::SIZE, answer, "lint.bytes", size);
    }
    let mut answer = answer;
    while let Some(envelope) = envelope::find(answer) {
        linter.report(envelope.rule, envelope.node, envelope.phrase);
        match envelope.answer {
            Some(inner) => answer = inner,
            None => return,
        }
    }
    check_fields(linter, answer);
}

fn report_other_value(linter: &mut Linter<'_>, answer: JsonNode<'_>) {
    let kind = kind_phrase(answer);
    let phrase = match envelope::inside_other(answer) {
        Some(inside) => Phrase::new("lint.not-object-but").with("inside", inside),
        None => Phrase::new("lint.not-object"),
    };
    linter.report(&rules::JSON, answer, phrase.with("kind", kind));
}

fn check_fields(linter: &mut Linter<'_>, answer: JsonNode<'_>) {
    let known_fields = ["version", "template", "context", "data", "useCallback"];
    let placed = ["outputs", "quickReplies"];
    let all_fields = [&known_fields[..], &placed, &COMPONENTS].concat();
    linter.expect_object(answer, &all_fields);
    version(linter, answer);
    let use_callback = answer.get("useCallback");
    linter.expect_boolean(use_callback);
    let is_callback = use_callback.is_some_and(JsonNode::is_true);
    let template = answer.get("template");
    let is_misplaced = misplaced(linter, answer, &placed, template.is_none() && !is_callback);
    match template {
        Some(template) if is_callback => linter.report_rule(&rules::CALLBACK_TEMPLATE, template),
        Some(template) => check_template(linter, template),
        None if is_callback || is_misplaced => {}
        None => missing_template(linter, answer),
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

/// Reports that an answer has no template, or a misspelled field that would do without one.
fn missing_template(linter: &mut Linter<'_>, answer: JsonNode<'_>) {
    let is_misspelled = linter.report_misspelled(answer, "template")
        || linter.report_misspelled(answer, "useCallback");
    if !is_misspelled {
        linter.report_rule(&rules::TEMPLATE, answer);
    }
}

/// Reports components, and fields of the template (`template_fields`), that belong further inside. `is_needed` says that
/// nothing stands where they belong; then returns whether there was an output.
fn misplaced(
    linter: &mut Linter<'_>,
    object: JsonNode<'_>,
    template_fields: &[&str],
    is_needed: bool,
) -> bool {
    let mut is_misplaced = false;
    for (key, value) in object.members() {
        let place = match key {
            _ if template_fields.contains(&key) => "template",
            _ if COMPONENTS.contains(&key) => "template.outputs",
            _ => continue,
        };
        let is_output = is_needed && key != "quickReplies";
        let rule = match is_output {
            true => &rules::PLACE,
            false => &rules::UNKNOWN,
        };
        let phrase = Phrase::new("lint.belongs").with("key", key);
        linter.report(rule, value, phrase.with("place", place));
        is_misplaced |= is_output;
        match key {
            "outputs" if is_output => outputs::check(linter, value),
            name if is_output => outputs::component(linter, name, value),
            _ => {}
        }
    }
    is_misplaced
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
    let known_fields = [&["outputs", "quickReplies"][..], &COMPONENTS].concat();
    if !linter.expect_object(template, &known_fields) {
        return;
    }
    let list = template.get("outputs");
    let is_misplaced = misplaced(linter, template, &[], list.is_none());
    match list {
        None if is_misplaced => {}
        None => linter.report_missing(&rules::OUTPUTS, template, "outputs"),
        Some(list) => outputs::check(linter, list),
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
    let Some(list) = context.get("values") else {
        return linter.report_missing(&rules::CONTEXT, context, "values");
    };
    for value in linter.expect_list(list).unwrap_or_default() {
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
