//! How far a long scan has come, on a terminal: nothing in its first second, one line after, and gone at its end.
//!
//! Knows time and a way to show a line, which `main` hands in. Does not know what is being done.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::source::Sources;

/// Shows a text at once: the terminal's standard error.
pub type Show = fn(&str);

/// How long a scan may take before anything is shown.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is renewed.
const PERIOD: Duration = Duration::from_millis(200);

/// Back to the line's start, and nothing in it.
const CLEAR: &str = "\r\u{1b}[K";

/// Does some work and tells meanwhile how many files were read.
pub fn during<T>(show: Option<Show>, sources: &Sources, work: impl FnOnce() -> T) -> T {
    let Some(show) = show else { return work() };
    let state = State::default();
    std::thread::scope(|scope| {
        // Work goes on without a line where no thread is to be had.
        let _ = std::thread::Builder::new().spawn_scoped(scope, || state.tell(show, sources));
        // Also when the work panics, or the scope would wait for ever.
        let _ended = Ended(&state);
        work()
    })
}

#[derive(Default)]
struct State {
    is_done: Mutex<bool>,
    changed: Condvar,
}

impl State {
    fn tell(&self, show: Show, sources: &Sources) {
        let start = Instant::now();
        let mut wait = PATIENCE;
        let mut is_done = self.is_done.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let waited = self.changed.wait_timeout_while(is_done, wait, |is_done| !*is_done);
            is_done = waited.unwrap_or_else(PoisonError::into_inner).0;
            if *is_done {
                break;
            }
            let seconds = start.elapsed().as_secs();
            let files = sources.count(|_| true);
            show(&format!("{CLEAR}scanning: {files} files read, {seconds} s"));
            wait = PERIOD;
        }
        if wait == PERIOD {
            show(CLEAR);
        }
    }
}

struct Ended<'a>(&'a State);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        *self.0.is_done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::during;
    use crate::source::Sources;

    static SHOWN: Mutex<String> = Mutex::new(String::new());

    fn show(text: &str) {
        SHOWN.lock().unwrap().push_str(text);
    }

    #[test]
    fn a_long_scan_shows_a_line_and_takes_it_away() {
        let sources = Sources::in_memory();
        sources.add("a.tf", "");
        assert_eq!(during(Some(show), &sources, || 7), 7);
        assert_eq!(*SHOWN.lock().unwrap(), "", "a short one shows nothing");
        during(Some(show), &sources, || {
            while !SHOWN.lock().unwrap().contains("scanning: 1 files read, 1 s") {
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        assert!(SHOWN.lock().unwrap().ends_with("\r\u{1b}[K"));
        let broken = std::panic::catch_unwind(|| during(Some(show), &Sources::in_memory(), || panic!("broken")));
        assert!(broken.is_err(), "a panic ends the line too");
    }
}
