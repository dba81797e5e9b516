//! The calls about exchanges, for whoever has a history and serves it: the local platform, and a receiver's page.
//!
//! An [`Inspector`] answers them; the [`House`] that it is part of tells it the time, keeps what it makes, and knows
//! which secrets and places there are. Every call is momo's own choice. Who may call is for the house to say.
mod calls;
mod compare;
mod export;
mod host;
mod list;
mod modify;
mod resend;
mod formats;
mod history_pool;
mod show;
mod sign;

pub use host::{HistoryChange, InspectorHost};

pub(in crate::flow) use calls::{CALLS, find};

use crate::io::system;
use crate::model::time::TimeParser;
use history_pool::HistoryPool;
use std::sync::Arc;

/// What the calls share.
pub struct Inspector {
    host: Arc<dyn InspectorHost>,
    history: HistoryPool,
}

/// What stood in the places of a call's path.
#[derive(Debug, Default)]
pub(in crate::flow) struct ExchangeParams<'a> {
    id: String,
    /// Which part of it, or which shape.
    selector: &'a str,
}

impl Inspector {
    /// For the history of this house.
    pub fn new(host: Arc<dyn InspectorHost>) -> Self {
        Self {
            history: HistoryPool::new(host.history().to_owned()),
            host,
        }
    }

    /// What times in a filter are told from: exchanges are dated by the same clock.
    fn clock(&self) -> TimeParser {
        TimeParser {
            now: self.host.now(),
            zone: system::zone(),
        }
    }
}
