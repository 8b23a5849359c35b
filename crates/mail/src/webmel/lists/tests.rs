//! The pages of lists, for those who look after the mail, owners, members and strangers.

use http::StatusCode;
use kernel::{
    Id,
    people::{self, Person},
    permission::Role,
    sql,
};
use testkit::{TestApp, Visitor};

use crate::{
    folder::FolderRole,
    lists::{self, Archive, Moderation, Powers, Settings, Writers},
    message::header_values,
    tests::{apps, folder_of, newest, owner},
};

const LIST: &str = "/webmel/listes/profs@ac-creteil.fr";

async fn postmaster(app: &TestApp) -> Visitor {
    let person = owner(app, "pfacteur").await;
    app.ctx().write(async move |tx| people::grant(tx, person, Role::Postmaster).await).await.unwrap();
    app.signed_in(person).await
}

/// A list of `oresponsable`'s, moderated for others, with these members.
async fn a_list(app: &TestApp, members: &str) -> Id<Person> {
    let owns = owner(app, "oresponsable").await;
    let mut visitor = postmaster(app).await;
    visitor.get("/webmel/gestion/listes/nouvelle").await;
    let fields = [
        ("address", "profs"),
        ("name", "Les professeurs"),
        ("description", "Tout le monde"),
        ("owners", "oresponsable@ac-creteil.fr"),
        ("writers", "members"),
        ("moderation", "others"),
        ("may_leave", "1"),
        ("archive", "members"),
        ("keep_days", "365"),
    ];
    let seen = visitor.post("/webmel/gestion/listes", &fields).await;
    assert_eq!(seen.location(), format!("{LIST}/membres"), "{}", seen.body);
    visitor.get(seen.location()).await;
    let seen = visitor.post(&format!("{LIST}/membres"), &[("members", members)]).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
    app.settle().await;
    owns
}

async fn write(app: &TestApp, visitor: &mut Visitor, to: &str, subject: &str) -> testkit::Seen {
    let draft = visitor.get("/webmel/ecrire").await.attribute("#composer", "data-autosave-url").unwrap();
    let fields = [("to", to), ("subject", subject), ("body", "Bonjour."), ("version", "0")];
    let seen = visitor.post(&format!("{draft}/envoi"), &fields).await;
    app.later(std::time::Duration::from_secs(10)).await;
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_made_written_to_looked_at_and_read() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let stranger = owner(&app, "uinconnu").await;
        let owns = a_list(&app, "jdupont@ac-creteil.fr").await;

        // A member writes: it goes to all of them, and says by which list it came.
        let mut member = app.signed_in(jeanne).await;
        let seen = write(&app, &mut member, "profs@ac-creteil.fr", "Conseil de classe").await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.body);
        let (row, raw) = newest(&app, jeanne, FolderRole::Inbox).await;
        assert_eq!(row.subject, "Conseil de classe");
        assert_eq!(header_values(&raw, "List-Id"), ["<profs.ac-creteil.fr>"]);
        let page = member.get(&format!("/webmel/messages/{}", row.id)).await;
        assert!(page.body.contains("Les professeurs") && page.body.contains(&format!("{LIST}/depart")));

        // Somebody else waits, and an owner lets it pass.
        let mut other = app.signed_in(stranger).await;
        write(&app, &mut other, "profs@ac-creteil.fr", "Une annonce").await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 1);
        let mut owner = app.signed_in(owns).await;
        let page = owner.get("/webmel/listes").await;
        assert!(page.body.contains("1 message en attente"), "{}", page.body);
        let page = owner.get(&format!("{LIST}/moderation")).await;
        assert!(page.body.contains("Une annonce"));
        let decide = page.attribute("form[action*='/moderation/']", "action").unwrap();
        let message = decide.replace("/moderation/", "/messages/");
        assert_eq!(owner.get(&message).await.status, StatusCode::OK);
        assert_eq!(member.get(&message).await.status, StatusCode::NOT_FOUND, "what waits is the owners'");
        owner.get(&format!("{LIST}/moderation")).await;
        let seen = owner.post(&decide, &[("action", "accept")]).await;
        assert_eq!(seen.location(), format!("{LIST}/moderation"));
        app.settle().await;
        assert_eq!(folder_of(&app, jeanne, FolderRole::Inbox).await.total, 2);

        // Members read the archive, strangers know of nothing.
        let page = member.get(&format!("{LIST}/archives")).await;
        assert!(page.body.contains("Une annonce") && page.body.contains("Conseil de classe"));
        assert_eq!(member.get(&message).await.status, StatusCode::OK);
        for path in ["", "/archives", "/moderation", "/membres", "/reglages", "/depart", "/suppression"] {
            let seen = other.get(&format!("{LIST}{path}")).await;
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(other.get(&message).await.status, StatusCode::NOT_FOUND);
        // Who looks after the mail reads none of it.
        let mut facteur = {
            let mut tx = app.ctx().read().await.unwrap();
            let person = people::person_by_identifier(&mut tx, "pfacteur").await.unwrap().unwrap().id;
            drop(tx);
            app.signed_in(person).await
        };
        for path in ["/archives", "/moderation", message.strip_prefix(LIST).unwrap()] {
            assert_eq!(facteur.get(&format!("{LIST}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(facteur.get(&format!("{LIST}/membres")).await.status, StatusCode::OK);
        // Members do not see who they are, nor change anything.
        for path in ["/membres", "/reglages"] {
            assert_eq!(member.get(&format!("{LIST}{path}")).await.status, StatusCode::FORBIDDEN, "{path}");
        }

        // And a member leaves.
        member.get(&format!("{LIST}/depart")).await;
        member.post(&format!("{LIST}/depart"), &[]).await;
        assert_eq!(member.get(LIST).await.status, StatusCode::NOT_FOUND);
        app.settle().await;
        let page = owner.get(LIST).await;
        assert!(page.body.contains("Aucun membre"), "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_write_is_told_beside_the_address_before_anything_is_sent() {
    for app in apps().await {
        let (jeanne, malik) = (owner(&app, "jdupont").await, owner(&app, "mberthier").await);
        a_list(&app, "jdupont@ac-creteil.fr").await;
        app.ctx()
            .write(async move |tx| {
                tx.execute(sql!(
                    "UPDATE mail_lists SET moderation = 'nothing' WHERE academy_id = $1 /* scan: a test */",
                    tx.academy_id()?
                ))
                .await?;
                Ok(())
            })
            .await
            .unwrap();
        let mut other = app.signed_in(malik).await;
        let seen = write(&app, &mut other, "profs@ac-creteil.fr", "Une annonce").await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains("Vous ne pouvez pas écrire à la liste"), "{}", seen.body);
        // Through an alias it is the same list; and a name is proposed only to who may write.
        let suggested = async |visitor: &mut Visitor| {
            let draft: Id<()> = app.ctx().new_id();
            let path = format!("/webmel/contacts/suggestions?champ=to&to=prof&brouillon={draft}");
            visitor.get(&path).await.body
        };
        assert!(!suggested(&mut other).await.contains("Les professeurs"));
        let mut member = app.signed_in(jeanne).await;
        let line = suggested(&mut member).await;
        assert!(line.contains("Les professeurs") && line.contains("1 membre"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_change_what_is_theirs_and_nothing_else() {
    for app in apps().await {
        owner(&app, "jdupont").await;
        let owns = a_list(&app, "jdupont@ac-creteil.fr").await;
        let mut owner = app.signed_in(owns).await;
        let page = owner.get(&format!("{LIST}/reglages")).await;
        assert!(page.attribute("textarea[name=owners]", "id").is_none(), "whose it is is not theirs to say");
        let fields = [
            ("version", "1"),
            ("name", "Les enseignants"),
            ("writers", "owners"),
            ("moderation", "nothing"),
            ("archive", "owners"),
            ("keep_days", "90"),
            ("owners", "jdupont@ac-creteil.fr"),
            ("everybody", "1"),
        ];
        let seen = owner.post(&format!("{LIST}/reglages"), &fields).await;
        assert_eq!(seen.location(), LIST, "{}", seen.body);
        let mut tx = app.ctx().read().await.unwrap();
        let found = lists::by_addresses(&mut tx, &[&"profs@ac-creteil.fr".to_owned()]).await.unwrap();
        assert_eq!(found[0].name, "Les enseignants");
        let owners = lists::owners(&mut tx, found[0].id).await.unwrap();
        assert_eq!(owners.iter().map(|person| person.id).collect::<Vec<_>>(), [owns]);
        assert!(lists::audiences(&mut tx, found[0].id).await.unwrap().is_empty());
        drop(tx);
        // From the page as it was before: nothing is lost, nothing is overwritten.
        owner.get(&format!("{LIST}/reglages")).await;
        let seen = owner.post(&format!("{LIST}/reglages"), &fields).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.body.contains("modifiée entre-temps"));
        // The end of a list is not theirs either.
        assert_eq!(owner.get(&format!("{LIST}/suppression")).await.status, StatusCode::FORBIDDEN);
        let mut facteur = {
            let mut tx = app.ctx().read().await.unwrap();
            let person = people::person_by_identifier(&mut tx, "pfacteur").await.unwrap().unwrap().id;
            drop(tx);
            app.signed_in(person).await
        };
        facteur.get(&format!("{LIST}/suppression")).await;
        let seen = facteur.post(&format!("{LIST}/suppression"), &[]).await;
        assert_eq!(seen.location(), "/webmel/gestion/listes");
        assert_eq!(owner.get(LIST).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_list_is_told_beside_each_field_with_everything_kept() {
    for app in apps().await {
        let mut visitor = postmaster(&app).await;
        visitor.get("/webmel/gestion/listes/nouvelle").await;
        let fields = [
            ("address", "é"),
            ("name", ""),
            ("owners", "personne@ac-creteil.fr"),
            ("establishments", "0000000X"),
            ("keep_days", "12"),
            ("description", "À garder"),
        ];
        let seen = visitor.post("/webmel/gestion/listes", &fields).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["address", "name", "owners", "establishments", "keep_days"] {
            assert!(seen.attribute(&format!("#{field}-error"), "class").is_some(), "{field}");
        }
        assert!(seen.body.contains("À garder"));
        // Nobody else comes near.
        let person = owner(&app, "uinconnu").await;
        let mut other = app.signed_in(person).await;
        for path in ["/webmel/gestion/listes", "/webmel/gestion/listes/nouvelle", "/webmel/gestion/alias"] {
            assert_eq!(other.get(path).await.status, StatusCode::FORBIDDEN);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_ask_the_database_as_often_for_many_members_as_for_few() {
    for app in apps().await {
        let owns = a_list(&app, "oresponsable@ac-creteil.fr").await;
        let mut owner = app.signed_in(owns).await;
        let paths = ["/webmel/listes", LIST, "/webmel/listes/profs@ac-creteil.fr/membres"];
        let mut before = Vec::new();
        for path in paths {
            before.push(owner.get(path).await.headers["x-queries"].clone());
        }
        let mut typed = String::new();
        for n in 0..60_u8 {
            let name = format!("m{}{}", (b'a' + n / 26) as char, (b'a' + n % 26) as char);
            app.person(&name).await;
            typed.extend([name.as_str(), "@ac-creteil.fr\n"]);
        }
        owner.get(&format!("{LIST}/membres")).await;
        owner.post(&format!("{LIST}/membres"), &[("members", &typed)]).await;
        app.settle().await;
        let settings = Settings {
            name: "Autre".into(),
            description: String::new(),
            writers: Writers::Everybody,
            moderation: Moderation::All,
            may_leave: true,
            archive: Archive::Owners,
            keep_days: 90,
        };
        let powers =
            Powers { owners: "oresponsable@ac-creteil.fr".into(), everybody: true, ..Powers::default() };
        app.ctx().write(async move |tx| lists::create(tx, "autre", settings, &powers).await).await.unwrap();
        app.settle().await;
        for (path, before) in paths.into_iter().zip(before) {
            let seen = owner.get(path).await;
            assert_eq!(seen.headers["x-queries"].clone(), before, "{path}");
        }
        let page = owner.get(&format!("{LIST}/membres")).await;
        let next = page.attribute("a[rel=next]", "href").expect("a second page");
        assert!(owner.get(&next).await.body.contains("ac-creteil.fr"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_a_member_outside_asks_first_and_leaves_when_a_program_posts_to_it() {
    use kernel::site::Site;
    let site = Site::new("http://127.0.0.1:8080".parse().unwrap(), vec![]).with_way_out(true);
    for app in TestApp::at(site, &[crate::module()]).await {
        let owns = a_list(&app, "anne@ailleurs.example").await;
        let mut owner = app.signed_in(owns).await;
        write(&app, &mut owner, "profs@ac-creteil.fr", "Bonjour").await;
        let mut tx = app.ctx().read().await.unwrap();
        let head = tx
            .one(sql!(String: "SELECT head FROM mail_outgoing WHERE academy_id = $1 /* scan: a test */", app.academy.id))
            .await
            .unwrap();
        drop(tx);
        let link =
            head.split("List-Unsubscribe: <http://127.0.0.1:8080").nth(1).unwrap().split('>').next().unwrap();
        let mut nobody = app.visitor();
        let page = nobody.get(link).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("profs@ac-creteil.fr"));
        let members = async || {
            app.settle().await;
            let mut tx = app.ctx().read().await.unwrap();
            tx.one(sql!(i64: "SELECT members FROM mail_lists WHERE academy_id = $1 /* scan: a test */", app.academy.id))
                .await
                .unwrap()
        };
        assert_eq!(members().await, 1, "looking changes nothing");
        let post = |body: &'static str| {
            http::Request::post(link)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(body))
                .unwrap()
        };
        let refused = app.visitor().send(post("a=b")).await;
        assert!(refused.status.is_client_error());
        assert_eq!(members().await, 1);
        let done = app.visitor().send(post("List-Unsubscribe=One-Click")).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.body);
        assert_eq!(members().await, 0);
        assert_eq!(nobody.get("/webmel/quitter/1.AAAA.BBBB").await.status, StatusCode::NOT_FOUND);
        // Nobody tries all of them.
        let mut statuses = Vec::new();
        for _ in 0..130 {
            statuses.push(nobody.get("/webmel/quitter/1.AAAA.BBBB").await.status);
        }
        assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS));
    }
}
