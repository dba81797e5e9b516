//! Images: uploads, the list of them, and which one a message means.
use super::store::UploadedImage;
use super::paging::{ResultPage, read_query};
use super::{NhnResult, NhnCall, NhnError, is_compatibility_over};
use crate::model::http::multipart::{self, FormPart};
use crate::model::nhn::image::ImageType;
use crate::model::nhn::{Via, rules};
use serde_json::{Map, Value, json};

/// The kinds that `imageTypes` may name; of those that momo does not write there are none.
const IMAGE_TYPES: [&str; 4] = [
    "IMAGE",
    "WIDE_IMAGE",
    "WIDE_ITEMLIST_IMAGE",
    "CAROUSEL_IMAGE",
];

/// `POST .../images`: a form with the file, and with `wide` (Friend Talk) or `imageType` (Brand Message). That uploads end
/// with the compatibility mode is momo's own assumption: no end of their own is documented.
pub(super) fn upload(call_ctx: &NhnCall<'_>) -> NhnResult {
    if call_ctx.via == Via::FriendTalk && is_compatibility_over(call_ctx) {
        return Err(NhnError::new(-9992));
    }
    let request = call_ctx.call.request;
    let kind = request.headers.text("Content-Type").unwrap_or_default();
    let parts = multipart::decode(kind, &request.body).ok_or_else(|| NhnError::new(-9993))?;
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let is_file = |part: &&FormPart| part.file_name.is_some();
    let file = part("image").filter(is_file);
    let file = file.ok_or_else(|| NhnError::new(-9993))?;
    let kind = match call_ctx.via {
        Via::FriendTalk => read_wide(part("wide"))?,
        Via::Brand => read_image_type(part("imageType"))?,
    };
    let name = file.file_name.as_deref().unwrap_or_default();
    let (picture, faults) = rules::check_image(call_ctx.via, kind, name, &file.bytes);
    if let Some(fault) = faults.into_iter().find(|fault| fault.is_error) {
        return Err(NhnError {
            message: fault.nhn_message,
            ..NhnError::new(fault.code)
        });
    }
    let picture = picture.ok_or_else(|| NhnError::new(-8001))?;
    let image = call_ctx.store().add_image(name, kind, picture.format);
    let answer = json!({
        "imageSeq": image.seq, "imageUrl": image.url, "imageName": image.name,
    });
    Ok(Map::from_iter([("image".to_owned(), answer)]))
}

fn read_wide(part: Option<&FormPart>) -> Result<ImageType, NhnError> {
    match part.map(|part| part.as_text().map(str::to_ascii_lowercase)) {
        None => Ok(ImageType::Image),
        Some(Some(text)) if text == "true" => Ok(ImageType::Wide),
        Some(Some(text)) if text == "false" => Ok(ImageType::Image),
        Some(_) => Err(NhnError::new(-9994)),
    }
}

fn read_image_type(part: Option<&FormPart>) -> Result<ImageType, NhnError> {
    let name = part.ok_or_else(|| NhnError::new(-9993))?.as_text();
    let kind = name.and_then(ImageType::from_name);
    kind.ok_or_else(|| NhnError::new(-8011))
}

/// `GET .../images`: one page, the newest first.
pub(super) fn list(call_ctx: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call_ctx)?;
    let types = query.text("imageTypes").unwrap_or("IMAGE,WIDE_IMAGE");
    let types: Vec<_> = types.split(',').map(str::trim).collect();
    if types.iter().any(|name| !IMAGE_TYPES.contains(name)) {
        return Err(NhnError::new(-8011));
    }
    let page = ResultPage::from_query(&query)?;
    let book = call_ctx.store();
    let meant: Vec<_> = book
        .images()
        .filter(|image| types.contains(&image.image_type.name()))
        .collect();
    let images: Vec<_> = meant
        .iter()
        .enumerate()
        .filter(|(place, _)| page.contains(*place))
        .map(|(_, image)| image_json(image))
        .collect();
    let listed = json!({ "images": images, "totalCount": meant.len() });
    Ok(Map::from_iter([("imagesResponse".to_owned(), listed)]))
}

fn image_json(image: &UploadedImage) -> Value {
    json!({
        "imageSeq": image.seq, "imageUrl": image.url, "imageName": image.name,
        "imageType": image.image_type.name(), "createUser": null,
    })
}

/// `DELETE .../images?imageSeq=1,2,3`.
pub(super) fn delete(call_ctx: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call_ctx)?;
    let text = query.text("imageSeq").filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| NhnError::new(-8000))?;
    let seqs: Result<Vec<i64>, _> = text.split(',').map(|seq| seq.trim().parse()).collect();
    let seqs = seqs.map_err(|_| NhnError::new(-9994))?;
    match call_ctx.store().delete_images(&seqs) {
        true => Ok(Map::new()),
        false => Err(NhnError::new(-8002)),
    }
}

/// Looks up the images that a message names, and puts beside them what NHN Cloud knows of them and shows in its queries. An
/// image that it does not know, or not as one of this kind, is refused.
pub(super) fn resolve_images(call_ctx: &NhnCall<'_>, body: &mut Value) -> Result<(), NhnError> {
    let book = call_ctx.store();
    if call_ctx.via == Via::Brand {
        let wanted = body["chatBubbleType"].as_str().unwrap_or_default();
        let kind = ImageType::ALL.into_iter().find(|it| it.chat_bubble_type() == wanted);
        let url = body["image"]["imageUrl"].as_str().map(str::to_owned);
        let (Some(kind), Some(url)) = (kind, url) else {
            return Ok(());
        };
        let mut images = book.images();
        return match images.any(|image| image.url == url && image.image_type == kind) {
            true => Ok(()),
            false => Err(NhnError::new(-8002)),
        };
    }
    let recipients = body.get_mut("recipientList");
    let recipients = recipients.and_then(Value::as_array_mut);
    for recipient in recipients.into_iter().flatten() {
        let Some(fields) = recipient.as_object_mut() else {
            continue;
        };
        let url = fields.get("imageUrl").and_then(Value::as_str);
        let seq = fields.get("imageSeq").and_then(Value::as_i64);
        if url.is_none() && seq.is_none() {
            continue;
        }
        let is_meant = |image: &&UploadedImage| {
            url.is_none_or(|it| it == image.url) && seq.is_none_or(|it| it == image.seq)
        };
        let image = book.images().find(is_meant);
        let image = image.ok_or_else(|| NhnError::new(-8002))?;
        fields.insert("wide".into(), (image.image_type == ImageType::Wide).into());
        fields.insert("imageSeq".into(), image.seq.into());
        fields.insert("imageUrl".into(), image.url.clone().into());
        fields.insert("imageName".into(), image.name.clone().into());
    }
    Ok(())
}
