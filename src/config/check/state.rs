//! `[state]`.

use std::path::Path;
use std::time::Duration;

use url::Url;

use super::reader::{Reader, joined, quantity, text};
use crate::config::raw::{Section, Table};
use crate::config::value::{self, Wrong};
use crate::config::{Environment, State, StoreUrl};

const DEFAULT_FILE: &str = ".feedmill/state.db";

const DEFAULT_RETAIN: Duration = Duration::from_secs(365 * 86_400);

pub fn read(root: &Section<'_>, reader: &mut Reader<'_>) -> State {
    let (folder, environment) = (reader.folder(), reader.environment());
    let default = || StoreUrl::Sqlite(joined(folder, DEFAULT_FILE));
    let Some(section) = super::table(root, "state", Table::State, reader) else {
        return State { store: default(), retain: DEFAULT_RETAIN };
    };
    let store = reader.read(&section, "url", |item| store_url(text(item)?, folder, environment));
    if let (Some(StoreUrl::Postgres(_)), Some(value)) = (&store, section.get("url")) {
        reader.not_effective_yet(&value.at, &value.key);
    }
    State {
        store: store.unwrap_or_else(default),
        retain: reader
            .read(&section, "retain", |item| value::positive_duration(quantity(item, "365d")?))
            .unwrap_or(DEFAULT_RETAIN),
    }
}

fn store_url(written: &str, folder: &Path, environment: Environment<'_>) -> Result<StoreUrl, Wrong> {
    let secret = value::secret(written.trim(), environment)?;
    let value = secret.reveal();
    if let Some(file) = value.strip_prefix("sqlite:") {
        let file = file.strip_prefix("//").unwrap_or(file);
        let is_file = !file.is_empty() && !file.ends_with('/') && file != ":memory:";
        return if is_file {
            Ok(StoreUrl::Sqlite(joined(folder, file)))
        } else {
            Err(format!("`{written}` names no file, expected one as `sqlite:{DEFAULT_FILE}`"))
        };
    }
    if Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "postgres" | "postgresql")) {
        return Ok(StoreUrl::Postgres(secret));
    }
    Err(format!(
        "`{written}` is no store, expected `sqlite:{DEFAULT_FILE}` or `postgres://user@host/database`"
    ))
}
