//! Pictures that a script was to load, each with a copy in a `noscript` before or behind it for those who run none.
//! [`Twins`] tells which of the two is shown: the first.

use std::mem;

/// What may still meet its copy: nothing but tags has come since.
#[derive(Debug, Default)]
pub(super) struct Twins {
    in_noscript: bool,
    last: Last,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Nothing,
    /// A picture that a script was to load: its copy may be scaled, or on another host.
    Late,
    /// A picture in a `noscript`, at this address.
    Copy(String),
}

impl Twins {
    pub fn noscript(&mut self, begins: bool) {
        self.in_noscript = begins;
    }

    /// What comes has nothing to do with the picture before.
    pub fn part(&mut self) {
        self.last = Last::Nothing;
    }

    /// Whether a picture is to be shown.
    pub fn admit(&mut self, address: Option<&str>, is_late: bool) -> bool {
        match mem::take(&mut self.last) {
            Last::Late if self.in_noscript => {
                self.last = Last::Late;
                false
            }
            Last::Copy(copy) if is_late && address == Some(&copy) => false,
            _ => {
                self.last = match address {
                    Some(address) if self.in_noscript => Last::Copy(address.to_owned()),
                    _ if is_late => Last::Late,
                    _ => Last::Nothing,
                };
                true
            }
        }
    }
}
