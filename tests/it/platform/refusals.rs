//! What the API refuses: status, code, and words that name the field.
use super::{Local, raw};
use serde_json::{Value, json};

#[test]
fn without_token_only_health_and_document_are_served() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    for path in ["/health", "/openapi.json"] {
        assert_eq!(local.call("x", "GET", path, None).status, 200);
    }
    for (method, path) in momo::flow::platform::api_routes()
        .filter(|(_, path)| !["/health", "/openapi.json"].contains(path))
        // NHN Cloud has its own key, and its own error text for a missing one.
        .filter(|(_, path)| !path.starts_with("/nhn/"))
    {
        let path = path.replace("{bot_id}", &bot.id).replace("{room_id}", "1");
        for token in ["", "x", "Bearer"] {
            let answer = local.call(token, method, &path, Some(&json!({})));
            answer.refuses(401, "unauthorized", "token");
            assert_eq!(answer.header("WWW-Authenticate"), Some("Bearer"));
        }
        if !path.ends_with("/messages") || path.starts_with("/rooms") {
            local
                .call(&bot.token, method, &path, Some(&json!({})))
                .refuses(
                    403,
                    "forbidden",
                    "a bot token is good for the message call only",
                );
        }
    }
}

#[test]
fn bot_sends_only_as_itself() {
    let local = Local::start();
    let (bot, other) = (
        local.bot("http://127.0.0.1:9/"),
        local.bot("http://127.0.0.1:9/"),
    );
    let body = json!({ "room_id": 1, "body": "x" });
    local
        .call(
            &other.token,
            "POST",
            &format!("/bots/{}/messages", bot.id),
            Some(&body),
        )
        .refuses(403, "forbidden", "the token is not that of");
}

#[test]
fn number_beyond_64_bits_is_not_rounded() {
    let local = Local::start();
    for number in [
        "-9223372036854775809",
        "9223372036854775808",
        "1e17",
        "9007199254740992.0",
    ] {
        let body = serde_json::from_str(&format!(r#"{{ "room_id": {number} }}"#)).unwrap();
        local
            .call(
                &local.console("developer"),
                "POST",
                "/deliveries/drop",
                Some(&body),
            )
            .refuses(422, "unprocessable", "`room_id`");
    }
}

#[test]
fn metadata_that_readers_of_the_room_could_not_read_is_refused() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    let nested = |depth| (1..depth).fold(json!({}), |inner, _| json!({ "a": [inner] }));
    for (depth, status) in [(32, 201), (33, 422)] {
        let body = json!({ "room_id": 1, "body": "x", "metadata": nested(depth) });
        let answer = local.send(&bot, &body);
        assert_eq!(answer.status, status, "{answer:?}");
    }
    local.developer("GET", "/rooms/1/messages", None);
}

#[test]
fn message_call_names_the_wrong_field() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/");
    let long = "가".repeat(10_001);
    let other_room = local.developer("POST", "/rooms", None)["room_id"].clone();
    local.say(2, "딴 방");
    let cases: [(Value, u16, &str); 14] = [
        (json!({ "body": "x" }), 422, "`room_id`: is missing"),
        (
            json!({ "room_id": null, "body": "x" }),
            422,
            "`room_id`: is missing",
        ),
        (
            json!({ "room_id": "1", "body": "x" }),
            422,
            "`room_id`: is text",
        ),
        (
            json!({ "room_id": 1.5, "body": "x" }),
            422,
            "`room_id`: is a number, not a whole number",
        ),
        (json!({ "room_id": 1 }), 422, "`body`: is missing"),
        (json!({ "room_id": 1, "body": "" }), 422, "`body`: is empty"),
        (
            json!({ "room_id": 1, "body": 1 }),
            422,
            "`body`: is a number",
        ),
        (
            json!({ "room_id": 1, "body": long }),
            422,
            "`body`: is longer than 10000",
        ),
        (
            json!({ "room_id": 1, "body": "x", "metadata": [] }),
            422,
            "`metadata`: is a list",
        ),
        (
            json!({ "room_id": 1, "body": "x", "reply_to_message_id": "1" }),
            422,
            "`reply_to_message_id`: is text",
        ),
        (
            json!({ "room_id": 1, "body": "x", "reply_to_message_id": 99 }),
            404,
            "no message 99 in room 1",
        ),
        (
            json!({ "room_id": 1, "body": "x", "reply_to_message_id": 1 }),
            404,
            "no message 1 in room 1",
        ),
        (json!({ "room_id": 77, "body": "x" }), 404, "no room 77"),
        (
            json!({ "room_id": other_room, "body": "x" }),
            403,
            "is not in room 2",
        ),
    ];
    for (body, status, words) in cases {
        let answer = local.send(&bot, &body);
        let code = match status {
            422 => "unprocessable",
            404 => "not_found",
            _ => "forbidden",
        };
        answer.refuses(status, code, words);
    }
}

#[test]
fn unknown_field_is_refused_with_the_nearest() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/").id;
    let (name, url) = ("x", "http://127.0.0.1:9/");
    let cases = [
        (
            "POST",
            "/bots".to_owned(),
            json!({ "name": name, "callback_url": url, "visability": "public" }),
        ),
        (
            "PATCH",
            format!("/bots/{bot}"),
            json!({ "calback_url": url }),
        ),
        (
            "POST",
            format!("/bots/{bot}/rotate"),
            json!({ "what": "token", "grace": 1 }),
        ),
        ("POST", "/rooms".to_owned(), json!({ "nam": name })),
        (
            "POST",
            "/rooms/1/messages".to_owned(),
            json!({ "body": "x", "reply_to": 1 }),
        ),
        (
            "POST",
            "/console-tokens".to_owned(),
            json!({ "name": name, "role": "admin", "x": 1 }),
        ),
        (
            "POST",
            format!("/bots/{bot}/review"),
            json!({ "decision": "approve", "notes": "x" }),
        ),
    ];
    for (method, path, body) in cases {
        let answer = local.call(&local.console("admin"), method, &path, Some(&body));
        answer.refuses(422, "unprocessable", "is no field of this call");
    }
    let body = json!({ "name": name, "callback_url": url, "visability": "public" });
    let answer = local.call(&local.console("admin"), "POST", "/bots", Some(&body));
    assert_eq!(answer.json()["error"]["hint"], "`visibility` may be meant.");
}

#[test]
fn impossible_values_are_refused_by_name() {
    let local = Local::start();
    let bot = local.bot("http://127.0.0.1:9/").id;
    let long = "가".repeat(101);
    let rotate = format!("/bots/{bot}/rotate");
    let cases = [
        (
            "POST",
            "/bots",
            json!({ "callback_url": "https://x.example/" }),
            "`name`: is missing",
        ),
        (
            "POST",
            "/bots",
            json!({ "name": " ", "callback_url": "https://x.example/" }),
            "`name`: is empty",
        ),
        (
            "POST",
            "/bots",
            json!({ "name": long, "callback_url": "https://x.example/" }),
            "`name`: is longer than 100",
        ),
        (
            "POST",
            "/bots",
            json!({ "name": "x", "callback_url": "https://x.example/", "visibility": "secret" }),
            "`visibility`: `secret` is none of private, unlisted, public, review_required",
        ),
        ("POST", &rotate, json!({}), "`what`: is missing"),
        (
            "POST",
            &rotate,
            json!({ "what": "all" }),
            "`what`: `all` is none of",
        ),
        (
            "POST",
            &rotate,
            json!({ "what": "token", "grace_seconds": -1 }),
            "`grace_seconds`: ",
        ),
        (
            "POST",
            &rotate,
            json!({ "what": "token", "grace_seconds": 604_801 }),
            "`grace_seconds`: ",
        ),
        (
            "POST",
            "/console-tokens",
            json!({ "name": "x", "role": "king" }),
            "`role`: `king` is none of",
        ),
        (
            "POST",
            "/rooms/1/messages",
            json!({ "user": long, "body": "x" }),
            "`user`: is longer than 100",
        ),
        (
            "GET",
            "/rooms/1/messages?after=x",
            Value::Null,
            "`after`: `x` is no number",
        ),
        (
            "GET",
            "/rooms/1/messages?limit=-1",
            Value::Null,
            "`limit`: `-1` is no number",
        ),
        (
            "GET",
            "/deliveries?state=lost",
            Value::Null,
            "`state`: `lost` is none of",
        ),
    ];
    for (method, path, body, words) in cases {
        let body = (!body.is_null()).then_some(&body);
        local
            .call(&local.console("admin"), method, path, body)
            .refuses(422, "unprocessable", words);
    }
}

#[test]
fn missing_resource_is_404_and_wrong_method_names_the_right_ones() {
    let local = Local::start();
    let admin = local.console("admin");
    for (method, path, words) in [
        ("GET", "/nothing", "there is no `/api/nothing`"),
        ("GET", "//bots", "there is no `/api//bots`"),
        ("GET", "/bots/", "there is no"),
        ("GET", "/bots/bot_x", "there is no bot `bot_x`"),
        ("GET", "/bots/../rooms", "there is no"),
        ("GET", "/rooms/9", "there is no room 9"),
        ("GET", "/rooms/x", "there is no room `x`"),
        ("GET", "/rooms/-1", "there is no room `-1`"),
        ("GET", "/rooms/99999999999999999999", "there is no room"),
        ("PUT", "/rooms/1/bots/bot_x", "there is no bot `bot_x`"),
        ("GET", "/rooms/9/messages", "there is no room 9"),
    ] {
        local
            .call(&admin, method, path, None)
            .refuses(404, "not_found", words);
    }
    for (method, path, allow) in [
        ("DELETE", "/bots", "GET, POST"),
        ("OPTIONS", "/bots/x", "GET, PATCH, DELETE"),
        ("GET", "/bots/x/messages", "POST"),
        ("POST", "/rooms/1/bots/x", "PUT, DELETE"),
    ] {
        let answer = local.call(&admin, method, path, None);
        answer.refuses(405, "method_not_allowed", allow);
        assert_eq!(answer.header("Allow"), Some(allow));
    }
}

#[test]
fn body_must_be_a_json_object() {
    let local = Local::start();
    let port = local.platform().address().port();
    let send = |kind: &str, body: &str| {
        let head = format!(
            "POST /api/rooms HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: bearer {}\r\nConnection: close\r\n{kind}Content-Length: {}\r\n\r\n",
            local.console("developer"),
            body.len()
        );
        raw(port, format!("{head}{body}").as_bytes())
    };
    let json = "Content-Type: application/json\r\n";
    for (body, words) in [
        ("{", "no JSON"),
        ("[]", "no object"),
        (r#""x""#, "no object"),
        (r#"{"name":"\ud800"}"#, "no JSON"),
    ] {
        send(json, body).refuses(400, "bad_request", words);
    }
    for kind in [
        "",
        "Content-Type: text/plain\r\n",
        "Content-Type: application/jsonx\r\n",
    ] {
        send(kind, "{}").refuses(415, "unsupported_media_type", "application/json");
    }
    assert_eq!(
        send("Content-Type: Application/JSON; charset=utf-8\r\n", "{}").status,
        201
    );
    assert_eq!(send("", "").status, 201);
    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(1024 * 1024));
    send(json, &large).refuses(413, "payload_too_large", "large");
    send(json, &"[".repeat(100_000)).refuses(400, "bad_request", "no object");
    let deep = format!("{{\"name\":{}{}}}", "[".repeat(90_000), "]".repeat(90_000));
    send(json, &deep).refuses(400, "bad_request", "no JSON");
}

#[test]
fn only_loopback_host_names_are_accepted() {
    let local = Local::start();
    let port = local.platform().address().port();
    let ask = |host: &str| {
        let head = format!("GET /api/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        raw(port, head.as_bytes())
    };
    for host in ["127.0.0.1", "localhost", "LocalHost", "[::1]"] {
        assert_eq!(ask(&format!("{host}:{port}")).status, 200, "{host}");
    }
    for host in [
        format!("evil.example:{port}"),
        "localhost".into(),
        "127.0.0.1:1".into(),
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
    ] {
        ask(&host).refuses(421, "misdirected_request", &host);
    }
}

#[test]
fn head_is_get_without_body() {
    let local = Local::start();
    let get = local.call("", "GET", "/health", None);
    let head = local.call("", "HEAD", "/health", None);
    assert_eq!((head.status, &*head.body), (200, ""));
    assert_eq!(head.header("Content-Length"), get.header("Content-Length"));
    assert_eq!(local.call("", "HEAD", "/console-tokens", None).status, 405);
}
