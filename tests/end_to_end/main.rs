//! Whole runs of the real binary against a real loopback server and real files, a module a topic.

#[path = "../support/mod.rs"]
mod support;

mod articles;
mod bounds;
mod cadence;
mod chaos;
mod commands;
mod conditional;
mod contract;
mod disk;
mod editions;
mod failures;
mod feed_validator;
mod first_run;
mod garbage;
mod gate;
mod guarded;
mod http2;
mod identity;
mod interrupted;
mod lives;
mod memory;
mod moves;
mod operation;
mod politeness;
mod proxies;
mod published;
mod round_trip;
mod seen;
mod sites;
mod stragglers;
mod zones;
