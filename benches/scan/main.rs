//! Ratios, not seconds: how parse, evaluate, judge and the whole run grow with the estate, what a second thread gives,
//! how a scan compares with ripgrep, and how the Bicep parser grows. See benches/README.md.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods)]

mod bicep;
mod estate;
mod pages;
mod planning;
mod templates;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROOTS: [usize; 4] = [1, 10, 100, 1000];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, directory] = &arguments[..]
        && flag == "--peak-memory"
    {
        print_peak_memory(Path::new(directory));
        return;
    }
    // `cargo test` runs bench targets with --test: one small step shows that it works.
    if arguments.iter().any(|argument| argument == "--test") {
        growth(&[1]);
        bicep::measure(200_000);
        pages::measure();
        planning::measure(&[2], &[20]);
        return;
    }
    let corpus: Vec<PathBuf> = std::env::var_os("AKSLINT_BENCH_REPOSITORIES")
        .map(|value| std::env::split_paths(&value).collect())
        .unwrap_or_default();
    // `cargo bench -- bicep`, `-- pages`, `-- planning` and `-- ripgrep` run that part alone.
    let only = |part: &str| arguments.iter().any(|argument| argument == part);
    if !only("bicep") && !only("pages") && !only("ripgrep") {
        planning::measure(&[1, 10, 100, 1000], &[100, 1000, 10_000]);
    }
    if only("planning") {
        return;
    }
    if !only("pages") && !only("ripgrep") {
        bicep::measure(10_000_000);
    }
    if only("bicep") {
        return;
    }
    if !only("ripgrep") {
        pages::measure();
        pages::start_up();
    }
    if only("pages") {
        return;
    }
    if !only("ripgrep") {
        growth(&ROOTS);
        threads();
        start_up();
    }
    beside_ripgrep(&corpus);
}

fn growth(sizes: &[usize]) {
    println!("{:>6} {:>12} {:>12} {:>12} {:>12} {:>10}", "roots", "parse", "evaluate", "judge", "whole run", "memory");
    let mut before: Option<[f64; 5]> = None;
    for &roots in sizes {
        let directory = tempfile::tempdir().expect("a temporary directory");
        estate::write(directory.path(), roots);
        let repeat = if roots >= 1000 { 3 } else { 7 };
        let parse = median(repeat, || {
            akslint::bench::parse(directory.path());
        });
        let (mut evaluate, mut judge) = (Vec::new(), Vec::new());
        for _ in 0..repeat {
            let phases = akslint::bench::phases(directory.path());
            evaluate.push(phases.evaluate);
            judge.push(phases.judge);
        }
        let whole = median(repeat, || scan(directory.path(), &["--jobs", "1"]));
        let memory = peak_memory(directory.path());
        let row = [parse, middle(evaluate), middle(judge), whole].map(|time| time.as_secs_f64() * 1000.0);
        let row = [row[0], row[1], row[2], row[3], memory];
        println!(
            "{roots:>6} {:>9.2} ms {:>9.2} ms {:>9.2} ms {:>9.2} ms {:>7.1} MB",
            row[0], row[1], row[2], row[3], row[4]
        );
        if let Some(before) = before {
            let ratios: Vec<String> =
                row.iter().zip(before).map(|(now, before)| format!("{:>11.1}x", now / before)).collect();
            println!("{:>6}{}", "", ratios.join(" "));
        }
        before = Some(row);
    }
    println!();
}

fn threads() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    estate::write(directory.path(), 400);
    let one = median(5, || scan(directory.path(), &["--jobs", "1"]));
    let two = median(5, || scan(directory.path(), &["--jobs", "2"]));
    println!("400 roots: two threads are {:.2}x one", one.as_secs_f64() / two.as_secs_f64());
}

fn start_up() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    estate::write_haystack(directory.path(), 1, 1);
    let ours = median(31, || scan(directory.path(), &[]));
    let empty = median(31, || {
        run(Command::new("true"));
    });
    println!(
        "one small directory: {:.2} ms; an empty program: {:.2} ms\n",
        ours.as_secs_f64() * 1000.0,
        empty.as_secs_f64() * 1000.0
    );
}

/// Medians with a warm cache. Ripgrep searches the same files for the same types.
fn beside_ripgrep(repositories: &[PathBuf]) {
    let installed = Command::new("rg").arg("--version").stdout(Stdio::null()).status();
    if !installed.is_ok_and(|status| status.success()) {
        println!("ripgrep is not installed: no comparison");
        return;
    }
    let haystack = tempfile::tempdir().expect("a temporary directory");
    estate::write_haystack(haystack.path(), 5000, 5);
    let modules = tempfile::tempdir().expect("a temporary directory");
    templates::write_haystack(modules.path(), 2000, 5);
    let mut places: Vec<(String, &Path)> = vec![
        ("5,000 Terraform directories, 5 of them matter".to_owned(), haystack.path()),
        ("2,000 Bicep modules, 5 of them matter".to_owned(), modules.path()),
    ];
    for repository in repositories {
        let name = repository.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        places.push((name, repository));
    }
    let pattern = akslint::bench::triggers().join("|");
    for (name, place) in places {
        let ripgrep = median(15, || {
            let mut command = Command::new("rg");
            command.args(["--hidden", "--count", "--ignore-case"]);
            for glob in ["*.tf", "*.bicep", "*.json"] {
                command.args(["--glob", glob]);
            }
            command.arg(&pattern).arg(place);
            run(command);
        });
        let ours = median(15, || scan(place, &[]));
        println!(
            "{name}: ripgrep {:.2} ms, akslint {:.2} ms, {:.1}x",
            ripgrep.as_secs_f64() * 1000.0,
            ours.as_secs_f64() * 1000.0,
            ours.as_secs_f64() / ripgrep.as_secs_f64()
        );
    }
}

fn scan(directory: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_akslint"));
    command.arg("scan").arg(directory).args(["--format", "json"]).args(arguments);
    run(command);
}

fn run(mut command: Command) {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.is_ok(), "{command:?} runs");
}

fn median(times: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut taken = Vec::new();
    for _ in 0..times {
        let start = Instant::now();
        work();
        taken.push(start.elapsed());
    }
    middle(taken)
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The most memory the process held while scanning, in megabytes, measured in a process of its own.
fn peak_memory(directory: &Path) -> f64 {
    let this = std::env::current_exe().expect("this program has a path");
    let output = Command::new(this).arg("--peak-memory").arg(directory).output().expect("it runs");
    String::from_utf8_lossy(&output.stdout).trim().parse().unwrap_or(f64::NAN)
}

fn print_peak_memory(directory: &Path) {
    let _ = akslint::bench::phases(directory);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = (status.lines().find_map(|line| line.strip_prefix("VmHWM:")))
        .and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    println!("{}", kilobytes.unwrap_or(f64::NAN) / 1024.0);
}
