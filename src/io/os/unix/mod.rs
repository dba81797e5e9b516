//! Unix: signals, process groups, modes of files.
pub(in crate::io) mod console;
pub(in crate::io) mod files;
pub(in crate::io) mod processes;
pub(in crate::io) mod readiness;
pub(in crate::io) mod sockets;
mod stdin;
pub mod words;
