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
fn what_kakao_would_refuse_is_marked_where_it_stands() {
    look("refused");
}

#[test]
fn an_answer_by_callback_comes_after_the_waiting_text() {
    look("callback");
}

#[test]
fn a_late_answer_stands_in_the_turn_that_it_answers() {
    look("late");
}

#[test]
fn a_skill_is_changed_and_its_talk_begun_anew() {
    look("changed");
}

#[test]
fn fields_of_a_wrong_kind_hide_nothing() {
    look("mistyped");
}

#[test]
fn each_turn_stands_beside_the_room_with_its_exchange() {
    look("turns");
}

#[test]
fn the_end_stays_in_sight_at_a_phones_width() {
    look("narrow");
}
