//! Chaos and retries as plain functions: everything follows from the seed, and strikes as often as it should.
use momo::model::fault::{Fault, FaultRates, REORDER_WINDOW, ScheduledSend, SendOrder};
use momo::model::replay::retry::RetrySchedule;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;

fn chaos(text: &str) -> FaultRates {
    text.parse().unwrap()
}

fn steps(text: &str, seed: u64, count: u64) -> Vec<ScheduledSend> {
    SendOrder::new(chaos(text), seed, 0, Some(count)).collect()
}

#[test]
fn invalid_fault_option_is_refused_with_the_syntax() {
    for text in [
        "",
        "duplicate",
        "duplicate=",
        "duplicate=5%%",
        "duplicate=101%",
        "duplicate=-1%",
        "duplicate=NaN",
        "duplicate=inf",
        "duplicate=2",
        "duplicate=5%,duplicate=6%",
        "duplicate=5%:3",
        "corrupt=5%",
        "jitter=5%",
        "jitter=200",
        "jitter=2s..1s",
        "jitter=0..2h",
        "slow-body=5%:soon",
        "drop=1%,",
    ] {
        let said = text.parse::<FaultRates>().unwrap_err();
        assert!(!said.is_empty(), "{text}");
    }
    let said = "corrupt=5%".parse::<FaultRates>().unwrap_err();
    assert!(
        said.contains("`corrupt`") && said.contains("early-close"),
        "{said}"
    );
}

#[test]
fn shares_and_durations_are_read_in_every_form() {
    assert_eq!(chaos("duplicate=5%"), chaos(" duplicate=0.05"));
    assert_eq!(chaos("jitter=200ms"), chaos("jitter=0..200ms"));
    for text in ["jitter=0..200ms", "jitter=0.5ms..1.5s"] {
        assert_eq!(chaos(text).to_string(), text);
    }
    let text = "drop=0.5%,slow-body=7%:3s,jitter=50..200ms,duplicate=5%";
    let shown = "drop=0.5%,duplicate=5%,jitter=50ms..200ms,slow-body=7%:3s";
    assert_eq!(
        (chaos(text).to_string(), chaos(text)),
        (shown.into(), chaos(shown))
    );
    assert_eq!(chaos("jitter=50..200ms"), chaos("jitter=50ms..200ms"));
    let least = |text: &str| {
        let manner = |number| chaos(text).transport_effect(1, number, 0, 1).unwrap();
        (0..100).map(|number| manner(number).delay).min().unwrap()
    };
    assert!(least("jitter=50..60ms") >= Duration::from_millis(50));
    let slow = chaos("slow-body=100%:3s")
        .transport_effect(1, 0, 0, 1)
        .unwrap();
    assert_eq!(slow.slow_body, Some(Duration::from_secs(3)));
    assert_eq!(chaos("chunked=0%").transport_effect(1, 0, 0, 1), None);
}

#[test]
fn each_fault_has_its_own_rate() {
    let alone = chaos("slow-body=5%");
    let all = chaos("duplicate=30%,reorder=30%,drop=10%,slow-body=5%,chunked=50%,early-close=2%");
    let count = |chaos: &FaultRates, fault| {
        let manner = |number| chaos.transport_effect(7, number, 0, 1).unwrap_or_default();
        (0..20_000)
            .filter(|number| manner(*number).faults().any(|it| it == fault))
            .count()
    };
    assert_eq!(count(&alone, Fault::SlowBody), count(&all, Fault::SlowBody));
    for (fault, expected) in [
        (Fault::SlowBody, 1000),
        (Fault::Chunked, 10_000),
        (Fault::EarlyClose, 400),
    ] {
        let count = count(&all, fault);
        assert!(count.abs_diff(expected) < 300, "{fault}: {count}");
    }
    let fates: Vec<_> = (0..20_000)
        .map(|number| all.order_effect(7, number))
        .collect();
    let share = |is: &dyn Fn(&momo::model::fault::OrderEffect) -> bool| {
        fates.iter().filter(|it| is(it)).count()
    };
    assert!(share(&|it| it.is_dropped).abs_diff(2000) < 300);
    assert!(share(&|it| it.delayed_by.is_some()).abs_diff(6000) < 300);
    assert!(share(&|it| it.duplicate_after.is_some()).abs_diff(6000) < 300);
    let both = share(&|it| it.delayed_by.is_some() && it.duplicate_after.is_some());
    assert!(
        both.abs_diff(1800) < 300,
        "they know nothing of one another: {both}"
    );
}

#[test]
fn without_faults_nothing_is_changed() {
    let order = SendOrder::new(FaultRates::default(), 1, 0, Some(100));
    assert!(order.eq((0..100).map(ScheduledSend::unaffected)));
    assert!((0..100).all(|number| {
        FaultRates::default()
            .transport_effect(1, number, 0, 1)
            .is_none()
    }));
}

#[test]
fn attempts_are_decided_independently() {
    let chaos = chaos("early-close=50%");
    let cut = |attempt| chaos.transport_effect(1, 0, 0, attempt).is_some();
    let first = cut(1);
    assert!((2..50).any(|attempt| cut(attempt) != first));
}

proptest! {
    #[test]
    fn seed_repeats_the_same_faults_and_loses_nothing(
        seed: u64,
        count in 1..150_u64,
        (duplicate, reorder, drop) in (0..=100_u32, 0..=100_u32, 0..=100_u32),
    ) {
        let text = format!("duplicate={duplicate}%,reorder={reorder}%,drop={drop}%");
        let mut order = SendOrder::new(chaos(&text), seed, 0, Some(count));
        let mut most = 0;
        let mut all = Vec::new();
        while let Some(step) = order.next() {
            most = most.max(order.delayed_count());
            all.push(step);
        }
        prop_assert_eq!(&all, &steps(&text, seed, count));
        prop_assert!(most <= 3 * REORDER_WINDOW as usize, "{} held", most);
        let mut seen = BTreeMap::new();
        for step in &all {
            let copies = seen.entry(step.number).or_insert(0);
            prop_assert_eq!(step.copy, *copies, "the first comes first");
            *copies += 1;
            prop_assert!(*copies <= 2 && step.number < count);
        }
        prop_assert_eq!(seen.len() as u64 + order.dropped_count(), count);
        for step in all.iter().filter(|step| step.has_duplicate) {
            prop_assert_eq!(seen[&step.number], 2);
        }
    }

    #[test]
    fn reordered_deliveries_are_those_sent_after_a_later_one(seed: u64, reorder in 1..=100_u32) {
        let all = steps(&format!("reorder={reorder}%"), seed, 200);
        let mut furthest = 0;
        for (place, step) in all.iter().enumerate() {
            prop_assert_eq!(step.is_overtaken, step.number < furthest);
            furthest = furthest.max(step.number);
            prop_assert!(step.number.abs_diff(place as u64) <= u64::from(2 * REORDER_WINDOW));
        }
    }

    #[test]
    fn different_seeds_give_different_runs(seed: u64) {
        let text = "duplicate=20%,reorder=20%,drop=20%";
        prop_assert_ne!(steps(text, seed, 100), steps(text, seed.wrapping_add(1), 100));
    }

    #[test]
    fn any_text_is_parsed_without_panic(text in "\\PC{0,40}|(drop|jitter|slow-body)=[0-9.%smh:]{0,12}") {
        let _ = text.parse::<FaultRates>();
        let _ = text.parse::<RetrySchedule>();
    }
}

#[test]
fn retry_schedules_are_names_or_pauses() {
    let schedule: RetrySchedule = "0, 1s,5m,2h,1d".parse().unwrap();
    let pauses: Vec<_> = (0..=6)
        .map(|failures| schedule.delay(failures, 9))
        .collect();
    let seconds = |it| Some(Duration::from_secs(it));
    let expected = [
        None,
        seconds(0),
        seconds(1),
        seconds(300),
        seconds(7200),
        seconds(86_400),
        None,
    ];
    assert_eq!(pauses, expected);
    let own: RetrySchedule = "momotalk".parse().unwrap();
    assert_eq!(own.delay(1, 0), Some(Duration::from_millis(800)));
    assert_eq!((own.delay(5, 0).is_some(), own.delay(6, 0)), (true, None));
    for text in ["", "soon", "1", "-1s", "1s,", "8d", "svix"] {
        assert!(text.parse::<RetrySchedule>().is_err(), "{text}");
    }
}
