//! Turns `locales/*/learning.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["learning"]);
}
