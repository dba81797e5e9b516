//! Image of a message: a file to upload first, or the URL of an earlier upload.
use super::nhn_client::NhnClient;
use crate::cmd::context::Context;
use crate::error::{Error, Result, Verdict};
use crate::io::files::{cannot_read, open_input};
use crate::io::system;
use crate::model::http::Request;
use crate::model::http::multipart::FormPart;
use crate::model::nhn::Via;
use crate::model::nhn::image::{ImageInfo, ImageType};
use crate::model::nhn::message::MessageImage;
use crate::model::nhn::response::{self, UploadedImage};
use crate::model::nhn::rules::{self, Violation};
use crate::view::escape;
use crate::view::kakao::nhn as view;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;

/// Maximum bytes read of a file, larger than any permitted image.
const MAX_READ_BYTES: u64 = 64 * 1024 * 1024;
/// Placeholder for the URL of an image that is not uploaded yet.
const PLACEHOLDER_URL: &str = "https://${IMAGE_URL}";

#[derive(clap::Args, Debug)]
pub(super) struct ImageArgs {
    /// An image: a JPG or PNG file, which is uploaded first, or the URL that an upload gave
    #[arg(long, value_name = "FILE|URL")]
    image: Option<String>,
    /// A wide one, 800 x 600, with at most 76 characters of text and two buttons
    #[arg(long, value_name = "FILE|URL", conflicts_with = "image")]
    wide_image: Option<String>,
    /// Where a tap on the image leads
    #[arg(long, value_name = "URL")]
    image_link: Option<String>,
}

/// File to be uploaded.
pub(super) struct ImageFile {
    name: String,
    kind: ImageType,
    bytes: Vec<u8>,
}

impl ImageArgs {
    fn selected(&self) -> Option<(&str, ImageType)> {
        let standard = self
            .image
            .as_deref()
            .map(|source| (source, ImageType::Image));
        let wide = self
            .wide_image
            .as_deref()
            .map(|source| (source, ImageType::Wide));
        standard.or(wide)
    }

    /// Returns the image of the message; `None` without an image flag. A file gets a placeholder URL.
    pub(super) fn image(&self) -> Result<Option<MessageImage>> {
        let link = self.image_link.clone();
        let Some((source, kind)) = self.selected() else {
            return match link {
                None => Ok(None),
                Some(_) => Err(Error::usage(
                    "`--image-link` goes with `--image` or `--wide-image`",
                )),
            };
        };
        let url = if is_url(source) {
            source
        } else {
            PLACEHOLDER_URL
        };
        Ok(Some(MessageImage {
            url: url.to_owned(),
            kind,
            link,
        }))
    }

    /// Reads the file; `None` if the flags give no image or a URL.
    pub(super) fn file(&self) -> Result<Option<ImageFile>> {
        let Some((source, kind)) = self.selected().filter(|(source, _)| !is_url(source)) else {
            return Ok(None);
        };
        let path = Path::new(source);
        let Some(name) = path.file_name().filter(|_| source != "-") else {
            return Err(Error::usage(format!(
                "`{}` is neither a file nor a URL",
                source.escape_debug()
            )));
        };
        let mut bytes = Vec::new();
        let result = open_input(path)
            .map_err(|error| error.hint("The URL of an image begins with https://."))?
            .take(MAX_READ_BYTES)
            .read_to_end(&mut bytes);
        result.map_err(|error| cannot_read(path, error))?;
        Ok(Some(ImageFile {
            name: name.to_string_lossy().into_owned(),
            kind,
            bytes,
        }))
    }
}

fn is_url(text: &str) -> bool {
    let has_scheme = |scheme: &str| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    has_scheme("http://") || has_scheme("https://")
}

impl ImageFile {
    /// Returns the rules of NHN Cloud that the file violates.
    pub(super) fn violations(&self, via: Via) -> Vec<Violation> {
        let (_, violations) = rules::check_image(via, self.kind, &self.name, &self.bytes);
        violations
    }

    /// Builds the upload request.
    pub(super) fn upload_request(&self, nhn: &NhnClient) -> Result<Request> {
        let content_type = ImageInfo::parse(&self.bytes).map(|info| info.format.content_type());
        let part = FormPart {
            name: "image".into(),
            file_name: Some(self.name.clone()),
            content_type: content_type.map(str::to_owned),
            bytes: self.bytes.clone(),
        };
        let random: [u8; 16] = system::random_bytes()?;
        let boundary: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let via = nhn.via_choice.via;
        Ok(nhn.api.upload(via, part, self.kind, &boundary))
    }

    /// Uploads the file. Prints a refusal and returns its verdict as the inner error.
    pub(super) fn upload(
        &self,
        context: &mut Context,
        nhn: &NhnClient,
    ) -> Result<std::result::Result<UploadedImage, Verdict>> {
        let request = self.upload_request(nhn)?;
        let (response, id) = nhn.call(context, &request, "nhn.image")?;
        let upload = response::parse_upload(&response);
        let (header, image) = match upload {
            Some((header, image)) if image.is_some() || header.refusal().is_some() => {
                (header, image)
            }
            _ => {
                return super::nhn_client::report_unknown_response(context, &response, &id)
                    .map(Err);
            }
        };
        match (header.refusal(), image) {
            (None, Some(image)) => {
                let url = escape::line(&image.image_url);
                context.terminal.note(format!(
                    "The image is uploaded; `{} {url}` sends it again.",
                    self.flag()
                ));
                Ok(Ok(image))
            }
            (refusal, _) => {
                let (code, message) = refusal.unwrap_or((header.result_code, ""));
                let refusal = view::NhnRefusal::new(code, message);
                self.print_refusal(context, nhn, &refusal, &id).map(Err)
            }
        }
    }

    fn print_refusal(
        &self,
        context: &mut Context,
        nhn: &NhnClient,
        refusal: &view::NhnRefusal,
        id: &str,
    ) -> Result<Verdict> {
        let result = json!({
            "ok": false, "via": nhn.via_choice.via.name(), "image": self.name,
            "refusal": refusal.to_json(), "exchange_id": id,
        });
        context.terminal.show(&result, |terminal| {
            let subject = format!("the image {}", escape::line(&self.name));
            terminal.print(view::refused(&subject, refusal, terminal.out_styles()))?;
            let note = format!("Nothing was sent. All of it: `momo webhook history show {id}`");
            terminal.note(note);
            Ok(())
        })?;
        Ok(Verdict::No)
    }

    fn flag(&self) -> &'static str {
        match self.kind {
            ImageType::Image => "--image",
            ImageType::Wide => "--wide-image",
        }
    }

    /// Describes the form fields of the upload, for a dry run.
    pub(super) fn form_json(&self, via: Via) -> Value {
        let info = ImageInfo::parse(&self.bytes);
        let mut form = json!({ "image": {
            "name": self.name, "bytes": self.bytes.len(),
            "format": info.map(|info| info.format.name()),
            "width": info.map(|info| info.width), "height": info.map(|info| info.height),
        } });
        match (via, self.kind) {
            (Via::FriendTalk, ImageType::Image) => {}
            (Via::FriendTalk, ImageType::Wide) => form["wide"] = "true".into(),
            (Via::Brand, kind) => form["imageType"] = kind.name().into(),
        }
        form
    }
}
