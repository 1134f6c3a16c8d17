//! From what is stored to what is published: the decisions, and nothing but the decisions.
//!
//! [`receive()`] makes a document ready for the store, [`recognise`] tells which of its entries are
//! known, [`TEXTS`] which of those were edited, [`settle()`] gives a new entry its published id and
//! date, and [`edition()`] chooses, orders and cleans what goes out. All of it is pure: the same input
//! gives the same output, the time is an argument, and no file is touched.

mod adoption;
mod article;
mod changes;
mod clean;
mod dates;
mod dedupe;
mod edited;
mod edition;
mod filter;
mod guard;
mod identity;
mod limit;
mod masthead;
mod order;
mod prints;
mod receive;
mod redated;
mod retold;
mod settle;
mod sources;
mod withdrawal;

pub use adoption::{adoption, stand_ins, unformatted};
pub use article::article;
pub use edition::{Outcome, edition};
pub use identity::recognise;
pub use masthead::of as masthead;
pub use prints::lookup;
pub use receive::{Rules, receive};
pub use retold::recognise_retold;
pub use settle::{claim, settle};
pub use sources::listings;

use crate::model::stored::Texts;

/// For the store.
pub const TEXTS: Texts = Texts { is_edit: edited::is_edit, typed_title: prints::typed_title };
