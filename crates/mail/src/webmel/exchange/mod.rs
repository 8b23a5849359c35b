//! The box in and out: an archive of all of it, a folder as a file, and files from elsewhere taken in. What takes long is
//! done by a job and found again here, without a script by asking for the page again.

mod export;
mod home;
mod import;
#[cfg(test)]
mod tests;

use web::{Access::SignedIn, Routes};

pub(super) const HOME: &str = "/webmel/export-import";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get(HOME, SignedIn, home::show)
        .post("/webmel/export-import/archive", SignedIn, export::start)
        .get("/webmel/export-import/archive", SignedIn, export::download)
        .post("/webmel/export-import/archive/suppression", SignedIn, export::cancel)
        .get("/webmel/export-import/dossier", SignedIn, export::folder)
        .post("/webmel/export-import/imports", SignedIn, import::begin)
        .get("/webmel/export-import/imports/{brought}", SignedIn, import::show)
        .post("/webmel/export-import/imports/{brought}/arret", SignedIn, import::stop)
}
