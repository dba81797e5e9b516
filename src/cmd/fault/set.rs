//! `momo fault set`: adds a fault rule.
use super::parse_rule;
use crate::cmd::console::{PlatformArgs, refused};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb, values};
use crate::error::{Result, Verdict};
use crate::model::fault::{Fault, FaultScope, FaultSpec};
use crate::model::platform::bot::Role;
use crate::view::fault;
use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde_json::json;
use std::time::Duration;

/// Arguments of `momo fault set`.
#[derive(clap::Args, Debug)]
pub(crate) struct SetFault {
    /// What goes wrong
    #[arg(value_name = "FAULT", value_enum)]
    kind: FaultArg,
    /// Switch it off after so many [default: it stays until it is cleared]
    #[arg(long, value_name = "N", value_parser = values::count)]
    times: Option<usize>,
    /// Strike only this part, by chance: `0.2` or `20%`
    #[arg(long, value_name = "P", value_parser = values::fraction)]
    rate: Option<f64>,
    /// What chance begins with: the same seed strikes the same ones again [default: another one each time]
    #[arg(long, value_name = "S", requires = "rate")]
    seed: Option<u64>,
    /// How long something is held up: of `delay`, `reorder`, `slow-body` and, each way, `network` [default: 1s, of `network` 300ms]
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    delay: Option<Duration>,
    /// What `reply` answers: 429, 500, 502, 503 or 504 [default: 500]
    #[arg(long, value_name = "STATUS")]
    status: Option<u16>,
    /// When the bot may call again, as `reply` says it in Retry-After
    #[arg(long, value_name = "TIME", value_parser = values::duration)]
    retry_after: Option<Duration>,
    /// Only what goes to this bot or comes from it
    #[arg(long, value_name = "BOT_ID")]
    bot: Option<String>,
    /// Only this room
    #[arg(long, value_name = "ROOM_ID", value_parser = values::numeric_id)]
    room: Option<i64>,
    /// Only messages that hold this text
    #[arg(long, value_name = "TEXT")]
    contains: Option<String>,
    #[command(flatten)]
    platform: PlatformArgs,
}

/// Fault that the platform can inject, as a clap value.
#[derive(Debug, Clone, Copy)]
struct FaultArg(Fault);

impl ValueEnum for FaultArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [FaultArg; Fault::PLATFORM.len()] = {
            let mut all = [FaultArg(Fault::Drop); Fault::PLATFORM.len()];
            let mut index = 0;
            while index < all.len() {
                all[index] = FaultArg(Fault::PLATFORM[index]);
                index += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.0.name()).help(match self.0 {
            Fault::Duplicate => "An event comes twice, with one event_id",
            Fault::Delay => "An event, and what comes after it in its room, is held back",
            Fault::Reorder => "An event is overtaken by the next of its room",
            Fault::Drop => "An attempt never reaches the bot; it counts, and is made again",
            Fault::BadSignature => "An event comes with a wrong signature",
            Fault::SlowBody => "An event's body comes in pieces with pauses",
            Fault::Reply => "The message API refuses a call",
            Fault::Outage => "No delivery gets out, and the message API answers 503",
            _ => "Deliveries and message calls take longer, each way",
        });
        Some(value.alias(self.0.api_name()))
    }
}

impl Verb for SetFault {
    const NAME: &'static str = "set";
    const ABOUT: &'static str = "Switch a fault on, until it has struck often enough or is cleared";
    const EFFECT: Effect = Effect::Write;
    const EXAMPLES: &'static str = "\
Examples:
  momo fault set drop --times 3
  momo fault set duplicate --rate 20% --seed 7
  momo fault set reply --status 429 --retry-after 2s --times 1
  momo fault set network --delay 300ms
  momo fault set bad-signature --bot bot_xxx --room 1 --contains 안녕

The platform forgets its faults when it ends; `momo dev --fault 'drop times=3'` begins with some.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let console = self
            .platform
            .connect(context, Role::Operator, "rehearse a fault")?;
        let mut body = json!(self.spec());
        body["kind"] = self.kind.0.api_name().into();
        let answer = console.api.post("/faults", &body)?;
        let answer = answer.map_err(refused("the fault was not set"))?;
        context.terminal.show(&answer, |terminal| {
            let id = answer["id"].as_str().unwrap_or("the fault");
            match parse_rule(&answer) {
                Some(rule) => terminal.print(fault::line(&rule, terminal.out_styles())),
                None => {
                    terminal.note(format!("{id} is switched on"));
                    Ok(())
                }
            }
        })
    }
}

impl SetFault {
    fn spec(&self) -> FaultSpec {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        FaultSpec {
            on: None,
            scope: FaultScope {
                bot_id: self.bot.clone(),
                room_id: self.room,
                contains: self.contains.clone(),
            },
            times: self.times.map(|times| times as u64),
            rate: self.rate,
            seed: self.seed,
            delay_ms: self.delay.map(millis),
            status: self.status,
            retry_after: self.retry_after.map(|time| millis(time).div_ceil(1000)),
        }
    }
}
