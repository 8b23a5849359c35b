//! A fault that no chance finds and coverage does: as long as the fuzzer falls into it, the fuzzer is led.

use super::Target;

#[cfg_attr(not(fuzzing), expect(dead_code, reason = "what is planted is looked for by the fuzzer alone"))]
pub(super) const PLANTED: Target =
    Target { name: "planted", run, seeds: || vec![b"nothing of it".to_vec()], words: &[] };

/// Byte after byte, so that each is one more step seen: all at once would be one comparison, found in the trace of those.
#[expect(clippy::collapsible_if, reason = "each step is a place of its own")]
fn run(bytes: &[u8]) {
    let at = |place: usize| bytes.get(place).map_or(0, |byte| byte.wrapping_mul(7) ^ 0x5a);
    if at(0) == 0x1b {
        if at(1) == 0xc3 {
            if at(2) == 0x05 {
                if at(3) == 0x88 {
                    assert!(at(4) != 0x77, "found what was planted");
                }
            }
        }
    }
}
