//! Runs a server on its own thread.
use super::{Handler, Server, Stopper, loopback_address};
use crate::error::{Error, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

/// A server that runs until it is stopped or dropped.
#[derive(Debug)]
pub struct RunningServer {
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts the server on a thread with this name.
    ///
    /// # Errors
    /// The thread cannot be started.
    pub fn start(self, name: &str, handler: Arc<dyn Handler>) -> Result<RunningServer> {
        let (address, stopper) = (self.address(), self.stopper());
        let thread = std::thread::Builder::new()
            .name(name.into())
            .spawn(move || self.run(handler))
            .map_err(|error| {
                Error::unknown(format!("the thread of the {name} cannot start")).because(error)
            })?;
        Ok(RunningServer {
            address,
            stopper,
            thread: Some(thread),
        })
    }
}

impl RunningServer {
    /// Returns the bound address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the server's base URL for clients on this machine, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", loopback_address(self.address))
    }

    /// Returns whether the server accepts connections: it was not stopped, and did not panic.
    pub fn is_running(&self) -> bool {
        let thread = self.thread.as_ref();
        thread.is_some_and(|thread| !thread.is_finished())
    }

    /// Stops accepting. Returns when running handlers finished, at most after the limits' `grace`.
    pub fn stop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            // A panic was reported by the server's thread.
            let _ = thread.join();
        }
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.stop();
    }
}
