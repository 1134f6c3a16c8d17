//! The plain data in the middle of feedmill; every station speaks it and nothing else crosses.
//!
//! There are two shapes. [`Feed`] and [`Entry`] are a feed **as read**: nearly everything is
//! optional, nothing is trusted, and the shape is that of Atom, the richest format.
//! [`Edition`] and [`Item`] are the combined feed **as published**: nothing is missing that a
//! writer would have to invent, and there is no HTML that it would have to clean.
//! The one crossing between them is `merge`.
//!
//! Of feedmill's own the model knows only [`SafeHtml`](crate::markup::SafeHtml), the proof
//! that a piece of HTML went through the sanitiser.

pub mod edition;
pub mod feed;
pub mod stored;

pub use edition::{Edition, Item};
pub use feed::{Entry, Feed};
