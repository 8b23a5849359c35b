//! Images pasted into a text: browsers put the whole image into its address.
//! The caller stores each as a file, then cleans the text with the paths they received.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::policy;

/// Images of one text that are looked at; further ones are left out of it.
const MAX_IMAGES: usize = 50;

/// An image found inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastedImage {
    /// Its address as the text has it: what `RichText::clean_with` asks for.
    pub source: String,
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// The images that a text carries inside itself, each once, if they are what they say: PNG, JPEG, GIF or WebP.
pub fn pasted_images(sent: &str) -> Vec<PastedImage> {
    if !sent.contains("data:") || sent.len() > super::MAX_SENT_BYTES {
        return Vec::new();
    }
    let mut sources = policy::data_sources(sent);
    sources.sort_unstable();
    sources.dedup();
    sources.into_iter().filter_map(read).take(MAX_IMAGES).collect()
}

fn read(source: String) -> Option<PastedImage> {
    let (declared, data) = source.strip_prefix("data:")?.split_once(";base64,")?;
    let bytes = STANDARD.decode(data.trim()).ok()?;
    let media_type = media_type(&bytes)?;
    (declared == media_type).then(|| PastedImage { media_type, bytes, source: source.clone() })
}

/// What the first bytes say. SVG is no image here: it can hold script.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(media_type: &str, bytes: &[u8]) -> String {
        format!("data:{media_type};base64,{}", STANDARD.encode(bytes))
    }

    const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00";

    #[test]
    fn images_are_found_once_with_their_bytes() {
        let gif = source("image/gif", GIF);
        let html = format!("<p><img src=\"{gif}\"><img alt=x src='{gif}'></p>");
        assert_eq!(
            pasted_images(&html),
            [PastedImage { source: gif, media_type: "image/gif", bytes: GIF.to_vec() }]
        );
    }

    #[test]
    fn what_lies_about_itself_is_no_image() {
        for wrong in [
            source("image/svg+xml", b"<svg onload=alert(1)>"),
            source("image/png", GIF),
            source("text/html", GIF),
            "data:image/gif;base64,!!!".to_owned(),
            "data:image/gif,GIF89a".to_owned(),
            "data:".to_owned(),
        ] {
            assert_eq!(pasted_images(&format!("<img src=\"{wrong}\">")), [], "{wrong}");
        }
        // A link is not an image.
        assert_eq!(pasted_images(&format!("<a href=\"{}\">x</a>", source("image/gif", GIF))), []);
    }
}
