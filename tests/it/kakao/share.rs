//! The Share webhook: samples of each form, sent by GET and POST as Kakao documents it, and received.
use crate::support::{Momo, Output, Peer};
use momo::model::http::Request;
use momo::model::protocol::{Protocol, payload, set_payload, set_target, share_request};
use momo::model::samples::{self, Sample};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const GET: &str = "kakao-share/direct_chat.get";

fn shares() -> impl Iterator<Item = &'static Sample> {
    samples::all().filter(|sample| sample.protocol() == Protocol::KakaoShare)
}

fn momo() -> Momo {
    Momo::new().with("KAKAO_PRIMARY_ADMIN_KEY", "adm1n")
}

#[must_use]
fn replay(momo: &Momo, args: &[&str]) -> Output {
    momo.run(&[&["webhook", "replay"], args].concat())
}

#[test]
fn each_chatroom_type_has_a_get_and_a_post_sample() {
    for (name, kind) in [
        ("memo_chat", "MemoChat"),
        ("direct_chat", "DirectChat"),
        ("multi_chat", "MultiChat"),
        ("open_direct_chat", "OpenDirectChat"),
        ("open_multi_chat", "OpenMultiChat"),
    ] {
        let post = samples::find(&format!("kakao-share/{name}")).unwrap();
        let request = post.request(post.raw());
        let value: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(
            (&*request.method, &value["CHAT_TYPE"]),
            ("POST", &json!(kind))
        );
        let get = samples::find(&format!("kakao-share/{name}.get")).unwrap();
        let request = get.request(get.raw());
        assert_eq!(request.method, "GET");
        assert!(request.body.is_empty() && request.headers.get("Content-Type").is_none());
        assert!(
            request
                .url
                .starts_with(&format!("/?CHAT_TYPE={kind}&HASH_CHAT_ID="))
        );
        for request in [post.request(post.raw()), get.request(get.raw())] {
            assert_eq!(Protocol::recognise(&request), Protocol::KakaoShare);
        }
    }
    let template = |name: &str| {
        let sample = samples::find(&format!("kakao-share/{name}")).unwrap();
        let value: Value = serde_json::from_slice(&sample.raw()).unwrap();
        value.get("TEMPLATE_ID").cloned()
    };
    let forms = [
        "direct_chat",
        "direct_chat.no_template",
        "direct_chat.empty_template",
        "direct_chat.text_template",
    ];
    let expected = [
        Some(json!(10000)),
        None,
        Some(json!("")),
        Some(json!("10000")),
    ];
    assert_eq!(forms.map(template), expected);
}

#[test]
fn get_is_sent_as_kakao_documents_it() {
    let (momo, peer) = (momo(), Peer::answering(204, "text/plain", ""));
    let name = "kakao-share/direct_chat.korean.get";
    let output = replay(
        &momo,
        &[name, "--to", &peer.url("/hook?shop=1"), "--times", "2"],
    )
    .expect_notes(0);
    let seen = peer.seen();
    // The parameters as Python's urllib.parse.quote writes them.
    assert_eq!(
        seen[0].line,
        "GET /hook?shop=1&CHAT_TYPE=DirectChat&HASH_CHAT_ID=0123456789abcdef0123456789abcd01&TEMPLATE_ID=10000&%EC%82%AC%EC%9A%A9%EC%9E%90=%EC%95%A8%EB%A6%AC%EC%8A%A4&%EC%A3%BC%EB%AC%B8%20%EB%B2%88%ED%98%B8=A-2026%26%ED%95%9C%3D%EA%B8%80%20100%25%2B HTTP/1.1"
    );
    assert_eq!(seen[0].header("authorization"), Some("KakaoAK adm1n"));
    assert_eq!(seen[0].header("user-agent"), Some("KakaoOpenAPI/1.0"));
    assert_eq!(seen[0].header("content-length"), None);
    assert_eq!(seen[0].header("content-type"), None);
    let id = |at: usize| seen[at].header("x-kakao-resource-id").unwrap().to_owned();
    assert!(id(0).len() == 24 && id(0).bytes().all(|ch| ch.is_ascii_alphanumeric()));
    assert_ne!(id(0), id(1));
    assert!(output.out().contains(&id(0)), "{output}");
    let kept = momo
        .run(&["webhook", "history", "show", "last", "--json"])
        .expect(0)
        .out();
    assert!(
        !kept.contains("adm1n") && kept.contains("KakaoAK (fingerprint "),
        "{kept}"
    );
}

#[test]
fn post_is_sent_as_kakao_documents_it() {
    let peer = Peer::answering(200, "text/plain", "");
    replay(
        &momo(),
        &[
            "kakao-share/memo_chat",
            "--keep-ids",
            "--to",
            &peer.url("/"),
        ],
    )
    .expect_notes(0);
    let seen = peer.only();
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(
        seen.header("x-kakao-resource-id"),
        Some("Rvy1c2dkzBAZ5hGD3rqYbxvr")
    );
    let body = r#"{"CHAT_TYPE":"MemoChat","HASH_CHAT_ID":"0123456789abcdef0123456789abcd00","TEMPLATE_ID":10000,"custom_parameter_key":"custom_parameter_value"}"#;
    assert_eq!(seen.body, body.as_bytes());
}

#[test]
fn piped_request_is_changed_by_path() {
    let (momo, peer) = (momo(), Peer::answering(200, "text/plain", ""));
    let args = [
        "webhook",
        "sample",
        GET,
        "--exchange",
        "--set",
        "user_id=앨 리스",
    ];
    let line = momo.run(&args).expect(0);
    assert_eq!(line.json()["request"]["method"], "GET");
    let args = [
        "webhook",
        "replay",
        "-",
        "--to",
        &peer.url("/hook"),
        "--set",
        "product_id=9",
    ];
    momo.run_with_input(&args, line.out().as_bytes())
        .expect_notes(0);
    let seen = peer.only();
    assert!(
        seen.line.starts_with("GET /hook?CHAT_TYPE=DirectChat&"),
        "{}",
        seen.line
    );
    assert!(
        seen.line
            .ends_with("&user_id=%EC%95%A8%20%EB%A6%AC%EC%8A%A4&product_id=9 HTTP/1.1"),
        "{}",
        seen.line
    );
    // What was sent is sent again, with its key filled in and no warning of it.
    let again = replay(&momo, &["last", "--to", &peer.url("/other")]).expect_notes(0);
    assert!(!again.err().contains("fingerprint was kept"), "{again}");
    let seen = peer.seen();
    assert_eq!(seen[1].line, seen[0].line.replace("/hook?", "/other?"));
    assert_eq!(seen[1].header("authorization"), Some("KakaoAK adm1n"));
}

#[test]
fn admin_key_comes_from_file_account_or_environment() {
    let (momo, peer) = (Momo::new(), Peer::answering(200, "text/plain", ""));
    let error = replay(&momo, &[GET, "--to", &peer.url("/")])
        .expect(3)
        .err();
    assert!(error.contains("--kakao-admin-key-file"), "{error}");
    replay(&momo, &[GET, "--to", &peer.url("/"), "--keep-signature"]).expect(0);
    assert_eq!(peer.only().header("authorization"), None);
    let settings = r#"{"channels":{"kakao":{"accounts":{"a":{"primaryAdminKey":"from-a"},"b":{"primaryAdminKey":"from-b"}}}}}"#;
    std::fs::write(momo.home().join("config.json"), settings).unwrap();
    replay(
        &momo,
        &[GET, "--to", &peer.url("/"), "--kakao-account", "b"],
    )
    .expect_notes(0);
    let file = momo.file("key", "from-file\n");
    replay(
        &momo,
        &[GET, "--to", &peer.url("/"), "--kakao-admin-key-file", &file],
    )
    .expect_notes(0);
    let keys: Vec<_> = peer.seen()[1..]
        .iter()
        .map(|seen| seen.header("authorization").unwrap().to_owned())
        .collect();
    assert_eq!(keys, ["KakaoAK from-b", "KakaoAK from-file"]);
    replay(
        &momo,
        &[GET, "--to", &peer.url("/"), "--kakao-account", "c"],
    )
    .expect(2);
}

#[test]
fn only_2xx_without_redirect_is_success() {
    for (status, expected) in [
        (200, 0),
        (201, 0),
        (204, 0),
        (302, 1),
        (401, 1),
        (405, 1),
        (500, 1),
    ] {
        let peer = Peer::answering(status, "text/plain", "x");
        let output = replay(&momo(), &[GET, "--to", &peer.url("/")]).expect_notes(expected);
        assert_eq!(peer.seen().len(), 1, "nothing is followed");
        let words = match status {
            401 => "the service refused the admin key (401) of fingerprint 8f8145e0",
            405 => "takes no GET",
            _ => "",
        };
        assert!(output.out().contains(words), "{output}");
    }
}

#[test]
fn replayed_samples_are_recognised_and_verified_by_the_receiver() {
    let momo = momo();
    let secret = momo.file("secret", "sk1ll");
    let skill = [
        "--skill-header",
        "X-Skill-Key",
        "--skill-secret-file",
        &secret,
    ];
    let mut listening =
        momo.start(&[&["webhook", "listen", "--port", "0", "--json"][..], &skill].concat());
    let url = listening.json()["url"].as_str().unwrap().to_owned();
    let kakao: Vec<_> = samples::all()
        .filter(|sample| sample.protocol() != Protocol::Momotalk)
        .collect();
    let names: Vec<_> = kakao.iter().map(|sample| sample.name).collect();
    replay(&momo, &[&names[..], &["--to", &url], &skill].concat()).expect_notes(0);
    for sample in kakao {
        let line = listening.json();
        assert_eq!(line["protocol"], sample.protocol().name(), "{line}");
        assert_eq!(line["signature"]["verdict"], "valid", "{line}");
        let request: Request = serde_json::from_value(line["request"].clone()).unwrap();
        if request.method == "POST" {
            assert_eq!(request.body, sample.raw());
        }
    }
    // Another key: the receiver says no, and momo says why.
    let other = momo.file("key", "another");
    let wrong = replay(
        &momo,
        &[GET, "--to", &url, "--kakao-admin-key-file", &other],
    )
    .expect(1)
    .out();
    assert!(
        wrong.contains("the service refused the admin key (401)"),
        "{wrong}"
    );
    assert_eq!(listening.json()["signature"]["verdict"], "invalid");
}

#[test]
fn every_sample_has_its_own_name_and_bytes() {
    let names: std::collections::HashSet<_> = shares().map(|sample| sample.name).collect();
    assert_eq!(names.len(), shares().count());
    let forms: std::collections::HashSet<_> = shares()
        .map(|sample| (sample.is_query(), sample.raw()))
        .collect();
    assert_eq!(forms.len(), shares().count());
}

proptest! {
    #[test]
    fn parameters_survive_the_query(arguments in prop::collection::btree_map(".{1,12}", ".{0,20}", 0..6)) {
        let mut object = Map::new();
        object.insert("CHAT_TYPE".into(), "MemoChat".into());
        object.insert("HASH_CHAT_ID".into(), "abc".into());
        for (key, value) in &arguments {
            object.insert(key.clone(), value.clone().into());
        }
        let body = Value::Object(object.clone()).to_string().into_bytes();
        let mut request = share_request(body.clone(), true);
        prop_assert!(request.url.is_ascii());
        prop_assert_eq!(serde_json::from_slice::<Value>(&payload(&request)).unwrap(), Value::Object(object));
        set_target(&mut request, "http://127.0.0.1:1/hook");
        let moved = request.clone();
        set_payload(&mut request, body);
        prop_assert_eq!(request, moved);
    }
}
