//! Schemathesis calls everything that `/api/openapi.json` describes, rightly and wrongly, alone and one after another: no
//! answer is a 5xx, and none is one that the document does not describe.
//!
//! A plain run makes the calls that follow from the document alone. `MOMO_SCHEMA_SECONDS=180 cargo test --test it --
//! api::schemathesis` goes on with random ones, and with chains of them: the same ones each time, until `MOMO_SCHEMA_SEED`
//! names another beginning. Where Schemathesis is missing this test says so and passes; CI has it beside the build
//! (`.ci/run` puts it there).
use crate::support::{DeadPort, Momo, beside_build, kept, start_dev};
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn every_response_matches_the_openapi_document() {
    let program = beside_build("Schemathesis", "schemathesis/bin/schemathesis");
    let Some(program) = program else { return };
    // Bots are registered with callbacks anywhere in the world; nothing of this leaves the machine.
    let nowhere = DeadPort::new();
    let momo = Momo::new()
        .with("HTTPS_PROXY", &nowhere.url(""))
        .with("HTTP_PROXY", &nowhere.url(""));
    let (_dev, api_base) = start_dev(&momo);
    let create = ["bot", "create", "--name", "Echo", "--callback-url"];
    let callback = nowhere.url("/hook");
    let bot = momo.run(&[&create[..], &[&callback, "--json"]].concat());
    let bot = bot.expect(0).json();
    momo.run(&["bot", "test"]).expect(1);
    let history = momo.run(&["webhook", "history", "list", "--json"]);
    let exchange = history.json_lines().remove(0);
    let kept = kept(&momo);
    let console = kept.console_token(&api_base, "admin").unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemathesis");

    let seconds = std::env::var("MOMO_SCHEMA_SECONDS").ok();
    let seed = std::env::var("MOMO_SCHEMA_SEED").unwrap_or_else(|_| "1".into());
    let how = match &seconds {
        Some(seconds) => ["--max-time", seconds],
        None => ["--phases", "examples,coverage"],
    };
    let output = Command::new(program)
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .args(["run", &format!("{api_base}/openapi.json")])
        .args(["--continue-on-failure", "--no-color"])
        .args(how)
        .args(["--seed", &seed])
        .env("CONSOLE_TOKEN", console.reveal_text().unwrap())
        .env("BOT_ID", bot["bot_id"].as_str().unwrap())
        .env("BOT_TOKEN", bot["bot_token"].as_str().unwrap())
        .env("EXCHANGE_ID", exchange["id"].as_str().unwrap())
        .env("PYTHONPATH", &folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(momo.home())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n--- stderr\n{errors}");
    if seconds.is_some() {
        eprintln!("{said}");
    }
}
