//! The file that says where a receiver listens.
use super::Listening;
use crate::support::{Momo, wait_for};

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn url_file_exists_while_the_receiver_listens() {
    for (signal, code) in [("INT", 130), ("TERM", 0)] {
        let momo = Momo::new();
        let file = momo.file("ready", "http://stale/\n");
        let args = [
            "--secret",
            "s3cret",
            "--path",
            "/hook",
            "--ready-file",
            &file,
        ];
        let listening = Listening::json(momo, &args);
        // It is written before the first line is.
        let url = std::fs::read_to_string(&file).unwrap();
        assert_eq!(url, format!("http://127.0.0.1:{}/hook\n", listening.port));
        assert_eq!(listening.ready["url"], url.trim());
        let names = std::fs::read_dir(listening.momo.home()).unwrap();
        let names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
        assert!(
            !names
                .iter()
                .any(|name| name.to_str().unwrap().ends_with(".new")),
            "{names:?}"
        );
        listening.running.signal(signal);
        wait_for("the file to go", || {
            (!std::path::Path::new(&file).exists()).then_some(())
        });
        listening.running.finish().expect_notes(code);
    }
}

#[test]
#[cfg_attr(windows, ignore = "sends a signal to a process")]
fn url_file_of_another_process_stays() {
    let momo = Momo::new();
    let file = momo.file("ready", "");
    let listening = Listening::json(momo, &["--secret", "s3cret", "--ready-file", &file]);
    std::fs::write(&file, "http://another/\n").unwrap();
    listening.running.signal("TERM");
    listening.running.finish().expect_notes(0);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "http://another/\n");
}

#[test]
fn unwritable_url_file_is_an_error_before_any_event() {
    let output = Momo::new()
        .run(&[
            "webhook",
            "listen",
            "--port",
            "0",
            "--secret",
            "x",
            "--ready-file",
            "no/folder/f",
        ])
        .expect(3);
    assert!(
        output.err().contains("cannot write `no/folder/f`"),
        "{output}"
    );
    assert!(output.out().is_empty(), "{output}");
}
