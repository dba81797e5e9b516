//! Calls about deliveries: list, retry, drop; and what `momo run` reports about a bot's process.
use super::api_call::ApiCall;
use super::bots::managed_bot;
use crate::flow::web::json_fields::{JsonFields, none_of};
use crate::flow::web::problem::{HandlerResult, Problem, ok};
use crate::io::listeners;
use crate::io::sqlite::{DeliveryFilter, InterruptedDelivery};
use crate::model::activity::Activity;
use crate::model::http::target;
use crate::model::platform::bot::{Bot, Caller, ProcessState, Role};
use crate::model::platform::outbox::{Delivery, DeliveryState};
use crate::model::text::phrase::Phrase;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::time::{Duration, Instant};

/// Maximum number of listed deliveries.
const MAX_DELIVERIES: u32 = 1000;
/// How long the end of a bot's process waits for the attempts in flight, which end with its connections.
const MAX_END_WAIT: Duration = Duration::from_secs(1);

/// Selection of deliveries in a call's body; a field that is `None` selects all.
struct Selection {
    event_id: Option<String>,
    bot_id: Option<String>,
    room_id: Option<i64>,
}

pub(super) fn list(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let query = call.query()?;
    let states = query.text("state").map(read_states).transpose()?;
    let filter = DeliveryFilter {
        owner: owner(&caller),
        event_id: query.text("event_id"),
        bot_id: query.text("bot_id"),
        room_id: query.number("room_id")?,
    };
    let mut stored = states.clone().unwrap_or_default();
    if stored.contains(&DeliveryState::UnderWay) {
        stored.extend([
            DeliveryState::Waiting,
            DeliveryState::Held,
            DeliveryState::Dropped,
        ]);
    }
    let mut store = call.state.store();
    let mut deliveries = store.deliveries(filter, &stored, MAX_DELIVERIES)?;
    // Under the store lock, as deliveries return.
    call.outbox.mark_under_way(&mut deliveries);
    drop(store);
    let is_wanted = |it: &Delivery| match &states {
        None => true,
        Some(states) => {
            let is_under_way = it.under_way_since.is_some();
            states.contains(&it.state) || is_under_way && states.contains(&DeliveryState::UnderWay)
        }
    };
    deliveries.retain(is_wanted);
    let mut answer = to_json(&deliveries);
    if let Some(values) = answer["deliveries"].as_array_mut() {
        add_blockers(call, &deliveries, values)?;
    }
    Ok(ok(&answer))
}

/// Adds to each delivery that nobody has tried to make yet the event of its bot and room that comes first.
fn add_blockers(
    call: &ApiCall<'_>,
    deliveries: &[Delivery],
    values: &mut [Value],
) -> HandlerResult<()> {
    let mut store = call.state.store();
    let mut first = BTreeMap::new();
    for (delivery, value) in deliveries.iter().zip(values) {
        let is_due = delivery.state == DeliveryState::Waiting
            && delivery.attempts == 0
            && delivery.under_way_since.is_none();
        if !is_due {
            continue;
        }
        let key = (&*delivery.bot_id, delivery.room_id);
        let blocker = match first.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(store.first_pending(key.0, key.1)?),
        };
        let blocker = blocker.as_deref();
        if let Some(event_id) = blocker.filter(|id| *id != delivery.event_id) {
            value["waits_behind"] = event_id.into();
        }
    }
    Ok(())
}

pub(super) fn retry(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let selection = Selection::read(call)?;
    let now = call.state.now();
    let mut store = call.state.store();
    let (pending, ended) = store.retry_deliveries(selection.filter(&caller), now)?;
    if pending.is_empty() && ended.is_empty() {
        selection.check_known(&caller, |filter| store.deliveries(filter, &[], 1))?;
    }
    // Under the store lock, as new deliveries are added.
    call.outbox.add(&ended);
    call.outbox.hurry_keys(&pending, now);
    let mut deliveries = [pending, ended].concat();
    deliveries.sort_by_key(|it| it.seq);
    call.outbox.mark_under_way(&mut deliveries);
    drop(store);
    mark_held(call, &mut deliveries)?;
    publish(call, &deliveries);
    Ok(ok(&to_json(&deliveries)))
}

pub(super) fn give_up(call: &ApiCall<'_>) -> HandlerResult {
    let caller = call.caller()?;
    let selection = Selection::read(call)?;
    let mut store = call.state.store();
    let reason = Phrase::new("delivery.given-up");
    let mut dropped = store.drop_deliveries(selection.filter(&caller), &reason)?;
    if dropped.is_empty() {
        selection.check_known(&caller, |filter| store.deliveries(filter, &[], 1))?;
    }
    // Under the store lock, as deliveries return. A head that was dropped lets the next one go.
    call.outbox.mark_under_way(&mut dropped);
    call.outbox.hurry_heads(&dropped, call.state.now());
    drop(store);
    publish(call, &dropped);
    Ok(ok(&to_json(&dropped)))
}

/// Marks the deliveries as held that the dispatcher will find so, because their bots are offline.
fn mark_held(call: &ApiCall<'_>, deliveries: &mut [Delivery]) -> HandlerResult<()> {
    let sockets = listeners::listening();
    let mut places: BTreeMap<String, Option<String>> = BTreeMap::new();
    for delivery in deliveries {
        let bot_id = &delivery.bot_id;
        if !places.contains_key(bot_id) {
            let bot = call.state.store().bot(bot_id)?;
            let place = match &bot {
                Some(bot) if call.state.is_offline(bot, &sockets)? != Some(false) => {
                    Some(target::authority(&bot.callback_url).to_string())
                }
                _ => None,
            };
            places.insert(bot_id.clone(), place);
        }
        let place = places.get(bot_id).cloned().flatten();
        if let Some(place) = place.filter(|_| delivery.under_way_since.is_none()) {
            let reason = Phrase::new("delivery.not-listening").with("place", place);
            (delivery.state, delivery.last_failure) = (DeliveryState::Held, Some(reason));
        }
    }
    Ok(())
}

/// Takes note of a bot's process: `momo run` starts it, it answers, it ended by itself, `momo run` stopped it. Once it
/// answers, what waits is due now. At an end, the bot is offline; an end by itself returns the deliveries that the process
/// did not answer, and sets those aside that it did not survive twice.
pub(super) fn note_process(call: &ApiCall<'_>, bot_id: &str) -> HandlerResult {
    let caller = call.caller()?;
    let bot = managed_bot(call, bot_id, &caller)?;
    let mut fields = JsonFields::read(call.request)?;
    let state = fields.choice(
        "state",
        &ProcessState::ALL.map(ProcessState::name),
        ProcessState::from_name,
    )?;
    let state = state.ok_or_else(|| Problem::missing("state"))?;
    let status = fields.unsigned("status")?;
    let range = |_| {
        let range = Phrase::new("field.range").with("least", 0_u64);
        Problem::field("run_pid", range.with("most", u64::from(u32::MAX)))
    };
    let run = fields.unsigned("run_pid")?;
    let run = run.map(u32::try_from).transpose().map_err(range)?;
    fields.finish()?;
    let mut interrupted = Vec::new();
    if state == ProcessState::Ended {
        let deadline = Instant::now() + MAX_END_WAIT;
        let seqs = call.outbox.broken_deliveries(&bot.id, deadline);
        let reason = |ends: u32| {
            let code = match ends {
                1 => "delivery.bot-ended",
                _ => "delivery.bot-ended-again",
            };
            let status = status.map_or_else(|| "?".to_owned(), |status| status.to_string());
            Phrase::new(code)
                .with("status", status)
                .with("n", u64::from(ends))
        };
        let mut store = call.state.store();
        interrupted = store.interrupt_deliveries(&bot.id, &seqs, reason)?;
        drop(store);
        call.outbox.forget_broken(&seqs_of(&interrupted));
        let deliveries = interrupted.iter().map(|it| it.delivery.clone());
        publish(call, &deliveries.collect::<Vec<_>>());
    }
    let killed_run = note_presence(call, &bot, state, run)?;
    let interrupted: Vec<Value> = interrupted.iter().map(interrupted_to_json).collect();
    Ok(ok(
        &json!({ "interrupted": interrupted, "killed_run": killed_run }),
    ))
}

/// Notes that the bot is offline or listens. Returns the process id of the killed run that had a starting bot; `None` if
/// there is none. Fails if another run has the bot.
fn note_presence(
    call: &ApiCall<'_>,
    bot: &Bot,
    process: ProcessState,
    run: Option<u32>,
) -> HandlerResult<Option<u32>> {
    let (state, running) = (call.state, &call.state.running_bots);
    match process {
        ProcessState::Starting => {
            let run = run.ok_or_else(|| Problem::missing("run_pid"))?;
            let killed_run = running.start(bot, run).map_err(|taken| {
                let phrase = Phrase::new("bot.taken").with("id", &bot.id);
                let phrase = phrase.with("pid", u64::from(taken.run));
                Problem::conflict(phrase.with("url", &bot.callback_url)).hint("bot.hint-taken")
            })?;
            state.note_offline(&bot.id)?;
            return Ok(killed_run);
        }
        ProcessState::Listening => {
            running.note_answer(&bot.id);
            state.note_online(&bot.id)?;
            call.outbox.hurry(&bot.id, state.now());
        }
        ProcessState::Ended | ProcessState::Stopped => {
            running.end(&bot.id);
            if state.can_be_absent(&bot.callback_url) && state.note_offline(&bot.id)? {
                state.journal.publish(Activity::BotAbsent {
                    bot_id: bot.id.clone(),
                    callback_url: bot.callback_url.clone(),
                });
            }
            // What failed with the process is not tried again at the end of its pause, but held.
            call.outbox.hurry(&bot.id, state.now());
        }
    }
    Ok(None)
}

impl Selection {
    fn read(call: &ApiCall<'_>) -> HandlerResult<Self> {
        let mut fields = JsonFields::read_optional(call.request)?;
        let selection = Self {
            event_id: fields.text("event_id")?,
            bot_id: fields.text("bot_id")?,
            room_id: fields.integer("room_id")?,
        };
        fields.finish()?;
        Ok(selection)
    }

    fn filter<'a>(&'a self, caller: &'a Caller) -> DeliveryFilter<'a> {
        DeliveryFilter {
            owner: owner(caller),
            event_id: self.event_id.as_deref(),
            bot_id: self.bot_id.as_deref(),
            room_id: self.room_id,
        }
    }

    /// Fails if an event is named that is not there, or has come to its end: a call that changes nothing says why.
    fn check_known(
        &self,
        caller: &Caller,
        find: impl FnOnce(DeliveryFilter<'_>) -> crate::error::Result<Vec<Delivery>>,
    ) -> HandlerResult<()> {
        let Some(id) = &self.event_id else {
            return Ok(());
        };
        match find(self.filter(caller))?.first() {
            None => {
                let phrase = Phrase::new("delivery.missing").with("id", id);
                Err(Problem::not_found(phrase).hint("delivery.hint-list"))
            }
            Some(delivery) => {
                let phrase = Phrase::new("delivery.is-over").with("id", id);
                let phrase = phrase.with("state", delivery.state.phrase());
                let hint = Phrase::new("delivery.hint-replay");
                Err(Problem::conflict(phrase).hint(hint))
            }
        }
    }
}

/// Returns the console whose bots' deliveries the caller sees; `None` for all, those of deleted bots included.
fn owner(caller: &Caller) -> Option<&str> {
    (caller.role < Role::Operator).then_some(caller.name.as_str())
}

/// Reads names of states, separated by commas.
fn read_states(text: &str) -> HandlerResult<Vec<DeliveryState>> {
    let names = DeliveryState::ALL.map(DeliveryState::name);
    let read = |name: &str| {
        let unknown = || Problem::field("state", none_of(name, &names));
        DeliveryState::from_name(name).ok_or_else(unknown)
    };
    text.split(',').map(read).collect()
}

fn publish(call: &ApiCall<'_>, deliveries: &[Delivery]) {
    let updates = Activity::deliveries(deliveries.iter().cloned(), false);
    call.state.journal.publish_all(updates);
}

fn to_json(deliveries: &[Delivery]) -> Value {
    let deliveries: Vec<Value> = deliveries.iter().map(Delivery::to_json).collect();
    json!({ "deliveries": deliveries })
}

fn seqs_of(interrupted: &[InterruptedDelivery]) -> Vec<i64> {
    interrupted.iter().map(|it| it.delivery.seq).collect()
}

fn interrupted_to_json(interrupted: &InterruptedDelivery) -> Value {
    let mut value = interrupted.delivery.to_json();
    value["text"] = interrupted.text.clone().into();
    value
}
