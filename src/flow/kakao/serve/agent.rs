//! Who thinks of the answers: an echo, an HTTP endpoint or a command.
use super::Happening;
use super::thought::{Answered, Thought};
use crate::error::Result;
use crate::flow::task_limit::TaskLimit;
use crate::flow::receive::{ForwardPurpose, Journal, ObservedExchange};
use crate::io::client::{Client, ClientOptions};
use crate::io::command::Pool;
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange};
use crate::model::http::{Request, Response};
use crate::model::kakao::answer::{self, Said};
use crate::model::kakao::config;
use crate::model::protocol::{Event, Protocol};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How many answers may be thought of at once.
const MOST: usize = 64;
/// The largest answer that is taken of an endpoint.
const LARGEST: usize = 128 * 1024;

/// Hears of everything.
pub(super) type Tell = Arc<dyn Fn(Happening) + Send + Sync>;

/// Has answers thought of.
pub(super) struct Thinker {
    agent: Agent,
    chunk_limit: usize,
    ledger: Arc<Journal>,
    crew: Arc<TaskLimit>,
    tell: Tell,
}

enum Agent {
    Echo,
    Http { client: Client, url: String },
    Command(Pool),
}

/// What an agent is asked.
pub(super) struct Question {
    /// The request's body, as it came.
    pub(super) body: Vec<u8>,
    /// What the user said.
    pub(super) utterance: String,
    pub(super) event: Event,
    /// The exchange in which it came.
    pub(super) source: String,
    /// Until when somebody waits for the answer in any case.
    pub(super) soon: Instant,
    /// After what time the agent is given up.
    pub(super) until: Instant,
    /// Why that is before its own time limit, where it is.
    pub(super) hurry: Option<String>,
}

/// What an agent said, and what is odd about it.
type Heard = (Said, Option<String>);

impl Thinker {
    pub(super) fn new(
        agent: &config::Agent,
        chunk_limit: usize,
        ledger: Arc<Journal>,
        tell: Tell,
    ) -> Result<Self> {
        let agent = match agent {
            config::Agent::Echo => Agent::Echo,
            config::Agent::Http(url) => Agent::Http {
                client: Client::new(ClientOptions {
                    max_body: LARGEST,
                    ..ClientOptions::default()
                })?,
                url: url.clone(),
            },
            config::Agent::Command(words) => {
                let tell = tell.clone();
                let complaints = move |line| tell(Happening::Words(format!("agent: {line}")));
                Agent::Command(Pool::start(words.clone(), Arc::new(complaints))?)
            }
        };
        Ok(Self {
            agent,
            chunk_limit,
            ledger,
            crew: TaskLimit::new(MOST),
            tell,
        })
    }

    /// Begins to think.
    pub(super) fn think(self: &Arc<Self>, question: Question) -> Arc<Thought> {
        let thought = Arc::new(Thought::default());
        if let Agent::Echo = self.agent {
            let text = format!("Echo: {}", question.utterance.trim());
            thought.put(self.worded(Ok((Said::Text(text, None), None))));
            return thought;
        }
        let Some(place) = self.crew.try_acquire() else {
            let why = format!("{MOST} answers are thought of already");
            thought.put(self.worded(Err(why)));
            return thought;
        };
        let (thinker, kept) = (self.clone(), thought.clone());
        let work = move || {
            let _place = place;
            thinker.answer(&question, &kept);
        };
        let started = std::thread::Builder::new()
            .name("thinker".into())
            .spawn(work);
        if let Err(error) = started {
            thought.put(self.worded(Err(error.to_string())));
        }
        thought
    }

    /// Waits for the agent.
    fn answer(&self, question: &Question, thought: &Thought) {
        let (said, report) = match &self.agent {
            Agent::Echo => return,
            Agent::Http { client, url } => self.call(client, url, question),
            Agent::Command(pool) => {
                let line = one_line(&question.body);
                let output = pool.ask(line, question.until, &|| thought.is_dropped());
                (output.and_then(|output| read(&output, false)), None)
            }
        };
        let said = said.map_err(|why| match &question.hurry {
            Some(hurry) if Instant::now() >= question.until => format!("{why}: {hurry}"),
            _ => why,
        });
        // Who was ended because nobody waits any longer has not failed.
        let failed = said.is_err() && !thought.is_dropped();
        (self.tell)(Happening::Asked { failed });
        let mut answered = self.worded(said);
        let keep = || {
            report
                .into_iter()
                .for_each(|report| self.ledger.record(report))
        };
        if Instant::now() <= question.soon {
            // The line of the call comes after that of the agent.
            keep();
            return thought.put(answered);
        }
        // The line of the call has been shown long ago. Whoever sees the agent's can have its answer.
        let trouble = answered.trouble.take().filter(|_| !thought.is_dropped());
        thought.put(answered);
        keep();
        if let Some(trouble) = trouble {
            (self.tell)(Happening::Words(format!("{}: {trouble}", question.source)));
        }
    }

    /// What the endpoint says, and the exchange in which it said so.
    fn call(
        &self,
        client: &Client,
        url: &str,
        question: &Question,
    ) -> (Result<Heard, String>, Option<ObservedExchange>) {
        let request = Request::post(url, "application/json", question.body.clone());
        let started_at = system::now();
        let left = question.until.saturating_duration_since(Instant::now());
        let outcome = client.send(&request, left.max(Duration::from_millis(1)));
        let random = system::mark().unwrap_or_default();
        let event = question.event.clone();
        let exchange = Exchange {
            protocol: Protocol::KakaoSkill,
            ..Exchange::event(Direction::Sent, started_at, random, request, event)
        };
        let exchange = exchange.ended(outcome.response.clone(), outcome.timing);
        let report = ObservedExchange {
            forward: Some((ForwardPurpose::Reply, question.source.clone())),
            ..ObservedExchange::new(exchange)
        };
        let said = match outcome.response {
            Ok(response) if !response.is_success() => {
                Err(format!("it answered {}", response.status))
            }
            Ok(response) if is_page(&response.body) => Err("it answered with an HTML page".into()),
            Ok(response) => read(&response.body, says_json(&response)),
            Err(failure) => Err(failure.message),
        };
        (said, Some(report))
    }

    /// What the user gets to see of it.
    fn worded(&self, said: Result<Heard, String>) -> Answered {
        match said {
            Ok((said, trouble)) => Answered {
                body: said.response(self.chunk_limit),
                trouble,
            },
            Err(trouble) => Answered {
                body: answer::text(answer::FAILED),
                trouble: Some(format!("the agent failed: {trouble}")),
            },
        }
    }

    /// Ends commands, and waits at most so long until all that was begun has come to its end.
    pub(super) fn end(&self, grace: Duration) {
        if let Agent::Command(pool) = &self.agent {
            pool.close();
            self.crew.drain(grace);
        }
    }
}

/// What it said. What was to be JSON and is none is no answer; what only looks like JSON may be meant as text.
fn read(bytes: &[u8], is_json: bool) -> Result<Heard, String> {
    let said = Said::read(bytes).ok_or_else(|| "its answer is no UTF-8".to_owned())?;
    match answer::no_json(bytes) {
        Some(why) if is_json => Err(format!("its answer is no JSON, as it says it is: {why}")),
        Some(why) if bytes.trim_ascii_start().starts_with(b"{") => {
            let remark = format!(
                "the agent's answer begins with `{{` and is no JSON ({why}): the user reads it as it is"
            );
            Ok((said, Some(remark)))
        }
        _ => Ok((said, None)),
    }
}

/// Whether an answer with something in it is declared to be JSON.
fn says_json(response: &Response) -> bool {
    let kind = response.headers.text("Content-Type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let kind = kind.to_ascii_lowercase();
    let is_json = kind == "application/json" || kind.ends_with("+json");
    is_json && !response.body.trim_ascii().is_empty()
}

/// Whether it is a page, which is what a proxy or a framework says when something went wrong; no user is to read its
/// source. By its beginning: frameworks call plain words `text/html`, too.
fn is_page(body: &[u8]) -> bool {
    let begins = |with: &str| {
        let start = body.trim_ascii_start().get(..with.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    begins("<!doctype") || begins("<html")
}

/// JSON on one line: a newline within JSON can only stand between values, where a space means the same.
fn one_line(json: &[u8]) -> Vec<u8> {
    let space = |byte: &u8| match byte {
        b'\n' | b'\r' => b' ',
        byte => *byte,
    };
    json.iter().map(space).chain([b'\n']).collect()
}
