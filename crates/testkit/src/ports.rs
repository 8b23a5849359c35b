//! Ports for programs that are told where to listen.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

/// Below those that systems give to connections, and to whoever asks for any port: a program that starts a moment later, or is
/// killed and starts again, still finds its own free.
const FIRST: u16 = 10_000;
const MANY: u16 = 10_000;

/// An address that nothing listens at and no other test is given, until all have been given once.
pub fn free_address() -> SocketAddr {
    // Each test is a process of its own: what was given last stands in a file, which they hold one after the other.
    let path = std::env::temp_dir().join("preau-test-port");
    let mut last = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).unwrap();
    last.lock().unwrap();
    let start = read(&mut last).unwrap_or_else(|| (std::process::id() % u32::from(MANY)) as u16);
    let mut others = (1..=MANY).map(|step| FIRST + (start + step) % MANY);
    let port = others.find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()).unwrap();
    last.rewind().unwrap();
    last.set_len(0).unwrap();
    write!(last, "{}", port - FIRST).unwrap();
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn read(file: &mut File) -> Option<u16> {
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    text.parse().ok().filter(|step| *step < MANY)
}
