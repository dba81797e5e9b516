//! Many writers at once: threads that share a recorder, processes that share a file.
use super::*;
use momo::io::system;
use momo::model::text::id;

#[test]
fn sixty_four_threads_record_concurrently() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..64 {
            let (recorder, path) = (recorder.clone(), &path);
            scope.spawn(move || {
                for round in 0..20 {
                    let id = format!("ex_{thread}_{round}");
                    recorder.record(at(&id, round)).unwrap();
                    if round == 10 {
                        // Acknowledged is visible to everybody.
                        let history = History::open_existing(path).unwrap();
                        assert!(history.get(&id).unwrap().is_some());
                    }
                }
            });
        }
    });
    let everything = Query {
        limit: None,
        ..Query::default()
    };
    let history = History::open_existing(&path).unwrap();
    assert_eq!(history.list(&everything).unwrap().len(), 64 * 20);
    drop(recorder);
}

#[test]
fn second_exchange_with_the_same_id_is_refused_alone() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    recorder.record(at("ex_1", 1)).unwrap();
    let error = recorder.record(at("ex_1", 2)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the history already holds an exchange `ex_1`"
    );
    recorder.record(at("ex_2", 3)).unwrap();
    let history = History::open_existing(&path).unwrap();
    assert_eq!(
        history.list(&Query::default()).unwrap(),
        [at("ex_2", 3), at("ex_1", 1)]
    );
}

#[test]
fn exchanges_of_a_batch_are_committed_without_more_of_them() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    let submit = |id: &str| recorder.submit_for_batch(&mut at(id, 1).into()).unwrap();
    let (first, second) = (submit("ex_1"), submit("ex_2"));
    second.wait().unwrap();
    first.wait().unwrap();
    let in_a_hurry = submit("ex_3");
    recorder.hurry();
    in_a_hurry.wait().unwrap();
    let beside_an_urgent_one = submit("ex_4");
    recorder.record(at("ex_5", 5)).unwrap();
    beside_an_urgent_one.wait().unwrap();
    let history = History::open_existing(&path).unwrap();
    assert_eq!(history.list(&Query::default()).unwrap().len(), 5);
}

#[test]
fn id_is_refused_however_long_ago_it_was_stored() {
    let (_folder, path) = store();
    let recorder = Recorder::start(&path).unwrap();
    let ids: Vec<_> = (1000..3100).map(|number| format!("ex_{number}")).collect();
    let submit = |id: &String| recorder.submit_for_batch(&mut at(id, 1).into()).unwrap();
    let submitted: Vec<_> = ids.iter().map(submit).collect();
    submitted.into_iter().for_each(|it| it.wait().unwrap());
    for known in ["ex_1000", "ex_2000", "ex_3047", "ex_3099"] {
        let error = recorder.record(at(known, 2)).unwrap_err().to_string();
        assert!(error.contains(known), "{error}");
    }
    for new in ["a", "ex_0", "ex_2000a", "ex_9"] {
        recorder.record(at(new, 3)).unwrap();
    }
}

/// Set in a child process of [`two_processes_share_one_history`]: the file to write to, and a name.
const CHILD: &str = "MOMO_TEST_STORE_CHILD";

#[test]
fn two_processes_share_one_history() {
    if let Ok(task) = std::env::var(CHILD) {
        let (name, path) = task.split_once(' ').unwrap();
        for number in 0..50 {
            // Opened anew each time: the first one out closes the log under the other's eyes.
            let mut history = History::open(path.as_ref()).unwrap();
            let id = format!("ex_{name}_{number}");
            history.append(&[at(&id, number)]).unwrap();
        }
        return;
    }
    let (_folder, path) = store();
    let child = |name: &str| {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "store::recorder::two_processes_share_one_history",
            ])
            .env(CHILD, format!("{name} {}", path.display()))
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = ["a", "b", "c"].map(child);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let history = History::open_existing(&path).unwrap();
    let everything = Query {
        limit: None,
        ..Query::default()
    };
    assert_eq!(history.list(&everything).unwrap().len(), 150);
}

#[test]
fn exchanges_of_one_millisecond_have_different_ids() {
    let marks = || (0..20_000).map(|_| system::next_id_suffix().unwrap());
    let threads: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(move || marks().collect::<Vec<_>>()))
        .collect();
    let marks: Vec<_> = threads
        .into_iter()
        .flat_map(|it| it.join().unwrap())
        .collect();
    let ids: std::collections::HashSet<_> = marks
        .into_iter()
        .map(|mark| id::exchange(Timestamp(1), mark))
        .collect();
    assert_eq!(ids.len(), 80_000);
}
