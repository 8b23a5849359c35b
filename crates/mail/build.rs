//! Turns `locales/*/mail.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["mail"]);
}
