use super::*;
use proptest::prelude::*;

fn clean(html: &str) -> String {
    RichText::sanitise(html).unwrap().to_string()
}

#[test]
fn what_the_editor_makes_stays_as_it_is() {
    for html in [
        "<h2>Un</h2><h3>Deux</h3><h4>Trois</h4>",
        "<p>a <strong>b</strong> <em>c</em> <u>d</u> <s>e</s> x<sup>2</sup> H<sub>2</sub>O</p>",
        "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>",
        "<ol start=\"3\"><li>a</li></ol>",
        "<blockquote><p>cité</p></blockquote>",
        "<pre><code>let x = 1;\nlet y = 2;</code></pre>",
        "<p><a href=\"https://exemple.fr/a?b=1&amp;c=2\" rel=\"noopener noreferrer\">lien</a></p>",
        "<table><caption>Titre</caption><thead><tr><th scope=\"col\">a</th></tr></thead><tbody><tr><td colspan=\"2\">b</td></tr></tbody></table>",
        "<figure><img src=\"/fichiers/0199/cour.png\" alt=\"La cour\" width=\"640\" height=\"480\"><figcaption>La cour</figcaption></figure>",
        "<hr>",
        "<details><summary>Réponse</summary><p>42</p></details>",
        "<p lang=\"en\">Hello</p>",
        "<p>a<br>b</p>",
        "<p>«&nbsp;Préau&nbsp;» \u{202f}!</p>",
        "<p></p>",
    ] {
        assert_eq!(clean(html), html);
    }
}

#[test]
fn hostile_input_is_disarmed() {
    for (hostile, harmless) in [
        ("<script>alert(1)</script>", ""),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p onclick=\"alert(1)\" style=\"position:fixed\" class=\"x\" id=\"y\">a</p>", "<p>a</p>"),
        ("<style>body{display:none}</style><p>a</p>", "<p>a</p>"),
        ("<iframe src=\"https://autre.example\"></iframe><p>a</p>", "<p>a</p>"),
        ("<object data=\"x\">a</object><embed src=\"x\">", ""),
        ("<a href=\"javascript:alert(1)\">a</a>", "<p>a</p>"),
        ("<a href=\"  java&#10;script:alert(1)\">a</a>", "<p>a</p>"),
        ("<a href=\"&#x6a;avascript:alert(1)\">a</a>", "<p>a</p>"),
        ("<a href=\"data:text/html,<script>alert(1)</script>\">a</a>", "<p>a</p>"),
        ("<a href=\"//autre.example\">a</a>", "<p>a</p>"),
        ("<a href=\"/\\autre.example\">a</a>", "<p>a</p>"),
        (
            "<p><a href=\"https://a.fr\" target=\"_blank\" rel=\"opener\" ping=\"https://b.fr\">a</a></p>",
            "<p><a href=\"https://a.fr\" rel=\"noopener noreferrer\">a</a></p>",
        ),
        ("<img src=x onerror=alert(1)>", ""),
        ("<img src=\"https://pisteur.example/1.gif\">", ""),
        ("<img src=\"//pisteur.example/fichiers/1.gif\">", ""),
        ("<img src=\"/compte/deconnexion\">", ""),
        ("<img src=\"/fichiers/../compte/deconnexion\">", ""),
        ("<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">", ""),
        (
            "<img src=\"/fichiers/a.png\" srcset=\"https://b.example 2x\">",
            "<p><img src=\"/fichiers/a.png\" alt=\"\"></p>",
        ),
        ("<svg onload=alert(1)><circle/></svg><p>a</p>", "<p>a</p>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg><p>a</p>", "<p>a</p>"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", ""),
        ("<form action=\"/compte\"><input name=\"mdp\"><button>Valider</button></form>", "<p>Valider</p>"),
        (
            "<meta http-equiv=\"refresh\" content=\"0;url=https://a.fr\"><base href=\"https://a.fr\"><p>a</p>",
            "<p>a</p>",
        ),
        ("<link rel=\"stylesheet\" href=\"https://a.fr\"><p>a</p>", "<p>a</p>"),
        ("<!--[if IE]><script>alert(1)</script><![endif]--><p>a</p>", "<p>a</p>"),
        ("<p>a</p><!-- secret -->", "<p>a</p>"),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>", "<p>\"&gt;</p>"),
        ("<template><script>alert(1)</script></template><p>a</p>", "<p>a</p>"),
        (
            "<details open ontoggle=alert(1)><summary>a</summary>b</details>",
            "<details open=\"\"><summary>a</summary>b</details>",
        ),
        ("<h1>Titre</h1>", "<h2>Titre</h2>"),
        ("<ol start=\"-99999999\"><li>a</li></ol>", "<ol><li>a</li></ol>"),
        ("<p lang=\"x y\">a</p>", "<p>a</p>"),
        ("<video src=\"https://a.fr\" autoplay></video><p>a</p>", "<p>a</p>"),
        ("<span style=\"font-size:200px\">a</span>", "<p>a</p>"),
        ("<script>alert(1)</script>Bonjour &amp; bienvenue", "<p>Bonjour &amp; bienvenue</p>"),
        ("<p>a\u{0}b</p>", "<p>ab</p>"),
    ] {
        assert_eq!(clean(hostile), harmless, "{hostile}");
    }
}

#[test]
fn what_is_removed_is_counted() {
    let cleaned =
        RichText::clean("<p>a<img src=\"https://a.fr/b.png\"><img src=\"/fichiers/b.png\"></p>").unwrap();
    assert_eq!(cleaned.removed_images, 1);
    assert_eq!(RichText::clean("<p>a</p>").unwrap().removed_images, 0);
}

#[test]
fn pasted_images_take_the_path_they_were_stored_under() {
    let gif = "data:image/gif;base64,R0lGODlhAQABAA==";
    let html = format!("<p>a<img src=\"{gif}\" alt=\"b\"></p>");
    let found = pasted_images(&html);
    assert_eq!(found.len(), 1);
    let stored = |path: &str| HashMap::from([(found[0].source.clone(), path.to_owned())]);
    let cleaned = RichText::clean_with(&html, stored("/fichiers/0199/image.gif")).unwrap();
    assert_eq!(cleaned.text.as_str(), "<p>a<img src=\"/fichiers/0199/image.gif\" alt=\"b\"></p>");
    assert_eq!(cleaned.removed_images, 0);
    // A path that is not ours is not taken over, and without storage the image goes.
    let elsewhere = RichText::clean_with(&html, stored("https://autre.example/a.gif")).unwrap();
    assert_eq!((elsewhere.text.as_str(), elsewhere.removed_images), ("<p>a</p>", 1));
    assert_eq!(clean(&html), "<p>a</p>");
}

#[test]
fn a_text_field_makes_paragraphs() {
    assert_eq!(
        clean("Bonjour,\r\n\r\nrendez-vous <lundi> à 14 h & mardi.\r\nÀ bientôt"),
        "<p>Bonjour,</p><p>rendez-vous &lt;lundi&gt; à 14 h &amp; mardi.<br>À bientôt</p>"
    );
    assert_eq!(clean(""), "");
}

#[test]
fn markdown_becomes_our_elements() {
    let text = RichText::from_markdown(
        "# Titre\n\nUn *mot* et ~~deux~~, [lien](https://exemple.fr).\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n\
         <script>alert(1)</script>\n\n![cour](https://autre.example/a.png)\n",
    )
    .unwrap();
    assert!(text.as_str().starts_with("<h2>Titre</h2><p>Un <em>mot</em> et <s>deux</s>, <a href="), "{text}");
    assert!(text.as_str().contains("<th scope=\"col\">x</th>"), "{text}");
    assert!(!text.as_str().contains("script") && !text.as_str().contains("<img"), "{text}");
    assert_eq!(RichText::sanitise(text.as_str()).unwrap(), text);
    // Markdown without any formatting is a paragraph too, and its signs are its own.
    assert_eq!(RichText::from_markdown("a &lt; b").unwrap().as_str().trim(), "<p>a &lt; b</p>");
}

#[test]
fn emptiness_is_what_can_be_seen() {
    for empty in
        ["", " \n ", "<p></p>", "<p><br></p>", "<h2> </h2>", "<p>&nbsp;</p>", "<hr>", "<script>a</script>"]
    {
        assert!(RichText::sanitise(empty).unwrap().is_empty(), "{empty}");
    }
    for full in ["a", "<p>.</p>", "<img src=\"/fichiers/a.png\">"] {
        assert!(!RichText::sanitise(full).unwrap().is_empty(), "{full}");
    }
}

#[test]
fn too_long_says_how_much_is_allowed() {
    let fits = "x".repeat(MAX_BYTES - "<p></p>".len());
    assert!(RichText::sanitise(&fits).is_ok());
    let error = RichText::sanitise(&format!("{fits}xx")).unwrap_err();
    assert_eq!(error, Refusal::TooLong { bytes: MAX_BYTES + 2, most: MAX_BYTES });
    assert!(error.message(Locale::Fr).contains("201\u{a0}ko\u{202f}; 200\u{a0}ko au plus"));
    // What weighs only because of what goes away is fine.
    let heavy = format!("<p>a</p><!-- {} -->", "x".repeat(MAX_BYTES));
    assert_eq!(clean(&heavy), "<p>a</p>");
    assert!(RichText::sanitise(&"x".repeat(MAX_SENT_BYTES + 1)).is_err());
}

#[test]
fn deep_and_unclosed_tags_do_not_hang() {
    for tag in [
        "b",
        "blockquote",
        "div",
        "a href=\"/x\"",
        "ul><li",
        "table><tr><td",
        "p",
        "h2",
        "font",
        "details",
        "svg",
    ] {
        let bomb = format!("<{tag}>x").repeat(1_000);
        assert!(RichText::sanitise(&bomb).unwrap().as_str().matches("<blockquote>").count() <= 32, "{tag}");
    }
    let bomb = "<div>".repeat(MAX_TAGS + 1);
    let refusal = RichText::sanitise(&bomb).unwrap_err();
    assert_eq!(refusal, Refusal::TooManyTags { most: MAX_TAGS });
    assert_ne!(refusal.message(Locale::Fr), refusal.message(Locale::En));
}

#[test]
fn templates_show_it_as_it_is() {
    #[derive(askama::Template)]
    #[template(source = "<main>{{ text }}</main>", ext = "html")]
    struct Page {
        text: RichText,
    }
    let page = Page { text: RichText::sanitise("<p>a & b</p>").unwrap() };
    assert_eq!(askama::Template::render(&page).unwrap(), "<main><p>a &amp; b</p></main>");
}

/// Pieces of HTML, good and bad, in any order.
fn any_html() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("p"),
        Just("div"),
        Just("b"),
        Just("strong"),
        Just("i"),
        Just("a"),
        Just("h1"),
        Just("h3"),
        Just("ul"),
        Just("ol"),
        Just("li"),
        Just("table"),
        Just("tr"),
        Just("td"),
        Just("th"),
        Just("thead"),
        Just("caption"),
        Just("pre"),
        Just("code"),
        Just("blockquote"),
        Just("figure"),
        Just("details"),
        Just("summary"),
        Just("script"),
        Just("style"),
        Just("svg"),
        Just("math"),
        Just("span"),
        Just("textarea"),
        Just("select"),
        Just("form"),
        Just("template"),
        Just("nom"),
    ];
    let attribute = prop_oneof![
        Just(""),
        Just(" href=\"https://a.fr\""),
        Just(" href=javascript:x"),
        Just(" onclick=x"),
        Just(" lang=fr"),
        Just(" colspan=2"),
        Just(" scope=col"),
        Just(" open"),
        Just(" start=2"),
        Just(" title='\"<p>'"),
    ];
    let piece = prop_oneof![
        (name.clone(), attribute).prop_map(|(name, attribute)| format!("<{name}{attribute}>")),
        name.prop_map(|name| format!("</{name}>")),
        Just("<img src=\"/fichiers/a.png\">".to_owned()),
        Just("<img src=x alt='\">'>".to_owned()),
        Just("<br>".to_owned()),
        Just("<hr/>".to_owned()),
        Just("<!-- x -->".to_owned()),
        Just("\n\n".to_owned()),
        Just("&lt;p&gt;&amp;nbsp;&nbsp;".to_owned()),
        "[a-z<>&\"' /=\u{a0}\u{e9}]{0,8}",
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn cleaning_twice_changes_nothing(html in any_html()) {
        let once = clean(&html);
        prop_assert_eq!(clean(&once), once.clone());
    }

    #[test]
    fn nothing_but_the_table_comes_out(html in any_html()) {
        let text = clean(&html);
        for token in tokens::tokens(&text) {
            if let tokens::Token::Open { name, attributes } = token {
                prop_assert!(
                    ["a", "blockquote", "br", "caption", "code", "details", "em", "figcaption", "figure", "h2", "h3", "h4",
                     "hr", "img", "li", "ol", "p", "pre", "s", "strong", "summary", "table", "tbody", "td", "tfoot", "th",
                     "thead", "tr", "u", "ul"].contains(&name),
                    "{} in {}", name, text
                );
                prop_assert!(!attributes.contains("onclick=") && !attributes.contains("javascript:"), "{}", text);
            }
        }
    }

    #[test]
    fn no_word_of_plain_text_is_lost(text in "[a-z <>&\n\r\t\"'/\u{e9}]{0,60}") {
        prop_assume!(plain::is_plain(&text));
        let words = |t: &str| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        prop_assert_eq!(words(&RichText::sanitise(&text).unwrap().plain_text()), words(&text));
    }

    #[test]
    fn any_bytes_are_borne(text in "\\PC{0,200}") {
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once.clone());
    }
}
