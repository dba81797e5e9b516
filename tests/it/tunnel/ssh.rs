//! `--tunnel 'ssh USER@HOST'` against OpenSSH's server on the loopback address.
use crate::support::{Momo, free_port, has_program, wait_for};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const SSHD: &str = "/usr/sbin/sshd";

/// A running server with a client key that it takes.
struct SshServer {
    process: Child,
    /// The value of `--tunnel`.
    tunnel: String,
}

impl Drop for SshServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl SshServer {
    /// Starts it in this folder; `None` where OpenSSH is not installed, except in CI.
    fn start(folder: &Path) -> Option<Self> {
        if !has_program("ssh") || !has_program("ssh-keygen") {
            return None;
        }
        if !Path::new(SSHD).is_file() {
            assert!(std::env::var_os("CI").is_none(), "CI needs {SSHD}");
            eprintln!("skipped: {SSHD} is not on this machine");
            return None;
        }
        // The server of root demands this folder; a package makes it at the start of the machine only.
        let _ = std::fs::create_dir_all("/run/sshd");
        for name in ["host_key", "client_key"] {
            let mut keygen = Command::new("ssh-keygen");
            keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]);
            assert!(keygen.arg(folder.join(name)).status().unwrap().success());
        }
        let (port, at) = (free_port(), folder.display());
        let settings = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {at}/host_key\nAuthorizedKeysFile {at}/client_key.pub\n\
             PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nGatewayPorts clientspecified\n"
        );
        std::fs::write(folder.join("sshd_config"), settings).unwrap();
        let alias = format!(
            "Host there\nHostName 127.0.0.1\nPort {port}\nIdentityFile {at}/client_key\n\
             UserKnownHostsFile {at}/known_hosts\nStrictHostKeyChecking no\n"
        );
        std::fs::write(folder.join("ssh_config"), alias).unwrap();
        let mut server = Command::new(SSHD);
        server
            .args(["-D", "-e", "-f"])
            .arg(folder.join("sshd_config"));
        let log = std::fs::File::create(folder.join("sshd.log")).unwrap();
        let process = server.stderr(log).stdin(Stdio::null()).spawn().unwrap();
        wait_for("sshd to listen", || {
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        let tunnel = format!("ssh -F {at}/ssh_config there");
        Some(Self { process, tunnel })
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn events_come_through_a_real_ssh_server() {
    let momo = Momo::new();
    let Some(server) = SshServer::start(momo.home()) else {
        return;
    };
    let secret = ["--secret", "s3cret-of-the-tunnel"];
    let args = [
        "webhook",
        "listen",
        "--port",
        "0",
        "--json",
        "--tunnel",
        &server.tunnel,
    ];
    let mut listen = momo.start(&[&args[..], &secret].concat());
    let port = listen.json()["port"].clone();
    let line = listen.json();
    assert_eq!(
        (&line["type"], &line["program"]),
        (&"tunnel".into(), &"ssh".into())
    );
    let url = line["public_url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(!url.contains(&format!(":{port}/")), "{url}");
    let replay = ["webhook", "replay", "momotalk/message_created", "--to", url];
    momo.run(&[&replay[..], &secret].concat()).expect_notes(0);
    let event = listen.json();
    assert_eq!(event["signature"]["verdict"], "valid", "{event}");
    listen.signal("TERM");
    let err = listen.finish().expect_notes(0).err();
    assert!(err.contains("call HTTPS addresses only"), "{err}");
    let address = url.trim_start_matches("http://").trim_end_matches('/');
    wait_for("the forwarded port to close", || {
        TcpStream::connect(address).err()
    });
}

#[test]
fn platform_is_called_through_a_real_ssh_server() {
    let momo = Momo::new();
    let Some(server) = SshServer::start(momo.home()) else {
        return;
    };
    let mut dev = momo.start(&["dev", "--port", "0", "--json", "--tunnel", &server.tunnel]);
    dev.json();
    let api_base = dev.json()["public_url"].as_str().unwrap().to_owned();
    let create = ["bot", "create", "--name", "Far", "--callback-url", "9"];
    momo.run(&create).expect_notes(0);
    let env = momo.run_revealing(&["bot", "env", "--as", "json"]).json();
    let mut far = Momo::new().with("MOMOTALK_API_BASE", &api_base);
    for name in ["MOMOTALK_BOT_ID", "MOMOTALK_BOT_TOKEN"] {
        far = far.with(name, env[name].as_str().unwrap());
    }
    let send = ["message", "send", "--room", "1", "멀리서"];
    far.run(&send).expect_notes(0);
    let messages = momo
        .run(&["room", "messages", "--room", "1"])
        .expect_notes(0);
    assert!(messages.out().contains("Far: 멀리서"), "{messages}");
}

#[test]
fn refusal_of_the_ssh_server_is_told() {
    let momo = Momo::new();
    let Some(server) = SshServer::start(momo.home()) else {
        return;
    };
    let tunnel = server
        .tunnel
        .replace("there", "-o PubkeyAuthentication=no there");
    let args = [
        "webhook",
        "listen",
        "--port",
        "0",
        "--allow-unsigned",
        "--tunnel",
        &tunnel,
    ];
    let err = momo.run(&args).expect(3).err();
    assert!(
        err.contains("the tunnel `ssh` ended with exit code 255"),
        "{err}"
    );
    assert!(err.contains("Permission denied (publickey"), "{err}");
}
