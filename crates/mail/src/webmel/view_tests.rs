//! Lists as their reader likes them: message by message, closer, list then message.

use testkit::Visitor;

use super::tests::{counts, queries, subjects};
use crate::{
    folder::FolderRole,
    tests::{apps, fill, owner, put, raw},
};

async fn choose(browser: &mut Visitor, chosen: &[(&str, &str)]) {
    browser.get("/webmel/reglages").await;
    let fields = [&[("undo", "10"), ("shortcuts", "1"), ("rich_text", "1")], chosen].concat();
    assert_eq!(browser.post("/webmel/reglages", &fields).await.location(), "/webmel/reglages");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_conversations_each_message_is_a_line_and_is_read_alone() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        put(&app, jeanne, FolderRole::Inbox, -60, raw("a@x", "Subject: Sortie", "Premier")).await;
        let answer = raw("b@x", "Subject: Re: Sortie\r\nIn-Reply-To: <a@x>", "Second");
        put(&app, jeanne, FolderRole::Inbox, 0, answer).await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        assert_eq!(subjects(&browser.get("/webmel").await), ["Re: Sortie"], "one conversation");
        choose(&mut browser, &[]).await;
        let list = browser.get("/webmel").await;
        assert_eq!(subjects(&list), ["Re: Sortie", "Sortie"]);
        let href = list.attribute(".mail-link", "href").unwrap();
        assert!(href.ends_with("?seul=1"), "{href}");
        let read = browser.get(&href).await;
        assert!(read.body.contains("Second") && !read.body.contains("Premier</div>"), "{}", read.body);
        assert_eq!(counts(&app, jeanne, FolderRole::Inbox).await, (2, 1), "the other stays unread");
        let scope = read.attribute("#conversation [name=scope]", "value").unwrap();
        assert_eq!(scope, "one", "what is filed from its page is this message");
        let found = browser.get("/webmel/recherche?q=sortie").await;
        assert!(found.attribute(".mail-link", "href").unwrap().ends_with("?seul=1"));
        choose(&mut browser, &[("conversations", "1")]).await;
        assert_eq!(subjects(&browser.get("/webmel").await), ["Re: Sortie"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_messages_costs_the_same_whatever_the_box_holds() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        choose(&mut browser, &[]).await;
        fill(&app, jeanne, 3).await;
        let few = browser.get("/webmel").await;
        fill(&app, jeanne, 140).await;
        let many = browser.get("/webmel").await;
        println!("the list of messages costs {} statements", queries(&many));
        assert_eq!((queries(&few), queries(&many)), (5, 5));
        let mut all = subjects(&many);
        let mut next = many.attribute("a[rel=next]", "href");
        while let Some(href) = next {
            let seen = browser.get(&href).await;
            all.extend(subjects(&seen));
            next = seen.attribute("a[rel=next]", "href");
        }
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 140);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_how_it_is_laid_out() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        let mut browser = app.signed_in(jeanne).await;
        browser.get("/webmel").await;
        let class =
            async |browser: &mut Visitor| browser.get("/webmel").await.attribute("main", "class").unwrap();
        assert_eq!(class(&mut browser).await, "page page-mail");
        choose(&mut browser, &[("conversations", "1"), ("compact", "1"), ("two_panes", "1")]).await;
        assert_eq!(class(&mut browser).await, "page page-mail is-compact has-two-panes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_listens_is_no_sign_of_somebody_before_it() {
    for app in apps().await {
        let jeanne = owner(&app, "jdupont").await;
        for (listens, stays) in [(true, false), (false, true)] {
            let mut browser = app.signed_in(jeanne).await;
            assert_eq!(browser.get("/webmel").await.status, http::StatusCode::OK);
            app.services().clock.advance(kernel::time::minutes(40));
            let asked = if listens {
                let request = http::Request::get("/webmel/nouveautes").header("accept", "text/event-stream");
                browser.send(request.body(axum::body::Body::empty()).unwrap()).await
            } else {
                browser.get("/webmel").await
            };
            assert_eq!(asked.status, http::StatusCode::OK);
            // That somebody was there is written behind the answer.
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            app.services().clock.advance(kernel::time::minutes(40));
            let is_in = browser.get("/webmel").await.body.contains("Boîte de réception");
            assert_eq!(is_in, stays);
        }
    }
}
