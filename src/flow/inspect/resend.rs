//! Sending a request once more: to where it went, and nowhere else.
use super::Inspector;
use crate::model::exchange::{Direction, Exchange};
use crate::model::protocol::Protocol;

impl Inspector {
    /// Why an exchange cannot be sent once more; none where it can.
    pub(super) fn why_not(&self, exchange: &Exchange) -> Option<String> {
        let url = &exchange.request.url;
        match exchange.direction {
            Direction::Received => {
                Some("it was received, and there is no place to hand it on to".into())
            }
            Direction::Sent if !url.contains("://") => Some("it is not known where it went".into()),
            Direction::Sent if exchange.protocol == Protocol::Nhn => {
                Some("of the app key in its address only a fingerprint was kept".into())
            }
            Direction::Sent => None,
        }
    }
}
