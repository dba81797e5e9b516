//! The platform as host of the exchange API.
use super::state::PlatformState;
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

impl InspectorHost for PlatformState {
    fn history(&self) -> &Path {
        self.options.recorder.path()
    }

    fn now(&self) -> Timestamp {
        self.wall_time()
    }

    fn client(&self) -> &Client {
        &self.client
    }

    /// Returns no routes: the platform does not forward the requests that it receives.
    fn routes(&self) -> &[Route] {
        &[]
    }

    fn secret(&self, bot_id: Option<&str>) -> Option<Secret> {
        PlatformState::secret(self, bot_id?)
    }

    fn credentials(&self) -> Result<Credentials> {
        Credentials::load(&self.options.home)
    }

    fn kakao_keys(&self) -> KakaoKeys {
        self.options.kakao_keys.clone()
    }

    fn record(&self, exchange: Exchange) {
        self.record(exchange);
    }

    fn publish(&self, change: HistoryChange) {
        self.publish_change(change.type_name(), Vec::new());
    }
}
