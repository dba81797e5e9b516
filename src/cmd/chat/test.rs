//! `momo chat test`: plays conversations against a bot.
use super::output::RunOutput;
use super::session::ChatSession;
use super::test_args::TestChats;
use super::{play, print_errors};
use crate::cmd::context::Context;
use crate::cmd::{Effect, Verb};
use crate::error::{Error, Result, Verdict};
use crate::io::system;
use crate::model::protocol::Protocol;

impl Verb for TestChats {
    const NAME: &'static str = "test";
    const ABOUT: &'static str =
        "Play conversations against a bot, through its real, signed webhook";
    const EFFECT: Effect = Effect::Send;
    const EXAMPLES: &'static str = "\
Examples:
  momo chat test tests/ -- npm start
  momo chat test order.chat --filter 주문 --until 14 -- python3 bot.py
  momo chat test order.chat
  momo chat test README.md --to 3000/momotalk/webhook
  momo chat test tests/ --bot 'Shop=python3 shop.py' --bot 'Echo=npm start'
  momo chat test tests/ --repeat 5 --shuffle --seed 7 -- npm start
  momo chat test tests/ --report junit=chat.xml,html=chat.html -- npm start
  momo chat test order.chat --update -- npm start
  momo chat test kakao/ --protocol kakao-skill -- node skill.js
  momo chat test kakao/ --protocol kakao-skill --with-callback --to 3000/skill

The program finds MOMOTALK_BOT_ID, MOMOTALK_BOT_TOKEN, MOMOTALK_WEBHOOK_SECRET, MOMOTALK_API_BASE and PORT in its environment, \
of a platform whose state goes with the run; the history keeps what went over the wire. Without a program and without --to \
the platform that runs (`momo dev`, `momo run`) plays them with its bots that listen, or with those of --bot: rooms and users of \
the conversations go afterwards, faults end with their conversation, and a clock that was moved is put back at the end of the run. What bots themselves say in other rooms stays.

With --protocol kakao-skill each conversation has a Kakao room and users of its own, the skill is called as KakaoTalk does, and each output of \
an answer is a message; an answer with an error that `momo kakao lint` finds fails its line. The program finds PORT and KAKAO_CALLBACK_HOSTS, the host \
to which callback URLs lead.

Every message of a bot must be claimed by a line: one that is not fails its conversation. A file or a selection without any \
expectation is an error. Where GITHUB_ACTIONS is set, each failed line becomes an annotation, and the step's summary says \
how it went.

Exit code 0 where all pass, 1 where one fails or is flaky, 2 where a file has an error, 3 where the \
bot or the platform could not be reached.";

    fn run(self, context: &mut Context) -> Result<Verdict> {
        let chats = self.load()?;
        if !chats.errors.is_empty() {
            print_errors(&mut context.terminal, &chats);
            return Err(Error::usage("the conversations have errors").hint("Nothing was played."));
        }
        let round = self.round(chats)?;
        let reports = self.report.begin()?;
        let is_skill = self.protocol() == Protocol::KakaoSkill;
        let session = match &self.to {
            Some(_) if is_skill => ChatSession::with_skill(context, &self)?,
            Some(to) => ChatSession::with_target(context, &self, to)?,
            None if is_skill && self.command.is_empty() && self.bot.is_empty() => {
                return Err(Error::usage("no skill to play the conversations with").hint(
                    "Start one with the run, `-- node skill.js`, or name where it listens: `--to 3000/skill`.",
                ));
            }
            None if is_skill => ChatSession::with_skill(context, &self)?,
            None if self.plays_with_running() => ChatSession::with_running(context, &self)?,
            None => ChatSession::with_programs(context, &self)?,
        };
        let output = RunOutput {
            allows_flaky: self.allow_flaky,
            updates: self.update,
            begun_at: system::now(),
        };
        play::play(context, &self, &session, round, &output, reports)
    }
}
