//! Lists: heads, pages, filters and their errors, permissions.
use super::{Scene, ids, quoted};
use crate::platform::{Fields, Local};
use serde_json::json;

#[test]
fn list_holds_summaries_newest_first() {
    let scene = Scene::with(&["안녕"]);
    scene.send("반가워요");
    let heads = scene.list("");
    let [call, event] = &*heads else {
        panic!("{heads:#?}")
    };
    assert_eq!(
        (call.text("kind"), call.text("direction")),
        ("api".into(), "received".into())
    );
    let seen = scene.peer.only();
    assert_eq!(event["event_type"], "talk.message_created");
    assert_eq!(event["bot_id"], *scene.bot.id);
    assert_eq!(event["signature"]["verdict"], "valid");
    assert_eq!(event["response"]["status"], 200);
    assert_eq!(event["request"]["url"], scene.peer.url("/hook"));
    assert_eq!(event["size"], seen.body.len() + r#"{"ok":true}"#.len());
    assert_eq!(event["starred"], false);
    for head in &heads {
        assert!(head["request"].get("body").is_none(), "{head}");
        assert!(head["response"].get("body").is_none(), "{head}");
    }
    assert!(!json!(heads).to_string().contains(&scene.bot.token));
}

#[test]
fn pages_follow_one_another_and_end() {
    let scene = Scene::with(&["하나", "둘", "셋", "넷", "다섯"]);
    let all = ids(&scene.list(""));
    assert_eq!(all.len(), 5);
    let (mut found, mut before) = (Vec::new(), String::new());
    for (count, has_more) in [(2, true), (2, true), (1, false)] {
        let page = scene.good("GET", &format!("/exchanges?limit=2{before}"), None);
        let heads = page["exchanges"].as_array().unwrap();
        assert_eq!((heads.len(), page["next"].is_string()), (count, has_more));
        found.extend(ids(heads));
        before = format!("&before={}", found.last().unwrap());
        if has_more {
            assert_eq!(page["next"], **found.last().unwrap());
        }
    }
    assert_eq!(found, all);
}

#[test]
fn filter_means_the_same_as_in_the_terminal() {
    let scene = Scene::with(&["안녕", "잘 가"]);
    scene.send("반가워요");
    for (filter, count) in [
        ("kind:event", 2),
        ("kind:api", 1),
        ("body:안녕", 1),
        ("status:2xx dir:sent", 2),
        ("-kind:api body:\"잘 가\"", 1),
        ("starred:yes", 0),
        ("starred:no", 3),
    ] {
        let found = scene.list(&format!("?filter={}", quoted(filter)));
        assert_eq!(found.len(), count, "{filter}");
    }
    assert_eq!(scene.list("?latest=true&filter=kind:event").len(), 2);
}

#[test]
fn invalid_query_is_named_by_column_or_field() {
    let scene = Scene::with(&["안녕"]);
    for (query, words, hint) in [
        (
            format!("filter={}", quoted("kind:event statsu:500")),
            "`filter`, column 12: no term is called `statsu:`",
            "Perhaps `status:` is meant.",
        ),
        (
            format!("filter={}", quoted("starred:maybe")),
            "`filter`, column 9: `maybe` is nothing that `starred:` knows",
            "It knows `yes`, `no`.",
        ),
        (
            "before=ex_nothing".into(),
            "`before`: there is no exchange `ex_nothing`",
            "",
        ),
        ("limit=0".into(), "`limit`: is not between 1 and 500", ""),
        ("limit=501".into(), "`limit`: is not between 1 and 500", ""),
        ("limit=x".into(), "`limit`: `x` is no number", ""),
        (
            "latest=maybe".into(),
            "`latest`: `maybe` is neither true nor false",
            "",
        ),
    ] {
        let answer = scene.call("GET", &format!("/exchanges?{query}"), None);
        answer.refuses(422, "unprocessable", words);
        let said = answer.json()["error"]["hint"].to_string();
        assert!(said.contains(hint), "{answer:?}");
    }
    // The terminal's words.
    let momo = crate::support::Momo::new();
    let output = momo.run(&[
        "webhook",
        "history",
        "list",
        "--filter",
        "kind:event statsu:500",
    ]);
    assert!(
        output
            .err()
            .contains("`--filter`, column 12: no term is called `statsu:`"),
        "{output}"
    );
}

#[test]
fn only_operators_and_admins_see_other_bots() {
    let local = Local::start();
    for path in ["/exchanges", "/exchanges/ex_1", "/exchanges/ex_1/as/har"] {
        let answer = local.call(&local.console("developer"), "GET", path, None);
        answer.refuses(403, "forbidden", "a developer sees");
        let hint = answer.json()["error"].text("hint");
        assert!(hint.contains("operator or admin"), "{hint}");
    }
    for role in ["operator", "admin"] {
        let answer = local.call(&local.console(role), "GET", "/exchanges", None);
        assert_eq!(answer.good(), json!({ "exchanges": [], "next": null }));
    }
}
