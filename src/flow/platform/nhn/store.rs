//! What was sent: requests and their recipients, images, and the idempotency keys of the last ten minutes.
use crate::model::nhn::image::{ImageFormat, ImageType};
use crate::model::nhn::result_codes::{ARRIVED, NIGHT};
use crate::model::nhn::{Via, local, korean_time};
use crate::model::time::Timestamp;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// How many requests are kept; older ones are forgotten.
const MAX_REQUESTS: usize = 10_000;
/// How many images are; of each its name alone.
const MAX_IMAGES: usize = 1000;
/// How long an idempotency key counts: documented.
const IDEMPOTENCY_WINDOW: Duration = Duration::from_secs(600);

/// Everything that was sent.
#[derive(Debug, Default)]
pub(in crate::flow::platform) struct NhnStore {
    requests: VecDeque<AcceptedRequest>,
    idempotency_keys: HashMap<String, Timestamp>,
    images: VecDeque<UploadedImage>,
    /// How many images there have been.
    upload_count: i64,
}

/// An image that was uploaded. What it shows is not kept.
#[derive(Debug, Clone)]
pub(super) struct UploadedImage {
    pub(super) seq: i64,
    pub(super) url: String,
    pub(super) name: String,
    pub(super) image_type: ImageType,
}

/// A request that was taken.
#[derive(Debug)]
pub(super) struct AcceptedRequest {
    pub(super) id: String,
    pub(super) via: Via,
    /// When it came.
    pub(super) created_at: Timestamp,
    /// When it is to go out.
    pub(super) due_at: Timestamp,
    /// The body as it came.
    pub(super) body: Value,
    pub(super) recipients: Vec<StoredRecipient>,
}

/// A recipient who was taken.
#[derive(Debug)]
pub(super) struct StoredRecipient {
    /// The number within the request, from 1.
    pub(super) seq: i64,
    /// The number of digits alone.
    pub(super) digits: String,
    /// The recipient as it came.
    pub(super) body: Value,
    pub(super) is_ad: bool,
    /// The result that its number rehearses, or the code with which it was refused where SMS takes its place.
    pub(super) failure_code: Option<String>,
    /// When it was cancelled.
    pub(super) cancelled_at: Option<Timestamp>,
}

/// Where a recipient stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecipientState<'a> {
    Reserved,
    Cancelled(Timestamp),
    /// With this result, since then.
    Finished(&'a str, Timestamp),
}

impl NhnStore {
    /// Whether this idempotency key was used within the last ten minutes; it is now.
    pub(super) fn is_repeated(&mut self, key: &str, now: Timestamp) -> bool {
        self.idempotency_keys.retain(|_, used| now.since(*used) < IDEMPOTENCY_WINDOW);
        if self.idempotency_keys.contains_key(key) {
            return true;
        }
        self.idempotency_keys.insert(key.to_owned(), now);
        false
    }

    pub(super) fn add(&mut self, sent: AcceptedRequest) {
        if self.requests.len() >= MAX_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(sent);
    }

    /// Keeps an image under the next number.
    pub(super) fn add_image(&mut self, name: &str, kind: ImageType, format: ImageFormat) -> UploadedImage {
        self.upload_count += 1;
        let image = UploadedImage {
            seq: self.upload_count,
            url: local::image_url(self.upload_count, format),
            name: name.to_owned(),
            image_type: kind,
        };
        if self.images.len() >= MAX_IMAGES {
            self.images.pop_back();
        }
        self.images.push_front(image.clone());
        image
    }

    /// All images, the newest first.
    pub(super) fn images(&self) -> impl Iterator<Item = &UploadedImage> {
        self.images.iter()
    }

    /// Forgets these images, if all of them are there.
    pub(super) fn delete_images(&mut self, seqs: &[i64]) -> bool {
        let is_known = |seq: &i64| self.images.iter().any(|image| image.seq == *seq);
        let are_known = seqs.iter().all(is_known);
        if are_known {
            self.images.retain(|image| !seqs.contains(&image.seq));
        }
        are_known
    }

    /// All requests of a way, the newest first.
    pub(super) fn requests(&self, via: Via) -> impl Iterator<Item = &AcceptedRequest> {
        let newest_first = self.requests.iter().rev();
        newest_first.filter(move |sent| sent.via == via)
    }

    /// The request of this id.
    pub(super) fn request(&mut self, via: Via, id: &str) -> Option<&mut AcceptedRequest> {
        let mut requests = self.requests.iter_mut();
        requests.find(|sent| sent.via == via && sent.id == id)
    }
}

impl StoredRecipient {
    /// Where it stands now: a message that is due arrives at once, unless its number rehearses something else or it is
    /// advertising by night.
    pub(super) fn state_at(&self, at: Timestamp, now: Timestamp) -> RecipientState<'_> {
        match self.cancelled_at {
            Some(when) => RecipientState::Cancelled(when),
            None if at > now => RecipientState::Reserved,
            None => {
                let night = (self.is_ad && korean_time::is_night(at)).then_some(NIGHT);
                RecipientState::Finished(self.failure_code.as_deref().or(night).unwrap_or(ARRIVED), at)
            }
        }
    }
}
