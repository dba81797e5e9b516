//! Hosts that a user allows as destinations: names, addresses and networks.
use crate::model::http::target;
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// One allowed host or network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedHost {
    /// A name in lower case, as of a container; its addresses do not matter.
    Name(String),
    /// Addresses; a single one is a network of its full length.
    Network(IpNet),
}

impl FromStr for AllowedHost {
    type Err = &'static str;

    /// Parses `bot`, `172.18.0.5`, `[fd00::5]`, `172.18.0.0/16`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "a host or a network is wanted, without scheme and port: `bot`, `172.18.0.5` or `172.18.0.0/16`";
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self::Network(network.trunc()));
        }
        let is_ipv6 = !text.starts_with('[') && text.parse::<IpAddr>().is_ok_and(|it| it.is_ipv6());
        let bracketed = is_ipv6.then(|| format!("[{text}]"));
        match url::Host::parse(bracketed.as_deref().unwrap_or(text)).map_err(|_| EXPECTED)? {
            // A pattern would look as if it allowed many names.
            url::Host::Domain(name) if name.contains('*') => Err(EXPECTED),
            url::Host::Domain(name) => Ok(Self::Name(name.trim_end_matches('.').to_owned())),
            url::Host::Ipv4(address) => Ok(Self::Network(IpAddr::from(address).into())),
            url::Host::Ipv6(address) => Ok(Self::Network(address.to_canonical().into())),
        }
    }
}

impl fmt::Display for AllowedHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Network(network) if network.prefix_len() == network.max_prefix_len() => {
                network.addr().fmt(f)
            }
            Self::Network(network) => network.fmt(f),
        }
    }
}

/// The allowed hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts(pub Vec<AllowedHost>);

impl AllowedHosts {
    /// Returns whether the URL's host is one of them. Names are not resolved: a name is allowed by itself only, whatever
    /// its addresses are.
    pub fn allows(&self, url: &str) -> bool {
        let is_in = |address: IpAddr| {
            let contains = |it: &AllowedHost| match it {
                AllowedHost::Network(network) => network.contains(&address),
                AllowedHost::Name(_) => false,
            };
            self.0.iter().any(contains)
        };
        match url::Host::parse(target::host(url)) {
            Ok(url::Host::Domain(name)) => {
                let name = AllowedHost::Name(name.trim_end_matches('.').to_owned());
                self.0.contains(&name)
            }
            Ok(url::Host::Ipv4(address)) => is_in(address.into()),
            Ok(url::Host::Ipv6(address)) => is_in(address.to_canonical()),
            Err(_) => false,
        }
    }

    /// Adds those that are not among them.
    pub fn add(&mut self, others: &[AllowedHost]) {
        for other in others {
            if !self.0.contains(other) {
                self.0.push(other.clone());
            }
        }
    }
}

impl fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(AllowedHost::to_string).collect();
        f.write_str(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(texts: &[&str]) -> AllowedHosts {
        let parse = |text: &&str| text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
        AllowedHosts(texts.iter().map(parse).collect())
    }

    #[test]
    fn hosts_and_networks_are_read_and_written() {
        let texts = [
            ("Bot", "bot"),
            ("bot.local.", "bot.local"),
            ("172.18.0.5", "172.18.0.5"),
            ("172.18.0.5/16", "172.18.0.0/16"),
            ("fd00::5", "fd00::5"),
            ("[fd00::5]", "fd00::5"),
            ("fd00::/8", "fd00::/8"),
            ("봇", "xn--7n3b"),
        ];
        for (text, shown) in texts {
            assert_eq!(hosts(&[text]).to_string(), shown, "{text}");
        }
        for text in [
            "",
            "bot:3000",
            "http://bot",
            "bot/",
            "a b",
            "172.18.0.0/33",
            "172.18.0.256",
            "*",
            "[::1",
        ] {
            assert!(text.parse::<AllowedHost>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_named_hosts_are_allowed() {
        let allowed = hosts(&["bot", "172.18.0.0/16", "10.0.0.7", "fd00::/8"]);
        for url in [
            "http://bot:3000/hook",
            "http://BOT/",
            "http://bot./",
            "http://172.18.4.9:80/",
            "http://0xac120409/",
            "http://[::ffff:172.18.0.1]/",
            "http://10.0.0.7/",
            "http://[fd00::1]:3000/",
        ] {
            assert!(allowed.allows(url), "{url}");
        }
        for url in [
            "http://robot/",
            "http://bot.example/",
            "http://bot@evil.example/",
            "http://172.19.0.1/",
            "http://10.0.0.8/",
            "http://[fe80::1]/",
            "http://127.0.0.1/",
        ] {
            assert!(!allowed.allows(url), "{url}");
        }
        assert!(!AllowedHosts::default().allows("http://bot/"));
    }
}
