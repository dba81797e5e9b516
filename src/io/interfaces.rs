//! Lists the addresses of this machine's network interfaces.
use std::net::{IpAddr, SocketAddr};

/// Returns the addresses under which other machines may reach a listener: its own, or those of all interfaces if it
/// listens on every address; empty for a loopback address. Addresses that need a zone (`fe80::`) are left out.
pub fn reachable_addresses(listener: SocketAddr) -> Vec<SocketAddr> {
    let ip = listener.ip();
    let ips = match ip.is_unspecified() {
        true => addresses(ip.is_ipv6()),
        false if ip.is_loopback() => Vec::new(),
        false => vec![ip],
    };
    let with_port = |ip| SocketAddr::new(ip, listener.port());
    ips.into_iter().map(with_port).collect()
}

/// Returns the addresses of all interfaces but the loopback one; IPv6 addresses only if `has_ipv6`. Empty if the system
/// does not tell them.
fn addresses(has_ipv6: bool) -> Vec<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let interfaces = interfaces.into_iter();
    let others = interfaces.filter(|it| !it.is_loopback() && !it.is_link_local());
    let ips = others.map(|it| it.ip());
    ips.filter(|ip| has_ipv6 || ip.is_ipv4()).collect()
}
