//! Access to the operating system, the network and files, one concern a module.
//!
//! Each module converts its crates' errors to momo's, uses only `error` and `model` and none of the others but `os`, and
//! prints nothing. `os` holds what differs between operating systems.
pub mod browser;
pub mod client;
pub mod command;
pub mod exact_http;
pub mod files;
pub mod interfaces;
pub mod line_editor;
pub mod listeners;
pub mod mcp;
pub mod os;
pub mod pager;
pub mod probe;
pub mod server;
pub mod signals;
pub mod sqlite;
pub mod system;
