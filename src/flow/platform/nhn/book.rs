//! What was sent: requests and their recipients, images, and the idempotency keys of the last ten minutes.
use crate::model::nhn::image::{Format, ImageType};
use crate::model::nhn::results::{ARRIVED, NIGHT};
use crate::model::nhn::{Via, local, when};
use crate::model::time::Timestamp;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// How many requests are kept; older ones are forgotten.
const KEPT: usize = 10_000;
/// How many images are; of each its name alone.
const IMAGES: usize = 1000;
/// How long an idempotency key counts: documented.
const TEN_MINUTES: Duration = Duration::from_secs(600);

/// Everything that was sent.
#[derive(Debug, Default)]
pub(in crate::flow::platform) struct Book {
    requests: VecDeque<Sent>,
    keys: HashMap<String, Timestamp>,
    images: VecDeque<Image>,
    /// How many images there have been.
    uploads: i64,
}

/// An image that was uploaded. What it shows is not kept.
#[derive(Debug, Clone)]
pub(super) struct Image {
    pub(super) seq: i64,
    pub(super) url: String,
    pub(super) name: String,
    pub(super) kind: ImageType,
}

/// A request that was taken.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) id: String,
    pub(super) via: Via,
    /// When it came.
    pub(super) made: Timestamp,
    /// When it is to go out.
    pub(super) at: Timestamp,
    /// The body as it came.
    pub(super) body: Value,
    pub(super) recipients: Vec<Recipient>,
}

/// A recipient who was taken.
#[derive(Debug)]
pub(super) struct Recipient {
    /// The number within the request, from 1.
    pub(super) seq: i64,
    /// The number of digits alone.
    pub(super) digits: String,
    /// The recipient as it came.
    pub(super) body: Value,
    pub(super) is_ad: bool,
    /// The result that its number rehearses, or the code with which it was refused where SMS takes its place.
    pub(super) fails: Option<String>,
    /// When it was cancelled.
    pub(super) cancelled: Option<Timestamp>,
}

/// Where a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State<'a> {
    Reserved,
    Cancelled(Timestamp),
    /// With this result, since then.
    Over(&'a str, Timestamp),
}

impl Book {
    /// Whether this idempotency key was used within the last ten minutes; it is now.
    pub(super) fn repeats(&mut self, key: &str, now: Timestamp) -> bool {
        self.keys.retain(|_, used| now.since(*used) < TEN_MINUTES);
        if self.keys.contains_key(key) {
            return true;
        }
        self.keys.insert(key.to_owned(), now);
        false
    }

    pub(super) fn add(&mut self, sent: Sent) {
        if self.requests.len() >= KEPT {
            self.requests.pop_front();
        }
        self.requests.push_back(sent);
    }

    /// Keeps an image under the next number.
    pub(super) fn put_image(&mut self, name: &str, kind: ImageType, format: Format) -> Image {
        self.uploads += 1;
        let image = Image {
            seq: self.uploads,
            url: local::image_url(self.uploads, format),
            name: name.to_owned(),
            kind,
        };
        if self.images.len() >= IMAGES {
            self.images.pop_back();
        }
        self.images.push_front(image.clone());
        image
    }

    /// All images, the newest first.
    pub(super) fn images(&self) -> impl Iterator<Item = &Image> {
        self.images.iter()
    }

    /// Forgets these images, if all of them are there.
    pub(super) fn forget_images(&mut self, seqs: &[i64]) -> bool {
        let is_known = |seq: &i64| self.images.iter().any(|image| image.seq == *seq);
        let are_known = seqs.iter().all(is_known);
        if are_known {
            self.images.retain(|image| !seqs.contains(&image.seq));
        }
        are_known
    }

    /// All requests of a way, the newest first.
    pub(super) fn requests(&self, via: Via) -> impl Iterator<Item = &Sent> {
        let newest_first = self.requests.iter().rev();
        newest_first.filter(move |sent| sent.via == via)
    }

    /// The request of this id.
    pub(super) fn request(&mut self, via: Via, id: &str) -> Option<&mut Sent> {
        let mut requests = self.requests.iter_mut();
        requests.find(|sent| sent.via == via && sent.id == id)
    }
}

impl Recipient {
    /// Where it stands now: a message that is due arrives at once, unless its number rehearses something else or it is
    /// advertising by night.
    pub(super) fn state(&self, at: Timestamp, now: Timestamp) -> State<'_> {
        match self.cancelled {
            Some(when) => State::Cancelled(when),
            None if at > now => State::Reserved,
            None => {
                let night = (self.is_ad && when::is_night(at)).then_some(NIGHT);
                State::Over(self.fails.as_deref().or(night).unwrap_or(ARRIVED), at)
            }
        }
    }
}
