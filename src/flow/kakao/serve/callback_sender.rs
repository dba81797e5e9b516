//! Posts late answers to the callback URL of their call.
//!
//! The URL accepts one answer within a minute. Kakao was observed to refuse an answer that arrives before it has
//! processed the reply, so the sender waits a second. A refused answer is stored for the user's next utterance.
//! Source: <https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide>.
use super::answer_cell::AnswerCell;
use super::pending_answers::{ConversationKey, PendingAnswer, PendingAnswers};
use crate::error::Result;
use crate::flow::journal::{Journal, perform};
use crate::flow::web::sleep::InterruptibleSleep;
use crate::flow::web::task_limit::TaskLimit;
use crate::io::client::{Client, ClientOptions};
use crate::model::activity::{Activity, ObservedExchange};
use crate::model::history::exchange::ExchangeMeta;
use crate::model::history::hop::Hop;
use crate::model::http::Request;
use crate::model::kakao::callback_result::{self, CallbackResult};
use crate::model::protocol::{Event, Protocol};
use crate::model::text::phrase::Phrase;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time from the call until the callback URL expires.
const URL_LIFETIME: Duration = Duration::from_secs(60);
/// Time from the call until the sender gives up waiting: slightly after the agent's deadline.
const MAX_ANSWER_DELAY: Duration = Duration::from_secs(57);
/// Delay between the reply and the callback; also the shortest timeout of a post.
const MIN_DELAY: Duration = Duration::from_secs(1);
/// Maximum concurrent callbacks, waiting or being sent.
const MAX_PENDING_CALLBACKS: usize = 256;

/// Sends callbacks, each on its own thread.
pub(super) struct CallbackSender {
    client: Client,
    journal: Arc<Journal>,
    pending: Arc<PendingAnswers>,
    task_limit: Arc<TaskLimit>,
    sleep: InterruptibleSleep,
}

/// Callback to be posted.
pub(super) struct CallbackPost {
    pub(super) url: String,
    pub(super) answer: Arc<AnswerCell>,
    /// Exchange of the call.
    pub(super) exchange_id: String,
    pub(super) event: Event,
    pub(super) call_started: Instant,
    /// Conversation and utterance for a refused answer; `None` if the call does not identify its user.
    pub(super) conversation: Option<(ConversationKey, u64)>,
}

impl CallbackSender {
    pub(super) fn new(journal: Arc<Journal>, pending: Arc<PendingAnswers>) -> Result<Self> {
        Ok(Self {
            client: Client::new(ClientOptions::default())?,
            journal,
            pending,
            task_limit: TaskLimit::new(MAX_PENDING_CALLBACKS),
            sleep: InterruptibleSleep::default(),
        })
    }

    /// Posts the answer on a new thread as soon as it is set. Call it after the reply.
    pub(super) fn start(self: &Arc<Self>, post: CallbackPost) {
        let Some(permit) = self.task_limit.try_acquire() else {
            return self.report_lost(&post, "too many answers are on their way");
        };
        let sender = self.clone();
        let exchange_id = post.exchange_id.clone();
        let run = move || {
            let _permit = permit;
            sender.send(&post);
        };
        let started = std::thread::Builder::new()
            .name("callback".into())
            .spawn(run);
        if started.is_err() {
            let notice = format!("{exchange_id}: no callback: the system gives no thread");
            self.journal.publish(Activity::Notice(notice));
        }
    }

    fn send(&self, post: &CallbackPost) {
        self.sleep.sleep(MIN_DELAY);
        let Some(skill_answer) = post.answer.wait_until(post.call_started + MAX_ANSWER_DELAY)
        else {
            let reason = match post.answer.is_abandoned() {
                true => "the answer was given up",
                false => "no answer within the minute",
            };
            return self.report_lost(post, reason);
        };
        let request = Request::post(&post.url, "application/json", skill_answer.body);
        let time_left =
            (post.call_started + URL_LIFETIME).saturating_duration_since(Instant::now());
        let meta = ExchangeMeta::event(Protocol::KakaoSkill, post.event.clone(), None);
        let time_limit = time_left.max(MIN_DELAY);
        let (exchange, response) = perform(&self.client, request, time_limit, meta);
        let is_refused = CallbackResult::from_outcome(response.as_ref()) == CallbackResult::Refused;
        let mut observed = ObservedExchange {
            note: Some(Phrase::verbatim(callback_result::describe(
                response.as_ref(),
            ))),
            ..ObservedExchange::new(exchange.sent_on(Hop::Callback, &post.exchange_id))
        };
        skill_answer
            .warning
            .into_iter()
            .for_each(|warning| observed.add_note(Phrase::verbatim(warning)));
        if is_refused && self.store_for_next_utterance(post) {
            let kept = "its answer is kept for what the user says next";
            observed.add_note(Phrase::verbatim(kept));
        }
        self.journal.record(observed);
    }

    /// Stores a refused answer for the next utterance; returns false if it is superseded or its user is unknown.
    fn store_for_next_utterance(&self, post: &CallbackPost) -> bool {
        let pending_answer = || PendingAnswer::NextUtterance(post.answer.clone());
        let conversation = post.conversation.as_ref();
        conversation.is_some_and(|(key, number)| self.pending.store(key, *number, pending_answer()))
    }

    fn report_lost(&self, post: &CallbackPost, reason: &str) {
        let notice = format!("{}: no callback: {reason}", post.exchange_id);
        self.journal.publish(Activity::Notice(notice));
    }

    /// Ends the delays, so that finished answers are posted now; waits at most `grace` for them.
    pub(super) fn shut_down(&self, grace: Duration) {
        self.sleep.interrupt();
        self.task_limit.drain(grace);
    }
}
