//! Turns `locales/*/portal.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["portal"]);
}
