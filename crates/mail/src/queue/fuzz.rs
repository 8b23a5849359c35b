//! What leaves, as the fuzzer of the doors looks at it: the next server reads what was meant.

use super::dialogue::Stuffing;

/// No line of a content ends it, and what is read without the dots is the content.
pub(crate) fn check_stuffing(content: &[u8]) {
    let (mut stuffing, mut piece, mut sent) = (Stuffing::of(content), Vec::new(), Vec::new());
    while stuffing.next(&mut piece) {
        sent.extend_from_slice(&piece);
    }
    let mut read = Vec::new();
    for line in sent.split_inclusive(|byte| *byte == b'\n') {
        assert!(line.ends_with(b"\r\n") && line != b".\r\n", "{:?}", String::from_utf8_lossy(&sent));
        read.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    // An end of line that is none for mail, as a chunk may hold, becomes one.
    if String::from_utf8_lossy(content).replace("\r\n", "").contains(['\r', '\n']) {
        return;
    }
    let ends = content.is_empty() || content.ends_with(b"\r\n");
    assert!(read == if ends { content.to_vec() } else { [content, b"\r\n"].concat() }, "{content:?}");
}
