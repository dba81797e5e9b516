//! Tunnels: programs that give a server of this machine a public URL. How they are called, and how they tell the URL.
use super::http::target;
use std::net::SocketAddr;

/// A tunnel program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tunnel {
    /// At least the program's name.
    words: Vec<String>,
    kind: TunnelKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TunnelKind {
    /// A quick tunnel of Cloudflare
    /// (<https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/do-more-with-tunnels/trycloudflare/>).
    Cloudflared,
    /// An agent of ngrok (<https://ngrok.com/docs/agent/cli>).
    Ngrok,
    /// A port of an SSH server that it forwards (ssh(1), `-R`).
    Ssh,
    /// A command that prints its URL.
    Other,
}

impl Tunnel {
    /// Recognises `cloudflared`, `ngrok` and `ssh` without `-R`; takes other words as a command. `None` without any.
    pub fn new(words: Vec<String>) -> Option<Self> {
        let first = words.first()?;
        let has_forward = words.iter().any(|word| word.starts_with("-R"));
        let kind = match (&**first, words.len()) {
            ("cloudflared", 1) => TunnelKind::Cloudflared,
            ("ngrok", 1) => TunnelKind::Ngrok,
            ("ssh", 2..) if !has_forward => TunnelKind::Ssh,
            _ => TunnelKind::Other,
        };
        Some(Self { words, kind })
    }

    /// Returns the program's name. Its arguments may hold secrets.
    pub fn program(&self) -> &str {
        &self.words[0]
    }

    /// Returns the command that leads to a server of this machine.
    pub fn argv(&self, server: SocketAddr) -> Vec<String> {
        let url = format!("http://{server}");
        let own = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        match self.kind {
            TunnelKind::Cloudflared => {
                own(&["cloudflared", "tunnel", "--no-autoupdate", "--url", &url])
            }
            TunnelKind::Ngrok => own(&[
                "ngrok",
                "http",
                &url,
                "--log",
                "stdout",
                "--log-format",
                "logfmt",
            ]),
            TunnelKind::Ssh => {
                let mut argv: Vec<String> = own(&SSH_OPTIONS);
                argv.push(format!("*:0:{server}"));
                argv.extend_from_slice(&self.words[1..]);
                argv
            }
            TunnelKind::Other => {
                let port = server.port().to_string();
                let words = self.words.iter();
                words.map(|word| word.replace("{port}", &port)).collect()
            }
        }
    }

    /// Returns the command by which ssh tells its settings; `None` for other programs.
    pub fn ssh_settings_argv(&self) -> Option<Vec<String>> {
        let is_ssh = self.kind == TunnelKind::Ssh;
        let settings = ["ssh", "-G"].map(str::to_owned).into_iter();
        is_ssh.then(|| settings.chain(self.words[1..].iter().cloned()).collect())
    }

    /// Returns the public URL, without a slash at its end, that a line of the program's output tells; `None` if it tells
    /// none. `ssh_host` is the host of the SSH server.
    pub fn public_url(&self, line: &str, ssh_host: &str) -> Option<String> {
        let url = match self.kind {
            TunnelKind::Cloudflared => urls(line)
                .find(|url| {
                    let host = target::host(url);
                    host.ends_with(".trycloudflare.com") && host != "api.trycloudflare.com"
                })?
                .to_owned(),
            TunnelKind::Ngrok if !line.contains(r#"msg="started tunnel""#) => return None,
            TunnelKind::Ngrok => {
                let mut fields = line.split_whitespace();
                fields
                    .find_map(|field| field.strip_prefix("url="))?
                    .to_owned()
            }
            TunnelKind::Ssh => {
                let (_, rest) = line.split_once("Allocated port ")?;
                let (port, _) = rest.split_once(" for remote forward")?;
                match ssh_host.contains(':') {
                    true => format!("http://[{ssh_host}]:{port}"),
                    false => format!("http://{ssh_host}:{port}"),
                }
            }
            TunnelKind::Other => urls(line).find(|url| is_announced(url, line))?.to_owned(),
        };
        let url = target::resolve(&url).ok()?;
        Some(url.trim_end_matches('/').to_owned())
    }
}

/// `BatchMode`: nobody answers questions. `ControlPath`: with another process's connection, ssh does not print the port.
/// `-R` comes last, before its value; `*` asks the server to listen on all its addresses.
const SSH_OPTIONS: [&str; 9] = [
    "ssh",
    "-N",
    "-T",
    "-oBatchMode=yes",
    "-oExitOnForwardFailure=yes",
    "-oControlPath=none",
    "-oLogLevel=INFO",
    "-oServerAliveInterval=15",
    "-R",
];

/// Returns the HTTP URLs in a line.
fn urls(line: &str) -> impl Iterator<Item = &str> {
    let is_end = |ch: char| ch.is_whitespace() || ch.is_control() || "\"'<>|".contains(ch);
    line.split(is_end).filter_map(|word| {
        let start = word.find("https://").or_else(|| word.find("http://"))?;
        let url = word[start..].trim_end_matches(['.', ',', ';', ':', ')', ']']);
        target::resolve(url).is_ok().then_some(url)
    })
}

/// Returns whether a command announces its public URL by this one: it leads to another machine and has no path, which
/// links to documentation have; alone in its line it may end with a slash.
fn is_announced(url: &str, line: &str) -> bool {
    let is_bare = !target::has_path(url) || (line.trim() == url && url.matches('/').count() == 3);
    is_bare && url.ends_with(|last: char| last != '?') && !target::is_loopback(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tunnel(words: &[&str]) -> Tunnel {
        let words = words.iter().map(|it| (*it).to_owned()).collect();
        Tunnel::new(words).expect("words")
    }

    /// The first URL that the program's output tells.
    fn url_in(words: &[&str], output: &str) -> Option<String> {
        let tunnel = tunnel(words);
        let mut lines = output.lines();
        lines.find_map(|line| tunnel.public_url(line, "host.example"))
    }

    fn argv(words: &[&str]) -> String {
        tunnel(words).argv(([127, 0, 0, 1], 8710).into()).join(" ")
    }

    #[test]
    fn programs_are_called_as_their_documentation_shows() {
        let cases: [(&[&str], &str); 5] = [
            (
                &["cloudflared"],
                "cloudflared tunnel --no-autoupdate --url http://127.0.0.1:8710",
            ),
            (
                &["ngrok"],
                "ngrok http http://127.0.0.1:8710 --log stdout --log-format logfmt",
            ),
            (
                &["ssh", "-p", "22", "me@host.example"],
                "ssh -N -T -oBatchMode=yes -oExitOnForwardFailure=yes -oControlPath=none -oLogLevel=INFO \
                 -oServerAliveInterval=15 -R *:0:127.0.0.1:8710 -p 22 me@host.example",
            ),
            (
                &["ssh", "-R", "80:localhost:{port}", "nokey@localhost.run"],
                "ssh -R 80:localhost:8710 nokey@localhost.run",
            ),
            (&["lt", "--port={port}"], "lt --port=8710"),
        ];
        for (words, expected) in cases {
            assert_eq!(argv(words), expected);
        }
        assert_eq!(Tunnel::new(Vec::new()), None);
    }

    #[test]
    fn quick_tunnel_is_told_in_a_box() {
        let failure = r#"ERR Error requesting quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp"#;
        let output = format!(
            "2022-11-11T19:57:55Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a \
             quick way to experiment and try it out: https://developers.cloudflare.com/cloudflare-one/connections/connect-apps\n\
             2022-11-11T19:57:55Z INF Requesting new quick Tunnel on trycloudflare.com...\n\
             {failure}\n\
             2022-11-11T19:57:58Z INF +------------------------------------------------------+\n\
             2022-11-11T19:57:58Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |\n\
             2022-11-11T19:57:58Z INF |  https://four-dashed-word-url.trycloudflare.com       |\n"
        );
        let expected = Some("https://four-dashed-word-url.trycloudflare.com".to_owned());
        assert_eq!(url_in(&["cloudflared"], &output), expected);
        assert_eq!(url_in(&["cloudflared"], failure), None);
        assert_eq!(url_in(&["sh", "-c", "cloudflared ..."], &output), expected);
    }

    #[test]
    fn url_of_ngrok_is_in_its_log() {
        let output = "t=2025-06-07T10:54:21+0000 lvl=info msg=\"starting web service\" obj=web addr=127.0.0.1:4040\n\
            t=2025-06-07T10:54:22+0000 lvl=info msg=\"started tunnel\" obj=tunnels name=command_line addr=http://bot:8710 \
            url=https://1a2b-3c4d.ngrok-free.app\n";
        let expected = Some("https://1a2b-3c4d.ngrok-free.app".to_owned());
        assert_eq!(url_in(&["ngrok"], output), expected);
        let tcp = output.replace("https://1a2b", "tcp://1a2b");
        assert_eq!(url_in(&["ngrok"], &tcp), None);
    }

    #[test]
    fn url_of_ssh_has_the_port_that_the_server_chose() {
        let line = "Allocated port 40123 for remote forward to 127.0.0.1:8710";
        let ssh = tunnel(&["ssh", "host"]);
        let url = |host| ssh.public_url(line, host);
        assert_eq!(
            url("host.example").as_deref(),
            Some("http://host.example:40123")
        );
        assert_eq!(url("fd00::1").as_deref(), Some("http://[fd00::1]:40123"));
        assert_eq!(ssh.public_url("https://banner.example", "host"), None);
    }

    #[test]
    fn command_announces_its_url_without_a_path() {
        let cases = [
            (
                "your url is: https://ten-towns.loca.lt",
                Some("https://ten-towns.loca.lt"),
            ),
            (
                "Forwarding HTTP traffic from https://abc.serveo.net",
                Some("https://abc.serveo.net"),
            ),
            (
                "Follow your favourite reverse tunnel at [https://twitter.com/localhost_run].\n\
                 To set up and manage custom domains go to https://admin.localhost.run/\n\
                 abc.lhr.life tunneled with tls termination, https://abc.lhr.life",
                Some("https://abc.lhr.life"),
            ),
            (
                "Available on the internet:\n\nhttps://amelie.pango-lin.ts.net/\n|-- / proxy http://127.0.0.1:3000",
                Some("https://amelie.pango-lin.ts.net"),
            ),
            ("forwards to http://localhost:8710", None),
            (
                "see https://docs.example/start and https://docs.example/",
                None,
            ),
            ("listening at bore.pub:12345", None),
        ];
        for (output, expected) in cases {
            assert_eq!(url_in(&["any"], output).as_deref(), expected, "{output}");
        }
    }
}
