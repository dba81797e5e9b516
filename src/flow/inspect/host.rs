//! What the exchange API gets from the server that it belongs to: the local platform or a receiver.
use crate::error::Result;
use crate::flow::journal::Journal;
use crate::io::client::Client;
use crate::io::files::{Credentials, Home};
use crate::model::http::route::Route;
use crate::model::protocol::KakaoKeys;
use crate::model::secret::Secret;
use crate::model::time::Timestamp;
use std::sync::Arc;

/// Returns the secret that signs the events of a bot; `None` if the server has none of its own.
pub(in crate::flow) type SecretFn = Box<dyn Fn(Option<&str>) -> Option<Secret> + Send + Sync>;

pub(in crate::flow) struct InspectorHost {
    pub(in crate::flow) journal: Arc<Journal>,
    /// The clock that dates exchanges.
    pub(in crate::flow) now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(in crate::flow) client: Client,
    /// Targets to which received events may be resent.
    pub(in crate::flow) routes: Vec<Route>,
    pub(in crate::flow) secret: SecretFn,
    /// Keys that authenticate Kakao's requests.
    pub(in crate::flow) kakao_keys: KakaoKeys,
    /// Where the credentials of all bots are stored.
    pub(in crate::flow) home: Home,
}

impl InspectorHost {
    pub(super) fn credentials(&self) -> Result<Credentials> {
        Credentials::load(&self.home)
    }
}
