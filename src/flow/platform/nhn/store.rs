//! In-memory store of the simulated NHN Cloud: requests with recipients, images, and recent idempotency keys.
use crate::model::nhn::image::{ImageFormat, ImageType};
use crate::model::nhn::result_codes::{ARRIVED, NIGHT};
use crate::model::nhn::{Via, korean_time, local};
use crate::model::time::Timestamp;
use serde_json::Value;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;

/// Maximum number of stored requests; the oldest are removed.
const MAX_REQUESTS: usize = 10_000;
/// Maximum number of stored images; the oldest are removed.
const MAX_IMAGES: usize = 1000;
/// Validity of an idempotency key; documented.
const IDEMPOTENCY_WINDOW: Duration = Duration::from_secs(600);

/// Requests, images and idempotency keys.
#[derive(Debug, Default)]
pub(in crate::flow::platform) struct NhnStore {
    requests: VecDeque<AcceptedRequest>,
    idempotency_keys: HashMap<String, Timestamp>,
    images: VecDeque<StoredImage>,
    /// Number of images uploaded so far.
    upload_count: i64,
}

/// Metadata of an uploaded image; its bytes are not stored.
#[derive(Debug, Clone)]
pub(super) struct StoredImage {
    pub(super) seq: i64,
    pub(super) url: String,
    pub(super) name: String,
    pub(super) image_type: ImageType,
}

/// An accepted send request.
#[derive(Debug)]
pub(super) struct AcceptedRequest {
    pub(super) id: String,
    pub(super) via: Via,
    pub(super) created_at: Timestamp,
    /// Time of sending; later than `created_at` for a reserved message.
    pub(super) due_at: Timestamp,
    /// Body of the request, completed with image data.
    pub(super) body: Value,
    pub(super) recipients: Vec<StoredRecipient>,
}

/// An accepted recipient.
#[derive(Debug)]
pub(super) struct StoredRecipient {
    /// Number within the request, from 1.
    pub(super) seq: i64,
    /// Digits of the phone number.
    pub(super) digits: String,
    /// The recipient object of the request.
    pub(super) body: Value,
    pub(super) is_ad: bool,
    /// Result of a test number, or the code of the rejection if SMS replaces the message; `None` if it can arrive.
    pub(super) failure_code: Option<String>,
    /// `None` unless cancelled.
    pub(super) cancelled_at: Option<Timestamp>,
}

/// State of a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecipientState<'a> {
    Reserved,
    Cancelled(Timestamp),
    /// Result code and time of the result.
    Finished(&'a str, Timestamp),
}

impl NhnStore {
    /// Whether the key was used in the last ten minutes. Otherwise notes its use.
    pub(super) fn is_repeated(&mut self, key: &str, now: Timestamp) -> bool {
        self.idempotency_keys
            .retain(|_, used_at| now.since(*used_at) < IDEMPOTENCY_WINDOW);
        if self.idempotency_keys.contains_key(key) {
            return true;
        }
        self.idempotency_keys.insert(key.to_owned(), now);
        false
    }

    pub(super) fn add(&mut self, request: AcceptedRequest) {
        if self.requests.len() >= MAX_REQUESTS {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    /// Adds an image with the next number.
    pub(super) fn add_image(
        &mut self,
        name: &str,
        kind: ImageType,
        format: ImageFormat,
    ) -> StoredImage {
        self.upload_count += 1;
        let image = StoredImage {
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

    /// Returns all images, newest first.
    pub(super) fn images(&self) -> impl Iterator<Item = &StoredImage> {
        self.images.iter()
    }

    /// Deletes the images, if all of them exist. Returns whether they did.
    pub(super) fn delete_images(&mut self, seqs: &[i64]) -> bool {
        let exists = |seq: &i64| self.images.iter().any(|image| image.seq == *seq);
        let all_exist = seqs.iter().all(exists);
        if all_exist {
            self.images.retain(|image| !seqs.contains(&image.seq));
        }
        all_exist
    }

    /// Returns all requests of a channel, newest first.
    pub(super) fn requests(&self, via: Via) -> impl Iterator<Item = &AcceptedRequest> {
        let newest_first = self.requests.iter().rev();
        newest_first.filter(move |request| request.via == via)
    }

    pub(super) fn request(&mut self, via: Via, id: &str) -> Option<&mut AcceptedRequest> {
        let mut requests = self.requests.iter_mut();
        requests.find(|request| request.via == via && request.id == id)
    }
}

impl StoredRecipient {
    /// Returns the state at `now`. A due message arrives at once, unless it has a test number or is an advertisement at
    /// night.
    pub(super) fn state_at(&self, due_at: Timestamp, now: Timestamp) -> RecipientState<'_> {
        match self.cancelled_at {
            Some(cancelled_at) => RecipientState::Cancelled(cancelled_at),
            None if due_at > now => RecipientState::Reserved,
            None => {
                let night = (self.is_ad && korean_time::is_night(due_at)).then_some(NIGHT);
                RecipientState::Finished(
                    self.failure_code.as_deref().or(night).unwrap_or(ARRIVED),
                    due_at,
                )
            }
        }
    }
}
