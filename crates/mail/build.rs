//! Turns `locales/*/mail.ftl` and `boites.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["mail", "boites"]);
}
