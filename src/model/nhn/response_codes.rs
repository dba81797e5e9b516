//! The result codes of NHN Cloud's responses: NHN Cloud's message, the meaning, and advice.
//!
//! Source: `ko/error-code.md` (github.com/TOAST-DOCS/Alimtalk@8dc8f5c); the advice is momo's own. The codes of
//! templates and of console calls, which momo does not make, are left out.

/// A result code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseCode {
    /// 0 for success.
    pub code: i64,
    /// NHN Cloud's message, with `{}` for each value.
    pub message_template: &'static str,
    /// A sentence without a full stop.
    pub meaning: &'static str,
    /// A sentence.
    pub advice: &'static str,
}

/// Returns the entry of a code; `None` for an unknown code.
pub fn find(code: i64) -> Option<&'static ResponseCode> {
    CODES.iter().find(|entry| entry.code == code)
}

/// Returns advice for a code that momo's own check reported.
/// `None` if the advice refers to NHN Cloud's message, which does not exist then.
pub fn advice(code: i64) -> Option<&'static str> {
    let (_, advice) = explain(code);
    (!advice.starts_with("NHN Cloud's own words")).then_some(advice)
}

/// Returns meaning and advice of a code; general ones for an unknown code.
pub fn explain(code: i64) -> (&'static str, &'static str) {
    match (find(code), code) {
        (Some(entry), _) => (entry.meaning, entry.advice),
        (None, -3299..=-3200) => (
            "a rule of Friend Talk is broken",
            "NHN Cloud's own words say which; its error table has the rest.",
        ),
        (None, -3399..=-3300) => (
            "a rule of Brand Message is broken",
            "NHN Cloud's own words say which; its error table has the rest.",
        ),
        (None, _) => (
            "momo does not know this code",
            "Look it up in NHN Cloud's error table (KakaoTalk Bizmessage, Error Code).",
        ),
    }
}

macro_rules! codes {
    ($($code:literal $template:literal, $meaning:literal, $advice:literal;)*) => {
        /// All known codes, in the order of NHN Cloud's table.
        pub const CODES: &[ResponseCode] = &[$(ResponseCode { code: $code, message_template: $template, meaning: $meaning, advice: $advice }),*];
    };
}

codes! {
    0 "SUCCESS", "it was no success, and yet has the code of one", "NHN Cloud's own words may say why; its console says what became of the message.";
    4 "", "a parameter is not valid", "NHN Cloud's own words say which.";
    -1000 "Invalid appKey.", "NHN Cloud does not know the app key", "Compare `toastAppKey` (TOAST_APP_KEY) with the console: KakaoTalk Bizmessage, URL & Appkey.";
    -1001 "Invalid secretKey.", "the secret key is not that of the app key", "Compare `toastSecretKey` (TOAST_SECRET_KEY) with the console; it may have been made anew.";
    -1002 "Invalid Sms appkey", "the app key of the SMS product is not valid", "Register the SMS app key for fail-over in the console.";
    -1003 "Invalid Sms Sendno", "the sender's number for SMS is not valid", "Register the number in NHN Cloud's SMS product.";
    -1005 "The same 'X-NC-API-IDEMPOTENCY-KEY' was used within the last 10 minute.", "this idempotency key was used within the last ten minutes", "The first call counted: look for its result instead of sending again.";
    -1006 "Plus friend don't have senderKey.", "the sender profile has no sender key", "Register the channel as a sender again.";
    -1014 "Not active status plus friend.", "the sender profile is not active", "See its state in the console; a new one must be authenticated first.";
    -1016 "It is not found any messages responding with that requestId or recipientSeq.", "no message has this request id and number", "Compare the request id; Friend Talk and Brand Message each find their own.";
    -1019 "Invalid Sms UnSubscribeno", "the 080 number of the fail-over is not valid", "Register it in NHN Cloud's SMS product.";
    -1024 "The sender-group can't send the message.", "the sender key is that of a group", "Use the key of one sender profile.";
    -1027 "The sender is blocked status.", "the sender is blocked", "Ask NHN Cloud's support why.";
    -1030 "Self verification is required to use this service.", "the member has not verified who they are", "Do so in NHN Cloud's console.";
    -1031 "All of receivers are failed to send.", "all recipients were refused, and there is no request id", "See the code of each recipient.";
    -2000 "The '{}' must be at less than or equal to {}.", "a field is too long", "NHN Cloud's own words say which.";
    -2001 "The '{}' must not be blank.", "a field that is needed is blank", "NHN Cloud's own words say which.";
    -2002 "The '{}' must not be null.", "a field that is needed is missing", "NHN Cloud's own words say which.";
    -2003 "The '{}' must be greater than or equal to {}.", "a field is too short", "NHN Cloud's own words say which.";
    -2004 "The '{}' must be between {} and {}.", "a field is out of bounds", "NHN Cloud's own words say which.";
    -2005 "The '{}' must be less than or equal to {}.", "a field is out of bounds", "NHN Cloud's own words say which.";
    -2017 "Not exist plus friend.", "NHN Cloud does not know the sender key under this app key", "Compare `senderKey` (KAKAO_SENDER_KEY) with the console: it has 40 characters.";
    -2018 "Button parameter is invalid.", "a button is not valid", "Each has a name and a type; a web link has a link, an app link two.";
    -2023 "The 'content' is too long. If you request the 'image', It can be less than 400 characters.", "a text with an image has at most 400 characters", "Shorten the text, or leave the image out.";
    -2024 "The 'content' is too long. It can be less than 1,300 characters without any image.", "the text is longer than 1,300 characters", "Shorten the text.";
    -2025 "You can not send messages on past dates. Please check `requestDate` again.", "the time is past", "`--at` is Korean time; leave it out to send now.";
    -2026 "You can not send messages after 90 days. Please check `requestDate` again.", "the time is too far away", "The guides allow 60 days, the error table 90.";
    -2027 "The 'requestDate' has invalid format.", "the time is not written as 2026-11-22 09:00", "Write it so, in Korean time.";
    -2028 "The `requestId` is invalid", "the request id is not valid", "Copy it from the answer of the send.";
    -2029 "All of your messages to cancel are not found or do not meet conditions to cancel.", "nothing can be cancelled under this request id", "Only a reserved message can be cancelled, and only before its time; Friend Talk and Brand Message each find their own.";
    -2030 "The 'content' is too long. If you request the 'wide-image', It must be less than 76 characters.", "a text with a wide image has at most 76 characters", "Shorten the text.";
    -2031 "The 'buttons' is too many. If you request the 'wide-image', It must be less than 2 buttons size.", "a wide image has at most two buttons", "Leave buttons out.";
    -2502 "Please set up plus-friend resend setting.", "fail-over to SMS is not set up for this sender", "Register the SMS app key and the fail-over in the console, or leave `--resend-sms` out.";
    -3000 "If template have a WL(webLink), must input linkMo", "a button of the type WL has no link", "Give it a link: `--button NAME=URL`.";
    -3002 "Field is not valid.", "NHN Cloud cannot read the body", "It must be JSON, with values of the documented types.";
    -3006 "The linkMo/linkPc must include http:// or https://", "a link does not begin with http:// or https://", "Write the whole URL.";
    -3007 "If there is an AL(appLink) in the template, at least two of schemeAndroid, schemeIos, linkMo must be entered.", "an app link needs two of Android link, iOS link and URL", "Write `AL:NAME=ANDROID|IOS|URL` with two of the three.";
    -3009 "Not exist button name.", "a button has no name", "Give it one.";
    -3045 "The button linkType 'BF' must follow this constraint.", "a business form's button has one of three names and a registered key", "The names: 톡에서 예약하기, 톡에서 설문하기, 톡에서 응모하기.";
    -3210 "Friendtalk coupon must have a title and a description.", "the coupon lacks title or description", "Give it both.";
    -3211 "If the message type is friendTalk text/image type, the friendtalk coupon description's length cannot exceed 12 characters.", "the coupon's description is too long", "12 characters, 18 for wide messages.";
    -3212 "Friendtalk coupon title is invalid.", "the coupon's title is none of the five that are allowed", "Such as `1000원 할인 쿠폰` or `배송비 할인 쿠폰`.";
    -3213 "Friendtalk must have a mobile link or a channel formatted ios/android link", "the coupon has no link", "Give it linkMo, or a link that begins with alimtalk=coupon://.";
    -3217 "Friendtalk button size is invalid. The button size must be 5 or less.", "there are too many buttons", "Five at most, four with a coupon, two with a wide image.";
    -3298 "The targeting is invalid.", "the recipient's targeting is not set", "M, N or I; momo sends I, the channel's friends.";
    -3303 "{} is empty.", "a value that is needed is missing", "NHN Cloud's own words say which.";
    -3304 "The '{}' must be between {} and {}.", "a value is out of bounds", "NHN Cloud's own words say which.";
    -3305 "The chatBubbleType {} is not allowed {} field.", "this kind of message has no such field", "NHN Cloud's own words say which.";
    -3307 "linkType {} is required field {}", "a button lacks a field", "A web link (WL) needs a link.";
    -3309 "If there is an AL(appLink) in the template, at least two of schemeAndroid, schemeIos, linkMo must be entered.", "an app link needs two of Android link, iOS link and URL", "Write `AL:NAME=ANDROID|IOS|URL` with two of the three.";
    -3310 "The linkMo/linkPc must include http:// or https://", "a link does not begin with http:// or https://", "Write the whole URL.";
    -3311 "When the type is TEXT or IMAGE, AC button type must be the first button.", "the button that adds the channel must be the first", "Put it first.";
    -3319 "image field require {}", "the image lacks a field", "An image message needs an image's URL.";
    -3326 "The imageUrl must include http:// or https://", "the image's URL does not begin with http:// or https://", "Use the URL that NHN Cloud gave when the image was uploaded.";
    -3327 "The imageLink must include http:// or https://", "the image's link does not begin with http:// or https://", "Write the whole URL.";
    -3328 "The button type {} is not allowed.", "a button has a type that this message cannot have", "WL, AL, BK, MD, BT and BF; AC only for targeting M and N.";
    -3330 "BF button must be the first button in vertical layout without channel-add button.", "the button of a business form must be the first", "Put it first.";
    -3331 "The button is not allowed to have {} as its name.", "a button has a name that its type cannot have", "A business form's: 톡에서 예약하기, 톡에서 설문하기, 톡에서 응모하기.";
    -3340 "Invalid unsubscribeNo format. Expected format: 080-xxx-xxxx or 080-xxxx-xxxx or 080xxxxxxx or 080xxxxxxxx.", "the 080 number is not valid", "Write it as 080-1234-5678.";
    -3341 "Invalid format. Only digits are allowed, up to a maximum of 9.", "the number that goes with the 080 number is not valid", "At most nine digits, and only with an 080 number.";
    -3348 "AC type button name must be '채널 추가'.", "the button that adds the channel has a fixed name", "Call it 채널 추가.";
    -4000 "Invalid parameter", "a parameter is not valid", "Compare the call with NHN Cloud's guide.";
    -4003 "Search is possible within 31 days.", "a search covers at most 31 days", "Ask for a shorter time, or by request id.";
    -4004 "Not exist appkey.", "there is no such app key", "Compare `toastAppKey` (TOAST_APP_KEY) with the console.";
    -4005 "Appkey is disabled status.", "the app key is switched off", "Enable KakaoTalk Bizmessage in the project again.";
    -4007 "The file size is less than {}.", "the file is too large", "An image may have 5 MB.";
    -4009 "Check the file extension.", "the file's name does not end as an image's", "NHN Cloud takes .jpg, .jpeg and .png.";
    -4011 "Not found recipientList.", "there is no recipient", "Name at least one.";
    -4017 "You can not search the messages before 90 days.", "NHN Cloud keeps messages for 90 days", "Older ones are gone.";
    -4019 "Invalid recipient number.", "the recipient's number is not valid", "Write it as 010-1234-5678.";
    -4029 "To send 'M/N type' messages to users who are not friends with your profile, you must first apply to have the 'M/N type' messaging feature enabled.", "the channel may not write to people who are not its friends", "Apply for it in the console, or target I.";
    -4103 "RequestId or startRequestDate/endRequestDate is invalid.", "neither a request id nor a time is asked for", "Name one.";
    -4200 "Resend Message is invalid.", "the fail-over's message is not valid", "Check its type, title and text.";
    -5000 "RecipientNo is invalid.", "the recipient's number is not valid", "Write it as 010-1234-5678.";
    -7000 "Vender request API is failed.", "KakaoTalk did not take the call of NHN Cloud", "Try again later.";
    -8000 "The 'imageSeq' is empty.", "no image is named", "Name the numbers of images.";
    -8001 "The image you upload is invalid.", "the image is damaged, or has another size than it may", "JPG or PNG, at least 500 pixels wide, from half as high as wide to four thirds of its width (a wide image: as high as wide).";
    -8002 "It is not found any images.", "NHN Cloud does not know the image, or not as one of this kind", "Upload it first (`--image FILE` or `--wide-image FILE` does), and use the URL that NHN Cloud gives.";
    -8003 "It is failed to delete images.", "an image could not be deleted", "See whether it still stands in the list of images.";
    -8005 "Your project doesn't have any plus friends. Please register it at first.", "the project has no sender profile", "Register the channel as a sender first.";
    -8008 "The content has banned word.", "the text holds a word that is banned", "Write it differently; the list is in the console.";
    -8010 "Uploading image file has failed for an unexpected error.", "NHN Cloud could not keep the image", "Try again later.";
    -8011 "The image type is invalid.", "there is no such kind of image", "IMAGE or WIDE_IMAGE for what momo sends.";
    -9992 "The API is no longer supported. Please migrate to the new brand-message endpoint/API.", "Friend Talk has ended, and this call did not ask for the compatibility mode, or that has ended too", "Send a Brand Message: `--via brand`.";
    -9993 "Required request part is not present.", "a part of the call is missing", "Compare the call with NHN Cloud's guide.";
    -9994 "A method argument has not the expected type.", "a value has the wrong type", "Compare the call with NHN Cloud's guide.";
    -9996 "Only application/json Content-type is supported.", "the body is not sent as JSON", "Send `Content-Type: application/json;charset=UTF-8`.";
    -9997 "Client Error.", "NHN Cloud does not understand the call", "Compare it with NHN Cloud's guide.";
    -9998 "Not exist API", "NHN Cloud knows no such call", "Compare the host and the version with NHN Cloud's guide.";
    -9999 "System error. Please inquire at support@toast.com.", "NHN Cloud itself failed", "Try again later.";
}
