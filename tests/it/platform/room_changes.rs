//! Rooms and users are renamed and deleted.
use super::{Fields, Local};
use crate::support::DeadPort;
use serde_json::{Value, json};

fn say(local: &Local, room: i64, user: &str) -> Value {
    let body = json!({ "user": user, "body": "안녕" });
    let path = format!("/rooms/{room}/messages");
    local.developer("POST", &path, Some(&body))
}

/// The status of a call by a developer, and its error's code.
fn refusal(local: &Local, method: &str, path: &str, body: Option<&Value>) -> (u16, String) {
    let answer = local.call(&local.console("developer"), method, path, body);
    let error: Value = serde_json::from_str(&answer.body).unwrap();
    (answer.status, error["error"].text("code"))
}

#[test]
fn deleted_room_takes_its_messages_and_waiting_deliveries_along() {
    let (local, nobody) = (Local::with_long_pauses(), DeadPort::new());
    let bot = local.bot(&nobody.url("/"));
    let room = local.developer("POST", "/rooms", Some(&json!({ "name": "하나" })));
    let room = room["room_id"].as_i64().unwrap();
    let path = format!("/rooms/{room}");
    local.developer("PUT", &format!("{path}/bots/{}", bot.id), None);
    let event = say(&local, room, "앨리스")["deliveries"][0].text("event_id");
    let renamed = local.developer("PATCH", &path, Some(&json!({ "name": "둘" })));
    assert_eq!(
        (renamed.text("name"), &renamed["bots"]),
        ("둘".into(), &json!([bot.id]))
    );
    let deleted = local.developer("DELETE", &path, None);
    assert_eq!(deleted, json!({ "deleted": true, "room_id": room }));
    let rooms = local.developer("GET", "/rooms", None);
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1);
    let path_of_event = format!("/deliveries?event_id={event}");
    let delivery = &local.developer("GET", &path_of_event, None)["deliveries"][0];
    assert_eq!(delivery.text("state"), "dropped");
    assert_eq!(delivery.text("last_failure"), "the room was deleted");
    for method in ["GET", "DELETE"] {
        assert_eq!(
            refusal(&local, method, &path, None),
            (404, "not_found".into())
        );
    }
    // The next room gets an id of its own, and no old message.
    let next = local.developer("POST", "/rooms", None)["room_id"].as_i64();
    assert_eq!(next, Some(room + 1));
}

#[test]
fn renamed_user_has_the_new_name_in_old_messages() {
    let local = Local::start();
    let user = say(&local, 1, "앨리스")["message"].text("sender_user_id");
    say(&local, 1, "밥");
    let path = format!("/users/{user}");
    let name = |name: &str| json!({ "name": name });
    local.developer("PATCH", &path, Some(&name("앨리스 2")));
    let messages = local.developer("GET", "/rooms/1/messages", None);
    let names = ["앨리스 2", "밥"].map(Value::from);
    assert_eq!(
        [0, 1].map(|it| messages["messages"][it]["sender_name"].clone()),
        names
    );
    // A message under the new name is from the same user.
    assert_eq!(
        say(&local, 1, "앨리스 2")["message"].text("sender_user_id"),
        user
    );
    let refused = |body: &Value| refusal(&local, "PATCH", &path, Some(body));
    assert_eq!(refused(&name("밥")), (409, "conflict".into()));
    assert_eq!(refused(&json!({})).0, 422);
    let deleted = local.developer("DELETE", &path, None);
    assert_eq!(deleted, json!({ "deleted": true, "user_id": user }));
    let users = local.developer("GET", "/users", None);
    assert_eq!(users["users"].as_array().unwrap().len(), 1);
    for name in [name("셋"), name("밥")] {
        assert_eq!(refused(&name), (404, "not_found".into()));
    }
    let messages = local.developer("GET", "/rooms/1/messages", None);
    assert_eq!(messages["messages"].as_array().unwrap().len(), 3);
}
