//! Questions and answers on a terminal.
use super::{REST, SENDER, config, shows_no_secret};
use crate::support::{Momo, free_port, has_program, on_terminal};
use serde_json::json;

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn prompts_ask_only_for_missing_values() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new().with("KAKAO_CHANNEL_ID", "_from_the_environment");
    momo.file(
        "config.json",
        r#"{"channels":{"kakao":{"accounts":{"default":{"webhookPath":"/mine"}}}}}"#,
    );
    let port = free_port().to_string();
    let answers = [
        ("Port", port.as_str()),
        ("Who is answered", "allowlist"),
        ("User ids", "u1, u2"),
        ("Header", ""),
        ("REST API key (not", "KakaoAK canary"),
        ("without `KakaoAK `", REST),
        ("Primary admin key", ""),
        ("Sender key", SENDER),
        ("App key", "canary-app"),
        ("Secret key", "canary-secret"),
        ("Write this?", "yes"),
    ];
    // The port's own answer is typed over the one that is offered.
    let output = on_terminal(&momo, &["kakao", "setup"], &answers).expect(0);
    shows_no_secret(&output);
    let screen = output.out();
    for place in [
        "developers.kakao.com",
        "NHN Cloud's console",
        "chatbot.kakao.com",
    ] {
        assert!(screen.contains(place), "{output}");
    }
    for known in ["Path", "business.kakao.com"] {
        assert!(
            !screen.contains(known),
            "{known} is known already\n{output}"
        );
    }
    let account = json!({"webhookPath": "/mine", "webhookPort": port.parse::<u16>().unwrap(),
        "dmPolicy": "allowlist", "allowFrom": ["u1", "u2"]});
    assert_eq!(
        config(&momo)["channels"]["kakao"]["accounts"]["default"],
        account,
        "{output}"
    );
    assert_eq!(
        momo.json_file("credentials.json")["kakao"]["default"],
        json!({"restApiKey": REST, "senderKey": SENDER, "toastAppKey": "canary-app", "toastSecretKey": "canary-secret"})
    );
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn answer_no_writes_nothing() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new();
    let file = momo.file(
        "moltbot.json",
        r#"{"channels":{"kakao":{"webhookPort":1}}}"#,
    );
    let answers = [("Write this?", "no")];
    let output = on_terminal(&momo, &["kakao", "setup", "--import", &file], &answers).expect(1);
    assert!(output.out().contains("Nothing was written."), "{output}");
    assert!(!momo.home().join("config.json").exists());
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn sender_key_of_unusual_length_can_be_confirmed() {
    if !has_program("python3") {
        return;
    }
    let momo = Momo::new().with("KAKAO_CHANNEL_ID", "_c");
    let fields = json!({"webhookPath": "/s", "webhookPort": 9, "dmPolicy": "open"});
    momo.file(
        "config.json",
        json!({"channels": {"kakao": fields}}).to_string(),
    );
    let answers = [
        ("Header", ""),
        ("REST API key (not", ""),
        ("Primary admin key", ""),
        ("Sender key", "canary short"),
        ("Sender key", "canary-short"),
        ("all the same", "no"),
        ("Sender key", "canary-short"),
        ("all the same", "yes"),
        ("App key", "canary-app"),
        ("Secret key", "canary-secret"),
        ("Write this?", "yes"),
    ];
    let output = on_terminal(&momo, &["kakao", "setup"], &answers).expect(0);
    shows_no_secret(&output);
    assert_eq!(
        momo.json_file("credentials.json")["kakao"]["default"]["senderKey"],
        "canary-short"
    );
}
