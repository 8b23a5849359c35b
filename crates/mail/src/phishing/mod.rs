//! Reports of phishing: an agent says that a message wants to deceive; the help desk and the administrators learn who
//! wrote it and where its links lead, and read it only when the agent agreed to show it.

mod store;

use std::collections::BTreeSet;

use kernel::{
    Ctx, Error, Id, Result, Time, Tx,
    audit::{Entry, Outcome},
    jobs::Schedule,
    people,
    permission::{self, May},
    time::{days, hours},
};

pub(crate) use store::ReportRow;

use crate::{
    filing::MessageRow,
    folder::id_from,
    mailbox::Mailbox,
    message::{
        Email,
        safe_html::{Reading, RemoteImages, safe_html},
        text::text_to_html,
    },
    policy::POLICY,
};

/// Marker for ids of reports.
#[derive(Debug)]
pub struct Report;

const RESOURCE: &str = "phishing report";
/// A campaign is over by then, and so is what its reports say of people.
const KEPT: std::time::Duration = days(365);
/// Hosts that a report names.
const HOSTS: usize = 20;

/// Writes down that the owner of the box takes this message for phishing. Said twice, it is one report; agreed to later,
/// the message is shown from then on.
pub async fn report(
    tx: &mut Tx,
    mailbox: Id<Mailbox>,
    message: &MessageRow,
    hosts: &[String],
    shared: bool,
) -> Result<Id<Report>> {
    let id = id_from("phishing", &[mailbox.bytes(), message.digest.as_bytes()]);
    let digest = shared.then_some(message.digest.as_str());
    if store::insert(tx, id, mailbox, message, &hosts.join(" "), digest).await? {
        let entry = Entry {
            action: "phishing.report",
            subject: Some(mailbox.cast()),
            result: Outcome::Done,
            detail: &message.sender,
        };
        tx.audit(entry).await?;
    }
    Ok(id)
}

/// Whether this person sees the reports at all.
pub(crate) fn demand(ctx: &Ctx, may: May) -> Result<()> {
    let agent = ctx.agent()?;
    permission::demand(POLICY, RESOURCE, may, &permission::standing(&ctx.actor, agent.academy))
}

/// Those that this person sees, newest first, from before a place on.
pub(crate) async fn page(tx: &mut Tx, before: (Time, Id<Report>), limit: i64) -> Result<Vec<ReportRow>> {
    demand(tx, May::View)?;
    match people::help_desk_scope(tx).await? {
        Some(scope) => store::page_of(tx, &scope, before, limit).await,
        None => store::page(tx, before, limit).await,
    }
}

/// A report, when this person may do that with it: a help desk of some establishments has what their agents reported.
async fn find(tx: &mut Tx, id: Id<Report>, may: May) -> Result<ReportRow> {
    demand(tx, may)?;
    let report = store::find(tx, id).await?;
    if let Some(scope) = people::help_desk_scope(tx).await? {
        let uai = people::person(tx, report.reporter_id).await?.uai;
        if !uai.is_some_and(|uai| scope.contains(&uai)) {
            return Err(Error::NotFound);
        }
    }
    Ok(report)
}

/// One report; that its message is looked at is written down.
pub(crate) async fn open(tx: &mut Tx, id: Id<Report>) -> Result<ReportRow> {
    let report = find(tx, id, May::View).await?;
    if report.shared_digest.is_some() {
        let entry = Entry {
            action: "phishing.read",
            subject: Some(report.reporter_id),
            result: Outcome::Done,
            detail: &report.sender,
        };
        tx.audit(entry).await?;
    }
    Ok(report)
}

/// Somebody has seen to it.
pub(crate) async fn close(tx: &mut Tx, id: Id<Report>) -> Result<()> {
    let report = find(tx, id, May::Manage).await?;
    if report.closed_at.is_some() {
        return Ok(());
    }
    store::close(tx, id).await?;
    let entry = Entry {
        action: "phishing.close",
        subject: Some(report.reporter_id),
        result: Outcome::Done,
        detail: &report.sender,
    };
    tx.audit(entry).await
}

/// The hosts that the links of a message lead to.
pub(crate) fn hosts(email: &Email) -> Vec<String> {
    let reading = Reading { remote_images: RemoteImages::Blocked, cid_url: &|_| None };
    let html = email.html_body.as_deref().map(|html| safe_html(html, &reading).html);
    let text = email.text_body.as_deref().map(text_to_html);
    let mut found = BTreeSet::new();
    for document in html.iter().chain(&text) {
        for link in document.split("href=\"").skip(1) {
            let address = link.split('"').next().unwrap_or_default();
            if let Some(host) =
                url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned))
            {
                found.insert(host);
            }
        }
    }
    found.into_iter().take(HOSTS).collect()
}

/// Old reports go, and with them what they showed.
pub(crate) const FORGET: Schedule = Schedule {
    name: "mail phishing reports",
    every: hours(24),
    run: |ctx| {
        Box::pin(async move {
            ctx.write(async |tx| {
                let before = tx.now().minus(KEPT);
                store::forget(tx, before).await
            })
            .await
        })
    },
};

/// An address given by somebody else's page names nothing here.
pub(crate) fn parse_id(id: &str) -> Result<Id<Report>> {
    id.parse().map_err(|_| Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::parse;

    #[test]
    fn links_of_text_and_html_are_told_by_their_hosts() {
        let raw =
            b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
            Voir https://texte.example/a et www.autre.example.\r\n--b\r\nContent-Type: text/html\r\n\r\n\
            <a href=\"https://piege.example/ac-creteil.fr?x=1&y=2\">ac-creteil.fr</a>\
            <a href=\"mailto:a@x.fr\">a</a><a href=\"javascript:1\">b</a>\r\n--b--\r\n";
        assert_eq!(hosts(&parse(raw)), ["piege.example", "texte.example", "www.autre.example"]);
        assert!(hosts(&parse(b"\r\nSans lien.")).is_empty());
    }
}
