//! The states of an account, in the order of its life.

kernel::text_enum! {
    pub enum State {
        /// Named by the staff file; nobody has opened it yet.
        Imported = "imported",
        /// Reset: the NUMEN opens the "choose your password" page again.
        Activating = "activating",
        Active = "active",
        /// Stopped by the help desk, for a while.
        Suspended = "suspended",
        /// The person has left.
        Closed = "closed",
    }
}

impl State {
    /// Whether the NUMEN is the password, for choosing another.
    pub fn waits_for_password(self) -> bool {
        matches!(self, State::Imported | State::Activating)
    }
}
