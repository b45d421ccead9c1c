//! Compiles what settles how the C library hands memory back (`run/allocator.c`), and links it into the program alone: whoever uses
//! the library settles that for themselves.
#![allow(clippy::print_stdout, reason = "that is how cargo is told")]

fn main() {
    println!("cargo::rerun-if-changed=src/run/allocator.c");
    for object in cc::Build::new().file("src/run/allocator.c").compile_intermediates() {
        println!("cargo::rustc-link-arg-bins={}", object.display());
    }
}
