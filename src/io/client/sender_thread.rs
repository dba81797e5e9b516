//! The thread behind [`Client::send`](super::Client::send): sends single requests for callers that wait.
use super::thread_client::ThreadClient;
use super::{ClientOptions, Outcome, engine};
use crate::error::{Error, Result};
use crate::model::http::Request;
use std::rc::Rc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};

/// A request of a waiting caller.
struct Job {
    request: Request,
    timeout: Duration,
    reply: SyncSender<Outcome>,
}

/// Handle of the thread. The thread ends when the handle is dropped.
pub(super) struct SenderThread {
    jobs: UnboundedSender<Job>,
}

impl SenderThread {
    /// # Errors
    /// The thread or its runtime cannot be started.
    pub(super) fn start(options: ClientOptions) -> Result<Self> {
        let runtime = engine::runtime()?;
        let (jobs, receiver) = unbounded_channel();
        std::thread::Builder::new()
            .name("requests".into())
            .spawn(move || run(runtime, ThreadClient::new(options), receiver))
            .map_err(|error| Error::unknown("cannot start a sending thread").because(error))?;
        Ok(Self { jobs })
    }

    /// Sends the request and waits for the outcome. `None` if the thread has ended, which only a defect causes.
    pub(super) fn send(&self, request: &Request, timeout: Duration) -> Option<Outcome> {
        let (reply, outcome) = sync_channel(1);
        let job = Job {
            request: request.clone(),
            timeout,
            reply,
        };
        self.jobs.send(job).ok()?;
        outcome.recv().ok()
    }
}

fn run(runtime: Runtime, client: ThreadClient, mut jobs: UnboundedReceiver<Job>) {
    let client = Rc::new(client);
    LocalSet::new().block_on(&runtime, async {
        let closer = client.clone();
        spawn_local(async move { closer.close_idle_connections().await });
        while let Some(job) = jobs.recv().await {
            let client = client.clone();
            spawn_local(async move {
                let outcome = client.send(&job.request, None, job.timeout).await;
                // The caller waits, unless its thread was ended.
                let _ = job.reply.send(outcome);
            });
        }
    });
    // A name look-up that timed out may still run: do not wait for it.
    runtime.shutdown_background();
}
