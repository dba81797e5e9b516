//! URLs under which other machines may reach a server that listens beyond the loopback address.
use crate::io::interfaces;
use crate::view::terminal::Terminal;
use std::net::SocketAddr;

/// Returns a URL with this path for each address of the listener; empty for a loopback address.
pub(super) fn urls(listener: SocketAddr, path: &str) -> Vec<String> {
    let addresses = interfaces::reachable_addresses(listener).into_iter();
    addresses
        .map(|address| format!("http://{address}{path}"))
        .collect()
}

/// Warns that other machines can reach the listener, and lists its URLs; prints nothing for a loopback address.
pub(super) fn print(terminal: &mut Terminal, listener: SocketAddr, path: &str, warning: &str) {
    if listener.ip().is_loopback() {
        return;
    }
    terminal.warn(warning);
    let urls = urls(listener, path);
    if !urls.is_empty() {
        terminal.note(format!("they reach it at {}", urls.join(", ")));
    }
}
