//! Plays what happens on one connection, other methods, and bodies that are too large.
use super::sender::{SentRequest, not_sent};
use super::{CheckRun, judged, not_over_tls};
use crate::io::exact_http::ExactConnection;
use crate::io::probe;
use crate::model::check::{BotCheck, CheckOutcome, WireForm};
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::{Request, Response, target};
use std::time::{Duration, Instant};

/// How long a server has to close a connection.
const CLOSE_WAIT: Duration = Duration::from_millis(700);
/// Bytes of an event that is too large.
const TOO_LARGE: usize = 12 * 1024 * 1024;

type Received = Result<(Response, bool), Failure>;

impl CheckRun<'_> {
    /// Opens a connection for a check; over TLS there is none.
    pub(super) fn on_connection(
        &mut self,
        check: &BotCheck,
        play: fn(&mut Self, &BotCheck, &mut ExactConnection) -> CheckOutcome,
    ) -> CheckOutcome {
        if !self.sender.is_plain() {
            return not_over_tls(check);
        }
        match self.sender.open(&self.plan.maker.url) {
            Ok(mut connection) => play(self, check, &mut connection),
            Err(failure) => {
                CheckOutcome::missed(check, "a connection", failure.message.to_string())
            }
        }
    }

    /// Sends a request on a connection and waits for its answer. Returns it with whether the server closes.
    fn exchange(&self, connection: &mut ExactConnection, request: &Request) -> Received {
        let deadline = Instant::now() + self.plan.budget;
        let sent = connection.send(request, WireForm::Plain, deadline);
        self.receive(connection, request, deadline)
            .map_err(|failure| match sent {
                Ok(()) => failure,
                Err(sent) => sent,
            })
    }

    fn receive(
        &self,
        connection: &mut ExactConnection,
        request: &Request,
        deadline: Instant,
    ) -> Received {
        let received = connection.receive_response(&request.method, deadline);
        let response = received.as_ref().ok().map(|received| &received.response);
        self.sender.keep(&self.plan.maker, request, response);
        received.map(|received| (received.response, received.says_close))
    }

    fn new_request(&self) -> Request {
        self.plan.maker.signed(&self.plan.maker.event())
    }

    pub(super) fn pipelined(
        &mut self,
        check: &BotCheck,
        connection: &mut ExactConnection,
    ) -> CheckOutcome {
        let requests = [self.new_request(), self.new_request()];
        let deadline = Instant::now() + self.plan.budget;
        for request in &requests {
            if let Err(failure) = connection.send(request, WireForm::Plain, deadline) {
                return CheckOutcome::missed(check, "two answers", failure.message.to_string());
            }
        }
        let mut says_close = false;
        for (request, which) in requests.iter().zip(["first", "second"]) {
            match self.receive(connection, request, deadline) {
                Ok((response, close)) if response.is_success() => says_close = close,
                Ok((response, _)) => {
                    return CheckOutcome::missed(
                        check,
                        format!("2xx for the {which}"),
                        response.status.to_string(),
                    );
                }
                // A server that says that it closes leaves the second to another connection.
                Err(_) if says_close => break,
                Err(failure) => {
                    return CheckOutcome::missed(
                        check,
                        format!("2xx for the {which}"),
                        failure.message.to_string(),
                    );
                }
            }
        }
        CheckOutcome::pass(check)
    }

    pub(super) fn kept_connection(
        &mut self,
        check: &BotCheck,
        connection: &mut ExactConnection,
    ) -> CheckOutcome {
        for number in 1..=3 {
            let expected = format!("2xx for event {number}, or `Connection: close` before it");
            match self.exchange(connection, &self.new_request()) {
                Ok((response, _)) if !response.is_success() => {
                    return CheckOutcome::missed(check, expected, response.status.to_string());
                }
                Ok((_, true)) => break,
                Ok((_, false)) => {}
                Err(failure) => {
                    return CheckOutcome::missed(check, expected, failure.message.to_string());
                }
            }
        }
        CheckOutcome::pass(check)
    }

    pub(super) fn closed_connection(
        &mut self,
        check: &BotCheck,
        connection: &mut ExactConnection,
    ) -> CheckOutcome {
        let mut request = self.new_request();
        request.headers.push("Connection", "close");
        let expected = "2xx, and the end of the connection";
        match self.exchange(connection, &request) {
            Ok((response, _)) if !response.is_success() => {
                CheckOutcome::missed(check, expected, response.status.to_string())
            }
            Ok(_) => judged(
                check,
                connection.is_closed_within(CLOSE_WAIT),
                expected,
                "a connection that stays open",
            ),
            Err(failure) => CheckOutcome::missed(check, expected, failure.message.to_string()),
        }
    }

    pub(super) fn after_refusal(
        &mut self,
        check: &BotCheck,
        connection: &mut ExactConnection,
    ) -> CheckOutcome {
        let maker = &self.plan.maker;
        let refused = maker.request(&maker.event(), Some(&"0".repeat(64)));
        match self.exchange(connection, &refused) {
            Ok((_, true)) => return CheckOutcome::pass(check),
            Ok(_) => {}
            Err(failure) => {
                return CheckOutcome::missed(
                    check,
                    "an answer to the refused event",
                    failure.message.to_string(),
                );
            }
        }
        let expected = "2xx for the next event, or `Connection: close` before it";
        match self.exchange(connection, &self.new_request()) {
            Ok((response, _)) => judged(
                check,
                response.is_success(),
                expected,
                response.status.to_string(),
            ),
            Err(failure) => CheckOutcome::missed(check, expected, failure.message.to_string()),
        }
    }

    pub(super) fn allow_header(&mut self, check: &BotCheck) -> CheckOutcome {
        for method in ["GET", "PUT", "DELETE"] {
            let mut request = self.new_request();
            request.method = method.into();
            if method == "GET" {
                request.body.clear();
            }
            let sent = self.send(request);
            let allow = match &sent.response {
                Ok(response) => response.headers.text("Allow"),
                Err(_) => None,
            };
            let expected = "405 with `Allow`, 404 or 501";
            let got = match sent.status() {
                405 if allow.is_none() => "405 without `Allow`".to_owned(),
                401 | 403 | 404 | 405 | 501 | 400 => continue,
                _ => sent.got(),
            };
            return CheckOutcome::missed(check, expected, got).note(method);
        }
        CheckOutcome::pass(check)
    }

    pub(super) fn too_large(&mut self, check: &BotCheck) -> CheckOutcome {
        let maker = &self.plan.maker;
        let mut event = maker.event();
        // JSON may have any number of spaces.
        event.body.extend(std::iter::repeat_n(b' ', TOO_LARGE));
        let sent = self.send(maker.signed(&event));
        match &sent.response {
            Ok(response) => {
                let is_refused = (400..500).contains(&response.status);
                judged(check, is_refused, "400 or 413", response.status.to_string())
            }
            // A server that ends the connection while the body comes refuses it too.
            Err(failure) if failure.cause == FailureCause::Broken => {
                CheckOutcome::pass(check).note("it closed the connection")
            }
            Err(failure) => CheckOutcome::missed(check, "400 or 413", failure.message.to_string()),
        }
    }

    pub(super) fn https(&mut self, check: &BotCheck) -> CheckOutcome {
        let url = &self.plan.maker.url;
        match self.sender.is_plain() {
            true if target::is_loopback(url) => on_this_machine(check),
            is_plain => judged(check, !is_plain, "https", "http"),
        }
    }

    pub(super) fn old_tls(&mut self, check: &BotCheck) -> CheckOutcome {
        if self.sender.is_plain() {
            return on_this_machine(check);
        }
        match probe::accepts_tls_1_1(&self.plan.maker.url) {
            Some(is_accepted) => judged(check, !is_accepted, "a refusal", "TLS 1.1"),
            None => CheckOutcome::could_not_tell(check, "No connection came about"),
        }
    }

    /// Sets what the lines that repeat a check show.
    pub(super) fn show_as_last(&mut self, request: Request) {
        self.last = Some(SentRequest {
            request,
            response: Err(not_sent("shown only")),
            took: Duration::ZERO,
        });
    }
}

fn on_this_machine(check: &BotCheck) -> CheckOutcome {
    CheckOutcome::not_applicable(check, "The URL is one of plain HTTP")
}
