//! The page's access control: the page is served to its own origin only, and its token works from no other page.
use super::Paged;
use crate::support::Momo;
use crate::support::os::PermissionsExt;
use serde_json::json;
use std::path::Path;

#[test]
fn page_is_at_the_announced_address() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let base = dev.ready["api_base"].as_str().unwrap();
    let token = &dev.token;
    assert_eq!(
        dev.ready["page"],
        format!("{}/#t={token}", base.trim_end_matches("/api"))
    );
    assert!(token.len() == 32 && token.bytes().all(|it| it.is_ascii_hexdigit()));
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/app/main.js", "text/javascript; charset=utf-8"),
    ] {
        let answer = dev.ask("GET", path, &[]);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(kind));
        assert!(!answer.body.is_empty() && !answer.body.contains(token));
        let length = answer.body.len().to_string();
        let head = dev.ask("HEAD", path, &[]);
        assert_eq!((head.status, &*head.body), (200, ""));
        assert_eq!(head.header("content-length"), Some(&*length));
        dev.ask("POST", path, &[])
            .refuses(405, "method_not_allowed", "takes GET");
    }
    let momo = Momo::new();
    let again = Paged::dev(&momo, &[]);
    assert_ne!(&again.token, token, "a token of its own for each run");
}

#[test]
fn without_page_only_the_api_is_served() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &["--no-page"]);
    assert_eq!(dev.ready["page"], json!(null));
    let port = dev.ready["port"].as_u64().unwrap();
    let dev = Paged {
        port: u16::try_from(port).unwrap(),
        ..dev
    };
    assert!(dev.ask("GET", "/", &[]).body.contains("Its API is under"));
    for path in ["/index.html", "/app/main.js"] {
        dev.ask("GET", path, &[])
            .refuses(404, "not_found", "there is no");
    }
}

#[test]
fn files_and_responses_carry_the_security_headers() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
        require-trusted-types-for 'script'; trusted-types momo";
    let everywhere = [
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ];
    let on_files = [
        ("content-security-policy", policy),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ];
    for path in ["/", "/app/main.js", "/api/health", "/api/page", "/nowhere"] {
        let answer = dev.ask("GET", path, &[]);
        for (name, value) in everywhere {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let is_file = !path.starts_with("/api") && path != "/nowhere";
        for (name, value) in on_files {
            assert_eq!(answer.header(name), is_file.then_some(value), "{path}");
        }
        let head = answer.head.to_ascii_lowercase();
        for never in ["access-control-", "set-cookie"] {
            assert!(!head.contains(never), "{path}: {head}");
        }
    }
}

#[test]
fn page_calls_with_its_token_and_chosen_role() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let bearer = format!("Bearer {}", dev.token);
    let about = dev.get("/page").good();
    assert_eq!(about["kind"], "platform");
    assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(about["api_base"], dev.ready["api_base"]);
    assert_eq!(about["budget_ms"], 3000);
    assert_eq!(about["roles"], json!(["developer", "operator", "admin"]));
    dev.ask("GET", "/api/page", &[])
        .refuses(401, "unauthorized", "no token");
    for wrong in [
        "Bearer x",
        &bearer[..bearer.len() - 1],
        &format!("{bearer}0"),
        &format!("Basic {}", dev.token),
        &dev.token,
    ] {
        let answer = dev.ask("GET", "/api/page", &[("Authorization", wrong)]);
        assert_eq!(answer.status, 401, "{wrong}: {answer:?}");
    }
    let path = format!("/api/page?t={0}&token={0}", dev.token);
    dev.ask("GET", &path, &[("Cookie", &format!("t={}", dev.token))])
        .refuses(401, "unauthorized", "no token");
    let token = json!({ "name": "other", "role": "developer" }).to_string();
    for (role, status) in [
        ("developer", 403),
        ("operator", 403),
        ("admin", 201),
        ("root", 400),
        ("", 400),
    ] {
        let headers = [
            ("Authorization", &*bearer),
            ("X-Momo-Role", role),
            ("Content-Type", "application/json"),
        ];
        let answer = dev.send("POST", "/api/console-tokens", &headers, &token);
        assert_eq!(answer.status, status, "{role}: {answer:?}");
    }
}

#[test]
fn page_as_developer_creates_as_that_developer() {
    let (momo, bot) = (
        Momo::new(),
        json!({ "name": "b", "callback_url": "http://127.0.0.1:9/" }),
    );
    let dev = Paged::dev(&momo, &[]);
    let bearer = format!("Bearer {}", dev.token);
    let headers = [
        ("Authorization", &*bearer),
        ("X-Momo-Role", "developer"),
        ("Content-Type", "application/json"),
    ];
    let made = dev.send("POST", "/api/bots", &headers, &bot.to_string());
    assert_eq!(made.good()["owner"], "developer");
    let list = momo.run(&["bot", "list", "--json"]).expect(0);
    assert!(list.out().contains(r#""owner":"developer""#), "{list}");
}

#[test]
fn foreign_host_name_gets_nothing_by_any_path() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &["--allow-host", "host.docker.internal"]);
    let bearer = format!("Bearer {}", dev.token);
    let port = dev.port;
    let paths = [
        "/",
        "/app/main.js",
        "/api/page",
        "/api/health",
        "/nowhere",
        "/%61pi/page",
    ];
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("localhost.evil.example:{port}"),
        "127.0.0.1".into(),
        "localhost:1".into(),
        format!("127.0.0.2:{port}"),
        format!("[::2]:{port}"),
    ] {
        for path in paths {
            let headers = [("Host", &*host), ("Authorization", &bearer)];
            dev.ask("GET", path, &headers)
                .refuses(421, "misdirected_request", &host);
        }
    }
    for host in [
        format!("127.0.0.1:{port}"),
        format!("LOCALHOST:{port}"),
        format!("[::1]:{port}"),
        format!("host.docker.internal:{port}"),
        "host.docker.internal".into(),
    ] {
        let origin = format!("http://{host}");
        let headers = [
            ("Host", &*host),
            ("Authorization", &bearer),
            ("Origin", &origin),
        ];
        assert_eq!(dev.ask("GET", "/api/page", &headers).status, 200, "{host}");
        assert_eq!(
            dev.ask("GET", "/", &[("Host", &host)]).status,
            200,
            "{host}"
        );
    }
}

#[test]
fn foreign_site_gets_nothing_even_with_the_token() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let (bearer, port) = (format!("Bearer {}", dev.token), dev.port);
    for origin in [
        "null",
        "https://evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        &format!("http://localhost:{port}"),
        &format!("https://127.0.0.1:{port}"),
        &format!("http://127.0.0.1:{port}/"),
        &format!("http://127.0.0.1:{port}.evil.example"),
        "",
    ] {
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/api/page"),
            ("GET", "/api/health"),
            ("POST", "/api/rooms"),
            ("OPTIONS", "/api/rooms"),
        ] {
            let headers = [("Origin", origin), ("Authorization", &*bearer)];
            dev.ask(method, path, &headers)
                .refuses(403, "forbidden", "a page of another site");
        }
    }
    let own = format!("http://127.0.0.1:{port}");
    let twice = [
        ("Origin", &*own),
        ("Origin", "null"),
        ("Authorization", &bearer),
    ];
    dev.ask("GET", "/api/page", &twice)
        .refuses(403, "forbidden", "`null`");
    let once = [("Origin", &*own), ("Authorization", &bearer)];
    assert_eq!(dev.ask("GET", "/api/page", &once).status, 200);
}

#[test]
fn foreign_site_may_only_link_to_the_page() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let bearer = format!("Bearer {}", dev.token);
    let status = |method, path, site, mode| {
        let headers = [
            ("Sec-Fetch-Site", site),
            ("Sec-Fetch-Mode", mode),
            ("Authorization", &*bearer),
        ];
        dev.ask(method, path, &headers).status
    };
    for site in ["cross-site", "same-site", "anything"] {
        assert_eq!(status("GET", "/", site, "navigate"), 200);
        assert_eq!(status("HEAD", "/", site, "navigate"), 403);
        assert_eq!(status("POST", "/", site, "navigate"), 403);
        assert_eq!(status("GET", "/nowhere", site, "navigate"), 403);
        for path in ["/api/page", "/api/health", "/api/rooms"] {
            assert_eq!(status("GET", path, site, "navigate"), 403);
        }
        for mode in ["no-cors", "cors", "same-origin", "websocket", ""] {
            assert_eq!(status("GET", "/", site, mode), 403);
            assert_eq!(status("GET", "/app/main.js", site, mode), 403);
            assert_eq!(status("GET", "/api/page", site, mode), 403);
        }
    }
    for site in ["same-origin", "none"] {
        assert_eq!(status("GET", "/app/main.js", site, "no-cors"), 200);
        assert_eq!(status("GET", "/api/page", site, "cors"), 200);
    }
}

#[test]
fn no_path_spelling_bypasses_the_token() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    for path in [
        "/%61pi/bots",
        "/api%2fbots",
        "/api%2Fbots",
        "//api/bots",
        "/api//bots",
        "/./api/bots",
        "/app/../api/bots",
        "/app/%2e%2e/api/bots",
        "/API/bots",
        "/api\\bots",
        "/api/bots/",
        "/api/bots%00",
        "/api/bots;x",
        "/app/../index.html",
        "/app/..%2findex.html",
        "/app//main.js",
        "//app/main.js",
        "/app%2fmain.js",
        "/app/main.js/",
        "/app/main%2ejs",
        "/app\\main.js",
        "/app/",
        "/app",
        "/..%2f..%2fCargo.toml",
        "/../mod.rs",
        "/app/../../mod.rs",
        "/App/Main.js",
        "/index.html%00.js",
        "/.html",
    ] {
        let answer = dev.ask("GET", path, &[]);
        assert!(
            matches!(answer.status, 400 | 404)
                && answer.header("content-type") == Some("application/json"),
            "{path}: {answer:?}"
        );
    }
    // The query is no part of a file's path.
    assert_eq!(dev.ask("GET", "/?view=wire&id=../x", &[]).status, 200);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process, uses a device of Unix")]
fn token_is_announced_once_and_is_kept_for_open_alone_while_the_platform_runs() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let (token, id) = (dev.token.clone(), dev.running.id());
    dev.post("/rooms/1/messages", &json!({ "body": "안녕" }))
        .good();
    // A bot's call, which the history keeps; this token is no bot's.
    let answer = dev.post(
        "/bots/bot_x/messages",
        &json!({ "room_id": 1, "body": "x" }),
    );
    answer.refuses(401, "unauthorized", "not known");
    for file in ["cmdline", "environ", "comm"] {
        let told = std::fs::read(format!("/proc/{id}/{file}")).unwrap();
        assert!(!holds(&told, &token), "/proc/{id}/{file}");
    }
    // While it runs its files are those of the moment, the write-ahead logs among them.
    let files = || {
        std::fs::read_dir(momo.home())
            .unwrap()
            .map(|it| it.unwrap().path())
    };
    // `momo open` reads it there.
    let for_open = momo.home().join("dev.json");
    assert!(holds(&std::fs::read(&for_open).unwrap(), &token));
    let mode = std::fs::metadata(&for_open).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for path in files().filter(|path| path.is_file() && *path != for_open) {
        assert!(!holds(&std::fs::read(&path).unwrap(), &token), "{path:?}");
    }
    dev.running.signal("TERM");
    let output = dev.running.finish().expect_notes(0);
    assert!(output.out().contains("안녕") && !output.to_string().contains(&token));
    let kept = momo
        .run(&["webhook", "history", "list", "--json"])
        .expect(0);
    assert!(kept.out().contains("/api/bots/bot_x/messages"), "{kept}");
    assert!(files().count() > 2);
    for path in files().filter(|path| path.is_file()) {
        assert!(!holds(&std::fs::read(&path).unwrap(), &token), "{path:?}");
    }
}

fn holds(bytes: &[u8], token: &str) -> bool {
    bytes
        .windows(token.len())
        .any(|part| part == token.as_bytes())
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn non_loopback_address_warns_and_asks_for_the_token() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &["--host", "0.0.0.0", "--allow-host", "bot.lan"]);
    let url = dev.ready["page"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let bearer = format!("Bearer {}", dev.token);
    let status = |path, headers: &[(&str, &str)]| dev.ask("GET", path, headers).status;
    for host in [
        "192.0.2.7",
        &format!("192.0.2.7:{}", dev.port),
        "0.0.0.0",
        "other.lan",
    ] {
        for path in ["/", "/api/page", "/api/health"] {
            let headers = [("Host", host), ("Authorization", &bearer)];
            assert_eq!(status(path, &headers), 421, "{host} {path}");
        }
    }
    let host = ("Host", "bot.lan");
    assert_eq!(status("/", &[host]), 200);
    assert_eq!(status("/api/page", &[host]), 401);
    assert_eq!(
        status("/api/page", &[host, ("Authorization", "Bearer x")]),
        401
    );
    assert_eq!(
        status("/api/page", &[host, ("Authorization", &bearer)]),
        200
    );
    let origin = |origin| [host, ("Authorization", &*bearer), ("Origin", origin)];
    assert_eq!(status("/api/page", &origin("http://bot.lan")), 200);
    assert_eq!(status("/api/page", &origin("http://127.0.0.1")), 403);
    dev.running.signal("TERM");
    let output = dev.running.finish().expect_notes(0);
    assert!(
        output
            .err()
            .contains("other machines can reach this address"),
        "{output}"
    );
    let quiet = Paged::dev(&momo, &[]);
    quiet.running.signal("TERM");
    assert!(!quiet.running.finish().err().contains("other machines"));
}

#[test]
fn page_at_a_given_address_is_reached_by_it() {
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &["--host", "127.0.0.2"]);
    assert!(
        dev.ready["page"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.2:")
    );
    // Other verbs call it by that address.
    let list = momo.run(&["room", "list", "--json"]).expect(0);
    assert!(list.out().contains("room 1"), "{list}");
}

/// In addition to the content policy, no file of the page names a foreign host. A request of Chromium's own to the
/// tests' proxy can thus never be the page's (tests/browser/lib.mjs).
#[test]
fn page_files_name_no_other_host() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/view/page/files")];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            read += 1;
            let text = std::fs::read_to_string(&path).unwrap();
            for after in text.split("://").skip(1) {
                let host: String = after
                    .chars()
                    .take_while(|it| !"/:'\"`) ".contains(*it))
                    .collect();
                let is_fine = ["127.0.0.1", "localhost", "www.w3.org"].contains(&&*host);
                assert!(is_fine, "{}: {host}", path.display());
            }
        }
    }
    assert!(read > 50, "{read}");
}
