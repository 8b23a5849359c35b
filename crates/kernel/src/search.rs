//! Search: one index for everything that has words. Text is folded and stemmed here (French, and tolerable for
//! English), so that both engines hold and find the same terms: FTS5 on SQLite, tsvector on PostgreSQL.

use std::collections::HashSet;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use crate::{Error, Id, Result, Time, Tx, db::Engine, row, sql};

crate::big_tables!["search_docs"];

/// What is put in the index. A document is found only within its scope.
#[derive(Clone, Debug)]
pub struct Doc<'a> {
    /// What it is: `message`, `design`.
    pub kind: &'static str,
    pub object: [u8; 16],
    /// Whom it belongs to (an account, an académie): searched within, never across.
    pub scope: [u8; 16],
    /// When it came about: the newest are found first.
    pub at: Time,
    /// What it is found by: [`words_of`] its texts.
    pub words: &'a [String],
}

row! {
    /// A document found, with its number: the newer, the greater.
    pub struct Hit {
        pub doc: i64,
        pub object_id: Id<()>,
    }
}

/// At most this many characters of a text are indexed: a book attached to a message does not fill the index.
const BODY_LIMIT: usize = 200_000;

/// Ends of an unfinished word that are looked for one by one; what has more is gathered whole, for the newest are only
/// known then.
const COMPLETIONS: usize = 64;

/// Documents of a scope that PostgreSQL looks through, newest first, before it asks its index, which gathers and sorts
/// every document with the words.
const NEWEST: i64 = 400;

impl Tx {
    /// Puts a document in the index, or replaces it.
    pub async fn index(&mut self, doc: Doc<'_>) -> Result<()> {
        self.unindex(doc.kind, doc.object).await?;
        self.index_new(doc).await
    }

    /// Puts a document in the index that has just been made, and is not there.
    pub async fn index_new(&mut self, doc: Doc<'_>) -> Result<()> {
        let object: Id<()> = Id::from_bytes(doc.object);
        // Time first, so that new documents lie together; 20 bits of chance keep those of one moment apart, and when many
        // are written at once a second draw does. 42 bits of milliseconds reach from 1970 to 2109.
        let moment = doc.at.0.clamp(0, (1 << 42) - 1) << 20;
        for _ in 0..16 {
            let number = moment | (self.chance().below(1 << 20) as i64);
            if self.put_words(doc.kind, object, doc.scope, number, doc.words).await? {
                return Ok(());
            }
        }
        Err(Error::Unavailable("the search index"))
    }

    /// Under this number, unless another document has it.
    async fn put_words(
        &mut self,
        kind: &'static str,
        object: Id<()>,
        scope: [u8; 16],
        number: i64,
        words: &[String],
    ) -> Result<bool> {
        let scope = scope_prefix(kind, scope);
        let put = match self.services().db.engine() {
            Engine::Sqlite => {
                let put = self
                    .execute(sql!(
                        "/* only sqlite */ INSERT INTO search_docs (doc, kind, object_id) VALUES ($1, $2, $3)
                          ON CONFLICT DO NOTHING",
                        number,
                        kind,
                        object
                    ))
                    .await?;
                if put == 1 {
                    let words: Vec<String> = words.iter().map(|word| format!("{scope}{word}")).collect();
                    self.post(sql!(
                        "/* only sqlite */ INSERT INTO search_text (rowid, words) VALUES ($1, $2)",
                        number,
                        words.join(" ")
                    ))
                    .await?;
                }
                put
            }
            Engine::Postgres => {
                self.execute(sql!(
                    "/* only postgres */ WITH put AS (INSERT INTO search_docs (doc, kind, object_id) VALUES ($1, $2, $3)
                         ON CONFLICT DO NOTHING RETURNING doc)
                      INSERT INTO search_text (doc, scope, terms)
                      SELECT doc, $4, array_to_tsvector(string_to_array($5, ' ')) FROM put",
                    number,
                    kind,
                    object,
                    scope,
                    words.join(" ")
                ))
                .await?
            }
        };
        Ok(put == 1)
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
        let mut words = terms(typed);
        let Some(last) = words.pop() else { return Ok(Vec::new()) };
        let scope = scope_prefix(kind, scope);
        match self.services().db.engine() {
            Engine::Sqlite => {
                let mut query = String::new();
                for word in words {
                    query.extend(["\"", &scope, &word, "\" AND "]);
                }
                query.push_str(&self.begun(&[scope, last].concat()).await?);
                self.all(sql!(Hit: "/* only sqlite */ SELECT d.doc, d.object_id FROM (
                          SELECT rowid AS doc FROM search_text WHERE search_text MATCH $1 AND rowid < $2
                          ORDER BY rowid DESC LIMIT $3) AS hits
                      JOIN search_docs d ON d.doc = hits.doc ORDER BY hits.doc DESC", query, before, limit))
                    .await
            }
            Engine::Postgres => {
                let query = |before: &str| {
                    let whole = words.iter().map(|word| format!("{before}{word} & "));
                    whole.chain([format!("{before}{last}:*")]).collect::<String>()
                };
                // A page of a common word stands among the newest documents, whatever their number.
                if limit <= NEWEST / 4 {
                    let newest: Vec<Hit> = self
                        .all(sql!(Hit: "/* only postgres */ SELECT d.doc, d.object_id FROM (
                              SELECT doc FROM (
                                  SELECT doc, terms FROM search_text WHERE scope = $1 AND doc < $2
                                  ORDER BY doc DESC LIMIT $3) AS newest
                              WHERE terms @@ (SELECT CAST($4 AS TEXT)::tsquery) ORDER BY doc DESC LIMIT $5) AS hits
                          JOIN search_docs d ON d.doc = hits.doc ORDER BY d.doc DESC",
                            scope, before, NEWEST, query(""), limit))
                        .await?;
                    if newest.len() as i64 == limit {
                        return Ok(newest);
                    }
                }
                // The words first, by their index: given a way to the newest, the planner would read everybody's.
                self.all(sql!(Hit: "/* only postgres */ WITH hits AS MATERIALIZED (
                          SELECT doc FROM search_text
                          WHERE search_words(scope, terms) @@ CAST($1 AS TEXT)::tsquery AND (doc < $2) IS TRUE)
                      SELECT d.doc, d.object_id FROM (SELECT doc FROM hits ORDER BY doc DESC LIMIT $3) AS newest
                      JOIN search_docs d ON d.doc = newest.doc ORDER BY d.doc DESC", query(&scope), before, limit))
                    .await
            }
        }
    }

    /// What FTS5 is asked for an unfinished word. Asked for a beginning, it gathers all documents of all words that begin
    /// so, whatever the limit: 14 ms for a common word of 200,000 messages. Of whole words it reads the newest alone.
    async fn begun(&mut self, start: &str) -> Result<String> {
        let end = format!("{start}\u{10FFFF}");
        // Each step is a look-up: the word after the last one found. No word holds a control character.
        let words = self
            .all(sql!(String: "/* only sqlite */ WITH RECURSIVE found (word) AS (
                      SELECT (SELECT term FROM search_vocab WHERE term >= $1 AND term < $2 LIMIT 1)
                      UNION ALL
                      SELECT (SELECT term FROM search_vocab WHERE term >= found.word || CHAR(1) AND term < $2 LIMIT 1)
                      FROM found WHERE found.word IS NOT NULL LIMIT $3)
                  SELECT word FROM found WHERE word IS NOT NULL", start, end, COMPLETIONS as i64 + 1))
            .await?;
        Ok(match words.len() {
            1..=COMPLETIONS => format!("(\"{}\")", words.join("\" OR \"")),
            _ => format!("\"{start}\"*"),
        })
    }
}

/// What every word of a scope begins with in the index, so that one scope's words lie together and a search reads no
/// other's: 13 letters and digits, of a hash of the kind and the owner.
fn scope_prefix(kind: &str, scope: [u8; 16]) -> String {
    let hash = crate::keys::digest(&[kind.as_bytes(), b" ", &scope].concat());
    let hash = u64::from_be_bytes([hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]]);
    (0..13)
        .rev()
        .map(|place| char::from(b"0123456789abcdefghijklmnopqrstuv"[(hash >> (5 * place)) as usize & 31]))
        .collect()
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

/// The words of a text, folded and stemmed. Words are folded before they are stemmed, because people type without
/// accents.
pub fn terms(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::French);
    let folded = fold(text);
    folded.split(' ').filter(|word| !word.is_empty()).map(|word| stemmed(&stemmer, word)).collect()
}

/// The words that some texts are found by, each once and in order. It takes a while: no unit of work should wait for it.
pub fn words_of(texts: &[&str]) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::French);
    let folded: Vec<String> = texts
        .iter()
        .map(|text| fold(text.char_indices().nth(BODY_LIMIT).map_or(*text, |(at, _)| &text[..at])))
        .collect();
    // Most words of a text stand in it more than once.
    let distinct: HashSet<&str> =
        folded.iter().flat_map(|text| text.split(' ')).filter(|word| !word.is_empty()).collect();
    let mut words: Vec<String> = distinct.into_iter().map(|word| stemmed(&stemmer, word)).collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn stemmed(stemmer: &Stemmer, word: &str) -> String {
    // A very long "word" is encoded data, of which nobody remembers more than the start.
    let cut = word.char_indices().nth(40).map_or(word, |(at, _)| &word[..at]);
    if cut.bytes().all(|b| b.is_ascii_alphabetic()) { stemmer.stem(cut).into_owned() } else { cut.to_owned() }
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
