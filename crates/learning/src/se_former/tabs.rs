//! The tabs over the pages of M@gistère: each shown to those who have, or may make, something there.

use kernel::{Ctx, Result};

use crate::design::Experience;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tabs {
    pub trains: bool,
    pub writes: bool,
}

impl Tabs {
    pub(crate) fn of(ctx: &Ctx, known: &[Experience]) -> Result<Tabs> {
        let known = known.first().cloned().unwrap_or_default();
        let writes = known.writes || known.may_create(ctx, ctx.academy()?.id);
        Ok(Tabs { trains: known.leads, writes })
    }
}
