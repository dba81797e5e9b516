//! The rules of uploaded images: JPG or PNG, at most 5 MB, allowed sizes.
//!
//! Sources: "업로드 이미지 규격" in `ko/friendtalkupgrade-api-guide.md`, `ko/friendtalk-overview.md`. The codes of
//! violations are momo's own assumption.
use super::Violation;
use super::object_reader::Violations;
use crate::model::nhn::Via;
use crate::model::nhn::image::{ImageInfo, ImageType};

/// The documented "5 MB", read as decimal and as binary megabytes.
const STRICT_MAX_BYTES: usize = 5_000_000;
const MAX_BYTES: usize = 5 * 1024 * 1024;
/// Documented minimum, in pixels.
const MIN_WIDTH: u32 = 500;

/// Checks an image file. Returns its format and size (`None` if it is not an image) and all violations.
pub fn check_image(
    via: Via,
    image_type: ImageType,
    name: &str,
    bytes: &[u8],
) -> (Option<ImageInfo>, Vec<Violation>) {
    let mut violations = Violations::default();
    let info = ImageInfo::parse(bytes);
    match info {
        None => violations.error(-8001, &[], "the image is neither JPG nor PNG"),
        Some(info) => check_size(via, image_type, info, &mut violations),
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_known =
        |extension: &str| ["jpg", "jpeg", "png"].contains(&&*extension.to_ascii_lowercase());
    if info.is_some() && !extension.is_some_and(is_known) {
        let description = "the image's file name ends in none of .jpg, .jpeg and .png";
        violations.error(-4009, &[], description);
    }
    let size = bytes.len();
    if size > MAX_BYTES {
        let description = format!("the image has {size} bytes, more than 5 MB");
        violations.error(-4007, &["5MB"], &description);
    } else if size > STRICT_MAX_BYTES {
        let description = format!(
            "the image has {size} bytes: more than 5,000,000, and NHN Cloud does not say how it counts 5 MB"
        );
        violations.warning(-4007, &description);
    }
    (info, violations.list)
}

fn check_size(via: Via, image_type: ImageType, info: ImageInfo, violations: &mut Violations) {
    let ImageInfo { width, height, .. } = info;
    let (width_u64, height_u64) = (u64::from(width), u64::from(height));
    if (via, image_type) == (Via::FriendTalk, ImageType::Wide) {
        if (width, height) != (800, 600) {
            let description = format!(
                "the wide image is {width} x {height}: NHN Cloud's guide of Friend Talk names 800 x 600, that of Brand Message a width of at least 500, and a height from half of it to all of it"
            );
            violations.warning(-8001, &description);
        }
        return;
    }
    if width < MIN_WIDTH {
        let description = format!("the image is {width} pixels wide, less than {MIN_WIDTH}");
        violations.error(-8001, &[], &description);
    }
    let (fits, limit) = match image_type {
        ImageType::Image => (height_u64 * 3 <= width_u64 * 4, "four thirds of its width"),
        ImageType::Wide => (height_u64 <= width_u64, "its width"),
    };
    if height_u64 * 2 < width_u64 || !fits {
        let description = format!(
            "the image is {width} x {height}: its height must lie between half of its width and {limit}"
        );
        violations.error(-8001, &[], &description);
    }
}
