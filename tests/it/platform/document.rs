//! The OpenAPI document: it has every call and no other, and every answer of these tests is what it says.
use momo::flow::platform::{OPENAPI, api_routes};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(OPENAPI).unwrap());

#[test]
fn document_lists_every_call_and_no_other() {
    let written: BTreeSet<_> = operations()
        .map(|(method, path, _)| (method, path))
        .collect();
    let calls: BTreeSet<_> = api_routes()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(written, calls);
}

#[test]
fn document_says_which_calls_are_documented_by_momotalk() {
    assert_eq!(DOCUMENT["openapi"], "3.1.0");
    assert_eq!(DOCUMENT["info"]["version"], env!("CARGO_PKG_VERSION"));
    for (method, path, operation) in operations() {
        let source = match path.split('/').nth(2) {
            _ if path == "/bots/{bot_id}/messages" => "https://mmrnd.net/bot-developer-guide.html",
            Some("friendtalk") => concat!(
                "https://docs.nhncloud.com/ko/Notification/KakaoTalk%20Bizmessage",
                "/ko/friendtalk-api-guide/"
            ),
            Some("brand-message") => concat!(
                "https://docs.nhncloud.com/ko/Notification/KakaoTalk%20Bizmessage",
                "/ko/friendtalkupgrade-api-guide/"
            ),
            _ => "momo",
        };
        assert_eq!(operation["x-documented-by"], source, "{method} {path}");
    }
}

#[test]
fn document_references_resolve_and_ids_are_unique() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        assert!(
            ids.insert(operation["operationId"].to_string()),
            "{method} {path}"
        );
        for place in path.split('/').filter_map(|part| part.strip_prefix('{')) {
            let place = place.trim_end_matches('}');
            let parameters = operation["parameters"].as_array().unwrap();
            assert!(
                parameters.iter().any(|it| resolved(it)["name"] == place),
                "{method} {path}"
            );
        }
    }
    each_reference(&DOCUMENT);
}

/// Fails unless the document has this answer of this call, and the answer and (where it was taken) the
/// request are of the shape that it writes.
#[track_caller]
pub fn check(method: &str, path: &str, sent: Option<&Value>, status: u16, body: &str) {
    let path = path.split('?').next().unwrap();
    let Some((_, _, operation)) =
        operations().find(|(known, template, _)| known == method && fits(template, path))
    else {
        assert!(
            matches!(status, 404 | 405),
            "{method} {path} is not in the document, but answered {status}"
        );
        return;
    };
    let response = resolved(&operation["responses"][status.to_string()]);
    assert!(
        response.is_object(),
        "{method} {path}: the document knows no {status}"
    );
    let answer: Value = serde_json::from_str(body).unwrap();
    let schema = &response["content"]["application/json"]["schema"];
    if let Err(fault) = validate(schema, &answer) {
        panic!("{method} {path} {status}: {fault}: {body}");
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if let (Some(sent), 200..300) = (sent, status)
        && !schema.is_null()
        && let Err(fault) = validate(schema, sent)
    {
        panic!("{method} {path}: the request was taken, but {fault}: {sent}");
    }
}

/// Method, path and operation of every call in the document.
fn operations() -> impl Iterator<Item = (String, String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (method.to_uppercase(), path.clone(), operation))
    })
}

fn fits(template: &str, path: &str) -> bool {
    let (known, parts) = (template.split('/'), path.split('/'));
    let fits =
        |(known, part): (&str, &str)| known == part || (known.starts_with('{') && !part.is_empty());
    known.clone().count() == parts.clone().count() && known.zip(parts).all(fits)
}

fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => DOCUMENT
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{reference}")),
        None => value,
    }
}

fn each_reference(value: &'static Value) {
    resolved(value);
    match value {
        Value::Object(fields) => fields.values().for_each(each_reference),
        Value::Array(items) => items.iter().for_each(each_reference),
        _ => {}
    }
}

/// As much of JSON Schema as the document uses, but for patterns and formats.
fn validate(schema: &'static Value, value: &Value) -> Result<(), String> {
    let schema = resolved(schema);
    if let Some(all) = schema["allOf"].as_array() {
        all.iter().try_for_each(|part| validate(part, value))?;
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        let fits = ways.iter().filter(|way| validate(way, value).is_ok());
        if fits.count() != 1 {
            return Err(format!("{value} is not one of {}", schema["oneOf"]));
        }
    }
    let types = match &schema["type"] {
        Value::Null => Vec::new(),
        Value::Array(types) => types.iter().collect(),
        one => vec![one],
    };
    if !types.is_empty() && !types.iter().any(|it| is(it.as_str().unwrap(), value)) {
        return Err(format!("{value} is none of {types:?}"));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|words| !words.contains(value))
    {
        return Err(format!("{value} is none of {}", schema["enum"]));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        return Err(format!("{value} is not {}", schema["const"]));
    }
    let number = |key: &str| schema[key].as_f64().zip(value.as_f64());
    if number("minimum").is_some_and(|(least, it)| it < least)
        || number("maximum").is_some_and(|(most, it)| it > most)
    {
        return Err(format!("{value} is out of bounds"));
    }
    let length = value.as_str().map(|text| text.chars().count() as u64);
    let bound = |key: &str| schema[key].as_u64().zip(length);
    if bound("minLength").is_some_and(|(least, it)| it < least)
        || bound("maxLength").is_some_and(|(most, it)| it > most)
    {
        return Err(format!("{value} is too short or too long"));
    }
    let items = value.as_array().filter(|_| !schema["items"].is_null());
    items
        .into_iter()
        .flatten()
        .try_for_each(|item| validate(&schema["items"], item))?;
    value
        .as_object()
        .map_or(Ok(()), |fields| validate_fields(schema, fields))
}

fn validate_fields(
    schema: &'static Value,
    fields: &serde_json::Map<String, Value>,
) -> Result<(), String> {
    let required = schema["required"].as_array().into_iter().flatten();
    for key in required.filter_map(Value::as_str) {
        if !fields.contains_key(key) {
            return Err(format!("`{key}` is missing"));
        }
    }
    for (key, field) in fields {
        match schema["properties"].get(key) {
            Some(schema) => validate(schema, field).map_err(|fault| format!("`{key}`: {fault}"))?,
            None if schema["additionalProperties"] == false => {
                return Err(format!("`{key}` is not written"));
            }
            None => {}
        }
    }
    Ok(())
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.as_f64().is_some_and(|it| it.fract() == 0.0),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type: {other}"),
    }
}
