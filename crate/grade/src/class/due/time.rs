//! A due date as a lecturer writes it.

use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Deserializer};

/// A time, and the clocks that it is told by.
#[derive(Debug, Clone)]
pub(super) struct Time {
    pub(super) at: Timestamp,
    pub(super) zone: TimeZone,
}

impl Time {
    /// Reads a time with its offset, such as `2026-12-01T23:59:00+01:00`, or with its zone.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        if pieces.time_zone_annotation().is_some() {
            let time: ZonedDateTime = text.parse().ok()?;
            let (at, zone) = (time.timestamp(), time.time_zone().clone());
            return Some(Self { at, zone });
        }
        let offset = pieces.to_numeric_offset()?;
        let at = offset
            .to_timestamp(pieces.date().to_datetime(pieces.time()?))
            .ok()?;
        let zone = TimeZone::fixed(offset);
        Some(Self { at, zone })
    }

    /// Whether it knows when its clocks are changed.
    pub(super) fn has_zone(&self) -> bool {
        self.zone.to_fixed_offset().is_err()
    }

    /// A time that somebody gives; without an offset it is one of the clocks that this time is told by.
    pub(super) fn same_clock(&self, text: &str) -> Option<Timestamp> {
        let with_offset = Self::parse(text).map(|time| time.at);
        with_offset.or_else(|| self.zone.to_timestamp(text.parse::<DateTime>().ok()?).ok())
    }
}

/// TOML has times of its own; both ways of writing one are taken.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Toml(toml::value::Datetime),
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Toml(time) => time.to_string(),
        };
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "{text} is no time with its place in the world: write it as 2026-12-01T23:59:00+01:00, or as \
                 2026-12-01T23:59:00+01:00[Europe/Berlin]"
            ))
        })
    }
}
