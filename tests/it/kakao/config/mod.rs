//! `channels.kakao`, `routing` and `agents`: what files say, what the environment fills in, what is wrong and where.
mod mistakes;
mod slips;
mod variables;

use momo::model::kakao::config::{
    Account, AccountKey, Agent, DmPolicy, KakaoSettings, SettingError,
};
use momo::model::settings::{Settings, SettingsFile, Source};

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

fn read(json: &str) -> (KakaoSettings, Vec<String>) {
    let place = Source::User("config.json".into());
    let (file, warnings) = SettingsFile::read(json.as_bytes(), place).unwrap();
    (Settings::new(vec![file]).kakao(), warnings)
}

fn refused(json: &str) -> String {
    let place = Source::User("config.json".into());
    SettingsFile::read(json.as_bytes(), place).unwrap_err()
}

fn none(_: &str) -> Option<String> {
    None
}

fn text(
    account: &Account<'_>,
    key: AccountKey,
    variables: &[(&str, &str)],
) -> Result<Option<(String, Source)>, SettingError> {
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name)?;
        Some(found.1.to_owned())
    };
    let found = account.text(key, &variable)?;
    Ok(found.map(|setting| (setting.value, setting.source)))
}

#[test]
fn example_of_the_guide_is_read() {
    let (kakao, warnings) = read(GUIDE);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(kakao.accounts(), ["default"]);
    let account = kakao.account(None).unwrap();
    assert_eq!(account.resolve(&none).port, Ok(Some(8788)));
    assert_eq!(account.resolve(&none).dm_policy, Ok(DmPolicy::Open));
    assert_eq!(account.resolve(&none).is_enabled, Ok(true));
    let key = text(
        &account,
        AccountKey::REST_API_KEY,
        &[("KAKAO_ADMIN_KEY", "r")],
    )
    .unwrap();
    assert_eq!(key, Some(("r".into(), Source::User("config.json".into()))));
}

#[test]
fn two_keys_called_admin_key_stay_apart() {
    let (kakao, _) =
        read(r#"{"channels":{"kakao":{"adminKey":"rest","primaryAdminKey":"admin"}}}"#);
    let account = kakao.account(None).unwrap();
    let secret = |key| account.secret(key, &none).unwrap().unwrap().value;
    assert_eq!(secret(AccountKey::REST_API_KEY).reveal(), b"rest");
    assert_eq!(secret(AccountKey::PRIMARY_ADMIN_KEY).reveal(), b"admin");
    // The variable of the one never fills in the other.
    let kakao = KakaoSettings::default();
    let account = kakao.account(None).unwrap();
    assert_eq!(
        text(
            &account,
            AccountKey::PRIMARY_ADMIN_KEY,
            &[("KAKAO_ADMIN_KEY", "rest")]
        ),
        Ok(None)
    );
}

#[test]
fn skill_key_is_a_header_and_its_secret() {
    let key = |keys: &str| {
        let (kakao, _) = read(&format!(r#"{{"channels":{{"kakao":{{{keys}}}}}}}"#));
        let settings = kakao.account(None).unwrap().resolve(&none);
        settings.skill_key().map_err(|error| error.to_string())
    };
    assert_eq!(key(r#""name":"A""#), Ok(None));
    let found = key(r#""skillHeader":" X-Key ","skillSecret":"s""#).unwrap();
    assert_eq!(found.unwrap().header, "X-Key");
    for (keys, problem) in [
        (
            r#""skillHeader":"X-Key""#,
            "the Kakao account `default` has no `skillSecret`",
        ),
        (
            r#""skillSecret":"s""#,
            "the Kakao account `default` has no `skillHeader`",
        ),
        (
            r#""skillHeader":"X Key","skillSecret":"s""#,
            "`skillHeader` in `config.json`: `X Key` is no header name",
        ),
    ] {
        assert_eq!(key(keys), Err(problem.to_owned()));
    }
}

#[test]
fn files_merge_key_by_key_and_accounts_by_name() {
    let project = r#"{"channels":{"kakao":{"accounts":{"shop":{"webhookPort":9000},"help":{}}}}}"#;
    let user =
        r#"{"channels":{"kakao":{"accounts":{"shop":{"webhookPort":1,"webhookPath":"/shop"}}}}}"#;
    let file = |json: &str, place| SettingsFile::read(json.as_bytes(), place).unwrap().0;
    let settings = Settings::new(vec![
        file(project, Source::Project("momo.json".into())),
        file(user, Source::User("config.json".into())),
    ]);
    let kakao = settings.kakao();
    assert_eq!(kakao.accounts(), ["shop", "help"]);
    let shop = kakao.account(Some("shop")).unwrap();
    assert_eq!(shop.resolve(&none).port, Ok(Some(9000)));
    assert_eq!(shop.resolve(&none).path, Ok(Some("/shop".into())));
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
#[cfg_attr(windows, ignore = "runs a program in Python")]
fn binding_names_the_agent() {
    let (kakao, _) = read(
        r#"{"routing":{"bindings":[
            {"channel":"telegram","agent":"x"},
            {"channel":"kakao","agent":"all"},
            {"channel":"kakao","account":"shop","agent":"shop"},
            {"channel":"kakao","account":"odd","agent":"shpo"}]},
          "agents":{"all":{"url":"http://localhost:4000/"},"shop":{"command":["python3","shop.py"]}}}"#,
    );
    let agent = |account| {
        let found = kakao.agent(account, &none);
        found.map_err(|fault| fault.to_string())
    };
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
        read("{}").0.agent("default", &none),
        Ok(("echo".into(), Agent::Echo))
    );
}

#[test]
fn moltbot_agents_are_accepted() {
    let (kakao, warnings) = read(
        r#"{"agents":{"defaults":{"model":"x"},"list":[{"id":"main"}]},
            "routing":{"bindings":[{"channel":"kakao","agent":"main"}]}}"#,
    );
    assert_eq!(warnings, [""; 0]);
    let fault = kakao.agent("default", &none).unwrap_err();
    assert!(
        fault
            .to_string()
            .ends_with("names the agent `main`, which `agents` does not"),
        "{fault}"
    );
}

fn value_of(name: &str) -> Option<String> {
    match name {
        "A" => Some("값 ${A} $".into()),
        "_B1" => Some("$".into()),
        "EMPTY" => Some(String::new()),
        _ => None,
    }
}
