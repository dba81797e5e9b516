//! Answers that came too late, kept for who is to get them: one a conversation, not for long, not very many.
use super::thought::Thought;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many conversations are remembered.
const MOST: usize = 500;
/// For how long.
const AGE: Duration = Duration::from_secs(600);

/// Who talks with which bot.
pub(super) type Conversation = (String, String);

/// Where a late answer goes.
#[derive(Debug, Clone)]
pub(super) enum Late {
    /// To the user's next utterance.
    Next(Arc<Thought>),
    /// To the callback URL.
    Callback(Arc<Thought>),
}

impl Late {
    fn thought(&self) -> &Thought {
        let (Self::Next(thought) | Self::Callback(thought)) = self;
        thought
    }
}

/// The late answers.
#[derive(Debug, Default)]
pub(super) struct Lates(Mutex<Book>);

#[derive(Debug, Default)]
struct Book {
    entries: HashMap<Conversation, Entry>,
    /// The number of the last utterance of all.
    last: u64,
}

#[derive(Debug)]
struct Entry {
    /// Which utterance was the last.
    number: u64,
    since: Instant,
    late: Option<Late>,
}

impl Lates {
    /// The user has said something: the utterance's number, and the answer that is due or still thought of.
    pub(super) fn said(&self, who: &Conversation) -> (u64, Option<Late>) {
        let mut book = self.book();
        book.last += 1;
        let number = book.last;
        let entries = &mut book.entries;
        entries.retain(|_, entry| entry.since.elapsed() < AGE || !forget(entry));
        if entries.len() >= MOST
            && !entries.contains_key(who)
            && let Some(oldest) = oldest(entries)
            && let Some(mut entry) = entries.remove(&oldest)
        {
            forget(&mut entry);
        }
        let entry = entries.entry(who.clone()).or_insert(Entry {
            number,
            since: Instant::now(),
            late: None,
        });
        entry.number = number;
        entry.since = Instant::now();
        (number, entry.late.take())
    }

    /// Keeps a late answer, unless the user has said something else meanwhile; whether it is kept.
    pub(super) fn keep(&self, who: &Conversation, number: u64, late: Late) -> bool {
        let mut book = self.book();
        let entry = book.entries.get_mut(who);
        match entry.filter(|entry| entry.number == number) {
            Some(entry) => entry.late = Some(late),
            None => {
                late.thought().give_up();
                return false;
            }
        }
        true
    }

    /// Gives up what is still thought of.
    pub(super) fn end(&self) {
        for entry in self.book().entries.values_mut() {
            forget(entry);
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives its answer up; true, so that it can stand in a condition.
fn forget(entry: &mut Entry) -> bool {
    if let Some(late) = entry.late.take() {
        late.thought().give_up();
    }
    true
}

fn oldest(entries: &HashMap<Conversation, Entry>) -> Option<Conversation> {
    let oldest = entries.iter().min_by_key(|(_, entry)| entry.since);
    oldest.map(|(who, _)| who.clone())
}
