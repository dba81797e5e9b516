//! A request that is looked at, until it is an exchange.
use crate::io::server::Received;
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange, Timing};
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::SignatureCheck;
use crate::model::text::id;
use crate::model::time::{self, Timestamp};
use std::time::Instant;

/// A request that is looked at.
pub(in crate::flow) struct Case {
    pub(in crate::flow) protocol: Protocol,
    pub(in crate::flow) event: Event,
    pub(in crate::flow) check: SignatureCheck,
    pub(in crate::flow) request: Request,
    pub(in crate::flow) arrived: Timestamp,
    pub(in crate::flow) started: Instant,
    /// The end of the exchange's id.
    pub(in crate::flow) random: [u8; 4],
}

impl Case {
    /// What came in, with what it says and whether it is authentic.
    pub(in crate::flow) fn new(
        received: Received,
        protocol: Protocol,
        event: Event,
        check: SignatureCheck,
    ) -> Self {
        Self {
            protocol,
            event,
            check,
            request: received.request,
            arrived: received.arrived,
            started: received.started,
            // Without random bytes two events of one millisecond would share an id; the history refuses the second.
            random: system::mark().unwrap_or_default(),
        }
    }

    /// The id of its exchange.
    pub(in crate::flow) fn id(&self) -> String {
        id::exchange(self.arrived, self.random)
    }

    /// The exchange with what was answered; no credential is in it any more, nor what stands in the `hidden` header.
    pub(in crate::flow) fn exchange(
        mut self,
        hidden: Option<&str>,
        response: &Response,
    ) -> Exchange {
        if let Some(name) = hidden {
            self.request.headers.hide(name);
        }
        let exchange = Exchange {
            protocol: self.protocol,
            signature: self.check,
            ..Exchange::event(
                Direction::Received,
                self.arrived,
                self.random,
                self.request,
                self.event,
            )
        };
        let timing = Timing {
            total_ms: time::millis(self.started.elapsed()),
            ..Timing::default()
        };
        exchange.ended(Ok(response.clone()), timing)
    }
}
