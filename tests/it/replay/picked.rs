//! Events picked from the history: the newest, the latest, the failed, and by part of an id.
use super::{PLAIN, event, fine, momo, replay};
use crate::support::{Momo, Peer};

/// A history of three events, the second of which was refused; their ids, oldest first.
fn history(momo: &Momo) -> Vec<String> {
    let (good, bad) = (fine(), Peer::answering(500, "text/plain", "boom"));
    let targets = [(&good, 0), (&bad, 1), (&good, 0)];
    let sent = targets.map(|(peer, code)| {
        let args = [PLAIN, "--to", &peer.url("/"), "--json"];
        let lines = replay(momo, &args).expect(code).json_lines();
        lines[0]["event_id"].as_str().unwrap().to_owned()
    });
    sent.to_vec()
}

/// The events that arrive, in order.
fn arriving(momo: &Momo, flags: &[&str]) -> Vec<String> {
    let peer = fine();
    let url = peer.url("/");
    replay(momo, &[&["--keep-ids", "--to", &url], flags].concat()).expect_notes(0);
    let id = |seen| event(seen)["event_id"].as_str().unwrap().to_owned();
    peer.seen().iter().map(id).collect()
}

#[test]
fn newest_events_come_oldest_first() {
    let momo = momo();
    let sent = history(&momo);
    assert_eq!(arriving(&momo, &["--last", "2"]), sent[1..]);
    // They were delivered once more, and are still one event each.
    assert_eq!(
        arriving(&momo, &["--last", "3"]),
        [&sent[0], &sent[1], &sent[2]].map(String::clone)
    );
    assert_eq!(arriving(&momo, &["--since", "1h"]).len(), 3);
}

#[test]
fn failed_selects_events_without_a_later_success() {
    let momo = momo();
    let sent = history(&momo);
    assert_eq!(arriving(&momo, &["--failed"]), sent[1..2]);
    let error = replay(&momo, &["--failed", "--since", "2h", "--to", "3000"]).expect(3);
    assert!(
        error.err().contains("no such event is in the history"),
        "{error}"
    );
}

#[test]
fn filter_applies_to_the_newest_delivery_of_each_event() {
    let momo = momo();
    let sent = history(&momo);
    let both = format!("event:{},{}", sent[0], sent[2]);
    assert_eq!(
        arriving(&momo, &["--filter", &both]),
        [&*sent[0], &*sent[2]]
    );
    let error = replay(&momo, &["--filter", "staus:500", "--to", "3000"]).expect(2);
    assert!(error.err().contains("`--filter`, column 1"), "{error}");
    replay(&momo, &["--filter", "body:nothing", "--to", "3000"]).expect(3);
    assert_eq!(
        arriving(&momo, &["--filter", "-status:500", "--last", "1"]),
        sent[2..]
    );
    assert_eq!(
        arriving(&momo, &["--filter", "status:500 type:talk.*"]),
        sent[1..2]
    );
    // It has arrived since.
    replay(&momo, &["--filter", "status:500", "--to", "3000"]).expect(3);
    replay(&momo, &["--filter", "failed", "--to", "3000"]).expect(3);
}

#[test]
fn shortened_id_suffices() {
    let momo = momo();
    let peer = fine();
    let first = replay(&momo, &[PLAIN, "--to", &peer.url("/"), "--json"]).expect(0);
    let id = first.json_lines()[0]["id"].as_str().unwrap().to_owned();
    replay(&momo, &[&id[..15], "--keep-ids", "--to", &peer.url("/")]).expect_notes(0);
    let seen = peer.seen();
    assert_eq!(seen[0].body, seen[1].body);
    replay(&momo, &["ex_zzzz", "--to", "3000"]).expect(3);
}

#[test]
fn last_zero_is_refused() {
    replay(&momo(), &["--last", "0", "--to", "3000"]).expect(2);
}
