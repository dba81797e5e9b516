//! The rules of an uploaded image: JPG or PNG, at most 5 MB, its sizes.
//!
//! Sources: "업로드 이미지 규격" in `ko/friendtalkupgrade-api-guide.md`, `ko/friendtalk-overview.md`; which code NHN Cloud
//! gives for which fault is momo's own assumption.
use super::Fault;
use super::fields::Found;
use crate::model::nhn::Via;
use crate::model::nhn::image::{ImageType, Picture};

/// What NHN Cloud calls 5 MB, by the stricter and by the wider reading.
const SURE: usize = 5_000_000;
const MOST: usize = 5 * 1024 * 1024;
/// The least width: documented.
const WIDTH: u32 = 500;

/// Everything that is wrong with a file that is to be an image; of what kind and size it is, where it is one.
pub fn check_image(
    via: Via,
    kind: ImageType,
    name: &str,
    bytes: &[u8],
) -> (Option<Picture>, Vec<Fault>) {
    let mut found = Found::default();
    let picture = Picture::read(bytes);
    match picture {
        None => found.error(-8001, &[], "the image is neither JPG nor PNG"),
        Some(picture) => check_size(via, kind, picture, &mut found),
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let is_known = |ending: &str| ["jpg", "jpeg", "png"].contains(&&*ending.to_ascii_lowercase());
    if picture.is_some() && !ending.is_some_and(is_known) {
        let what = "the image's file name ends in none of .jpg, .jpeg and .png";
        found.error(-4009, &[], what);
    }
    let size = bytes.len();
    if size > MOST {
        let what = format!("the image has {size} bytes, more than 5 MB");
        found.error(-4007, &["5MB"], &what);
    } else if size > SURE {
        let what = format!(
            "the image has {size} bytes: more than 5,000,000, and NHN Cloud does not say how it counts 5 MB"
        );
        found.warning(-4007, &what);
    }
    (picture, found.faults)
}

fn check_size(via: Via, kind: ImageType, picture: Picture, found: &mut Found) {
    let Picture { width, height, .. } = picture;
    let (wide, high) = (u64::from(width), u64::from(height));
    if (via, kind) == (Via::FriendTalk, ImageType::Wide) {
        if (width, height) != (800, 600) {
            let what = format!(
                "the wide image is {width} x {height}: NHN Cloud's guide of Friend Talk names 800 x 600, that of Brand Message a width of at least 500, and a height from half of it to all of it"
            );
            found.warning(-8001, &what);
        }
        return;
    }
    if width < WIDTH {
        let what = format!("the image is {width} pixels wide, less than {WIDTH}");
        found.error(-8001, &[], &what);
    }
    let (fits, most) = match kind {
        ImageType::Image => (high * 3 <= wide * 4, "four thirds of its width"),
        ImageType::Wide => (high <= wide, "its width"),
    };
    if high * 2 < wide || !fits {
        let what = format!(
            "the image is {width} x {height}: its height must lie between half of its width and {most}"
        );
        found.error(-8001, &[], &what);
    }
}
