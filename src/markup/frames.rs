//! Frames (`iframe`, `embed`) of the known hosts of videos and sounds, as links to what they play.

use url::{Position, Url};

use super::pixels::is_counter;

/// What a frame plays, where a reader can see it without the frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Playable {
    /// The page that plays it.
    pub page: String,
    /// A still of it, where the host has one at a known address.
    pub thumbnail: Option<String>,
    /// The host's name, as people know it.
    pub host: &'static str,
}

/// What the frame at `address` plays; `None` for any host that is not known.
pub(super) fn playable(address: &Url) -> Option<Playable> {
    let host = address.host_str()?;
    let segments: Vec<&str> = address.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let of = |host, page: String| Some(Playable { page, thumbnail: None, host });
    match (host.trim_start_matches("www."), segments.as_slice()) {
        ("youtube.com" | "youtube-nocookie.com", ["embed", "videoseries", ..]) => of(
            "YouTube",
            format!("https://www.youtube.com/playlist?list={}", word(&parameter(address, "list")?)?),
        ),
        ("youtube.com" | "youtube-nocookie.com", ["embed" | "v" | "shorts", id, ..]) => youtube(id),
        ("player.vimeo.com", ["video", id, ..]) => of("Vimeo", format!("https://vimeo.com/{}", word(id)?)),
        ("dailymotion.com", ["embed", "video", id, ..]) => dailymotion(id),
        ("embed.ted.com", ["talks", talk, ..]) => {
            of("TED", format!("https://www.ted.com/talks/{}", word(talk)?))
        }
        ("w.soundcloud.com", ["player", ..]) => of("SoundCloud", soundcloud(address)?),
        ("open.spotify.com", ["embed" | "embed-podcast", kind, id, ..]) => {
            of("Spotify", format!("https://open.spotify.com/{}/{}", word(kind)?, word(id)?))
        }
        ("embed.podcasts.apple.com", [_, ..]) => {
            of("Apple Podcasts", at_host(address, "podcasts.apple.com")?)
        }
        ("player.twitch.tv", _) => {
            let id = parameter(address, "video")?;
            of("Twitch", format!("https://www.twitch.tv/videos/{}", word(id.trim_start_matches('v'))?))
        }
        ("archive.org", ["embed", id, ..]) => {
            of("the Internet Archive", format!("https://archive.org/details/{}", word(id)?))
        }
        ("media.ccc.de", ["v", id, "oembed"]) => {
            of("media.ccc.de", format!("https://media.ccc.de/v/{}", word(id)?))
        }
        ("bandcamp.com", [player, ..]) if player.starts_with("EmbeddedPlayer") => {
            of("Bandcamp", at_host(address, "bandcamp.com")?)
        }
        (_, ["videos", "embed", id]) => of("PeerTube", peertube(address, id)?),
        _ => None,
    }
}

/// What is shown in a frame of a go-between: Medium has all its embeds in those of Embedly.
pub(super) fn inner(frame: Url) -> Url {
    if frame.host_str() != Some("cdn.embedly.com") {
        return frame;
    }
    let named = |name| {
        Url::parse(&parameter(&frame, name)?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
    };
    let source = named("src").filter(|source| playable(source).is_some());
    source.or_else(|| named("url")).unwrap_or(frame)
}

/// Frames that hold nothing to read: buttons, and what counts who presses them.
const BUTTONS: [(&str, &str); 7] = [
    ("www.facebook.com", "/plugins/like"),
    ("www.facebook.com", "/plugins/share"),
    ("www.facebook.com", "/plugins/follow"),
    ("platform.twitter.com", "/widgets/"),
    ("www.googletagmanager.com", "/"),
    ("rcm.amazon.com", "/"),
    ("widgets.wp.com", "/"),
];

/// The host of a frame that is not known, where it may hold something to read.
pub(super) fn readable_at(frame: &Url) -> Option<&str> {
    let host = frame.host_str()?;
    let is_button = |(at, path): &(&str, &str)| host == *at && frame.path().starts_with(path);
    let is_none =
        BUTTONS.iter().any(is_button) || host.ends_with(".amazon-adsystem.com") || is_counter(frame);
    (!is_none).then(|| host.trim_start_matches("www."))
}

fn youtube(id: &str) -> Option<Playable> {
    // The old player took its parameters without a question mark.
    let id = word(id.split('&').next()?)?;
    Some(Playable {
        page: format!("https://www.youtube.com/watch?v={id}"),
        thumbnail: Some(format!("https://i.ytimg.com/vi/{id}/hqdefault.jpg")),
        host: "YouTube",
    })
}

fn dailymotion(id: &str) -> Option<Playable> {
    let id = word(id)?;
    Some(Playable {
        page: format!("https://www.dailymotion.com/video/{id}"),
        thumbnail: Some(format!("https://www.dailymotion.com/thumbnail/video/{id}")),
        host: "Dailymotion",
    })
}

/// `PeerTube` runs on any host and at any port, but always under this path.
fn peertube(address: &Url, id: &str) -> Option<String> {
    let scheme = if address.port().is_some() { address.scheme() } else { "https" };
    let host = &address[Position::BeforeHost..Position::AfterPort];
    Some(format!("{scheme}://{host}/w/{}", word(id)?))
}

/// The player is told the address of the sound, which may be that of the programming interface.
fn soundcloud(address: &Url) -> Option<String> {
    let sound = Url::parse(&parameter(address, "url")?).ok()?;
    let ours =
        sound.host_str().is_some_and(|host| host == "soundcloud.com" || host.ends_with(".soundcloud.com"));
    (ours && matches!(sound.scheme(), "http" | "https")).then(|| sound.into())
}

fn at_host(address: &Url, host: &str) -> Option<String> {
    let mut page = address.clone();
    page.set_host(Some(host)).ok()?;
    page.set_scheme("https").ok()?;
    Some(page.into())
}

fn parameter(address: &Url, name: &str) -> Option<String> {
    address.query_pairs().find(|(have, _)| have == name).map(|(_, value)| value.into_owned())
}

/// An id is put into another address only if it can mean nothing there but itself.
fn word(id: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (!id.is_empty() && id.len() <= 128 && id.bytes().all(plain) && !id.starts_with('.')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frames_of_embedly_are_seen_through() {
        let frame = |query: &str| {
            Url::parse(&format!("https://cdn.embedly.com/widgets/media.html?{query}")).expect("a URL")
        };
        for (query, want) in [
            (
                "src=https%3A%2F%2Fwww.youtube.com%2Fembed%2Fabc%3Ffeature%3Doembed&url=https%3A%2F%2Fyoutu.be%2Fabc",
                "https://www.youtube.com/embed/abc?feature=oembed",
            ),
            ("src=https%3A%2F%2Fcdn.test%2Fx&url=https%3A%2F%2Fgist.test%2Fx", "https://gist.test/x"),
            (
                "src=javascript:x&url=javascript:x",
                "https://cdn.embedly.com/widgets/media.html?src=javascript:x&url=javascript:x",
            ),
        ] {
            assert_eq!(inner(frame(query)).as_str(), want);
        }
        let other = Url::parse("https://codepen.io/a/embed/b").expect("a URL");
        assert_eq!(inner(other.clone()), other);
    }

    #[test]
    fn known_players_become_pages() {
        for (frame, page) in [
            (
                "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
                "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            ),
            ("http://www.youtube-nocookie.com/embed/a-b_c", "https://www.youtube.com/watch?v=a-b_c"),
            ("http://www.youtube.com/v/abc&hl=en", "https://www.youtube.com/watch?v=abc"),
            (
                "https://www.youtube.com/embed/videoseries?list=PL1",
                "https://www.youtube.com/playlist?list=PL1",
            ),
            ("https://player.vimeo.com/video/76979871?h=8", "https://vimeo.com/76979871"),
            (
                "https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/a/b",
                "https://soundcloud.com/a/b",
            ),
            ("https://w.soundcloud.com/player/?url=javascript:alert(1)", ""),
            ("https://open.spotify.com/embed/episode/4rOo", "https://open.spotify.com/episode/4rOo"),
            ("https://tube.example/videos/embed/9c9de5e8", "https://tube.example/w/9c9de5e8"),
            ("http://www.tube.example/videos/embed/9c9de5e8", "https://www.tube.example/w/9c9de5e8"),
            ("http://me@tube.example:9000/videos/embed/9c9de5e8?x=1", "http://tube.example:9000/w/9c9de5e8"),
            ("https://evil.example/embed/abc", ""),
            ("https://www.youtube.com.evil.example/embed/abc", ""),
            ("https://www.youtube.com/embed/..%2f..%2flogout", ""),
        ] {
            let frame = Url::parse(frame).expect("a URL");
            assert_eq!(playable(&frame).map(|playable| playable.page).unwrap_or_default(), page, "{frame}");
        }
    }
}
