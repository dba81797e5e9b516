//! Interface of the exchange API to the server that it belongs to.
use crate::error::Result;
use crate::flow::replay::KakaoKeys;
use crate::io::client::Client;
use crate::io::files::Credentials;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::Route;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use std::path::Path;

/// A server with a history: the local platform or a receiver.
pub trait InspectorHost: Send + Sync {
    /// Returns the path of the history's database.
    fn history(&self) -> &Path;
    /// Returns the current time of the clock that dates its exchanges.
    fn now(&self) -> Timestamp;
    fn client(&self) -> &Client;
    /// Returns the targets to which received events may be resent.
    fn routes(&self) -> &[Route];
    /// Returns the secret that signs the events of this bot; `None` if the server has none of its own.
    fn secret(&self, bot_id: Option<&str>) -> Option<Secret>;
    /// Reads the stored credentials of all bots.
    fn credentials(&self) -> Result<Credentials>;
    /// Returns the keys that authenticate Kakao's requests.
    fn kakao_keys(&self) -> KakaoKeys;
    /// Records and publishes an exchange that a call has made.
    fn record(&self, exchange: Exchange);
    /// Publishes that a call has changed existing exchanges.
    fn publish(&self, change: HistoryChange);
}

/// A change of existing exchanges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryChange {
    /// Stars were set or removed.
    Stars,
    /// Exchanges were deleted.
    Cleared,
}

impl HistoryChange {
    /// Returns the `type` of the page update.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Cleared => "cleared",
        }
    }
}
