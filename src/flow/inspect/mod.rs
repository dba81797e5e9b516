//! HTTP API over the exchanges of a history, used by the local platform and by a receiver's page.
//!
//! An [`Inspector`] handles the calls; its [`InspectorHost`] provides clock, secrets and targets, and the journal
//! that records the exchanges that calls make. The server that owns the inspector authorises the callers. Every call is momo's own
//! choice.
mod calls;
mod compare;
mod explain;
mod export;
mod formats;
mod history_pool;
mod host;
mod list;
mod modify;
mod resend;
mod show;
mod sign;

pub(in crate::flow) use host::InspectorHost;

pub(in crate::flow) use calls::{CALLS, find};

use crate::io::system;
use crate::model::time::TimeParser;
use history_pool::HistoryPool;

/// Handles the calls of the exchange API.
pub(in crate::flow) struct Inspector {
    host: InspectorHost,
    history: HistoryPool,
}

/// Path parameters of a call.
#[derive(Debug, Default)]
pub(in crate::flow) struct ExchangeParams<'a> {
    id: String,
    /// Name of the body, or of the text format.
    selector: &'a str,
}

impl Inspector {
    /// Creates an inspector for the history of this host.
    pub(in crate::flow) fn new(host: InspectorHost) -> Self {
        Self {
            history: HistoryPool::new(host.journal.history().to_owned()),
            host,
        }
    }

    /// Returns the clock that relative times in a filter refer to: the one that dates exchanges.
    fn clock(&self) -> TimeParser {
        TimeParser {
            now: (self.host.now)(),
            zone: system::zone(),
        }
    }
}
