//! A callback URL without a path means the path at which the bot is.
use crate::support::{DeadPort, Momo, Peer, response, start_dev};

const GUIDE: &str = "/momotalk/webhook";

/// A bot that answers these paths with 401, as one that checks signatures, and every other with 404.
fn bot_at(paths: &'static [&'static str]) -> Peer {
    Peer::raw(move |seen| {
        let path = seen.line.split(' ').nth(1).unwrap();
        let status = if paths.contains(&path) { 401 } else { 404 };
        response(status, "text/plain", "")
    })
}

fn create(momo: &Momo, target: &str) -> (String, String) {
    let args = ["bot", "create", "--name", "Echo", "--callback-url", target];
    let output = momo.run(&args).expect_notes(0);
    let url = output.out();
    let url = url.lines().find(|line| line.contains("callback URL"));
    let url = url.unwrap().rsplit(' ').next().unwrap().to_owned();
    (url, output.err())
}

#[test]
fn callback_without_a_path_means_the_one_that_answers() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let at_guide = bot_at(&[GUIDE]);
    let (url, words) = create(&momo, &at_guide.port().to_string());
    assert_eq!(url, at_guide.url(GUIDE));
    let told = format!("Events go to {url}, which answers 401 (`/` answers 404).");
    assert!(words.contains(&told), "{words}");
    let asked: Vec<_> = at_guide
        .seen()
        .iter()
        .map(|seen| seen.line.clone())
        .collect();
    assert_eq!(
        asked,
        ["POST / HTTP/1.1", "POST /momotalk/webhook HTTP/1.1"]
    );
    assert!(
        at_guide
            .seen()
            .iter()
            .all(|seen| seen.header("x-momotalk-bot-signature").is_none())
    );

    let at_root = bot_at(&["/", GUIDE]);
    let (url, words) = create(&momo, &format!("localhost:{}", at_root.port()));
    assert_eq!(url, format!("http://localhost:{}/", at_root.port()));
    assert!(words.contains("which answers 401."), "{words}");

    let elsewhere = bot_at(&["/hook"]);
    let (url, words) = create(&momo, &elsewhere.port().to_string());
    assert_eq!(url, elsewhere.url("/"));
    assert!(words.contains("momo bot update --callback-url"), "{words}");

    let nobody = DeadPort::new();
    let (url, words) = create(&momo, nobody.url("").trim_start_matches("http://"));
    assert_eq!(url, nobody.url("/"));
    assert!(words.contains("Nothing answers at"), "{words}");
}

#[test]
fn callback_with_a_path_is_taken_as_it_is() {
    let momo = Momo::new();
    let (_dev, _) = start_dev(&momo);
    let nobody = DeadPort::new();
    let (url, words) = create(&momo, &nobody.url("/"));
    assert_eq!(url, nobody.url("/"));
    assert!(!words.contains("Nothing answers at"), "{words}");
    let bot = bot_at(&[GUIDE]);
    let id = momo.run(&["bot", "list", "--json"]).expect(0).json()["bots"][0]["bot_id"].take();
    let target = bot.port().to_string();
    let update = [
        "bot",
        "update",
        id.as_str().unwrap(),
        "--callback-url",
        &target,
        "--json",
    ];
    assert_eq!(
        momo.run(&update).expect(0).json()["callback_url"],
        bot.url(GUIDE)
    );
}
