//! The message that says that another was displayed: words for the person, fields for their program (RFC 8098).

use mail_builder::headers::HeaderType;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::mime::{BodyPart, MimePart};

use super::{ComposeError, Head, Stamp, clean_line, seconds, sound_id, wire_address};
use crate::message::clean::clean_text;
use crate::message::email::EmailAddress;

pub struct Displayed<'d> {
    /// The program that speaks, and where it runs.
    pub product: &'d str,
    pub host: &'d str,
    pub reader: &'d EmailAddress,
    pub to: &'d EmailAddress,
    pub subject: &'d str,
    pub text: &'d str,
    /// The identifier of the message displayed.
    pub original: Option<&'d str>,
}

pub fn displayed(receipt: &Displayed<'_>, stamp: &Stamp<'_>) -> Result<Vec<u8>, ComposeError> {
    let id =
        sound_id(stamp.message_id).ok_or_else(|| ComposeError::BadMessageId(clean_line(stamp.message_id)))?;
    let original = receipt.original.and_then(sound_id);
    let mut head = Head(Vec::with_capacity(2_048));
    head.write("Date", HeaderType::Date(Date::new(seconds(stamp.sent_at))));
    head.addresses("From", std::slice::from_ref(receipt.reader))?;
    head.addresses("To", std::slice::from_ref(receipt.to))?;
    head.write("Subject", HeaderType::Text(Text::new(clean_line(receipt.subject))));
    head.ids("Message-ID", [id].into_iter());
    head.ids("In-Reply-To", original.into_iter());
    head.ids("References", original.into_iter());
    head.write("Auto-Submitted", HeaderType::Raw(Raw::new("auto-replied")));
    head.write("MIME-Version", HeaderType::Raw(Raw::new("1.0")));
    let reader = wire_address(receipt.reader)?;
    let kind = if reader.is_ascii() { "rfc822" } else { "utf-8" };
    let ascii = |text: &str| clean_line(text).chars().filter(char::is_ascii).collect::<String>();
    let mut fields = format!(
        "Reporting-UA: {}; {}\r\nFinal-Recipient: {kind};{reader}\r\n",
        ascii(receipt.host),
        ascii(receipt.product)
    );
    if let Some(original) = original {
        fields.extend(["Original-Message-ID: <", original, ">\r\n"]);
    }
    fields.push_str("Disposition: manual-action/MDN-sent-manually; displayed\r\n");
    let fields = MimePart {
        headers: vec![("Content-Type".into(), HeaderType::Raw(Raw::new("message/disposition-notification")))],
        contents: BodyPart::Text(fields.into()),
    };
    let text = MimePart::new(
        "text/plain",
        BodyPart::Text(format!("{}\n", clean_text(receipt.text).trim_end()).into()),
    );
    let report = ContentType::new("multipart/report")
        .attribute("report-type", "disposition-notification")
        .attribute("boundary", format!("=_report_{}", id.replace(|c: char| !c.is_ascii_alphanumeric(), "")));
    let mut message = head.0;
    MimePart::new(report, BodyPart::Multipart(vec![text, fields])).write_part(&mut message);
    Ok(message)
}
