//! A bot that refuses right signatures: it is asked once which one it takes, and all that look at the run say so.
use crate::support::{Momo, has_program};

/// Signs the body with a newline behind it.
const BOT: &str = r#"
import hashlib, hmac, http.server, os
class Bot(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])) + b"\n"
        secret = os.environ["MOMOTALK_WEBHOOK_SECRET"].encode()
        right = hmac.new(secret, body, hashlib.sha256).hexdigest()
        self.send_response(200 if self.headers["X-MoMoTalk-Bot-Signature"] == right else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Bot).serve_forever()
"#;

const MISTAKE: &str = "it takes an event if a newline (LF) is added to the body";

/// A folder with the bot; `None` without Python.
fn with_bot() -> Option<Momo> {
    has_program("python3").then(|| {
        let momo = Momo::new();
        momo.file("bot.py", BOT);
        momo
    })
}

#[test]
fn mistake_of_a_bot_is_named_once_in_a_run_and_kept() {
    let Some(momo) = with_bot() else {
        return;
    };
    momo.file("a.chat", "A: hi\nbot within 3s: hi\n");
    let args = ["chat", "test", "a.chat", "--retry-base", "100ms"];
    let played = momo.run(&[&args[..], &["--", "python3", "bot.py"]].concat());
    let played = played.expect_notes(1);
    // More than one attempt failed, for one reason.
    assert!(
        played.out().matches("401 Unauthorized").count() > 1,
        "{played}"
    );
    assert_eq!(played.out().matches(MISTAKE).count(), 1, "{played}");
    let shown = momo.run(&["webhook", "history", "show", "last"]).expect(0);
    assert!(shown.out().contains(MISTAKE), "{shown}");
}

#[test]
fn check_names_the_mistake() {
    let Some(momo) = with_bot() else {
        return;
    };
    let args = ["check", "--only", "event.valid", "--", "python3", "bot.py"];
    let checked = momo.run(&args).expect_notes(1);
    assert!(checked.out().contains(MISTAKE), "{checked}");
}
