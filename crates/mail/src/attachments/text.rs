//! The text of a file that people join to messages: PDF, the office formats of Microsoft and OpenDocument, plain text and
//! web pages. Pure and within bounds; what it is read with may still spin or panic on a hostile file, which is why it
//! runs in a process of its own.

use std::io::Read;

use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};

use crate::message::text::html_to_text;

/// Characters of a text; what follows is not searched for.
pub(super) const LONGEST: usize = 256 << 10;
/// Bytes that one part of an office file may unpack to, and all of them.
const PART: u64 = 30 << 20;
const PARTS: u64 = 100 << 20;

/// What a file is, by its name and by what the message calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdf,
    Office,
    Html,
    Text,
}

impl Kind {
    pub(crate) const ALL: [(Kind, &'static str); 4] =
        [(Kind::Pdf, "pdf"), (Kind::Office, "office"), (Kind::Html, "html"), (Kind::Text, "text")];

    pub(crate) fn of(name: &str, content_type: &str) -> Option<Kind> {
        let extension = name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
        Some(match (extension.as_str(), content_type) {
            ("pdf", _) | (_, "application/pdf") => Kind::Pdf,
            (
                "docx" | "docm" | "dotx" | "xlsx" | "xlsm" | "pptx" | "ppsx" | "odt" | "ods" | "odp" | "ott",
                _,
            ) => Kind::Office,
            (_, kind)
                if kind.starts_with("application/vnd.openxmlformats-officedocument.")
                    || kind.starts_with("application/vnd.oasis.opendocument.") =>
            {
                Kind::Office
            }
            ("html" | "htm" | "xhtml", _) | (_, "text/html") => Kind::Html,
            ("txt" | "csv" | "tsv" | "md" | "log", _) | (_, "text/plain" | "text/csv") => Kind::Text,
            _ => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        Kind::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    pub(crate) fn named(name: &str) -> Option<Kind> {
        Kind::ALL.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }
}

/// What can be read of it; nothing of what is broken or protected.
pub(super) fn read(kind: Kind, content: &[u8]) -> String {
    let mut text = match kind {
        Kind::Pdf => pdf_extract::extract_text_from_mem(content).unwrap_or_default(),
        Kind::Office => office(content),
        Kind::Html => html_to_text(&decoded(content)),
        Kind::Text => decoded(content),
    };
    text.truncate(text.floor_char_boundary(LONGEST));
    text
}

/// UTF-8 or UTF-16 by their marks or their form, else the letters of Windows.
fn decoded(content: &[u8]) -> String {
    let content = &content[..content.len().min(4 * LONGEST)];
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(content) {
        return encoding.decode_with_bom_removal(content).0.into_owned();
    }
    match std::str::from_utf8(content) {
        Ok(text) => text.to_owned(),
        // Cut in the middle of a letter, it is UTF-8 all the same.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&content[..error.valid_up_to()]).into_owned()
        }
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(content).0.into_owned(),
    }
}

/// The parts that hold what is read on the page, in the order of the archive.
fn office(content: &[u8]) -> String {
    let Ok(archive) = rawzip::ZipArchive::from_slice(content) else { return String::new() };
    let mut text = String::new();
    let mut room = PARTS;
    let mut entries = archive.entries();
    while let Ok(Some(entry)) = entries.next_entry() {
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        if !is_text_part(&name) || entry.flags().is_encrypted() {
            continue;
        }
        let Ok(part) = archive.get_entry(entry.wayfinder()) else { continue };
        let mut xml = Vec::new();
        let read = if entry.compression_method() == rawzip::CompressionMethod::STORE {
            part.data().take(PART.min(room)).read_to_end(&mut xml)
        } else {
            flate2::bufread::DeflateDecoder::new(part.data()).take(PART.min(room)).read_to_end(&mut xml)
        };
        room = room.saturating_sub(read.unwrap_or_default() as u64);
        text.push_str(&xml_text(&xml));
        if text.len() > LONGEST || room == 0 {
            break;
        }
    }
    text
}

fn is_text_part(name: &str) -> bool {
    let slides = ["ppt/slides/slide", "ppt/notesSlides/notesSlide", "word/header", "word/footer"];
    matches!(
        name,
        "content.xml"
            | "word/document.xml"
            | "word/footnotes.xml"
            | "word/endnotes.xml"
            | "xl/sharedStrings.xml"
    ) || slides.iter().any(|start| name.starts_with(start))
}

/// Letters of a word may stand in several elements; paragraphs, cells and breaks part words.
fn xml_text(xml: &[u8]) -> String {
    let xml = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&xml);
    // What is broken further on has been read up to there.
    reader.config_mut().check_end_names = false;
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Text(said)) => text.push_str(&said),
            Ok(Event::CData(said)) => text.push_str(&said),
            Ok(Event::GeneralRef(reference)) => text.push_str(&letter(&reference)),
            Ok(Event::End(end)) if parts_words(end.local_name().as_ref()) => text.push(' '),
            Ok(Event::Empty(empty)) if parts_words(empty.local_name().as_ref()) => text.push(' '),
            Ok(Event::Eof) | Err(_) => return text,
            Ok(_) => {}
        }
        if text.len() > LONGEST {
            return text;
        }
    }
}

fn parts_words(name: &str) -> bool {
    matches!(name, "p" | "h" | "si" | "tab" | "br" | "s" | "line-break" | "table-cell" | "tc" | "cr")
}

fn letter(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or(" ").to_owned()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use testkit::pdf;

    use super::*;

    fn office_file(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = rawzip::ZipArchiveWriter::new(Vec::new());
        for (name, content) in parts {
            let (mut entry, config) =
                zip.new_file(*name).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast());
            let mut writer = config.wrap(encoder);
            writer.write_all(content.as_bytes()).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        zip.finish().unwrap()
    }

    fn words(kind: Kind, content: &[u8]) -> String {
        read(kind, content).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn office_files_are_read() {
        let docx = office_file(&[
            ("[Content_Types].xml", "<Types>rien</Types>"),
            (
                "word/document.xml",
                "<w:document><w:p><w:r><w:t>Réu</w:t></w:r><w:r><w:t>nion &amp; budget&#233;</w:t></w:r></w:p>\
                 <w:p><w:r><w:t>Suite</w:t><w:tab/><w:t>fin</w:t></w:r></w:p></w:document>",
            ),
        ]);
        assert_eq!(words(Kind::Office, &docx), "Réunion & budgeté Suite fin");
        let xlsx = office_file(&[(
            "xl/sharedStrings.xml",
            "<sst><si><t>Effectifs</t></si><si><t>3e</t></si></sst>",
        )]);
        assert_eq!(words(Kind::Office, &xlsx), "Effectifs 3e");
        let odt = office_file(&[(
            "content.xml",
            "<office:body><text:h>Titre</text:h><text:p>Un<text:s/>deux</text:p></office:body>",
        )]);
        assert_eq!(words(Kind::Office, &odt), "Titre Un deux");
        let slides = office_file(&[
            ("ppt/slides/slide1.xml", "<a:p><a:t>Un</a:t></a:p>"),
            ("ppt/slides/_rels/slide1.xml.rels", "<x>non</x>"),
            ("ppt/notesSlides/notesSlide1.xml", "<a:p><a:t>Notes</a:t></a:p>"),
        ]);
        assert_eq!(words(Kind::Office, &slides), "Un Notes");
    }

    #[test]
    fn pdfs_texts_and_pages_are_read() {
        assert_eq!(words(Kind::Pdf, &pdf("Convocation au conseil")), "Convocation au conseil");
        assert_eq!(words(Kind::Pdf, b"%PDF-1.4 rien"), "");
        assert_eq!(words(Kind::Text, "Élève;Note\n".as_bytes()), "Élève;Note");
        assert_eq!(words(Kind::Text, b"\xc9l\xe8ve"), "Élève");
        assert_eq!(words(Kind::Html, b"<p>Bonjour <b>Jean</b></p>"), "Bonjour Jean");
        assert!(read(Kind::Text, &vec![b'x'; 2_000_000]).len() <= LONGEST);
    }

    #[test]
    fn kinds_are_known_by_name_or_type() {
        for (name, content_type, kind) in [
            ("Note.PDF", "application/octet-stream", Some(Kind::Pdf)),
            ("x", "application/pdf", Some(Kind::Pdf)),
            ("a.docx", "application/zip", Some(Kind::Office)),
            ("a", "application/vnd.oasis.opendocument.text", Some(Kind::Office)),
            ("a.csv", "application/vnd.ms-excel", Some(Kind::Text)),
            ("photo.jpg", "image/jpeg", None),
            ("a.zip", "application/zip", None),
        ] {
            assert_eq!(Kind::of(name, content_type), kind, "{name}");
        }
        assert!(
            Kind::ALL.iter().all(|(kind, name)| Kind::named(name) == Some(*kind) && kind.name() == *name)
        );
    }

    proptest! {
        #[test]
        fn no_office_file_makes_it_fail(at in 0usize..400, to in any::<u8>(), noise in prop::collection::vec(any::<u8>(), 0..500)) {
            let mut file = office_file(&[("content.xml", "<a><text:p>Un &eacute; &#xZ; deux</a>")]);
            let at = at.min(file.len() - 1);
            file[at] = to;
            read(Kind::Office, &file);
            read(Kind::Office, &noise);
        }
    }
}
