//! Connections that carried a response. hyper does not tell whether a failed request was on one of them.
use hyper_util::client::legacy::{Error, connect::HttpInfo};
use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error as StdError;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Number of connections from which on old ones are forgotten.
const MANY: usize = 1024;
/// Age of the last response after which a connection may be forgotten. No connection is kept that long.
const MAX_AGE: Duration = Duration::from_secs(60);

/// The connections by their local address, with the time of the last response.
#[derive(Default)]
pub(super) struct KeptConnections(RefCell<HashMap<SocketAddr, Instant>>);

impl KeptConnections {
    /// Adds the connection of a response.
    pub(super) fn add(&self, response: &reqwest::Response) {
        let Some(info) = response.extensions().get::<HttpInfo>() else {
            return;
        };
        let mut connections = self.0.borrow_mut();
        if connections.len() >= MANY {
            connections.retain(|_, last_response| last_response.elapsed() < MAX_AGE);
        }
        connections.insert(info.local_addr(), Instant::now());
    }

    /// Returns whether the request failed on a connection that had carried a response.
    pub(super) fn is_on_one(&self, error: &reqwest::Error) -> bool {
        local_address(error).is_some_and(|address| self.0.borrow().contains_key(&address))
    }
}

/// Returns the local address of the connection on which a request failed; `None` if it had none.
fn local_address(error: &reqwest::Error) -> Option<SocketAddr> {
    let error = error.source()?.downcast_ref::<Error>()?;
    let mut extensions = Default::default();
    error.connect_info()?.get_extras(&mut extensions);
    extensions.get::<HttpInfo>().map(HttpInfo::local_addr)
}
