//! The local platform: bots, rooms, deliveries, error responses of its API, and the demo.
pub mod answer;
pub mod api_problem;
pub mod bot;
pub mod demo;
pub mod outbox;
pub mod room;
