//! Conversations with a right bot on Express.
use crate::bots::express;
use crate::check::frameworks::beside;
use crate::support::Momo;

#[test]
fn express_bot_is_played_with() {
    let Some(script) = express() else {
        return;
    };
    let script = beside(script.parent().unwrap(), "express");
    let momo = Momo::new();
    let text = "\
## quick replies
앨리스: menu
bot: Echo: menu
[yes] [no]
앨리스 taps no
bot to 2: Echo: no
## two rooms
앨리스: 하나
앨리스 in b: 둘
bot in b: Echo: 둘
bot: Echo: 하나
## replies
앨리스: 셋
밥: 넷
bot to 2: Echo: 넷
bot to 1: Echo: 셋
## values
앨리스: order 17
bot =~ /order (?<id>[0-9]+)/
밥: {id}
bot: Echo: 17
";
    momo.file("a.chat", text);
    let test = [
        "chat", "test", "a.chat", "--repeat", "2", "--json", "--", "node",
    ];
    let output = momo.run(&[&test[..], &[script.to_str().unwrap()]].concat());
    let lines = output.expect_notes(0).json_lines();
    let summary = lines.last().unwrap();
    assert_eq!(
        (&summary["passed"], &summary["turns"]),
        (&4.into(), &16.into())
    );
    assert_eq!(summary["untapped"], serde_json::json!(["yes"]));
}
