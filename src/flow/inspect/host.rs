//! What the calls ask of the house that they are part of.
use crate::error::Result;
use crate::flow::replay::KakaoKeys;
use crate::io::client::Client;
use crate::io::files::Credentials;
use crate::model::history::exchange::Exchange;
use crate::model::http::route::Route;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use std::path::Path;

/// Whoever has a history and serves it.
pub trait InspectorHost: Send + Sync {
    /// Where exchanges are kept.
    fn history(&self) -> &Path;
    /// Now, by the clock that dates its exchanges.
    fn now(&self) -> Timestamp;
    /// The way out.
    fn client(&self) -> &Client;
    /// Where what was received may be handed on to.
    fn routes(&self) -> &[Route];
    /// The secret that signs the events of this bot, where the house itself knows one.
    fn secret(&self, bot_id: Option<&str>) -> Option<Secret>;
    /// What is kept of other bots.
    fn credentials(&self) -> Result<Credentials>;
    /// What makes Kakao's requests authentic.
    fn kakao_keys(&self) -> KakaoKeys;
    /// Keeps an exchange that the calls have made, and tells of it.
    fn record(&self, exchange: Exchange);
    /// Tells what else the calls have changed.
    fn publish(&self, change: HistoryChange);
}

/// What changed beside what was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryChange {
    /// Exchanges were marked, or are so no more.
    Stars,
    /// Exchanges were deleted.
    Cleared,
}

impl HistoryChange {
    /// The word by which a page hears of it.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Cleared => "cleared",
        }
    }
}
