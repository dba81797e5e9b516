//! The chat, the bots and the faults, in a real Chromium.
use super::Paged;
use crate::bots::{Bot, express};
use crate::support::{Momo, Peer, browser_test, create_bot, has_browser};

/// A platform that tries again after this time, and the address of its page.
fn platform(momo: &Momo, again: &str) -> (Paged, String) {
    let paged = Paged::dev(momo, &["--retry-base", again]);
    let page = paged.ready["page"].as_str().unwrap_or_default().to_owned();
    (paged, page)
}

/// Runs a script at a new platform.
#[track_caller]
fn at_a_platform(script: &str) {
    at_one_that_tries_again_after("20ms", script);
}

#[track_caller]
fn at_one_that_tries_again_after(again: &str, script: &str) {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let (_running, page) = platform(&momo, again);
    browser_test(script, &[("PAGE", &page)]);
}

#[test]
fn user_talks_with_a_real_bot() {
    let Some(script) = express().filter(|_| has_browser()) else {
        return;
    };
    let momo = Momo::new();
    let (_running, page) = platform(&momo, "1s");
    let nowhere = "http://127.0.0.1:9/momotalk/webhook";
    create_bot(&momo, "Echo", nowhere);
    let credentials = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    let bot = Bot::with("node", &script, &credentials);
    momo.run(&["bot", "update", "--callback-url", &bot.url])
        .expect(0);
    browser_test("chat.mjs", &[("PAGE", &page)]);
}

#[test]
fn exchange_and_message_lead_to_each_other() {
    at_a_platform("sides.mjs");
}

#[test]
fn panes_are_resizable() {
    at_a_platform("splitters.mjs");
}

#[test]
fn page_itself_never_scrolls() {
    at_a_platform("still.mjs");
}

#[test]
fn newest_message_stays_in_sight() {
    at_a_platform("newest.mjs");
}

#[test]
fn rows_of_the_wire_are_told_apart() {
    at_a_platform("rows.mjs");
}

#[test]
fn rooms_and_users_are_renamed_and_deleted() {
    at_a_platform("tidied.mjs");
}

#[test]
fn two_users_talk_in_two_tabs() {
    at_a_platform("two-users.mjs");
}

#[test]
fn enter_is_safe_during_hangul_composition() {
    at_a_platform("hangul.mjs");
}

#[test]
fn keyboard_suffices() {
    at_a_platform("keyboard.mjs");
}

#[test]
fn drafts_and_scroll_positions_are_kept() {
    at_a_platform("kept.mjs");
}

#[test]
fn deleted_room_is_not_replaced_by_another() {
    at_a_platform("no-room.mjs");
}

#[test]
fn hostile_text_stays_text() {
    at_a_platform("hostile.mjs");
}

#[test]
fn long_text_blocks_nothing() {
    at_a_platform("much.mjs");
}

#[test]
fn failed_delivery_is_shown_on_its_bubble() {
    at_a_platform("failed.mjs");
}

#[test]
fn waiting_delivery_names_what_it_waits_for() {
    at_one_that_tries_again_after("10m", "behind.mjs");
}

#[test]
fn turns_follow_the_messages() {
    at_one_that_tries_again_after("10m", "follow.mjs");
}

#[test]
fn room_says_that_a_bot_in_review_gets_no_events() {
    at_one_that_tries_again_after("10m", "review.mjs");
}

#[test]
fn bot_that_does_not_listen_is_shown_as_offline_until_it_does() {
    at_a_platform("offline.mjs");
}

#[test]
fn conversation_files_are_recorded_opened_and_played() {
    at_a_platform("chat-file.mjs");
}

#[test]
fn bot_made_on_the_page_is_known_to_the_commands() {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let (_running, page) = platform(&momo, "20ms");
    let peer = Peer::answering(200, "application/json", r#"{"ok":true}"#);
    browser_test(
        "made.mjs",
        &[("PAGE", &page), ("CALLBACK", &peer.url("/hook"))],
    );
    let credentials = momo.run(&["bot", "env", "--as", "json"]).expect(0).json();
    let bot = &credentials["MOMOTALK_BOT_ID"];
    assert!(bot.as_str().unwrap().starts_with("bot_"), "{bot}");
    // The platform signs with the secret that the commands have, the one that the page made last.
    momo.run(&["bot", "test", "--bot", "가게"]).expect_notes(0);
    assert!(peer.only().line.starts_with("POST /hook "));
    momo.run(&["verify", "last"]).expect_notes(0);
    momo.run(&["bot", "update", "--bot", "가게", "--name", "상점"])
        .expect_notes(0);
}

#[test]
fn slow_or_refused_delivery_is_shown_at_once_and_once() {
    at_a_platform("notices.mjs");
}

#[test]
fn replies_to_a_resent_event_stand_with_it() {
    at_a_platform("resent.mjs");
}

#[test]
fn call_stands_with_the_message_that_it_answers() {
    at_a_platform("turns.mjs");
}

#[test]
fn refused_call_stands_in_its_turn() {
    at_a_platform("refused.mjs");
}

#[test]
fn conversation_can_be_restarted() {
    at_a_platform("restart.mjs");
}

#[test]
fn token_is_hidden_and_asked_for() {
    at_a_platform("token.mjs");
}

#[test]
fn twenty_tabs_show_a_message() {
    at_a_platform("many-tabs.mjs");
}

/// 20,000 messages in a new room and in one of KakaoTalk, written at once.
const MANY: &str = "
    INSERT INTO rooms (name, created_at) VALUES ('old', 1750000000000);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO messages (room_id, sender_type, sender_id, sender_name, body, message_type, created_at)
    SELECT (SELECT MAX(room_id) FROM rooms), 'user', 'user_1', '앨리스', 'line ' || i, 'TEXT', 1750000000000 FROM n;
    INSERT INTO kakao_rooms (name, skill_url, variant, has_callback, created_at)
    VALUES ('old', 'http://127.0.0.1:9/', 'live', 0, 1750000000000);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO kakao_messages (room_id, user, sender, text, state, created_at)
    SELECT 1, '앨리스', 'user', '말 ' || i, 'answered', 1750000000000 FROM n;
";

#[test]
fn room_with_twenty_thousand_messages_opens_like_one_with_twenty() {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    drop(platform(&momo, "20ms"));
    let state = rusqlite::Connection::open(momo.home().join("platform.db")).unwrap();
    state.execute_batch(MANY).unwrap();
    let (room, first): (i64, i64) = state
        .query_row(
            "SELECT MAX(room_id), MIN(message_id) FROM messages",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    drop(state);
    let (_running, page) = platform(&momo, "20ms");
    browser_test(
        "old-rooms.mjs",
        &[
            ("PAGE", &page),
            ("OLD", &room.to_string()),
            ("FIRST", &first.to_string()),
            ("KAKAO", "kakao_1"),
        ],
    );
}

/// Each view, looked at in these ways.
#[track_caller]
fn look(ways: &str) {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let (_running, page) = platform(&momo, "20ms");
    browser_test("comfort.mjs", &[("PAGE", &page), ("LOOK", ways)]);
}

#[test]
fn each_view_works_with_forced_colours() {
    look("forced");
}

#[test]
fn each_view_works_in_high_contrast_and_without_motion() {
    look("contrast still");
}

#[test]
fn each_view_fits_a_phone() {
    look("phone");
}

#[test]
fn each_view_fits_a_large_screen() {
    look("large");
}

#[test]
fn bots_are_managed() {
    at_a_platform("bots.mjs");
}

#[test]
fn every_kind_of_event_is_sent() {
    at_a_platform("events.mjs");
}

#[test]
fn faults_are_injected_and_time_is_moved() {
    // Longer than a test waits: only a moved clock makes it due.
    at_one_that_tries_again_after("10m", "faults.mjs");
}
