//! JSON Schema of `momo.json` and `config.json`, for editors.
use super::defaults::DEFAULTS;
use super::keys::ValueKind;
use super::{ALLOW_CALLBACK_HOSTS, LOCAL, PRODUCTION};
use crate::model::kakao::config::{AccountKey, DmPolicy};
use serde_json::{Map, Value, json};

/// Returns the schema. `defaults` is that of the flags of each command.
pub fn schema(defaults: Value) -> Value {
    let account = account();
    let mut kakao = account.clone();
    kakao["properties"]["accounts"] = json!({
        "description": "Accounts by name; `default` is the one that is meant where none is named",
        "type": "object", "additionalProperties": account,
    });
    let mut properties = json!({
        "$schema": { "type": "string" },
        "profile": { "type": "string", "minLength": 1, "description": "The platform that commands speak to", "examples": [LOCAL, PRODUCTION] },
        "bot": { "type": "string", "minLength": 1, "description": "The bot that commands mean, by its id or its name" },
        "room": { "type": "integer", "minimum": 1, "description": "The number of the room that commands mean" },
        "callback": { "type": "string", "minLength": 1, "description": "Where events go, as 3000/momotalk/webhook" },
        "profiles": { "type": "object", "description": "Platforms by name", "additionalProperties": profile() },
        "channels": { "type": "object", "properties": { "kakao": kakao }, "additionalProperties": false },
        "routing": { "type": "object", "properties": { "bindings": { "type": "array", "items": binding() } } },
        "agents": { "type": "object", "description": "Who thinks of the answers, by name", "additionalProperties": agent() },
    });
    properties[ALLOW_CALLBACK_HOSTS] = json!({
        "type": "array", "items": { "type": "string" },
        "description": "Hosts and networks to which callback URLs may lead by plain HTTP, beside this machine",
    });
    properties[DEFAULTS] = defaults;
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of momo: momo.json of a project, config.json of a user",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn profile() -> Value {
    json!({
        "type": "object", "additionalProperties": false,
        "properties": {
            "api_base": { "type": "string", "minLength": 1, "description": "Base URL of the platform's API" },
            "registration": { "enum": ["api", "console"], "description": "How bots are registered: by its API, or in its web console" },
            "console_url": { "type": "string", "minLength": 1, "description": "URL of its web console" },
        },
    })
}

fn binding() -> Value {
    json!({
        "type": "object", "required": ["agent"],
        "properties": {
            "channel": { "const": "kakao" },
            "agent": { "type": "string", "description": "A name of `agents`, or `echo`" },
            "account": { "type": "string", "description": "For this account alone" },
        },
    })
}

fn agent() -> Value {
    json!({
        "oneOf": [
            { "const": "echo" },
            { "type": "object", "required": ["url"], "properties": { "url": { "type": "string" } } },
            { "type": "object", "required": ["command"], "properties": {
                "command": { "type": "array", "minItems": 1, "items": { "type": "string" } } } },
        ],
    })
}

fn account() -> Value {
    let mut properties = Map::new();
    for key in AccountKey::ALL {
        let mut value = match ValueKind::from(key.kind) {
            ValueKind::Boolean => or_variable(json!({ "type": "boolean" })),
            ValueKind::Number if *key == AccountKey::PORT => {
                or_variable(json!({ "type": "integer", "minimum": 0, "maximum": 65535 }))
            }
            ValueKind::Number => or_variable(json!({ "type": "integer" })),
            ValueKind::TextList => {
                json!({ "type": "array", "items": { "type": ["string", "number"] } })
            }
            _ => json!({ "type": "string" }),
        };
        if *key == AccountKey::DM_POLICY {
            value = json!({ "enum": DmPolicy::ALL.map(DmPolicy::name) });
        }
        value["description"] = key.description.into();
        for name in [Some(key.name), key.alias].into_iter().flatten() {
            properties.insert(name.to_owned(), value.clone());
        }
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Allows a text with `${VARIABLE}` too.
fn or_variable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "string", "pattern": r"\$\{" }] })
}
