//! A server that runs on a thread of its own.
use super::{Handler, Server, Stopper, loopback_address};
use crate::error::{Error, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

/// A server that answers until it is stopped or dropped.
#[derive(Debug)]
pub struct RunningServer {
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Begins to answer, on a thread of this name.
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
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A URL that leads here from this machine, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", loopback_address(self.address))
    }

    /// Takes nothing new, and returns when what had begun is answered, or the grace of the limits is over.
    pub fn stop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            // A panic of the server has been told by its own thread.
            let _ = thread.join();
        }
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.stop();
    }
}
