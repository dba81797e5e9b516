//! A fake platform: its API is a peer, its console tokens are kept in the home.
use super::{CANARIES, Momo, Output, Peer, Running};
use momo::io::files::{Credentials, Home};
use momo::model::secret::Secret;
use momo::model::secret::credentials::BotCredentials;

/// A home that knows the peer as its platform, with a console token for each role (`console-developer`, ...).
pub fn at_platform(peer: &Peer) -> Momo {
    let momo = Momo::new();
    let base = peer.url("/api");
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        for role in ["developer", "operator", "admin"] {
            let token = Secret::new(format!("console-{role}")).unwrap();
            known.set_console_token(&base, role, token);
        }
        Ok(())
    })
    .unwrap();
    momo.with("MOMOTALK_API_BASE", &base)
}

/// Keeps a bot of this API, with the first canaries as its credentials.
pub fn keep_bot(momo: &Momo, id: &str, profile: &str, api_base: &str) {
    let bot = BotCredentials {
        profile: profile.into(),
        api_base: api_base.into(),
        token: Secret::new(CANARIES[0]),
        secret: Secret::new(CANARIES[1]),
        callback_url: Some("http://127.0.0.1:3000/hook".into()),
        name: Some("에코".into()),
        ..BotCredentials::default()
    };
    Credentials::update(&Home::in_folder(momo.home()), |known| {
        known.set_bot(id, bot);
        Ok(())
    })
    .unwrap();
}

/// What is kept in the home now.
pub fn kept(momo: &Momo) -> Credentials {
    Credentials::load(&Home::in_folder(momo.home())).unwrap()
}

/// Creates a bot on the platform that runs; gives what `bot create --json` printed.
pub fn create_bot(momo: &Momo, name: &str, callback_url: &str) -> Output {
    let args = ["bot", "create", "--name", name, "--callback-url"];
    let args = [&args[..], &[callback_url, "--json"]].concat();
    momo.run_revealing(&args).expect_notes(0)
}

/// Starts `momo dev` in this home on a free port; gives it and where its API is.
pub fn start_dev(momo: &Momo) -> (Running, String) {
    let mut dev = momo.start(&["dev", "--port", "0", "--retry-base", "50ms", "--json"]);
    let ready = dev.json();
    assert_eq!(ready["type"], "ready");
    let api_base = ready["api_base"].as_str().unwrap().to_owned();
    (dev, api_base)
}
