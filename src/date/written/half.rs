//! The halves of the day, and what they make of an hour.

use crate::date::month::plain;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

impl Half {
    /// `3:30 pm` and its like; Greek and Turkish have their own.
    pub fn behind_time(word: &str) -> Option<Self> {
        match plain(word).as_str() {
            "am" | "πμ" | "oo" => Some(Self::Morning),
            "pm" | "μμ" | "os" => Some(Self::Afternoon),
            _ => None,
        }
    }

    /// `PM 3:30`. In small letters `am` is a German word that comes before days.
    pub fn before_time(word: &str) -> Option<Self> {
        match word {
            "AM" => Some(Self::Morning),
            "PM" | "pm" => Some(Self::Afternoon),
            _ => None,
        }
    }

    /// The Chinese, Japanese and Korean words, and the offset of the country whose clocks the writer means.
    pub fn of_country(word: &str) -> Option<(Self, i32)> {
        const CHINA: i32 = 480;
        const JAPAN_AND_KOREA: i32 = 540;
        match word {
            "上午" | "早上" | "凌晨" => Some((Self::Morning, CHINA)),
            "下午" | "晚上" => Some((Self::Afternoon, CHINA)),
            "午前" | "오전" => Some((Self::Morning, JAPAN_AND_KOREA)),
            "午後" | "오후" => Some((Self::Afternoon, JAPAN_AND_KOREA)),
            _ => None,
        }
    }

    /// The hour of the day. Programs write `14:05 PM` and `0:30 PM` too; `14:05 AM` contradicts itself.
    pub fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Self::Morning, 12) => Some(0),
            (Self::Morning, 13..) => None,
            (Self::Afternoon, 0..=11) => Some(hour + 12),
            _ => Some(hour),
        }
    }
}
