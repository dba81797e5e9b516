//! What is said in Kakao's rooms: the call of the skill on a thread of its own, and what comes of it.
use super::rooms::found;
use super::under_way::ENDED;
use super::{callbacks, secret};
use crate::error::{Result, Verdict};
use crate::flow::kakao::say::{self, Plan, Said, Watcher};
use crate::flow::platform::Happening;
use crate::flow::platform::bots::short;
use crate::flow::platform::call::Call;
use crate::flow::platform::rooms::page;
use crate::flow::platform::state::State;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{Problem, HandlerResult, created, ok};
use crate::model::history::exchange::{Direction, Exchange};
use crate::model::kakao::answer::WAIT;
use crate::model::kakao::callback::VALID;
use crate::model::kakao::dialogue::Utterance;
use crate::model::kakao::payload::User;
use crate::model::kakao::room::{From, Message, MessageJson, Room, State as Stage, room_name};
use crate::model::protocol::SkillKey;
use serde::Serialize;
use std::sync::Arc;

/// Who speaks when nobody is named.
const SOMEBODY: &str = "앨리스";
/// The longest utterance, in characters: momo's own limit.
const LIMIT: usize = 10_000;

#[derive(Serialize)]
struct MessagesJson<'a> {
    messages: Vec<MessageJson<'a>>,
}

/// What a user said, and what came of it where that was waited for.
#[derive(Serialize)]
struct SaidJson<'a> {
    message: MessageJson<'a>,
    answers: Vec<MessageJson<'a>>,
}

pub(in crate::flow::platform) fn messages(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    let page = page(call)?;
    let room = found(call, id)?;
    let messages = call.state.store().kakao_messages(room.id, page)?;
    let messages = messages.iter().map(Message::to_json).collect();
    Ok(ok(&MessagesJson { messages }))
}

/// A user says or taps something: the skill is called on a thread of its own, and the answer waited for only where
/// that is asked for.
pub(in crate::flow::platform) fn say(call: &Call<'_>, id: &str) -> HandlerResult {
    call.overseer()?;
    let is_awaited = is_awaited(call)?;
    let room = found(call, id)?;
    let (user, utterance) = uttered(call, &room)?;
    let place = call.state.kakao.crew.try_acquire().ok_or_else(|| {
        Problem::too_many("too many skills are being called").hint("Ask again in a moment.")
    })?;
    let turn = Turn::begin(call.state, room, user, utterance)?;
    let (message, thread) = (turn.message.clone(), turn.clone());
    let run = move || {
        let _place = place;
        thread.run()
    };
    let started = std::thread::Builder::new()
        .name("skill call".into())
        .spawn(run);
    let started = started.map_err(|error| {
        crate::error::Error::unknown("cannot start the skill call's thread").because(error)
    })?;
    let (message, answers) = match is_awaited {
        true => match started.join() {
            Ok((message, answers)) => (message, answers),
            Err(_) => (message, Vec::new()),
        },
        false => (message, Vec::new()),
    };
    Ok(created(&SaidJson {
        message: message.to_json(),
        answers: answers.iter().map(Message::to_json).collect(),
    }))
}

fn is_awaited(call: &Call<'_>) -> HandlerResult<bool> {
    match call.query()?.text("wait") {
        None | Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(other) => Err(Problem::field(
            "wait",
            format!("`{other}` is neither 0 nor 1"),
        )),
    }
}

/// Who says what.
fn uttered(call: &Call<'_>, room: &Room) -> HandlerResult<(String, Utterance)> {
    let mut fields = JsonFields::read(call.request)?;
    let user = fields.text("user")?;
    let user = user.map(|it| short("user", it)).transpose()?;
    let text = fields.content("text")?;
    let tap = fields.nested("tap")?;
    fields.finish()?;
    match (text, tap) {
        (Some(text), None) if text.chars().count() > LIMIT => {
            let limit = format!("is longer than {LIMIT} characters (momo's own limit)");
            Err(Problem::field("text", limit))
        }
        (Some(text), None) => {
            let user = user.unwrap_or_else(|| SOMEBODY.into());
            Ok((user, Utterance::typed(text)))
        }
        (None, Some(tap)) => tapped(call, room, user, tap),
        (Some(_), Some(_)) => Err(Problem::field("tap", "does not go together with `text`")),
        (None, None) => Err(Problem::field("text", "is missing")),
    }
}

/// A tap on something of an earlier answer; by the user who got it unless another is named.
fn tapped(
    call: &Call<'_>,
    room: &Room,
    user: Option<String>,
    mut fields: JsonFields,
) -> HandlerResult<(String, Utterance)> {
    let id = fields.required_integer("message_id")?;
    let path = fields.required_text("path")?;
    fields.finish()?;
    let message = call.state.store().kakao_message(room.id, id)?;
    let message = message.ok_or_else(|| {
        let room = room_name(room.id);
        Problem::not_found(format!("there is no message {id} in `{room}`"))
    })?;
    let choice = message.choice(&path).ok_or_else(|| {
        let words = format!("nothing that can be tapped stands at `{path}` of message {id}");
        Problem::field("path", words).hint("`choices` of the message lists what can be tapped.")
    })?;
    let utterance = choice.tap().ok_or_else(|| {
        let words = format!("a tap on it calls no skill: it is a `{}`", choice.action);
        Problem::field("path", words)
    })?;
    let utterance = Utterance {
        referrer: message.block.clone(),
        ..utterance
    };
    Ok((user.unwrap_or(message.user), utterance))
}

/// One utterance and its answer.
#[derive(Clone)]
struct Turn {
    state: Arc<State>,
    room: Room,
    utterance: Utterance,
    /// The user's bubble.
    message: Message,
}

impl Turn {
    /// Keeps what is said.
    fn begin(state: &Arc<State>, room: Room, user: String, utterance: Utterance) -> HandlerResult<Self> {
        let now = state.now();
        let message = Message {
            id: 0,
            room_id: room.id,
            user,
            from: From::User,
            text: Some(utterance.text.clone()),
            answer: None,
            block: None,
            trouble: None,
            state: Some(Stage::Waiting),
            exchange_id: None,
            created_at: now,
        };
        let is_new = !room.users.contains(&message.user);
        state
            .store()
            .change_kakao_dialogue(room.id, &message.user, |it| it.wake(now))?;
        let kept = state.store().add_kakao_message(message)?;
        let message = kept.ok_or_else(|| {
            let room = room_name(room.id);
            Problem::not_found(format!("there is no Kakao room `{room}` any more"))
        })?;
        state.tell(Happening::KakaoMessage(Box::new(message.clone())));
        if is_new {
            state.tell(Happening::KakaoRooms);
        }
        Ok(Self {
            state: state.clone(),
            room,
            utterance,
            message,
        })
    }

    /// Calls the skill; gives the user's bubble as it is then, and those that answer it.
    fn run(self) -> (Message, Vec<Message>) {
        let mut desk = Desk {
            turn: &self,
            call: None,
            message: self.message.clone(),
            answers: Vec::new(),
        };
        match self.call(&mut desk) {
            Ok(said) if said.body.is_none() && self.state.kakao.is_ended() => desk.fail(ENDED),
            Ok(said) => desk.show(said),
            Err(error) => desk.fail(&error.to_string()),
        }
        (desk.message, desk.answers)
    }

    fn call(&self, desk: &mut Desk<'_>) -> Result<Said> {
        let (room, user) = (&self.room, &self.message.user);
        let plan = Plan {
            url: room.skill_url.clone(),
            variant: room.variant,
            user: User::named(user),
            utterance: self.utterance.clone(),
            has_callback: room.has_callback,
            patience: VALID,
            key: self.key()?,
        };
        let callback = room.has_callback.then(|| callbacks::open(&self.state));
        let callback = callback.transpose()?;
        let callback = callback.as_ref().map(|(url, waiting)| (&**url, waiting));
        let dialogue = self.state.store().kakao_dialogue(room.id, user)?;
        let said = say::turn(&plan, &dialogue, callback, &self.state.client, desk)?;
        // What was said meanwhile has changed it too.
        let now = self.state.now();
        let mut store = self.state.store();
        store.change_kakao_dialogue(room.id, user, |it| said.remember(it, now))?;
        Ok(said)
    }

    fn key(&self) -> Result<Option<SkillKey>> {
        let Some(header) = &self.room.header else {
            return Ok(None);
        };
        let secret = secret(&self.state, &room_name(self.room.id))?;
        Ok(secret.map(|secret| SkillKey {
            header: header.clone(),
            secret,
        }))
    }
}

/// Hears what comes of a call, keeps and tells it.
struct Desk<'a> {
    turn: &'a Turn,
    /// The exchange of the call.
    call: Option<String>,
    message: Message,
    answers: Vec<Message>,
}

impl Desk<'_> {
    fn show(&mut self, said: Said) {
        let verdict = said.verdict;
        let trouble = said.trouble.clone();
        let has_answer = said.body.is_some();
        if has_answer || trouble.is_some() {
            self.add(Message {
                from: if has_answer {
                    From::Skill
                } else {
                    From::Notice
                },
                answer: said.body,
                block: Some(said.block),
                trouble: trouble.clone(),
                exchange_id: Some(said.source),
                ..self.bubble()
            });
        }
        let stage = match verdict {
            Verdict::Yes => Stage::Answered,
            _ => Stage::Failed,
        };
        self.change(stage, trouble.as_deref());
    }

    fn fail(&mut self, trouble: &str) {
        self.add(Message {
            from: From::Notice,
            trouble: Some(trouble.to_owned()),
            exchange_id: self.call.clone(),
            ..self.bubble()
        });
        self.change(Stage::Failed, Some(trouble));
    }

    /// A bubble that belongs to the user's talk, still empty.
    fn bubble(&self) -> Message {
        Message {
            id: 0,
            text: None,
            state: None,
            exchange_id: None,
            created_at: self.turn.state.now(),
            ..self.message.clone()
        }
    }

    fn add(&mut self, message: Message) {
        let kept = self.turn.state.store().add_kakao_message(message);
        match kept {
            Ok(Some(message)) => {
                self.answers.push(message.clone());
                self.tell(message);
            }
            // The room is gone.
            Ok(None) => {}
            Err(error) => self.turn.state.tell(Happening::NotKept(error)),
        }
    }

    fn change(&mut self, stage: Stage, trouble: Option<&str>) {
        let id = self.message.id;
        let mut store = self.turn.state.store();
        let kept = store.change_kakao_message(id, stage, self.call.as_deref(), trouble);
        drop(store);
        match kept {
            Ok(Some(message)) => {
                self.message = message.clone();
                self.tell(message);
            }
            Ok(None) => {}
            Err(error) => self.turn.state.tell(Happening::NotKept(error)),
        }
    }

    fn tell(&self, message: Message) {
        self.turn
            .state
            .tell(Happening::KakaoMessage(Box::new(message)));
    }
}

impl Watcher for Desk<'_> {
    /// What comes to a callback URL is kept where it comes.
    fn exchanged(&mut self, exchange: &Exchange) {
        if exchange.direction == Direction::Sent {
            self.call = Some(exchange.id.clone());
            self.turn.state.record(exchange.clone());
        }
    }

    /// Kakao shows the block's waiting message, into which the owner may put the skill's words. Without them these are
    /// momo's own.
    fn waits(&mut self, words: Option<&str>) {
        self.add(Message {
            from: From::Notice,
            text: Some(words.unwrap_or(WAIT).to_owned()),
            exchange_id: self.call.clone(),
            ..self.bubble()
        });
        self.change(Stage::WaitsCallback, None);
    }

    fn is_ended(&mut self) -> bool {
        self.turn.state.kakao.is_ended()
    }
}
