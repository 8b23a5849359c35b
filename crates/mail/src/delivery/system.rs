//! Messages that the product itself writes: from an address that nobody reads, marked as automatic so that no
//! program answers them.

use kernel::{Ctx, Locale, Result, Time, people::Academy};

use crate::{
    letter::Letter,
    message::{
        EmailAddress,
        compose::{Copies, Draft, Report, Stamp},
    },
    words::Words,
};

/// The local part of the address that nobody reads.
pub(crate) const NO_REPLY: &str = "ne-pas-repondre";

pub(super) struct Saying<'a> {
    pub academy: &'a Academy,
    pub locale: Locale,
    /// Who is speaking, as the list shows it.
    pub name: &'a str,
    pub to: EmailAddress,
    pub subject: &'a str,
    pub text: String,
    pub message_id: &'a str,
    /// What makes one conversation of several messages.
    pub references: Vec<String>,
    /// What their program reads of it.
    pub report: Option<Report>,
    pub at: Time,
}

/// The message as it travels, kept.
pub(super) async fn write(ctx: &Ctx, saying: Saying<'_>) -> Result<Letter> {
    let t = Words(saying.locale);
    let text = format!("{}\n\n-- \n{}\n", saying.text.trim_end(), t.notice_footer(&saying.academy.name));
    let draft = Draft {
        from: EmailAddress::new(saying.name, &format!("{NO_REPLY}@{}", saying.academy.mail_domain)),
        to: vec![saying.to],
        subject: saying.subject.to_owned(),
        text: Some(text),
        in_reply_to: saying.references.last().cloned().into_iter().collect(),
        references: saying.references,
        headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
        report: saying.report,
        ..Draft::default()
    };
    let stamp = Stamp { message_id: saying.message_id, sent_at: saying.at };
    Letter::compose(ctx, draft, &stamp, Copies::Delivered).await
}
