//! Late answers until their delivery: at most one per conversation, limited in age and number.
use super::answer_cell::AnswerCell;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Maximum conversations; a new one evicts the oldest.
const MAX_CONVERSATIONS: usize = 500;
/// Time after its last utterance from which a conversation is removed, by the next utterance of any conversation.
const MAX_AGE: Duration = Duration::from_secs(600);

/// Ids of the bot and the user.
pub(super) type ConversationKey = (String, String);

/// Late answer and its destination.
#[derive(Debug, Clone)]
pub(super) enum PendingAnswer {
    /// Sent with the reply to the next utterance.
    NextUtterance(Arc<AnswerCell>),
    /// Posted to the callback URL.
    Callback(Arc<AnswerCell>),
}

impl PendingAnswer {
    fn cell(&self) -> &AnswerCell {
        let (Self::NextUtterance(cell) | Self::Callback(cell)) = self;
        cell
    }
}

/// Late answers by conversation.
#[derive(Debug, Default)]
pub(super) struct PendingAnswers(Mutex<Conversations>);

#[derive(Debug, Default)]
struct Conversations {
    entries: HashMap<ConversationKey, ConversationEntry>,
    /// Number of the last utterance in any conversation.
    last_number: u64,
}

#[derive(Debug)]
struct ConversationEntry {
    /// Number of the conversation's last utterance.
    last_number: u64,
    updated_at: Instant,
    answer: Option<PendingAnswer>,
}

impl PendingAnswers {
    /// Registers an utterance; returns its number and the conversation's pending answer, which is removed.
    pub(super) fn begin_utterance(&self, key: &ConversationKey) -> (u64, Option<PendingAnswer>) {
        let mut conversations = self.0.lock();
        conversations.last_number += 1;
        let number = conversations.last_number;
        let entries = &mut conversations.entries;
        let is_old = |entry: &ConversationEntry| entry.updated_at.elapsed() >= MAX_AGE;
        for (_, mut entry) in entries.extract_if(|_, entry| is_old(entry)) {
            entry.abandon_answer();
        }
        if entries.len() >= MAX_CONVERSATIONS
            && !entries.contains_key(key)
            && let Some(oldest) = oldest(entries)
            && let Some(mut entry) = entries.remove(&oldest)
        {
            entry.abandon_answer();
        }
        let entry = entries.entry(key.clone()).or_insert(ConversationEntry {
            last_number: number,
            updated_at: Instant::now(),
            answer: None,
        });
        entry.last_number = number;
        entry.updated_at = Instant::now();
        (number, entry.answer.take())
    }

    /// Stores a late answer and returns true. If a newer utterance exists or the conversation was removed, abandons the
    /// answer and returns false.
    pub(super) fn store(&self, key: &ConversationKey, number: u64, pending: PendingAnswer) -> bool {
        let mut conversations = self.0.lock();
        let entry = conversations.entries.get_mut(key);
        match entry.filter(|entry| entry.last_number == number) {
            Some(entry) => entry.answer = Some(pending),
            None => {
                pending.cell().abandon();
                return false;
            }
        }
        true
    }

    /// Abandons all pending answers.
    pub(super) fn abandon_all(&self) {
        for entry in self.0.lock().entries.values_mut() {
            entry.abandon_answer();
        }
    }
}

impl ConversationEntry {
    fn abandon_answer(&mut self) {
        if let Some(pending) = self.answer.take() {
            pending.cell().abandon();
        }
    }
}

fn oldest(entries: &HashMap<ConversationKey, ConversationEntry>) -> Option<ConversationKey> {
    let oldest = entries.iter().min_by_key(|(_, entry)| entry.updated_at);
    oldest.map(|(key, _)| key.clone())
}
