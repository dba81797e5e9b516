//! `${VAR}`, the environment behind files, and what is kept.
use super::mistakes::project;
use super::{GUIDE, read, text, value_of};
use crate::support::fuzz;
use momo::model::kakao::config::{AccountKey, Agent, KakaoFile, KakaoSettings};
use momo::model::secret::Secret;
use momo::model::settings::Source;
use momo::model::settings::variables::{escape, expand};
use proptest::prelude::*;

#[test]
fn unset_variable_spoils_only_its_own_value() {
    let (kakao, _) = read(GUIDE);
    let account = kakao.account(Some("default")).unwrap();
    let set = [("TOAST_APP_KEY", "k"), ("TOAST_SECRET_KEY", "")];
    assert!(text(&account, AccountKey::NHN_APP_KEY, &set).is_ok());
    for key in [AccountKey::SENDER_KEY, AccountKey::NHN_SECRET_KEY] {
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
fn environment_fills_values_missing_in_files() {
    let (kakao, _) = read(r#"{"channels":{"kakao":{"senderKey":" ","appKey":"from the file"}}}"#);
    let account = kakao.account(None).unwrap();
    let set = [
        ("KAKAO_SENDER_KEY", "s"),
        ("KAKAO_APP_KEY", "a"),
        ("NHN_TOAST_APP_KEY", "n"),
    ];
    let value = |key| text(&account, key, &set).unwrap().unwrap();
    assert_eq!(
        value(AccountKey::SENDER_KEY),
        ("s".into(), Source::Environment("KAKAO_SENDER_KEY"))
    );
    assert_eq!(value(AccountKey::APP_KEY).0, "from the file");
    assert_eq!(
        value(AccountKey::NHN_APP_KEY),
        ("n".into(), Source::Environment("NHN_TOAST_APP_KEY"))
    );
    // Without any file the environment alone makes an account.
    let kakao = KakaoSettings::default();
    let account = kakao.account(None).unwrap();
    assert_eq!(
        text(&account, AccountKey::SENDER_KEY, &set)
            .unwrap()
            .unwrap()
            .0,
        "s"
    );
}

#[test]
fn stored_secrets_rank_between_files_and_environment() {
    let secret = Secret::new("kept ${HOME}").unwrap();
    let place = Source::Credentials("credentials.json".into());
    let kept = [
        ("default", "senderKey", &secret),
        ("default", "nhnAppKey", &secret),
        ("gone", "senderKey", &secret),
    ];
    let (kakao, _) = read(r#"{"channels":{"kakao":{"toastAppKey":"file"}}}"#);
    let kakao = kakao.with_last(KakaoFile::from_credentials(kept, &place));
    assert_eq!(kakao.accounts(), ["default"], "a kept secret is no account");
    assert!(!format!("{kakao:?}").contains("kept $"), "{kakao:?}");
    let account = kakao.account(None).unwrap();
    let set = [("KAKAO_SENDER_KEY", "environment")];
    let value = |key| text(&account, key, &set).unwrap().unwrap();
    // It is used as it is, without variables.
    assert_eq!(
        value(AccountKey::SENDER_KEY),
        ("kept ${HOME}".into(), place)
    );
    assert_eq!(value(AccountKey::NHN_APP_KEY).0, "file");
}

/// `${NAME}` letter by letter, as the rule is written down in github.com/Kimjaechol/MoA@c7d13d179,
/// src/config/env-substitution.ts: a second way to the same result.
fn expanded_by_letters(text: &str) -> Result<String, String> {
    let name_at = |at: usize| {
        let rest = text[at..].strip_prefix("${")?;
        let name = &rest[..rest.find('}')?];
        let is_first = |ch: char| ch.is_ascii_uppercase() || ch == '_';
        let is_next = |ch: char| is_first(ch) || ch.is_ascii_digit();
        (name.starts_with(is_first) && name.chars().all(is_next)).then_some(name)
    };
    let (mut expanded, mut at) = (String::new(), 0);
    while let Some(ch) = text[at..].chars().next() {
        if let Some(name) = name_at(at) {
            let value = value_of(name).filter(|value| !value.is_empty());
            expanded.push_str(&value.ok_or(name)?);
            at += name.len() + 3;
        } else if let Some(name) = name_at(at + ch.len_utf8()).filter(|_| ch == '$') {
            expanded.push_str(&format!("${{{name}}}"));
            at += name.len() + 4;
        } else {
            expanded.push(ch);
            at += ch.len_utf8();
        }
    }
    Ok(expanded)
}

#[test]
fn fuzz_variables_are_expanded_or_refused() {
    let pieces = [
        "$", "$$", "{", "}", "${", "${A}", "$${A}", "${_B1}", "${EMPTY}", "${C}", "${a}", "${A",
        "${}", "${1A}", "A", "가", "\\", " ",
    ];
    let text = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..12);
    let text = text.prop_map(|pieces| pieces.concat());
    fuzz("variables", &text, |text| {
        prop_assert_eq!(expand(&escape(&text), value_of), Ok(text.clone()));
        prop_assert_eq!(expand(&text, value_of), expanded_by_letters(&text));
        Ok(())
    });
    fuzz("variables in any text", &".{0,40}", |text| {
        prop_assert_eq!(expand(&text, value_of), expanded_by_letters(&text));
        Ok(())
    });
}

#[test]
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn agent_variables_are_expanded_when_needed() {
    let (kakao, _) = read(
        r#"{"routing":{"bindings":[{"account":"h","agent":"h"},{"account":"c","agent":"c"}]},
            "agents":{"h":{"url":"${U}/skill"},"c":{"command":["python3","${U}","$${U}"]}}}"#,
    );
    let with = |account, value: Option<&str>| {
        let variable = |_: &str| value.map(str::to_owned);
        kakao
            .agent(account, &variable)
            .map(|(_, agent)| agent)
            .map_err(|fault| fault.to_string())
    };
    assert_eq!(
        with("h", Some("localhost:3000")),
        Ok(Agent::Http("http://localhost:3000/skill".into()))
    );
    let words = ["python3", "bot.py", "${U}"].map(str::to_owned);
    assert_eq!(with("c", Some("bot.py")), Ok(Agent::Command(words.into())));
    let unset = "needs the environment variable `U`, which is not set or empty";
    assert_eq!(
        with("h", None),
        Err(format!("`agents.h.url` in `config.json` {unset}"))
    );
    assert_eq!(
        with("c", None),
        Err(format!("`agents.c.command[1]` in `config.json` {unset}"))
    );
    let error = with("h", Some("nowhere")).unwrap_err();
    assert!(
        error.starts_with(
            "`agents.h.url` in `config.json` cannot be used: `nowhere/skill` is no target"
        ),
        "{error}"
    );
    // An untrusted project file cannot put a secret of the environment into a URL of its choice.
    let (kakao, _) = project(
        r#"{"routing":{"bindings":[{"agent":"h"}]},"agents":{"h":{"url":"https://x.example/${BOT_TOKEN}"}}}"#,
    )
    .unwrap();
    let fault = kakao.agent("default", &|_| Some("s".into())).unwrap_err();
    assert!(
        fault.to_string().contains("which looks like a secret"),
        "{fault}"
    );
}
