//! What happens, for pages that follow it: the latest changes, and whoever waits for the next.
//!
//! A page asks for what came after the cursor that it has, and the answer waits until there is something. Who was
//! away too long, or comes with a cursor of another run, is told that he has lost some and loads all anew. While
//! nobody follows, nothing is kept.
use crate::error::Result;
use crate::flow::web::query::Query;
use crate::flow::web::reply::{Problem, Reply, ok};
use crate::io::system;
use crate::model::history::exchange::Exchange;
use crate::model::history::summary::Head;
use crate::model::kakao::room as kakao;
use crate::model::platform::outbox::Delivery;
use crate::model::platform::room::Message;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many changes are kept for who is late.
const KEPT: usize = 4096;
/// How many are answered at once.
const BATCH: usize = 500;
/// How long an answer waits at most.
const LONGEST: Duration = Duration::from_secs(25);
/// How many may wait so long. Browsers that went away without a word are among them until their time is up.
const PATIENT: usize = 16;
/// How long all others may wait.
const SHORT: Duration = Duration::from_secs(1);
/// How many may wait at all.
const WAITING: usize = 64;
/// After so long without a question nobody follows any more.
const DEAF: Duration = Duration::from_secs(60);

/// Something that happened.
#[derive(Debug)]
pub(in crate::flow) enum Change {
    /// Somebody said something.
    Message(Box<Message>),
    /// An exchange was kept. Its bodies are not here.
    Exchange(Box<Head>),
    /// An event moved on its way; whether it is on the wire.
    Delivery(Box<Delivery>, bool),
    /// Something was said in a Kakao room, or something has become of it.
    KakaoMessage(Box<kakao::Message>),
    /// Anything else: an object with its `type`.
    Told(Value),
}

/// The changes of one run.
pub(in crate::flow) struct Changes {
    run: String,
    ring: Mutex<Ring>,
    told: Condvar,
    /// Whether somebody follows; looked at before anything is locked.
    is_heard: AtomicBool,
}

struct Ring {
    latest: VecDeque<Arc<Change>>,
    /// The number of the next change.
    next: u64,
    waiting: usize,
    asked: Instant,
    ended: bool,
}

/// What is answered to who follows.
struct Answer {
    cursor: String,
    lost: bool,
    changes: Vec<Arc<Change>>,
}

impl Change {
    /// What is told of an exchange.
    pub(in crate::flow) fn exchange(exchange: &Exchange) -> Self {
        Self::Exchange(Box::new(Head::of(exchange)))
    }
}

impl Changes {
    /// No changes yet, and a run that nobody has a cursor of.
    pub(in crate::flow) fn new() -> Result<Self> {
        let run = u32::from_be_bytes(system::random()?);
        Ok(Self {
            run: format!("{run:08x}"),
            ring: Mutex::new(Ring {
                latest: VecDeque::new(),
                next: 0,
                waiting: 0,
                asked: Instant::now(),
                ended: false,
            }),
            told: Condvar::new(),
            is_heard: AtomicBool::new(false),
        })
    }

    /// Whether somebody follows. What happened before he began he reads where it is kept: so it is told after it is kept.
    pub(in crate::flow) fn is_heard(&self) -> bool {
        self.is_heard.load(Ordering::SeqCst)
    }

    /// Tells a change, where somebody follows.
    pub(in crate::flow) fn tell(&self, change: impl FnOnce() -> Change) {
        if self.is_heard() {
            self.tell_all([change()]);
        }
    }

    /// Tells changes in this order, with no other between them.
    pub(in crate::flow) fn tell_all(&self, changes: impl IntoIterator<Item = Change>) {
        if !self.is_heard() {
            return;
        }
        let mut ring = self.ring();
        if ring.waiting == 0 && ring.asked.elapsed() > DEAF {
            self.is_heard.store(false, Ordering::SeqCst);
            ring.latest = VecDeque::new();
            // Whoever comes back with a cursor has lost this one.
            ring.next += 1;
            return;
        }
        for change in changes {
            ring.latest.push_back(Arc::new(change));
            ring.next += 1;
        }
        let spare = ring.latest.len().saturating_sub(KEPT);
        ring.latest.drain(..spare);
        drop(ring);
        self.told.notify_all();
    }

    /// Answers who follows: what came `after` his cursor, or where to begin. It waits until something comes, where it is
    /// asked to `wait` so many seconds.
    pub(in crate::flow) fn answer(&self, query: &Query) -> Reply {
        let wait = query.number("wait")?.unwrap_or(0).unsigned_abs();
        let answer = self.ask(query.text("after"), Duration::from_secs(wait))?;
        // Written when nobody waits for the ring any more.
        Ok(ok(&answer.to_json()))
    }

    fn ask(&self, after: Option<&str>, wait: Duration) -> Reply<Answer> {
        let mut ring = self.ring();
        self.is_heard.store(true, Ordering::SeqCst);
        ring.asked = Instant::now();
        let Some(cursor) = after else {
            return Ok(self.since(&ring, ring.next, false));
        };
        // A number that never comes stands for a cursor of another run.
        let after = self.number(cursor).unwrap_or(u64::MAX);
        let mut ring = self.wait(ring, after, wait)?;
        ring.asked = Instant::now();
        let first = ring.next - ring.latest.len() as u64;
        Ok(match (first..=ring.next).contains(&after) {
            true => self.since(&ring, after, false),
            false => self.since(&ring, ring.next, true),
        })
    }

    /// Whoever waits is answered now, and nobody waits any more.
    pub(in crate::flow) fn end(&self) {
        self.ring().ended = true;
        self.told.notify_all();
    }

    /// Waits until there is a change after this one, at most so long.
    fn wait<'a>(
        &self,
        mut ring: MutexGuard<'a, Ring>,
        after: u64,
        wait: Duration,
    ) -> Reply<MutexGuard<'a, Ring>> {
        if after != ring.next || ring.ended || wait.is_zero() {
            return Ok(ring);
        }
        if ring.waiting >= WAITING {
            return Err(Problem::unread(503, "too many pages wait for changes"));
        }
        let longest = match ring.waiting < PATIENT {
            true => LONGEST,
            false => SHORT,
        };
        ring.waiting += 1;
        let until = |ring: &mut Ring| after == ring.next && !ring.ended;
        let waited = self.told.wait_timeout_while(ring, wait.min(longest), until);
        ring = waited.unwrap_or_else(PoisonError::into_inner).0;
        ring.waiting -= 1;
        Ok(ring)
    }

    /// What comes after a number that is in the ring, or is its end.
    fn since(&self, ring: &Ring, after: u64, lost: bool) -> Answer {
        let count = usize::try_from(ring.next - after).unwrap_or(usize::MAX);
        let skipped = ring.latest.len().saturating_sub(count);
        let changes: Vec<_> = ring
            .latest
            .iter()
            .skip(skipped)
            .take(BATCH)
            .cloned()
            .collect();
        let cursor = format!("{}-{}", self.run, after + changes.len() as u64);
        Answer {
            cursor,
            lost,
            changes,
        }
    }

    /// The number of a cursor of this run.
    fn number(&self, cursor: &str) -> Option<u64> {
        let number = cursor.strip_prefix(&*self.run)?.strip_prefix('-')?;
        number.parse().ok()
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    fn to_json(&self) -> impl Serialize {
        #[derive(Serialize)]
        struct Json<'a> {
            cursor: &'a str,
            lost: bool,
            changes: Vec<&'a Change>,
        }
        Json {
            cursor: &self.cursor,
            lost: self.lost,
            changes: self.changes.iter().map(|change| &**change).collect(),
        }
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Message(message) => tagged(serializer, "message", &message.to_json()),
            Self::Exchange(head) => tagged(serializer, "exchange", &head.to_json()),
            Self::Delivery(delivery, is_under_way) => {
                let mut value = delivery.to_json();
                if *is_under_way {
                    value["state"] = "under_way".into();
                }
                tagged(serializer, "delivery", &value)
            }
            Self::KakaoMessage(message) => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("type", "kakao_message")?;
                map.serialize_entry("message", &message.to_json())?;
                map.end()
            }
            Self::Told(value) => value.serialize(serializer),
        }
    }
}

/// `{"type": KIND, KIND: VALUE}`.
fn tagged<S: Serializer>(
    serializer: S,
    kind: &str,
    value: &impl Serialize,
) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("type", kind)?;
    map.serialize_entry(kind, value)?;
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(number: usize) -> Change {
        Change::Told(number.into())
    }

    fn cursor(changes: &Changes) -> String {
        let answer = changes.ask(None, Duration::ZERO);
        answer.unwrap_or_else(|_| panic!("no cursor")).cursor
    }

    fn ask(changes: &Changes, after: &str, wait: Duration) -> Answer {
        let answer = changes.ask(Some(after), wait);
        answer.unwrap_or_else(|_| panic!("no answer"))
    }

    fn numbers(answer: &Answer) -> Vec<u64> {
        let number = |change: &Arc<Change>| match &**change {
            Change::Told(value) => value.as_u64().unwrap_or_default(),
            _ => 0,
        };
        answer.changes.iter().map(number).collect()
    }

    #[test]
    fn nothing_is_made_while_nobody_follows() {
        let changes = Changes::new().expect("random bytes");
        changes.tell(|| panic!("made for nobody"));
        let begin = cursor(&changes);
        changes.tell(|| told(1));
        assert_eq!(numbers(&ask(&changes, &begin, LONGEST)), [1]);
        changes.ring().asked -= DEAF + SHORT;
        changes.tell(|| told(2));
        changes.tell(|| panic!("made for nobody"));
        assert!(ask(&changes, &begin, LONGEST).lost);
    }

    #[test]
    fn each_change_comes_once_and_in_order_or_is_said_to_be_lost() {
        let changes = Changes::new().expect("random bytes");
        let begin = cursor(&changes);
        changes.tell_all((0..KEPT).map(told));
        let (mut after, mut seen) = (begin.clone(), Vec::new());
        while seen.len() < KEPT {
            let answer = ask(&changes, &after, LONGEST);
            assert!(!answer.lost && answer.changes.len() <= BATCH);
            seen.extend(numbers(&answer));
            after = answer.cursor;
        }
        assert_eq!(seen, (0..KEPT as u64).collect::<Vec<_>>());
        assert!(ask(&changes, &after, Duration::ZERO).changes.is_empty());
        changes.tell(|| told(0));
        let late = ask(&changes, &begin, LONGEST);
        assert!(late.lost && late.changes.is_empty());
        assert_eq!(late.cursor, cursor(&changes));
    }

    #[test]
    fn a_cursor_of_elsewhere_begins_anew() {
        let changes = Changes::new().expect("random bytes");
        let begin = cursor(&changes);
        let other = cursor(&Changes::new().expect("random bytes"));
        let later = format!("{}-7", changes.run);
        for after in [&*other, &later, "", "0", "-", &format!("{begin}x")] {
            let answer = ask(&changes, after, LONGEST);
            assert!(answer.lost && answer.cursor == begin, "{after}");
        }
    }

    #[test]
    fn sixteen_wait_long_and_the_end_wakes_all() {
        let changes = Changes::new().expect("random bytes");
        let begin = cursor(&changes);
        std::thread::scope(|scope| {
            let wait = || ask(&changes, &begin, LONGEST).changes.len();
            let patient: Vec<_> = (0..PATIENT).map(|_| scope.spawn(wait)).collect();
            while changes.ring().waiting < PATIENT {
                std::thread::yield_now();
            }
            let asked = Instant::now();
            assert_eq!(wait(), 0);
            assert!(asked.elapsed() >= SHORT && asked.elapsed() < LONGEST / 2);
            assert!(patient.iter().all(|it| !it.is_finished()));
            changes.ring().waiting += WAITING;
            assert!(changes.ask(Some(&begin), LONGEST).is_err());
            changes.ring().waiting -= WAITING;
            changes.end();
            let woken = patient.into_iter().map(|it| it.join());
            assert!(woken.into_iter().all(|it| it.is_ok_and(|count| count == 0)));
        });
        assert_eq!(ask(&changes, &begin, LONGEST).changes.len(), 0);
    }
}
