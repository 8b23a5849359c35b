//! Search: one index for everything that has words. Text is folded and stemmed here (French, and tolerable for
//! English), so that both engines hold and find the same terms: FTS5 on SQLite, tsvector on PostgreSQL.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::{Error, Id, Result, Tx, db::Engine, row, sql};

crate::big_tables!["search_docs"];

/// What is put in the index. A document is found only within its scope.
#[derive(Clone, Debug)]
pub struct Doc<'a> {
    /// What it is: `message`, `design`.
    pub kind: &'static str,
    pub object: [u8; 16],
    /// Whom it belongs to (an account, an académie): searched within, never across.
    pub scope: [u8; 16],
    pub title: &'a str,
    pub body: &'a str,
}

row! {
    /// A document found, with its number: the newer, the greater.
    pub struct Hit {
        pub doc: i64,
        pub object_id: Id<()>,
    }
}

/// At most this many characters of a body are indexed: a book attached to a message does not fill the index.
const BODY_LIMIT: usize = 200_000;

impl Tx {
    /// Puts a document in the index, or replaces it.
    pub async fn index(&mut self, doc: Doc<'_>) -> Result<()> {
        self.unindex(doc.kind, doc.object).await?;
        let number = self.new_document(doc.kind, doc.object).await?;
        let scope = scope_term(doc.kind, doc.scope);
        let title = terms(doc.title);
        let cut = doc.body.char_indices().nth(BODY_LIMIT).map_or(doc.body, |(at, _)| &doc.body[..at]);
        let body = terms(cut);
        match self.services().db.engine() {
            Engine::Sqlite => {
                self.execute(sql!("/* only sqlite */ INSERT INTO search_text (rowid, scope, title, body) VALUES ($1, $2, $3, $4)",
                    number, scope, title, body))
                .await?
            }
            Engine::Postgres => {
                self.execute(sql!("/* only postgres */ INSERT INTO search_text (doc, terms)
                      VALUES ($1, array_to_tsvector(string_to_array($2, ' ')) || setweight(to_tsvector('simple', $3), 'A') || to_tsvector('simple', $4))",
                    number, scope, title, body))
                .await?
            }
        };
        Ok(())
    }

    /// Gives a document its number. Time first, so that new documents lie together; 20 bits of chance keep those of
    /// one moment apart, and when many are written at once a second draw does.
    async fn new_document(&mut self, kind: &'static str, object: [u8; 16]) -> Result<i64> {
        let object: Id<()> = Id::from_bytes(object);
        for _ in 0..16 {
            let number = (self.now().0 << 20) | (self.chance().below(1 << 20) as i64);
            let written = self
                .execute(sql!(
                    "INSERT INTO search_docs (doc, kind, object_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                    number,
                    kind,
                    object
                ))
                .await?;
            if written == 1 {
                return Ok(number);
            }
        }
        Err(Error::Unavailable("the search index"))
    }

    /// Takes a document out of the index.
    pub async fn unindex(&mut self, kind: &'static str, object: [u8; 16]) -> Result<()> {
        let object: Id<()> = Id::from_bytes(object);
        let known = self
            .first(sql!(i64: "DELETE FROM search_docs WHERE kind = $1 AND object_id = $2 RETURNING doc", kind, object))
            .await?;
        let Some(number) = known else { return Ok(()) };
        match self.services().db.engine() {
            Engine::Sqlite => {
                self.execute(sql!("/* only sqlite */ DELETE FROM search_text WHERE rowid = $1", number))
                    .await?
            }
            Engine::Postgres => {
                self.execute(sql!("/* only postgres */ DELETE FROM search_text WHERE doc = $1", number))
                    .await?
            }
        };
        Ok(())
    }

    /// The newest documents of a scope that hold all the words typed; the last word may be unfinished.
    pub async fn search(
        &mut self,
        kind: &'static str,
        scope: [u8; 16],
        typed: &str,
        limit: i64,
    ) -> Result<Vec<Id<()>>> {
        let hits = self.search_before(kind, scope, typed, i64::MAX, limit).await?;
        Ok(hits.into_iter().map(|hit| hit.object_id).collect())
    }

    /// The same, from before a document on: for who must look at many to keep a few.
    pub async fn search_before(
        &mut self,
        kind: &'static str,
        scope: [u8; 16],
        typed: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<Hit>> {
        let words = terms(typed);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let scope = scope_term(kind, scope);
        match self.services().db.engine() {
            Engine::Sqlite => {
                let mut query = format!("scope:\"{scope}\" AND {{title body}}:(");
                let mut words = words.split(' ').peekable();
                while let Some(word) = words.next() {
                    query.extend(["\"", word, "\""]);
                    query.push_str(if words.peek().is_some() { " AND " } else { "*)" });
                }
                self.all(sql!(Hit: "/* only sqlite */ SELECT d.doc, d.object_id FROM (
                          SELECT rowid AS doc FROM search_text WHERE search_text MATCH $1 AND rowid < $2
                          ORDER BY rowid DESC LIMIT $3) AS hits
                      JOIN search_docs d ON d.doc = hits.doc ORDER BY hits.doc DESC", query, before, limit))
                    .await
            }
            Engine::Postgres => {
                let query = format!("{scope} & {}:*", words.replace(' ', " & "));
                self.all(sql!(Hit: "/* only postgres */ SELECT d.doc, d.object_id FROM search_text t JOIN search_docs d ON d.doc = t.doc
                      WHERE t.terms @@ CAST($1 AS TEXT)::tsquery AND t.doc < $2 ORDER BY t.doc DESC LIMIT $3",
                    query, before, limit))
                .await
            }
        }
    }
}

/// One word that no text can hold (text is folded to letters and digits with spaces; this starts with `zz` and is
/// 34 characters long).
fn scope_term(kind: &str, scope: [u8; 16]) -> String {
    let scope: Id<()> = Id::from_bytes(scope);
    format!("zz{}{scope}", kind.bytes().fold(0u64, |sum, b| sum * 31 + u64::from(b)) % 1_000_000)
}

/// Accents and case folded, everything that is no letter or digit a space: for sort keys, prefixes and comparison.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd().flat_map(char::to_lowercase) {
        let plain: &str = match c {
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'ø' => "o",
            'đ' => "d",
            'ł' => "l",
            c if unicode_normalization::char::is_combining_mark(c) => continue,
            c if c.is_alphanumeric() => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
                continue;
            }
            _ => {
                gap = true;
                continue;
            }
        };
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        out.push_str(plain);
    }
    out
}

/// The words of a text as the index holds them, separated by single spaces. Words are folded before they are
/// stemmed, because people type without accents.
pub fn terms(text: &str) -> String {
    let stemmer = Stemmer::create(Algorithm::French);
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split(' ').filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        // A very long "word" is encoded data, of which nobody remembers more than the start.
        let cut = word.char_indices().nth(40).map_or(word, |(at, _)| &word[..at]);
        if cut.bytes().all(|b| b.is_ascii_alphabetic()) {
            out.push_str(&stemmer.stem(cut));
        } else {
            out.push_str(cut);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_leaves_letters_digits_and_single_spaces() {
        assert_eq!(fold("  Élève : l’Œuvre n° 12 !"), "eleve l oeuvre n 12");
        assert_eq!(fold("DE LA TOUR-D'AUVERGNE"), "de la tour d auvergne");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn plural_accents_and_case_meet() {
        assert_eq!(terms("Évaluations formatives"), terms("evaluation formative"));
        assert_eq!(terms("collège"), terms("COLLEGES"));
    }
}
