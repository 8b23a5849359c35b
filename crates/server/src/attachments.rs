//! The process that reads one file joined to a message. It has its bounds before it sees the first byte, and the database,
//! the files and the keys of the deployment are never opened in it.

use kernel::{Error, Result};
use rustix::process::{Resource, Rlimit, setrlimit};

/// Bytes of memory: of addresses, of which the program itself takes some hundred millions.
const MEMORY: u64 = 1_500_000_000;
/// Seconds of work; who started it waits a little longer.
const SECONDS: u64 = 15;

/// Reads a file from the standard input and writes its text to the standard output.
pub fn read(kind: &str) -> Result<()> {
    let bounds = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        // It writes no file, leaves no image of itself and starts nobody.
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nofile, 16),
    ];
    for (resource, most) in bounds {
        let bound = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, bound).map_err(Error::internal)?;
    }
    mail::attachments::read_standard_input(kind).map_err(Error::internal)
}
