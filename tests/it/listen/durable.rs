//! What was answered 200 is in the history, whatever happens then.
use super::{Listening, ask};
use crate::support::Momo;
use momo::io::sqlite::History;
use momo::model::history::query::Query;
use std::collections::BTreeSet;

fn event(id: &str) -> String {
    let body = format!("{{\"event_id\":\"{id}\"}}");
    let length = body.len();
    format!("POST / HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn kept(listening: &Listening) -> BTreeSet<String> {
    let history = History::open(&listening.momo.home().join("history.db")).unwrap();
    let query = Query {
        limit: None,
        ..Query::default()
    };
    let exchanges = history.list(&query).unwrap();
    exchanges
        .into_iter()
        .filter_map(|exchange| exchange.event_id)
        .collect()
}

#[test]
fn many_concurrent_senders_are_all_recorded() {
    let listening = Listening::json(Momo::new(), &["--allow-unsigned"]);
    let port = listening.port;
    std::thread::scope(|scope| {
        for sender in 0..8 {
            scope.spawn(move || {
                for number in 0..20 {
                    let answer = ask(port, &event(&format!("evt_{sender}_{number}")));
                    assert_eq!(answer, (200, r#"{"ok":true}"#.into()));
                }
            });
        }
    });
    assert_eq!(kept(&listening).len(), 160);
}

#[test]
fn kill_loses_no_answered_event() {
    let listening = Listening::json(Momo::new(), &["--allow-unsigned"]);
    let ids: BTreeSet<_> = (0..20).map(|number| format!("evt_{number}")).collect();
    for id in &ids {
        assert_eq!(listening.raw(&event(id)).0, 200);
    }
    listening.running.signal("KILL");
    assert_eq!(kept(&listening), ids);
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn event_is_not_taken_while_the_history_is_not_at_its_path() {
    let listening = Listening::json(Momo::new(), &["--allow-unsigned"]);
    let [file, elsewhere] = ["history.db", "elsewhere"].map(|it| listening.momo.home().join(it));
    let status = |id: &str| listening.raw(&event(id)).0;
    assert_eq!(status("evt_1"), 200);
    std::fs::rename(&file, &elsewhere).unwrap();
    assert_eq!(status("evt_2"), 503);
    std::fs::write(&file, "").unwrap();
    assert_eq!(status("evt_3"), 503);
    std::fs::rename(&elsewhere, &file).unwrap();
    assert_eq!(status("evt_4"), 200);
    let ids = ["evt_1", "evt_4"].map(str::to_owned);
    assert_eq!(kept(&listening), BTreeSet::from(ids));
    listening.running.signal("TERM");
    let err = listening.running.finish().expect_notes(0).err();
    let warning = format!(
        "warning: the history `{}` was removed or replaced while momo had it open; put it back, or start momo again",
        file.display()
    );
    assert_eq!(err.matches(&warning).count(), 1, "{err}");
}
