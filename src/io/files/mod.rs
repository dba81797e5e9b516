//! Files: where momo keeps things, and how they are read and written safely.
mod credentials;
mod home;
mod input;
mod private;

pub use credentials::Credentials;
pub use home::{Home, make_parent};
pub use input::{cannot_read, is_stdin, open_input, read_input};
