//! Invalid settings, and settings that an untrusted project file may not make.
use super::{none, read, refused, text, value_of};
use crate::support::fuzz;
use momo::model::kakao::config::{AccountKey, KakaoSettings, SettingError};
use momo::model::settings::{Settings, SettingsFile, Source};
use proptest::prelude::*;
use std::time::Duration;

#[test]
fn out_of_range_values_are_named_by_path() {
    let (kakao, _) = read(
        r#"{"channels":{"kakao":{"dmPolicy":"opn","textChunkLimit":1001,"timeoutSeconds":0,"webhookPath":"hook","webhookPort":"${PORT}"}}}"#,
    );
    let account = kakao.account(None).unwrap();
    let message = |fault: SettingError| fault.to_string();
    assert_eq!(
        account.resolve(&none).dm_policy.map_err(message),
        Err("`channels.kakao.dmPolicy` in `config.json` is none of `open`, `allowlist` and `disabled`: `opn`".into())
    );
    assert!(account.resolve(&none).text_chunk_limit.is_err());
    assert!(account.resolve(&none).timeout.is_err());
    assert!(account.resolve(&none).path.is_err());
    assert_eq!(
        account.resolve(&|_| Some("8080".into())).port,
        Ok(Some(8080))
    );
    assert!(account.resolve(&|_| Some("80800".into())).port.is_err());
    let (kakao, _) = read("{}");
    let account = kakao.account(None).unwrap();
    assert_eq!(account.resolve(&none).text_chunk_limit, Ok(1000));
    assert_eq!(account.resolve(&none).timeout, Ok(Duration::from_secs(30)));
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
}

pub(super) fn project(json: &str) -> Result<(KakaoSettings, Vec<String>), String> {
    let place = Source::Project("momo.json".into());
    let (file, warnings) = SettingsFile::read(json.as_bytes(), place)?;
    Ok((Settings::new(vec![file]).kakao(), warnings))
}

#[test]
fn project_file_is_trusted_less() {
    let with_host = |host: &str| {
        project(&format!(
            r#"{{"channels":{{"kakao":{{"nhnHost":"{host}"}}}}}}"#
        ))
    };
    let host_of = |host: &str| {
        let (kakao, _) = with_host(host).unwrap();
        text(
            &kakao.account_or_empty("default"),
            AccountKey::NHN_HOST,
            &[],
        )
        .map_err(|fault| fault.to_string())
    };
    for host in [
        "https://kakaotalk-bizmessage.api.nhncloudservice.com",
        "https://api-alimtalk.cloud.toast.com",
    ] {
        assert!(host_of(host).is_ok(), "{host}");
    }
    for host in [
        "https://evil.example",
        "http://kakaotalk-bizmessage.api.nhncloudservice.com",
        "https://kakaotalk-bizmessage.api.nhncloudservice.com:x@evil.example",
        "https://kakaotalk-bizmessage.api.nhncloudservice.com.evil.example",
        "http://127.0.0.1:1${X}",
        "http://127.0.0.1:8700/kakao/nhn",
        "8700",
    ] {
        assert_eq!(
            host_of(host).unwrap_err(),
            "`channels.kakao.nhnHost` in `momo.json` is not used: a project's file cannot say where NHN Cloud is; `--host` or your own config.json can",
            "{host}"
        );
    }
    let (kakao, warnings) = project(
        r#"{"channels":{"kakao":{"name":"${KAKAO_SENDER_KEY}","senderKey":"literal","toastAppKey":"${X}"}}}"#,
    )
    .unwrap();
    let account = kakao.account(None).unwrap();
    let fault = text(&account, AccountKey::NAME, &[("KAKAO_SENDER_KEY", "s")]).unwrap_err();
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

/// Whatever stands in the settings: they are read, or refused with words; a value is there, missing, or at fault.
#[test]
fn fuzz_any_settings_are_read_or_refused() {
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
        let place = Source::User("config.json".into());
        let Ok((file, _)) = SettingsFile::read(text.as_bytes(), place) else {
            return Ok(());
        };
        let kakao = Settings::new(vec![file]).kakao();
        for name in kakao.accounts() {
            let account = kakao.account_or_empty(&name);
            let _ = (
                account.resolve(&value_of).port,
                account.resolve(&value_of).path,
                account.resolve(&value_of).timeout,
            );
            let _ = (
                account.resolve(&value_of).allow_from,
                account.resolve(&value_of).dm_policy,
            );
            let _ = (
                account.resolve(&value_of).text_chunk_limit,
                account.resolve(&value_of).is_enabled,
            );
            for key in AccountKey::ALL {
                let _ = account.text(*key, &value_of);
            }
        }
        Ok(())
    });
}
