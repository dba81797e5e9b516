//! Files: where momo keeps things, and how they are read and written safely.
mod home;

pub use home::{Home, make_parent};
