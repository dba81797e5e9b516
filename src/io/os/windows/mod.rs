//! Windows: console events, job objects, files that inherit who may read them.
pub(in crate::io) mod console;
pub(in crate::io) mod files;
pub(in crate::io) mod processes;
pub(in crate::io) mod readiness;
pub(in crate::io) mod sockets;
pub mod words;
