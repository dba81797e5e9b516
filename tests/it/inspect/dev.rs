//! The calls as `momo dev` answers them: with the settings that it has, beside the terminal's history.
use crate::platform::{Fields, call, taker, wait_for_requests};
use crate::support::{Momo, kept, start_dev};
use serde_json::json;

#[test]
fn kakao_exchange_is_resent_with_its_key() {
    let momo = Momo::new().with("KAKAO_PRIMARY_ADMIN_KEY", "adm1n-c7f1");
    let peer = taker();
    let share = "kakao-share/direct_chat";
    momo.run(&["webhook", "replay", share, "--to", &peer.url("/share")])
        .expect_notes(0);
    let (_dev, base) = start_dev(&momo);
    let known = kept(&momo);
    let token = known.console_token(&base, "admin").unwrap();
    let token = token.reveal_text().unwrap();
    let port = base.rsplit(':').next().unwrap().trim_end_matches("/api");
    let port: u16 = port.parse().unwrap();
    let heads = call(port, token, "GET", "/exchanges", None).good();
    let id = heads["exchanges"][0].text("id");
    let path = format!("/exchanges/{id}/resend");
    let answer = call(port, token, "POST", &path, Some(&json!({})));
    let seen = wait_for_requests(&peer, 2);
    assert_eq!(seen[1].header("authorization"), Some("KakaoAK adm1n-c7f1"));
    assert_eq!(seen[1].body, seen[0].body);
    assert_eq!(answer.good()["left_out"], json!([]));
    assert!(!answer.body.contains("adm1n"), "{answer:?}");
    // A removed header stays removed, and a changed one stays changed.
    for (headers, given) in [
        (json!([]), None),
        (json!([["Authorization", "KakaoAK x"]]), Some("KakaoAK x")),
    ] {
        let changes = json!({ "headers": headers });
        call(port, token, "POST", &path, Some(&changes)).good();
        let last = peer.seen().pop().unwrap();
        assert_eq!(last.header("authorization"), given);
    }
    // A star of the page is seen in the terminal.
    let star = format!("/exchanges/{id}/star");
    call(port, token, "PUT", &star, None).good();
    let list = ["webhook", "history", "list", "--filter", "starred:yes"];
    let output = momo.run(&list).expect(0);
    assert!(
        output.out().contains(&id) && output.out().contains('★'),
        "{output}"
    );
}
