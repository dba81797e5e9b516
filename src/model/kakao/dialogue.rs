//! What Kakao remembers between two utterances of a user: the last block, the contexts, and what can be tapped.
//!
//! Kakao documents that an answer sets a context for so many turns, and that 0 takes it away. That the count falls by
//! one with each answer, and that every tappable thing has a number, are momo's own.
use crate::model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A block of the scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// 24 hexadecimal digits, mostly.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
}

/// How an utterance came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// What is said.
    pub text: String,
    /// `flow.trigger.type`.
    pub trigger: &'static str,
    /// The block that answers, where a tap names it.
    pub block: Option<Block>,
    /// What the tapped button carries along.
    pub extra: Option<Value>,
    /// The block whose answer was tapped; the last one where none is named.
    pub referrer: Option<Block>,
}

impl Utterance {
    /// What somebody typed.
    pub fn typed(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            trigger: "TEXT_INPUT",
            block: None,
            extra: None,
            referrer: None,
        }
    }
}

/// A context that an answer set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Context {
    /// Its name.
    pub name: String,
    /// For how many more turns it lives.
    pub life_span: i64,
    /// For how many seconds it lives, where the answer says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<i64>,
    /// What it holds.
    #[serde(default)]
    pub params: Map<String, Value>,
    /// When it was set.
    pub set_at: Timestamp,
}

/// Something of an answer that can be tapped.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Where it stands in the answer: `template.quickReplies[0]`.
    pub path: String,
    /// What stands on it.
    pub label: String,
    /// What a tap does: `message`, `block`, `webLink`, `phone`, `share`, `operator`.
    pub action: String,
    /// What is said by a tap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The block that a tap leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    /// What it carries along.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Value>,
}

/// What is remembered of a user's talk with a skill.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    /// The block that answered last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_block: Option<Block>,
    /// The contexts that live.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<Context>,
    /// What can be tapped, numbered from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

impl Dialogue {
    /// Forgets the contexts whose time is over.
    pub fn wake(&mut self, now: Timestamp) {
        self.contexts.retain(|context| {
            let age = now.seconds() - context.set_at.seconds();
            context.ttl.is_none_or(|ttl| age < ttl)
        });
    }

    /// A turn was answered: contexts grow older, those of the answer are set, and its choices are the ones that count.
    pub fn answered(&mut self, block: Block, answer: &Value, now: Timestamp) {
        self.last_block = Some(block);
        for context in &mut self.contexts {
            context.life_span -= 1;
        }
        let values = answer.pointer("/context/values").and_then(Value::as_array);
        for value in values.into_iter().flatten() {
            let Some(name) = value.get("name").and_then(Value::as_str) else {
                continue;
            };
            self.contexts.retain(|context| context.name != name);
            let number = |key: &str| value.get(key).and_then(Value::as_i64);
            self.contexts.push(Context {
                name: name.to_owned(),
                life_span: number("lifeSpan").unwrap_or(0),
                ttl: number("ttl"),
                params: params(value.get("params")),
                set_at: now,
            });
        }
        self.contexts.retain(|context| context.life_span > 0);
        self.choices = choices(answer);
    }
}

/// Kakao keeps texts: other values as JSON spells them.
fn params(value: Option<&Value>) -> Map<String, Value> {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    let text = |value: &Value| match value {
        Value::String(_) => value.clone(),
        other => other.to_string().into(),
    };
    members
        .map(|(key, value)| (key.clone(), text(value)))
        .collect()
}

impl Choice {
    /// What Kakao sends when it is tapped; none where it calls no skill, but opens a page, say.
    pub fn tap(&self) -> Option<Utterance> {
        let kind = match (
            self.path.rsplit('.').next().unwrap_or_default(),
            &*self.action,
        ) {
            (last, "message") if last.starts_with("quickReplies") => "QUICKREPLY_BUTTON_MESSAGE",
            (last, "block") if last.starts_with("quickReplies") => "QUICKREPLY_BUTTON_BLOCK",
            (last, "message") if last.starts_with("items") => "LIST_ITEM_MESSAGE",
            (last, "block") if last.starts_with("items") => "LIST_ITEM_BLOCK",
            (_, "message") => "CARD_BUTTON_MESSAGE",
            (_, "block") => "CARD_BUTTON_BLOCK",
            _ => return None,
        };
        let block = self.block.clone().filter(|_| self.action == "block");
        Some(Utterance {
            text: self.message.clone().unwrap_or_else(|| self.label.clone()),
            trigger: kind,
            // Its name is known to Kakao's console only.
            block: block.map(|id| Block {
                name: id.clone(),
                id,
            }),
            extra: self.extra.clone(),
            referrer: None,
        })
    }
}

/// What can be tapped in an answer, in the order in which people see it: cards, then quick replies.
pub fn choices(answer: &Value) -> Vec<Choice> {
    let mut found = Vec::new();
    let outputs = answer
        .pointer("/template/outputs")
        .and_then(Value::as_array);
    for (at, output) in outputs.into_iter().flatten().enumerate() {
        for (name, component) in output.as_object().into_iter().flatten() {
            let path = format!("template.outputs[{at}].{name}");
            match name.as_str() {
                "carousel" => {
                    let kind = component.get("type").and_then(Value::as_str);
                    let is_list = kind == Some("listCard");
                    for (at, card) in list(component, "items").enumerate() {
                        of_card(card, &format!("{path}.items[{at}]"), is_list, &mut found);
                    }
                }
                _ => of_card(component, &path, name == "listCard", &mut found),
            }
        }
    }
    let template = answer.get("template").unwrap_or(&Value::Null);
    push(template, "quickReplies", "template", &mut found);
    found
}

fn of_card(card: &Value, path: &str, has_lines: bool, found: &mut Vec<Choice>) {
    if has_lines {
        push(card, "items", path, found);
    }
    push(card, "buttons", path, found);
}

fn push(holder: &Value, key: &str, path: &str, found: &mut Vec<Choice>) {
    for (at, value) in list(holder, key).enumerate() {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let action = match text("action") {
            Some(action) => action,
            // A line of a listCard that only has a link.
            None if value.get("link").is_some() => "webLink".into(),
            None => continue,
        };
        found.push(Choice {
            path: format!("{path}.{key}[{at}]"),
            label: text("label").or_else(|| text("title")).unwrap_or_default(),
            action: match &*action {
                "Message" => "message".into(),
                "Block" => "block".into(),
                _ => action,
            },
            message: text("messageText"),
            block: text("blockId"),
            extra: value.get("extra").cloned(),
        });
    }
}

fn list<'a>(holder: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    holder
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}
