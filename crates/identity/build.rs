//! Turns `locales/*/identity.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["identity"]);
}
