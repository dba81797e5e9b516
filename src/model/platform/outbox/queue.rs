//! Scheduler of deliveries. Events with the same ordering key are delivered in order: only the head of a key's queue is
//! attempted, and a head that has finally failed is removed.
use crate::model::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

/// Maximum in-flight deliveries per bot. The limit keeps a hanging bot from starving the others.
const MAX_IN_FLIGHT_PER_BOT: usize = 64;
/// Maximum in-flight deliveries of all bots as long as they answer quickly: a request that follows another on its connection
/// costs half of what one on a connection of its own costs.
const MAX_IN_FLIGHT_QUICK: usize = 64;
/// Maximum in-flight deliveries of all bots.
const MAX_IN_FLIGHT: usize = 1024;
/// Time of an answer after which [`MAX_IN_FLIGHT_QUICK`] more may be in flight.
pub const SLOW_ANSWER: Duration = Duration::from_millis(50);

/// Bot id and room id. Events with the same key keep their order.
pub type OrderingKey = (String, i64);

/// Queues of deliveries by ordering key, and the due times of their heads. Knows a delivery only by its `seq`.
#[derive(Debug, Default)]
pub struct DeliveryQueue {
    queues: HashMap<OrderingKey, KeyQueue>,
    due: BinaryHeap<Reverse<DueEntry>>,
    bots: HashMap<String, BotLoad>,
    in_flight: usize,
}

/// Deliveries of one ordering key.
#[derive(Debug, Default)]
struct KeyQueue {
    events: VecDeque<i64>,
    /// Due time of the head; `None` while it is in flight. A [`DueEntry`] with another time is stale.
    due: Option<Timestamp>,
    /// Whether the next delivery goes before the head.
    can_be_overtaken: bool,
    /// Why the head is not due yet; `None` if it is in flight, or due as soon as its turn comes.
    pause: Option<Pause>,
}

/// Why the head of a key is not sent yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pause {
    /// A fault rule postponed it.
    Postponed,
    /// Its last attempt failed.
    Failed,
    /// Its bot does not listen. It has no due time.
    Held,
}

/// A bot with deliveries that wait for their next attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PausedBot {
    pub id: String,
    /// Whether a delivery is held because the bot does not listen; otherwise all of them failed.
    pub is_held: bool,
}

/// Due time, `seq` and ordering key of a head.
type DueEntry = (Timestamp, i64, OrderingKey);

/// In-flight deliveries of one bot, and due ones that wait for its limit.
#[derive(Debug, Default)]
struct BotLoad {
    in_flight: usize,
    blocked: VecDeque<DueEntry>,
}

/// What the sender should do next.
#[derive(Debug, PartialEq, Eq)]
pub enum NextDelivery {
    /// Attempt this delivery now. Its key is blocked until [`DeliveryQueue::complete`], [`DeliveryQueue::retry_at`] or
    /// [`DeliveryQueue::let_next_overtake`].
    Due(OrderingKey, i64),
    /// Nothing is due before this time.
    WaitUntil(Timestamp),
    /// Nothing can be attempted before the queue changes.
    Idle,
}

/// Returns how many deliveries to all bots may be in flight, given for how long the oldest of them is: bots that hang delay no
/// others.
pub fn max_in_flight(oldest: Duration) -> usize {
    let waits = oldest.as_millis() / SLOW_ANSWER.as_millis();
    let steps = usize::try_from(waits).unwrap_or(usize::MAX);
    MAX_IN_FLIGHT_QUICK
        .saturating_mul(steps.saturating_add(1))
        .min(MAX_IN_FLIGHT)
}

impl DeliveryQueue {
    /// Appends a delivery to the queue of its key. `due` counts only if it becomes the head.
    pub fn push(&mut self, key: OrderingKey, seq: i64, due: Timestamp) {
        let queue = self.queues.entry(key.clone()).or_default();
        queue.events.push_back(seq);
        let is_head = queue.events.len() == 1;
        if is_head || (queue.due.is_some() && queue.overtake_head()) {
            self.set_due(key, due, None);
        }
    }

    /// Returns the next delivery to send, if fewer than `max_in_flight` are in flight. A due time more than `max_delay` ahead
    /// means that the clock was set back; such a delivery is due now.
    pub fn next(
        &mut self,
        now: Timestamp,
        max_delay: Duration,
        max_in_flight: usize,
    ) -> NextDelivery {
        let is_later = |due: Timestamp| due > now && due <= now.after(max_delay);
        while self.in_flight < max_in_flight
            && let Some(Reverse(entry)) = self.due.pop()
        {
            let Some(queue) = self
                .queues
                .get_mut(&entry.2)
                .filter(|it| it.is_current(&entry))
            else {
                self.unblock_next(&entry.2.0);
                continue;
            };
            if is_later(entry.0) {
                let due = entry.0;
                self.due.push(Reverse(entry));
                return NextDelivery::WaitUntil(due);
            }
            let (bot_id, _) = &entry.2;
            let bot = self.bots.entry(bot_id.clone()).or_default();
            if bot.in_flight < MAX_IN_FLIGHT_PER_BOT {
                bot.in_flight += 1;
                self.in_flight += 1;
                queue.due = None;
                queue.pause = None;
                queue.can_be_overtaken = false;
                return NextDelivery::Due(entry.2, entry.1);
            }
            bot.blocked.push_back(entry);
        }
        NextDelivery::Idle
    }

    /// Removes the head, delivered or not. The next delivery of its key is due at once.
    pub fn complete(&mut self, key: OrderingKey, now: Timestamp) {
        self.finish_attempt(&key);
        let Some(queue) = self.queues.get_mut(&key) else {
            return;
        };
        queue.events.pop_front();
        match queue.events.is_empty() {
            true => drop(self.queues.remove(&key)),
            false => self.set_due(key, now, None),
        }
    }

    /// Adds a delivery again that was completed, but could not be stored as such. It is due at this time, before those that
    /// wait; after the head if that is in flight.
    pub fn put_back(&mut self, key: OrderingKey, seq: i64, at: Timestamp) {
        let queue = self.queues.entry(key.clone()).or_default();
        match queue.is_head_in_flight() {
            true => queue.events.insert(1, seq),
            false => {
                queue.events.push_front(seq);
                self.set_due(key, at, Some(Pause::Failed));
            }
        }
    }

    /// Schedules another attempt of the head, which failed.
    pub fn retry_at(&mut self, key: OrderingKey, at: Timestamp) {
        self.finish_attempt(&key);
        self.set_due(key, at, Some(Pause::Failed));
    }

    /// Schedules the first attempt of the head for later.
    pub fn postpone(&mut self, key: OrderingKey, until: Timestamp) {
        self.finish_attempt(&key);
        self.set_due(key, until, Some(Pause::Postponed));
    }

    /// Holds the head, whose bot does not listen, until [`Self::hurry`].
    pub fn hold(&mut self, key: OrderingKey) {
        self.finish_attempt(&key);
        if let Some(queue) = self.queues.get_mut(&key) {
            (queue.due, queue.pause) = (None, Some(Pause::Held));
        }
    }

    /// Makes the heads due now that are held or wait after a failure, and that `is_chosen` by key and `seq`.
    pub fn hurry(&mut self, is_chosen: impl Fn(&OrderingKey, i64) -> bool, now: Timestamp) {
        let is_paused = |queue: &KeyQueue| matches!(queue.pause, Some(Pause::Failed | Pause::Held));
        let chosen = self.queues.iter().filter(|(key, queue)| {
            let is_chosen = |seq: &i64| is_chosen(key, *seq);
            is_paused(queue) && queue.events.front().is_some_and(is_chosen)
        });
        let chosen: Vec<_> = chosen.map(|(key, _)| key.clone()).collect();
        for key in chosen {
            self.set_due(key, now, None);
        }
    }

    /// Returns the bots with heads that are held or wait after a failure.
    pub fn paused_bots(&self) -> Vec<PausedBot> {
        let mut held = BTreeMap::new();
        for ((bot_id, _), queue) in &self.queues {
            if let Some(pause @ (Pause::Failed | Pause::Held)) = queue.pause {
                *held.entry(bot_id).or_insert(false) |= pause == Pause::Held;
            }
        }
        let bot = |(id, is_held): (&String, bool)| PausedBot {
            id: id.clone(),
            is_held,
        };
        held.into_iter().map(bot).collect()
    }

    /// Lets the next delivery of the key go before the head, which waits for one until `until`.
    pub fn let_next_overtake(&mut self, key: OrderingKey, until: Timestamp, now: Timestamp) {
        self.finish_attempt(&key);
        let Some(queue) = self.queues.get_mut(&key) else {
            return;
        };
        queue.can_be_overtaken = true;
        let (due, pause) = match queue.overtake_head() {
            true => (now, None),
            false => (until, Some(Pause::Postponed)),
        };
        self.set_due(key, due, pause);
    }

    fn set_due(&mut self, key: OrderingKey, due: Timestamp, pause: Option<Pause>) {
        let Some(queue) = self.queues.get_mut(&key) else {
            return;
        };
        if let Some(&seq) = queue.events.front() {
            (queue.due, queue.pause) = (Some(due), pause);
            self.due.push(Reverse((due, seq, key)));
        }
    }

    /// Removes a delivery from the in-flight counts.
    fn finish_attempt(&mut self, (bot_id, _): &OrderingKey) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if let Some(bot) = self.bots.get_mut(bot_id) {
            bot.in_flight = bot.in_flight.saturating_sub(1);
        }
        self.unblock_next(bot_id);
    }

    /// Makes the bot's next blocked delivery available.
    fn unblock_next(&mut self, bot_id: &str) {
        let Some(bot) = self.bots.get_mut(bot_id) else {
            return;
        };
        self.due.extend(bot.blocked.pop_front().map(Reverse));
        if bot.in_flight == 0 && bot.blocked.is_empty() {
            self.bots.remove(bot_id);
        }
    }

    /// Returns the number of in-flight deliveries.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Returns the number of in-flight deliveries to a bot.
    pub fn in_flight_to(&self, bot_id: &str) -> usize {
        self.bots.get(bot_id).map_or(0, |bot| bot.in_flight)
    }

    /// Returns the number of deliveries in all queues, including those in flight.
    pub fn len(&self) -> usize {
        self.queues.values().map(|it| it.events.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.queues.is_empty()
    }
}

impl KeyQueue {
    fn is_head_in_flight(&self) -> bool {
        !self.events.is_empty() && self.due.is_none() && self.pause.is_none()
    }

    /// Whether the entry matches the head and its due time.
    fn is_current(&self, (due, seq, _): &DueEntry) -> bool {
        self.due == Some(*due) && self.events.front() == Some(seq)
    }

    /// Moves the next delivery before the head if that is allowed and there is one. Returns whether it moved.
    fn overtake_head(&mut self) -> bool {
        let can_move = self.can_be_overtaken && self.events.len() > 1;
        if can_move {
            self.events.swap(0, 1);
            self.can_be_overtaken = false;
        }
        can_move
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(room: i64) -> OrderingKey {
        ("bot_a".into(), room)
    }

    fn next(queue: &mut DeliveryQueue, now: i64) -> NextDelivery {
        queue.next(Timestamp(now), Duration::from_millis(100), MAX_IN_FLIGHT)
    }

    #[test]
    fn clock_set_back_delays_nothing() {
        let mut queue = DeliveryQueue::default();
        queue.push(key(1), 1, Timestamp(1_000_000));
        assert_eq!(
            next(&mut queue, 999_950),
            NextDelivery::WaitUntil(Timestamp(1_000_000))
        );
        assert_eq!(next(&mut queue, 500_000), NextDelivery::Due(key(1), 1));
    }

    #[test]
    fn ordering_key_keeps_its_order_while_others_proceed() {
        let mut queue = DeliveryQueue::default();
        for (room, seq) in [(1, 1), (1, 2), (2, 3)] {
            queue.push(key(room), seq, Timestamp(0));
        }
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(1), 1));
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(2), 3));
        queue.retry_at(key(1), Timestamp(50));
        queue.complete(key(2), Timestamp(10));
        assert_eq!(next(&mut queue, 10), NextDelivery::WaitUntil(Timestamp(50)));
        assert_eq!(next(&mut queue, 50), NextDelivery::Due(key(1), 1));
        queue.complete(key(1), Timestamp(60));
        assert_eq!(next(&mut queue, 60), NextDelivery::Due(key(1), 2));
        queue.complete(key(1), Timestamp(60));
        assert_eq!(next(&mut queue, 60), NextDelivery::Idle);
        assert!(queue.is_empty());
    }

    #[test]
    fn yielding_delivery_is_overtaken_once() {
        let mut queue = DeliveryQueue::default();
        for seq in 1..=3 {
            queue.push(key(1), seq, Timestamp(0));
        }
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(1), 1));
        queue.let_next_overtake(key(1), Timestamp(50), Timestamp(5));
        for seq in [2, 1, 3] {
            assert_eq!(next(&mut queue, 5), NextDelivery::Due(key(1), seq));
            queue.complete(key(1), Timestamp(5));
        }
        assert!(queue.is_empty());
    }

    #[test]
    fn yielding_delivery_waits_a_bounded_time() {
        let mut queue = DeliveryQueue::default();
        queue.push(key(1), 1, Timestamp(0));
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(1), 1));
        queue.let_next_overtake(key(1), Timestamp(50), Timestamp(0));
        assert_eq!(next(&mut queue, 10), NextDelivery::WaitUntil(Timestamp(50)));
        queue.push(key(1), 2, Timestamp(10));
        queue.push(key(1), 3, Timestamp(11));
        assert_eq!(next(&mut queue, 12), NextDelivery::Due(key(1), 2));
        queue.complete(key(1), Timestamp(12));
        assert_eq!(next(&mut queue, 12), NextDelivery::Due(key(1), 1));
        queue.let_next_overtake(key(1), Timestamp(60), Timestamp(12));
        assert_eq!(next(&mut queue, 12), NextDelivery::Due(key(1), 3));
        queue.complete(key(1), Timestamp(13));
        assert_eq!(next(&mut queue, 13), NextDelivery::Due(key(1), 1));
        queue.let_next_overtake(key(1), Timestamp(60), Timestamp(13));
        assert_eq!(next(&mut queue, 13), NextDelivery::WaitUntil(Timestamp(60)));
        assert_eq!(next(&mut queue, 60), NextDelivery::Due(key(1), 1));
        queue.complete(key(1), Timestamp(60));
        assert_eq!(next(&mut queue, 99), NextDelivery::Idle);
    }

    #[test]
    fn held_and_failed_heads_are_hurried_and_postponed_ones_are_not() {
        let mut queue = DeliveryQueue::default();
        for room in 1..=3 {
            queue.push(key(room), room, Timestamp(0));
            assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(room), room));
        }
        assert_eq!(queue.in_flight_to("bot_a"), 3);
        queue.hold(key(1));
        queue.retry_at(key(2), Timestamp(90));
        queue.postpone(key(3), Timestamp(80));
        queue.push(key(1), 4, Timestamp(0));
        let bot = |is_held| PausedBot {
            id: "bot_a".into(),
            is_held,
        };
        assert_eq!(queue.paused_bots(), [bot(true)]);
        assert_eq!(next(&mut queue, 5), NextDelivery::WaitUntil(Timestamp(80)));
        // Delivery 4 waits behind 1.
        queue.hurry(|_, seq| seq == 4, Timestamp(5));
        assert_eq!(next(&mut queue, 5), NextDelivery::WaitUntil(Timestamp(80)));
        queue.hurry(|(bot, _), _| bot == "bot_a", Timestamp(5));
        assert!(queue.paused_bots().is_empty());
        assert_eq!(next(&mut queue, 5), NextDelivery::Due(key(1), 1));
        assert_eq!(next(&mut queue, 5), NextDelivery::Due(key(2), 2));
        assert_eq!(next(&mut queue, 5), NextDelivery::WaitUntil(Timestamp(80)));
        queue.retry_at(key(2), Timestamp(99));
        assert_eq!(queue.paused_bots(), [bot(false)]);
        queue.complete(key(1), Timestamp(6));
        assert_eq!(next(&mut queue, 6), NextDelivery::Due(key(1), 4));
    }

    #[test]
    fn delivery_that_could_not_be_stored_goes_before_those_that_wait() {
        let mut queue = DeliveryQueue::default();
        for seq in 1..=3 {
            queue.push(key(1), seq, Timestamp(0));
        }
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(1), 1));
        queue.complete(key(1), Timestamp(0));
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(1), 2));
        queue.put_back(key(1), 1, Timestamp(50));
        queue.complete(key(1), Timestamp(5));
        assert_eq!(next(&mut queue, 5), NextDelivery::Due(key(1), 1));
        queue.complete(key(1), Timestamp(6));
        queue.put_back(key(1), 1, Timestamp(50));
        assert_eq!(next(&mut queue, 6), NextDelivery::WaitUntil(Timestamp(50)));
        for seq in [1, 3] {
            assert_eq!(next(&mut queue, 50), NextDelivery::Due(key(1), seq));
            queue.complete(key(1), Timestamp(50));
        }
        queue.put_back(key(1), 3, Timestamp(50));
        assert_eq!(next(&mut queue, 50), NextDelivery::Due(key(1), 3));
    }

    #[test]
    fn more_are_in_flight_only_if_answers_are_slow() {
        let mut queue = DeliveryQueue::default();
        let bots = 2 * MAX_IN_FLIGHT_QUICK as i64;
        for bot in 1..=bots {
            queue.push((format!("bot_{bot}"), 1), bot, Timestamp(0));
        }
        let mut take_all = |oldest| {
            let max = max_in_flight(oldest);
            while queue.next(Timestamp(0), Duration::ZERO, max) != NextDelivery::Idle {}
            queue.in_flight()
        };
        assert_eq!(take_all(Duration::ZERO), MAX_IN_FLIGHT_QUICK);
        assert_eq!(
            take_all(SLOW_ANSWER - Duration::from_millis(1)),
            MAX_IN_FLIGHT_QUICK
        );
        assert_eq!(take_all(SLOW_ANSWER), 2 * MAX_IN_FLIGHT_QUICK);
        assert_eq!(max_in_flight(Duration::MAX), MAX_IN_FLIGHT);
    }

    #[test]
    fn hanging_bot_delays_no_other() {
        let mut queue = DeliveryQueue::default();
        let rooms = MAX_IN_FLIGHT_PER_BOT as i64 + 2;
        for room in 1..=rooms {
            queue.push(key(room), room, Timestamp(0));
        }
        let other = ("bot_b".to_owned(), 1);
        queue.push(other.clone(), rooms + 1, Timestamp(0));
        for room in 1..=rooms - 2 {
            assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(room), room));
        }
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(other, rooms + 1));
        assert_eq!(next(&mut queue, 0), NextDelivery::Idle);
        queue.retry_at(key(1), Timestamp(50));
        queue.complete(key(2), Timestamp(0));
        assert_eq!(
            next(&mut queue, 0),
            NextDelivery::Due(key(rooms - 1), rooms - 1)
        );
        assert_eq!(next(&mut queue, 0), NextDelivery::Due(key(rooms), rooms));
        assert_eq!(next(&mut queue, 0), NextDelivery::WaitUntil(Timestamp(50)));
        assert!(
            queue.in_flight() == MAX_IN_FLIGHT_PER_BOT + 1 && MAX_IN_FLIGHT_PER_BOT < MAX_IN_FLIGHT
        );
    }
}
