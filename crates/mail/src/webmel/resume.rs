//! Going on here with a draft that a mail program has saved: its fields, text and files become a draft of the webmel, in
//! the place of the message.

use bytes::Bytes;
use kernel::{Ctx, Error, Id, Result, Time, files::Kept, permission::May};
use web::{Reply, Visit, redirect};

use super::place::{self, Which, here};
use crate::{
    attachments,
    delivery::sending::is_html,
    draft::{self, Draft, Intent, Priority, Writing},
    filing::{self, Message, MessageRow},
    folder::FolderRole,
    letter,
    mailbox::Mailbox,
    message::{Email, Importance, header_values, safe_html},
};

/// Of a conversation, where the message answered is looked for.
const LOOKED_AT: i64 = 50;

pub(super) async fn go_on(visit: Visit, Which(id): Which<String>) -> Reply {
    let mailbox = place::mailbox(&visit, May::Edit).await?;
    let id: Id<Message> = id.parse().map_err(|_| Error::NotFound)?;
    let row = filing::find(&mut visit.read().await?, mailbox, id).await?;
    if row.folder_id != FolderRole::Drafts.in_box(mailbox) {
        return Err(Error::NotFound.into());
    }
    if let Some(draft) = draft::copy::shown_by(&mut visit.read().await?, mailbox, id).await? {
        return Ok(redirect(&here(&visit, format_args!("/brouillons/{draft}"))));
    }
    let (email, raw) = letter::email(&visit.services().files, &row.digest).await?;
    let source = answered(visit.ctx(), mailbox, &row, &email).await?;
    let writing = writing(&email, source);
    let files = files(visit.ctx(), &email, &raw, &writing.body).await?;
    let draft: Id<Draft> = visit.new_id();
    visit
        .write(async move |tx| {
            let version = draft::save(tx, mailbox, draft, 0, &writing).await?;
            let mut body = writing.body.clone();
            for File { kept, name, content_type, shown_as } in &files {
                if let Some(content_id) = shown_as {
                    let file = draft::attach_inline(tx, mailbox, draft, kept, name, content_type).await?;
                    body = body
                        .replace(&src(&format!("cid:{content_id}")), &src(&draft::image_path(draft, file)));
                } else {
                    draft::attach(tx, mailbox, draft, kept, name, content_type).await?;
                }
            }
            if body != writing.body {
                draft::save(tx, mailbox, draft, version, &Writing { body, ..writing }).await?;
            }
            filing::delete(tx, mailbox, &[id]).await
        })
        .await?;
    Ok(redirect(&here(&visit, format_args!("/brouillons/{draft}"))))
}

fn writing(email: &Email, source: Option<MessageRow>) -> Writing {
    let mut writing = Writing::of(email);
    if let Some(html) = &email.html_body {
        let html = safe_html::outgoing(html);
        // Of many programs it begins with words, and would be taken for text that has tags in it.
        writing.body = if is_html(&html) { html } else { format!("<div>{html}</div>") };
    }
    writing.importance = match email.importance {
        Importance::High => Priority::High,
        Importance::Low => Priority::Low,
        Importance::Normal => Priority::Normal,
    };
    // What is quoted stands in its text already.
    if let Some(source) = source {
        writing.intent = Intent::Reply;
        (writing.source_id, writing.source_digest) = (Some(source.id), Some(source.digest));
    }
    writing
}

/// The message of the box that the draft answers.
async fn answered(
    ctx: &Ctx,
    mailbox: Id<Mailbox>,
    draft: &MessageRow,
    email: &Email,
) -> Result<Option<MessageRow>> {
    let Some(wanted) = email.in_reply_to.first() else { return Ok(None) };
    let newest = Time(i64::MAX);
    let rows = filing::conversation(&mut ctx.read().await?, mailbox, draft.id, newest, LOOKED_AT).await?;
    for row in rows.into_iter().filter(|row| row.id != draft.id) {
        let raw = ctx.services().files.bytes(&row.digest).await?;
        if header_values(&raw, "message-id").iter().any(|id| id.contains(wanted.as_str())) {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

/// What was joined.
struct File {
    kept: Kept,
    name: String,
    content_type: String,
    /// The name by which the text shows it.
    shown_as: Option<String>,
}

/// An image of the text as it was written out.
fn src(address: &str) -> String {
    format!("src=\"{address}\"")
}

/// What was joined, kept under names of its own.
async fn files(ctx: &Ctx, email: &Email, raw: &Bytes, body: &str) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for attached in &email.attachments {
        let store = &ctx.services().files;
        let content = attachments::content(store, raw, &attached.part_id).await?.unwrap_or_default();
        let kept = store.keep_bytes(content).await?;
        let shown_as = attached.content_id.clone().filter(|id| body.contains(&src(&format!("cid:{id}"))));
        let (name, content_type) = (attached.name.clone(), attached.content_type.clone());
        files.push(File { kept, name, content_type, shown_as });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use kernel::people::Person;
    use testkit::TestApp;

    use super::*;
    use crate::{
        filing::{Filing, Flags},
        letter::Letter,
        mailbox, message,
        tests::{apps, folder_of, newest, owner, put, raw},
        webmel::compose_tests::compose,
    };

    /// As a mail program puts it there.
    async fn in_drafts(app: &TestApp, owner: Id<Person>, text: &str) -> Id<Message> {
        let ctx = app.ctx();
        let letter = Letter::keep(&ctx, text.as_bytes().to_vec()).await.unwrap();
        let filed = ctx.write(async move |tx| {
            let mailbox = mailbox::of_person(owner);
            let filing = Filing {
                folder: FolderRole::Drafts.in_box(mailbox),
                flags: Flags { seen: true, ..Flags::default() },
                received_at: tx.now(),
                key: None,
                expires: false,
                within_quota: true,
            };
            filing::file(tx, mailbox, &letter, &filing).await
        });
        filed.await.unwrap().unwrap().id
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_draft_of_a_telephone_is_gone_on_with_here() {
        for app in apps().await {
            let jeanne = owner(&app, "jdupont").await;
            put(&app, jeanne, FolderRole::Inbox, 0, raw("question@x", "Subject: Sortie", "Quand ?")).await;
            let text = "In-Reply-To: <question@x>\r\nReferences: <question@x>\r\nSubject: Re: Sortie\r\n\
                        MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\nTo: samrani@ac-creteil.fr\r\n\r\n\
                        --x\r\nContent-Type: text/plain\r\n\r\nJeudi, je crois\r\n--x\r\n\
                        Content-Type: text/plain\r\nContent-Disposition: attachment; filename=plan.txt\r\n\r\nGare\r\n--x--\r\n";
            let id = in_drafts(&app, jeanne, text).await;
            let mut browser = app.signed_in(jeanne).await;
            let listed = browser.get("/webmel/dossiers/brouillons").await;
            assert!(listed.body.contains(&format!("/webmel/messages/{id}")), "it is listed");
            let page = browser.get(&format!("/webmel/messages/{id}")).await;
            assert!(page.body.contains("Continuer ce brouillon"));
            let path = format!("/webmel/messages/{id}/reprise");
            let answer = browser.post(&path, &[]).await;
            let composer = browser.get(answer.location()).await;
            assert!(composer.body.contains("Jeudi, je crois") && composer.body.contains("plan.txt"));
            assert!(composer.body.contains("samrani@ac-creteil.fr") && composer.body.contains("Re: Sortie"));
            assert_eq!(
                folder_of(&app, jeanne, FolderRole::Drafts).await.total,
                1,
                "one in the place of the other"
            );
            let again = browser.post(&path, &[]).await;
            assert_eq!(again.status, http::StatusCode::NOT_FOUND);
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn formatted_text_and_its_pictures_stay_what_they_were() {
        for app in apps().await {
            let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
            // As a telephone writes it: words first, the picture by its name.
            let text = "Subject: Plan\r\nMIME-Version: 1.0\r\nTo: mberthier@ac-creteil.fr\r\n\
                        Content-Type: multipart/related; boundary=x\r\n\r\n\
                        --x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
                        <html><body dir=\"auto\">Bonjour<div>Voici <img src=\"cid:plan@tel\"></div></body></html>\r\n--x\r\n\
                        Content-Type: image/png\r\nContent-ID: <plan@tel>\r\nContent-Disposition: inline; filename=plan.png\r\n\
                        Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgowMDAw\r\n--x--\r\n";
            let id = in_drafts(&app, jeanne, text).await;
            let mut browser = app.signed_in(jeanne).await;
            browser.get("/webmel").await;
            let answer = browser.post(&format!("/webmel/messages/{id}/reprise"), &[]).await;
            let (composer, draft) = compose(&mut browser, answer.location()).await;
            let body = composer.text("#body").unwrap();
            let src = body.split("src=\"").nth(1).unwrap().split('"').next().unwrap();
            assert_eq!(browser.get(src).await.headers["content-type"], "image/png");
            let version = composer.attribute("input[name=version]", "value").unwrap();
            let fields = [
                ("version", version.as_str()),
                ("to", "mberthier@ac-creteil.fr"),
                ("subject", "Plan"),
                ("body", body.as_str()),
            ];
            let sent = browser.post(&format!("{draft}/envoi"), &fields).await;
            assert_eq!(sent.status, http::StatusCode::SEE_OTHER, "{}", sent.body);
            app.later(std::time::Duration::from_secs(10)).await;
            let email = message::parse(&newest(&app, malik, FolderRole::Inbox).await.1);
            let [image] = email.attachments.as_slice() else { panic!("{:?}", email.attachments) };
            let html = email.html_body.clone().unwrap();
            assert!(
                image.inline && html.contains(&format!("cid:{}", image.content_id.as_ref().unwrap())),
                "{html}"
            );
            let said = email.readable_text();
            assert!(said.contains("Bonjour") && !said.contains("<div>"), "{said}");
        }
    }
}
