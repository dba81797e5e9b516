//! Flags for the limits of a server, shared by all commands that listen.
use super::values;
use crate::io::server::Limits;
use crate::model::history::retention::{Retention, RetentionLimit};
use std::time::Duration;

/// The limits of a server that listens.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct LimitArgs {
    /// The largest body that is taken; more is answered 413
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body, help_heading = "Limits")]
    max_body: usize,
    /// The largest request line with all its headers; more is answered 431
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().head, help_heading = "Limits")]
    max_head: usize,
    /// How many headers a request may have; more is answered 431
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().headers, value_parser = values::count, help_heading = "Limits")]
    max_headers: usize,
    /// How many connections may be open at once; the one that has waited longest makes room, else 503
    #[arg(long, value_name = "COUNT", default_value_t = Limits::default().connections, value_parser = values::count, help_heading = "Limits")]
    max_connections: usize,
    /// How long a request's head may take to come; then 408
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = values::duration, help_heading = "Limits")]
    head_time: Duration,
    /// How long a request's body may take to come; then 408
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration, help_heading = "Limits")]
    body_time: Duration,
    /// How long a connection may be silent between two requests; then it is closed
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = values::duration, help_heading = "Limits")]
    idle_time: Duration,
}

/// What a server keeps of the history.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct RetentionArgs {
    /// How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be
    /// given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]
    #[arg(long, value_name = "SIZE|COUNT|AGE", value_parser = RetentionLimit::parse, help_heading = "Limits")]
    keep: Vec<RetentionLimit>,
}

impl RetentionArgs {
    pub(crate) fn retention(&self) -> Retention {
        Retention::from_limits(&self.keep)
    }
}

impl LimitArgs {
    /// Returns the limits. Those without a flag are derived (total body memory, URL length, stall time) or the
    /// defaults.
    pub(crate) fn limits(&self) -> Limits {
        let default = Limits::default();
        Limits {
            body: self.max_body,
            bodies: default.bodies.max(self.max_body),
            head: self.max_head,
            url: default.url.min(self.max_head),
            headers: self.max_headers,
            connections: self.max_connections,
            head_time: self.head_time,
            body_time: self.body_time,
            stall_time: default.stall_time.min(self.body_time),
            idle_time: self.idle_time,
            ..default
        }
    }
}
