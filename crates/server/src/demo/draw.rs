//! Drawing lots, the same ones each time.

use kernel::chance::Chance;

pub(super) struct Draw(Chance);

impl Draw {
    pub(super) fn seeded(seed: u64) -> Draw {
        Draw(Chance::seeded(seed))
    }

    pub(super) fn below(&self, bound: u64) -> u64 {
        self.0.below(bound)
    }

    pub(super) fn one<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len() as u64) as usize)
    }

    /// One of those, the heavier the likelier.
    pub(super) fn weighted<'a, T>(&self, of: &[&'a T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let total: u64 = of.iter().map(|one| u64::from(weight(one))).sum();
        let mut at = self.below(total);
        of.iter().copied().find(|one| {
            let own = u64::from(weight(one));
            let here = at < own;
            at = at.saturating_sub(own);
            here
        })
    }

    pub(super) fn shuffle<T>(&self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// So many of those, in any order; all when there are fewer.
    pub(super) fn some<T>(&self, mut of: Vec<T>, count: usize) -> Vec<T> {
        self.shuffle(&mut of);
        of.truncate(count);
        of
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_is_drawn_more_often_and_the_weightless_never() {
        let draw = Draw::seeded(1);
        let all = [0_u32, 1, 9];
        let refs: Vec<&u32> = all.iter().collect();
        let mut counts = [0, 0];
        for _ in 0..1_000 {
            match draw.weighted(&refs, |weight| *weight).unwrap() {
                1 => counts[0] += 1,
                9 => counts[1] += 1,
                other => panic!("{other}"),
            }
        }
        assert!((50..200).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn a_shuffle_keeps_everybody_and_the_seed_decides() {
        let order = |seed| {
            let mut all: Vec<u32> = (0..50).collect();
            Draw::seeded(seed).shuffle(&mut all);
            all
        };
        let mut once = order(7);
        assert_eq!(once, order(7));
        assert_ne!(once, order(8));
        once.sort_unstable();
        assert_eq!(once, (0..50).collect::<Vec<_>>());
    }
}
