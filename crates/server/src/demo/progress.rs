//! What is told while the demo is being made: one line a step, with the time it took.

use std::{path::Path, time::Instant};

pub(super) struct Progress {
    since: Instant,
}

impl Progress {
    pub(super) fn begin(data: &Path) -> Progress {
        println!("Préau prépare la démonstration dans {}.", data.display());
        Progress { since: Instant::now() }
    }

    pub(super) fn done(&mut self, what: &str) {
        let tenths = self.since.elapsed().as_millis() / 100;
        println!("  {what} ({},{}\u{a0}s)", tenths / 10, tenths % 10);
        self.since = Instant::now();
    }
}
