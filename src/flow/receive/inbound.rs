//! A received request with its event and signature check, before its response is known.
use crate::io::server::ReceivedRequest;
use crate::io::system;
use crate::model::history::exchange::{Direction, Exchange, Timing};
use crate::model::http::{Request, Response};
use crate::model::protocol::{Event, Protocol};
use crate::model::secret::signature::SignatureCheck;
use crate::model::text::id;
use crate::model::time::{self, Timestamp};
use std::time::Instant;

pub(in crate::flow) struct InboundRequest {
    pub(in crate::flow) protocol: Protocol,
    pub(in crate::flow) event: Event,
    pub(in crate::flow) signature: SignatureCheck,
    pub(in crate::flow) request: Request,
    pub(in crate::flow) received_at: Timestamp,
    pub(in crate::flow) started_at: Instant,
    /// Last part of the exchange's id.
    pub(in crate::flow) id_suffix: [u8; 4],
}

impl InboundRequest {
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
            received_at: received.arrived_at,
            started_at: received.started_at,
            // Without random bytes two events of one millisecond would share an id; the history refuses the second.
            id_suffix: system::next_id_suffix().unwrap_or_default(),
        }
    }

    /// Returns the id of its exchange.
    pub(in crate::flow) fn id(&self) -> String {
        id::exchange(self.received_at, self.id_suffix)
    }

    /// Builds the exchange with the response. Masks the header `secret_header`; `None` masks no further header.
    pub(in crate::flow) fn into_exchange(
        mut self,
        secret_header: Option<&str>,
        response: &Response,
    ) -> Exchange {
        if let Some(name) = secret_header {
            self.request.headers.hide_values(name);
        }
        let exchange = Exchange {
            protocol: self.protocol,
            signature: self.signature,
            ..Exchange::new_event(
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
        exchange.with_outcome(Ok(response.clone()), timing)
    }
}
