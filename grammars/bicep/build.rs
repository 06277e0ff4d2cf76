//! Compiles the generated parser and its scanner.

fn main() {
    println!("cargo:rerun-if-changed=src/parser.c");
    println!("cargo:rerun-if-changed=src/scanner.c");
    let mut build = cc::Build::new();
    build.std("c11").include("src").file("src/parser.c").file("src/scanner.c");
    // The parser is generated: its warnings help nobody. Unoptimised it would be many times slower.
    build.warnings(false).opt_level(2);
    build.compile("akslint_bicep");
}
