//! Stand-ins of tunnel programs: how they are called, what is read from them, and how they end.
use crate::platform::raw;
use crate::support::{Momo, Running, is_alive, wait_for, write_program};
use serde_json::Value;
use std::net::TcpStream;

const CLOUDFLARED: &str = r#"
cat >&2 <<END
2022-11-11T19:57:55Z INF Requesting new quick Tunnel on trycloudflare.com...
2022-11-11T19:57:58Z INF +--------------------------------------------------------------------------------------------+
2022-11-11T19:57:58Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |
2022-11-11T19:57:58Z INF |  https://four-dashed-word-url.trycloudflare.com                                             |
2022-11-11T19:57:58Z INF +--------------------------------------------------------------------------------------------+
END
exec sleep 600
"#;

const NGROK: &str = r#"
echo 't=2025-06-07T10:54:21+0000 lvl=info msg="starting web service" obj=web addr=127.0.0.1:4040'
echo 't=2025-06-07T10:54:22+0000 lvl=info msg="started tunnel" obj=tunnels name=command_line addr=http://127.0.0.1:1 url=https://1a2b-3c4d.ngrok-free.app'
exec sleep 600
"#;

/// A home with a program of this name on its PATH, which writes its process id and its arguments to files first.
fn with_program(name: &str, script: &str) -> Momo {
    let momo = Momo::new();
    let folder = momo.home().join("programs");
    std::fs::create_dir(&folder).unwrap();
    let home = momo.home().display();
    let script = format!("#!/bin/sh\necho \"$*\" > {home}/args\necho $$ > {home}/pid\n{script}");
    write_program(&folder.join(name), &script);
    let path = std::env::var("PATH").unwrap();
    momo.with("PATH", &format!("{}:{path}", folder.display()))
}

fn listen(momo: &Momo, args: &[&str]) -> (Running, Value) {
    let all = [
        "webhook",
        "listen",
        "--port",
        "0",
        "--allow-unsigned",
        "--json",
    ];
    let mut running = momo.start(&[&all, args].concat());
    let ready = running.json();
    (running, ready)
}

fn text(momo: &Momo, name: &str) -> String {
    let text = std::fs::read_to_string(momo.home().join(name)).unwrap();
    text.trim_end().to_owned()
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, sends a signal to a process, looks at modes of files"
)]
fn quick_tunnel_is_told_and_ends_with_momo() {
    let momo = with_program("cloudflared", CLOUDFLARED);
    let file = momo.home().join("url.txt");
    let flags = [
        "--tunnel",
        "cloudflared",
        "--ready-file",
        file.to_str().unwrap(),
    ];
    let (mut running, ready) = listen(&momo, &[&flags[..], &["--path", "/hook"]].concat());
    let url = "https://four-dashed-word-url.trycloudflare.com/hook";
    let expected =
        serde_json::json!({ "type": "tunnel", "public_url": url, "program": "cloudflared" });
    assert_eq!(running.json(), expected);
    assert_eq!(text(&momo, "url.txt"), url);
    let args = format!(
        "tunnel --no-autoupdate --url http://127.0.0.1:{}",
        ready["port"]
    );
    assert_eq!(text(&momo, "args"), args);
    assert!(is_alive(text(&momo, "pid")));
    running.signal("TERM");
    let end = running.finish().expect_notes(0);
    assert!(!end.err().contains("ended"), "{end}");
    assert!(!is_alive(text(&momo, "pid")) && !file.exists());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, sends a signal to a process, looks at modes of files"
)]
fn ngrok_makes_a_skill_server_public() {
    let momo = with_program("ngrok", NGROK);
    let mut running = momo.start(&["kakao", "serve", "--port", "0", "--tunnel", "ngrok"]);
    running.line();
    let url = "https://1a2b-3c4d.ngrok-free.app/kakao/webhook";
    assert_eq!(running.line(), format!("public at {url} (ngrok)"));
    running.signal("TERM");
    running.finish().expect_notes(0);
    assert!(!is_alive(text(&momo, "pid")));
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, looks at modes of files")]
fn tunnel_ends_even_where_momo_is_killed() {
    let momo = with_program("cloudflared", CLOUDFLARED);
    let (mut running, _) = listen(&momo, &["--tunnel", "cloudflared"]);
    assert_eq!(running.json()["type"], "tunnel");
    running.signal("KILL");
    wait_for("the tunnel to end", || {
        (!is_alive(text(&momo, "pid"))).then_some(())
    });
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, looks at modes of files")]
fn tunnel_that_ignores_the_end_ends_where_momo_is_killed() {
    let script = "trap '' TERM; echo https://abc.example; while :; do sleep 1; done";
    let momo = with_program("own", script);
    let (mut running, _) = listen(&momo, &["--tunnel", "own"]);
    assert_eq!(running.json()["type"], "tunnel");
    running.signal("KILL");
    wait_for("the tunnel to end", || {
        (!is_alive(text(&momo, "pid"))).then_some(())
    });
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, sends a signal to a process, looks at modes of files"
)]
fn any_command_gets_the_port_and_tells_its_url() {
    let script = "echo 'see https://docs.example/start'; echo \"your url is: https://abc.example\"; exec sleep 600";
    let momo = with_program("own", script);
    let (mut running, ready) = listen(&momo, &["--tunnel", "own --to {port} 'a b' token-of-mine"]);
    let line = running.json();
    assert_eq!(line["public_url"], "https://abc.example/");
    assert_eq!(line["program"], "own");
    let args = format!("--to {} a b token-of-mine", ready["port"]);
    assert_eq!(text(&momo, "args"), args);
    running.signal("INT");
    let end = running.finish().expect_notes(130);
    assert!(!end.err().contains("token-of-mine"), "{end}");
}

#[test]
#[cfg_attr(windows, ignore = "runs a POSIX shell, looks at modes of files")]
fn tunnel_that_does_not_open_ends_momo_with_its_words() {
    let momo = with_program("cloudflared", "echo 'ERR no route to the edge' >&2; exit 7");
    let (running, _) = listen(&momo, &["--tunnel", "cloudflared"]);
    let end = running.finish().expect_notes(3).err();
    assert!(
        end.contains("the tunnel `cloudflared` ended with exit code 7"),
        "{end}"
    );
    assert!(end.contains("ERR no route to the edge"), "{end}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, sends a signal to a process, looks at modes of files"
)]
fn tunnel_that_ends_later_is_told_and_momo_goes_on() {
    let momo = with_program("own", "echo https://abc.example; exec sleep 600");
    let file = momo.home().join("url.txt");
    let flags = ["--tunnel", "own", "--ready-file", file.to_str().unwrap()];
    let (mut running, ready) = listen(&momo, &flags);
    assert_eq!(running.json()["type"], "tunnel");
    assert_eq!(text(&momo, "url.txt"), "https://abc.example/");
    let kill = std::process::Command::new("kill")
        .arg(text(&momo, "pid"))
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(running.json()["type"], "tunnel_ended");
    assert!(!file.exists());
    TcpStream::connect((
        "127.0.0.1",
        u16::try_from(ready["port"].as_u64().unwrap()).unwrap(),
    ))
    .unwrap();
    running.signal("TERM");
    let err = running.finish().expect_notes(0).err();
    assert!(
        err.contains("the tunnel `own` was ended by signal 15"),
        "{err}"
    );
    assert!(err.contains("the public URL leads nowhere now"), "{err}");
}

#[test]
fn program_that_is_not_installed_is_said_before_anything_starts() {
    let momo = Momo::new();
    for (program, status, words) in [
        ("no-such-tunnel", 3, "there is no command `no-such-tunnel`"),
        ("", 2, "`--tunnel` is empty"),
        (
            "own 'x",
            2,
            "`--tunnel` has a quotation mark (') that does not end",
        ),
    ] {
        for server in ["dev", "webhook listen --allow-unsigned", "kakao serve"] {
            let words_of: Vec<_> = server
                .split(' ')
                .chain(["--port", "0", "--tunnel", program])
                .collect();
            let output = momo.run(&words_of).expect(status);
            assert!(output.err().contains(words), "{output}");
            assert!(output.out().is_empty(), "{output}");
        }
    }
}

/// The status of a GET of this path with this Host and Origin.
fn status(port: &Value, path: &str, host: &str, more: &str) -> u16 {
    let port = u16::try_from(port.as_u64().unwrap()).unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n");
    raw(port, head.as_bytes()).status
}

#[test]
#[cfg_attr(
    windows,
    ignore = "runs a POSIX shell, sends a signal to a process, looks at modes of files"
)]
fn platform_answers_to_its_public_name() {
    let momo = with_program("cloudflared", CLOUDFLARED);
    let mut dev = momo.start(&["dev", "--port", "0", "--json", "--tunnel", "cloudflared"]);
    let ready = dev.json();
    let port = &ready["port"];
    let name = "four-dashed-word-url.trycloudflare.com";
    let line = dev.json();
    assert_eq!(line["public_url"], format!("https://{name}/api"));
    let page = line["page"].as_str().unwrap();
    assert!(page.starts_with(&format!("https://{name}/#")), "{page}");
    assert_eq!(status(port, "/api/health", name, ""), 200);
    assert_eq!(status(port, "/api/page", name, ""), 401);
    for (origin, expected) in [(name, 200), ("other.trycloudflare.com", 403)] {
        let origin = format!("Origin: https://{origin}\r\n");
        assert_eq!(status(port, "/api/health", name, &origin), expected);
    }
    let plain = format!("Origin: http://{name}\r\n");
    assert_eq!(status(port, "/api/health", name, &plain), 403);
    assert_eq!(
        status(port, "/api/health", "other.trycloudflare.com", ""),
        421
    );
    dev.signal("TERM");
    dev.finish().expect_notes(0);
    assert!(!is_alive(text(&momo, "pid")));
}
