//! Makes the events of a check: each with ids of its own, signed with the bot's secret.
use crate::model::http::{Headers, Request};
use crate::model::kakao::dialogue::Utterance;
use crate::model::kakao::payload::{CallOrigin, SkillPayload, SkillUser};
use crate::model::protocol::momotalk_event::{MESSAGE_CREATED, MessageCreated};
use crate::model::protocol::{
    BOT_ID_HEADER, EVENT_ID_HEADER, KakaoKeys, Protocol, RESOURCE_ID_HEADER, SkillKey, set_target,
    share_request, skill_request,
};
use crate::model::secret::explain::LabelledSecret;
use crate::model::secret::signature::{SIGNATURE_HEADER, Signer};
use crate::model::secret::{Secret, fingerprint};
use crate::model::text::id;
use crate::model::text::phrase::Phrase;
use crate::model::time::Timestamp;
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// A Share webhook, as in Kakao's documentation.
pub(super) const SHARED: &str = r#"{"CHAT_TYPE":"DirectChat","HASH_CHAT_ID":"0123456789abcdef0123456789abcd00","TEMPLATE_ID":10000,"momo_check":"1"}"#;

/// Makes events that differ in their ids, and signs bodies.
pub struct EventMaker {
    pub url: String,
    pub bot_id: String,
    pub protocol: Protocol,
    /// What the user says.
    pub text: String,
    /// How Kakao's requests are made authentic.
    pub keys: KakaoKeys,
    /// Gives a room and a message that exist, where the bot replies to a platform that knows its rooms.
    places: Option<PlaceFn>,
    /// Whether Share webhooks come by GET.
    pub by_query: AtomicBool,
    pub now: Timestamp,
    signer: Signer,
    secret: Secret,
    /// The secret that was replaced; `None` if none is known.
    old_secret: Option<Secret>,
    /// Random bytes of this run.
    run: [u8; 12],
    count: AtomicI64,
}

/// Returns room and message of a text that was said on a platform; `None` if it could not be said there.
pub type PlaceFn = Box<dyn Fn(&str) -> Option<(i64, i64)> + Send + Sync>;

/// An event and its ids.
#[derive(Debug, Clone)]
pub struct MadeEvent {
    pub event_id: String,
    pub bot_id: String,
    /// A room of its own for each event.
    pub room_id: i64,
    pub message_id: i64,
    pub body: Vec<u8>,
}

impl EventMaker {
    /// Creates a maker of events for the bot at a URL. `run` is random.
    pub fn new(
        url: &str,
        bot_id: &str,
        secret: Secret,
        text: &str,
        now: Timestamp,
        run: [u8; 12],
    ) -> Self {
        Self {
            url: url.to_owned(),
            bot_id: bot_id.to_owned(),
            protocol: Protocol::Momotalk,
            text: text.to_owned(),
            keys: KakaoKeys::default(),
            places: None,
            by_query: AtomicBool::new(false),
            now,
            signer: Signer::new(&secret),
            secret,
            old_secret: None,
            run,
            count: AtomicI64::new(0),
        }
    }

    /// Has it sign with a replaced secret too, where that is asked for.
    #[must_use]
    pub fn with_old_secret(mut self, old_secret: Option<Secret>) -> Self {
        self.old_secret = old_secret;
        self
    }

    /// Has it make Kakao's requests, with these keys.
    #[must_use]
    pub fn of_kakao(mut self, protocol: Protocol, keys: KakaoKeys) -> Self {
        self.protocol = protocol;
        self.keys = keys;
        self
    }

    /// Has its events speak of rooms and messages that this gives.
    #[must_use]
    pub fn with_places(mut self, places: PlaceFn) -> Self {
        self.places = Some(places);
        self
    }

    /// Returns an older and a newer event of one room.
    pub fn two_in_one_room(&self) -> (MadeEvent, MadeEvent) {
        let first = self.event();
        match self.places {
            Some(_) => (first, self.event()),
            None => {
                let newer = self.event_with(first.room_id, first.message_id + 50, &self.text);
                (first, newer)
            }
        }
    }

    /// Returns the next valid request of the protocol, and its event.
    pub fn valid(&self) -> (Request, MadeEvent) {
        let event = self.event();
        let request = match self.protocol {
            Protocol::KakaoSkill => self.skill_call("user", &self.text, None),
            Protocol::KakaoShare => {
                self.share_webhook(SHARED, self.by_query.load(Ordering::Relaxed))
            }
            Protocol::Momotalk | Protocol::Nhn | Protocol::Http => self.signed(&event),
        };
        (request, event)
    }

    /// Returns a skill call with the skill's secret header, in which the user of this name says a text.
    pub fn skill_call(&self, user: &str, text: &str, callback_url: Option<&str>) -> Request {
        let user = SkillUser::from_name(&format!("momo check {user}"));
        let payload = SkillPayload {
            variant: CallOrigin::Live,
            user: &user,
            utterance: &Utterance::typed(text),
            last_block: None,
            contexts: &[],
            callback_url,
        };
        self.skill_request(payload.to_body())
    }

    /// Returns a skill call with this body.
    pub fn skill_request(&self, body: Vec<u8>) -> Request {
        let mut request = skill_request(body);
        request.url.clone_from(&self.url);
        if let Some(SkillKey { header, secret }) = &self.keys.skill {
            request.headers.set(header, secret.reveal());
        }
        request
    }

    /// Returns a Share webhook with the admin key and a resource id of its own. `json` is an object.
    pub fn share_webhook(&self, json: &str, is_query: bool) -> Request {
        let mut request = share_request(json.as_bytes().to_vec(), is_query);
        set_target(&mut request, &self.url);
        let id = self.event().event_id;
        request.headers.set(RESOURCE_ID_HEADER, &id.as_bytes()[4..]);
        if let Some(key) = &self.keys.admin_key {
            let value = [b"KakaoAK ", key.reveal()].concat();
            request.headers.set("Authorization", value);
        }
        request
    }

    /// Returns the next event.
    pub fn event(&self) -> MadeEvent {
        self.event_of(&self.text)
    }

    /// Returns the next event, in which the user says this.
    pub fn event_of(&self, text: &str) -> MadeEvent {
        if let Some((room_id, message_id)) = self.places.as_ref().and_then(|place| place(text)) {
            return self.event_with(room_id, message_id, text);
        }
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let start = i64::from(u32::from_be_bytes([
            0,
            self.run[0],
            self.run[1],
            self.run[2],
        ]));
        let ids = (start * 1_000 + number, start * 2_000 + number);
        self.event_with(ids.0, ids.1, text)
    }

    /// Returns the next event, in this room and with this message.
    pub fn event_with(&self, room_id: i64, message_id: i64, text: &str) -> MadeEvent {
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        let digest = Sha256::new()
            .chain_update(self.run)
            .chain_update(number.to_be_bytes())
            .finalize();
        let mut random = [0; 12];
        random.copy_from_slice(&digest[..12]);
        let event_id = id::event(random);
        let event = MessageCreated {
            event_id: &event_id,
            event_type: MESSAGE_CREATED,
            bot_id: &self.bot_id,
            timestamp: self.now,
            room_id,
            message_id,
            sender_user_id: "user_momo_check",
            body: text,
            message_type: "TEXT",
            created_at: self.now,
        };
        MadeEvent {
            body: event.to_body(),
            event_id: event_id.clone(),
            bot_id: self.bot_id.clone(),
            room_id,
            message_id,
        }
    }

    /// Returns the right signature of a body.
    pub fn signature(&self, body: &[u8]) -> String {
        self.signer.sign(body).to_string()
    }

    /// Returns the signature that the replaced secret makes; `None` if none is known.
    pub fn old_signature(&self, body: &[u8]) -> Option<String> {
        let secret = self.old_secret.as_ref()?;
        Some(self.signature_with_key(secret.reveal(), body))
    }

    /// Returns the signature that a key other than the bot's secret makes; the key may be empty.
    pub fn signature_with_key(&self, key: &[u8], body: &[u8]) -> String {
        Signer::from_key(key).sign(body).to_string()
    }

    /// Returns a secret that is not the bot's, and has its form.
    pub fn other_secret(&self) -> String {
        let digest = Sha256::new()
            .chain_update(b"another secret")
            .chain_update(self.run)
            .finalize();
        hex::encode(digest)
    }

    /// Returns the bot's secret, then the replaced one if it is known, for asking the bot.
    pub fn labelled_secrets(&self) -> Vec<LabelledSecret> {
        let secrets = std::iter::once(&self.secret).chain(&self.old_secret);
        let labels = ["secret.given", "secret.replaced"];
        let labelled = secrets.zip(labels).map(|(secret, label)| LabelledSecret {
            label: Phrase::new(label),
            secret: secret.clone(),
        });
        labelled.collect()
    }

    /// Returns whether a text holds the secret.
    pub fn holds_secret(&self, text: &[u8]) -> bool {
        holds(text, &self.secret)
    }

    /// Returns a text with the secret, and the replaced one, as their fingerprints.
    pub fn without_secret(&self, text: &str) -> String {
        let secrets = [Some(&self.secret), self.old_secret.as_ref()];
        let mut text = text.to_owned();
        for secret in secrets.into_iter().flatten() {
            if let Some(shown) = secret
                .reveal_text()
                .filter(|_| holds(text.as_bytes(), secret))
            {
                text = text.replace(shown, &format!("(secret {})", secret.fingerprint()));
            }
        }
        text
    }

    /// Returns the fingerprint of the secret.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.secret.reveal())
    }

    /// Returns the request of a body with its right signature.
    pub fn signed(&self, event: &MadeEvent) -> Request {
        self.request(event, Some(&self.signature(&event.body)))
    }

    /// Returns the request of an event with this signature; `None` leaves the header out.
    pub fn request(&self, event: &MadeEvent, signature: Option<&str>) -> Request {
        let mut headers = Headers::new();
        headers.push("Content-Type", "application/json");
        headers.push(BOT_ID_HEADER, event.bot_id.as_bytes());
        headers.push(EVENT_ID_HEADER, event.event_id.as_bytes());
        if let Some(signature) = signature {
            headers.push(SIGNATURE_HEADER, signature.as_bytes());
        }
        Request {
            method: "POST".into(),
            url: self.url.clone(),
            headers,
            body: event.body.clone(),
        }
    }
}

/// Returns whether a text holds a secret. One of fewer than 8 bytes is not looked for: it may be a word.
fn holds(text: &[u8], secret: &Secret) -> bool {
    let secret = secret.reveal();
    secret.len() >= 8 && text.windows(secret.len()).any(|part| part == secret)
}
