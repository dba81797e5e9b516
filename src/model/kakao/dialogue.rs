//! The state of a dialogue between two utterances of a user: last block, contexts, and choices of the last answer.
//!
//! Kakao documents that an answer sets a context for a number of turns, and that 0 removes it. That each answer
//! decrements the number, and that choices are numbered, are momo's own choice.
use crate::model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A block of the bot's scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Usually 24 hexadecimal digits.
    pub id: String,
    pub name: String,
}

/// One message of a user, typed or sent by a tap.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    pub text: String,
    /// `flow.trigger.type`.
    pub trigger: &'static str,
    /// The block that a tap leads to; `None` lets Kakao choose.
    pub block: Option<Block>,
    /// The `extra` of the tapped button.
    pub extra: Option<Value>,
    /// The block whose answer was tapped; `None` stands for the last block.
    pub referrer: Option<Block>,
}

impl Utterance {
    /// Creates an utterance that the user typed.
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
pub struct DialogueContext {
    pub name: String,
    /// Remaining turns.
    pub life_span: i64,
    /// Seconds after `set_at`; `None` for no time limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<i64>,
    #[serde(default)]
    pub params: Map<String, Value>,
    pub set_at: Timestamp,
}

/// A quick reply, button or list item that a user can tap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// The path in the answer, for example `template.quickReplies[0]`.
    pub path: String,
    pub label: String,
    /// `message`, `block`, `webLink`, `phone`, `share` or `operator`.
    pub action: String,
    /// The text that a tap sends; `None` sends the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The id of the block that a tap leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra: Option<Value>,
}

/// The state of one user's dialogue with a skill.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_block: Option<Block>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<DialogueContext>,
    /// The choices of the last answer; users see them numbered from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
}

impl Dialogue {
    /// Removes the contexts whose `ttl` has passed.
    pub fn drop_expired_contexts(&mut self, now: Timestamp) {
        self.contexts.retain(|context| {
            let age = now.seconds() - context.set_at.seconds();
            context.ttl.is_none_or(|ttl| age < ttl)
        });
    }

    /// Applies an answer of `block`: decrements and sets contexts, and replaces the choices.
    pub fn apply_answer(&mut self, block: Block, answer: &Value, now: Timestamp) {
        self.last_block = Some(block);
        for context in &mut self.contexts {
            context.life_span -= 1;
        }
        let values = answer["context"]["values"].as_array();
        for value in values.into_iter().flatten() {
            let Some(name) = value["name"].as_str() else {
                continue;
            };
            self.contexts.retain(|context| context.name != name);
            let number = |key: &str| value[key].as_i64();
            self.contexts.push(DialogueContext {
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

/// Returns context parameters as texts, because Kakao's are: other values become their JSON text.
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
    /// Returns the utterance that Kakao sends on a tap; `None` if the action calls no skill, such as `webLink`.
    pub fn to_utterance(&self) -> Option<Utterance> {
        let trigger = match (
            self.path.rsplit('.').next().unwrap_or_default(),
            &*self.action,
        ) {
            (last_segment, "message") if last_segment.starts_with("quickReplies") => {
                "QUICKREPLY_BUTTON_MESSAGE"
            }
            (last_segment, "block") if last_segment.starts_with("quickReplies") => {
                "QUICKREPLY_BUTTON_BLOCK"
            }
            (last_segment, "message") if last_segment.starts_with("items") => "LIST_ITEM_MESSAGE",
            (last_segment, "block") if last_segment.starts_with("items") => "LIST_ITEM_BLOCK",
            (_, "message") => "CARD_BUTTON_MESSAGE",
            (_, "block") => "CARD_BUTTON_BLOCK",
            _ => return None,
        };
        let block = self.block.clone().filter(|_| self.action == "block");
        Some(Utterance {
            text: self.message.clone().unwrap_or_else(|| self.label.clone()),
            trigger,
            // Only Kakao's console knows the block's name.
            block: block.map(|id| Block {
                name: id.clone(),
                id,
            }),
            extra: self.extra.clone(),
            referrer: None,
        })
    }
}

/// Returns the choices of an answer in display order: cards, then quick replies.
pub fn choices(answer: &Value) -> Vec<Choice> {
    let mut list = Vec::new();
    let outputs = answer["template"]["outputs"].as_array();
    for (index, output) in outputs.into_iter().flatten().enumerate() {
        for (name, component) in output.as_object().into_iter().flatten() {
            let path = format!("template.outputs[{index}].{name}");
            match name.as_str() {
                "carousel" => {
                    let kind = component["type"].as_str();
                    let is_list = kind == Some("listCard");
                    for (index, card) in elements(component, "items").enumerate() {
                        collect_card(card, &format!("{path}.items[{index}]"), is_list, &mut list);
                    }
                }
                _ => collect_card(component, &path, name == "listCard", &mut list),
            }
        }
    }
    let template = answer.get("template").unwrap_or(&Value::Null);
    collect_choices(template, "quickReplies", "template", &mut list);
    list
}

fn collect_card(card: &Value, path: &str, has_items: bool, list: &mut Vec<Choice>) {
    if has_items {
        collect_choices(card, "items", path, list);
    }
    collect_choices(card, "buttons", path, list);
}

fn collect_choices(holder: &Value, key: &str, path: &str, list: &mut Vec<Choice>) {
    for (index, value) in elements(holder, key).enumerate() {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let action = match text("action") {
            Some(action) => action,
            // An item of a listCard that only has a link.
            None if value.get("link").is_some() => "webLink".into(),
            None => continue,
        };
        list.push(Choice {
            path: format!("{path}.{key}[{index}]"),
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

fn elements<'a>(holder: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    holder[key].as_array().into_iter().flatten()
}
