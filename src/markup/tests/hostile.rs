//! What must not come through. The output is judged by a second parser (quick-xml) and a list of its own.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{base, reading};
use crate::markup::{Element, Frames, Policy, SafeHtml};

/// Why `html` must not be published, or nothing: read as XML, against a list that is not ours.
pub fn danger(html: &str) -> Option<String> {
    let document = format!("<x>{html}</x>");
    let mut reader = Reader::from_str(&document);
    loop {
        match reader.read_event() {
            Err(error) => return Some(format!("not well-formed: {error}")),
            Ok(Event::Eof) => return None,
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                if let Some(found) = danger_in_tag(&tag) {
                    return Some(found);
                }
            }
            Ok(Event::GeneralRef(name)) if !matches!(&*name, "amp" | "lt" | "gt" | "quot") => {
                return Some(format!("reference {name:?}"));
            }
            Ok(Event::End(_) | Event::Text(_) | Event::GeneralRef(_)) => {}
            Ok(other) => return Some(format!("{other:?}")),
        }
    }
}

fn danger_in_tag(tag: &BytesStart<'_>) -> Option<String> {
    const NEVER: &str = " script style iframe frame frameset object embed applet base meta link form input button select textarea template \
        noscript svg foreignobject title xmp plaintext noembed noframes annotation-xml mglyph malignmark html head body marquee ";
    let name = tag.name().as_ref().to_owned();
    if NEVER.contains(&format!(" {} ", name.to_lowercase())) {
        return Some(name);
    }
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else { return Some(format!("attributes of {name}")) };
        let key = attribute.key.as_ref().to_lowercase();
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) else {
            return Some(format!("value of {key}"));
        };
        let value: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_lowercase();
        let runs =
            ["javascript:", "vbscript:", "data:text", "data:image/svg", "data:application", "blob:", "file:"];
        let is_address =
            ["href", "src", "cite", "poster", "srcset", "action", "xlink:href", "longdesc"].contains(&&*key);
        let escapes = ["url(", "expression", "position", "\\", "@import", "behavior", "-moz-binding"];
        if key.starts_with("on")
            || key.contains(':')
            || ["srcdoc", "formaction", "action", "ping", "background", "name", "target"].contains(&&*key)
                && name != "map"
            || is_address && runs.iter().any(|scheme| value.starts_with(scheme))
            || key == "style" && escapes.iter().any(|word| value.contains(word))
        {
            return Some(format!("{name} {key}={value}"));
        }
    }
    None
}

/// From the public collections of tricks against sanitisers: attributes, schemes, and markup that
/// a browser reads otherwise the second time (mutation).
const HOSTILE: [&str; 84] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script/src=data:,alert(1)>",
    "<script\n>alert(1)</script\n>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    "<img src=x\u{c}onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
    "<img src=1 href=1 onerror=\"javascript:alert(1)\"></img>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#x0A;script:alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"java&Tab;script&colon;alert(1)\">x</a>",
    "<a href=\" &#14;  javascript:alert(1)\">x</a>",
    "<a href=\"&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)\">x</a>",
    "<a href=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"https:javascript:alert(1)\">x</a>",
    "<a href=x target=_blank ping=//evil.test>x</a>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=https://www.youtube.com/embed/x onload=alert(1)></iframe>",
    "<object data=\"javascript:alert(1)\"><param name=src value=x></object>",
    "<embed src=\"javascript:alert(1)\">",
    "<base href=\"//evil.test/\"><a href=x>y</a>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=//evil.test/x.css>",
    "<style>@import '//evil.test/x.css';</style>",
    "<style><!--</style><script>alert(1)//--></script>",
    "<form action=javascript:alert(1)><input type=submit formaction=javascript:alert(2)></form>",
    "<isindex action=javascript:alert(1) type=image>",
    "<input onfocus=alert(1) autofocus>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x poster=javascript:alert(1) onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>x</body>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<div style=\"background-image:url(javascript:alert(1))\">x</div>",
    "<div style=\"width:expression(alert(1))\">x</div>",
    "<div style=\"position:fixed;top:0;left:0;width:100%;height:100%\">x</div>",
    "<div style=\"color:\\75rl(x)\">x</div>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:alert(1) /></svg>",
    "<svg><use href=\"data:image/svg+xml,<svg id=x onload=alert(1)>#x\"></use></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><style>{font-family:'<iframe/onload=alert(1)>'</style></svg>",
    "<svg><desc><table><thead><style></thead></style></table></svg><img src onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mtext><table><mglyph><style><math><table id=\"</table>\"><img src onerror=alert(1)\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><svg/onload=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<template><s><template><s><img src=x onerror=alert(1)>@shadow</s></template></s></template>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<svg><![CDATA[</svg><img src=x onerror=alert(1)>]]></svg>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<?xml-stylesheet href=\"javascript:alert(1)\"?><img src=x onerror=alert(1)>",
    "</<script>alert(1)</script>",
    "<a title='\"><img src=x onerror=alert(1)>'>x</a>",
    "<img srcset=\"javascript:alert(1) 1x, data:text/html,x 2x\" name=getElementById id=location>",
];

#[test]
fn nothing_hostile_comes_through_under_any_policy() {
    for html in HOSTILE {
        for policy in
            [Policy::reading(), Policy::quiet(), Policy { frames: Frames::Link, ..Policy::trusting() }]
        {
            for base in [None, Some(base())] {
                let safe = SafeHtml::sanitise_with(html, base.as_ref(), &policy);
                assert_eq!(danger(safe.as_str()), None, "{html}\nbecame {safe}");
                assert!(!safe.as_str().contains("<script"), "{html}\nbecame {safe}");
            }
        }
    }
}

#[test]
fn event_handlers_go_from_every_element() {
    for element in Element::names() {
        for handler in ["onclick", "onerror", "OnMouseOver", "on", "onx-y"] {
            let html = format!("<table><tr><{element} {handler}=\"alert(1)\">x</{element}></tr></table>");
            assert_eq!(danger(&reading(&html)), None, "{html}");
        }
    }
}
