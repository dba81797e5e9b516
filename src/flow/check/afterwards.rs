//! Judges answers: what refusals look like, and what the answers of the whole run give away.
use super::sender::GivenAnswer;
use super::{CheckRun, judged};
use crate::model::check::{BotCheck, CheckOutcome, stack_trace};
use crate::model::http::Response;

impl CheckRun<'_> {
    pub(super) fn verified_before_parsed(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let wrong = "0".repeat(64);
        let event = maker.event();
        let whole = maker.request(&event, Some(&wrong));
        let mut broken = whole.clone();
        broken.body.truncate(broken.body.len() / 2);
        let (whole, broken) = (self.send(whole), self.send(broken));
        if !self.plan.refusal.contains(&whole.status()) {
            return CheckOutcome::could_not_tell(check, "A wrong signature is not refused at all");
        }
        judged(
            check,
            broken.status() == whole.status(),
            &whole.got(),
            broken.got(),
        )
    }

    pub(super) fn silent_refusal(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let event = maker.event();
        let wrong = maker.request(&event, Some(&"0".repeat(64)));
        let missing = maker.request(&event, None);
        let (first, second) = (self.send(wrong.clone()), self.send(wrong));
        let missing = self.send(missing);
        let texts = [&first, &second, &missing].map(|sent| match &sent.response {
            Ok(response) => format!("{} `{}`", response.status, shown(response)),
            Err(failure) => failure.message.to_string(),
        });
        let refusal = &self.plan.refusal;
        if !refusal.contains(&first.status()) || !refusal.contains(&missing.status()) {
            return CheckOutcome::could_not_tell(check, "Such events are not refused at all");
        }
        if texts[0] != texts[1] {
            return CheckOutcome::could_not_tell(
                check,
                "Two answers to the same event differ, as with a request id",
            );
        }
        judged(check, texts[1] == texts[2], &texts[1], texts[2].clone())
    }

    /// Judges all answers of the run by the first one in which something is found.
    fn none_of(
        &mut self,
        check: &BotCheck,
        expected: &str,
        find: impl Fn(&GivenAnswer) -> Option<String>,
    ) -> CheckOutcome {
        let answers = self.sender.answers();
        let found = answers
            .iter()
            .find_map(|answer| Some((find(answer)?, answer)));
        let Some((got, answer)) = found else {
            return CheckOutcome::pass(check);
        };
        self.show_as_last(answer.request.clone());
        CheckOutcome::missed(check, expected, got)
    }

    pub(super) fn redirect(&mut self, check: &BotCheck) -> CheckOutcome {
        self.none_of(check, "no 3xx to a POST", |answer| {
            let status = answer.response.status;
            let place = answer.response.headers.text("Location").unwrap_or_default();
            let is_redirect = answer.request.method == "POST" && (300..400).contains(&status);
            is_redirect.then(|| format!("{status} to `{place}`"))
        })
    }

    pub(super) fn leaked_secret(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        self.none_of(check, "no answer with the secret", |answer| {
            let is_leaked = maker.holds_secret(&everything(&answer.response));
            is_leaked.then(|| format!("an answer {} with it", answer.response.status))
        })
    }

    pub(super) fn leaked_signature(&mut self, check: &BotCheck) -> CheckOutcome {
        self.none_of(check, "no answer with the right signature", |answer| {
            let right = answer.right_signature.as_ref()?.as_bytes();
            let all = everything(&answer.response).to_ascii_lowercase();
            let is_leaked = all.windows(right.len()).any(|part| part == right);
            is_leaked.then(|| format!("an answer {} with it", answer.response.status))
        })
    }

    pub(super) fn leaked_trace(&mut self, check: &BotCheck) -> CheckOutcome {
        self.none_of(check, "no stack trace", |answer| {
            let text = String::from_utf8_lossy(&answer.response.body);
            let language = stack_trace(&text)?;
            let status = answer.response.status;
            Some(format!("an answer {status} with one of {language}"))
        })
    }
}

/// Returns the body on one line, at most 60 characters of it.
fn shown(response: &Response) -> String {
    let text = String::from_utf8_lossy(&response.body);
    text.chars().take(60).collect()
}

/// Returns headers and body of a response.
fn everything(response: &Response) -> Vec<u8> {
    let mut all = response.body.clone();
    for header in response.headers.iter() {
        all.push(b'\n');
        all.extend(header.name.as_bytes());
        all.push(b' ');
        all.extend(&header.value);
    }
    all
}
