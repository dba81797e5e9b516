//! Messages of Kakao rooms. Each utterance calls the room's skill on its own thread.
use super::rooms::existing_room;
use super::skill_calls::STOPPED;
use super::{callbacks, header_secret};
use crate::error::{Result, Verdict};
use crate::flow::kakao::say::{self, TurnObserver, TurnRequest, TurnResult};
use crate::flow::platform::api_call::ApiCall;
use crate::flow::platform::bots::checked_name;
use crate::flow::platform::rooms::{checked_text, message_query};
use crate::flow::platform::state::PlatformState;
use crate::flow::web::json_fields::JsonFields;
use crate::flow::web::problem::{HandlerResult, Problem, created, ok};
use crate::model::activity::Activity;
use crate::model::history::exchange::{Direction, Exchange};
use crate::model::kakao::answer::WAIT;
use crate::model::kakao::callback::VALIDITY;
use crate::model::kakao::dialogue::Utterance;
use crate::model::kakao::payload::SkillUser;
use crate::model::kakao::room::{
    KakaoMessage, KakaoMessageJson, KakaoRoom, Speaker, UtteranceState, room_name,
};
use crate::model::platform::room::DEFAULT_USER;
use crate::model::protocol::SkillKey;
use crate::model::text::phrase::Phrase;
use serde::Serialize;
use std::sync::Arc;

/// Maximum length of an utterance in characters; momo's own limit.
const MAX_UTTERANCE_CHARS: usize = 10_000;

#[derive(Serialize)]
struct KakaoMessagesJson<'a> {
    messages: Vec<KakaoMessageJson<'a>>,
}

/// A user's message, and the answers if the call waited for them.
#[derive(Serialize)]
struct TurnJson<'a> {
    message: KakaoMessageJson<'a>,
    answers: Vec<KakaoMessageJson<'a>>,
}

pub(in crate::flow::platform) fn messages(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let query = message_query(call)?;
    let room = existing_room(call, id)?;
    let messages = call.state.store().kakao_messages(room.id, query)?;
    let messages = messages.iter().map(KakaoMessage::to_json).collect();
    Ok(ok(&KakaoMessagesJson { messages }))
}

/// Starts a turn: calls the skill on its own thread, and waits for the answers only with `wait=1`.
pub(in crate::flow::platform) fn start_turn(call: &ApiCall<'_>, id: &str) -> HandlerResult {
    call.require_operator()?;
    let is_awaited = is_awaited(call)?;
    let room = existing_room(call, id)?;
    let (user, utterance) = read_utterance(call, &room)?;
    let permit = call
        .state
        .skill_calls
        .limit
        .try_acquire()
        .ok_or_else(|| Problem::too_many("skill.too-many").hint("skill.hint-later"))?;
    let turn = Turn::begin(call.state, room, user, utterance)?;
    let (message, running_turn) = (turn.message.clone(), turn.clone());
    let run = move || {
        let _permit = permit;
        running_turn.run()
    };
    let thread = std::thread::Builder::new()
        .name("skill call".into())
        .spawn(run);
    let thread = thread.map_err(|error| {
        crate::error::Error::unknown("cannot start the skill call's thread").because(error)
    })?;
    let (message, answers) = match is_awaited {
        true => match thread.join() {
            Ok((message, answers)) => (message, answers),
            Err(_) => (message, Vec::new()),
        },
        false => (message, Vec::new()),
    };
    Ok(created(&TurnJson {
        message: message.to_json(),
        answers: answers.iter().map(KakaoMessage::to_json).collect(),
    }))
}

fn is_awaited(call: &ApiCall<'_>) -> HandlerResult<bool> {
    match call.query()?.text("wait") {
        None | Some("0") => Ok(false),
        Some("1") => Ok(true),
        Some(other) => Err(Problem::field(
            "wait",
            Phrase::new("query.zero-one").with("text", other),
        )),
    }
}

/// Reads the user's name and the text or tap.
fn read_utterance(call: &ApiCall<'_>, room: &KakaoRoom) -> HandlerResult<(String, Utterance)> {
    let mut fields = JsonFields::read(call.request)?;
    let user = fields.text("user")?;
    let user = user.map(|it| checked_name("user", it)).transpose()?;
    let text = fields.content("text")?;
    let tap = fields.nested("tap")?;
    fields.finish()?;
    match (text, tap) {
        (Some(text), None) => {
            let text = checked_text("text", text, MAX_UTTERANCE_CHARS)?;
            let user = user.unwrap_or_else(|| DEFAULT_USER.into());
            Ok((user, Utterance::typed(text)))
        }
        (None, Some(tap)) => read_tap(call, room, user, tap),
        (Some(_), Some(_)) => Err(Problem::field("tap", "field.with-text")),
        (None, None) => Err(Problem::missing("text")),
    }
}

/// Resolves a tap on part of an earlier answer. Without `user` it is by the user of that answer.
fn read_tap(
    call: &ApiCall<'_>,
    room: &KakaoRoom,
    user: Option<String>,
    mut fields: JsonFields,
) -> HandlerResult<(String, Utterance)> {
    let id = fields.required_integer("message_id")?;
    let path = fields.required_text("path")?;
    fields.finish()?;
    let message = call.state.store().kakao_message(room.id, id)?;
    let message = message.ok_or_else(|| {
        let phrase = Phrase::new("kakao-message.missing").with("id", id);
        Problem::not_found(phrase.with("room", room_name(room.id)))
    })?;
    let choice = message.choice(&path).ok_or_else(|| {
        let phrase = Phrase::new("kakao-choice.missing").with("path", &path);
        Problem::field("path", phrase.with("id", id)).hint("kakao-choice.hint")
    })?;
    let utterance = choice.to_utterance().ok_or_else(|| {
        let phrase = Phrase::new("kakao-choice.no-call").with("action", choice.action.to_string());
        Problem::field("path", phrase)
    })?;
    let utterance = Utterance {
        referrer: message.block.clone(),
        ..utterance
    };
    Ok((user.unwrap_or(message.user), utterance))
}

/// One utterance and its answers.
#[derive(Clone)]
struct Turn {
    state: Arc<PlatformState>,
    room: KakaoRoom,
    utterance: Utterance,
    /// The user's message.
    message: KakaoMessage,
}

impl Turn {
    /// Removes expired contexts from the dialogue, then stores and publishes the user's message.
    fn begin(
        state: &Arc<PlatformState>,
        room: KakaoRoom,
        user: String,
        utterance: Utterance,
    ) -> HandlerResult<Self> {
        let now = state.now();
        let message = KakaoMessage {
            id: 0,
            room_id: room.id,
            user,
            from: Speaker::User,
            text: Some(utterance.text.clone()),
            answer: None,
            block: None,
            error: None,
            state: Some(UtteranceState::Waiting),
            exchange_id: None,
            created_at: now,
        };
        let is_new_user = !room.users.contains(&message.user);
        state
            .store()
            .update_kakao_dialogue(room.id, &message.user, |it| it.drop_expired_contexts(now))?;
        let stored = state.store().add_kakao_message(message)?;
        let message = stored.ok_or_else(|| {
            Problem::not_found(Phrase::new("kakao-room.deleted").with("id", room_name(room.id)))
        })?;
        let update = Activity::KakaoMessage(Box::new(message.clone()), None);
        let rooms = is_new_user.then_some(Activity::KakaoRooms);
        state.journal.publish_all([update].into_iter().chain(rooms));
        Ok(Self {
            state: state.clone(),
            room,
            utterance,
            message,
        })
    }

    /// Calls the skill. Returns the user's message in its final state, and the answers.
    fn run(self) -> (KakaoMessage, Vec<KakaoMessage>) {
        let mut writer = TurnWriter {
            turn: &self,
            call_id: None,
            message: self.message.clone(),
            answers: Vec::new(),
        };
        match self.call_skill(&mut writer) {
            Ok(result) if result.body.is_none() && self.state.skill_calls.is_stopped() => {
                writer.fail(&Phrase::new(STOPPED))
            }
            Ok(result) => writer.add_answer(result),
            Err(error) => writer.fail(&Phrase::verbatim(error.to_string())),
        }
        (writer.message, writer.answers)
    }

    fn call_skill(&self, writer: &mut TurnWriter<'_>) -> Result<TurnResult> {
        let (room, user) = (&self.room, &self.message.user);
        let request = TurnRequest {
            url: room.skill_url.clone(),
            origin: room.variant,
            user: SkillUser::from_name(user),
            utterance: self.utterance.clone(),
            has_callback: room.has_callback,
            callback_timeout: VALIDITY,
            key: self.key()?,
        };
        let callback = room
            .has_callback
            .then(|| callbacks::open(&self.state, room));
        let callback = callback.transpose()?;
        let callback = callback.as_ref().map(|(url, receiver)| (&**url, receiver));
        let dialogue = self.state.store().kakao_dialogue(room.id, user)?;
        let result = say::run_turn(&request, &dialogue, callback, &self.state.client, writer)?;
        // Updates the stored dialogue, which other turns may have changed meanwhile.
        let now = self.state.now();
        let mut store = self.state.store();
        store.update_kakao_dialogue(room.id, user, |it| result.update_dialogue(it, now))?;
        Ok(result)
    }

    fn key(&self) -> Result<Option<SkillKey>> {
        let Some(header) = &self.room.header else {
            return Ok(None);
        };
        let secret = header_secret(&self.state, &room_name(self.room.id))?;
        Ok(secret.map(|secret| SkillKey {
            header: header.clone(),
            secret,
        }))
    }
}

/// Stores and publishes the messages of a turn.
struct TurnWriter<'a> {
    turn: &'a Turn,
    /// Exchange id of the skill call; `None` before it is made.
    call_id: Option<String>,
    message: KakaoMessage,
    answers: Vec<KakaoMessage>,
}

impl TurnWriter<'_> {
    fn add_answer(&mut self, result: TurnResult) {
        let verdict = result.verdict;
        let failure = result.failure.clone();
        let has_answer = result.body.is_some();
        if has_answer || failure.is_some() {
            self.add(KakaoMessage {
                from: if has_answer {
                    Speaker::Skill
                } else {
                    Speaker::Notice
                },
                answer: result.body,
                block: Some(result.block),
                error: failure.clone(),
                exchange_id: Some(result.answer_exchange_id),
                ..self.reply_draft()
            });
        }
        let state = match verdict {
            Verdict::Yes => UtteranceState::Answered,
            _ => UtteranceState::Failed,
        };
        self.set_state(state, failure.as_ref());
    }

    fn fail(&mut self, failure: &Phrase) {
        self.add(KakaoMessage {
            from: Speaker::Notice,
            error: Some(failure.clone()),
            exchange_id: self.call_id.clone(),
            ..self.reply_draft()
        });
        self.set_state(UtteranceState::Failed, Some(failure));
    }

    /// Returns an empty message that replies to the user.
    fn reply_draft(&self) -> KakaoMessage {
        KakaoMessage {
            id: 0,
            text: None,
            state: None,
            exchange_id: None,
            created_at: self.turn.state.now(),
            ..self.message.clone()
        }
    }

    fn add(&mut self, message: KakaoMessage) {
        let stored = self.turn.state.store().add_kakao_message(message);
        match stored {
            Ok(Some(message)) => {
                self.answers.push(message.clone());
                let utterance = Some(self.message.id);
                self.publish(Activity::KakaoMessage(Box::new(message), utterance));
            }
            // The room was deleted.
            Ok(None) => {}
            Err(error) => self.publish(Activity::NotStored(error)),
        }
    }

    fn set_state(&mut self, state: UtteranceState, failure: Option<&Phrase>) {
        let id = self.message.id;
        let mut store = self.turn.state.store();
        let stored = store.update_kakao_message(id, state, self.call_id.as_deref(), failure);
        drop(store);
        match stored {
            Ok(Some(message)) => {
                self.message = message.clone();
                self.publish(Activity::KakaoMessage(Box::new(message), None));
            }
            Ok(None) => {}
            Err(error) => self.publish(Activity::NotStored(error)),
        }
    }

    fn publish(&self, activity: Activity) {
        self.turn.state.journal.publish(activity);
    }
}

impl TurnObserver for TurnWriter<'_> {
    /// Records the skill call only: the handler of callback URLs records callbacks.
    fn exchanged(&mut self, exchange: &Exchange) {
        if exchange.direction == Direction::Sent {
            self.call_id = Some(exchange.id.clone());
            let room_id = self.turn.room.id;
            self.turn
                .state
                .record_in_kakao_room(exchange.clone(), room_id);
        }
    }

    /// Shows the text that the skill provides for the block's waiting message, or momo's own text without one.
    fn waiting_for_callback(&mut self, waiting_text: Option<&str>) {
        self.add(KakaoMessage {
            from: Speaker::Notice,
            text: Some(waiting_text.unwrap_or(WAIT).to_owned()),
            exchange_id: self.call_id.clone(),
            ..self.reply_draft()
        });
        self.set_state(UtteranceState::AwaitsCallback, None);
    }

    fn is_cancelled(&mut self) -> bool {
        self.turn.state.skill_calls.is_stopped()
    }
}
