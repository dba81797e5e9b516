//! The calls about exchanges, for whoever has a history and serves it: the local platform, and a receiver's page.
//!
//! An [`Inspector`] answers them; the [`House`] that it is part of tells it the time, keeps what it makes, and knows
//! which secrets and places there are. Every call is momo's own choice. Who may call is for the house to say.
mod calls;
mod compare;
mod export;
mod house;
mod list;
mod marks;
mod resend;
mod shapes;
mod shelf;
mod show;
mod sign;

pub use house::{Change, House};

pub(in crate::flow) use calls::{CALLS, find};

use crate::io::system;
use crate::model::time::Clock;
use shelf::Shelf;
use std::sync::Arc;

/// What the calls share.
pub struct Inspector {
    house: Arc<dyn House>,
    shelf: Shelf,
}

/// What stood in the places of a call's path.
#[derive(Debug, Default)]
pub(in crate::flow) struct Places<'a> {
    id: String,
    /// Which part of it, or which shape.
    what: &'a str,
}

impl Inspector {
    /// For the history of this house.
    pub fn new(house: Arc<dyn House>) -> Self {
        Self {
            shelf: Shelf::of(house.history().to_owned()),
            house,
        }
    }

    /// What times in a filter are told from: exchanges are dated by the same clock.
    fn clock(&self) -> Clock {
        Clock {
            now: self.house.now(),
            zone: system::zone(),
        }
    }
}
