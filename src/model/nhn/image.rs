//! Images of messages: of which type they are, and what the bytes of a file say of themselves.

/// What an image is uploaded as. The others (of lists, carousels) go with messages that momo does not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageType {
    /// The image of a usual message.
    Image,
    /// A wide one, with a short text.
    Wide,
}

impl ImageType {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Image, Self::Wide];

    /// NHN Cloud's `imageType`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "IMAGE",
            Self::Wide => "WIDE_IMAGE",
        }
    }

    /// The `chatBubbleType` of a Brand Message with such an image.
    pub fn chat_bubble_type(self) -> &'static str {
        match self {
            Self::Image => "IMAGE",
            Self::Wide => "WIDE",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|image_type| image_type.name() == name)
    }
}

/// How an image is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
}

impl ImageFormat {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        }
    }

    /// Its content type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

/// What the head of an image says. The pixels are not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageInfo {
    /// How it is written.
    pub format: ImageFormat,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl ImageInfo {
    /// Reads the head of a PNG or a JPEG; none where it is neither.
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

/// The first chunk of a PNG is IHDR, and begins with both sizes.
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

/// A JPEG is a row of segments; the sizes stand in the one that begins a frame.
fn jpeg_size(mut bytes: &[u8]) -> Option<(u32, u32)> {
    loop {
        let [0xff, kind, rest @ ..] = bytes else {
            return None;
        };
        match kind {
            // A byte that fills, and segments without a length.
            0xff => {
                bytes = &bytes[1..];
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                bytes = rest;
                continue;
            }
            // Nothing comes behind the picture's own bytes or its end.
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
