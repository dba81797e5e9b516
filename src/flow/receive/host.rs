//! The receiver as host of the exchange API of its page.
use super::{Authenticator, ForwardPurpose, Journal, ObservedExchange, ReceiverOptions};
use crate::error::Result;
use crate::flow::inspect::{self, InspectorHost};
use crate::flow::page::{PageUpdate, UpdateFeed};
use crate::flow::replay::KakaoKeys;
use crate::io::client::{Client, ClientOptions};
use crate::io::files::{Credentials, Home};
use crate::io::sqlite::Recorder;
use crate::io::system;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::Route;
use crate::model::platform::outbox::CALLBACK_TIMEOUT;
use crate::model::protocol::REPLAY_HEADER;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

pub(super) struct ReceiverHost {
    recorder: Recorder,
    journal: Arc<Journal>,
    updates: Arc<UpdateFeed>,
    client: Client,
    routes: Vec<Route>,
    auth: Arc<Authenticator>,
    home: Home,
}

impl ReceiverHost {
    pub(super) fn new(
        options: &ReceiverOptions,
        home: Home,
        journal: Arc<Journal>,
        updates: Arc<UpdateFeed>,
    ) -> Result<Self> {
        Ok(Self {
            recorder: options.recorder.clone(),
            journal,
            updates,
            client: Client::new(ClientOptions::default())?,
            routes: options.routes.clone(),
            auth: options.authenticator.clone(),
            home,
        })
    }
}

/// Builds the JSON that describes the receiver to its page.
pub(super) fn page_info(url: &str, routes: &[Route]) -> Value {
    let forward_to: Vec<_> = routes.iter().map(Route::url).collect();
    json!({
        "kind": "receiver",
        "version": env!("CARGO_PKG_VERSION"),
        "address": url,
        "forward_to": forward_to,
        "budget_ms": CALLBACK_TIMEOUT.as_millis(),
    })
}

impl InspectorHost for ReceiverHost {
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
        self.auth.momotalk_secrets.signing_secret(bot_id)
    }

    fn credentials(&self) -> Result<Credentials> {
        Credentials::load(&self.home)
    }

    fn kakao_keys(&self) -> KakaoKeys {
        KakaoKeys {
            admin_key: self.auth.share_keys.first().cloned(),
            origin: None,
            skill: self.auth.skill_key.clone(),
        }
    }

    fn record(&self, exchange: Exchange) {
        let source = exchange.request.headers.text(REPLAY_HEADER);
        let source = source.unwrap_or_default().to_owned();
        self.journal.record(ObservedExchange {
            forward: Some((ForwardPurpose::Resend, source)),
            ..ObservedExchange::new(exchange)
        });
    }

    fn publish(&self, change: inspect::HistoryChange) {
        let update = json!({ "type": change.type_name() });
        self.updates.publish(|| PageUpdate::Other(update));
    }
}
