//! The outside world, one concern a file; each turns the errors of its crates into ours.
//!
//! These files know `error` and `model`, not one another, and print nothing.
pub mod client;
pub mod command;
pub mod files;
pub mod listeners;
pub mod pager;
pub mod probe;
pub mod server;
pub mod signals;
pub mod sqlite;
pub mod system;
