//! What a list says of itself above each message (RFC 2369, 2919, 8058). The message below is passed on as it came, so
//! that the signature of its author's server stays true.

use std::fmt::Write;

use kernel::{Ctx, site::System};

use super::{
    Archive, ListRow, OWNERS_DETAIL, Writers,
    guests::{self, GuestRow},
};
use crate::message::{Email, address::split, header_values};

/// `profs.ac-creteil.fr` for `profs@ac-creteil.fr`.
pub(super) fn list_id(list: &ListRow) -> String {
    list.address.replacen('@', ".", 1)
}

/// For members with a box here: they leave on the list's page.
pub(super) fn for_members(ctx: &Ctx, list: &ListRow) -> String {
    let page = page(ctx, list);
    let mut lines = common(list);
    let _ = write!(lines, "List-Help: <{page}>\r\n");
    if list.archive != Archive::Nobody {
        let _ = write!(lines, "List-Archive: <{page}/archives>\r\n");
    }
    if list.may_leave {
        let _ = write!(lines, "List-Unsubscribe: <{page}/depart>\r\n");
    }
    lines
}

/// For an address outside: the link is theirs alone, and a mail program may press it for them.
pub(super) fn for_guest(ctx: &Ctx, list: &ListRow, guest: &GuestRow) -> String {
    let mut lines = common(list);
    let (local, domain) = split(&list.address).unwrap_or_default();
    let _ = write!(lines, "List-Help: <mailto:{local}+{OWNERS_DETAIL}@{domain}>\r\n");
    if list.may_leave {
        let token = guests::leaving_token(ctx, guest.id);
        let link = ctx.services().site.url(System::Mail, &format!("/webmel/quitter/{token}"));
        let _ = write!(
            lines,
            "List-Unsubscribe: <{link}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
        );
    }
    lines
}

fn common(list: &ListRow) -> String {
    let (local, domain) = split(&list.address).unwrap_or_default();
    let post = match list.writers {
        Writers::Owners => "NO".to_owned(),
        Writers::Members | Writers::Academy | Writers::Everybody => format!("<mailto:{}>", list.address),
    };
    format!(
        "List-Id: <{}>\r\nList-Post: {post}\r\nList-Owner: <mailto:{local}+{OWNERS_DETAIL}@{domain}>\r\n\
         Precedence: list\r\nX-Loop: {}\r\n",
        list_id(list),
        list.address
    )
}

fn page(ctx: &Ctx, list: &ListRow) -> String {
    ctx.services().site.url(System::Mail, &format!("/webmel/listes/{}", list.address))
}

/// The address of the list whose lines stand above a message. Anybody may write them: whose list it is is asked next.
pub(crate) fn address_above(email: &Email, raw: &[u8]) -> Option<String> {
    let id = email.list.id.as_deref()?;
    let looped = header_values(raw, "X-Loop").into_iter().next()?;
    (looped.replacen('@', ".", 1) == id).then_some(looped)
}

/// The message without the sender of the envelope it came in: whoever delivers it writes their own.
pub(crate) fn without_return_path(raw: &[u8]) -> &[u8] {
    let name = b"return-path:";
    if !raw.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
        return raw;
    }
    let mut at = 0;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        // What begins with a blank goes on with the line before.
        if at > 0 && !matches!(line.first(), Some(b' ' | b'\t')) {
            break;
        }
        at += line.len();
    }
    raw.get(at..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::without_return_path;

    #[test]
    fn only_the_first_line_is_the_envelopes() {
        let cut = |text: &'static str| std::str::from_utf8(without_return_path(text.as_bytes())).unwrap();
        assert_eq!(cut("Return-Path: <a@x>\r\nFrom: a@x\r\n\r\nA"), "From: a@x\r\n\r\nA");
        assert_eq!(cut("return-path:\r\n <a@x>\r\nFrom: a@x\r\n"), "From: a@x\r\n");
        assert_eq!(cut("From: a@x\r\nReturn-Path: <b@x>\r\n"), "From: a@x\r\nReturn-Path: <b@x>\r\n");
        assert_eq!(cut("Return-Path: <a@x>"), "");
    }
}
