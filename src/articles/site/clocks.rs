//! The clocks by which a site is written: what its dates mean where they name no zone.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::{Map, Value};

use super::Layout;
use crate::articles::problem::quoted;
use crate::date::{Moment, Place};

/// Those of the place that the site's settings name, else UTC.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clocks {
    place: Option<Place>,
    days: Days,
}

/// Which day of a date stands in addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Days {
    #[default]
    AsWritten,
    /// Jekyll turns every date into one of its own clocks.
    OfThePlace,
}

/// When it was, and the day that stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    pub at: DateTime<Utc>,
    pub day: NaiveDate,
}

impl Clocks {
    /// They show UTC.
    pub const OF_NO_PLACE: Clocks = Clocks { place: None, days: Days::AsWritten };

    /// As the `settings` of a site of this kind have it.
    ///
    /// # Errors
    /// What to tell the author of a zone that cannot be known.
    pub fn of(settings: &Map<String, Value>, kind: Layout) -> Result<Clocks, String> {
        let key = match kind {
            Layout::Jekyll => "timezone",
            Layout::Hugo => "timeZone",
            Layout::Plain | Layout::Zola => return Ok(Clocks::default()),
        };
        let Some(value) = settings.get("timezone").filter(|value| !value.is_null()) else {
            return Ok(Clocks::default());
        };
        let name = value.as_str().map_or_else(|| value.to_string(), |name| name.trim().to_owned());
        if name.is_empty() {
            return Ok(Clocks::default());
        }
        let days = if kind == Layout::Jekyll { Days::OfThePlace } else { Days::AsWritten };
        let place = Place::named(&name).ok_or_else(|| {
            let why = if name == "Local" {
                "is another zone on each machine"
            } else {
                "is no zone of the tz database"
            };
            format!(
                "{key} {} {why}: write a name like Europe/Berlin; until then, dates that name no zone are read as UTC",
                quoted(&name)
            )
        })?;
        Ok(Clocks { place: Some(place), days })
    }

    pub fn instant(&self, moment: Moment) -> DateTime<Utc> {
        match &self.place {
            Some(place) if !moment.has_zone => place.instant(moment.shown),
            _ => moment.utc,
        }
    }

    pub fn written(&self, moment: Moment) -> Written {
        let at = self.instant(moment);
        let day = match &self.place {
            Some(place) if self.days == Days::OfThePlace => place.day(at),
            _ => moment.shown.date(),
        };
        Written { at, day }
    }

    /// The day that begins at `at` on these clocks: it stands for a day without a time. `None` where that is
    /// midnight in UTC, too, or no midnight.
    pub fn day_begun(&self, at: DateTime<Utc>) -> Option<NaiveDate> {
        let place = self.place.as_ref()?;
        let day = place.day(at);
        let begins = |midnight: DateTime<Utc>| midnight == at && at.time() != NaiveTime::MIN;
        begins(place.instant(day.and_time(NaiveTime::MIN))).then_some(day)
    }

    /// The place; empty for none.
    pub fn name(&self) -> &str {
        self.place.as_ref().map_or("", |place| place.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date;

    fn clocks(kind: Layout, zone: impl Into<Value>) -> Result<Clocks, String> {
        Clocks::of(&Map::from_iter([("timezone".to_owned(), zone.into())]), kind)
    }

    /// What Jekyll 4.3 and Hugo 0.111 made of the same dates.
    #[test]
    fn dates_by_the_clocks_of_a_site() {
        let shown = |kind, zone: &str, text: &str| {
            let written = clocks(kind, zone).unwrap().written(date::read(text).unwrap());
            format!("{} {}", written.at.format("%FT%R"), written.day)
        };
        for (text, jekyll, hugo) in [
            ("2024-05-01", "2024-04-30T22:00 2024-05-01", "2024-04-30T22:00 2024-05-01"),
            ("2024-05-02 10:00", "2024-05-02T08:00 2024-05-02", "2024-05-02T08:00 2024-05-02"),
            ("2024-05-03T10:00:00Z", "2024-05-03T10:00 2024-05-03", "2024-05-03T10:00 2024-05-03"),
            ("2024-05-07 23:30:00 -0500", "2024-05-08T04:30 2024-05-08", "2024-05-08T04:30 2024-05-07"),
            ("2024-05-08 23:30:00 Z", "2024-05-08T23:30 2024-05-09", "2024-05-08T23:30 2024-05-08"),
            ("2024-03-31 02:30", "2024-03-31T01:30 2024-03-31", "2024-03-31T01:30 2024-03-31"),
            ("2023-10-29 02:30", "2023-10-29T01:30 2023-10-29", "2023-10-29T01:30 2023-10-29"),
            ("May 9, 2024 10:00", "2024-05-09T08:00 2024-05-09", "2024-05-09T08:00 2024-05-09"),
            ("Thu, 09 May 2024 01:00:00 +0200", "2024-05-08T23:00 2024-05-09", "2024-05-08T23:00 2024-05-09"),
        ] {
            assert_eq!(shown(Layout::Jekyll, "Europe/Berlin", text), jekyll, "{text}");
            assert_eq!(shown(Layout::Hugo, "Europe/Berlin", text), hugo, "{text}");
        }
        assert_eq!(shown(Layout::Jekyll, "", "2024-05-01 23:30 -0500"), "2024-05-02T04:30 2024-05-01");
        assert_eq!(shown(Layout::Zola, "Europe/Berlin", "2024-05-01T10:00"), "2024-05-01T10:00 2024-05-01");
    }

    #[test]
    fn days_without_a_time() {
        let begun = |zone: &str, at: &str| clocks(Layout::Hugo, zone).unwrap().day_begun(at.parse().unwrap());
        let day = NaiveDate::from_ymd_opt(2024, 5, 1);
        assert_eq!(begun("Europe/Berlin", "2024-04-30T22:00:00Z"), day);
        assert_eq!(begun("America/New_York", "2024-05-01T04:00:00Z"), day);
        assert_eq!(begun("Europe/Berlin", "2024-04-30T22:00:01Z"), None);
        assert_eq!(begun("Africa/Abidjan", "2024-05-01T00:00:00Z"), None, "so has UTC");
        assert_eq!(Clocks::OF_NO_PLACE.day_begun("2024-05-01T00:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn what_is_no_zone_is_told_with_what_to_do() {
        let told = |kind, zone: Value| clocks(kind, zone).unwrap_err();
        assert_eq!(
            told(Layout::Jekyll, "Europe/Nowhere".into()),
            "timezone 'Europe/Nowhere' is no zone of the tz database: write a name like Europe/Berlin; \
             until then, dates that name no zone are read as UTC"
        );
        assert!(told(Layout::Hugo, "Local".into()).starts_with("timeZone 'Local' is another zone on each"));
        assert!(told(Layout::Hugo, 2.into()).starts_with("timeZone '2' is no zone"));
        assert_eq!(clocks(Layout::Hugo, Value::Null), Ok(Clocks::default()));
        assert_eq!(clocks(Layout::Jekyll, "utc").unwrap().name(), "UTC");
    }
}
