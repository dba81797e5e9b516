//! Who may do what with a bot: the guide's four visibilities, for its owner, another developer, operator and admin.
use super::{Fields, Local, taker};
use serde_json::{Value, json};

/// What one caller may do with one bot: is it in the list, show by id, change, test, subscribe to a room.
#[derive(Debug, PartialEq)]
struct May {
    list: bool,
    show: u16,
    change: u16,
    test: u16,
    subscribe: u16,
}

const ALL: May = May {
    list: true,
    show: 200,
    change: 200,
    test: 200,
    subscribe: 200,
};
const NOTHING: May = May {
    list: false,
    show: 404,
    change: 404,
    test: 404,
    subscribe: 404,
};
const BY_ID: May = May {
    list: false,
    show: 200,
    change: 403,
    test: 403,
    subscribe: 200,
};
const LISTED: May = May {
    list: true,
    ..BY_ID
};

fn may(local: &Local, token: &str, bot: &str) -> May {
    let status = |method: &str, path: String, body| local.call(token, method, &path, body).status;
    let listed = local.call(token, "GET", "/bots", None).good();
    let body = json!({ "name": "새 이름" });
    May {
        list: listed["bots"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["bot_id"] == bot),
        show: status("GET", format!("/bots/{bot}"), None),
        change: status("PATCH", format!("/bots/{bot}"), Some(&body)),
        test: status("POST", format!("/bots/{bot}/test"), None),
        subscribe: status("PUT", format!("/rooms/1/bots/{bot}"), None),
    }
}

/// A console token for a second developer.
fn other(local: &Local) -> String {
    let body = json!({ "name": "momoi", "role": "developer" });
    let made = local.call(
        &local.console("admin"),
        "POST",
        "/console-tokens",
        Some(&body),
    );
    assert_eq!(made.status, 201);
    made.json().text("token")
}

#[test]
fn each_visibility_admits_whom_the_guide_says() {
    let (local, peer) = (Local::start(), taker());
    let stranger = other(&local);
    let table = [
        ("private", NOTHING),
        ("unlisted", BY_ID),
        ("public", LISTED),
        ("review_required", NOTHING),
    ];
    for (visibility, for_stranger) in table {
        let bot = local.bot_shown_as(&peer.url("/"), visibility).id;
        for role in ["developer", "operator", "admin"] {
            let token = local.console(role);
            assert_eq!(may(&local, &token, &bot), ALL, "{visibility}, {role}");
        }
        assert_eq!(may(&local, &stranger, &bot), for_stranger, "{visibility}");
    }
}

#[test]
fn approved_or_rejected_private_bot_is_hidden_from_others() {
    let (local, peer) = (Local::start(), taker());
    let (stranger, operator) = (other(&local), local.console("operator"));
    for decision in ["approve", "reject"] {
        let bot = local.bot_shown_as(&peer.url("/"), "review_required").id;
        let body = json!({ "decision": decision });
        local
            .call(
                &operator,
                "POST",
                &format!("/bots/{bot}/review"),
                Some(&body),
            )
            .good();
        assert_eq!(may(&local, &stranger, &bot), NOTHING, "{decision}");
        assert_eq!(
            may(&local, &local.console("developer"), &bot),
            ALL,
            "{decision}"
        );
    }
}

#[test]
fn callback_and_fingerprints_are_hidden_from_others() {
    let local = Local::start();
    let bot = local.bot_shown_as("http://127.0.0.1:9/", "public");
    let answer = local
        .call(&other(&local), "GET", &format!("/bots/{}", bot.id), None)
        .good();
    let keys: Vec<_> = answer
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        [
            "bot_id",
            "name",
            "visibility",
            "status",
            "owner",
            "created_at",
            "offline_since"
        ]
    );
}

#[test]
fn only_operators_and_admins_review_pending_bots() {
    let local = Local::start();
    let approve = json!({ "decision": "approve", "note": "좋아요" });
    let review = |role: &str, bot: &str| {
        local.call(
            &local.console(role),
            "POST",
            &format!("/bots/{bot}/review"),
            Some(&approve),
        )
    };
    let pending = local
        .bot_shown_as("http://127.0.0.1:9/", "review_required")
        .id;
    review("developer", &pending).refuses(403, "forbidden", "only an operator or admin");
    let reviewed = review("operator", &pending).good();
    assert_eq!(
        (&reviewed["status"], &reviewed["review_note"]),
        (&json!("active"), &json!("좋아요"))
    );
    review("admin", &pending).refuses(409, "conflict", "it is active");
    let private = local.bot("http://127.0.0.1:9/").id;
    review("admin", &private).refuses(409, "conflict", "waits for no review");
}

#[test]
fn changing_visibility_does_not_bypass_review() {
    let local = Local::start();
    let bot = local
        .bot_shown_as("http://127.0.0.1:9/", "review_required")
        .id;
    let show_as = |role: &str, visibility: &str| {
        let body = json!({ "visibility": visibility });
        local
            .call(
                &local.console(role),
                "PATCH",
                &format!("/bots/{bot}"),
                Some(&body),
            )
            .good()["status"]
            .clone()
    };
    assert_eq!(show_as("developer", "public"), "pending");
    assert_eq!(show_as("developer", "unlisted"), "pending");
    assert_eq!(show_as("developer", "private"), "active");
    assert_eq!(show_as("developer", "review_required"), "pending");
    assert_eq!(show_as("operator", "public"), "active");
}

#[test]
fn rejected_bot_asks_again_or_is_approved() {
    let local = Local::start();
    let bot = local
        .bot_shown_as("http://127.0.0.1:9/", "review_required")
        .id;
    let send = |role: &str, method: &str, path: &str, body: Value| {
        let token = local.console(role);
        local.call(&token, method, &format!("/bots/{bot}{path}"), Some(&body))
    };
    let review = |decision: &str| {
        let body = json!({ "decision": decision });
        send("operator", "POST", "/review", body).good()["status"].clone()
    };
    let change = |body: Value| send("developer", "PATCH", "", body).good()["status"].clone();
    assert_eq!(review("reject"), "rejected");
    assert_eq!(change(json!({ "name": "Better" })), "rejected");
    assert_eq!(
        change(json!({ "visibility": "review_required" })),
        "pending"
    );
    assert_eq!(review("reject"), "rejected");
    assert_eq!(review("approve"), "active");
    // To name it once more changes nothing for one that takes part.
    assert_eq!(change(json!({ "visibility": "review_required" })), "active");
    let again = send(
        "operator",
        "POST",
        "/review",
        json!({ "decision": "reject" }),
    );
    assert_eq!(again.status, 409);
}

#[test]
fn only_an_admin_issues_console_tokens_once_per_name() {
    let local = Local::start();
    let ask = |role: &str, name: &str| {
        let body = json!({ "name": name, "role": "operator" });
        local.call(&local.console(role), "POST", "/console-tokens", Some(&body))
    };
    for role in ["developer", "operator"] {
        ask(role, "x").refuses(403, "forbidden", "only an admin");
    }
    let made = ask("admin", "유즈").good();
    assert_eq!(
        (&made["name"], &made["role"]),
        (&json!("유즈"), &json!("operator"))
    );
    assert_eq!(
        local.call(&made.text("token"), "GET", "/bots", None).status,
        200
    );
    for name in ["유즈", "developer"] {
        ask("admin", name).refuses(409, "conflict", name);
    }
}
