//! ZIP archives: of ours, with their manifest, or of anybody's. The directory is walked entry by entry and never held.

use std::{
    collections::HashMap,
    io::{BufReader, Read},
};

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator};

use super::{
    item::{Halt, Item, Place, Sink, Unpacking, Why, halt},
    read::{Members, Source},
};
use crate::{
    exchange::{
        archive::{FORMAT, MANIFEST, Manifest},
        pipe::Stored,
    },
    folder::FolderRole,
};

/// Of a manifest.
const LARGEST: u64 = 1 << 20;

pub(super) fn read(source: &Source, sink: &mut Sink) -> Result<(), Halt> {
    let name = &source.name;
    let broken = || Halt::Broken(name.clone());
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let located = ZipLocator::new().locate_in_reader(&source.stored, &mut buffer, source.stored.size());
    let archive = located.map_err(|_| broken())?;
    let unpacking = Unpacking::of(source.stored.size());
    let manifest = find_manifest(&archive, &unpacking, &mut buffer)?;
    let mut places = HashMap::new();
    if let Some(manifest) = manifest {
        for folder in manifest.folders {
            let place = match folder.role.parse() {
                Ok(FolderRole::Own) | Err(_) => Place::Own(folder.name),
                Ok(role) => Place::Standard(role),
            };
            places.insert(folder.file, Some(place));
        }
        places.insert("LISEZMOI.txt".to_owned(), None);
        places.insert(MANIFEST.to_owned(), None);
        sink.give(Item::Labels(manifest.labels))?;
    }
    let mut members = Members { places, ..Members::default() };
    let mut entries = archive.entries(&mut buffer);
    // Members read so far, so that two that share bytes are seen for what they are.
    let mut data = 0;
    loop {
        let Some(entry) = entries.next_entry().map_err(|_| broken())? else { return Ok(()) };
        if entry.is_dir() {
            continue;
        }
        let path = entry_name(entry.file_path().as_ref());
        if entry.flags().is_encrypted() {
            sink.aside(&path, Why::Encrypted)?;
            continue;
        }
        data += entry.compressed_size_hint();
        if data > source.stored.size() {
            return Err(Halt::Bomb);
        }
        let (wayfinder, method) = (entry.wayfinder(), entry.compression_method());
        sink.read.set(data);
        if !open(&archive, wayfinder, method, &unpacking, |content| members.take(&path, content, sink))? {
            sink.aside(&path, Why::Damaged)?;
        }
    }
}

/// Reads a member; `false` when it cannot be opened, breaks off, or is not what its sum says.
fn open(
    archive: &ZipArchive<&Stored>,
    wayfinder: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    unpacking: &Unpacking,
    read: impl FnOnce(&mut dyn std::io::BufRead) -> Result<(), Halt>,
) -> Result<bool, Halt> {
    let Ok(entry) = archive.get_entry(wayfinder) else { return Ok(false) };
    let outcome = if method == CompressionMethod::STORE {
        let checked = entry.verifying_reader(entry.reader());
        read(&mut BufReader::with_capacity(64 << 10, unpacking.reader(checked)))
    } else if method == CompressionMethod::DEFLATE {
        let inflated = entry.verifying_reader(flate2::read::DeflateDecoder::new(entry.reader()));
        read(&mut BufReader::with_capacity(64 << 10, unpacking.reader(inflated)))
    } else {
        return Ok(false);
    };
    match outcome {
        Ok(()) => Ok(true),
        Err(Halt::Broken(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The manifest of an archive of ours, wherever it stands in the directory.
fn find_manifest(
    archive: &ZipArchive<&Stored>,
    unpacking: &Unpacking,
    buffer: &mut [u8],
) -> Result<Option<Manifest>, Halt> {
    let mut entries = archive.entries(buffer);
    // Where the directory breaks off is told when it is walked for its members.
    while let Ok(Some(entry)) = entries.next_entry() {
        if entry.file_path().as_ref() != MANIFEST.as_bytes() {
            continue;
        }
        let mut found = None;
        let (wayfinder, method) = (entry.wayfinder(), entry.compression_method());
        open(archive, wayfinder, method, unpacking, |content| {
            let mut bytes = Vec::new();
            content.take(LARGEST).read_to_end(&mut bytes).map_err(|e| halt(&e, MANIFEST))?;
            found = serde_json::from_slice::<Manifest>(&bytes).ok();
            Ok(())
        })?;
        return Ok(found.filter(|manifest| manifest.format == FORMAT));
    }
    Ok(None)
}

/// Names are UTF-8, or in the letters of DOS that Windows still writes.
fn entry_name(bytes: &[u8]) -> String {
    const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ";
    match std::str::from_utf8(bytes) {
        Ok(name) => name.to_owned(),
        Err(_) => bytes
            .iter()
            .map(|b| match b {
                0x80.. => DOS.chars().nth(usize::from(b - 0x80)).unwrap_or('_'),
                b => char::from(*b),
            })
            .collect(),
    }
}
