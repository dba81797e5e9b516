//! Checks JSON against the part of JSON Schema that momo's own schemas use, with the place of each mistake.
use super::tree::{JsonKind, JsonNode};
use crate::model::text::nearest::{nearest, unknown_key};
use regex_lite::Regex;
use serde_json::Value;
use std::ops::Range;

/// The keywords that are checked. Others, such as `description`, are for readers.
pub const KEYWORDS: [&str; 18] = [
    "type",
    "enum",
    "const",
    "minLength",
    "pattern",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "items",
    "properties",
    "additionalProperties",
    "required",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "else",
];

/// Pattern of a text with a variable.
pub const VARIABLE: &str = r"\$\{";

/// A mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// A sentence without a full stop, with the path in backticks.
    pub problem: String,
    /// The byte at which the value begins, or its key if it has one.
    pub start: usize,
    /// The bytes inside which any other mistake is this one told better. Empty if it is told best here.
    pub scope: Range<usize>,
    /// Whether the problem names the word that may be meant.
    pub has_near: bool,
}

/// Returns the mistakes in a value and all inside it, in the order of the text.
pub fn violations(node: JsonNode<'_>, schema: &Value) -> Vec<Violation> {
    let mut found = Vec::new();
    check(node, schema, "", &mut found);
    found
}

fn check(node: JsonNode<'_>, schema: &Value, path: &str, found: &mut Vec<Violation>) {
    if !has_type(node, &schema["type"]) || !is_in_bounds(node, schema) {
        return found.push(unwanted(node, path, schema));
    }
    for name in ["enum", "const"] {
        let is_listed = match &schema[name] {
            Value::Null => true,
            Value::Array(values) => values.iter().any(|value| is_equal(node, value)),
            value => is_equal(node, value),
        };
        if !is_listed {
            return found.push(unwanted(node, path, schema));
        }
    }
    for (name, is_wanted) in [("anyOf", 1..=usize::MAX), ("oneOf", 1..=1)] {
        let branches = list(&schema[name]);
        let valid = branches.iter().filter(|branch| is_valid(node, branch));
        if !branches.is_empty() && !is_wanted.contains(&valid.count()) {
            let mut fitting = branches.iter().filter(|branch| {
                let is_container = node.children().next().is_some();
                is_container && branch["type"].is_string() && has_type(node, &branch["type"])
            });
            match (fitting.next(), fitting.next()) {
                (Some(branch), None) if !is_valid(node, branch) => check(node, branch, path, found),
                _ => found.push(unwanted(node, path, schema)),
            }
            return;
        }
    }
    if schema["not"].is_object() && is_valid(node, &schema["not"]) {
        found.push(unwanted(node, path, schema));
    }
    if schema["if"].is_object() && !is_valid(node, &schema["if"]) {
        check(node, &schema["else"], path, found);
    }
    check_members(node, schema, path, found);
    for (index, element) in node.elements().enumerate() {
        check(
            element,
            &schema["items"],
            &format!("{path}[{index}]"),
            found,
        );
    }
}

fn check_members(node: JsonNode<'_>, schema: &Value, path: &str, found: &mut Vec<Violation>) {
    let is_there = |key: &&str| node.member(key).is_some();
    let required = list(&schema["required"]).iter().filter_map(Value::as_str);
    if let Some(missing) = required
        .filter(|_| node.is_object())
        .find(|key| !is_there(key))
    {
        found.push(violation(
            node,
            format!("`{path}` has no `{missing}`"),
            true,
        ));
    }
    let properties = &schema["properties"];
    for (key, value) in node.members() {
        let inner = join(path, key);
        match (properties.get(key), &schema["additionalProperties"]) {
            (Some(schema), _) => check(value, schema, &inner, found),
            (None, Value::Bool(false)) => {
                let known = properties.as_object().into_iter().flatten();
                let near = nearest(key, known.map(|(key, _)| key.as_str()));
                let near = near.map(|near| join(path, near));
                let problem = unknown_key(&inner, near.as_deref());
                found.push(violation(value, problem, true));
            }
            (None, schema) => check(value, schema, &inner, found),
        }
    }
}

fn is_valid(node: JsonNode<'_>, schema: &Value) -> bool {
    violations(node, schema).is_empty()
}

fn join(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns whether a value has one of the types; any has where `wanted` is `null`.
fn has_type(node: JsonNode<'_>, wanted: &Value) -> bool {
    let is_of = |name: &Value| match (name.as_str().unwrap_or_default(), node.kind()) {
        ("integer", JsonKind::Number) => node.number().is_some_and(|number| number.fract() == 0.0),
        (name, kind) => name == type_name(kind),
    };
    match wanted {
        Value::Null => true,
        Value::Array(names) => names.iter().any(is_of),
        name => is_of(name),
    }
}

fn type_name(kind: JsonKind) -> &'static str {
    match kind {
        JsonKind::Null => "null",
        JsonKind::Bool => "boolean",
        JsonKind::Number => "number",
        JsonKind::Text => "string",
        JsonKind::List => "array",
        JsonKind::Object => "object",
    }
}

fn is_in_bounds(node: JsonNode<'_>, schema: &Value) -> bool {
    let limit = |name: &str| schema[name].as_f64();
    let is_fit = |size: f64, min: &str, max: &str| {
        limit(min).is_none_or(|min| size >= min) && limit(max).is_none_or(|max| size <= max)
    };
    if let Some(number) = node.number() {
        return is_fit(number, "minimum", "maximum");
    }
    match (node.kind(), node.text()) {
        (JsonKind::List, _) => is_fit(node.elements().count() as f64, "minItems", "maxItems"),
        (_, Some(text)) => {
            let pattern = schema["pattern"].as_str().map(Regex::new);
            let is_match = pattern.is_none_or(|regex| regex.is_ok_and(|it| it.is_match(text)));
            is_match && is_fit(text.chars().count() as f64, "minLength", "")
        }
        _ => true,
    }
}

/// Returns whether a value equals one of a schema, which is a text.
fn is_equal(node: JsonNode<'_>, value: &Value) -> bool {
    node.text().is_some_and(|text| Some(text) == value.as_str())
}

/// Returns the violation of a value that is not what the schema wants.
fn unwanted(node: JsonNode<'_>, path: &str, schema: &Value) -> Violation {
    let wanted = wanted(schema).join(", ");
    let problem = match (node.kind(), near_value(node, schema)) {
        _ if wanted.is_empty() => format!("`{path}` cannot be so"),
        (JsonKind::Null, _) => format!("`{path}` is `null`: remove the key, or give it {wanted}"),
        (JsonKind::Text, _) if node.text() == Some("") => {
            format!("`{path}` is empty: remove the key, or give it {wanted}")
        }
        (_, Some(near)) => format!("`{path}` can only be {wanted}; is `{near}` meant?"),
        (_, None) => format!("`{path}` can only be {wanted}"),
    };
    let has_near = near_value(node, schema).is_some();
    Violation {
        has_near,
        ..violation(node, problem, node.children().next().is_some())
    }
}

fn violation(node: JsonNode<'_>, problem: String, is_told_better_inside: bool) -> Violation {
    let start = node.key_span().unwrap_or(node.span()).start;
    let end = if is_told_better_inside {
        node.span().end
    } else {
        start
    };
    Violation {
        problem,
        start,
        scope: start..end,
        has_near: false,
    }
}

/// Returns the listed value that is nearest to a text; `None` if none is near.
fn near_value<'s>(node: JsonNode<'_>, schema: &'s Value) -> Option<&'s str> {
    let lists = list(&schema["anyOf"]).iter().chain([schema]);
    let listed = lists.flat_map(|schema| list(&schema["enum"]));
    nearest(node.text()?, listed.filter_map(Value::as_str))
}

/// Returns what a schema wants, such as `a whole number from 1 to 600` and `a text`; nothing where it has no words for it.
fn wanted(schema: &Value) -> Vec<String> {
    let quoted = |value: &Value| Some(format!("`{}`", value.as_str()?));
    let names = list(&schema["enum"]).iter().chain([&schema["const"]]);
    let types = match &schema["type"] {
        Value::Array(names) => names.as_slice(),
        name => std::slice::from_ref(name),
    };
    let types = types
        .iter()
        .filter_map(|name| type_words(name.as_str()?, schema));
    let branches = list(&schema["anyOf"]).iter().flat_map(wanted);
    names
        .filter_map(quoted)
        .chain(types)
        .chain(branches)
        .collect()
}

fn type_words(name: &str, schema: &Value) -> Option<String> {
    let limit = |name: &str| schema[name].as_i64();
    let words = match name {
        "integer" => match (limit("minimum"), limit("maximum")) {
            (Some(min), Some(max)) => return Some(format!("a whole number from {min} to {max}")),
            (Some(min), None) => return Some(format!("a whole number from {min}")),
            _ => "a whole number",
        },
        "number" => "a number",
        "boolean" => "true or false",
        "string" => match schema["pattern"].as_str() {
            None => "a text",
            Some(VARIABLE) => "a text with `${VARIABLE}`",
            Some(pattern) => return Some(format!("a text that fits `{pattern}`")),
        },
        // A list of one value is a value.
        "array" if schema["maxItems"] == 1 => return None,
        "array" => "a list",
        "object" => "an object",
        _ => return None,
    };
    Some(words.to_owned())
}
