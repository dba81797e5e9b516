//! Kakao's requests, each authenticated by its own rule. They are those of Kakao's documentation.
use super::{EVENT, Listening, SIGNATURE};
use crate::support::Momo;

const SKILL: &str = r#"{"intent":{"id":"i","name":"블록"},"userRequest":{"timezone":"Asia/Seoul","utterance":"안녕","user":{"id":"u","type":"botUserKey","properties":{}}},"bot":{"id":"5e0f180affa74800014bd838","name":"봇"},"action":{"id":"a","name":"스킬","params":{},"detailParams":{},"clientExtra":null}}"#;
const SHARE: &str = "CHAT_TYPE=DirectChat&HASH_CHAT_ID=abc&TEMPLATE_ID=&user_id=%ED%95%9C";

impl Listening {
    /// As Kakao sends a Share webhook by GET.
    fn share(&self, key: &str) -> u16 {
        self.raw(&format!("GET /hook?{SHARE} HTTP/1.0\r\nAuthorization: KakaoAK {key}\r\nX-Kakao-Resource-ID: Rvy1c2dkzBAZ5hGD3rqYbxvr\r\nUser-Agent: KakaoOpenAPI/1.0\r\n\r\n")).0
    }
}

#[test]
fn each_platform_is_verified_by_its_own_key() {
    let momo = Momo::new();
    let admin = momo.file("admin", "adm1n\n");
    let skill = momo.file("skill", "sk1ll\n");
    let args = [
        "--secret",
        "s3cret",
        "--kakao-admin-key-file",
        &admin,
        "--skill-header",
        "X-Skill-Key",
        "--skill-secret-file",
        &skill,
    ];
    let mut listening = Listening::json(momo, &args);
    let key = |secret: &str| format!("X-Skill-Key: {secret}\r\n");
    assert_eq!(listening.event(SIGNATURE).0, 200);
    let ok = r#"{"version":"2.0","template":{"outputs":[{"simpleText":{"text":"ok"}}]}}"#;
    assert_eq!(listening.post("/", &key("sk1ll"), SKILL), (200, ok.into()));
    assert_eq!(listening.share("adm1n"), 200);
    for secret in ["adm1n", "s3cret", "sk1l", ""] {
        let answer = listening.post("/", &key(secret), SKILL);
        assert_eq!(answer, (401, "unauthorized\n".into()), "{secret}");
    }
    for secret in ["sk1ll", "s3cret", "adm1"] {
        assert_eq!(listening.share(secret), 401, "{secret}");
    }
    // Another platform's mark does not make a forged event anything but forged.
    let marked = format!(
        "{}X-Kakao-Resource-ID: r\r\nX-MoMoTalk-Bot-Id: b\r\n",
        key("sk1ll")
    );
    assert_eq!(listening.post("/", &marked, EVENT).0, 401);
    let expected = [
        ("momotalk", "valid"),
        ("kakao-skill", "valid"),
        ("kakao-share", "valid"),
        ("kakao-skill", "invalid"),
        ("kakao-skill", "invalid"),
        ("kakao-skill", "invalid"),
        ("kakao-skill", "invalid"),
        ("kakao-share", "invalid"),
        ("kakao-share", "invalid"),
        ("kakao-share", "invalid"),
        ("momotalk", "missing"),
    ];
    // Lines are written beside the answers, so that two of them may change places.
    let lines: Vec<_> = expected.iter().map(|_| listening.running.json()).collect();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let mut seen: Vec<_> = lines
        .iter()
        .map(|line| (text(&line["protocol"]), text(&line["signature"]["verdict"])))
        .collect();
    let mut expected = expected.map(|(protocol, verdict)| (protocol.into(), verdict.into()));
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected);
    for line in lines {
        let kept = listening
            .history()
            .get(line["id"].as_str().unwrap())
            .unwrap()
            .unwrap();
        let whole = format!("{line}{}", serde_json::to_string(&kept).unwrap());
        for secret in ["adm1n", "sk1ll"] {
            assert!(!whole.contains(secret), "{whole}");
        }
    }
}

#[test]
fn repeated_share_webhook_is_known_by_its_resource_id() {
    let momo = Momo::new().with("KAKAO_PRIMARY_ADMIN_KEY", "adm1n");
    let mut listening = Listening::json(momo, &[]);
    assert_eq!(
        (listening.share("adm1n"), listening.share("adm1n")),
        (200, 200)
    );
    let (first, second) = (listening.running.json(), listening.running.json());
    assert_eq!(first["event_id"], "Rvy1c2dkzBAZ5hGD3rqYbxvr");
    assert_eq!(first["event_type"], "kakao.share");
    assert_eq!(
        (&first["duplicate"], &second["duplicate"]),
        (&false.into(), &true.into())
    );
}

#[test]
fn request_without_known_key_is_refused_naming_the_flag() {
    let mut listening = Listening::checking(&[]);
    assert_eq!(listening.post("/", "", SKILL).0, 401);
    let line = listening.running.json();
    assert_eq!(line["signature"]["verdict"], "unchecked");
    assert!(
        line["note"].as_str().unwrap().contains("--skill-header"),
        "{line}"
    );
    assert_eq!(line["bot_id"], "5e0f180affa74800014bd838");
    assert_eq!(listening.share("adm1n"), 401);
    let line = listening.running.json();
    assert!(
        line["note"]
            .as_str()
            .unwrap()
            .contains("--kakao-admin-key-file"),
        "{line}"
    );
    // The other way round: with Kakao's key alone there is none for MoMoTalk.
    let momo = Momo::new().with("KAKAO_PRIMARY_ADMIN_KEY", "adm1n");
    let mut listening = Listening::json(momo, &[]);
    assert_eq!(listening.event(SIGNATURE).0, 401);
    let line = listening.running.json();
    assert_eq!(line["note"], "no webhook secret is known to check it with");
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn greeting_names_what_is_refused_without_a_momotalk_secret() {
    let momo = Momo::new();
    let admin = momo.file("admin", "adm1n");
    let args = ["webhook", "listen", "--port", "0"];
    let greeting = |more: &[&str]| {
        let mut running = momo.start(&[&args[..], more].concat());
        running.line();
        running.signal("INT");
        running.finish().err()
    };
    let refuses = greeting(&["--kakao-admin-key-file", &admin]);
    assert!(
        refuses.contains("refuses MoMoTalk's events, which it cannot check"),
        "{refuses}"
    );
    let takes = greeting(&["--allow-unsigned"]);
    assert!(takes.contains("checks no signatures"), "{takes}");
}
