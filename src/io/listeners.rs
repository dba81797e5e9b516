//! Who takes TCP connections on this machine, where the system tells (Linux, `/proc`). For diagnoses only.
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// How many parents a process may have: a guard against a table that changes while it is read.
const GENERATIONS: usize = 100;

/// A socket that listens on this machine's own addresses, or on all.
#[derive(Debug, PartialEq, Eq)]
struct Listener {
    address: SocketAddr,
    /// The number by which the system knows it.
    inode: u64,
}

/// A process, by its number and the name of its program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// What runs, as the system shortens it.
    pub name: String,
}

/// The addresses on which anybody listens.
pub fn addresses() -> Vec<SocketAddr> {
    listeners().into_iter().map(|it| it.address).collect()
}

/// The addresses on which processes listen that this one started, they or those that they started.
pub fn of_descendants() -> Vec<SocketAddr> {
    let own = std::process::id();
    let parents: HashMap<u32, u32> = processes()
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let is_below = |id: &&u32| {
        let mut above = parents.get(*id);
        for _ in 0..GENERATIONS {
            match above {
                Some(parent) if *parent == own => return true,
                Some(parent) => above = parents.get(parent),
                None => return false,
            }
        }
        false
    };
    let sockets: BTreeSet<u64> = parents
        .keys()
        .filter(is_below)
        .flat_map(|id| sockets(*id))
        .collect();
    let mut found = listeners();
    found.retain(|it| sockets.contains(&it.inode));
    found.into_iter().map(|it| it.address).collect()
}

/// The process that listens on this port; none where that is nobody, or somebody of whom the system tells nothing.
pub fn at_port(port: u16) -> Option<Process> {
    let of_port = listeners()
        .into_iter()
        .filter(|it| it.address.port() == port);
    let wanted: BTreeSet<u64> = of_port.map(|it| it.inode).collect();
    if wanted.is_empty() {
        return None;
    }
    let id = processes().find(|id| sockets(*id).any(|inode| wanted.contains(&inode)))?;
    let name = fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
    let name = name.trim_end().to_owned();
    Some(Process { id, name })
}

fn listeners() -> Vec<Listener> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let read = tables
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok());
    let found = read.flat_map(|table| table.lines().filter_map(listener).collect::<Vec<_>>());
    let is_here = |it: &Listener| it.address.ip().is_loopback() || it.address.ip().is_unspecified();
    found.filter(is_here).collect()
}

/// `0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000 0 48213`: a socket that listens (state
/// 0A), its address as the kernel writes it, its inode.
fn listener(line: &str) -> Option<Listener> {
    let mut words = line.split_whitespace().skip(1);
    let (address, _, state) = (words.next()?, words.next()?, words.next()?);
    let inode = words.nth(5)?.parse().ok()?;
    let (ip, port) = address.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    // 32-bit words in the byte order of the machine.
    let word = |at: usize| u32::from_str_radix(ip.get(at * 8..at * 8 + 8)?, 16).ok();
    let ip = match ip.len() {
        8 => IpAddr::from(Ipv4Addr::from(word(0)?.to_ne_bytes())),
        32 => {
            let mut bytes = [0; 16];
            for (at, part) in bytes.chunks_exact_mut(4).enumerate() {
                part.copy_from_slice(&word(at)?.to_ne_bytes());
            }
            IpAddr::from(Ipv6Addr::from(bytes))
        }
        _ => return None,
    };
    let address = SocketAddr::new(ip, port);
    (state == "0A").then_some(Listener { address, inode })
}

/// The numbers of all processes.
fn processes() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The process that started it, or that took it over.
fn parent(id: u32) -> Option<u32> {
    let stat = fs::read(format!("/proc/{id}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    // `123 (any (name)) S 1 ...`
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// The inodes of its sockets.
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
        let read = |line: &str| listener(line).map(|it| (it.address.to_string(), it.inode));
        if cfg!(target_endian = "little") {
            assert_eq!(read(line), Some(("127.0.0.1:3000".into(), 7)));
        }
        let six = line
            .replace("0100007F:0BB8", "00000000000000000000000001000000:1F90")
            .replace("00000000:0000 ", "00000000000000000000000000000000:0000 ");
        if cfg!(target_endian = "little") {
            assert_eq!(read(&six), Some(("[::1]:8080".into(), 7)));
        }
        assert_eq!(listener(&line.replace(" 0A ", " 01 ")), None);
        for bad in [
            "",
            "sl local_address rem_address st tx rx tr tm retrnsmt uid timeout inode",
            "0: zz:1 0:0 0A 0 0 0 0 0 7",
            "0: 0100007F 0 0A 0 0 0 0 0 7",
            "0: 0100007F:0BB8 0 0A",
        ] {
            assert_eq!(listener(bad), None, "{bad}");
        }
    }

    #[test]
    fn own_listener_is_found_and_is_not_a_descendant() {
        let socket = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("its address");
        if cfg!(target_os = "linux") {
            assert!(addresses().contains(&address));
            assert!(!of_descendants().contains(&address));
            let process = at_port(address.port()).expect("this process");
            assert_eq!(process.id, std::process::id());
        }
    }
}
