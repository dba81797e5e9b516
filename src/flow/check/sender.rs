//! Sends the requests of a check and keeps what the answers of the whole run give away.
use crate::error::Result;
use crate::io::client::{Client, ClientOptions};
use crate::io::exact_http::ExactConnection;
use crate::model::check::{EventMaker, WireForm};
use crate::model::history::exchange::{Failure, FailureCause};
use crate::model::http::{Request, Response};
use crate::model::secret::signature::SIGNATURE_HEADER;
use crate::model::text::phrase::Phrase;
use parking_lot::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A request of a check with its outcome.
#[derive(Debug, Clone)]
pub(super) struct SentRequest {
    pub(super) request: Request,
    pub(super) response: Result<Response, Failure>,
    pub(super) took: Duration,
}

impl SentRequest {
    /// Returns the status; 0 without a response.
    pub(super) fn status(&self) -> u16 {
        self.response.as_ref().map_or(0, |response| response.status)
    }

    pub(super) fn is_taken(&self) -> bool {
        self.response.as_ref().is_ok_and(Response::is_success)
    }

    /// Describes the outcome: `200`, or why none came.
    pub(super) fn got(&self) -> String {
        match &self.response {
            Ok(response) => response.status.to_string(),
            Err(failure) => failure.message.to_string(),
        }
    }
}

/// An answer that was given during the run.
#[derive(Debug, Clone)]
pub(super) struct GivenAnswer {
    pub(super) request: Request,
    pub(super) response: Response,
    /// The signature that would have been right; `None` if it was sent.
    pub(super) right_signature: Option<String>,
}

/// Sends to the bot. Over plain HTTP each request has a connection of its own; over TLS the usual client sends.
pub(super) struct BotSender {
    pub(super) budget: Duration,
    client: Client,
    is_plain: bool,
    count: AtomicUsize,
    answers: Mutex<Vec<GivenAnswer>>,
}

impl BotSender {
    pub(super) fn new(url: &str, budget: Duration) -> Result<Self> {
        Ok(Self {
            budget,
            client: Client::new(ClientOptions::default())?,
            is_plain: url.starts_with("http://"),
            count: AtomicUsize::new(0),
            answers: Mutex::default(),
        })
    }

    /// Returns whether requests can be sent byte by byte.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Returns the client for requests that no check judges.
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// Returns the number of requests that were sent.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Returns the answers of the run.
    pub(super) fn answers(&self) -> Vec<GivenAnswer> {
        self.answers.lock().clone()
    }

    /// Sends a request and waits for its answer within the budget.
    pub(super) fn send(&self, maker: &EventMaker, request: Request, form: WireForm) -> SentRequest {
        let started = Instant::now();
        let response = match self.is_plain {
            true => self.send_exactly(&request, form, started + self.budget),
            false => self.client.send(&request, self.budget).response,
        };
        let took = started.elapsed();
        self.keep(maker, &request, response.as_ref().ok());
        SentRequest {
            request,
            response,
            took,
        }
    }

    fn send_exactly(
        &self,
        request: &Request,
        form: WireForm,
        deadline: Instant,
    ) -> Result<Response, Failure> {
        let mut connection = ExactConnection::open(&request.url, self.budget)?;
        let sent = connection.send(request, form, deadline);
        // A server may answer a request that it did not read to its end.
        let received = connection.receive_response(&request.method, deadline);
        match (received, sent) {
            (Ok(received), _) => Ok(received.response),
            (Err(_), Err(failure)) | (Err(failure), Ok(())) => Err(failure),
        }
    }

    /// Opens a connection on which several requests are sent.
    pub(super) fn open(&self, url: &str) -> Result<ExactConnection, Failure> {
        ExactConnection::open(url, self.budget)
    }

    /// Counts a request, and keeps its answer.
    pub(super) fn keep(&self, maker: &EventMaker, request: &Request, response: Option<&Response>) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let Some(response) = response else { return };
        let right = maker.signature(&request.body);
        let is_sent = request.headers.text(SIGNATURE_HEADER) == Some(&right);
        let mut request = request.clone();
        if request.body.len() > MAX_KEPT_BODY {
            request.body.clear();
        }
        self.answers.lock().push(GivenAnswer {
            request,
            response: response.clone(),
            right_signature: (!is_sent).then_some(right),
        });
    }
}

/// Bodies above this size in bytes are not repeated in a command.
pub(super) const MAX_KEPT_BODY: usize = 16 * 1024;

/// Returns the failure of a request that was never sent.
pub(super) fn not_sent(why: &str) -> Failure {
    Failure {
        cause: FailureCause::Simulated,
        message: Phrase::verbatim(why.to_owned()),
    }
}
