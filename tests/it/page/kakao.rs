//! Kakao's rooms on the page, in a real Chromium: each component, its taps, what Kakao would refuse, and the callback.
use super::Paged;
use crate::support::{Momo, browser_test, has_browser};

/// Runs a script on the page of a platform.
#[track_caller]
fn look(script: &str) {
    if !has_browser() {
        return;
    }
    let momo = Momo::new();
    let dev = Paged::dev(&momo, &[]);
    let page = dev.ready["page"].as_str().unwrap();
    browser_test(&format!("kakao/{script}.mjs"), &[("PAGE", page)]);
}

#[test]
fn each_component_is_drawn_and_can_be_tapped() {
    look("components");
}

#[test]
fn findings_are_marked_in_place() {
    look("refused");
}

#[test]
fn callback_answer_follows_the_waiting_text() {
    look("callback");
}

#[test]
fn late_answer_stands_in_its_turn() {
    look("late");
}

#[test]
fn skill_is_changed_and_its_conversation_restarted() {
    look("changed");
}

#[test]
fn fields_of_a_wrong_type_hide_nothing() {
    look("mistyped");
}

#[test]
fn each_turn_stands_beside_the_room_with_its_exchange() {
    look("turns");
}

#[test]
fn end_stays_in_sight_at_phone_width() {
    look("narrow");
}
