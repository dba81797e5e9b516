//! Images of messages: NHN Cloud's image types, and format and size of image files.
use crate::model::text::named::named;

named! {
    /// The type of an uploaded image. momo does not support the other types (for lists and carousels).
    pub enum ImageType {
        Image = "IMAGE",
        /// For a message with a short text.
        Wide = "WIDE_IMAGE",
    }
}

impl ImageType {
    /// Returns the `chatBubbleType` of a Brand Message with such an image.
    pub fn chat_bubble_type(self) -> &'static str {
        match self {
            Self::Image => "IMAGE",
            Self::Wide => "WIDE",
        }
    }
}

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    Png,
    Jpeg,
}

impl ImageFormat {
    /// Returns the name for display.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        }
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// Format and size of an image, from its header. Pixels are not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageInfo {
    pub format: ImageFormat,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl ImageInfo {
    /// Parses the header of a PNG or JPEG file; `None` for any other bytes.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (format, width, height) = match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => {
                let (width, height) = png_size(bytes)?;
                (ImageFormat::Png, width, height)
            }
            [0xff, 0xd8, rest @ ..] => {
                let (width, height) = jpeg_size(rest)?;
                (ImageFormat::Jpeg, width, height)
            }
            _ => return None,
        };
        (width > 0 && height > 0).then_some(Self {
            format,
            width,
            height,
        })
    }
}

/// Returns width and height. The first chunk of a PNG is IHDR, which begins with both.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.get(12..16)? != b"IHDR" {
        return None;
    }
    let number = |offset: usize| {
        let four = bytes.get(offset..offset + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    Some((number(16)?, number(20)?))
}

/// Returns width and height. A JPEG is a sequence of segments; the start-of-frame segment has the size.
fn jpeg_size(mut bytes: &[u8]) -> Option<(u32, u32)> {
    loop {
        let [0xff, kind, rest @ ..] = bytes else {
            return None;
        };
        match kind {
            // A fill byte, and segments without a length.
            0xff => {
                bytes = &bytes[1..];
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                bytes = rest;
                continue;
            }
            // Start of image, end of image, start of scan: no size follows.
            0xd8..=0xda => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        let segment = rest.get(2..length.max(2))?;
        let is_frame = matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let [_, top, high, left, low, ..] = segment else {
                return None;
            };
            let height = u16::from_be_bytes([*top, *high]);
            let width = u16::from_be_bytes([*left, *low]);
            return Some((width.into(), height.into()));
        }
        bytes = rest.get(length.max(2)..)?;
    }
}
