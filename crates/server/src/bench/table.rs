//! The figures as a table for people and as JSON for machines.

use std::time::Duration;

use serde::Serialize;

use super::load::Measure;

#[derive(Serialize)]
pub struct Line {
    pub page: &'static str,
    pub queries: u32,
    pub measure: Measure,
    /// The same page from memory, where the page can be kept.
    pub ceiling: Option<Measure>,
}

#[derive(Serialize)]
pub struct Table {
    engine: String,
    ready_ms: u128,
    /// Hashes a second with nothing else.
    argon_per_second: f64,
    private_mb: f64,
    peak_resident_mb: f64,
    lines: Vec<Line>,
}

impl Table {
    pub fn new(engine: String, ready: Duration, argon_per_second: f64) -> Table {
        Table {
            engine,
            ready_ms: ready.as_millis(),
            argon_per_second,
            private_mb: 0.0,
            peak_resident_mb: 0.0,
            lines: Vec::new(),
        }
    }

    pub fn add(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub fn memory(&mut self, (private, peak): (f64, f64)) {
        self.private_mb = private;
        self.peak_resident_mb = peak;
    }

    pub fn print(&self) {
        println!(
            "{}: ready in {} ms, {:.0} MB private at the end, {:.0} MB resident at most",
            self.engine, self.ready_ms, self.private_mb, self.peak_resident_mb
        );
        println!("Argon2id alone: {:.0}/s\n", self.argon_per_second);
        println!("| page | requests/s | p50 ms | p99 ms | queries | bytes | wrong | ceiling/s | share |");
        println!("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for line in &self.lines {
            let m = &line.measure;
            let ceiling = match (&line.ceiling, line.page) {
                (Some(ceiling), _) => Some(ceiling.per_second),
                (None, "sign-in") => Some(self.argon_per_second),
                (None, _) => None,
            };
            let (ceiling, share) = match ceiling {
                Some(c) => (format!("{c:.0}"), format!("{:.0} %", 100.0 * m.per_second / c)),
                None => (String::new(), String::new()),
            };
            println!(
                "| {} | {:.0} | {:.2} | {:.2} | {} | {} | {} | {ceiling} | {share} |",
                line.page, m.per_second, m.p50_ms, m.p99_ms, line.queries, m.bytes, m.wrong
            );
        }
    }
}
