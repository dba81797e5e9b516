//! What the programs of a run are called, in sentences, in JSON and in flags.
use super::environment::RunEnvironment;
use crate::flow::run::Program;
use crate::model::platform::bot::CALLBACK_PATH;
use crate::view::escape;
use serde_json::{Value, json};

impl RunEnvironment {
    /// Returns what a program is called in a sentence: `the bot`, with its name if there are several, or `the command`.
    pub(super) fn describe(&self, program: Program) -> String {
        match program {
            Program::Bot(_) if self.only_bot().is_some() => "the bot".into(),
            Program::Bot(bot) => format!("the bot {}", escape::line(self.bots[bot].label())),
            Program::Then => "the command".into(),
        }
    }

    /// Returns the JSON fields of a line of this type that say which program is meant.
    pub(super) fn program_json(&self, kind: &str, program: Program) -> Value {
        match program {
            Program::Bot(bot) => {
                let bot = &self.bots[bot];
                json!({ "type": kind, "program": "bot", "bot_id": bot.id, "name": bot.name })
            }
            Program::Then => json!({ "type": kind, "program": "then" }),
        }
    }

    /// Returns the value of `--callback` for a bot's port.
    pub(super) fn callback_flag(&self, bot: usize, port: u16) -> String {
        let target = format!("{port}{CALLBACK_PATH}");
        match self.only_bot() {
            Some(_) => target,
            None => format!("{}={target}", escape::line(self.bots[bot].label())),
        }
    }
}
