//! What is shown as a picture and is text: an emoji.

use super::super::tokens::Tag;

/// Characters: a family has seven, a flag of England too.
const LONGEST_EMOJI: usize = 12;

/// The emoji that an `img` shows, as WordPress has them in its feeds: a reader without its styles shows it
/// as large as a picture.
pub(super) fn shown_by(img: &Tag<'_>) -> Option<String> {
    let says_so =
        |name: &str| img.get(name).is_some_and(|value| value.contains("emoji") || value.contains("smiley"));
    let alt = img.decoded("alt").filter(|_| says_so("class") || says_so("src"))?;
    let is_emoji = !alt.is_ascii()
        && alt.chars().count() <= LONGEST_EMOJI
        && !alt.contains(|c: char| c.is_alphabetic() || c.is_whitespace());
    is_emoji.then(|| alt.into_owned())
}
