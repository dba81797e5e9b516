//! The image of a message: a file that is uploaded first, or the URL of one that was.
use super::outbound::Outbound;
use crate::cmd::context::Context;
use crate::error::{Error, Result, Verdict};
use crate::io::files::{cannot_read, open_input};
use crate::io::system;
use crate::model::http::Request;
use crate::model::http::multipart::Part;
use crate::model::nhn::Via;
use crate::model::nhn::answer::{self, Uploaded};
use crate::model::nhn::image::{ImageType, Picture};
use crate::model::nhn::message::Image;
use crate::model::nhn::rules::{self, Fault};
use crate::view::escape;
use crate::view::kakao::nhn as view;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;

/// More than any image may have; what is larger is not read whole.
const MOST_READ: u64 = 64 * 1024 * 1024;
/// What stands for the URL of an image that is not uploaded yet.
const LATER: &str = "https://${IMAGE_URL}";

/// The flags of an image.
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

/// A file that is to be uploaded.
pub(super) struct ImageFile {
    name: String,
    kind: ImageType,
    bytes: Vec<u8>,
}

impl ImageArgs {
    fn given(&self) -> Option<(&str, ImageType)> {
        let usual = self.image.as_deref().map(|it| (it, ImageType::Image));
        let wide = self.wide_image.as_deref().map(|it| (it, ImageType::Wide));
        usual.or(wide)
    }

    /// The image as the message names it. A file has no URL yet.
    pub(super) fn image(&self) -> Result<Option<Image>> {
        let link = self.image_link.clone();
        let Some((given, kind)) = self.given() else {
            return match link {
                None => Ok(None),
                Some(_) => Err(Error::usage(
                    "`--image-link` goes with `--image` or `--wide-image`",
                )),
            };
        };
        let url = if is_url(given) { given } else { LATER };
        Ok(Some(Image {
            url: url.to_owned(),
            kind,
            link,
        }))
    }

    /// The file, where one is given.
    pub(super) fn file(&self) -> Result<Option<ImageFile>> {
        let Some((given, kind)) = self.given().filter(|(given, _)| !is_url(given)) else {
            return Ok(None);
        };
        let path = Path::new(given);
        let Some(name) = path.file_name().filter(|_| given != "-") else {
            return Err(Error::usage(format!(
                "`{}` is neither a file nor a URL",
                given.escape_debug()
            )));
        };
        let mut bytes = Vec::new();
        let read = open_input(path)
            .map_err(|error| error.hint("The URL of an image begins with https://."))?
            .take(MOST_READ)
            .read_to_end(&mut bytes);
        read.map_err(|error| cannot_read(path, error))?;
        Ok(Some(ImageFile {
            name: name.to_string_lossy().into_owned(),
            kind,
            bytes,
        }))
    }
}

fn is_url(text: &str) -> bool {
    let begins = |scheme: &str| {
        let start = text.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    begins("http://") || begins("https://")
}

impl ImageFile {
    /// What NHN Cloud would refuse of it, or may.
    pub(super) fn faults(&self, via: Via) -> Vec<Fault> {
        let (_, faults) = rules::check_image(via, self.kind, &self.name, &self.bytes);
        faults
    }

    /// The call that uploads it.
    pub(super) fn request(&self, outbound: &Outbound) -> Result<Request> {
        let content_type = Picture::read(&self.bytes).map(|it| it.format.content_type());
        let part = Part {
            name: "image".into(),
            file_name: Some(self.name.clone()),
            content_type: content_type.map(str::to_owned),
            bytes: self.bytes.clone(),
        };
        let random: [u8; 16] = system::random()?;
        let boundary: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let via = outbound.choice.via;
        Ok(outbound.access.upload(via, part, self.kind, &boundary))
    }

    /// Uploads it; a refusal has been reported.
    pub(super) fn upload(
        &self,
        context: &mut Context,
        outbound: &Outbound,
    ) -> Result<std::result::Result<Uploaded, Verdict>> {
        let request = self.request(outbound)?;
        let (response, id) = outbound.call(context, &request, "nhn.image")?;
        let answered = answer::uploaded(&response);
        let (header, image) = match answered {
            Some((header, image)) if image.is_some() || header.refusal().is_some() => {
                (header, image)
            }
            _ => return super::outbound::not_understood(context, &response, &id).map(Err),
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
                let (code, says) = refusal.unwrap_or((header.result_code, ""));
                let refusal = view::Refusal::of(code, says);
                self.report(context, outbound, &refusal, &id).map(Err)
            }
        }
    }

    fn report(
        &self,
        context: &mut Context,
        outbound: &Outbound,
        refusal: &view::Refusal,
        id: &str,
    ) -> Result<Verdict> {
        if context.terminal.is_json() {
            context.terminal.print_json(&json!({
                "ok": false, "via": outbound.choice.via.name(), "image": self.name,
                "refusal": refusal.to_json(), "exchange_id": id,
            }))?;
            return Ok(Verdict::No);
        }
        let ink = context.terminal.out_styles();
        let what = format!("the image {}", escape::line(&self.name));
        context.terminal.print(view::refused(&what, refusal, ink))?;
        context.terminal.note(format!(
            "Nothing was sent. All of it: momo webhook history show {id}"
        ));
        Ok(Verdict::No)
    }

    fn flag(&self) -> &'static str {
        match self.kind {
            ImageType::Image => "--image",
            ImageType::Wide => "--wide-image",
        }
    }

    /// What the call's form would hold, for a dry run.
    pub(super) fn form(&self, via: Via) -> Value {
        let picture = Picture::read(&self.bytes);
        let mut form = json!({ "image": {
            "name": self.name, "bytes": self.bytes.len(),
            "format": picture.map(|it| it.format.name()),
            "width": picture.map(|it| it.width), "height": picture.map(|it| it.height),
        } });
        match (via, self.kind) {
            (Via::FriendTalk, ImageType::Image) => {}
            (Via::FriendTalk, ImageType::Wide) => form["wide"] = "true".into(),
            (Via::Brand, kind) => form["imageType"] = kind.name().into(),
        }
        form
    }
}
