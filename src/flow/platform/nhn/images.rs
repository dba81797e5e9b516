//! Images: uploads, the list of them, and which one a message means.
use super::book::Image;
use super::paging::{Page, query};
use super::{Answer, Knock, Refused, is_over};
use crate::model::http::multipart::{self, Part};
use crate::model::nhn::image::ImageType;
use crate::model::nhn::{Via, rules};
use serde_json::{Map, Value, json};

/// The kinds that `imageTypes` may name; of those that momo does not write there are none.
const TYPES: [&str; 4] = [
    "IMAGE",
    "WIDE_IMAGE",
    "WIDE_ITEMLIST_IMAGE",
    "CAROUSEL_IMAGE",
];

/// `POST .../images`: a form with the file, and with `wide` (Friend Talk) or `imageType` (Brand Message). That uploads end
/// with the compatibility mode is momo's own assumption: no end of their own is documented.
pub(super) fn upload(knock: &Knock<'_>) -> Answer {
    if knock.via == Via::FriendTalk && is_over(knock) {
        return Err(Refused::new(-9992));
    }
    let request = knock.call.request;
    let kind = request.headers.text("Content-Type").unwrap_or_default();
    let parts = multipart::read(kind, &request.body).ok_or_else(|| Refused::new(-9993))?;
    let part = |name: &str| parts.iter().find(|part| part.name == name);
    let is_file = |part: &&Part| part.file_name.is_some();
    let file = part("image").filter(is_file);
    let file = file.ok_or_else(|| Refused::new(-9993))?;
    let kind = match knock.via {
        Via::FriendTalk => wide(part("wide"))?,
        Via::Brand => image_type(part("imageType"))?,
    };
    let name = file.file_name.as_deref().unwrap_or_default();
    let (picture, faults) = rules::check_image(knock.via, kind, name, &file.bytes);
    if let Some(fault) = faults.into_iter().find(|fault| fault.is_error) {
        return Err(Refused {
            says: fault.says,
            ..Refused::new(fault.code)
        });
    }
    let picture = picture.ok_or_else(|| Refused::new(-8001))?;
    let image = knock.book().put_image(name, kind, picture.format);
    let answer = json!({
        "imageSeq": image.seq, "imageUrl": image.url, "imageName": image.name,
    });
    Ok(Map::from_iter([("image".to_owned(), answer)]))
}

fn wide(part: Option<&Part>) -> Result<ImageType, Refused> {
    match part.map(|part| part.as_text().map(str::to_ascii_lowercase)) {
        None => Ok(ImageType::Image),
        Some(Some(text)) if text == "true" => Ok(ImageType::Wide),
        Some(Some(text)) if text == "false" => Ok(ImageType::Image),
        Some(_) => Err(Refused::new(-9994)),
    }
}

fn image_type(part: Option<&Part>) -> Result<ImageType, Refused> {
    let name = part.ok_or_else(|| Refused::new(-9993))?.as_text();
    let kind = name.and_then(ImageType::named);
    kind.ok_or_else(|| Refused::new(-8011))
}

/// `GET .../images`: one page, the newest first.
pub(super) fn list(knock: &Knock<'_>) -> Answer {
    let query = query(knock)?;
    let types = query.text("imageTypes").unwrap_or("IMAGE,WIDE_IMAGE");
    let types: Vec<_> = types.split(',').map(str::trim).collect();
    if types.iter().any(|name| !TYPES.contains(name)) {
        return Err(Refused::new(-8011));
    }
    let page = Page::of(&query)?;
    let book = knock.book();
    let meant: Vec<_> = book
        .images()
        .filter(|image| types.contains(&image.kind.name()))
        .collect();
    let images: Vec<_> = meant
        .iter()
        .enumerate()
        .filter(|(place, _)| page.holds(*place))
        .map(|(_, image)| shown(image))
        .collect();
    let listed = json!({ "images": images, "totalCount": meant.len() });
    Ok(Map::from_iter([("imagesResponse".to_owned(), listed)]))
}

fn shown(image: &Image) -> Value {
    json!({
        "imageSeq": image.seq, "imageUrl": image.url, "imageName": image.name,
        "imageType": image.kind.name(), "createUser": null,
    })
}

/// `DELETE .../images?imageSeq=1,2,3`.
pub(super) fn delete(knock: &Knock<'_>) -> Answer {
    let query = query(knock)?;
    let text = query.text("imageSeq").filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Refused::new(-8000))?;
    let seqs: Result<Vec<i64>, _> = text.split(',').map(|seq| seq.trim().parse()).collect();
    let seqs = seqs.map_err(|_| Refused::new(-9994))?;
    match knock.book().forget_images(&seqs) {
        true => Ok(Map::new()),
        false => Err(Refused::new(-8002)),
    }
}

/// Looks up the images that a message names, and puts beside them what NHN Cloud knows of them and shows in its queries. An
/// image that it does not know, or not as one of this kind, is refused.
pub(super) fn find(knock: &Knock<'_>, body: &mut Value) -> Result<(), Refused> {
    let book = knock.book();
    if knock.via == Via::Brand {
        let wanted = body["chatBubbleType"].as_str().unwrap_or_default();
        let kind = ImageType::ALL.into_iter().find(|it| it.bubble() == wanted);
        let url = body["image"]["imageUrl"].as_str().map(str::to_owned);
        let (Some(kind), Some(url)) = (kind, url) else {
            return Ok(());
        };
        let mut images = book.images();
        return match images.any(|image| image.url == url && image.kind == kind) {
            true => Ok(()),
            false => Err(Refused::new(-8002)),
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
        let is_meant = |image: &&Image| {
            url.is_none_or(|it| it == image.url) && seq.is_none_or(|it| it == image.seq)
        };
        let image = book.images().find(is_meant);
        let image = image.ok_or_else(|| Refused::new(-8002))?;
        fields.insert("wide".into(), (image.kind == ImageType::Wide).into());
        fields.insert("imageSeq".into(), image.seq.into());
        fields.insert("imageUrl".into(), image.url.clone().into());
        fields.insert("imageName".into(), image.name.clone().into());
    }
    Ok(())
}
