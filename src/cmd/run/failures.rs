//! Why deliveries and message calls of a run failed.
use super::environment::RunEnvironment;
use crate::cmd::failure_notes::{self, FailureNotes, ToldDiagnosis};
use crate::flow::diagnosis;
use crate::model::activity::Activity;
use crate::model::diagnosis::Diagnosis;
use crate::model::history::exchange::Exchange;
use crate::view::terminal::Styles;
use std::cell::RefCell;
use std::collections::HashSet;

/// Remembers what was told, and which bots were asked which signature they take; each is asked once.
pub(super) struct RunFailures {
    notes: FailureNotes,
    may_ask: bool,
    asked: RefCell<HashSet<String>>,
}

impl RunFailures {
    /// `may_ask`: whether bots may be asked.
    pub(super) fn new(may_ask: bool) -> Self {
        Self {
            notes: FailureNotes::default(),
            may_ask,
            asked: RefCell::default(),
        }
    }

    /// Returns the lines below that of the activity: why an exchange failed, and what to do about a repeated reply.
    pub(super) fn lines(
        &self,
        environment: &RunEnvironment,
        activity: &Activity,
        styles: Styles,
    ) -> Vec<String> {
        let exchange = match activity {
            Activity::Exchange(observed) => &observed.exchange,
            Activity::Message(message) => return self.notes.message_lines(message, styles),
            _ => return Vec::new(),
        };
        match self.ask_bot(environment, exchange) {
            Some(diagnosis) => failure_notes::full_lines(exchange, diagnosis, styles),
            None => self.notes.lines(exchange, styles),
        }
    }

    /// Returns why an event was not taken, or why the API refused a call; `None` for others.
    pub(super) fn diagnosis(
        &self,
        environment: &RunEnvironment,
        exchange: &Exchange,
    ) -> Option<Diagnosis> {
        let told = || {
            self.notes
                .diagnosis(exchange)
                .map(ToldDiagnosis::into_inner)
        };
        self.ask_bot(environment, exchange).or_else(told)
    }

    /// Asks the bot about its first refused signature. `None` without an answer of the platform.
    fn ask_bot(&self, environment: &RunEnvironment, exchange: &Exchange) -> Option<Diagnosis> {
        let may_ask = self.may_ask && diagnosis::is_askable(exchange);
        let bot = exchange.bot_id.clone().filter(|_| may_ask)?;
        if !self.asked.borrow_mut().insert(bot) {
            return None;
        }
        let api = environment.api.as_ref()?;
        let diagnosis = failure_notes::explain(api, &exchange.id, true)?.diagnosis?;
        // From now on it is told in short.
        self.notes.is_first(exchange);
        Some(diagnosis)
    }
}
