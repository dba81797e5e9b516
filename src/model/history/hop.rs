//! What an exchange is: its direction, its kind, its hop, and what it does not hold of what was on the wire.
use crate::model::text::named::named;
use crate::model::text::phrase::Phrase;

named! {
    /// Whether momo sent or received the request.
    pub enum Direction {
        Sent = "sent",
        Received = "received",
    }
}

named! {
    pub enum ExchangeKind {
        /// An event on its way to a bot.
        Event = "event",
        /// A call of the message API by a bot, or of NHN Cloud's API.
        Api = "api",
    }
}

named! {
    /// One step of an event's way. An event may take several.
    pub enum Hop {
        /// A server of momo received it.
        Received = "received",
        /// A receiver sent it on; the response went back to the sender.
        Forwarded = "forwarded",
        /// A receiver sent it on to a further target; the response was only recorded.
        Copied = "copied",
        /// momo sent it: a delivery, a replay, a skill call.
        Sent = "sent",
        /// A user of the page sent it again.
        Resent = "resent",
        /// A delayed answer, posted to the callback URL of a skill call.
        Callback = "callback",
        /// A call of the message API or of NHN Cloud's API, sent or received.
        Call = "call",
    }
}

named! {
    /// A part that an exchange does not hold, although it was on the wire.
    pub enum MissingPart {
        /// The head was not understood: the bytes that arrived stand in place of the body.
        RequestHead = "request_head",
        /// The request's body was not read to its end, or the archive does not hold it.
        RequestBody = "request_body",
        /// The archive does not hold the response's body.
        ResponseBody = "response_body",
    }
}

impl Hop {
    /// Returns the hop of an exchange of which no other is known.
    pub fn plain(direction: Direction, kind: ExchangeKind) -> Self {
        match (kind, direction) {
            (ExchangeKind::Api, _) => Self::Call,
            (ExchangeKind::Event, Direction::Received) => Self::Received,
            (ExchangeKind::Event, Direction::Sent) => Self::Sent,
        }
    }
}

/// Returns why a request without these parts cannot be sent again. `None` if all of it is there.
pub fn unsendable(missing: &[MissingPart], direction: Option<Direction>) -> Option<Phrase> {
    let code = match direction {
        _ if missing.contains(&MissingPart::RequestHead) => "resend.no-request",
        _ if !missing.contains(&MissingPart::RequestBody) => return None,
        Some(Direction::Received) => "resend.unread-body",
        Some(Direction::Sent) | None => "resend.no-body",
    };
    Some(code.into())
}
