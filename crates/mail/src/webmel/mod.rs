//! The pages of the webmel: signed out the sign-in card, signed in folders, list, reading and writing side by side.
//! Every page works without a script; addresses say in French what they show.

mod access;
mod aliases;
mod attachments;
mod body;
mod boxes;
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
mod invitations;
mod labels;
mod leaving;
mod list;
mod listing;
mod lists;
mod management;
mod news;
mod offline;
mod phishing;
mod place;
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
mod services;
mod settings;
mod shown;
mod templates;
mod vacation;

#[cfg(test)]
mod care_tests;
#[cfg(test)]
mod compose_tests;
#[cfg(test)]
mod shared_tests;
#[cfg(test)]
mod sorting_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod view_tests;

use place::of_box;
use web::{Access::SignedIn, Routes};

pub(crate) fn routes() -> Routes {
    of_box! {
        get "/dossiers/{folder}" list::show;
        get "/messages/{message}" reading::show;
        get "/messages/{message}/corps" body::show;
        get "/messages/{message}/images/{part}" attachments::image;
        get "/messages/{message}/pieces/{part}" attachments::download;
        get "/messages/{message}/source" attachments::source;
        post "/messages/{message}/reprise" resume::go_on;
        get "/nouveautes" news::stream;
        get "/messages/{message}/impression" print::show;
        post "/messages/{message}/accuse" receipts::choose;
        post "/messages/{message}/invitation" invitations::choose;
        post "/brouillons/{draft}/images" inline_images::add;
        post "/rangement" filing::act;
        get "/recherche" search::show;
    }
    .get("/webmel", web::Access::Public, home::show)
    .get("/webmel/boites/{box}", SignedIn, home::other)
    .get("/webmel/brouillons/{draft}/images/{file}", SignedIn, inline_images::show)
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
    .merge(offline::routes())
    .merge(exchange::routes())
    .merge(rules::routes())
    .merge(labels::routes())
    .merge(vacation::routes())
    .merge(senders::routes())
    .merge(phishing::routes())
    .merge(access::routes())
    .merge(services::routes())
}
