//! The power goes at random moments of a recorded run: what was answered before is on the disk.
use super::trace::{Chance, Disk, Step, is_log, read, without_commit_syncs};
use super::{Sender, body, kept, listen, rounds};
use crate::support::{Momo, Shim};
use std::collections::HashMap;
use tempfile::TempDir;

/// How many moments are tried; `MOMO_POWER_POINTS` asks for more.
const POINTS: u64 = 200;
/// How many send at once, and how many events each.
const SENDERS: usize = 4;
const EVENTS: usize = 220;

/// Runs a receiver under load and kills it; everything that its disk saw.
fn record() -> Vec<Step> {
    let (momo, shim) = Shim::tracing(Momo::new());
    let (running, port) = listen(&momo);
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            scope.spawn(move || {
                let mut stream = Sender::new(port).unwrap();
                for number in 0..EVENTS {
                    let answer = stream.send(&format!("evt_{sender}_{number}")).unwrap();
                    assert_eq!(answer.0, 200);
                }
            });
        }
    });
    running.signal("KILL");
    drop(running);
    read(&shim.trace())
}

/// Of how many moments answered events are lost, and how many at the worst.
fn lost(steps: &[Step], points: u64) -> (usize, usize) {
    let mut chance = Chance(0x6d6f_6d6f);
    let count = usize::try_from(points).unwrap();
    let mut moments: Vec<_> = (0..count).map(|_| chance.below(steps.len() + 1)).collect();
    moments.sort_unstable();
    let (mut disk, mut answered, mut at) = (Disk::default(), Vec::new(), 0);
    let (mut rounds, mut worst) = (0, 0);
    for moment in moments {
        for step in &steps[at..moment] {
            disk.take(step);
            if let Step::Answered { id } = step {
                answered.push(id.clone());
            }
        }
        at = moment;
        let folder = TempDir::new().unwrap();
        disk.crash(&mut chance, folder.path());
        let kept = kept(&folder.path().join("history.db"));
        let is_lost = |id: &&String| kept.get(*id).is_none_or(|it| it != body(id).as_bytes());
        let missing = answered.iter().filter(is_lost).count();
        rounds += usize::from(missing > 0);
        worst = worst.max(missing);
    }
    (rounds, worst)
}

/// Whether the log was copied into the database while events came, so that crashes of that are tried too.
fn has_checkpoint(steps: &[Step]) -> bool {
    let mut names = HashMap::new();
    let first = steps
        .iter()
        .position(|step| matches!(step, Step::Answered { .. }));
    steps.iter().enumerate().any(|(at, step)| match step {
        Step::Open { fd, path, .. } => {
            names.insert(*fd, path.clone());
            false
        }
        Step::Write { fd, .. } => Some(at) > first && !is_log(&names[fd]),
        _ => false,
    })
}

#[test]
fn answered_events_survive_a_loss_of_power() {
    let points = rounds("MOMO_POWER_POINTS", POINTS);
    let steps = record();
    let answers = steps
        .iter()
        .filter(|step| matches!(step, Step::Answered { .. }));
    assert_eq!(
        answers.count(),
        SENDERS * EVENTS,
        "each answer is in the trace"
    );
    assert!(
        has_checkpoint(&steps),
        "too few events to test a checkpoint"
    );
    assert_eq!(lost(&steps, points), (0, 0));
    // The model finds losses where there are some: without a sync at each commit, acknowledged events go.
    let (rounds, worst) = lost(&without_commit_syncs(&steps), points);
    assert!(
        rounds as u64 > points / 4,
        "the model has no teeth: {rounds}"
    );
    eprintln!(
        "{points} losses of power in {} steps: none lost an answered event; without commit syncs {rounds} did, up to {worst} each",
        steps.len()
    );
}
