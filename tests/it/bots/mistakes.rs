//! Six mistakes, each in a bot on FastAPI and in one on Fastify, by `momo run`: what the terminal says about the first
//! message names cause and fix, and the mended bot answers the next one within a second.
use super::sources;
use crate::support::{Momo, Output, beside_build, has_program, wait_for};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// How one framework's bot is started, and what is its own in what momo says.
struct Bot {
    program: PathBuf,
    script: PathBuf,
    raw_body: &'static str,
    secret: &'static str,
    answer_first: &'static str,
    /// The error of the crash, in the bot's own log.
    error: &'static str,
}

fn fastapi() -> Option<Bot> {
    Some(Bot {
        program: beside_build("FastAPI", "fastapi/bin/python")?,
        script: sources().join("fastapi/bot.py"),
        raw_body: "FastAPI: `body = await request.body()`",
        secret: "`os.environ[\"MOMOTALK_WEBHOOK_SECRET\"]`",
        answer_first: "`tasks.add_task(reply, event)`",
        error: "KeyError: 'attachments'",
    })
}

fn fastify() -> Option<Bot> {
    if !has_program("node") {
        return None;
    }
    let packages = beside_build("Fastify", "fastify-bot/node_modules")?;
    let folder = packages.parent().unwrap();
    for file in ["package.json", "bot.js"] {
        // Replaced at once: another test may be starting it.
        let (from, to) = (sources().join("fastify").join(file), folder.join(file));
        let new = tempfile::NamedTempFile::new_in(folder).unwrap();
        std::fs::copy(from, new.path()).unwrap();
        new.persist(to).unwrap();
    }
    Some(Bot {
        program: "node".into(),
        script: folder.join("bot.js"),
        raw_body: "Fastify: `fastify.addContentTypeParser(\"application/json\", { parseAs: \"buffer\" }",
        secret: "`process.env.MOMOTALK_WEBHOOK_SECRET`",
        answer_first: "`reply(event).catch(console.error)`",
        error: "Cannot read properties of undefined (reading '0')",
    })
}

/// `momo run` with its output, and that of its bot, in one file, as on a terminal.
struct Terminal {
    child: Child,
    path: PathBuf,
}

impl Terminal {
    /// Starts the bot with this mistake and waits until it answers.
    fn start(momo: &Momo, bot: &Bot, mistake: &str) -> Self {
        let path = momo.home().join(format!("screen-{mistake}"));
        let screen = File::create(&path).unwrap();
        let run = ["run", "--port", "0", "--name", "Echo", "--", "env"];
        let mut command = momo.command(&run);
        command.arg(format!("MISTAKE={mistake}"));
        command.arg(&bot.program).arg(&bot.script);
        command.stdin(Stdio::null());
        command.stdout(screen.try_clone().unwrap()).stderr(screen);
        let child = command.spawn().unwrap();
        let terminal = Self { child, path };
        terminal.wait_for("the bot answers, after");
        terminal
    }

    fn screen(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.path).unwrap()).into_owned()
    }

    fn wait_for(&self, words: &str) {
        wait_for(&format!("`{words}` on the screen"), || {
            self.screen().contains(words).then_some(())
        });
    }

    /// Returns the id of the bot that plays.
    fn bot_id(&self) -> String {
        let screen = self.screen();
        let (_, rest) = screen.split_once("the bot bot_").unwrap();
        rest.split(' ').next().unwrap().to_owned()
    }

    fn end(&mut self) {
        // An id may be another process's once its own has been waited for.
        if let Ok(None) = self.child.try_wait() {
            let pid = self.child.id().to_string();
            let _ = Command::new("kill").args(["-TERM", &*pid]).status();
            let _ = self.child.wait();
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the screen of `momo run`:\n{}", self.screen());
        }
        self.end();
    }
}

/// Starts both bots with the mistake, says something, finds the words on the terminal of `run` and, but for `run_only`, in
/// what `room say` says; then mends the bot.
fn explains_and_answers(mistake: &str, words: impl Fn(&Bot) -> Vec<String> + Sync, run_only: bool) {
    std::thread::scope(|scope| {
        for bot in [fastapi(), fastify()].into_iter().flatten() {
            let words = words(&bot);
            scope.spawn(move || {
                let momo = Momo::new();
                let mut wrong = Terminal::start(&momo, &bot, mistake);
                let said = say(&momo, "안녕", &["--wait", "5s"]).to_string();
                for word in &words {
                    wrong.wait_for(word);
                    assert!(run_only || said.contains(word), "no `{word}` in\n{said}");
                }
                let id = wrong.bot_id();
                wrong.end();
                momo.secrets(&["run"])
                    .assert_not_in(wrong.screen().as_bytes());
                mended_bot_answers(&momo, &bot, &id);
            });
        }
    });
}

#[must_use]
fn say(momo: &Momo, text: &str, flags: &[&str]) -> Output {
    momo.run(&[&["room", "say", "--room", "1", text], flags].concat())
}

fn mended_bot_answers(momo: &Momo, bot: &Bot, id: &str) {
    let right = Terminal::start(momo, bot, "");
    assert_eq!(right.bot_id(), id);
    // What failed before comes first, and is taken now.
    wait_for("nothing to be on its way", || {
        let waiting = momo.run(&["delivery", "list", "--json"]).expect(0).json();
        waiting["deliveries"]
            .as_array()
            .unwrap()
            .is_empty()
            .then_some(())
    });
    // A busy machine may take longer once.
    let mut times = (1..=3).map(|number| time_of_answer(momo, &format!("다시 {number}")));
    assert!(times.any(|time| time < 1000.0));
}

/// Returns the milliseconds from the start of `room say` to the answer of the message's event, infinite where that is not
/// the first attempt's.
fn time_of_answer(momo: &Momo, text: &str) -> f64 {
    let expected = format!("Echo: {text}");
    let flags = ["--expect", &*expected, "--wait", "20s", "--json"];
    let begun = momo::io::system::now().0;
    let said = say(momo, text, &flags).expect_notes(0).json();
    let delivery = &said["deliveries"][0];
    if (&delivery["state"], &delivery["attempts"]) != (&"delivered".into(), &1.into()) {
        return f64::INFINITY;
    }
    let exchange = delivery["last_exchange_id"].as_str().unwrap();
    let shown = momo.run(&["webhook", "history", "show", exchange, "--json"]);
    let shown = shown.expect(0).json();
    let waited = shown["started_at"].as_i64().unwrap() - begun;
    waited as f64 + shown["timing"]["total_ms"].as_f64().unwrap()
}

#[test]
fn rewritten_body_is_explained_and_mended() {
    let words = |bot: &Bot| {
        let cause = "it takes an event if the JSON is parsed and written again";
        vec![cause.to_owned(), bot.raw_body.to_owned()]
    };
    explains_and_answers("rewritten", words, false);
}

#[test]
fn other_secret_is_explained_and_mended() {
    let words = |bot: &Bot| {
        let cause = "most likely it holds another secret";
        vec![cause.to_owned(), bot.secret.to_owned()]
    };
    explains_and_answers("secret", words, false);
}

#[test]
fn late_answer_is_explained_and_mended() {
    let words = |bot: &Bot| {
        let (cause, fix) = (
            "did not answer within 3s",
            "Answer first and do the work afterwards",
        );
        vec![
            cause.to_owned(),
            fix.to_owned(),
            bot.answer_first.to_owned(),
        ]
    };
    explains_and_answers("slow", words, false);
}

#[test]
fn exception_is_explained_and_mended() {
    let words = |bot: &Bot| {
        let source = std::fs::read_to_string(&bot.script).unwrap();
        let number = source.lines().position(|line| line.contains("attachments"));
        let number = number.unwrap() + 1;
        // As Python and Node write it.
        let place = match bot.script.extension().unwrap() == "py" {
            true => format!("bot.py\", line {number}, in reply"),
            false => format!("bot.js:{number}:"),
        };
        let words = [
            "the bot failed (500)",
            "Its log names the line to mend",
            bot.error,
            &*place,
        ];
        words.map(str::to_owned).to_vec()
    };
    explains_and_answers("crash", words, true);
}

#[test]
fn second_reply_is_explained_and_mended() {
    let words = |_: &Bot| {
        [
            "(2 replies to #1)",
            "keep the `event_id`",
            "call the message API in one place",
        ]
        .map(str::to_owned)
        .to_vec()
    };
    explains_and_answers("twice", words, false);
}

#[test]
fn reply_in_a_wrong_room_is_explained_and_mended() {
    let words = |_: &Bot| {
        let cause = "the API refused the call (404): there is no room 404";
        let fix = "is of room 1: a reply goes to the event's `message.room_id`";
        [cause, fix].map(str::to_owned).to_vec()
    };
    explains_and_answers("room", words, false);
}
