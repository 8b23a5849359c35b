//! SQL of the gate.

use kernel::{Id, Result, Tx, gate::Admitted, people::SignedIn, row, sql};

use crate::account::State;

row! {
    /// What somebody came in by and that still stands: a password without a session, or a token's grant with one.
    pub(super) struct Standing { pub offline: bool, pub session_id: Option<Id<SignedIn>> }
}

/// In one statement, for it is asked every minute of every program that is connected.
pub(super) async fn standing(tx: &mut Tx, admitted: Admitted) -> Result<Option<Standing>> {
    tx.first(sql!(Standing: "SELECT CAST(COALESCE(g.offline, 1) AS BIGINT) AS offline, g.session_id
          FROM accounts a JOIN people p ON p.id = a.person_id
             LEFT JOIN app_passwords w ON w.id = $1 AND w.person_id = a.person_id
             LEFT JOIN oidc_grants g ON g.id = $1 AND g.person_id = a.person_id AND g.revoked_at IS NULL
                AND g.expires_at > $2
          WHERE a.person_id = $3 AND a.state = $4 AND p.closed_at IS NULL AND p.mailbox_closed_at IS NULL AND (w.id IS NOT NULL OR g.id IS NOT NULL)
          /* tenant: the person's own */",
        admitted.by, tx.now(), admitted.person, State::Active))
        .await
}
