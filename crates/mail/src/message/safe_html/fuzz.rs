//! HTML from anywhere, as a target of the fuzzer: what comes out passes the inspection of `hostile`, cut and rewritten
//! as it may have been.

use super::{hostile::inspect, *};
use crate::{
    fuzzing::Target,
    message::{
        clean_text,
        text::{html_to_text, plain_twin},
    },
};

pub(crate) const HTML: Target = Target {
    name: "html",
    run: |bytes| check(&String::from_utf8_lossy(bytes)),
    seeds,
    words: &[
        "<script>",
        "</script>",
        "<style>",
        "<svg>",
        "<math>",
        "<title>",
        "<textarea>",
        "<noscript>",
        "<template>",
        "<table>",
        "<select>",
        "<iframe srcdoc=",
        "<img src=cid:a@x>",
        "<img src=https://x.fr/a width=1 height=1>",
        "<a href=javascript:x>",
        "<a href=\"https://x.fr\">",
        "<base href=//x>",
        "<p style=\"",
        "url(",
        "expression(",
        "position:fixed",
        "display:none",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE",
        "<?xml",
        "&#x6a;",
        "&Tab;",
        "&nbsp",
        " onerror=",
        "srcset=",
        "background=",
        "<blockquote>",
        "<pre>",
        "<li>",
        "<br>",
        "</p>",
    ],
};

fn seeds() -> Vec<Vec<u8>> {
    let own = [
        "<p style=\"color:red;background:url(https://x.fr)\" onclick=x>a <b>b</p><img src=\"cid:a@x\" alt=c>",
        "<table><tr><td width=100><a href=\"https://x.fr/?a=b&amp;c\">x.fr</a><td><script>x</script></table>",
        "<svg><style><img src=x onerror=y></style></svg><math><mi>x</mi></math><!-- a --><![if mso]>b<![endif]>",
        "<ul><li>un<li>deux</ul><pre> a\n b</pre><blockquote>c<br>d</blockquote>&eacute;&#233;&#x0;&bogus;",
        "<html><head><title>t</title><style>p{}</style></head><body bgcolor=#fff><h1>a</h1><hr></body></html>",
    ];
    let of_samples = crate::message::parse::samples::all().into_iter();
    let of_samples = of_samples.filter_map(|(_, raw)| crate::message::parse(&raw).html_body);
    own.into_iter().map(str::to_owned).chain(of_samples).map(String::into_bytes).collect()
}

pub(crate) fn check_shown(html: &str, remote_images: bool) {
    if let Err(why) = inspect(html, remote_images) {
        panic!("{why}");
    }
}

/// Every way in which the HTML of a message is used.
pub(crate) fn check(html: &str) {
    let cid_url = |_: &str| None;
    for remote_images in [RemoteImages::Blocked, RemoteImages::Allowed, RemoteImages::Removed] {
        let shown = safe_html(html, &Reading { remote_images, cid_url: &cid_url }).html;
        check_shown(&shown, remote_images == RemoteImages::Allowed);
    }
    for text in [html_to_text(html), plain_twin(html)] {
        assert_eq!(clean_text(&text), text, "out of {html:?}");
    }
    outgoing(html);
}
