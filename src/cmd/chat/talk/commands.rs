//! Runs the commands of a talk, the lines that begin with `/`.
use super::session::Session;
use crate::cmd::chat::record::{conversation, room_messages, write_new};
use crate::cmd::console::refused;
use crate::cmd::context::Context;
use crate::cmd::fault::answer_text;
use crate::error::Result;
use crate::model::chat::matching::chosen;
use crate::model::chat::talk_line::{COMMANDS, TalkLine};
use crate::view::terminal::told;
use serde_json::json;
use std::path::Path;

impl Session {
    /// Runs a command; does nothing for lines that are none.
    ///
    /// # Errors
    /// Fails if the platform refuses or does not answer.
    pub(super) fn run_command(&mut self, context: &mut Context, command: TalkLine) -> Result<()> {
        match command {
            TalkLine::As(name) => self.user = Some(name),
            TalkLine::Room(room) => {
                let former = std::mem::replace(&mut self.room, room);
                if let Err(error) = self.print_head(context) {
                    self.room = former;
                    return Err(error);
                }
                self.offers.clear();
            }
            TalkLine::Tap(words) => match chosen(&self.offers, &words).cloned() {
                Some(reply) => self.say(context, &reply.text, None, false)?,
                None if self.offers.is_empty() => {
                    context
                        .terminal
                        .warn("no message here offers quick replies");
                }
                None => {
                    let labels = self.offers.iter().map(|offer| format!("[{}]", offer.label));
                    let labels: Vec<_> = labels.collect();
                    let labels = labels.join(" ");
                    context
                        .terminal
                        .warn(format!("`{words}` is not offered, only {labels}"));
                }
            },
            TalkLine::Why => self.explain_last(context)?,
            TalkLine::Fault(kind, spec) => {
                let mut body = json!(spec);
                body["kind"] = json!(kind.api_name());
                let answer = self.operator.post("/faults", &body)?;
                answer.map_err(refused("no fault is rehearsed"))?;
                context.terminal.note(format!(
                    "{} is rehearsed; `/fault off` ends it.",
                    kind.name()
                ));
            }
            TalkLine::FaultsOff => {
                let answer = self.operator.delete("/faults")?;
                answer.map_err(refused("no fault was cleared"))?;
                context.terminal.note("No fault is rehearsed.");
            }
            TalkLine::Clock(time) => {
                let answer = self.operator.post("/clock", &json!({ "advance": time }))?;
                let answer = answer.map_err(refused("the clock stays as it is"))?;
                context.terminal.note(answer_text(&answer));
            }
            TalkLine::Retry => {
                let answer = self
                    .api
                    .post("/deliveries/retry", &json!({ "room_id": self.room }))?;
                answer.map_err(refused("nothing is tried again"))?;
            }
            TalkLine::Save(file) => {
                let messages = match self.first_said {
                    Some(first) => room_messages(&self.api, self.room, first - 1)?,
                    None => Vec::new(),
                };
                write_new(Path::new(&file), &conversation(None, &messages)?)?;
                context.terminal.note(format!("`{file}` is written."));
            }
            TalkLine::Help => {
                for (name, takes, what) in COMMANDS {
                    let form = format!("/{name} {takes}");
                    context.terminal.note(format!("{form:<20} {}", told(what)));
                }
            }
            TalkLine::Nothing | TalkLine::Say(_) | TalkLine::Reply(..) | TalkLine::Quit => {}
        }
        Ok(())
    }
}
