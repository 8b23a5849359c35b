//! Turns `locales/*/parcours.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["parcours"]);
}
