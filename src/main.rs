//! The `feedmill` command; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    feedmill::cli::main().into()
}
