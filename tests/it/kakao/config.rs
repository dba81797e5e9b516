//! `channels.kakao`, `routing` and `agents`: what files say, what the environment fills in, what is wrong and where.
use crate::support::fuzz;
use momo::model::kakao::config::{Account, Agent, DmPolicy, Fault, Kakao, KakaoFile, Key};
use momo::model::secret::Secret;
use momo::model::settings::{Place, Settings, SettingsFile};
use momo::model::variables::expand;
use proptest::prelude::*;
use std::time::Duration;

/// The complete configuration of the channel's own guide (github.com/Kimjaechol/MoA@c7d13d179, docs/channels/kakao.md).
const GUIDE: &str = r#"{
  "channels": {"kakao": {"accounts": {"default": {
    "name": "Lawith Assistant", "enabled": true,
    "adminKey": "${KAKAO_ADMIN_KEY}", "channelId": "${KAKAO_CHANNEL_ID}", "senderKey": "${KAKAO_SENDER_KEY}",
    "toastAppKey": "${TOAST_APP_KEY}", "toastSecretKey": "${TOAST_SECRET_KEY}",
    "webhookPort": 8788, "dmPolicy": "open"
  }}}},
  "routing": {"bindings": [{"channel": "kakao", "agent": "lawith-assistant"}]}
}"#;

fn read(json: &str) -> (Kakao, Vec<String>) {
    let place = Place::User("config.json".into());
    let (file, warnings) = SettingsFile::read(json.as_bytes(), place).unwrap();
    (Settings::new(vec![file]).kakao(), warnings)
}

fn refused(json: &str) -> String {
    let place = Place::User("config.json".into());
    SettingsFile::read(json.as_bytes(), place).unwrap_err()
}

fn none(_: &str) -> Option<String> {
    None
}

fn text(
    account: &Account<'_>,
    key: Key,
    variables: &[(&str, &str)],
) -> Result<Option<(String, Place)>, Fault> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name)?;
        Some(found.1.to_owned())
    };
    let found = account.text(key, &variable)?;
    Ok(found.map(|setting| (setting.value, setting.place)))
}

#[test]
fn the_guide_s_example_is_read() {
    let (kakao, warnings) = read(GUIDE);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(kakao.accounts(), ["default"]);
    let account = kakao.account(None).unwrap();
    assert_eq!(account.port(&none), Ok(Some(8788)));
    assert_eq!(account.dm_policy(&none), Ok(DmPolicy::Open));
    assert_eq!(account.is_enabled(&none), Ok(true));
    let key = text(&account, Key::REST_API_KEY, &[("KAKAO_ADMIN_KEY", "r")]).unwrap();
    assert_eq!(key, Some(("r".into(), Place::User("config.json".into()))));
}

#[test]
fn a_variable_that_is_not_set_spoils_only_its_own_value() {
    let (kakao, _) = read(GUIDE);
    let account = kakao.account(Some("default")).unwrap();
    let set = [("TOAST_APP_KEY", "k"), ("TOAST_SECRET_KEY", "")];
    assert!(text(&account, Key::NHN_APP_KEY, &set).is_ok());
    for key in [Key::SENDER_KEY, Key::NHN_SECRET_KEY] {
        let fault = text(&account, key, &set).unwrap_err();
        assert!(
            fault.to_string().ends_with("which is not set or empty")
                && fault.to_string().starts_with(&format!(
                    "`channels.kakao.accounts.default.{}` in `config.json`",
                    key.name
                )),
            "{fault}"
        );
    }
}

#[test]
fn the_environment_fills_in_what_files_leave_blank() {
    let (kakao, _) = read(r#"{"channels":{"kakao":{"senderKey":" ","appKey":"from the file"}}}"#);
    let account = kakao.account(None).unwrap();
    let set = [
        ("KAKAO_SENDER_KEY", "s"),
        ("KAKAO_APP_KEY", "a"),
        ("NHN_TOAST_APP_KEY", "n"),
    ];
    let value = |key| text(&account, key, &set).unwrap().unwrap();
    assert_eq!(
        value(Key::SENDER_KEY),
        ("s".into(), Place::Environment("KAKAO_SENDER_KEY"))
    );
    assert_eq!(value(Key::APP_KEY).0, "from the file");
    assert_eq!(
        value(Key::NHN_APP_KEY),
        ("n".into(), Place::Environment("NHN_TOAST_APP_KEY"))
    );
    // Without any file the environment alone makes an account.
    let kakao = Kakao::default();
    let account = kakao.account(None).unwrap();
    assert_eq!(
        text(&account, Key::SENDER_KEY, &set).unwrap().unwrap().0,
        "s"
    );
}

#[test]
fn the_two_keys_that_were_called_admin_key_stay_apart() {
    let (kakao, _) =
        read(r#"{"channels":{"kakao":{"adminKey":"rest","primaryAdminKey":"admin"}}}"#);
    let account = kakao.account(None).unwrap();
    let secret = |key| account.secret(key, &none).unwrap().unwrap().value;
    assert_eq!(secret(Key::REST_API_KEY).reveal(), b"rest");
    assert_eq!(secret(Key::PRIMARY_ADMIN_KEY).reveal(), b"admin");
    // The variable of the one never fills in the other.
    let kakao = Kakao::default();
    let account = kakao.account(None).unwrap();
    assert_eq!(
        text(
            &account,
            Key::PRIMARY_ADMIN_KEY,
            &[("KAKAO_ADMIN_KEY", "rest")]
        ),
        Ok(None)
    );
}

#[test]
fn files_are_merged_key_by_key_and_accounts_chosen_by_name() {
    let project = r#"{"channels":{"kakao":{"accounts":{"shop":{"webhookPort":9000},"help":{}}}}}"#;
    let user =
        r#"{"channels":{"kakao":{"accounts":{"shop":{"webhookPort":1,"webhookPath":"/shop"}}}}}"#;
    let file = |json: &str, place| SettingsFile::read(json.as_bytes(), place).unwrap().0;
    let settings = Settings::new(vec![
        file(project, Place::Project("momo.json".into())),
        file(user, Place::User("config.json".into())),
    ]);
    let kakao = settings.kakao();
    assert_eq!(kakao.accounts(), ["shop", "help"]);
    let shop = kakao.account(Some("shop")).unwrap();
    assert_eq!(shop.port(&none), Ok(Some(9000)));
    assert_eq!(shop.path(&none), Ok(Some("/shop".into())));
    assert_eq!(
        kakao.account(None).unwrap_err(),
        "there are several Kakao accounts: `shop`, `help`"
    );
    assert_eq!(
        kakao.account(Some("shpo")).unwrap_err(),
        "there is no Kakao account `shpo`; is `shop` meant?"
    );
}

#[test]
fn values_out_of_their_range_are_named_by_their_path() {
    let (kakao, _) = read(
        r#"{"channels":{"kakao":{"dmPolicy":"opn","textChunkLimit":1001,"timeoutSeconds":0,"webhookPath":"hook","webhookPort":"${PORT}"}}}"#,
    );
    let account = kakao.account(None).unwrap();
    let message = |fault: Fault| fault.to_string();
    assert_eq!(
        account.dm_policy(&none).map_err(message),
        Err("`channels.kakao.dmPolicy` in `config.json` is none of `open`, `allowlist` and `disabled`: `opn`".into())
    );
    assert!(account.text_chunk_limit(&none).is_err());
    assert!(account.timeout(&none).is_err());
    assert!(account.path(&none).is_err());
    assert_eq!(account.port(&|_| Some("8080".into())), Ok(Some(8080)));
    assert!(account.port(&|_| Some("80800".into())).is_err());
    let (kakao, _) = read("{}");
    let account = kakao.account(None).unwrap();
    assert_eq!(account.text_chunk_limit(&none), Ok(1000));
    assert_eq!(account.timeout(&none), Ok(Duration::from_secs(30)));
}

#[test]
fn mistakes_and_unknown_keys_are_named() {
    let (_, warnings) = read(r#"{"channels":{"kakao":{"accounts":{"a":{"sendrKey":"x"}}}}}"#);
    assert_eq!(
        warnings,
        ["the key `channels.kakao.accounts.a.sendrKey` is not known; is `senderKey` meant?"]
    );
    let cases = [
        (r#"{"channels":[]}"#, "`channels` is no object"),
        (
            r#"{"channels":{"kakao":{"accounts":{"a":1}}}}"#,
            "`channels.kakao.accounts.a` is no object",
        ),
        (
            r#"{"channels":{"kakao":{"webhookPort":"8788"}}}"#,
            "`channels.kakao.webhookPort` is not a number",
        ),
        (
            r#"{"channels":{"kakao":{"allowFrom":"x"}}}"#,
            "`channels.kakao.allowFrom` is not a list of texts",
        ),
        (
            r#"{"routing":{"bindings":{}}}"#,
            "`routing.bindings` is no list",
        ),
        (
            r#"{"routing":{"bindings":[{"channel":"kakao"}]}}"#,
            "`routing.bindings[0]` names no `agent`",
        ),
    ];
    for (json, message) in cases {
        assert_eq!(refused(json), message);
    }
    assert!(refused(r#"{"agents":{"a":{}}}"#).starts_with("`agents.a` is neither"));
}

#[test]
fn a_binding_names_the_agent() {
    let (kakao, _) = read(
        r#"{"routing":{"bindings":[
            {"channel":"telegram","agent":"x"},
            {"channel":"kakao","agent":"all"},
            {"channel":"kakao","account":"shop","agent":"shop"},
            {"channel":"kakao","account":"odd","agent":"shpo"}]},
          "agents":{"all":{"url":"http://localhost:4000/"},"shop":{"command":["python3","shop.py"]}}}"#,
    );
    let agent = |account| kakao.agent(account).map_err(|fault| fault.to_string());
    assert_eq!(
        agent("default"),
        Ok(("all".into(), Agent::Http("http://localhost:4000/".into())))
    );
    assert_eq!(
        agent("shop"),
        Ok((
            "shop".into(),
            Agent::Command(vec!["python3".into(), "shop.py".into()])
        ))
    );
    assert_eq!(
        agent("odd"),
        Err("`routing.bindings[3].agent` in `config.json` names the agent `shpo`, which `agents` does not; is `shop` meant?".into())
    );
    assert_eq!(
        read("{}").0.agent("default"),
        Ok(("echo".into(), Agent::Echo))
    );
}

#[test]
fn kept_secrets_count_behind_files_and_before_the_environment() {
    let secret = Secret::new("kept ${HOME}").unwrap();
    let place = Place::Kept("credentials.json".into());
    let kept = [
        ("default", "senderKey", &secret),
        ("default", "nhnAppKey", &secret),
        ("gone", "senderKey", &secret),
    ];
    let (kakao, _) = read(r#"{"channels":{"kakao":{"toastAppKey":"file"}}}"#);
    let kakao = kakao.with_last(KakaoFile::kept(kept, &place));
    assert_eq!(kakao.accounts(), ["default"], "a kept secret is no account");
    assert!(!format!("{kakao:?}").contains("kept $"), "{kakao:?}");
    let account = kakao.account(None).unwrap();
    let set = [("KAKAO_SENDER_KEY", "environment")];
    let value = |key| text(&account, key, &set).unwrap().unwrap();
    // It is used as it is, without variables.
    assert_eq!(value(Key::SENDER_KEY), ("kept ${HOME}".into(), place));
    assert_eq!(value(Key::NHN_APP_KEY).0, "file");
}

fn project(json: &str) -> Result<(Kakao, Vec<String>), String> {
    let place = Place::Project("momo.json".into());
    let (file, warnings) = SettingsFile::read(json.as_bytes(), place)?;
    Ok((Settings::new(vec![file]).kakao(), warnings))
}

#[test]
fn a_project_s_file_is_trusted_with_less() {
    let with_host = |host: &str| {
        project(&format!(
            r#"{{"channels":{{"kakao":{{"nhnHost":"{host}"}}}}}}"#
        ))
    };
    for host in [
        "http://127.0.0.1:8700/kakao/nhn",
        "https://kakaotalk-bizmessage.api.nhncloudservice.com",
        "https://api-alimtalk.cloud.toast.com",
    ] {
        assert!(with_host(host).is_ok(), "{host}");
    }
    for host in [
        "https://evil.example",
        "http://kakaotalk-bizmessage.api.nhncloudservice.com",
        "https://kakaotalk-bizmessage.api.nhncloudservice.com:x@evil.example",
        "https://kakaotalk-bizmessage.api.nhncloudservice.com.evil.example",
        "http://127.0.0.1:1${X}",
    ] {
        assert_eq!(
            with_host(host).unwrap_err(),
            "`channels.kakao.nhnHost`: a project's file cannot say where NHN Cloud is",
            "{host}"
        );
    }
    let (kakao, warnings) = project(
        r#"{"channels":{"kakao":{"name":"${KAKAO_SENDER_KEY}","senderKey":"literal","toastAppKey":"${X}"}}}"#,
    )
    .unwrap();
    let account = kakao.account(None).unwrap();
    let fault = text(&account, Key::NAME, &[("KAKAO_SENDER_KEY", "s")]).unwrap_err();
    assert!(
        fault.to_string().contains("which looks like a secret"),
        "{fault}"
    );
    assert_eq!(
        warnings,
        [
            "`channels.kakao.senderKey` holds a secret that everybody with the project can read; write `${VARIABLE}` there, or keep it with `momo kakao setup`"
        ]
    );
}

#[test]
fn moltbot_s_own_agents_are_no_mistake() {
    let (kakao, warnings) = read(
        r#"{"agents":{"defaults":{"model":"x"},"list":[{"id":"main"}]},
            "routing":{"bindings":[{"channel":"kakao","agent":"main"}]}}"#,
    );
    assert_eq!(warnings, [""; 0]);
    let fault = kakao.agent("default").unwrap_err();
    assert!(
        fault
            .to_string()
            .ends_with("names the agent `main`, which `agents` does not"),
        "{fault}"
    );
}

/// `${NAME}` letter by letter, as the rule is written down in github.com/Kimjaechol/MoA@c7d13d179,
/// src/config/env-substitution.ts: a second way to the same result.
fn expanded_by_letters(text: &str) -> Result<String, String> {
    let name_at = |at: usize| {
        let rest = text[at..].strip_prefix("${")?;
        let name = &rest[..rest.find('}')?];
        let is_first = |letter: char| letter.is_ascii_uppercase() || letter == '_';
        let is_next = |letter: char| is_first(letter) || letter.is_ascii_digit();
        (name.starts_with(is_first) && name.chars().all(is_next)).then_some(name)
    };
    let (mut expanded, mut at) = (String::new(), 0);
    while let Some(letter) = text[at..].chars().next() {
        if let Some(name) = name_at(at) {
            let value = value_of(name).filter(|value| !value.is_empty());
            expanded.push_str(&value.ok_or(name)?);
            at += name.len() + 3;
        } else if let Some(name) = name_at(at + letter.len_utf8()).filter(|_| letter == '$') {
            expanded.push_str(&format!("${{{name}}}"));
            at += name.len() + 4;
        } else {
            expanded.push(letter);
            at += letter.len_utf8();
        }
    }
    Ok(expanded)
}

fn value_of(name: &str) -> Option<String> {
    match name {
        "A" => Some("값 ${A} $".into()),
        "_B1" => Some("$".into()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}

#[test]
fn fuzz_variables() {
    let pieces = [
        "$", "$$", "{", "}", "${", "${A}", "$${A}", "${_B1}", "${EMPTY}", "${C}", "${a}", "${A",
        "${}", "${1A}", "A", "가", "\\", " ",
    ];
    let text = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12);
    let text = text.prop_map(|pieces| pieces.concat());
    fuzz("variables", &text, |text| {
        prop_assert_eq!(expand(&text, value_of), expanded_by_letters(&text));
        Ok(())
    });
    fuzz("variables in any text", &".{0,40}", |text| {
        prop_assert_eq!(expand(&text, value_of), expanded_by_letters(&text));
        Ok(())
    });
}

/// Whatever stands in the settings: they are read, or refused with words; a value is there, missing, or at fault.
#[test]
fn fuzz_any_settings() {
    let value = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i32>().prop_map(Into::into),
        "[$a-zA-Z{}_]{0,12}".prop_map(Into::into),
        Just(serde_json::json!(["a", 1, {}])),
        Just(serde_json::json!({ "default": { "adminKey": "${A}" }, "x": 1 })),
    ];
    let keys = [
        "adminKey",
        "primaryAdminKey",
        "senderKey",
        "webhookPort",
        "webhookPath",
        "dmPolicy",
        "allowFrom",
        "textChunkLimit",
        "timeoutSeconds",
        "enabled",
        "accounts",
        "skillHeader",
        "skillSecret",
        "colour",
    ];
    let members = prop::collection::vec((prop::sample::select(keys.to_vec()), value), 0..8);
    fuzz("settings of any values", &members, |members| {
        let account: serde_json::Map<_, _> = members
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        let text = serde_json::json!({ "channels": { "kakao": account } }).to_string();
        let place = Place::User("config.json".into());
        let Ok((file, _)) = SettingsFile::read(text.as_bytes(), place) else {
            return Ok(());
        };
        let kakao = Settings::new(vec![file]).kakao();
        for name in kakao.accounts() {
            let account = kakao.of(&name);
            let _ = (
                account.port(&value_of),
                account.path(&value_of),
                account.timeout(&value_of),
            );
            let _ = (account.allow_from(&value_of), account.dm_policy(&value_of));
            let _ = (
                account.text_chunk_limit(&value_of),
                account.is_enabled(&value_of),
            );
            for key in Key::ALL {
                let _ = account.text(*key, &value_of);
            }
        }
        Ok(())
    });
}
