//! Commands about a room without `--room`.
use crate::support::{Momo, create_bot, start_dev};

#[test]
fn only_room_need_not_be_named() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    create_bot(&momo, "Echo", "3000/hook");
    momo.run(&["room", "say", "안녕"]).expect(0);
    let sent = momo
        .run(&["message", "send", "네", "--json"])
        .expect(0)
        .json();
    assert_eq!(sent["answer"]["message"]["room_id"], 1);
    let messages = momo.run(&["room", "messages"]).expect(0).out();
    assert!(
        messages.contains("안녕") && messages.contains("Echo: 네"),
        "{messages}"
    );
    assert_eq!(
        momo.run(&["room", "show", "--json"]).expect(0).json()["room_id"],
        1
    );

    // Of several, none is chosen until the settings or the flag say which; a bot's own are those where it is subscribed.
    momo.run(&["room", "create", "주문"]).expect(0);
    let output = momo.run(&["room", "say", "hi"]).expect(2);
    let choices = "2 rooms are there and none was chosen: 1";
    assert!(output.err().contains(choices), "{output}");
    assert!(output.err().contains("2 (주문)"), "{output}");
    momo.run(&["message", "send", "네"]).expect_notes(0);
    momo.file("momo.json", r#"{"room":2}"#);
    momo.run(&["room", "say", "hi"]).expect_notes(0);
    assert_eq!(
        momo.run(&["room", "show", "--json"]).expect(0).json()["room_id"],
        2
    );
    let first = momo
        .run(&["room", "show", "--room", "1", "--json"])
        .expect(0);
    assert_eq!(first.json()["room_id"], 1);
}
