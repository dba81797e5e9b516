//! Plays many events at once.
use super::CheckRun;
use crate::model::check::{BotCheck, CheckOutcome};
use std::time::Duration;

/// Number of events at once.
const EVENTS: usize = 50;
/// Percent of the budget that answers may take.
const HEADROOM_PERCENT: u32 = 80;

/// What a burst of events showed.
#[derive(Debug, Clone)]
pub(super) struct Burst {
    taken: usize,
    /// What came in place of the first answer that was no success; `None` if all were taken.
    first_failure: Option<String>,
    /// 95 of 100 answers took at most this long.
    p95: Duration,
}

impl CheckRun<'_> {
    /// Returns the result of the burst, which is sent once.
    fn burst(&mut self) -> Burst {
        if let Some(burst) = &self.burst {
            return burst.clone();
        }
        let maker = &self.plan.maker;
        let requests = (0..EVENTS).map(|_| maker.valid().0).collect();
        let sent = self.send_at_once(requests);
        let mut times: Vec<_> = sent.iter().map(|sent| sent.took).collect();
        times.sort();
        let failed = sent.iter().find(|sent| !sent.is_taken());
        let burst = Burst {
            taken: sent.iter().filter(|sent| sent.is_taken()).count(),
            first_failure: failed.map(super::SentRequest::got),
            p95: times
                .get(EVENTS * 95 / 100)
                .copied()
                .unwrap_or(self.plan.budget),
        };
        self.burst = Some(burst.clone());
        burst
    }

    pub(super) fn at_once(&mut self, check: &BotCheck) -> CheckOutcome {
        let burst = self.burst();
        match burst.first_failure {
            None => CheckOutcome::pass(check).note(format!("95 of 100 within {:.0?}", burst.p95)),
            Some(failure) => {
                let got = format!("{} of them; first: {failure}", burst.taken);
                let expected = format!("2xx for all {EVENTS} within {:?}", self.plan.budget);
                CheckOutcome::missed(check, expected, got)
            }
        }
    }

    pub(super) fn headroom(&mut self, check: &BotCheck) -> CheckOutcome {
        let limit = self.plan.budget * HEADROOM_PERCENT / 100;
        let p95 = self.burst().p95;
        match p95 <= limit {
            true => CheckOutcome::pass(check).note(format!("95 of 100 within {p95:.0?}")),
            false => CheckOutcome::missed(
                check,
                format!("95 of 100 within {limit:?}"),
                format!("{p95:.0?}"),
            ),
        }
    }
}
