//! feedmill: local articles and external feeds are read into entries, remembered in a store,
//! merged into one edition, and the edition is published.
//!
//! The modules stand in reading order. Each layer uses only those before it, and modules of one
//! layer never use each other; `tests/architecture.rs` holds us to it.
//!
//! ```text
//! feeds.toml ─► config
//! articles/  ─► articles ────────────────────┐
//! the web    ─► schedule ─► fetch ─► parse ──┼─► store ─► merge ─► publish ─► output/
//! exports/*.xml ──────────────────► parse ───┘
//! ```

#![allow(rustdoc::private_intra_doc_links, reason = "the docs are for those who read the code")]

// 1 tools
pub mod atomic_file;
pub mod cores;
pub mod date;
pub mod iri;
pub mod markup;
pub mod printable;
pub mod shield;

// 2 the plain data in the middle
pub mod model;

// 3 feeds.toml
pub mod config;

// 4 the stations
pub mod articles;
pub mod fetch;
pub mod merge;
pub mod parse;
pub mod publish;
pub mod schedule;
pub mod store;

// 5 what a run did
pub mod report;

// 6 the stations in order
pub mod pipeline;

// 7 arguments in, exit code out
pub mod cli;
