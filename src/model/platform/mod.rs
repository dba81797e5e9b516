//! The local platform: bots, rooms, the outbox of deliveries, and refusals of its API.
pub mod bot;
pub mod demo;
pub mod outbox;
pub mod api_problem;
pub mod room;
