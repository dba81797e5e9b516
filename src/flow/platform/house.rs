//! What the calls about exchanges ask of the platform.
use super::state::State;
use crate::error::Result;
use crate::flow::inspect::{HistoryChange, InspectorHost};
use crate::flow::replay::KakaoKeys;
use crate::io::client::Client;
use crate::io::files::Credentials;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::Route;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use std::path::Path;

impl InspectorHost for State {
    fn history(&self) -> &Path {
        self.options.recorder.path()
    }

    fn now(&self) -> Timestamp {
        self.wall()
    }

    fn client(&self) -> &Client {
        &self.client
    }

    /// What a bot sends here is for the platform itself.
    fn routes(&self) -> &[Route] {
        &[]
    }

    fn secret(&self, bot_id: Option<&str>) -> Option<Secret> {
        State::secret(self, bot_id?)
    }

    fn credentials(&self) -> Result<Credentials> {
        Credentials::load(&self.options.home)
    }

    fn kakao_keys(&self) -> KakaoKeys {
        self.options.kakao.clone()
    }

    fn record(&self, exchange: Exchange) {
        self.record(exchange);
    }

    fn publish(&self, change: HistoryChange) {
        self.tell_changed(change.type_name(), Vec::new());
    }
}
