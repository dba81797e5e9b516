//! What the calls about exchanges ask of a receiver.
use super::{Auth, Forward, Journal, ReceiverOptions, ObservedExchange};
use crate::error::Result;
use crate::flow::inspect::{self, House};
use crate::flow::page::{Change, Changes};
use crate::flow::replay::KakaoKeys;
use crate::io::client::{Client, ClientOptions};
use crate::io::files::{Credentials, Home};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::Route;
use crate::model::platform::outbox::BUDGET;
use crate::model::protocol::REPLAY_HEADER;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// A receiver as the house of its page.
pub(super) struct Lodge {
    recorder: Recorder,
    ledger: Arc<Journal>,
    changes: Arc<Changes>,
    client: Client,
    routes: Vec<Route>,
    auth: Arc<Auth>,
    home: Home,
}

impl Lodge {
    /// The house of a receiver that runs with these options.
    pub(super) fn of(
        options: &ReceiverOptions,
        home: Home,
        ledger: Arc<Journal>,
        changes: Arc<Changes>,
    ) -> Result<Self> {
        Ok(Self {
            recorder: options.recorder.clone(),
            ledger,
            changes,
            client: Client::new(ClientOptions::default())?,
            routes: options.routes.clone(),
            auth: options.auth.clone(),
            home,
        })
    }
}

/// What the page shows of a receiver at this URL.
pub(super) fn about(url: &str, routes: &[Route]) -> Value {
    let forward_to: Vec<_> = routes.iter().map(Route::url).collect();
    json!({
        "kind": "receiver",
        "version": env!("CARGO_PKG_VERSION"),
        "address": url,
        "forward_to": forward_to,
        "budget_ms": BUDGET.as_millis(),
    })
}

impl House for Lodge {
    fn history(&self) -> &Path {
        self.recorder.path()
    }

    fn now(&self) -> Timestamp {
        system::now()
    }

    fn client(&self) -> &Client {
        &self.client
    }

    fn routes(&self) -> &[Route] {
        &self.routes
    }

    fn secret(&self, bot_id: Option<&str>) -> Option<Secret> {
        self.auth.momotalk.signing(bot_id)
    }

    fn credentials(&self) -> Result<Credentials> {
        Credentials::load(&self.home)
    }

    fn kakao(&self) -> KakaoKeys {
        KakaoKeys {
            admin_key: self.auth.share.first().cloned(),
            origin: None,
            skill: self.auth.skill.clone(),
        }
    }

    fn keep(&self, exchange: Exchange) {
        let source = exchange.request.headers.text(REPLAY_HEADER);
        let source = source.unwrap_or_default().to_owned();
        self.ledger.record(ObservedExchange {
            forward: Some((Forward::Again, source)),
            ..ObservedExchange::of(exchange)
        });
    }

    fn tell(&self, change: inspect::Change) {
        let told = json!({ "type": change.name() });
        self.changes.tell(|| Change::Told(told));
    }
}
