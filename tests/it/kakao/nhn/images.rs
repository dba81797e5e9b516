//! Images: what a file says of itself, what NHN Cloud takes of it, and the form in which it is uploaded.
use super::png;
use crate::support::fuzz;
use momo::model::http::multipart::{self, FormPart};
use momo::model::nhn::Via;
use momo::model::nhn::image::{ImageFormat, ImageInfo, ImageType};
use momo::model::nhn::rules::check_image;
use proptest::prelude::*;

/// A JPEG of this size: what comes before the frame, the frame, and no pixels.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x02\0\0\x48\0\x48\0\0".to_vec();
    // A table whose bytes look like a frame of 1 x 1.
    bytes.extend_from_slice(b"\xff\xdb\0\x0b\xff\xc0\0\x11\x08\0\x01\0\x01\xff\xff\xc2\0\x11\x08");
    bytes.extend_from_slice(&height.to_be_bytes());
    bytes.extend_from_slice(&width.to_be_bytes());
    bytes.extend_from_slice(b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda");
    bytes
}

#[test]
fn image_type_is_read_from_the_file() {
    let of = |bytes: &[u8]| ImageInfo::parse(bytes).map(|it| (it.format, it.width, it.height));
    assert_eq!(of(&png(800, 400, 0)), Some((ImageFormat::Png, 800, 400)));
    assert_eq!(of(&jpeg(4032, 3024)), Some((ImageFormat::Jpeg, 4032, 3024)));
    let cut = png(800, 400, 0);
    let none: [&[u8]; 7] = [
        b"",
        b"GIF89a",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"RIFF\0\0\0\0WEBP",
        &cut[..20],
        &png(0, 400, 0),
    ];
    for bytes in none {
        assert_eq!(of(bytes), None, "{bytes:?}");
    }
}

#[test]
fn sizes_are_checked_at_each_limit_and_one_beyond() {
    use ImageType::{Image, Wide};
    use Via::{Brand, FriendTalk};
    let codes = |via, kind, width, height| {
        let (_, faults) = check_image(via, kind, "a.png", &png(width, height, 0));
        let code = |fault: &momo::model::nhn::rules::Violation| (fault.code, fault.is_error);
        faults.iter().map(code).collect::<Vec<_>>()
    };
    let fine: [(i64, bool); 0] = [];
    for via in Via::ALL {
        assert_eq!(codes(via, Image, 500, 250), fine);
        assert_eq!(codes(via, Image, 499, 250), [(-8001, true)]);
        assert_eq!(codes(via, Image, 800, 399), [(-8001, true)]);
        assert_eq!(codes(via, Image, 600, 800), fine);
        assert_eq!(codes(via, Image, 600, 801), [(-8001, true)]);
    }
    assert_eq!(codes(Brand, Wide, 600, 600), fine);
    assert_eq!(codes(Brand, Wide, 600, 601), [(-8001, true)]);
    assert_eq!(codes(Brand, Wide, 600, 299), [(-8001, true)]);
    // The guide of Friend Talk names one size, that of what it becomes others.
    assert_eq!(codes(FriendTalk, Wide, 800, 600), fine);
    assert_eq!(codes(FriendTalk, Wide, 600, 600), [(-8001, false)]);
}

#[test]
fn name_and_length_are_checked_too() {
    let codes = |name: &str, bytes: &[u8]| {
        let (_, faults) = check_image(Via::Brand, ImageType::Image, name, bytes);
        let code = |fault: &momo::model::nhn::rules::Violation| (fault.code, fault.is_error);
        faults.iter().map(code).collect::<Vec<_>>()
    };
    let (small, head) = (png(800, 400, 0), png(800, 400, 0).len());
    for name in ["a.png", "A.JPG", "사진.jpeg"] {
        assert_eq!(codes(name, &small), [], "{name}");
    }
    for name in ["a", "a.webp", "png", ""] {
        assert_eq!(codes(name, &small), [(-4009, true)], "{name}");
    }
    let long = |count: usize| codes("a.png", &png(800, 400, count - head));
    assert_eq!(long(5_000_000), []);
    assert_eq!(long(5_000_001), [(-4007, false)]);
    assert_eq!(long(5 * 1024 * 1024), [(-4007, false)]);
    assert_eq!(long(5 * 1024 * 1024 + 1), [(-4007, true)]);
    assert_eq!(codes("a.png", b"no image"), [(-8001, true)]);
}

#[test]
fn multipart_form_written_by_curl_is_read() {
    let body = "--------------------------abc\r\n\
        Content-Disposition: form-data; name=\"image\"; filename=\"떡 \\\"02\\\".jpeg\"\r\n\
        Content-Type: image/jpeg\r\n\r\n\
        \r\n--not the end\r\n\r\n\
        --------------------------abc\r\n\
        content-disposition: form-data; name=wide\r\n\r\n\
        true\r\n\
        --------------------------abc--\r\n";
    let kind = "multipart/form-data; boundary=------------------------abc";
    let parts = multipart::decode(kind, body.as_bytes()).unwrap();
    let [image, wide] = &*parts else {
        panic!("{parts:?}");
    };
    assert_eq!(image.name, "image");
    assert_eq!(image.file_name.as_deref(), Some("떡 \"02\".jpeg"));
    assert_eq!(image.content_type.as_deref(), Some("image/jpeg"));
    assert_eq!(image.bytes, b"\r\n--not the end\r\n");
    assert_eq!((&*wide.name, wide.as_text()), ("wide", Some("true")));
    assert_eq!(multipart::decode("application/json", body.as_bytes()), None);
    assert_eq!(multipart::decode(kind, &body.as_bytes()[..200]), None);
    assert_eq!(multipart::decode("multipart/form-data", b""), None);
}

#[test]
fn fuzz_forms_and_images_are_read_or_refused() {
    let bytes = prop::collection::vec(any::<u8>(), 0..60);
    let part = (
        "[a-z]{1,8}",
        prop::option::of("[^\\\\%\\p{C}]{0,12}"),
        bytes,
    )
        .prop_map(|(name, file_name, bytes)| FormPart {
            name,
            content_type: file_name.is_some().then(|| "image/png".to_owned()),
            file_name,
            bytes,
        });
    let parts = prop::collection::vec(part, 1..4);
    fuzz("forms are read as they were written", &parts, |parts| {
        let boundary = "0123456789abcdef0123456789abcdef";
        let body = multipart::encode(boundary, &parts);
        let read = multipart::decode(&multipart::content_type(boundary), &body);
        prop_assert_eq!(read, Some(parts));
        Ok(())
    });
    let pieces = [
        "--b",
        "\r\n",
        "--",
        "Content-Disposition: form-data",
        "; name=\"",
        "\"",
        "x",
        "\r\n\r\n",
    ];
    let body = prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..16);
    fuzz("no form makes the reader panic", &body, |pieces| {
        let _ = multipart::decode(
            "multipart/form-data; boundary=b",
            pieces.concat().as_bytes(),
        );
        Ok(())
    });
    let bytes = prop::collection::vec(any::<u8>(), 0..64);
    fuzz("no file makes the reader panic", &bytes, |bytes| {
        let segments = [&[0xff, 0xd8, 0xff][..], &bytes].concat();
        let _ = (ImageInfo::parse(&bytes), ImageInfo::parse(&segments));
        Ok(())
    });
}
