//! What attackers send, and what must come of it: judged by a real HTML parser, not by looking for words.
//! Each case says how the result reads; all of them, and whatever chance brings, pass the same inspection.

use proptest::prelude::*;
use scraper::{ElementRef, Html, Node};

use super::allowed::{ATTRIBUTES, EVERYWHERE, element};
use super::*;

fn no_cid(_: &str) -> Option<String> {
    None
}

fn read(html: &str, remote_images: RemoteImages) -> SafeHtml {
    safe_html(html, &Reading { remote_images, cid_url: &no_cid })
}

fn shown(html: &str) -> String {
    read(html, RemoteImages::Blocked).html
}

/// What a browser would find in the result: nothing outside our lists, no request, no way out of the frame.
pub(super) fn inspect(html: &str, remote_images: bool) -> Result<(), String> {
    for document in [Html::parse_fragment(html), Html::parse_document(html)] {
        for node in document.tree.nodes() {
            match node.value() {
                Node::Comment(_) | Node::ProcessingInstruction(_) => {
                    return Err(format!("comment in {html}"));
                }
                Node::Element(_) => {
                    if let Some(found) = ElementRef::wrap(node) {
                        inspect_element(found, remote_images).map_err(|why| format!("{why} in {html}"))?;
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn inspect_element(found: ElementRef<'_>, remote_images: bool) -> Result<(), String> {
    let name = found.value().name();
    if matches!(name, "html" | "head" | "body") && found.value().attrs().count() == 0 {
        return Ok(()); // made by the parser
    }
    if element(name).is_none() || found.value().name.ns != *"http://www.w3.org/1999/xhtml" {
        return Err(format!("<{name}>"));
    }
    for (attribute, value) in found.value().attrs() {
        let ours = name == "a" && matches!(attribute, "rel" | "target");
        let listed = EVERYWHERE.contains(&attribute)
            || ATTRIBUTES.iter().any(|(e, names)| *e == name && names.contains(&attribute));
        if !listed && !ours {
            return Err(format!("{name}[{attribute}]"));
        }
        let lower = value.to_lowercase();
        let scheme_allowed = match attribute {
            "href" => ["http://", "https://", "mailto:", "tel:"].iter().any(|s| lower.starts_with(s)),
            "src" => remote_images && (lower.starts_with("http://") || lower.starts_with("https://")),
            "style" => style::filter(value).as_deref() == Some(value),
            "rel" => value == "noopener noreferrer nofollow",
            "target" => value == "_blank",
            _ => true,
        };
        if !scheme_allowed {
            return Err(format!("{name}[{attribute}={value}]"));
        }
    }
    let has = |attribute| found.value().attr(attribute).is_some();
    if name == "a" && !(has("rel") && has("target")) {
        return Err("a link that opens in the frame".to_owned());
    }
    Ok(())
}

const LINK: &str = "target=\"_blank\" rel=\"noopener noreferrer nofollow\"";

#[test]
fn hostile_fragments_come_out_harmless() {
    for (hostile, expected) in [
        // Scripts, in all the places they hide.
        ("<script>alert(1)</script>a", "a"),
        ("<SCRIPT SRC=//x.fr/x.js></SCRIPT>a", "a"),
        ("<scr<script>ipt>alert(1)</script>a", "ipt&gt;alert(1)a"),
        ("<script/xss>x</script >a", "a"),
        ("<script>a<!--<script>x</script>--></script>b", "b"),
        ("a<script>b", "a"),
        ("<p onclick=alert(1) ONLOAD=x onpointerrawupdate=y>a</p>", "<p>a</p>"),
        ("<p/onclick=alert(1) /title=b>a</p>", "<p title=\"b\">a</p>"),
        ("<svg onload=alert(1)>a</svg>b", "b"),
        ("<svg><script>alert(1)</script></svg>a", "a"),
        ("<svg><animate onbegin=alert(1) attributeName=x></svg>a", "a"),
        ("<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>a", "a"),
        ("<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>a", "a"),
        ("<img src=x onerror=alert(1)>a", "a"),
        ("<img src=\"x\" alt=\"b\" onerror=alert(1)>a", "<img alt=\"b\">a"),
        ("<iframe src=javascript:alert(1)></iframe>a", "a"),
        ("<iframe srcdoc=\"<script>x</script>\">b</iframe>a", "a"),
        ("<object data=x.swf>b</object><embed src=x>a", "a"),
        ("<video poster=https://x.fr/p><source src=x onerror=alert(1)></video>a", "a"),
        ("<details open ontoggle=alert(1)>a</details>", "a"),
        ("<marquee onstart=alert(1)>a</marquee>", "a"),
        ("<x onfocus=alert(1) tabindex=1>a</x>", "a"),
        // Forms and pages.
        ("<form action=https://x.fr><input name=p type=password><button>b</button></form>a", "ba"),
        ("<form><button formaction=javascript:alert(1)>a</button></form>", "a"),
        ("<select><option>x</select>a", "a"),
        ("<textarea></textarea><img src=x onerror=y alt=z></textarea>a", "<img alt=\"z\">a"),
        ("<base href=https://x.fr/><a href=/compte>a</a>", "a"),
        ("<meta http-equiv=refresh content=\"0;url=https://x.fr\">a", "a"),
        ("<link rel=stylesheet href=https://x.fr/x.css>a", "a"),
        ("<style>@import 'https://x.fr'; * { display: none }</style>a", "a"),
        ("<body onload=alert(1) background=https://x.fr/i>a</body>", "a"),
        ("<html><head><title>x</title></head><frameset onload=x><frame src=x></frameset>a", "a"),
        // Links.
        ("<a href=javascript:alert(1)>a</a>", "a"),
        ("<a href=\" &#14; javascript:alert(1)\">a</a>", "a"),
        ("<a href=\"jav&#x09;ascript:alert(1)\">a</a>", "a"),
        ("<a href=\"java\nscript:alert(1)\">a</a>", "a"),
        ("<a href=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;x>a</a>", "a"),
        ("<a href=\"vbscript:x\">a</a>", "a"),
        ("<a href=\"data:text/html;base64,PHNjcmlwdD4=\">a</a>", "a"),
        ("<a href=\"blob:https://x.fr/1\">a</a>", "a"),
        ("<a href=\"//x.fr\">a</a>", &format!("<a href=\"https://x.fr/\" {LINK}>a</a>")),
        (
            "<a href=https://x.fr target=_top rel=opener ping=https://y.fr download>a</a>",
            &format!("<a href=\"https://x.fr/\" {LINK}>a</a>"),
        ),
        (
            "<a href=\"https://x.fr/&quot;onclick=alert(1)\">a</a>",
            &format!("<a href=\"https://x.fr/%22onclick=alert(1)\" {LINK}>a</a>"),
        ),
        (
            "<a href='https://x.fr/\"><script>x'>a</a>",
            &format!("<a href=\"https://x.fr/%22%3E%3Cscript%3Ex\" {LINK}>a</a>"),
        ),
        ("<map><area href=https://x.fr></map>a", "a"),
        // Style.
        ("<p style=\"background:url(https://x.fr)\">a</p>", "<p>a</p>"),
        ("<p style=\"background:\\75rl(https://x.fr);color:red\">a</p>", "<p style=\"color:red\">a</p>"),
        ("<p style=\"width:expression(alert(1))\">a</p>", "<p>a</p>"),
        ("<p style=\"position:fixed;top:0;left:0;width:100%\">a</p>", "<p style=\"width:100%\">a</p>"),
        ("<p style=\"color:red;&#98;ackground:u&#114;l(x)\">a</p>", "<p style=\"color:red\">a</p>"),
        (
            "<p style='font-family:\"x\";}</style><script>y</script>'>a</p>",
            "<p style=\"font-family:&quot;x&quot;\">a</p>",
        ),
        ("<p class=\"modal-backdrop\" id=\"compose\" name=x>a</p>", "<p>a</p>"),
        ("<p xmlns:x=y x:style=z data-action=w>a</p>", "<p>a</p>"),
        // Images that would tell.
        (
            "<img src=https://x.fr/i.png srcset=\"https://x.fr/2 2x\" alt=b>",
            "<img data-blocked=\"remote\" alt=\"b\">",
        ),
        ("<img src=//x.fr/i.png>", "<img data-blocked=\"remote\">"),
        ("<img src=/compte/deconnexion>a", "a"),
        ("<img src=data:image/svg+xml,x>a", "a"),
        ("<img srcset=https://x.fr/i dynsrc=https://x.fr/i lowsrc=https://x.fr/i>a", "a"),
        ("<picture><source srcset=https://x.fr/i><img alt=b></picture>", "<img alt=\"b\">"),
        (
            "<table>a<tr>b<td>c<col><caption>d",
            "<table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></tbody><caption>d</caption></table>",
        ),
        (
            "<table background=https://x.fr/i><tr><td background=https://x.fr/i>a",
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ("<input type=image src=https://x.fr/i><audio src=https://x.fr></audio>a", "a"),
        ("<image src=https://x.fr/i>a", "a"),
        // Parsers that disagree.
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">a", "\"&gt;a"),
        ("<textarea><!--</textarea><img src=x onerror=alert(1)>-->a", "--&gt;a"),
        ("<template><script>x</script></template>a", "a"),
        (
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">a",
            "",
        ),
        ("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\"></svg>a", "a"),
        ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>a", ""),
        ("<xmp><p title=\"</xmp><img src=x onerror=y>\">a", "\"&gt;a"),
        ("<noembed><img title=\"</noembed><img src onerror=x>\"></noembed>a", "\"&gt;a"),
        ("<plaintext><script>x</script>a", "&lt;script&gt;x&lt;/script&gt;a"),
        ("<!--><img src=x onerror=y>-->a", "--&gt;a"),
        ("<!--[if mso]><script>x</script><![endif]-->a", "a"),
        ("<![CDATA[<script>x</script>]]>a", "x]]&gt;a"),
        ("<?xml version=1?><p>a</p>", "<p>a</p>"),
        (
            "<p title=\"<script>alert(1)</script>\">a</p>",
            "<p title=\"&lt;script&gt;alert(1)&lt;/script&gt;\">a</p>",
        ),
        (
            "<p title='\"><script>x</script>'>a</p>",
            "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">a</p>",
        ),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<<p>a</p>", "&lt;<p>a</p>"),
        ("<p\0 onclick\0=x>a</p>", "a<br>"),
        ("a\u{202e}b<p title=\"c\u{202e}d\">e&#x202e;f</p>", "ab<p title=\"cd\">ef</p>"),
        ("<bdo dir=rtl>abc</bdo>", "abc"),
        // Structure that overflows.
        ("</div></body></html><p>a", "<p>a</p>"),
        ("<table><tr><td></table></div>a", "<table><tbody><tr><td></td></tr></tbody></table>a"),
        ("<td>a</td><tr>b</tr>", "ab"),
    ] {
        let result = shown(hostile);
        let same = |expected: &str| {
            // `nothing of the frame escapes` is checked below; the words must be the expected ones.
            result == expected
        };
        assert!(same(expected), "{hostile}\n    gives {result}\n instead of {expected}");
        inspect(&result, false).unwrap();
        inspect(&read(hostile, RemoteImages::Allowed).html, true).unwrap();
        assert_eq!(shown(&result), result, "second cleaning of {hostile}");
    }
}

#[test]
fn ordinary_letters_keep_their_looks() {
    for kept in [
        "<p style=\"color:red\">a <b>b</b><br>c</p>",
        "<table width=\"600\" cellpadding=\"0\" bgcolor=\"#ffffff\"><tbody><tr><td align=\"center\" style=\"padding:4px\">a</td></tr></tbody></table>",
        "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>",
        "<blockquote type=\"cite\"><p>a</p></blockquote>",
        "<h1>a</h1><hr><pre>b\n  c</pre>",
        "<p dir=\"rtl\" lang=\"ar\">مرحبا</p>",
        "<font color=\"#ff0000\" size=\"4\" face=\"Arial, Helvetica\">a</font>",
    ] {
        assert_eq!(shown(kept), kept);
    }
    // Old markup that closes nothing.
    assert_eq!(shown("<p>a<p>b<ul><li>c<li>d</ul>"), "<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>");
    assert_eq!(
        shown("<p><font color=red>a<p>b</font>c"),
        "<p><font color=\"red\">a</font></p><p><font color=\"red\">b</font>c</p>"
    );
    assert_eq!(shown("<b>a<i>b</b>c</i>"), "<b>a<i>b</i></b><i>c</i>");
    let many = "<p>a".repeat(1_000);
    assert_eq!(shown(&many), "<p>a</p>".repeat(1_000));
}

#[test]
fn images_are_counted_and_granted() {
    let html = "<img src=https://x.fr/1.png><img src=https://x.fr/p.gif width=1 height=1><img src=http://x.fr/2 style='display:none'>\
        <img src=cid:plan%40x alt=plan><img src=cid:autre alt=autre><img src=https://x.fr/line width=600 height=1>";
    let blocked = read(html, RemoteImages::Blocked);
    assert_eq!((blocked.blocked_images, blocked.tracking_pixels), (2, 2));
    let url = |id: &str| (id == "plan@x").then(|| "/webmel/piece/2".to_owned());
    let allowed = safe_html(html, &Reading { remote_images: RemoteImages::Allowed, cid_url: &url });
    assert_eq!((allowed.blocked_images, allowed.tracking_pixels), (0, 2));
    assert_eq!(
        allowed.html,
        "<img src=\"https://x.fr/1.png\" referrerpolicy=\"no-referrer\"><img src=\"/webmel/piece/2\" alt=\"plan\"><img alt=\"autre\">\
         <img src=\"https://x.fr/line\" referrerpolicy=\"no-referrer\" width=\"600\" height=\"1\">"
    );
    // The address we grant is granted to the image of the message alone.
    let stolen = safe_html(
        "<img src=cid:plan@x><img src=/webmel/piece/3>",
        &Reading { remote_images: RemoteImages::Blocked, cid_url: &url },
    );
    assert_eq!(stolen.html, "<img src=\"/webmel/piece/2\">");
}

#[test]
fn links_that_lie_are_told() {
    let html = "<a href=https://evil.example><b>www.</b>ac-creteil.fr</a> <a href=https://ac-creteil.fr>ac-creteil.fr</a> \
        <a href=https://ac-creteil.fr@evil.example/x>Compte</a>";
    let safe = read(html, RemoteImages::Blocked);
    let told: Vec<_> = safe.misleading_links.iter().map(|l| (l.shown.as_str(), l.target.as_str())).collect();
    assert_eq!(told, [("www.ac-creteil.fr", "evil.example"), ("Compte", "evil.example")]);
    assert!(safe.html.contains("href=\"https://evil.example/x\""));
}

#[test]
fn outgoing_mail_keeps_its_images_and_loses_its_scripts() {
    assert_eq!(
        outgoing("<p onclick=x>a<img src=cid:i@x><img src=https://x.fr/i><script>x</script></p>"),
        "<p>a<img src=\"cid:i@x\"><img src=\"https://x.fr/i\" referrerpolicy=\"no-referrer\"></p>"
    );
}

#[test]
fn monsters_are_shown_as_text_or_in_time() {
    let started = std::time::Instant::now();
    let formatting: String = (0..5_000).map(|n| ["<b title=", &n.to_string(), ">"].concat()).collect();
    for monster in [
        "<div>".repeat(10_000),
        "<p>a".repeat(10_000),
        format!("<div>{formatting}</div>{}", "<p>a</p><div>b</div>".repeat(2_000)),
        "<b title=1><table><tr><td></b></td></tr></table>".repeat(5_000),
        "<table>".repeat(10_000),
        "<a href=https://x.fr>".repeat(10_000),
        "<svg>".repeat(10_000),
        "<select><selectedcontent>".repeat(5_000),
        "<table><td><a href=https://x.fr><table><a href=https://x.fr>".repeat(2_000),
        "<font color=red><p>".repeat(5_000),
        "<li>".repeat(10_000),
        "&lt;".repeat(50_000),
        "\u{202e}<x ".repeat(300_000),
        format!("<p style=\"{}\">a", "color:red;".repeat(100_000)),
        format!("<p {}>a", (0..1_000).map(|n| format!("a{n} ")).collect::<Vec<_>>().concat()),
    ] {
        let before = std::time::Instant::now();
        let safe = read(&monster, RemoteImages::Blocked);
        inspect(&safe.html, false).unwrap();
        let head: String = monster.chars().take(40).collect();
        assert!(before.elapsed().as_secs() < 30, "{head}: {:?}", before.elapsed());
        assert!(safe.html.len() < monster.len() * 6 + (1 << 20), "{head}: {}", safe.html.len());
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    assert!(read(&"<div>".repeat(50_000), RemoteImages::Blocked).simplified);
}

fn fragment() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "p",
        "div",
        "a",
        "b",
        "i",
        "font",
        "span",
        "table",
        "tbody",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "h1",
        "blockquote",
        "pre",
        "img",
        "br",
        "svg",
        "math",
        "style",
        "script",
        "title",
        "textarea",
        "noscript",
        "template",
        "form",
        "select",
        "option",
        "iframe",
        "object",
        "mtext",
        "mglyph",
        "foreignObject",
        "xmp",
        "center",
        "caption",
        "colgroup",
        "col",
        "body",
        "html",
        "head",
        "base",
        "meta",
        "input",
        "frameset",
        "plaintext",
        "nobr",
        "em",
        "small",
    ]);
    let attribute = prop::sample::select(vec![
        "",
        " onclick=x",
        " href=https://x.fr",
        " href='javascript:x'",
        " src=https://x.fr/i",
        " src=cid:x",
        " style='color:red'",
        " style=\"background:url(x)\"",
        " class=x",
        " title='\"><script>'",
        " align=center",
        " data-blocked=remote",
        " width=1 height=1",
        " alt=x",
        " dir=rtl",
        " bgcolor=red",
        " rel=opener",
        " target=_top",
        "/",
        " x='",
        " \"",
    ]);
    let piece = prop_oneof![
        4 => (name.clone(), attribute.clone(), attribute).prop_map(|(n, a, b)| format!("<{n}{a}{b}>")),
        3 => name.prop_map(|n| format!("</{n}>")),
        2 => "[a-z &<>\"'é\u{a0}]{0,6}",
        1 => prop::sample::select(vec!["<!--", "-->", "<![CDATA[", "]]>", "&lt;", "&#0;", "&amp;lt;", "&nbsp;", "\0", "\u{202e}", "<?", "\n"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_comes_passes_inspection_and_is_stable(html in fragment()) {
        let blocked = read(&html, RemoteImages::Blocked);
        prop_assert!(inspect(&blocked.html, false).is_ok(), "{:?}", inspect(&blocked.html, false));
        let again = read(&blocked.html, RemoteImages::Blocked);
        prop_assert_eq!(&again.html, &blocked.html, "from {:?}", html);
        prop_assert_eq!(again.blocked_images, blocked.blocked_images);

        let allowed = read(&html, RemoteImages::Allowed);
        prop_assert!(inspect(&allowed.html, true).is_ok(), "{:?}", inspect(&allowed.html, true));
        prop_assert_eq!(&read(&allowed.html, RemoteImages::Allowed).html, &allowed.html);
    }

    #[test]
    fn any_characters_pass_inspection(html in any::<String>()) {
        prop_assert!(inspect(&shown(&html), false).is_ok());
    }
}
