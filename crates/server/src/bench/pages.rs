//! The pages that are measured, and how each is asked for.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::Full;

use super::{
    form,
    load::Ask,
    seed::{Agent, COMMON, ORIGIN, PASSWORD, RARE, Seeded},
};

#[derive(Clone)]
pub struct Page {
    pub name: &'static str,
    pub expected: StatusCode,
    pub ask: Arc<dyn Fn(usize) -> Ask + Send + Sync>,
}

pub fn get(path: &str, cookie: &str) -> Ask {
    let mut request = Request::get(path);
    if !cookie.is_empty() {
        request = request.header(header::COOKIE, cookie);
    }
    request.body(Full::default()).unwrap_or_default()
}

/// Each request comes from another agent, so that no page is served from what the last one left behind.
fn of_agents(
    name: &'static str,
    agents: &[Agent],
    make: impl Fn(&Agent, usize) -> Ask + Send + Sync + 'static,
    expected: StatusCode,
) -> Page {
    let agents = agents.to_vec();
    let ask = Arc::new(move |number: usize| {
        agents.get(number % agents.len().max(1)).map(|agent| make(agent, number)).unwrap_or_default()
    });
    Page { name, expected, ask }
}

pub fn all(seeded: &Seeded, agents: &[Agent]) -> Vec<Page> {
    let ok = StatusCode::OK;
    let owner = agents.get(..1).unwrap_or_default();
    let message = format!("/webmel/messages/{}", seeded.message);
    let clock = std::sync::atomic::AtomicU64::new(seeded.first_draft);
    let sign_in_form = Arc::new(|_| get("/compte/connexion?academie=ac-banc", ""));
    vec![
        Page { name: "sign-in form", expected: ok, ask: sign_in_form },
        of_agents("sign-in", agents, |agent, _| sign_in(agent), StatusCode::SEE_OTHER),
        of_agents("portal home", agents, |a, _| get("/portail/ac-banc", &a.cookies), ok),
        of_agents("M@gistère home", agents, |a, _| get("/magistere/ac-banc", &a.cookies), ok),
        of_agents("Se former", agents, |a, _| get("/magistere/ac-banc/se-former", &a.cookies), ok),
        of_agents(
            "parcours page",
            agents,
            |a, _| get(&format!("/magistere/ac-banc/parcours/{}", a.session), &a.cookies),
            ok,
        ),
        of_agents("calendar month", agents, |a, _| get("/magistere/ac-banc/calendrier", &a.cookies), ok),
        of_agents("mail list", owner, |a, _| get("/webmel", &a.cookies), ok),
        of_agents("message", owner, move |a, _| get(&message, &a.cookies), ok),
        of_agents("mail search", owner, |a, _| search(a, COMMON), ok),
        of_agents("mail search, a rare word", owner, |a, _| search(a, RARE), ok),
        of_agents(
            "autosave write",
            agents,
            move |a, _| autosave(a, clock.fetch_add(1, std::sync::atomic::Ordering::Relaxed)),
            ok,
        ),
    ]
}

fn search(agent: &Agent, word: &str) -> Ask {
    get(&format!("/webmel/recherche?q={word}"), &agent.cookies)
}

/// From a device that the account knows, as most are.
fn sign_in(agent: &Agent) -> Ask {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("identifier", &agent.identifier)
        .append_pair("password", PASSWORD)
        .finish();
    let request = form(Request::post("/compte/connexion"))
        .header("origin", ORIGIN)
        .header(header::COOKIE, format!("appareil={}", agent.device));
    request.body(Full::new(Bytes::from(body))).unwrap_or_default()
}

/// A draft saved as it is typed; each time a new one.
fn autosave(agent: &Agent, number: u64) -> Ask {
    let mut bytes = [0; 16];
    if let Some(end) = bytes.get_mut(8..) {
        end.copy_from_slice(&number.to_be_bytes());
    }
    let id: kernel::Id<()> = kernel::Id::from_bytes(bytes);
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("_csrf", &agent.csrf)
        .append_pair("version", "0")
        .append_pair("to", "zoe.banc@ac-banc.example")
        .append_pair("subject", "Réunion de jeudi")
        .append_pair(
            "body",
            "Bonjour, voici le compte rendu de la réunion de jeudi dernier, à relire avant diffusion.",
        )
        .finish();
    let request = form(Request::post(format!("/webmel/brouillons/{id}")))
        .header(header::ACCEPT, "application/json")
        .header(header::COOKIE, &agent.cookies);
    request.body(Full::new(Bytes::from(body))).unwrap_or_default()
}
