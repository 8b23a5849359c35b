//! What an archive holds: a file of messages per folder (mbox, see `docs/decisions/` for why), contacts, rules, and a
//! manifest by which everything goes back to its place when the archive is brought to a box of ours.

use std::io::Write;

use flate2::{Compression, write::DeflateEncoder};
use kernel::{Ctx, Error, Id, Result, Time};
use rawzip::{CompressionMethod, ZipArchiveWriter, time::UtcDateTime};
use serde::{Deserialize, Serialize};

use super::{export::Progress, pipe::Pipe};
use crate::{
    contacts::exchange::{Version, book, write_vcards},
    folder::{self, FolderRole, FolderRow},
    labels::Label,
    mailbox::{self, Mailbox},
    recipients,
    rules::{
        self, RuleRow,
        sieve::{Script, print},
    },
    words::Words,
};

pub(super) const MANIFEST: &str = "manifest.json";
const CONTACTS: &str = "contacts.vcf";
const RULES: &str = "regles.sieve";
const MAIL: &str = "courrier";

/// By which an archive of ours is known.
pub(super) const FORMAT: &str = "preau-mailbox";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: String,
    pub version: u32,
    pub address: String,
    /// Milliseconds since 1970, UTC.
    pub exported_at: i64,
    pub folders: Vec<ManifestFolder>,
    #[serde(default)]
    pub labels: Vec<Label>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ManifestFolder {
    /// Its file in the archive.
    pub file: String,
    /// As IMAP names its use: `inbox`, `sent`…; `own` for a folder of the owner's.
    pub role: String,
    /// The whole path of a folder of the owner's own.
    pub name: String,
    pub messages: i64,
}

/// What is read at once before the messages are.
pub(super) struct Plan {
    manifest: Manifest,
    folders: Vec<FolderRow>,
    contacts: String,
    rules: String,
    read_me: String,
}

impl Plan {
    pub(super) async fn of(ctx: &Ctx, mailbox: Id<Mailbox>) -> Result<Plan> {
        let mut tx = ctx.read().await?;
        let t = Words(ctx.locale);
        let found = mailbox::find(&mut tx, mailbox).await?.ok_or(Error::NotFound)?;
        let folders = folder::all(&mut tx, mailbox).await?;
        let address =
            recipients::addresses_of(&mut tx, mailbox.cast()).await?.into_iter().next().unwrap_or_default();
        let rules = rules::all(&mut tx, mailbox).await?;
        let title = t.rules_sieve_title(&address);
        let script = Script {
            title: &title,
            rules: rules.iter().filter(|row| row.enabled).filter_map(RuleRow::rule).collect(),
            folders: &folders,
            junk: Vec::new(),
            away: None,
        };
        Ok(Plan {
            rules: print(&script),
            contacts: write_vcards(&book(&mut tx, mailbox).await?, Version::Three),
            read_me: t.box_export_read_me(&address).replace('\n', "\r\n"),
            manifest: Manifest {
                format: FORMAT.to_owned(),
                version: 1,
                address,
                exported_at: ctx.now().0,
                folders: Vec::new(),
                labels: crate::labels::stored(&found.labels),
            },
            folders,
        })
    }

    pub(super) fn write(mut self, out: &mut Pipe, progress: &mut Progress) -> Result<()> {
        let at = Time(self.manifest.exported_at);
        let mut zip = ZipArchiveWriter::new(out);
        text(&mut zip, "LISEZMOI.txt", at, &self.read_me)?;
        let folders = std::mem::take(&mut self.folders);
        let mut read = Vec::with_capacity(folders.len());
        for folder in &folders {
            read.push(self.write_folder(&mut zip, folder, 0, progress)?);
        }
        // What was moved meanwhile to a folder that had been read has a new number there.
        for (folder, last) in folders.iter().zip(read) {
            if progress.reading.has_more(folder.id, last)? {
                self.write_folder(&mut zip, folder, last, progress)?;
            }
        }
        text(&mut zip, CONTACTS, at, &self.contacts)?;
        text(&mut zip, RULES, at, &self.rules)?;
        let manifest = serde_json::to_string_pretty(&self.manifest).map_err(Error::internal)?;
        text(&mut zip, MANIFEST, at, &manifest)?;
        zip.finish().map_err(Error::internal)?;
        progress.tell()
    }
}

impl Plan {
    /// Writes what a folder holds behind a number; answers the last number.
    fn write_folder<W: Write>(
        &mut self,
        zip: &mut ZipArchiveWriter<W>,
        folder: &FolderRow,
        after: i64,
        progress: &mut Progress,
    ) -> Result<i64> {
        // A folder of the owner's own may be called as a standard one is in another language.
        let path = match folder.role {
            FolderRole::Own => folder.name.clone(),
            role => role.wire_name().to_owned(),
        };
        let name = file_name(&path, self.manifest.folders.iter().map(|f| f.file.as_str()));
        let reading = progress.reading.clone();
        let (mut count, mut last) = (0, after);
        file(zip, &name, Time(self.manifest.exported_at), |to| {
            (count, last) =
                reading.write_folder(folder.id, after, to, |is_missing| progress.step(is_missing))?;
            Ok(())
        })?;
        self.manifest.folders.push(ManifestFolder {
            file: name,
            role: folder.role.as_str().to_owned(),
            name: folder.name.clone(),
            messages: count,
        });
        Ok(last)
    }
}

/// Where the messages of a folder lie: names that every system can unpack, told apart without their case.
fn file_name<'n>(path: &str, taken: impl Iterator<Item = &'n str> + Clone) -> String {
    let sound = |part: &str| -> String {
        let part: String =
            part.chars().map(|c| if c.is_control() || "<>:\"\\|?*".contains(c) { '_' } else { c }).collect();
        let part = part.trim_end_matches(['.', ' ']);
        if part.is_empty() || part.starts_with('.') { format!("_{part}") } else { part.to_owned() }
    };
    let path = path.split('/').map(sound).collect::<Vec<_>>().join("/");
    let mut name = format!("{MAIL}/{path}.mbox");
    let mut number = 2;
    while taken.clone().any(|other| other.to_lowercase() == name.to_lowercase()) {
        name = format!("{MAIL}/{path} ({number}).mbox");
        number += 1;
    }
    name
}

fn text<W: Write>(zip: &mut ZipArchiveWriter<W>, name: &str, at: Time, text: &str) -> Result<()> {
    file(zip, name, at, |to| to.write_all(text.as_bytes()).map_err(Error::internal))
}

fn file<W: Write>(
    zip: &mut ZipArchiveWriter<W>,
    name: &str,
    at: Time,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let builder = zip.new_file(name).compression_method(CompressionMethod::DEFLATE).last_modified(stamp(at));
    let (mut entry, config) = builder.start().map_err(Error::internal)?;
    // Mail compresses well at once; the last percents would take most of the time.
    let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::fast()));
    write(&mut writer)?;
    let (encoder, descriptor) = writer.finish().map_err(Error::internal)?;
    encoder.finish().map_err(Error::internal)?;
    entry.finish(descriptor).map_err(Error::internal)?;
    Ok(())
}

fn stamp(at: Time) -> UtcDateTime {
    UtcDateTime::from_unix(at.seconds())
}
