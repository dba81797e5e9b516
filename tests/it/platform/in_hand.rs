//! Deliveries that are with their bots now: their state, and what can be done about them.
use super::{Fields, Local};
use crate::support::{Peer, response, wait_for};
use serde_json::{Value, json};
use std::sync::{Mutex, mpsc};

/// A bot that answers each event with the status that it is told.
fn told_bot() -> (Peer, mpsc::Sender<u16>) {
    let (sender, statuses) = mpsc::channel();
    let statuses = Mutex::new(statuses);
    let peer = Peer::raw(move |_| {
        let status = statuses.lock().unwrap().recv().unwrap_or(500);
        response(status, "text/plain", "")
    });
    (peer, sender)
}

/// The only event as soon as it is in this state.
fn in_state(local: &Local, state: &str) -> Value {
    wait_for(state, || {
        local.deliveries("").pop().filter(|it| it["state"] == state)
    })
}

#[test]
fn event_is_with_the_bot_until_it_answers() {
    let (local, (peer, answer)) = (Local::start(), told_bot());
    local.bot(&peer.url("/"));
    local.say(1, "하나");
    let now = in_state(&local, "under_way");
    assert!(now["under_way_since"].is_i64(), "{now}");
    assert_eq!(
        (
            &now["attempts"],
            &now["next_attempt_at"],
            &now["last_failure"]
        ),
        (&json!(0), &Value::Null, &Value::Null)
    );
    assert_eq!(local.deliveries("?state=under_way").len(), 1);
    assert_eq!(local.deliveries("?state=failed,held").len(), 0);
    answer.send(200).unwrap();
    let done = in_state(&local, "delivered");
    assert!(done["under_way_since"].is_null(), "{done}");
    assert_eq!(local.deliveries("?state=under_way").len(), 0);
}

#[test]
fn event_given_up_at_the_bot_is_delivered_if_the_bot_takes_it() {
    for (status, state, failure) in [
        (200, "delivered", Value::Null),
        (500, "dropped", json!("you gave it up")),
    ] {
        let (local, (peer, answer)) = (Local::start(), told_bot());
        local.bot(&peer.url("/"));
        local.say(1, "하나");
        in_state(&local, "under_way");
        let dropped = local.developer("POST", "/deliveries/drop", None);
        assert_eq!(dropped["deliveries"][0].text("state"), "under_way");
        answer.send(status).unwrap();
        let end = in_state(&local, state);
        assert_eq!(
            (&end["attempts"], &end["last_status"], &end["last_failure"]),
            (&json!(1), &json!(status), &failure)
        );
        local.wait_until_sent();
    }
}
