//! The Bicep parser: how it grows, what it adds to the bare parse of tree-sitter, and what text that is no Bicep costs.

use std::hint::black_box;
use std::time::{Duration, Instant};

use akslint::bicep::parse_bicep;
use akslint::source::Sources;
use tree_sitter::{Language, Parser};

const TEXT: &str = include_str!("../../testdata/bicep/syntax/main.bicep");

/// Lines that make no Bicep, each broken in a way of its own.
const GARBAGE: [&str; 8] =
    ["} ] ) ' ${\n", "{ [ (\n", "word word\n", "var a = b c\n", "param a = [\n", "@a(\n", "$'''${\n", "<<<<<<< HEAD\n"];

/// How long something is measured at least.
const ENOUGH: Duration = Duration::from_millis(60);

/// Prints ratios for files of up to so many bytes.
pub fn measure(largest: usize) {
    println!("{:>10} {:>12} {:>12} {:>14}", "Bicep", "read", "per doubling", "to tree-sitter");
    let mut before: Option<f64> = None;
    let mut size = largest / 128;
    while size <= largest {
        let text = TEXT.repeat((size / TEXT.len()).max(1));
        let (read, bare) = best_of_both(9, || read(&text), || bare(&text));
        let doubling = before.map(|before| format!("{:.2}x", read / before)).unwrap_or_default();
        println!("{:>7} kB {read:>9.2} ms {doubling:>12} {:>13.2}x", size / 1000, read / bare);
        before = Some(read);
        size *= 2;
    }
    println!();
    println!("{:>14} {:>12} {:>12} {:>12}", "garbage", "read", "of Bicep", "per doubling");
    let whole = TEXT.repeat((largest / 10 / TEXT.len()).max(1));
    let whole = best(3, || read(&whole));
    for line in GARBAGE {
        let text = line.repeat(largest / 10 / line.len());
        let (once, twice) = best_of_both(3, || read(&text), || read(&text.repeat(2)));
        println!("{line:>14?} {once:>9.2} ms {:>11.2}x {:>11.2}x", once / whole, twice / once);
    }
    println!();
}

fn read(text: &str) {
    let sources = Sources::in_memory();
    black_box(parse_bicep(text, sources.add("main.bicep", "")));
}

fn bare(text: &str) {
    let mut parser = Parser::new();
    let language: Language = akslint_bicep_grammar::LANGUAGE.into();
    parser.set_language(&language).expect("the grammar fits the runtime");
    black_box(parser.parse(text, None));
}

/// The shortest times in milliseconds, taken in turns, so that what else the machine does hurts both.
fn best_of_both(times: usize, mut first: impl FnMut(), mut second: impl FnMut()) -> (f64, f64) {
    let mut shortest = (f64::MAX, f64::MAX);
    for _ in 0..times {
        shortest = (shortest.0.min(best(1, &mut first)), shortest.1.min(best(1, &mut second)));
    }
    shortest
}

fn best(times: usize, mut work: impl FnMut()) -> f64 {
    let taken = (0..times).map(|_| {
        let start = Clock::start();
        for round in 1.. {
            work();
            // The clock of a thread ticks every few milliseconds.
            let taken = start.elapsed();
            if taken >= ENOUGH {
                return taken / round;
            }
        }
        Duration::MAX
    });
    taken.min().unwrap_or(Duration::MAX).as_secs_f64() * 1000.0
}

/// The time that this thread was running, where the system tells it: other programs do not count. Else the time that
/// went by.
struct Clock {
    start: Instant,
    running: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self { start: Instant::now(), running: running() }
    }

    fn elapsed(&self) -> Duration {
        self.running.zip(running()).map_or_else(|| self.start.elapsed(), |(start, end)| end.saturating_sub(start))
    }
}

fn running() -> Option<Duration> {
    let status = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    status.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
