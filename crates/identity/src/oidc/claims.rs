//! What each scope tells of a person, under the names OpenID Connect gives and under those the applications of an
//! académie know from its directories. The NUMEN is in none of them.

use kernel::people::{Academy, PersonRow};
use serde_json::{Map, Value};

use super::scopes::{Scope, Scopes};

pub(super) const CLAIMS: [&str; 16] = [
    "sub",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "uid",
    "email",
    "email_verified",
    "mail",
    "rne",
    "FrEduRne",
    "title",
    "FrEduFonctAdm",
    "codaca",
    "auth_time",
    "sid",
];

/// The answer of the profile endpoint.
pub(super) fn of_person(person: &PersonRow, academy: &Academy, scopes: &Scopes) -> Value {
    let mut claims = Map::new();
    let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    say("sub", person.id.to_string().into());
    if scopes.has(Scope::Profile) {
        say("name", person.display_name.clone().into());
        say("given_name", person.given_names.clone().into());
        say("family_name", person.surname.clone().into());
        say("preferred_username", person.identifier.clone().into());
        say("uid", person.identifier.clone().into());
    }
    if scopes.has(Scope::Email) {
        say("email", person.address.clone().into());
        // The académie gave it, and delivers to it.
        say("email_verified", true.into());
        say("mail", person.address.clone().into());
    }
    if scopes.has(Scope::Assignment) {
        say("title", person.function.clone().into());
        say("FrEduFonctAdm", person.function.clone().into());
        if let Some(uai) = &person.uai {
            say("rne", uai.clone().into());
            // Several values in the directories, of which we know the main one.
            say("FrEduRne", vec![uai.clone()].into());
        }
        if let Some(code) = academy_code(&academy.slug) {
            say("codaca", code.into());
        }
    }
    Value::Object(claims)
}

/// The ministry's number of an académie, the one a NUMEN starts with.
fn academy_code(slug: &str) -> Option<&'static str> {
    Some(match slug.strip_prefix("ac-")? {
        "paris" => "01",
        "aix-marseille" => "02",
        "besancon" => "03",
        "bordeaux" => "04",
        "caen" => "05",
        "clermont" | "clermont-ferrand" => "06",
        "dijon" => "07",
        "grenoble" => "08",
        "lille" => "09",
        "lyon" => "10",
        "montpellier" => "11",
        "nancy-metz" => "12",
        "poitiers" => "13",
        "rennes" => "14",
        "strasbourg" => "15",
        "toulouse" => "16",
        "nantes" => "17",
        "orleans-tours" => "18",
        "reims" => "19",
        "amiens" => "20",
        "rouen" => "21",
        "limoges" => "22",
        "nice" => "23",
        "creteil" => "24",
        "versailles" => "25",
        "corse" => "27",
        "reunion" => "28",
        "martinique" => "31",
        "guadeloupe" => "32",
        "guyane" => "33",
        "mayotte" => "43",
        "normandie" => "70",
        _ => return None,
    })
}
