//! Where callback URLs may lead over plain HTTP, and by which addresses and names the platform is called.
use crate::support::{Momo, Output, Running};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

fn dev(momo: &Momo, args: &[&str]) -> (Running, Value) {
    let mut running = momo.start(&[&["dev", "--port", "0", "--json"], args].concat());
    let ready = running.json();
    (running, ready)
}

#[must_use]
fn create(momo: &Momo, url: &str) -> Output {
    momo.run(&["bot", "create", "--name", "Bot", "--callback-url", url])
}

fn stop(dev: Running) -> String {
    dev.signal("TERM");
    dev.finish().expect_notes(0).err()
}

#[test]
fn plain_callback_elsewhere_is_refused_with_the_reason_and_the_flag() {
    let momo = Momo::new();
    let (_dev, _) = dev(&momo, &[]);
    for (url, host) in [
        ("http://bot:3000/hook", "bot"),
        ("http://172.18.0.3:3000/", "172.18.0.3"),
    ] {
        let output = create(&momo, url).expect(1);
        let err = output
            .err()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let refusal = format!("`{url}` is no HTTPS address, and it does not lead to this machine");
        assert!(err.contains(&refusal), "{output}");
        let why = "others could read the events, and whoever registers a bot could have momo call your network";
        assert!(err.contains(why), "{output}");
        let flag = format!("`momo dev --allow-callback-host {host}` allows it");
        assert!(err.contains(&flag), "{output}");
    }
    create(&momo, "https://bot.example/hook").expect_notes(0);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn allowed_host_is_kept_in_the_projects_file() {
    let momo = Momo::new();
    momo.file("momo.json", r#"{"room": 1, "mine": 2}"#);
    let flags = [
        "--allow-callback-host",
        "bot",
        "--allow-callback-host",
        "172.18.0.0/16",
    ];
    let (running, _) = dev(&momo, &flags);
    for url in ["http://bot:3000/hook", "http://172.18.4.5:3000/"] {
        create(&momo, url).expect_notes(0);
    }
    create(&momo, "http://172.19.0.1:3000/").expect(1);
    let words = stop(running);
    assert!(
        words.contains("keeps the allowed callback hosts"),
        "{words}"
    );
    let may = "callback URLs may lead to bot, 172.18.0.0/16 by plain HTTP too";
    assert!(words.contains(may), "{words}");
    let hosts = json!(["bot", "172.18.0.0/16"]);
    let expected = json!({ "room": 1, "mine": 2, "allow_callback_hosts": hosts });
    assert_eq!(momo.json_file("momo.json"), expected);

    // The next run has them without the flag, and adds to them.
    let (running, _) = dev(&momo, &["--allow-callback-host", "other"]);
    create(&momo, "http://bot:3000/hook").expect_notes(0);
    create(&momo, "http://other:3000/hook").expect_notes(0);
    stop(running);
    let hosts = json!(["bot", "172.18.0.0/16", "other"]);
    assert_eq!(momo.json_file("momo.json")["allow_callback_hosts"], hosts);
    let (running, _) = dev(&momo, &["--allow-callback-host", "other"]);
    let words = stop(running);
    assert!(!words.contains("keeps the allowed"), "{words}");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn file_that_cannot_be_written_leaves_the_flag_for_this_run() {
    let momo = Momo::new();
    // Not even root can write a folder as a file.
    std::fs::create_dir(momo.home().join("momo.json")).unwrap();
    let (running, _) = dev(&momo, &["--allow-callback-host", "bot"]);
    create(&momo, "http://bot:3000/").expect_notes(0);
    let words = stop(running);
    assert!(words.contains("count for this run only"), "{words}");
}

#[test]
fn wrong_callback_host_is_refused_before_anything_starts() {
    let momo = Momo::new();
    for host in ["http://bot", "bot:3000", "172.18.0.0/33", ""] {
        let output = momo.run(&["dev", "--allow-callback-host", host]).expect(2);
        let wanted = "a host or a network is wanted, without scheme and port";
        let err = output
            .err()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(err.contains(wanted), "{output}");
    }
}

#[test]
fn bot_of_an_allowed_host_is_awaited() {
    let momo = Momo::new();
    let (mut running, _) = dev(&momo, &["--allow-callback-host", "nowhere.invalid"]);
    create(&momo, "http://nowhere.invalid:3000/").expect_notes(0);
    momo.run(&["room", "say", "--room", "1", "hi"])
        .expect_notes(0);
    let types: Vec<_> = (0..2).map(|_| running.json()["type"].clone()).collect();
    assert_eq!(types, ["message", "bot_absent"]);
    let list = momo.run(&["delivery", "list"]).expect_notes(0);
    assert!(
        list.out()
            .contains("nobody listens at nowhere.invalid:3000"),
        "{list}"
    );
}

/// The status of a GET of the API at this address and by this name.
fn status(address: &str, host: &str) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("GET /api/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn addresses_of_a_listener_on_all_interfaces_are_told_and_answer() {
    let momo = Momo::new();
    let servers: [&[&str]; 3] = [
        &["dev"],
        &["webhook", "listen", "--allow-unsigned"],
        &["kakao", "serve"],
    ];
    for server in servers {
        let more = ["--host", "0.0.0.0", "--port", "0", "--json"];
        let mut running = momo.start(&[server, &more].concat());
        let ready = running.json();
        let urls = ready["reachable_at"].as_array().unwrap().clone();
        for url in &urls {
            let url = url.as_str().unwrap();
            let address = url.trim_start_matches("http://").split('/').next().unwrap();
            if server == ["dev"] {
                assert_eq!(status(address, address), 200, "{url}");
                assert_eq!(status(address, "198.51.100.7"), 421, "{url}");
            } else {
                TcpStream::connect(address).unwrap();
            }
        }
        let words = stop(running);
        assert!(
            words.contains("other machines can reach this address"),
            "{words}"
        );
        if let Some(url) = urls.first() {
            let told = format!("they reach it at {}", url.as_str().unwrap());
            assert!(words.contains(&told), "{words}");
        }
    }
    let (running, ready) = dev(&momo, &[]);
    assert_eq!(ready["reachable_at"], json!([]));
    assert!(!stop(running).contains("they reach it"));
}

#[test]
fn host_is_not_kept_by_a_platform_that_did_not_start() {
    let (momo, other) = (Momo::new(), Momo::new());
    let (_other, ready) = dev(&other, &[]);
    let port = ready["port"].to_string();
    let words = ["dev", "--port", &port, "--allow-callback-host", "bot"];
    momo.run(&words).expect(3);
    assert!(!momo.home().join("momo.json").exists());
}
