//! Plays what is Kakao's own: callback URLs, the secret header, users at once, a share that comes twice.
use super::callback_listener::PostedAnswer;
use super::{CheckRun, judged};
use crate::model::check::{BotCheck, CheckOutcome, Expected};
use crate::model::http::Request;
use serde_json::Value;
use std::time::{Duration, Instant};

/// How long an answer by callback is waited for: as long as the URL is valid.
const CALLBACK_WAIT: Duration = Duration::from_secs(60);
/// Silence after which no further callback is expected.
const QUIET: Duration = Duration::from_millis(400);
/// How long a callback to a foreign host is waited for at most.
const FOREIGN_WAIT: Duration = Duration::from_secs(5);

/// What became of a call with a callback URL.
#[derive(Debug, Clone)]
pub(super) struct CallbackTurn {
    uses_callback: bool,
    /// What is wrong with the announcement; `None` if nothing is.
    problem: Option<String>,
    answered_at: Instant,
    posted: Vec<PostedAnswer>,
    /// Time from the answer to the first post; `None` without one.
    delay: Option<Duration>,
}

impl CheckRun<'_> {
    /// Calls with a callback URL, once in a run. `None` if there is no listener.
    fn callback_turn(&mut self) -> Option<CallbackTurn> {
        if self.callback_turn.is_none() {
            let listener = self.plan.callbacks.as_ref()?;
            let token = listener.new_token();
            let url = listener.url(&token);
            let maker = &self.plan.maker;
            let sent = self.send(maker.skill_call("callback", &maker.text, Some(&url)));
            let answered_at = Instant::now();
            let body = sent
                .response
                .as_ref()
                .map(|it| it.body.clone())
                .unwrap_or_default();
            let uses_callback = announces_callback(&body);
            listener.answered(&token, uses_callback);
            let problem = sent.response.as_ref().ok().and_then(|response| {
                let has_template = parsed(&response.body)
                    .get("template")
                    .is_some_and(|it| !it.is_null());
                let template =
                    || has_template.then(|| "a template beside `useCallback`".to_owned());
                Expected::SkillAnswer.problem(response).or_else(template)
            });
            if uses_callback
                && listener.wait_for(CALLBACK_WAIT, |posted| {
                    posted.iter().any(|it| it.token == token)
                })
            {
                std::thread::sleep(QUIET);
            }
            let posted: Vec<_> = listener
                .posted()
                .into_iter()
                .filter(|it| it.token == token)
                .collect();
            let delay = posted
                .first()
                .map(|first| first.at.saturating_duration_since(answered_at));
            self.callback_turn = Some(CallbackTurn {
                uses_callback,
                problem,
                answered_at,
                posted,
                delay,
            });
        }
        self.callback_turn.clone()
    }

    /// Returns the turn, or why there is nothing to judge.
    fn turn_with_callback(&mut self, check: &BotCheck) -> Result<CallbackTurn, Box<CheckOutcome>> {
        match self.callback_turn() {
            None => Err(Box::new(no_listener(check))),
            Some(turn) if !turn.uses_callback => Err(Box::new(CheckOutcome::not_applicable(
                check,
                "The skill announces no callback for the text of `--say`",
            ))),
            Some(turn) => Ok(turn),
        }
    }

    pub(super) fn callback_acknowledged(&mut self, check: &BotCheck) -> CheckOutcome {
        match self.turn_with_callback(check) {
            Err(outcome) => *outcome,
            Ok(turn) => match turn.problem {
                None => CheckOutcome::pass(check),
                Some(problem) => CheckOutcome::missed(check, "`useCallback` alone", problem),
            },
        }
    }

    pub(super) fn callback_once(&mut self, check: &BotCheck) -> CheckOutcome {
        match self.turn_with_callback(check) {
            Err(outcome) => *outcome,
            Ok(turn) => match turn.posted.len() {
                1 => CheckOutcome::pass(check),
                0 => CheckOutcome::missed(check, "one answer within 60s", "none"),
                count => CheckOutcome::missed(check, "one answer", count.to_string()),
            },
        }
    }

    pub(super) fn callback_answer(&mut self, check: &BotCheck) -> CheckOutcome {
        let turn = match self.turn_with_callback(check) {
            Err(outcome) => return *outcome,
            Ok(turn) => turn,
        };
        let Some(first) = turn.posted.first() else {
            return CheckOutcome::could_not_tell(check, "Nothing was posted");
        };
        match Expected::SkillAnswer.problem(&first.as_response()) {
            None => CheckOutcome::pass(check),
            Some(problem) => CheckOutcome::missed(
                check,
                "a valid SkillResponse",
                problem.trim_start_matches("200 with "),
            ),
        }
    }

    pub(super) fn callback_after_acknowledgement(&mut self, check: &BotCheck) -> CheckOutcome {
        match self.turn_with_callback(check) {
            Err(outcome) => *outcome,
            Ok(turn) => match turn.posted.first() {
                None => CheckOutcome::could_not_tell(check, "Nothing was posted"),
                Some(first) => judged(
                    check,
                    first.at >= turn.answered_at,
                    "the answer to the call first",
                    "the callback first",
                ),
            },
        }
    }

    pub(super) fn callback_not_asked(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let sent = self.send(maker.skill_call("user", &maker.text, None));
        let body = sent
            .response
            .map(|response| response.body)
            .unwrap_or_default();
        judged(
            check,
            !announces_callback(&body),
            "an answer",
            "`useCallback`",
        )
    }

    pub(super) fn callback_foreign_host(&mut self, check: &BotCheck) -> CheckOutcome {
        let Some(listener) = self.plan.foreign_callbacks.as_ref() else {
            return no_listener(check);
        };
        let usual = self.callback_turn().and_then(|turn| turn.delay);
        let token = listener.new_token();
        let url = listener.url(&token);
        let maker = &self.plan.maker;
        let sent = self.send(maker.skill_call("callback", &maker.text, Some(&url)));
        let body = sent
            .response
            .map(|response| response.body)
            .unwrap_or_default();
        listener.answered(&token, announces_callback(&body));
        // As long as it usually takes, and twice.
        let wait = usual
            .map_or(QUIET, |delay| (delay * 2).max(QUIET))
            .min(FOREIGN_WAIT);
        let came = listener.wait_for(wait, |posted| !posted.is_empty());
        judged(check, !came, "no request", format!("a request to {url}"))
    }

    pub(super) fn callback_newest(&mut self, check: &BotCheck) -> CheckOutcome {
        let turn = match self.turn_with_callback(check) {
            Err(outcome) => return *outcome,
            Ok(turn) => turn,
        };
        let Some(listener) = self
            .plan
            .callbacks
            .as_ref()
            .filter(|_| !turn.posted.is_empty())
        else {
            return CheckOutcome::could_not_tell(check, "Nothing was posted");
        };
        let mut newest = String::new();
        for number in 1..=2 {
            newest = listener.new_token();
            let url = listener.url(&newest);
            let maker = &self.plan.maker;
            let text = format!("{} {number}", maker.text);
            let text = if number == 2 { &maker.text } else { &text };
            let sent = self.send(maker.skill_call("newest", text, Some(&url)));
            let body = sent
                .response
                .map(|response| response.body)
                .unwrap_or_default();
            listener.answered(&newest, announces_callback(&body));
        }
        let wait = turn
            .delay
            .map_or(FOREIGN_WAIT, |delay| delay * 3)
            .max(FOREIGN_WAIT);
        let came = listener.wait_for(wait, |posted| posted.iter().any(|it| it.token == newest));
        judged(check, came, "an answer to the second question", "none")
    }

    pub(super) fn skill_secret_missing(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let Some(key) = &maker.keys.skill else {
            return CheckOutcome::missed(
                check,
                "a secret header",
                "none: anybody can call this skill",
            );
        };
        let mut request = maker.skill_call("user", &maker.text, None);
        request.headers.remove(&key.header);
        self.refused(check, request)
    }

    pub(super) fn skill_secret_wrong(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let Some(key) = &maker.keys.skill else {
            return CheckOutcome::not_applicable(
                check,
                "No secret header is known (`--skill-header`)",
            );
        };
        let mut request = maker.skill_call("user", &maker.text, None);
        request
            .headers
            .set(&key.header, maker.other_secret().into_bytes());
        self.refused(check, request)
    }

    /// Sends a request that is to be refused.
    fn refused(&mut self, check: &BotCheck, request: Request) -> CheckOutcome {
        let sent = self.send(request);
        let refusal = &self.plan.refusal;
        let is_refused = refusal.contains(&sent.status());
        judged(
            check,
            is_refused,
            &Expected::Refused.text(refusal),
            sent.got(),
        )
    }

    /// Compares what two users are answered at once with what each is answered alone.
    pub(super) fn skill_users_apart(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let users = [("one", "momo check one"), ("two", "momo check two")];
        let calls = users.map(|(user, text)| maker.skill_call(user, text, None));
        let mut alone = Vec::new();
        for call in &calls {
            let twice = [self.send(call.clone()), self.send(call.clone())];
            let [first, second] =
                twice.map(|sent| sent.response.map(|it| it.body).unwrap_or_default());
            if first != second {
                return CheckOutcome::could_not_tell(check, "The same words get different answers");
            }
            alone.push(first);
        }
        if alone[0] == alone[1] {
            return CheckOutcome::could_not_tell(check, "Different words get the same answer");
        }
        let requests = (0..8).map(|index| calls[index % 2].clone()).collect();
        let sent = self.send_at_once(requests);
        let is_crossed = sent.iter().enumerate().any(|(index, sent)| {
            sent.response
                .as_ref()
                .is_ok_and(|response| response.body != alone[index % 2])
        });
        judged(
            check,
            !is_crossed,
            "each user's own answer",
            "the answer of the other user",
        )
    }

    pub(super) fn shared_twice(&mut self, check: &BotCheck) -> CheckOutcome {
        let (request, event) = self.plan.maker.valid();
        let mark = self.plan.effects.mark();
        self.send(request.clone());
        let wanted = self.visibility.per_event;
        self.visibility
            .settled(&self.plan.effects, mark, &event, wanted);
        self.send(request);
        let seen = self
            .visibility
            .settled(&self.plan.effects, mark, &event, wanted);
        judged(
            check,
            seen == wanted,
            &format!("{wanted} counted"),
            seen.to_string(),
        )
    }
}

fn no_listener(check: &BotCheck) -> CheckOutcome {
    CheckOutcome::not_applicable(
        check,
        "A bot on another machine cannot reach a callback URL of this one",
    )
}

fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn announces_callback(body: &[u8]) -> bool {
    parsed(body)["useCallback"] == true
}
