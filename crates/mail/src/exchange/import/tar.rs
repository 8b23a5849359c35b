//! Tape archives (ustar, with the long names of GNU and pax), member after member: names are bounded, links and devices
//! are named and never followed, nothing is held but a block.

use std::io::{self, Read};

const BLOCK: usize = 512;
/// Of a name, and of the headers that carry one.
const LONGEST_NAME: u64 = 64 << 10;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link, a device, a pipe.
    Other,
}

#[derive(Debug)]
pub(super) struct Member {
    pub name: String,
    pub kind: Kind,
}

pub(super) struct Tar<R> {
    from: R,
    /// Of the member at hand: bytes not read yet, and those behind them that fill its last block.
    left: u64,
    padding: u64,
}

impl<R: Read> Tar<R> {
    pub(super) fn new(from: R) -> Tar<R> {
        Tar { from, left: 0, padding: 0 }
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Member>> {
        let mut long_name: Option<Vec<u8>> = None;
        let mut long_size = None;
        loop {
            let rest = self.left + self.padding;
            let skipped = io::copy(&mut (&mut self.from).take(rest), &mut io::sink())?;
            if skipped < rest {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            (self.left, self.padding) = (0, 0);
            let mut block = [0; BLOCK];
            let first = self.from.read(&mut block[..1])?;
            if first == 0 {
                return Ok(None);
            }
            self.from.read_exact(&mut block[1..])?;
            if block.iter().all(|b| *b == 0) {
                return Ok(None);
            }
            if !is_header(&block) {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let size = long_size.take().map_or_else(|| number(&block[124..136]), Ok)?;
            self.left = size;
            self.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
            match block[156] {
                b'L' => long_name = Some(self.text()?),
                b'x' => {
                    let fields = self.text()?;
                    if let Some(path) = pax(&fields, "path") {
                        long_name = Some(path);
                    }
                    long_size = pax(&fields, "size").and_then(|n| String::from_utf8(n).ok()?.parse().ok());
                }
                // Comments on all that follows, and long targets of links.
                b'g' | b'K' => {}
                kind => {
                    let name = long_name.take().unwrap_or_else(|| short_name(&block));
                    let name = String::from_utf8_lossy(&name).trim_end_matches('\0').to_owned();
                    let kind = match kind {
                        b'0' | 0 | b'7' if name.ends_with('/') => Kind::Folder,
                        b'0' | 0 | b'7' => Kind::File,
                        b'5' => Kind::Folder,
                        // Zimbra's own writer puts the kind of the item there; what has bytes is a file.
                        b'1'..=b'6' => Kind::Other,
                        _ if size > 0 => Kind::File,
                        _ => Kind::Other,
                    };
                    return Ok(Some(Member { name, kind }));
                }
            }
        }
    }

    /// The content of a header that carries text.
    fn text(&mut self) -> io::Result<Vec<u8>> {
        if self.left > LONGEST_NAME {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut text = Vec::new();
        self.read_to_end(&mut text)?;
        Ok(text)
    }
}

/// Reads the member at hand.
impl<R: Read> Read for Tar<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let room = to.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if room == 0 {
            return Ok(0);
        }
        let count = self.from.read(&mut to[..room])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// Whether a block is the head of a member: its sum says so.
pub(super) fn is_header(block: &[u8]) -> bool {
    if block.len() < BLOCK {
        return false;
    }
    let sum: u64 = block[..BLOCK]
        .iter()
        .enumerate()
        .map(|(at, b)| u64::from(if (148..156).contains(&at) { b' ' } else { *b }))
        .sum();
    number(&block[148..156]).is_ok_and(|said| said == sum)
}

/// Octal digits, or a number of 95 bits with its first bit set.
fn number(field: &[u8]) -> io::Result<u64> {
    if field[0] & 0x80 != 0 {
        let rest = field[1..]
            .iter()
            .try_fold(u64::from(field[0] & 0x7f), |n, b| n.checked_mul(256).map(|n| n | u64::from(*b)));
        return rest.filter(|n| *n < 1 << 50).ok_or_else(|| io::ErrorKind::InvalidData.into());
    }
    let digits = field.iter().skip_while(|b| **b == b' ').take_while(|b| (b'0'..=b'7').contains(*b));
    let mut n: u64 = 0;
    for digit in digits {
        n = n.checked_mul(8).ok_or(io::ErrorKind::InvalidData)? + u64::from(digit - b'0');
    }
    Ok(n)
}

fn short_name(block: &[u8]) -> Vec<u8> {
    let until_nul = |field: &[u8]| field.split(|b| *b == 0).next().unwrap_or_default().to_vec();
    let name = until_nul(&block[..100]);
    let prefix = if &block[257..263] == b"ustar\0" { until_nul(&block[345..500]) } else { Vec::new() };
    if prefix.is_empty() { name } else { [prefix, b"/".to_vec(), name].concat() }
}

/// A field among `27 path=Projets/…\n`.
fn pax(fields: &[u8], wanted: &str) -> Option<Vec<u8>> {
    let mut rest = fields;
    let mut found = None;
    while let Some(space) = memchr::memchr(b' ', rest) {
        let length: usize = std::str::from_utf8(&rest[..space]).ok()?.parse().ok()?;
        let field = rest.get(space + 1..length.checked_sub(1)?)?;
        if let Some(value) = field.strip_prefix(wanted.as_bytes()).and_then(|f| f.strip_prefix(b"=")) {
            found = Some(value.to_vec());
        }
        rest = rest.get(length..)?;
    }
    found
}

/// Writes archives for tests.
#[cfg(test)]
pub(crate) mod testing {
    /// A member with its head and its padding.
    pub(crate) fn member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        if name.len() > 99 {
            out.extend(member("././@LongLink", b'L', format!("{name}\0").as_bytes()));
        }
        let mut head = [0u8; 512];
        let cut = name.floor_char_boundary(99);
        head[..cut].copy_from_slice(&name.as_bytes()[..cut]);
        head[100..108].copy_from_slice(b"0000644\0");
        head[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        head[156] = kind;
        head[257..263].copy_from_slice(b"ustar ");
        head[148..156].copy_from_slice(b"        ");
        let sum: u32 = head.iter().map(|b| u32::from(*b)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(head);
        out.extend(content);
        out.resize(out.len().div_ceil(512) * 512, 0);
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{testing::member, *};

    #[test]
    fn members_are_read_in_their_order_with_long_names() {
        let long = format!("Projets/{}/{}.eml", "a".repeat(80), "é".repeat(60));
        let pax_name = "29 path=Inbox/\u{e9}t\u{e9} 2026.eml\n";
        let file = [
            member("Inbox/", b'5', b""),
            member("Inbox/1.eml", b'0', b"un"),
            member(&long, 0, &[b'x'; 600]),
            member("lien", b'2', b""),
            member("p", b'x', pax_name.as_bytes()),
            member("court", b'0', b"deux"),
            vec![0; 1024],
        ]
        .concat();
        let mut tar = Tar::new(file.as_slice());
        let mut seen = Vec::new();
        while let Some(found) = tar.next().unwrap() {
            let mut content = Vec::new();
            tar.read_to_end(&mut content).unwrap();
            seen.push((found.name, found.kind, String::from_utf8(content).unwrap()));
        }
        assert_eq!(
            seen,
            [
                ("Inbox/".to_owned(), Kind::Folder, String::new()),
                ("Inbox/1.eml".to_owned(), Kind::File, "un".to_owned()),
                (long, Kind::File, "x".repeat(600)),
                ("lien".to_owned(), Kind::Other, String::new()),
                ("Inbox/été 2026.eml".to_owned(), Kind::File, "deux".to_owned()),
            ]
        );
    }

    #[test]
    fn a_name_that_would_fill_the_memory_is_no_name() {
        let file = member("././@LongLink", b'L', &vec![b'a'; 100_000]);
        assert!(Tar::new(file.as_slice()).next().is_err());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_fail(noise in prop::collection::vec(any::<u8>(), 0..2_000), flip in 0usize..1_500, to in any::<u8>()) {
            let mut file = [member("a.eml", b'0', b"un"), member("b", b'x', b"12 path=cc\n"), noise].concat();
            let at = flip.min(file.len() - 1);
            file[at] = to;
            let mut tar = Tar::new(file.as_slice());
            while let Ok(Some(_)) = tar.next() {
                let _ = tar.read_to_end(&mut Vec::new());
            }
        }
    }
}
