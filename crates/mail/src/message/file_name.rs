//! Names of attachments: what a stranger wrote becomes a name that every file system and every header takes.
//! The extension survives, because people and computers alike trust it.

use super::clean::clean_line;

/// Room for a suffix such as ` (2)` under the 255 bytes of the common file systems.
const MAX_BYTES: usize = 200;
const MAX_EXTENSION: usize = 20;

/// `None` when nothing usable is left.
pub fn safe_file_name(raw: &str) -> Option<String> {
    // A path is not a name: keep what follows the last separator of either kind.
    let last = raw.rsplit(['/', '\\']).find(|piece| !piece.trim().is_empty())?;
    let replaced: String = clean_line(last)
        .chars()
        .filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}'))
        .map(|c| if matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|' | ';' | '%') { '_' } else { c })
        .collect();
    // Windows drops final dots and spaces, and a leading dot hides the file elsewhere.
    let name = replaced.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() {
        return None;
    }
    let name = shorten(name);
    Some(if is_reserved(&name) { format!("_{name}") } else { name })
}

/// The name shown for a part that has none: `piece-jointe-2.pdf`.
pub(super) fn fallback_name(part_id: &str, content_type: &str) -> String {
    let extension = extension_for(content_type);
    format!("piece-jointe-{}{extension}", part_id.replace('.', "-"))
}

fn shorten(name: &str) -> String {
    if name.len() <= MAX_BYTES {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= MAX_EXTENSION => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let room = MAX_BYTES - extension.len();
    let cut = (0..=room).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
    let kept = stem.get(..cut).unwrap_or_default();
    format!("{}{extension}", kept.trim_end_matches(|c: char| c == '.' || c.is_whitespace()))
}

/// Device names that Windows still answers to, whatever their extension.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match stem.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => {
            stem.len() == 4
                && (stem.starts_with("COM") || stem.starts_with("LPT"))
                && stem.ends_with(|c: char| c.is_ascii_digit())
        }
    }
}

fn extension_for(content_type: &str) -> &'static str {
    match content_type {
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "application/json" => ".json",
        "application/ms-tnef" | "application/vnd.ms-tnef" => ".dat",
        "application/pkcs7-mime" => ".p7m",
        "application/pkcs7-signature" => ".p7s",
        "application/pgp-signature" => ".asc",
        "audio/mpeg" => ".mp3",
        "image/gif" => ".gif",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/svg+xml" => ".svg",
        "image/webp" => ".webp",
        "message/rfc822" | "message/global" => ".eml",
        "text/calendar" => ".ics",
        "text/csv" => ".csv",
        "text/html" => ".html",
        "text/vcard" | "text/x-vcard" => ".vcf",
        "video/mp4" => ".mp4",
        t if t.starts_with("text/") || t == "message/delivery-status" => ".txt",
        _ => ".bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_safe_and_stay_readable() {
        for (raw, expected) in [
            ("Emploi du temps été.pdf", "Emploi du temps été.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\moi\\note.docx", "note.docx"),
            ("dossier/", "dossier"),
            ("a\r\nContent-Type: text/html", "html"),
            ("say \"hi\"?.txt", "say _hi__.txt"),
            ("facture\u{202e}fdp.exe", "facturefdp.exe"),
            (".bashrc", "bashrc"),
            ("fin. . .", "fin"),
            ("nul.txt", "_nul.txt"),
            ("Com1", "_Com1"),
            ("combien.txt", "combien.txt"),
        ] {
            assert_eq!(safe_file_name(raw).as_deref(), Some(expected), "{raw:?}");
        }
        for nothing in ["", "   ", "...", "/", "\\\\", "\u{202e}\u{0}"] {
            assert_eq!(safe_file_name(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = safe_file_name(&format!("{}.tar.xlsx", "é".repeat(400))).unwrap();
        assert!(name.len() <= MAX_BYTES && name.rsplit('.').next() == Some("xlsx"), "{name}");
    }

    #[test]
    fn a_part_without_a_name_gets_one() {
        assert_eq!(fallback_name("2.1", "application/pdf"), "piece-jointe-2-1.pdf");
        assert_eq!(fallback_name("3", "x/y"), "piece-jointe-3.bin");
    }

    proptest! {
        #[test]
        fn any_name_is_safe(raw in any::<String>()) {
            if let Some(name) = safe_file_name(&raw) {
                prop_assert!(!name.is_empty() && name.len() <= MAX_BYTES + 1);
                prop_assert!(!name.contains(['/', '\\', ':', '"', '<', '>', '\r', '\n', '\0']));
                prop_assert!(name != "." && name != ".." && !name.starts_with('.') && !name.ends_with('.'));
                prop_assert_eq!(safe_file_name(&name), Some(name.clone()));
            }
        }
    }
}
