//! How values stand in columns: times as seconds, fingerprints as integers, the rest as JSON.

use chrono::{DateTime, Utc};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::model::stored::{Claim, EntryRow, ItemRow, Print, Standing};

/// A time in a column.
#[derive(Debug, Clone, Copy)]
pub struct Seconds(pub DateTime<Utc>);

impl ToSql for Seconds {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp().into())
    }
}

impl FromSql for Seconds {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Seconds> {
        let seconds = value.as_i64()?;
        DateTime::from_timestamp(seconds, 0).map(Seconds).ok_or(FromSqlError::OutOfRange(seconds))
    }
}

/// Reads the time in a column.
pub fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<DateTime<Utc>> {
    row.get(column).map(|Seconds(time)| time)
}

/// As [`time`], for a column that may be empty.
pub fn maybe_time(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    row.get::<_, Option<Seconds>>(column).map(|found| found.map(|Seconds(time)| time))
}

macro_rules! integer_column {
    ($($name:ident),*) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.0.into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$name> {
                value.as_i64().map($name)
            }
        }
    )*};
}

integer_column!(Print, EntryRow, ItemRow);

macro_rules! numbered_column {
    ($name:ident, $all:ident) => {
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let number = $all.iter().position(|value| value == self).unwrap_or_default();
                Ok(i64::try_from(number).unwrap_or_default().into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<$name> {
                let number = value.as_i64()?;
                let place = usize::try_from(number).map_err(|_| FromSqlError::OutOfRange(number))?;
                $all.get(place).copied().ok_or(FromSqlError::OutOfRange(number))
            }
        }
    };
}

/// Numbers that stand in files: never renumber.
const STANDINGS: [Standing; 6] = [
    Standing::Pending,
    Standing::Live,
    Standing::Withdrawn,
    Standing::Held,
    Standing::Surplus,
    Standing::Retired,
];

const CLAIMS: [Claim; 5] =
    [Claim::None, Claim::Link, Claim::LinkAndId, Claim::SaidLink, Claim::SaidLinkAndId];

numbered_column!(Standing, STANDINGS);
numbered_column!(Claim, CLAIMS);

/// `value`, which is `what`, as JSON.
pub fn to_json<T: Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|source| StoreError::Unreadable { what, source })
}

/// As [`to_json`], where there is a value.
pub fn maybe_to_json<T: Serialize>(
    what: &'static str,
    value: Option<&T>,
) -> Result<Option<String>, StoreError> {
    value.map(|value| to_json(what, value)).transpose()
}

/// Reads back a JSON column of `what`.
pub fn from_json<T: DeserializeOwned>(what: &'static str, text: impl AsRef<[u8]>) -> Result<T, StoreError> {
    serde_json::from_slice(text.as_ref()).map_err(|source| StoreError::Unreadable { what, source })
}

/// As [`from_json`], for a column that may be empty.
pub fn maybe_json<T: DeserializeOwned>(
    what: &'static str,
    text: Option<&str>,
) -> Result<Option<T>, StoreError> {
    text.map(|text| from_json(what, text)).transpose()
}
