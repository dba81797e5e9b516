//! Images: upload, list, deletion, and lookup of the images that a message names.
use super::paging::{ResultPage, read_query};
use super::store::StoredImage;
use super::{NhnCall, NhnError, NhnResult, is_compatibility_over};
use crate::model::http::multipart::{self, FormPart};
use crate::model::nhn::image::ImageType;
use crate::model::nhn::{Via, rules};
use serde_json::{Map, Value, json};

/// Types that `imageTypes` may name. Uploads create only the first two.
const IMAGE_TYPES: [&str; 4] = [
    "IMAGE",
    "WIDE_IMAGE",
    "WIDE_ITEMLIST_IMAGE",
    "CAROUSEL_IMAGE",
];

/// Handles `POST .../images`: a form with the file, and with `wide` (Friend Talk) or `imageType` (Brand Message). That
/// uploads end with the compatibility mode is momo's own assumption: no end of their own is documented.
pub(super) fn upload(call: &NhnCall<'_>) -> NhnResult {
    if call.via == Via::FriendTalk && is_compatibility_over(call) {
        return Err(NhnError::new(-9992));
    }
    let request = call.api_call.request;
    let content_type = request.headers.text("Content-Type").unwrap_or_default();
    let parts =
        multipart::decode(content_type, &request.body).ok_or_else(|| NhnError::new(-9993))?;
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let is_file = |part: &&FormPart| part.file_name.is_some();
    let file = part("image").filter(is_file);
    let file = file.ok_or_else(|| NhnError::new(-9993))?;
    let image_type = match call.via {
        Via::FriendTalk => read_wide(part("wide"))?,
        Via::Brand => read_image_type(part("imageType"))?,
    };
    let name = file.file_name.as_deref().unwrap_or_default();
    let (decoded, violations) = rules::check_image(call.via, image_type, name, &file.bytes);
    if let Some(violation) = violations.into_iter().find(|violation| violation.is_error) {
        return Err(NhnError {
            message: violation.nhn_message,
            ..NhnError::new(violation.code)
        });
    }
    let decoded = decoded.ok_or_else(|| NhnError::new(-8001))?;
    let image = call.store().add_image(name, image_type, decoded.format);
    let image_fields = json!({
        "imageSeq": image.seq, "imageUrl": image.url, "imageName": image.name,
    });
    Ok(Map::from_iter([("image".to_owned(), image_fields)]))
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
    let image_type = name.and_then(ImageType::from_name);
    image_type.ok_or_else(|| NhnError::new(-8011))
}

/// Handles `GET .../images`: one page, newest first.
pub(super) fn list(call: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call)?;
    let types = query.text("imageTypes").unwrap_or("IMAGE,WIDE_IMAGE");
    let types: Vec<_> = types.split(',').map(str::trim).collect();
    if types.iter().any(|name| !IMAGE_TYPES.contains(name)) {
        return Err(NhnError::new(-8011));
    }
    let page = ResultPage::from_query(&query)?;
    let store = call.store();
    let matching: Vec<_> = store
        .images()
        .filter(|image| types.contains(&image.image_type.name()))
        .collect();
    let images: Vec<_> = matching
        .iter()
        .enumerate()
        .filter(|(index, _)| page.contains(*index))
        .map(|(_, image)| image_json(image))
        .collect();
    let result = json!({ "images": images, "totalCount": matching.len() });
    Ok(Map::from_iter([("imagesResponse".to_owned(), result)]))
}

fn image_json(image: &StoredImage) -> Value {
    json!({
        "imageSeq": image.seq, "imageUrl": image.url, "imageName": image.name,
        "imageType": image.image_type.name(), "createUser": null,
    })
}

/// Handles `DELETE .../images?imageSeq=1,2,3`.
pub(super) fn delete(call: &NhnCall<'_>) -> NhnResult {
    let query = read_query(call)?;
    let text = query.text("imageSeq").filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| NhnError::new(-8000))?;
    let seqs: Result<Vec<i64>, _> = text.split(',').map(|seq| seq.trim().parse()).collect();
    let seqs = seqs.map_err(|_| NhnError::new(-9994))?;
    match call.store().delete_images(&seqs) {
        true => Ok(Map::new()),
        false => Err(NhnError::new(-8002)),
    }
}

/// Looks up the images that a message names, and rejects unknown ones. For Friend Talk, adds the fields that queries
/// show. For Brand Message, the image must have the type of the chat bubble.
pub(super) fn resolve_images(call: &NhnCall<'_>, body: &mut Value) -> Result<(), NhnError> {
    let store = call.store();
    if call.via == Via::Brand {
        let bubble_type = body["chatBubbleType"].as_str().unwrap_or_default();
        let image_type = ImageType::ALL
            .into_iter()
            .find(|it| it.chat_bubble_type() == bubble_type);
        let url = body["image"]["imageUrl"].as_str().map(str::to_owned);
        let (Some(image_type), Some(url)) = (image_type, url) else {
            return Ok(());
        };
        let mut images = store.images();
        return match images.any(|image| image.url == url && image.image_type == image_type) {
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
        let is_match = |image: &&StoredImage| {
            url.is_none_or(|it| it == image.url) && seq.is_none_or(|it| it == image.seq)
        };
        let image = store.images().find(is_match);
        let image = image.ok_or_else(|| NhnError::new(-8002))?;
        fields.insert("wide".into(), (image.image_type == ImageType::Wide).into());
        fields.insert("imageSeq".into(), image.seq.into());
        fields.insert("imageUrl".into(), image.url.clone().into());
        fields.insert("imageName".into(), image.name.clone().into());
    }
    Ok(())
}
