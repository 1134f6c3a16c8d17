//! What holds for a whole host (`Retry-After`), and what hubs were told (WebSub).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::columns::{Seconds, time};
use super::{Intake, Store, StoreError};

/// A host that asked to be left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPause {
    pub until: DateTime<Utc>,
    /// For people.
    pub reason: String,
}

/// The last ping of a hub about a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ping {
    pub hub: String,
    pub topic: String,
    pub at: DateTime<Utc>,
    /// For people.
    pub outcome: String,
    /// In a row; 0: the hub knows.
    pub failures: u32,
}

impl Intake<'_> {
    /// Remembers `pauses` and forgets those that are over.
    pub fn pause_hosts(
        &self,
        pauses: &BTreeMap<String, HostPause>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM hosts WHERE until <= ?1", [Seconds(now)])?;
        for (host, pause) in pauses {
            let sql = "INSERT OR REPLACE INTO hosts (host, until, reason) VALUES (?1, ?2, ?3)";
            let row = params![host, Seconds(pause.until), pause.reason];
            self.transaction.prepare_cached(sql)?.execute(row)?;
        }
        Ok(())
    }
}

impl Store {
    /// Hosts that are not to be asked at `now`, by host and port.
    pub fn host_pauses(&self, now: DateTime<Utc>) -> Result<BTreeMap<String, HostPause>, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT host, until, reason FROM hosts WHERE until > ?1")?;
        let rows = statement.query_map([Seconds(now)], |row| {
            Ok((row.get(0)?, HostPause { until: time(row, 1)?, reason: row.get(2)? }))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last ping of each hub and topic.
    pub fn pings(&self) -> Result<Vec<Ping>, StoreError> {
        let sql = "SELECT hub, topic, at, outcome, failures FROM pings ORDER BY hub, topic";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            let at = time(row, 2)?;
            Ok(Ping { hub: row.get(0)?, topic: row.get(1)?, at, outcome: row.get(3)?, failures: row.get(4)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn record_ping(&mut self, ping: &Ping) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO pings (hub, topic, at, outcome, failures) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![ping.hub, ping.topic, Seconds(ping.at), ping.outcome, ping.failures],
        )?;
        Ok(())
    }
}
