//! The answer as a whole: version, template, outputs, quick replies, contexts.
use super::rules;
use super::sheet::Sheet;
use super::tree::{Node, Value};
use super::{cards, carousel, commerce_card, item_card, list_card};

pub(super) fn check(sheet: &mut Sheet<'_>, answer: &Node, size: usize) {
    if !matches!(answer.value, Value::Object(_)) {
        let message = format!("the answer is {}, not an object", answer.kind());
        return sheet.broken(&rules::JSON, answer, message);
    }
    let known = ["version", "template", "context", "data", "useCallback"];
    sheet.object(answer, &known);
    if size > rules::SIZE.limit {
        let message = format!("{size} bytes: {}", rules::SIZE.says);
        sheet.broken(&rules::SIZE, answer, message);
    }
    version(sheet, answer);
    let use_callback = answer.get("useCallback");
    sheet.truth(use_callback);
    let is_callback = use_callback.is_some_and(Node::is_true);
    match answer.get("template") {
        Some(template) if is_callback => sheet.says(&rules::CALLBACK_TEMPLATE, template),
        Some(template) => check_template(sheet, template),
        None if is_callback => {}
        None => sheet.says(&rules::TEMPLATE, answer),
    }
    if let Some(data) = answer.get("data")
        && !matches!(data.value, Value::Object(_))
    {
        sheet.wrong_kind(data, "an object");
    }
    if let Some(context) = answer.get("context") {
        contexts(sheet, context);
    }
}

fn version(sheet: &mut Sheet<'_>, answer: &Node) {
    match answer.get("version") {
        None => sheet.broken(
            &rules::VERSION,
            answer,
            format!("`version` is missing: {}", rules::VERSION.says),
        ),
        Some(version) if version.text() != Some("2.0") => {
            sheet.says(&rules::VERSION, version);
        }
        Some(_) => {}
    }
}

fn check_template(sheet: &mut Sheet<'_>, template: &Node) {
    if !sheet.object(template, &["outputs", "quickReplies"]) {
        return;
    }
    match template.get("outputs") {
        None => sheet.broken(
            &rules::OUTPUTS,
            template,
            format!("`outputs` is missing: {}", rules::OUTPUTS.says),
        ),
        Some(list) => outputs(sheet, list),
    }
    if let Some(list) = template.get("quickReplies")
        && let Some(replies) = sheet.list(list)
    {
        sheet.few(list, &rules::QUICK_REPLIES);
        replies.iter().for_each(|reply| quick_reply(sheet, reply));
    }
}

fn outputs(sheet: &mut Sheet<'_>, list: &Node) {
    let Some(outputs) = sheet.list(list) else {
        return;
    };
    if outputs.is_empty() {
        let message = format!("it is empty: {}", rules::OUTPUTS.says);
        sheet.broken(&rules::OUTPUTS, list, message);
    }
    sheet.few(list, &rules::OUTPUTS);
    outputs.iter().for_each(|it| output(sheet, it));
}

/// The components, as they are spelled.
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

fn output(sheet: &mut Sheet<'_>, output: &Node) {
    let Value::Object(members) = &output.value else {
        return sheet.wrong_kind(output, "an object");
    };
    match members.len() {
        0 => sheet.broken(
            &rules::COMPONENT,
            output,
            format!("it is empty: {}", rules::COMPONENT.says),
        ),
        1 => {}
        count => {
            let message = format!("there are {count}: {}", rules::ONE_COMPONENT.says);
            sheet.broken(&rules::ONE_COMPONENT, output, message);
        }
    }
    for (name, component) in members {
        match &**name {
            "simpleText" => cards::simple_text(sheet, component),
            "simpleImage" => cards::simple_image(sheet, component),
            "textCard" => cards::text_card(sheet, component, false),
            "basicCard" => cards::basic_card(sheet, component, false),
            "commerceCard" => commerce_card::check(sheet, component, false),
            "listCard" => list_card::check(sheet, component, false),
            "itemCard" => item_card::check(sheet, component, false),
            "carousel" => carousel::check(sheet, component),
            other => unknown(sheet, component, other),
        }
    }
}

fn unknown(sheet: &mut Sheet<'_>, component: &Node, name: &str) {
    let near = crate::model::text::nearest::nearest(name, COMPONENTS);
    let message = match near {
        Some(near) => format!("`{name}` is no component; is `{near}` meant?"),
        None => format!(
            "`{name}` is no component; there are {}",
            COMPONENTS.join(", ")
        ),
    };
    sheet.broken(&rules::COMPONENT, component, message);
}

fn quick_reply(sheet: &mut Sheet<'_>, reply: &Node) {
    let known = ["label", "action", "messageText", "blockId", "extra"];
    if !sheet.object(reply, &known) {
        return;
    }
    let label = &rules::QUICK_REPLY_LABEL;
    if sheet.required(reply, "label", label).is_some() {
        sheet.at_most(reply, "label", label);
    }
    let Some(action) = reply.get("action") else {
        let message = format!("`action` is missing: {}", rules::QUICK_REPLY_ACTION.says);
        return sheet.broken(&rules::QUICK_REPLY_ACTION, reply, message);
    };
    match action.text() {
        Some("Message" | "Block") => sheet.says(&rules::QUICK_REPLY_SPELLING, action),
        _ => sheet.one_of(action, &["message", "block"], &rules::QUICK_REPLY_ACTION),
    }
    if action.text() == Some("block") {
        sheet.required(reply, "blockId", &rules::QUICK_REPLY_BLOCK);
    }
}

fn contexts(sheet: &mut Sheet<'_>, context: &Node) {
    if !sheet.object(context, &["values"]) {
        return;
    }
    let Some(values) = context.get("values").and_then(|values| sheet.list(values)) else {
        return;
    };
    for value in values {
        if !sheet.object(value, &["name", "lifeSpan", "ttl", "params"]) {
            continue;
        }
        sheet.required(value, "name", &rules::CONTEXT);
        match value.get("lifeSpan") {
            None => sheet.broken(
                &rules::CONTEXT,
                value,
                format!("`lifeSpan` is missing: {}", rules::CONTEXT.says),
            ),
            life_span => sheet.number(life_span),
        }
        sheet.number(value.get("ttl"));
        for life in ["lifeSpan", "ttl"]
            .into_iter()
            .filter_map(|key| value.get(key))
        {
            if life
                .number()
                .is_some_and(|it| it < 0.0 || it.fract() != 0.0)
            {
                sheet.says(&rules::CONTEXT_LIFE, life);
            }
        }
        if let Some(params) = value.get("params") {
            context_params(sheet, params);
        }
    }
}

fn context_params(sheet: &mut Sheet<'_>, params: &Node) {
    let Value::Object(members) = &params.value else {
        return sheet.wrong_kind(params, "an object");
    };
    for (name, value) in members {
        if value.text().is_none() {
            let message = format!(
                "`{name}` is {}: {}",
                value.kind(),
                rules::CONTEXT_PARAMS.says
            );
            sheet.broken(&rules::CONTEXT_PARAMS, value, message);
        }
    }
}
