//! Every route called on real things by everybody: what each of them is answered is one table, so that a permission
//! that is forgotten shows in review, and strangers get nowhere whatever the table says.

use std::{collections::HashMap, fmt::Write, sync::Arc};

use http::Method;
use identity::account::{self, NewAccount};
use kernel::{
    Ctx, Id,
    context::Actor,
    people::{self, Agent, Civility, NewAcademy, NewPerson, Person, SignedIn},
    permission::{May, Role},
    site::System,
    sql,
    time::days,
};
use learning::{
    activity::{self, Completion},
    announcement::{self, NewAnnouncement},
    calendar::{self, Event, Kind, Owner},
    design,
    enrolment::{self, Role as InSession},
    record::{CatalogueRecord, Collection},
    rich_text::RichText,
    section,
    session::{self, Enrolment, NewSession, State},
};
use mail::{
    filing::{self, Flags},
    folder::FolderRole,
    labels::{self, Colour},
    lists::{self, Archive, Moderation, Powers, Settings, Writers},
    members::{self, Grant, Rights},
    phishing,
    rules::{self, Actions, Condition, Matching, Rule},
    seed::{self, Place},
    services,
};
use portal::application::{self, AudienceKind, Launch, Network, NewApplication};
use serde_json::json;
use testkit::{TestApp, Visitor};
use web::{Access, routes::Route};

/// Those who call, and in which académie and with what they do it.
const CALLERS: [&str; 8] =
    ["nobody", "elsewhere", "unrelated", "participant", "trainer", "designer", "help desk", "manager"];
/// They have nothing to do with what is called.
const STRANGERS: [&str; 3] = ["nobody", "elsewhere", "unrelated"];

/// Routes that name a thing and that a stranger of the same académie may call all the same, and why.
const OPEN: &[(&str, &str)] = &[
    ("/compte/pas-moi/{secret}", "who holds the secret of the mail"),
    ("/compte/reprise/{token}", "not found without the token"),
    ("/magistere/reprise/{token}", "not found without the token"),
    ("/portail/reprise/{token}", "not found without the token"),
    ("/webmel/reprise/{token}", "not found without the token"),
    ("/compte/sessions/{session}/fermer", "what is not one's own is not closed"),
    ("/compte/applications-de-messagerie/{program}/retrait", "what is not one's own is not withdrawn"),
    (
        "/magistere/{academy}/calendrier/evenements/{event}/suppression",
        "what cannot be seen is gone already: the form may be sent twice",
    ),
    // The page makes a draft's id: another's is as good as a new one, in one's own box.
    ("/webmel/brouillons/{draft}", "not found in one's own box"),
    ("/webmel/brouillons/{draft}/envoi", "not found in one's own box"),
    ("/webmel/brouillons/{draft}/programmation", "not found in one's own box"),
    ("/webmel/brouillons/{draft}/en-modele", "not found in one's own box"),
    ("/webmel/brouillons/{draft}/suppression", "not found in one's own box"),
    ("/webmel/brouillons/{draft}/destinataires", "adds a name to what is typed"),
];

/// One of each thing that an address can name, with people who have to do with it.
struct Things {
    people: HashMap<&'static str, Id<Person>>,
    ids: HashMap<&'static str, String>,
    /// The activity of the design, which is not the session's.
    design_ids: HashMap<&'static str, String>,
    /// What lies in the box that the participant owns and the trainer uses with them.
    box_ids: HashMap<&'static str, String>,
}

impl Things {
    /// The people, once; the things they act on, each time something may have changed them.
    async fn found(app: &TestApp) -> Things {
        let mut people = HashMap::new();
        for (name, identifier) in [
            ("unrelated", "uinconnu"),
            ("participant", "pparticipant"),
            ("trainer", "fformateur"),
            ("designer", "cconcepteur"),
            ("help desk", "aassistant"),
            ("manager", "ggestion"),
        ] {
            people.insert(name, app.person(identifier).await);
        }
        for (name, role) in [("help desk", Role::HelpDesk), ("manager", Role::Manager)] {
            let person = people[name];
            app.ctx().write(async move |tx| people::grant(tx, person, role).await).await.unwrap();
        }
        let new = NewAcademy {
            slug: "ac-versailles".into(),
            name: "Académie de Versailles".into(),
            mail_domain: "ac-versailles.fr".into(),
            zone: "Europe/Paris".into(),
            accent: "bleu".into(),
        };
        let system = Ctx::system(app.services().clone());
        let elsewhere = system.write(async move |tx| {
            people::found_academy(tx, &new).await?;
            people::academy(tx, "ac-versailles").await
        });
        let there = system.clone().in_academy(elsewhere.await.unwrap());
        let person = NewPerson {
            id: there.new_id(),
            identifier: "vversailles".into(),
            given_names: "Victoire".into(),
            surname: "Versailles".into(),
            civility: Civility::Mrs,
            function: "ENS".into(),
            uai: None,
            corps: "certifié".into(),
            address: "victoire.versailles@ac-versailles.fr".into(),
        };
        people.insert("elsewhere", person.id);
        // A manager there, who is nobody here.
        there
            .write(async move |tx| {
                people::add_person(tx, &person).await?;
                people::grant(tx, person.id, Role::Manager).await
            })
            .await
            .unwrap();
        let mut things =
            Things { people, ids: HashMap::new(), design_ids: HashMap::new(), box_ids: HashMap::new() };
        things.subject(app).await;
        things.renew(app).await;
        things
    }

    /// Somebody with an account, for the help desk.
    async fn subject(&mut self, app: &TestApp) {
        let new = NewAccount {
            numen: "24E9912345ABC".parse().unwrap(),
            birth_date: jiff::civil::date(1980, 3, 12),
            surname: "Sujet".into(),
            given_names: "Zoé".into(),
            civility: Civility::Mrs,
            function: "ENS".into(),
            uai: None,
            corps: String::new(),
            backup_address: None,
        };
        let subject = app.ctx().write(async move |tx| account::open_account(tx, &new).await).await.unwrap();
        self.people.insert("subject", subject);
        let ctx = app.ctx();
        let made = ctx.write(async move |tx| {
            let id: Id<()> = tx.new_id();
            tx.execute(sql!("INSERT INTO app_passwords (id, academy_id, person_id, name, proof, key_number, created_at, used_from)
                  VALUES ($1, $2, $3, 'Un logiciel', $4, 1, 0, '')", id, tx.academy_id()?, subject, &[0u8; 32][..]))
                .await?;
            Ok(id.to_string())
        });
        self.ids.insert("program", made.await.unwrap());
    }

    /// As one of the people, for what belongs to who makes it.
    fn ctx_of(&self, app: &TestApp, name: &str) -> Ctx {
        let ctx = app.ctx();
        let agent = Agent {
            id: self.people[name],
            academy: app.academy.id,
            identifier: name.into(),
            display_name: name.into(),
            address: format!("{name}@ac-creteil.fr"),
            function: "ENS".into(),
            uai: None,
            grants: 0,
            mailbox_closed: false,
            locale: None,
            authenticated_at: ctx.now(),
            session: ctx.new_id(),
            unseen_notices: 0,
        };
        ctx.acting_as(Actor::Agent(Arc::new(agent)))
    }

    /// New things, all tied to the participant, the trainer and the designer.
    async fn renew(&mut self, app: &TestApp) {
        let ctx = app.ctx();
        let (participant, trainer, designer) =
            (self.people["participant"], self.people["trainer"], self.people["designer"]);
        let kept = app.services().files.keep_bytes(&b"Du texte."[..]).await.unwrap();
        let file = json!({ "digest": kept.digest, "name": "a.txt", "type": "text/plain", "size": kept.size });
        let zone = app.academy.zone.clone();
        let now = ctx.now();
        let learning = ctx
            .write(async move |tx| {
                let record = CatalogueRecord::titled("Un parcours", Collection::Action);
                let design = design::create(tx, &record).await?;
                design::add_designer(tx, design, designer).await?;
                let content = design::find(tx, design, May::Manage).await?.content_id;
                let section = section::add(tx, content, "Une section").await?;
                let settings = json!({ "html": "", "files": [file] });
                let activity =
                    activity::add(tx, section, "file", "Un fichier", Completion::Manual, &settings).await?;
                let new = NewSession {
                    title: "Une session".into(),
                    summary: String::new(),
                    nature: None,
                    starts_at: None,
                    ends_at: None,
                    enrolment: Enrolment::Invited,
                    enrolment_key: String::new(),
                    places: 0,
                    uai: None,
                    venue: String::new(),
                };
                let id = session::create(tx, design, &new).await?;
                enrolment::enrol(tx, id, trainer, InSession::Trainer).await?;
                enrolment::enrol(tx, id, participant, InSession::Participant).await?;
                let session = session::find(tx, id, May::Manage).await?;
                session::set_state(tx, &session, State::Running).await?;
                let event = Event {
                    title: "Un rendez-vous".into(),
                    description: String::new(),
                    place: String::new(),
                    start: now.plus(days(1)),
                    end: now.plus(days(1)),
                    zone,
                    all_day: false,
                    repeat: None,
                    exceptions: Vec::new(),
                    remind: None,
                    kind: Kind::Personal,
                };
                let event = calendar::schedule(tx, &Owner::Person(participant), &event).await?;
                let new = NewAnnouncement {
                    title: "Une annonce".into(),
                    author: "L’équipe".into(),
                    body: RichText::from_markdown("Bonjour.").unwrap(),
                    published_at: now,
                    until: now.plus(days(9)),
                    pinned: false,
                    audience: Vec::new(),
                };
                let announcement = announcement::publish(tx, &new).await?;
                let here = tx.academy_id()?;
                let (own_section, own_activity) = tx
                    .one(sql!((Id<()>, Id<()>): "SELECT s.id, a.id FROM sections s JOIN activities a ON a.section_id = s.id
                          WHERE s.content_id = $1 AND s.academy_id = $2", session.content_id, here))
                    .await?;
                let files = tx
                    .all(sql!((Id<()>, Id<()>): "SELECT activity_id, file_id FROM activity_files WHERE academy_id = $1 /* scan: a test */", here))
                    .await?;
                let file_of = |activity: String| {
                    files.iter().find(|(a, _)| a.to_string() == activity).unwrap().1.to_string()
                };
                Ok((
                    [
                        ("session", id.to_string()),
                        ("section", own_section.to_string()),
                        ("activity", own_activity.to_string()),
                        ("file", file_of(own_activity.to_string())),
                        ("event", event.to_string()),
                        ("announcement", announcement.to_string()),
                    ],
                    [
                        ("design", design.to_string()),
                        ("section", section.to_string()),
                        ("activity", activity.to_string()),
                        ("file", file_of(activity.to_string())),
                    ],
                ))
            })
            .await
            .unwrap();
        self.ids.extend(learning.0);
        self.design_ids.extend(learning.1);
        self.applications(app).await;
        self.mail(app).await;
        self.shared_box(app).await;
        self.imports(app).await;
    }

    async fn applications(&mut self, app: &TestApp) {
        let ctx = app.ctx();
        let delegate = self.people["subject"];
        let made = ctx.write(async move |tx| {
            let category = application::add_category(tx, "Une rubrique", "A category", "folder").await?;
            let new = NewApplication {
                category,
                name: "Une application".into(),
                description_fr: String::new(),
                description_en: String::new(),
                icon: "briefcase".into(),
                launch: Launch::Link,
                url: "https://application.example/".into(),
                network: Network::Outside,
                is_new: false,
                everybody: false,
                audience_both: false,
                // Nobody of this function is here.
                audience: vec![(AudienceKind::Function, "DIR".into())],
                notice: None,
            };
            let application = application::add(tx, &new).await?;
            let delegation: Id<()> = tx.new_id();
            tx.execute(sql!("INSERT INTO application_delegations (id, academy_id, application_id, person_id, establishments,
                     starts_at, ends_at, given_at) VALUES ($1, $2, $3, $4, '', 0, $5, $6)",
                delegation, tx.academy_id()?, application, delegate, tx.now().plus(days(9)), tx.now()))
                .await?;
            Ok((category.to_string(), application.to_string(), delegation.to_string()))
        });
        let (category, application, delegation) = made.await.unwrap();
        self.ids.extend([("category", category), ("application", application), ("delegation", delegation)]);
    }

    /// In the participant's box.
    async fn mail(&mut self, app: &TestApp) {
        let ctx = self.ctx_of(app, "participant");
        let owner = self.people["participant"];
        let owner_of_list = "fformateur@ac-creteil.fr".to_owned();
        let raw = b"From: a@ac-creteil.fr\r\nTo: b@ac-creteil.fr\r\nSubject: Un message\r\n\
            Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n\
            --x\r\nContent-Type: text/plain; name=\"a.txt\"\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\r\nUn\r\n--x--\r\n"
            .to_vec();
        let letter = mail::Letter::keep(&ctx, raw.clone()).await.unwrap();
        let at = ctx.now();
        let everybody: Vec<Id<Person>> =
            self.people.iter().filter(|(name, _)| **name != "elsewhere").map(|(_, id)| *id).collect();
        let made = ctx.write(async move |tx| {
            // All of them have a box, so that nobody is merely sent to open one.
            for person in everybody {
                mail::mailbox::activate(tx, person).await?;
            }
            let place = Place::Standard(FolderRole::Inbox);
            let message = seed::file_message(tx, owner, &place, &letter, Flags::default(), at).await?;
            let draft = seed::file_draft(tx, owner, &raw).await?;
            let folder = seed::add_folder(tx, owner, "Un dossier").await?;
            let mailbox = mail::mailbox::of_person(owner);
            // A box has so many rules and no more, and this is made for every question.
            tx.execute(sql!("DELETE FROM mail_rules WHERE mailbox_id = $1", mailbox)).await?;
            let rule = rules::create(tx, mailbox, &a_rule()).await?;
            // Made again, it is there still.
            let labelled = labels::create(tx, mailbox, "Une étiquette", Colour::Blue).await;
            let label = labelled.unwrap_or_else(|_| "une-etiquette".to_owned());
            let shown = filing::find(tx, mailbox, message.unwrap()).await?;
            let report = phishing::report(tx, mailbox, &shown, &[], true).await?;
            let academy = tx.academy_id()?;
            // The trainer's list, with the participant in it and a message that waits.
            tx.execute(sql!("DELETE FROM mail_lists WHERE academy_id = $1", academy)).await?;
            tx.execute(sql!("DELETE FROM mail_aliases WHERE academy_id = $1", academy)).await?;
            people::release_address(tx, LIST).await?;
            let list = lists::create(tx, "une-liste", a_list(), &Powers { owners: owner_of_list, ..Powers::default() }).await?;
            let (post, alias): (Id<()>, Id<()>) = (tx.new_id(), tx.new_id());
            tx.execute(sql!("INSERT INTO mail_list_members (list_id, person_id, academy_id, added_at) VALUES ($1, $2, $3, 0)",
                list, owner, academy))
                .await?;
            tx.execute(sql!("INSERT INTO mail_list_posts (id, academy_id, list_id, original_digest, size, author, author_name, subject,
                     preview, has_attachment, state, came_at, stage, after_id)
                  VALUES ($1, $2, $3, $4, 1, '', '', 'Un message', '', 1, 'held', 0, 'by hand', $1)",
                post, academy, list, shown.digest))
                .await?;
            tx.execute(sql!("INSERT INTO mail_aliases (id, academy_id, address, note, created_at)
                  VALUES ($1, $2, 'un-alias@ac-creteil.fr', '', 0)", alias, academy))
                .await?;
            let (contact, group, template): (Id<()>, Id<()>, Id<()>) = (tx.new_id(), tx.new_id(), tx.new_id());
            tx.execute(sql!("INSERT INTO mail_contacts (id, academy_id, mailbox_id, name, organisation, addresses, phones, note,
                     sort_key, words, changed_at)
                  VALUES ($1, $2, $3, 'Un contact', '', 'contact@ailleurs.example', '', '', 'contact', ' contact', 0)",
                contact, academy, mailbox))
                .await?;
            tx.execute(sql!("INSERT INTO mail_contact_groups (id, academy_id, mailbox_id, name, sort_key)
                  VALUES ($1, $2, $3, 'Un groupe', $4)", group, academy, mailbox, group.to_string()))
                .await?;
            // Those from before would fill up what a box may hold.
            tx.execute(sql!("DELETE FROM mail_templates WHERE mailbox_id = $1", mailbox)).await?;
            tx.execute(sql!("INSERT INTO mail_templates (id, academy_id, mailbox_id, name, sort_key, subject, body)
                  VALUES ($1, $2, $3, 'Un texte', $4, '', 'Bonjour')", template, academy, mailbox, template.to_string()))
                .await?;
            let brought: Id<()> = tx.new_id();
            tx.execute(sql!("INSERT INTO mail_imports (id, academy_id, mailbox_id, asked_at, size, looked_at, position, filed,
                     known, contacts, rules, refused, ended_at, outcome)
                  VALUES ($1, $2, $3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'done')", brought, academy, mailbox))
                .await?;
            let (procedure, withheld): (Id<()>, Id<()>) = (tx.new_id(), tx.new_id());
            tx.execute(sql!("INSERT INTO mail_procedures (id, academy_id, kind, mailbox_id, state, asked_at, asked_by, reason, basis,
                     reference, days, until, silence, decided_at, decided_by, note)
                  VALUES ($1, $2, 'access', $3, 'granted', 0, $4, 'Un motif', 'inquiry', '', 7, $5, '', 0, $4, '')",
                procedure, academy, mailbox, owner, tx.now().plus(days(7))))
                .await?;
            tx.execute(sql!("INSERT INTO mail_withheld (id, academy_id, mailbox_id, digest, size, sender, recipients, subject,
                     received_at, withheld_at) VALUES ($1, $2, $3, $4, 1, '', '', '', 0, 0)",
                withheld, academy, mailbox, shown.digest))
                .await?;
            Ok([
                ("procedure", procedure.to_string()),
                ("withheld", withheld.to_string()),
                ("list", LIST.to_owned()),
                ("post", post.to_string()),
                ("alias", alias.to_string()),
                ("brought", brought.to_string()),
                ("contact", contact.to_string()),
                ("group", group.to_string()),
                ("template", template.to_string()),
                ("message", message.unwrap().to_string()),
                ("draft", draft.to_string()),
                ("folder", folder.to_string()),
                ("rule", rule.to_string()),
                ("label", label),
                ("report", report.to_string()),
            ])
        });
        self.ids.extend(made.await.unwrap());
    }

    /// A shared box of the participant's with the trainer in it, who reads the participant's own as well.
    async fn shared_box(&mut self, app: &TestApp) {
        let ctx = app.ctx();
        let (owner, member) = (self.people["participant"], self.people["trainer"]);
        let known = self.box_ids.get("box").map(|id| id.parse().unwrap());
        let raw = b"From: a@ac-creteil.fr\r\nTo: b@ac-creteil.fr\r\nSubject: Un message\r\n\
            Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n\
            --x\r\nContent-Type: text/plain; name=\"a.txt\"\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\n\r\nUn\r\n--x--\r\n"
            .to_vec();
        let letter = mail::Letter::keep(&ctx, raw.clone()).await.unwrap();
        let at = ctx.now();
        let made = ctx.write(async move |tx| {
            let mailbox = match known {
                Some(mailbox) => mailbox,
                None => {
                    seed::add_shared_box(tx, "une-boite", "Une boîte", "pparticipant@ac-creteil.fr").await?
                }
            };
            services::set_closed(tx, mailbox, false).await?;
            members::grant(tx, mailbox, &Grant::of(owner, Rights::Send, true)).await?;
            members::grant(tx, mailbox, &Grant::of(member, Rights::Send, false)).await?;
            members::grant(tx, mail::mailbox::of_person(owner), &Grant::of(member, Rights::Read, false))
                .await?;
            let place = Place::Standard(FolderRole::Inbox);
            let service = mailbox.cast();
            let message = seed::file_message(tx, service, &place, &letter, Flags::default(), at).await?;
            let draft = seed::file_draft(tx, service, &raw).await?;
            let folder = seed::add_folder(tx, service, "Un dossier").await?;
            tx.execute(sql!("DELETE FROM mail_rules WHERE mailbox_id = $1", mailbox)).await?;
            let rule = rules::create(tx, mailbox, &a_rule()).await?;
            let labelled = labels::create(tx, mailbox, "Une étiquette", Colour::Blue).await;
            Ok([
                ("box", mailbox.to_string()),
                ("service", mailbox.to_string()),
                ("message", message.unwrap().to_string()),
                ("draft", draft.to_string()),
                ("folder", folder.to_string()),
                ("rule", rule.to_string()),
                ("label", labelled.unwrap_or_else(|_| "une-etiquette".to_owned())),
            ])
        });
        self.box_ids.extend(made.await.unwrap());
    }

    async fn imports(&mut self, app: &TestApp) {
        let ctx = app.ctx();
        let made = ctx.write(async |tx| {
            let id: Id<()> = tx.new_id();
            tx.execute(sql!("INSERT INTO staff_imports (id, academy_id, file_name, digest, close_missing, state, lines_done, created,
                     changed, unchanged, closed, rejected, warned, started_at)
                  VALUES ($1, $2, 'a.csv', '', 0, 'done', 0, 0, 0, 0, 0, 0, 0, 0)", id, tx.academy_id()?))
                .await?;
            Ok(id.to_string())
        });
        self.ids.insert("import", made.await.unwrap());
    }

    /// The participant's own session at the account, which others must not close.
    async fn sign_in_of_participant(&mut self, app: &TestApp) {
        app.signed_in(self.people["participant"]).await;
        let owner = self.people["participant"];
        let mut tx = app.ctx().read().await.unwrap();
        let newest = tx
            .first(sql!(Id<SignedIn>: "SELECT id FROM sign_ins WHERE person_id = $1 AND system = $2 ORDER BY created_at DESC, id DESC
                  /* tenant: a test */", owner, System::Identity.stem()))
            .await
            .unwrap();
        self.ids.insert("sign_in", newest.unwrap().to_string());
    }

    /// Whether the participant still has the session, the draft and the event, and the subject the password of a program.
    async fn are_untouched(&self, app: &TestApp) -> bool {
        let ctx = app.ctx();
        let mut tx = ctx.read().await.unwrap();
        let (sign_in, draft, event, program): (Id<SignedIn>, Id<()>, Id<()>, Id<()>) = (
            self.ids["sign_in"].parse().unwrap(),
            self.ids["draft"].parse().unwrap(),
            self.ids["event"].parse().unwrap(),
            self.ids["program"].parse().unwrap(),
        );
        let mailbox = mail::mailbox::of_person(self.people["participant"]);
        let left = sql!(i64: "SELECT (SELECT COUNT(*) FROM sign_ins WHERE id = $1) + (SELECT COUNT(*) FROM mail_drafts
              WHERE id = $2 AND mailbox_id = $3)
              + (SELECT COUNT(*) FROM events WHERE id = $4) + (SELECT COUNT(*) FROM app_passwords WHERE id = $5)
              /* tenant: a test */",
            sign_in, draft, mailbox, event, program);
        tx.one(left).await.unwrap() == 4
    }

    fn path(&self, route: &Route) -> String {
        let in_design = route.path.contains("{design}");
        let in_box = ["{box}", "{service}"].iter().any(|name| route.path.contains(name));
        let filled = route.path.split('/').map(|part| {
            let Some((name, end)) = part.strip_prefix('{').and_then(|part| part.split_once('}')) else {
                return part.to_owned();
            };
            let value = match name {
                "academy" => "ac-creteil".to_owned(),
                "person" if route.path.contains("concepteurs") => self.people["designer"].to_string(),
                "person" if route.path.contains("/acces/") => self.people["trainer"].to_string(),
                "person" if route.path.contains("participants") => self.people["participant"].to_string(),
                "person" => self.people["subject"].to_string(),
                "act" => "deverrouiller".to_owned(),
                "step" => "archiver".to_owned(),
                "state" => "fermeture".to_owned(),
                "kind" => "page".to_owned(),
                "part" => "2".to_owned(),
                "secret" | "token" => "x".repeat(43),
                "session" if route.path.starts_with("/compte") => self.ids["sign_in"].clone(),
                name if in_box && self.box_ids.contains_key(name) => self.box_ids[name].clone(),
                name if in_design && self.design_ids.contains_key(name) => self.design_ids[name].clone(),
                name => self.ids.get(name).unwrap_or_else(|| panic!("nothing for {{{name}}}")).clone(),
            };
            value + end
        });
        filled.collect::<Vec<_>>().join("/")
    }
}

/// Kept for whoever is answered about lists.
const LIST: &str = "une-liste@ac-creteil.fr";

fn a_list() -> Settings {
    Settings {
        name: "Une liste".into(),
        description: String::new(),
        writers: Writers::Members,
        moderation: Moderation::Others,
        may_leave: true,
        archive: Archive::Members,
        keep_days: 90,
    }
}

/// Marks as read what has an attachment.
fn a_rule() -> Rule {
    Rule {
        name: "Une règle".into(),
        matching: Matching::All,
        conditions: vec![Condition::Attachment { has: true }],
        actions: Actions { seen: true, ..Actions::default() },
    }
}

/// Enough for the forms that ask for little, so that they come as far as the permission.
const FIELDS: &[(&str, &str)] = &[
    ("reason", "visite"),
    ("sure", "1"),
    ("version", "1"),
    ("name", "Un nom"),
    ("date", "0"),
    ("portee", "une"),
];

async fn arrive(app: &TestApp, person: Option<Id<Person>>) -> Visitor {
    match person {
        Some(person) => app.signed_in(person).await,
        None => app.visitor(),
    }
}

async fn call(visitor: &mut Visitor, route: &Route, path: &str) -> u16 {
    if route.method == Method::GET {
        return visitor.get(path).await.status.as_u16();
    }
    let system = path.split('/').nth(1).unwrap_or_default().to_owned();
    visitor.get(&format!("/{system}/nulle-part/nulle-part")).await;
    let file: &[u8] = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
    let seen = if ["/images", "/pieces", "/echanges", "/import"].iter().any(|end| path.ends_with(end)) {
        visitor.upload_with(path, &[], &[("file", "a.txt", file)]).await
    } else {
        visitor.post(path, FIELDS).await
    };
    seen.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_answered_as_agreed_on() {
    for app in TestApp::on_each_database(&domains()).await {
        let mut things = Things::found(&app).await;
        let mut rows: HashMap<(String, String), Vec<String>> = HashMap::new();
        let mut wrong = Vec::new();
        for caller in CALLERS {
            let person = things.people.get(caller).copied();
            let mut visitor = arrive(&app, person).await;
            things.sign_in_of_participant(&app).await;
            for route in app.app.routes() {
                // Programs have their own tests, and their own answers.
                if route.access == Access::Protocol {
                    continue;
                }
                let path = things.path(route);
                let status = call(&mut visitor, route, &path).await;
                let row = rows.entry((route.path.to_owned(), route.method.to_string())).or_default();
                row.push(format!("{caller} {status}"));
                let names = route.path.replace("{academy}", "").contains('{');
                let open = OPEN.iter().any(|(path, _)| *path == route.path);
                // Nobody is led to the sign-in.
                let out = matches!(status, 403 | 404) || (caller == "nobody" && status == 303);
                if names && !open && STRANGERS.contains(&caller) && !out {
                    wrong.push(format!("{caller} {} {}: {status}", route.method, route.path));
                }
                if STRANGERS.contains(&caller) && open {
                    assert!(things.are_untouched(&app).await, "{caller} {} {}", route.method, route.path);
                }
                // It may have changed something, or ended the caller's own session.
                if route.method != Method::GET && status < 400 && caller != "nobody" {
                    things.renew(&app).await;
                    visitor = arrive(&app, person).await;
                    things.sign_in_of_participant(&app).await;
                }
            }
        }
        let mut rows: Vec<_> = rows.into_iter().collect();
        rows.sort();
        let mut table = String::new();
        for ((path, method), answers) in rows {
            writeln!(table, "{method:<5} {path}\n      {}", answers.join(", ")).unwrap();
        }
        insta::assert_snapshot!("answers", table);
        assert!(wrong.is_empty(), "strangers get somewhere:\n{}", wrong.join("\n"));
    }
}

pub(crate) fn domains() -> Vec<web::Module> {
    server::modules::modules().into_iter().filter(|m| !["kernel", "web"].contains(&m.base.name)).collect()
}
