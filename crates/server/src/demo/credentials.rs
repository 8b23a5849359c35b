//! Who one can be in the demo: written to a file for programs and told on the terminal for people.

use std::{fmt::Write, net::SocketAddr, path::Path};

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Credentials {
    pub base_url: String,
    pub not_activated: Newcomer,
    pub active: Login,
    pub manager: Login,
    /// None in a demo made before there was one.
    #[serde(default)]
    pub postmaster: Option<Login>,
}

/// Somebody known from the staff file only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Newcomer {
    pub numen: String,
    /// ISO 8601.
    pub birth_date: String,
    pub identifier: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Login {
    pub identifier: String,
    pub password: String,
}

impl Credentials {
    pub(super) fn told(
        &self,
        data: &Path,
        imap: Option<SocketAddr>,
        submission: Option<SocketAddr>,
    ) -> String {
        let Credentials { base_url, not_activated, active, manager, postmaster } = self;
        let mut programs = imap.map_or_else(String::new, |address| {
            format!(
                "Courrier (IMAP)  {address}, sans chiffrement, mot de passe à créer sur\n                 \
                 {base_url}/compte/applications-de-messagerie\n"
            )
        });
        if let Some(address) = submission {
            let _ = writeln!(programs, "Courrier (SMTP)  {address}, le même mot de passe");
        }
        let postmaster = postmaster.as_ref().map_or_else(String::new, |login| {
            format!("Chargé de la messagerie    {}, mot de passe : {}\n", login.identifier, login.password)
        });
        let birth: Vec<&str> = not_activated.birth_date.split('-').rev().collect();
        format!(
            "\n\
             Portail ARENA    {base_url}/\n\
             M@gistère        {base_url}/magistere/ac-creteil\n\
             Webmel           {base_url}/webmel\n\
             Compte           {base_url}/compte\n\
             {programs}\n\
             Agent sans compte activé   NUMEN {}, né le {} (identifiant {})\n\
             Agent actif                {}, mot de passe : {}\n\
             Gestionnaire               {}, mot de passe : {}\n\
             {postmaster}\
             \n\
             Les données sont dans {} ; supprimez ce dossier pour recommencer. Ctrl+C arrête le serveur.\n",
            not_activated.numen,
            birth.join("/"),
            not_activated.identifier,
            active.identifier,
            active.password,
            manager.identifier,
            manager.password,
            data.display()
        )
    }
}
