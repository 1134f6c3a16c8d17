//! Whole runs of the real binary against a real loopback server and real files, a module a topic.

#[path = "../support/mod.rs"]
mod support;

mod articles;
mod commands;
mod contract;
mod disk;
mod editions;
mod failures;
mod first_run;
mod garbage;
mod gate;
mod identity;
mod lives;
mod politeness;
mod round_trip;
mod sites;
