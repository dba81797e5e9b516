//! An event that was signed with another secret than its bot's: what is said of it afterwards.
use super::replay;
use crate::support::{Momo, Peer};

const FOREIGN: &str =
    "signed with the secret of fingerprint 73c3c003, which is not the bot's (4c6e9111)";

/// A home that keeps one bot, and the history of one event for it that another secret signed.
fn signed_otherwise(peer: &Peer) -> Momo {
    let momo = Momo::new();
    momo.file("secret.txt", "right-secret-of-the-bot");
    let add = ["bot", "add", "bot_cff", "--secret-file", "secret.txt"];
    momo.run(&add).expect_notes(0);
    let to = peer.url("/hook");
    let args = ["momotalk/message_created", "--to", &to];
    let output = replay(
        &momo,
        &[&args[..], &["--secret", "wrongwrongwrong"]].concat(),
    );
    let output = output.expect_notes(1);
    let why = format!("the bot refused the event (401): it was {FOREIGN}");
    assert!(output.out().contains(&why), "{output}");
    momo
}

#[test]
fn history_names_the_secret_that_signed_and_the_bots_own() {
    let peer = Peer::answering(401, "text/plain", "no");
    let momo = signed_otherwise(&peer);
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    assert_eq!(shown.out().matches(FOREIGN).count(), 2, "{shown}");
    assert!(!shown.out().contains("from the kept secret"), "{shown}");
    let json = momo.run(&["webhook", "history", "show", "last", "--json"]);
    let json = json.expect(0).json();
    assert_eq!(json["signature"]["explanation"][0], FOREIGN);
    assert_eq!(
        json["diagnosis"]["phrase"]["code"],
        "diagnosis.refused-not-the-bots"
    );
}

#[test]
fn verify_names_the_secret_that_signed() {
    let peer = Peer::answering(401, "text/plain", "no");
    let momo = signed_otherwise(&peer);
    let verified = momo.run(&["verify", "last", "--explain"]).expect_notes(1);
    assert!(verified.out().contains(FOREIGN), "{verified}");
    // The same of an exchange that is handed over.
    let exchange = momo.run(&["webhook", "history", "show", "last", "--json"]);
    let verified = momo.run_with_input(
        &["verify", "--explain", "--json"],
        exchange.out().as_bytes(),
    );
    let cause = verified.expect_notes(1).json()["explanation"][0].clone();
    assert_eq!(cause["mistake"], "other_secret");
    assert_eq!(cause["text"], FOREIGN);
}

#[test]
fn own_secret_is_no_other_one() {
    let peer = Peer::answering(401, "text/plain", "no");
    let momo = signed_otherwise(&peer);
    let args = ["momotalk/message_created", "--to", &peer.url("/hook")];
    replay(&momo, &args).expect_notes(1);
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    assert!(!shown.out().contains("which is not the bot's"), "{shown}");
    assert!(
        shown
            .out()
            .contains("from the kept secret of the bot `bot_cff`"),
        "{shown}"
    );
}
