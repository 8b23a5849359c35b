//! The pages of the webmel: signed out the sign-in card, signed in folders, list, reading and writing side by side.
//! Every page works without a script; addresses say in French what they show.

mod aliases;
mod attachments;
mod body;
mod compose;
mod composer;
mod contacts;
mod desk;
mod exchange;
mod filing;
mod folders;
mod home;
mod identities;
mod inline_images;
mod labels;
mod leaving;
mod list;
mod listing;
mod lists;
mod management;
mod news;
mod phishing;
mod postmaster;
mod print;
mod reading;
mod receipts;
mod resume;
mod rule_form;
mod rules;
mod rules_sieve;
mod search;
mod senders;
mod settings;
mod shown;
mod templates;
mod vacation;

#[cfg(test)]
mod care_tests;
#[cfg(test)]
mod compose_tests;
#[cfg(test)]
mod sorting_tests;
#[cfg(test)]
mod tests;

use web::{Access::SignedIn, Routes};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/webmel", web::Access::Public, home::show)
        .get("/webmel/dossiers/{folder}", SignedIn, list::show)
        .get("/webmel/messages/{message}", SignedIn, reading::show)
        .get("/webmel/messages/{message}/corps", SignedIn, body::show)
        .get("/webmel/messages/{message}/images/{part}", SignedIn, attachments::image)
        .get("/webmel/messages/{message}/pieces/{part}", SignedIn, attachments::download)
        .get("/webmel/messages/{message}/source", SignedIn, attachments::source)
        .post("/webmel/messages/{message}/reprise", SignedIn, resume::go_on)
        .get("/webmel/nouveautes", SignedIn, news::stream)
        .get("/webmel/messages/{message}/impression", SignedIn, print::show)
        .post("/webmel/messages/{message}/accuse", SignedIn, receipts::choose)
        .post("/webmel/brouillons/{draft}/images", SignedIn, inline_images::add)
        .get("/webmel/brouillons/{draft}/images/{file}", SignedIn, inline_images::show)
        .post("/webmel/rangement", SignedIn, filing::act)
        .get("/webmel/recherche", SignedIn, search::show)
        .merge(compose::routes())
        .merge(leaving::routes())
        .merge(postmaster::routes())
        .merge(management::routes())
        .merge(aliases::routes())
        .merge(lists::routes())
        .merge(folders::routes())
        .merge(contacts::routes())
        .merge(identities::routes())
        .merge(templates::routes())
        .merge(settings::routes())
        .merge(exchange::routes())
        .merge(rules::routes())
        .merge(labels::routes())
        .merge(vacation::routes())
        .merge(senders::routes())
        .merge(phishing::routes())
}
