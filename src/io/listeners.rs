//! Lists the TCP sockets that listen on a loopback or an unspecified address, and their processes, from Linux's
//! `/proc`.
//!
//! Without `/proc` nothing is found.
use crate::model::http::target;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Maximum number of ancestors followed: a process table that changes while it is read may show a cycle.
const MAX_ANCESTORS: usize = 100;

/// The sockets that listened at one moment; `None` if the system does not tell.
#[derive(Debug, PartialEq, Eq)]
pub struct Listeners(Option<Vec<ListeningSocket>>);

/// A listening socket.
#[derive(Debug, PartialEq, Eq)]
struct ListeningSocket {
    address: SocketAddr,
    inode: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub id: u32,
    /// Name of the program, truncated by the system.
    pub name: String,
}

/// Returns the sockets that listen now on loopback and unspecified addresses.
pub fn listening() -> Listeners {
    let sockets = listening_sockets();
    // This machine has none at all only if it cannot be asked.
    Listeners(Some(sockets).filter(|it| !it.is_empty()))
}

impl Listeners {
    /// Returns whether the system tells which sockets listen.
    pub fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// Returns whether one takes connections for a URL of this machine; `None` if only a connection can tell.
    pub fn at(&self, url: &str) -> Option<bool> {
        let host = target::ip_address(url).map(connected_address);
        let port = target::port(url);
        let sockets = self.0.as_ref()?.iter();
        let sockets = sockets.filter(|it| Some(it.address.port()) == port);
        let addresses: Vec<IpAddr> = sockets.map(|it| it.address.ip()).collect();
        let is_for_host = |ip: &IpAddr| {
            let is_for_all = |host: IpAddr| ip.is_unspecified() && ip.is_ipv6() == host.is_ipv6();
            host.is_none_or(|host| *ip == host || is_for_all(host))
        };
        match addresses.iter().any(is_for_host) {
            true => Some(true),
            // A socket for all addresses of version 6 may have those of version 4 too.
            false if addresses.iter().any(IpAddr::is_unspecified) => None,
            false => Some(false),
        }
    }

    /// Returns the inodes of those on this port. A restarted server has other ones.
    pub fn inodes(&self, port: u16) -> BTreeSet<u64> {
        let sockets = self.0.iter().flatten();
        let of_port = sockets.filter(|it| it.address.port() == port);
        of_port.map(|it| it.inode).collect()
    }
}

/// Returns the loopback and unspecified addresses on which any process listens.
pub fn addresses() -> Vec<SocketAddr> {
    listening_sockets()
        .into_iter()
        .map(|it| it.address)
        .collect()
}

/// Returns those on which a process or its descendants listen; of this process, its descendants only.
pub fn addresses_of(root: u32) -> Vec<SocketAddr> {
    let own = std::process::id();
    let parents: HashMap<u32, u32> = processes()
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let is_descendant = |id: &&u32| {
        if **id == root {
            return root != own;
        }
        let mut ancestor = parents.get(*id);
        for _ in 0..MAX_ANCESTORS {
            match ancestor {
                Some(parent) if *parent == root => return true,
                Some(parent) => ancestor = parents.get(parent),
                None => return false,
            }
        }
        false
    };
    let sockets: BTreeSet<u64> = parents
        .keys()
        .filter(is_descendant)
        .flat_map(|id| sockets(*id))
        .collect();
    let mut listening = listening_sockets();
    listening.retain(|it| sockets.contains(&it.inode));
    listening.into_iter().map(|it| it.address).collect()
}

/// Returns the process that listens on this port of such an address; `None` if there is none or its sockets are not
/// readable.
pub fn process_on_port(port: u16) -> Option<Process> {
    let inodes = listening().inodes(port);
    if inodes.is_empty() {
        return None;
    }
    let id = processes().find(|id| sockets(*id).any(|inode| inodes.contains(&inode)))?;
    let name = fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
    let name = name.trim_end().to_owned();
    Some(Process { id, name })
}

/// Returns the address to which a connection to this one leads: an unspecified one is this machine.
fn connected_address(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    }
}

fn listening_sockets() -> Vec<ListeningSocket> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let texts = tables
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok());
    let listening = texts.flat_map(|table| table.lines().filter_map(parse_row).collect::<Vec<_>>());
    let is_local =
        |it: &ListeningSocket| it.address.ip().is_loopback() || it.address.ip().is_unspecified();
    listening.filter(is_local).collect()
}

/// Parses a row of `/proc/net/tcp`; `None` unless it is well-formed and the state is 0A (listening). It begins like
/// `0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 48213`, where 48213 is the inode.
fn parse_row(line: &str) -> Option<ListeningSocket> {
    let mut fields = line.split_whitespace().skip(1);
    let (address, _, state) = (fields.next()?, fields.next()?, fields.next()?);
    let inode = fields.nth(5)?.parse().ok()?;
    let (ip, port) = address.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    // 32-bit words in native byte order.
    let word = |index: usize| u32::from_str_radix(ip.get(index * 8..index * 8 + 8)?, 16).ok();
    let ip = match ip.len() {
        8 => IpAddr::from(Ipv4Addr::from(word(0)?.to_ne_bytes())),
        32 => {
            let mut bytes = [0; 16];
            for (index, part) in bytes.chunks_exact_mut(4).enumerate() {
                part.copy_from_slice(&word(index)?.to_ne_bytes());
            }
            // The JVM, among others, binds `127.0.0.1` as `::ffff:127.0.0.1`.
            IpAddr::from(Ipv6Addr::from(bytes)).to_canonical()
        }
        _ => return None,
    };
    let address = SocketAddr::new(ip, port);
    (state == "0A").then_some(ListeningSocket { address, inode })
}

/// Returns the ids of all processes.
fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Returns the current parent of a process.
fn parent(id: u32) -> Option<u32> {
    let stat = fs::read(format!("/proc/{id}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    // `123 (any (name)) S 1 ...`
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// Returns the inodes of a process's sockets.
fn sockets(id: u32) -> impl Iterator<Item = u64> {
    let files = fs::read_dir(format!("/proc/{id}/fd"))
        .into_iter()
        .flatten()
        .flatten();
    files.filter_map(|file| {
        let link = fs::read_link(file.path()).ok()?;
        let inode = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
        inode.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernel_socket_table_is_read() {
        let line = "   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 7 1 0";
        let parse = |line: &str| parse_row(line).map(|it| (it.address.to_string(), it.inode));
        if cfg!(target_endian = "little") {
            assert_eq!(parse(line), Some(("127.0.0.1:3000".into(), 7)));
        }
        let six = line
            .replace("0100007F:0BB8", "00000000000000000000000001000000:1F90")
            .replace("00000000:0000 ", "00000000000000000000000000000000:0000 ");
        if cfg!(target_endian = "little") {
            assert_eq!(parse(&six), Some(("[::1]:8080".into(), 7)));
            let mapped = six.replace(
                "00000000000000000000000001000000",
                "0000000000000000FFFF00000100007F",
            );
            assert_eq!(parse(&mapped), Some(("127.0.0.1:8080".into(), 7)));
        }
        assert_eq!(parse_row(&line.replace(" 0A ", " 01 ")), None);
        for bad in [
            "",
            "sl local_address rem_address st tx rx tr tm retrnsmt uid timeout inode",
            "0: zz:1 0:0 0A 0 0 0 0 0 7",
            "0: 0100007F 0 0A 0 0 0 0 0 7",
            "0: 0100007F:0BB8 0 0A",
        ] {
            assert_eq!(parse_row(bad), None, "{bad}");
        }
    }

    #[test]
    fn own_listener_is_found_and_is_not_a_descendant() {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("its address");
        if cfg!(target_os = "linux") {
            assert!(addresses().contains(&address));
            assert!(!addresses_of(std::process::id()).contains(&address));
            let (port, now) = (address.port(), listening());
            for (host, is_at) in [
                ("127.0.0.1", true),
                ("127.1", true),
                ("0.0.0.0", true),
                ("[::ffff:127.0.0.1]", true),
                ("localhost", true),
                ("127.0.0.2", false),
                ("[::1]", false),
                ("[::]", false),
            ] {
                assert_eq!(
                    now.at(&format!("http://{host}:{port}/")),
                    Some(is_at),
                    "{host}"
                );
            }
            assert_eq!(now.inodes(port).len(), 1);
            let process = process_on_port(address.port()).expect("this process");
            assert_eq!(process.id, std::process::id());
        }
    }
}
