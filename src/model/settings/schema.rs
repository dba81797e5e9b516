//! JSON Schema of `momo.json` and `config.json`, for editors.
use super::defaults::DEFAULTS;
use super::keys::ValueKind;
use super::{ALLOW_CALLBACK_HOSTS, LOCAL, PRODUCTION};
use crate::model::json::schema::VARIABLE;
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
        "routing": {
            "type": "object", "additionalProperties": false,
            "properties": { "bindings": { "type": "array", "items": binding() } },
        },
        "agents": agents(),
    });
    properties[ALLOW_CALLBACK_HOSTS] = json!({
        "type": "array", "items": { "type": "string", "pattern": r"^[^\s*]+$" },
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

/// Bindings of other channels are those of other programs.
fn binding() -> Value {
    json!({
        "type": "object",
        "if": {
            "required": ["channel"],
            "properties": { "channel": { "type": "string", "not": { "const": "kakao" } } },
        },
        "else": {
            "required": ["agent"], "additionalProperties": false,
            "properties": {
                "channel": { "const": "kakao" },
                "agent": { "type": "string", "description": "A name of `agents`, or `echo`" },
                "account": { "type": "string", "description": "For this account alone" },
                "accountId": { "type": "string", "description": "The same as `account`" },
            },
        },
    })
}

/// `list` and `defaults` may be Moltbot's.
fn agents() -> Value {
    let agent = agent();
    json!({
        "type": "object", "description": "Who thinks of the answers, by name",
        "properties": {
            "list": { "anyOf": [agent, { "type": "array" }] },
            "defaults": { "anyOf": [agent, {
                "type": "object", "not": { "anyOf": [{ "required": ["url"] }, { "required": ["command"] }] },
            }] },
        },
        "additionalProperties": agent,
    })
}

fn agent() -> Value {
    json!({
        "anyOf": [
            { "const": "echo" },
            {
                "type": "object", "additionalProperties": false,
                "properties": {
                    "url": { "type": "string" },
                    "command": { "type": "array", "minItems": 1, "items": { "type": "string" } },
                },
                "oneOf": [{ "required": ["url"] }, { "required": ["command"] }],
            },
        ],
    })
}

fn account() -> Value {
    let mut properties = Map::new();
    let mut superseded = Vec::new();
    for key in AccountKey::ALL {
        let mut value = match ValueKind::from(key.kind) {
            ValueKind::Boolean => or_variable(json!({ "type": "boolean" })),
            ValueKind::Number => or_variable(number(*key)),
            ValueKind::TextList => json!({ "type": "array", "items": { "type": "string" } }),
            _ if *key == AccountKey::DM_POLICY => {
                or_variable(json!({ "enum": DmPolicy::ALL.map(DmPolicy::name) }))
            }
            // Blank, of the environment, or a path that a request can have.
            _ if *key == AccountKey::PATH => {
                json!({ "type": "string", "pattern": r"^\s*$|\$\{|^\s*/[^?#\s]*\s*$" })
            }
            _ => json!({ "type": "string" }),
        };
        value["description"] = key.description.into();
        if let Some(alias) = key.alias {
            let current = json!({ key.name: { "type": "string", "pattern": r"\S" } });
            superseded.push(json!({ "required": [key.name, alias], "properties": current }));
            properties.insert(alias.to_owned(), value.clone());
        }
        properties.insert(key.name.to_owned(), value);
    }
    json!({
        "type": "object", "properties": properties, "additionalProperties": false,
        "not": { "anyOf": superseded },
    })
}

fn number(key: AccountKey) -> Value {
    let max = match key {
        AccountKey::PORT => return json!({ "type": "integer", "minimum": 0, "maximum": 65535 }),
        AccountKey::TEXT_CHUNK_LIMIT => 1000,
        AccountKey::TIMEOUT_SECONDS => 600,
        _ => return json!({ "type": "integer" }),
    };
    json!({ "type": "integer", "minimum": 1, "maximum": max })
}

/// Allows a text with `${VARIABLE}` too.
fn or_variable(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "type": "string", "pattern": VARIABLE }] })
}
