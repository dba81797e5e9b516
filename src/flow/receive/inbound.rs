//! A request that is looked at, until it is an exchange.
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange, Timing};
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::SignatureCheck;
use crate::model::text::id;
use crate::model::time::{self, Timestamp};
use std::time::Instant;

/// A request that is looked at.
pub(in crate::flow) struct InboundRequest {
    pub(in crate::flow) protocol: Protocol,
    pub(in crate::flow) event: Event,
    pub(in crate::flow) signature: SignatureCheck,
    pub(in crate::flow) request: Request,
    pub(in crate::flow) received_at: Timestamp,
    pub(in crate::flow) started_at: Instant,
    /// The end of the exchange's id.
    pub(in crate::flow) id_suffix: [u8; 4],
}

impl InboundRequest {
    /// What came in, with what it says and whether it is authentic.
    pub(in crate::flow) fn new(
        received: ReceivedRequest,
        protocol: Protocol,
        event: Event,
        signature: SignatureCheck,
    ) -> Self {
        Self {
            protocol,
            event,
            signature,
            request: received.request,
            received_at: received.arrived,
            started_at: received.started,
            // Without random bytes two events of one millisecond would share an id; the history refuses the second.
            id_suffix: system::mark().unwrap_or_default(),
        }
    }

    /// The id of its exchange.
    pub(in crate::flow) fn id(&self) -> String {
        id::exchange(self.received_at, self.id_suffix)
    }

    /// The exchange with what was answered; no credential is in it any more, nor what stands in the `hidden` header.
    pub(in crate::flow) fn into_exchange(
        mut self,
        hidden: Option<&str>,
        response: &Response,
    ) -> Exchange {
        if let Some(name) = hidden {
            self.request.headers.hide(name);
        }
        let exchange = Exchange {
            protocol: self.protocol,
            signature: self.signature,
            ..Exchange::event(
                Direction::Received,
                self.received_at,
                self.id_suffix,
                self.request,
                self.event,
            )
        };
        let timing = Timing {
            total_ms: time::millis(self.started_at.elapsed()),
            ..Timing::default()
        };
        exchange.ended(Ok(response.clone()), timing)
    }
}
