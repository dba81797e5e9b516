//! A received request, before its response is known.
use crate::flow::journal::id_suffix;
use crate::io::files::known_secrets;
use crate::io::server::ReceivedRequest;
use crate::model::history::exchange::{Direction, Exchange, ExchangeMeta, Timing};
use crate::model::http::{Request, Response};
use crate::model::text::id;
use crate::model::time::{self, Timestamp};
use std::time::Instant;

pub(in crate::flow) struct InboundRequest {
    pub(in crate::flow) request: Request,
    pub(in crate::flow) meta: ExchangeMeta,
    pub(in crate::flow) started_at: Instant,
    received_at: Timestamp,
    /// Last part of the exchange's id.
    id_suffix: [u8; 4],
}

impl InboundRequest {
    pub(in crate::flow) fn new(received: ReceivedRequest, meta: ExchangeMeta) -> Self {
        Self {
            request: received.request,
            meta,
            started_at: received.started_at,
            received_at: received.arrived_at,
            id_suffix: id_suffix(),
        }
    }

    /// Returns the id of its exchange.
    pub(in crate::flow) fn id(&self) -> String {
        id::exchange(self.received_at, self.id_suffix)
    }

    /// Builds the exchange with the response.
    pub(in crate::flow) fn into_exchange(mut self, response: &Response) -> Exchange {
        known_secrets().mask_url(&mut self.request.url);
        let timing = Timing {
            total_ms: time::millis(self.started_at.elapsed()),
            ..Timing::default()
        };
        Exchange::new(
            Direction::Received,
            self.received_at,
            self.id_suffix,
            self.request,
            self.meta,
        )
        .with_outcome(Ok(response.clone()), timing)
    }
}
