//! Mistyped settings are reported with a suggestion, and block no command that does not need them.
use super::{none, read, text};
use momo::model::kakao::config::{
    AccountKey, Agent, KakaoFile, KakaoSettings, SettingError, Strictness,
};
use momo::model::settings::Source;

#[test]
fn value_of_the_wrong_type_spoils_only_itself() {
    let (kakao, warnings) = read(
        r#"{"channels":{"kakao":{"accounts":{"a":{"webhookPort":"8788","allowFrom":"x","name":"A"},"b":{"webhookPort":1}}}},
            "agents":{"a":{},"b":"echo"},
            "routing":{"bindings":[{"account":"a","agent":"a"},{"account":"b","agent":"b"}]}}"#,
    );
    assert_eq!(
        warnings,
        [
            "`agents.a` is neither `\"echo\"` nor an object with a `url` or a `command` (a list of words)"
        ]
    );
    let (a, b) = (kakao.account_or_empty("a"), kakao.account_or_empty("b"));
    let words = |fault: SettingError| fault.to_string();
    assert_eq!(
        a.resolve(&none).port.map_err(words),
        Err("`channels.kakao.accounts.a.webhookPort` in `config.json` is not a number".into())
    );
    assert_eq!(
        a.resolve(&none).allow_from.map_err(words),
        Err("`channels.kakao.accounts.a.allowFrom` in `config.json` is not a list of texts".into())
    );
    assert_eq!(text(&a, AccountKey::NAME, &[]).unwrap().unwrap().0, "A");
    assert_eq!(b.resolve(&none).port, Ok(Some(1)));
    assert_eq!(kakao.agent("b", &none), Ok(("b".into(), Agent::Echo)));
    let fault = kakao.agent("a", &none).unwrap_err();
    assert_eq!(fault.path, "agents.a");
}

#[test]
fn misspelled_key_is_reported_with_the_nearest() {
    for (json, warnings) in [
        (
            r#"{"chanels":{}}"#,
            &["`chanels` is not known; is `channels` meant?"][..],
        ),
        (
            r#"{"channels":{"kako":{},"other":{}}}"#,
            &[
                "`channels.kako` is not known; is `channels.kakao` meant?",
                "`channels.other` is not known",
            ],
        ),
        (
            r#"{"channels":{"kakao":{"acounts":{}}}}"#,
            &["`channels.kakao.acounts` is not known; is `accounts` meant?"],
        ),
        (
            r#"{"routing":{"binding":[]}}"#,
            &["`routing.binding` is not known; is `routing.bindings` meant?"],
        ),
        (
            r#"{"routing":{"bindings":[{"chanel":"kakao","agent":"x","extra":1}]}}"#,
            &[
                "`routing.bindings[0].chanel` is not known; is `routing.bindings[0].channel` meant?",
                "`routing.bindings[0].extra` is not known",
            ],
        ),
        (
            r#"{"agents":{"bot":{"url":"3000","comand":["x"],"model":"m"}}}"#,
            &[
                "`agents.bot.comand` is not known; is `agents.bot.command` meant?",
                "`agents.bot.model` is not known",
            ],
        ),
    ] {
        let warnings: Vec<_> = warnings.iter().map(|it| format!("the key {it}")).collect();
        assert_eq!(read(json).1, warnings, "{json}");
    }
}

#[test]
fn misspelled_keys_only_are_reported_in_files_of_other_programs() {
    let read = |json: &str| {
        let fields = serde_json::from_str(json).unwrap();
        let (place, mut warnings) = (Source::User("moltbot.json".into()), Vec::new());
        let file = KakaoFile::read(&fields, &place, Strictness::Lenient, &mut warnings).unwrap();
        (KakaoSettings::new([file]), warnings)
    };
    let (kakao, warnings) = read(
        r#"{"gateway":{},"agent":{"model":"x"},"channels":{"telegram":{}},
            "agents":{"defaults":{"workspace":"~"},"lawith":{"model":"claude"}},
            "routing":{"queue":{},"bindings":[{"channel":"telegram","agentId":"x"},{"channel":"kakao","agent":"lawith"}]}}"#,
    );
    assert_eq!(warnings, [""; 0]);
    let fault = kakao.agent("default", &none).unwrap_err();
    assert!(
        fault.to_string().starts_with("`agents.lawith` in"),
        "{fault}"
    );
    let (_, warnings) = read(
        r#"{"chanels":{},"channels":{"kaka":{}},"routing":{"bindings":[{"match":{}}]},"agents":{"a":{"uri":"x"}}}"#,
    );
    assert_eq!(
        warnings,
        [
            "the key `chanels` is not known; is `channels` meant?",
            "the key `channels.kaka` is not known; is `channels.kakao` meant?",
            "`routing.bindings[0]` names no `agent`, and is not read",
            "the key `agents.a.uri` is not known; is `agents.a.url` meant?",
        ]
    );
}

#[test]
fn skill_path_must_be_a_url_path() {
    let path = |path: &str| {
        let json = serde_json::json!({"channels": {"kakao": {"webhookPath": path}}});
        let (kakao, _) = read(&json.to_string());
        kakao
            .account_or_empty("default")
            .resolve(&none)
            .path
            .map_err(|fault| fault.problem)
    };
    for good in [
        "/",
        "/kakao/webhook",
        "/a-b_c.d~e:@!$&'()*+,;=",
        "/%EC%B9%B4",
        "/카카오",
    ] {
        assert_eq!(path(good), Ok(Some(good.into())), "{good}");
    }
    for (bad, why) in [
        ("/a b", "`/a%20b`"),
        ("/a?b=c", "what follows a `?`"),
        ("/a#b", "what follows a `?`"),
        ("/a/../b", "`.` and `..` are gone"),
        ("hook", "does not begin with `/`"),
    ] {
        let said = path(bad).unwrap_err();
        assert!(said.contains(why), "{bad}: {said}");
    }
}
