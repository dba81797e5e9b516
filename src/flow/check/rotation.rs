//! What an event gets that the old secret signed. Momo does not know whether its time of grace is over, so that it tells alone.
use super::CheckRun;
use crate::model::check::{BotCheck, CheckOutcome};

impl CheckRun<'_> {
    pub(super) fn old_secret(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let event = maker.event();
        let Some(signature) = maker.old_signature(&event.body) else {
            let why = "No old secret is given by `--old-secret-file`";
            return CheckOutcome::not_applicable(check, why);
        };
        let request = maker.request(&event, Some(&signature));
        let sent = self.send(request);
        let status = sent.status();
        let means = match status {
            0 => return CheckOutcome::could_not_tell(check, sent.got()),
            200..300 => {
                "the old secret is still taken, as it should while it is being replaced, and never afterwards"
            }
            _ if self.plan.refusal.contains(&status) => {
                self.refused_rooms.push(event.room_id);
                "the old secret is refused, as it should once the time of grace is over"
            }
            _ => "which neither takes nor refuses it",
        };
        CheckOutcome::pass(check).note(format!("it answers {status}: {means}"))
    }
}
