//! The account that every agent owns: born from the staff file, opened by its holder, asked by every application.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests"))]

pub mod account;
pub mod app_passwords;
mod attempts;
mod choose_password;
mod gate;
mod help_desk;
mod home;
pub mod oidc;
mod policy;
pub mod rights;
pub mod rules;
mod self_service;
mod sign_in;
pub mod staff_import;
#[cfg(test)]
mod testing;
mod view;

/// The account's own sentences.
pub mod words {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

use kernel::{Tx, jobs::Schedule, time::hours};
use web::{Module, Routes};

pub use attempts::network_of;
pub use gate::GATE;
pub use policy::POLICY;
pub use sign_in::SignInCard;

pub fn module() -> Module {
    Module {
        base: kernel::Module {
            name: "identity",
            migrations: kernel::migrations![
                "0001_accounts",
                "0002_oidc",
                "0003_recovery",
                "0004_rights",
                "0005_import_runner",
                "0006_birth_proof",
                "0007_app_passwords",
                "0008_places"
            ],
            jobs: &[staff_import::JOB, attempts::WRONG, oidc::LOGOUT],
            listeners: &[oidc::LISTENER],
            schedules: &[CLEAN_UP, oidc::CLEAN_UP],
            keepers: &[staff_import::FILES],
            groups: &[],
            calendar: None,
            policy: POLICY,
        },
        routes: || {
            Routes::new()
                .merge(sign_in::routes())
                .merge(choose_password::routes())
                .merge(self_service::routes())
                .merge(home::routes())
                .merge(app_passwords::routes())
                .merge(help_desk::routes())
                .merge(staff_import::routes())
                .merge(oidc::routes())
        },
    }
}

const CLEAN_UP: Schedule = Schedule {
    name: "identity clean-up",
    every: hours(1),
    run: |ctx| Box::pin(async move { ctx.write(forget_old).await }),
};

async fn forget_old(tx: &mut Tx) -> kernel::Result<()> {
    account::forget_old(tx).await?;
    attempts::forget_old(tx).await
}
