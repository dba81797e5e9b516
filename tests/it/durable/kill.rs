//! `momo webhook listen` killed at random moments under load.
use super::{Sender, body, kept, listen, rounds};
use crate::support::Momo;
use std::sync::Mutex;
use std::time::Duration;

/// How often it is killed; `MOMO_CRASH_ROUNDS` asks for more.
const ROUNDS: u64 = 8;
/// How many send at once.
const SENDERS: u64 = 8;

/// A time between 5 and 300 ms that looks random and is the same in every run.
fn moment(round: u64) -> Duration {
    let bytes = momo::model::protocol::momotalk_event::seeded_bytes(11, round);
    Duration::from_micros(5_000 + u64::from(u16::from_be_bytes([bytes[0], bytes[1]])) * 45 / 10)
}

#[test]
fn answered_events_survive_every_kill_of_the_receiver() {
    let rounds = rounds("MOMO_CRASH_ROUNDS", ROUNDS);
    let momo = Momo::new();
    let history = momo.home().join("history.db");
    let answered = Mutex::new(Vec::new());
    for round in 0..rounds {
        let (running, port) = listen(&momo);
        std::thread::scope(|scope| {
            for sender in 0..SENDERS {
                let answered = &answered;
                scope.spawn(move || {
                    let Ok(mut stream) = Sender::new(port) else {
                        return;
                    };
                    for number in 0.. {
                        let id = format!("evt_{round}_{sender}_{number}");
                        match stream.send(&id) {
                            Ok((200, _)) => answered.lock().unwrap().push(id),
                            Ok(other) => panic!("{other:?}"),
                            Err(_) => return,
                        }
                    }
                });
            }
            // The kill comes at a moment of its own, not when something is ready: that is the point.
            std::thread::sleep(moment(round));
            running.signal("KILL");
        });
    }
    let kept = kept(&history);
    let answered = answered.into_inner().unwrap();
    for id in &answered {
        let found = kept.get(id);
        assert!(found.is_some(), "`{id}` was answered 200 and is lost");
        assert!(found.unwrap() == body(id).as_bytes(), "`{id}` has changed");
    }
    assert!(answered.len() as u64 > rounds, "nothing was under load");
    eprintln!(
        "{rounds} kills, {} events answered, all kept; {} more were kept unanswered",
        answered.len(),
        kept.len() - answered.len()
    );
}
