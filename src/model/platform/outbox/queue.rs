//! Which event is tried next. Events of one bot and room keep their order: a lane is tried at its head only, and a head
//! that has failed for good makes way.
use crate::model::time::Timestamp;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

/// How many events of one bot may be on the wire at once, and how many of all bots: who hangs holds up himself.
const AT_ONCE: (usize, usize) = (64, 1024);

/// Events that must keep their order among themselves.
pub type OrderingKey = (String, i64);

/// Which event is due next, lane by lane. Holds places in the outbox, nothing else.
#[derive(Debug, Default)]
pub struct DeliveryQueue {
    waiting: HashMap<OrderingKey, Queue>,
    due: BinaryHeap<Reverse<Head>>,
    bots: HashMap<String, BotLoad>,
    under_way: usize,
}

/// The events of a lane.
#[derive(Debug, Default)]
struct Queue {
    events: VecDeque<i64>,
    /// When the head is due; none while it is on the wire. Only the due head that says the same counts.
    due: Option<Timestamp>,
    /// Whether the head lets the next one go first.
    gives_way: bool,
}

/// The head of a lane and when it is due.
type Head = (Timestamp, i64, OrderingKey);

/// What of one bot is on the wire, and what is due but held back until some of that is over.
#[derive(Debug, Default)]
struct BotLoad {
    under_way: usize,
    held: VecDeque<Head>,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Try this event now; its lane stands still until [`Lanes::advance`] or [`Lanes::again`].
    Take(OrderingKey, i64),
    /// Nothing is due before this moment.
    Wait(Timestamp),
    /// Nothing waits that could be tried.
    Idle,
}

impl DeliveryQueue {
    /// Puts an event at the end of its lane.
    pub fn push(&mut self, lane: OrderingKey, seq: i64, due: Timestamp) {
        let queue = self.waiting.entry(lane.clone()).or_default();
        queue.events.push_back(seq);
        let is_head = queue.events.len() == 1;
        if is_head || (queue.due.is_some() && queue.give_way()) {
            self.set_due(lane, due);
        }
    }

    /// What is due now. What is due later than after the `longest` pause is due now too: the clock was set back.
    pub fn next(&mut self, now: Timestamp, longest: Duration) -> Next {
        let (of_bot, of_all) = AT_ONCE;
        let later = |due: Timestamp| due > now && due <= now.after(longest);
        while self.under_way < of_all
            && let Some(Reverse(head)) = self.due.pop()
        {
            let Some(queue) = self.waiting.get_mut(&head.2).filter(|it| it.counts(&head)) else {
                self.release(&head.2.0);
                continue;
            };
            if later(head.0) {
                let due = head.0;
                self.due.push(Reverse(head));
                return Next::Wait(due);
            }
            let (bot_id, _) = &head.2;
            let bot = self.bots.entry(bot_id.clone()).or_default();
            if bot.under_way < of_bot {
                bot.under_way += 1;
                self.under_way += 1;
                queue.due = None;
                queue.gives_way = false;
                return Next::Take(head.2, head.1);
            }
            bot.held.push_back(head);
        }
        Next::Idle
    }

    /// The head is done with, for good or ill: the next of its lane is due at once.
    pub fn advance(&mut self, lane: OrderingKey, now: Timestamp) {
        self.is_over(&lane);
        let Some(queue) = self.waiting.get_mut(&lane) else {
            return;
        };
        queue.events.pop_front();
        match queue.events.is_empty() {
            true => drop(self.waiting.remove(&lane)),
            false => self.set_due(lane, now),
        }
    }

    /// The head is to be tried again at this moment.
    pub fn again(&mut self, lane: OrderingKey, at: Timestamp) {
        self.is_over(&lane);
        self.set_due(lane, at);
    }

    /// The head lets the next of its lane go first, for which it waits until this moment.
    pub fn give_way(&mut self, lane: OrderingKey, until: Timestamp, now: Timestamp) {
        self.is_over(&lane);
        let Some(queue) = self.waiting.get_mut(&lane) else {
            return;
        };
        queue.gives_way = true;
        let due = if queue.give_way() { now } else { until };
        self.set_due(lane, due);
    }

    /// The head of a lane is due at this moment.
    fn set_due(&mut self, lane: OrderingKey, due: Timestamp) {
        let Some(queue) = self.waiting.get_mut(&lane) else {
            return;
        };
        if let Some(&seq) = queue.events.front() {
            queue.due = Some(due);
            self.due.push(Reverse((due, seq, lane)));
        }
    }

    /// An event that was taken is not on the wire any more.
    fn is_over(&mut self, (bot_id, _): &OrderingKey) {
        self.under_way = self.under_way.saturating_sub(1);
        if let Some(bot) = self.bots.get_mut(bot_id) {
            bot.under_way = bot.under_way.saturating_sub(1);
        }
        self.release(bot_id);
    }

    /// Lets a bot's next held event have its turn.
    fn release(&mut self, bot_id: &str) {
        let Some(bot) = self.bots.get_mut(bot_id) else {
            return;
        };
        self.due.extend(bot.held.pop_front().map(Reverse));
        if bot.under_way == 0 && bot.held.is_empty() {
            self.bots.remove(bot_id);
        }
    }

    /// How many are on the wire.
    pub fn under_way(&self) -> usize {
        self.under_way
    }

    /// How many events wait.
    pub fn len(&self) -> usize {
        self.waiting.values().map(|it| it.events.len()).sum()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl Queue {
    /// Whether this is the head, and due then.
    fn counts(&self, (due, seq, _): &Head) -> bool {
        self.due == Some(*due) && self.events.front() == Some(seq)
    }

    /// Lets the next one go first, where the head gives way and there is one; whether it does.
    fn give_way(&mut self) -> bool {
        let does = self.gives_way && self.events.len() > 1;
        if does {
            self.events.swap(0, 1);
            self.gives_way = false;
        }
        does
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(room: i64) -> OrderingKey {
        ("bot_a".into(), room)
    }

    fn next(lanes: &mut DeliveryQueue, now: i64) -> Next {
        lanes.next(Timestamp(now), Duration::from_millis(100))
    }

    #[test]
    fn clock_set_back_delays_nothing() {
        let mut lanes = DeliveryQueue::default();
        lanes.push(lane(1), 1, Timestamp(1_000_000));
        assert_eq!(next(&mut lanes, 999_950), Next::Wait(Timestamp(1_000_000)));
        assert_eq!(next(&mut lanes, 500_000), Next::Take(lane(1), 1));
    }

    #[test]
    fn ordering_key_keeps_its_order_while_others_proceed() {
        let mut lanes = DeliveryQueue::default();
        for (room, seq) in [(1, 1), (1, 2), (2, 3)] {
            lanes.push(lane(room), seq, Timestamp(0));
        }
        assert_eq!(next(&mut lanes, 0), Next::Take(lane(1), 1));
        assert_eq!(next(&mut lanes, 0), Next::Take(lane(2), 3));
        lanes.again(lane(1), Timestamp(50));
        lanes.advance(lane(2), Timestamp(10));
        assert_eq!(next(&mut lanes, 10), Next::Wait(Timestamp(50)));
        assert_eq!(next(&mut lanes, 50), Next::Take(lane(1), 1));
        lanes.advance(lane(1), Timestamp(60));
        assert_eq!(next(&mut lanes, 60), Next::Take(lane(1), 2));
        lanes.advance(lane(1), Timestamp(60));
        assert_eq!(next(&mut lanes, 60), Next::Idle);
        assert!(lanes.is_empty());
    }

    #[test]
    fn yielding_delivery_is_overtaken_once() {
        let mut lanes = DeliveryQueue::default();
        for seq in 1..=3 {
            lanes.push(lane(1), seq, Timestamp(0));
        }
        assert_eq!(next(&mut lanes, 0), Next::Take(lane(1), 1));
        lanes.give_way(lane(1), Timestamp(50), Timestamp(5));
        for seq in [2, 1, 3] {
            assert_eq!(next(&mut lanes, 5), Next::Take(lane(1), seq));
            lanes.advance(lane(1), Timestamp(5));
        }
        assert!(lanes.is_empty());
    }

    #[test]
    fn yielding_delivery_waits_a_bounded_time() {
        let mut lanes = DeliveryQueue::default();
        lanes.push(lane(1), 1, Timestamp(0));
        assert_eq!(next(&mut lanes, 0), Next::Take(lane(1), 1));
        lanes.give_way(lane(1), Timestamp(50), Timestamp(0));
        assert_eq!(next(&mut lanes, 10), Next::Wait(Timestamp(50)));
        lanes.push(lane(1), 2, Timestamp(10));
        lanes.push(lane(1), 3, Timestamp(11));
        assert_eq!(next(&mut lanes, 12), Next::Take(lane(1), 2));
        lanes.advance(lane(1), Timestamp(12));
        assert_eq!(next(&mut lanes, 12), Next::Take(lane(1), 1));
        lanes.give_way(lane(1), Timestamp(60), Timestamp(12));
        assert_eq!(next(&mut lanes, 12), Next::Take(lane(1), 3));
        lanes.advance(lane(1), Timestamp(13));
        assert_eq!(next(&mut lanes, 13), Next::Take(lane(1), 1));
        lanes.give_way(lane(1), Timestamp(60), Timestamp(13));
        assert_eq!(next(&mut lanes, 13), Next::Wait(Timestamp(60)));
        assert_eq!(next(&mut lanes, 60), Next::Take(lane(1), 1));
        lanes.advance(lane(1), Timestamp(60));
        assert_eq!(next(&mut lanes, 99), Next::Idle);
    }

    #[test]
    fn hanging_bot_delays_no_other() {
        let (of_bot, of_all) = AT_ONCE;
        let mut lanes = DeliveryQueue::default();
        let rooms = of_bot as i64 + 2;
        for room in 1..=rooms {
            lanes.push(lane(room), room, Timestamp(0));
        }
        let other = ("bot_b".to_owned(), 1);
        lanes.push(other.clone(), rooms + 1, Timestamp(0));
        for room in 1..=rooms - 2 {
            assert_eq!(next(&mut lanes, 0), Next::Take(lane(room), room));
        }
        assert_eq!(next(&mut lanes, 0), Next::Take(other, rooms + 1));
        assert_eq!(next(&mut lanes, 0), Next::Idle);
        lanes.again(lane(1), Timestamp(50));
        lanes.advance(lane(2), Timestamp(0));
        assert_eq!(next(&mut lanes, 0), Next::Take(lane(rooms - 1), rooms - 1));
        assert_eq!(next(&mut lanes, 0), Next::Take(lane(rooms), rooms));
        assert_eq!(next(&mut lanes, 0), Next::Wait(Timestamp(50)));
        assert!(lanes.under_way() == of_bot + 1 && of_bot < of_all);
    }
}
