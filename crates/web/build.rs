//! Turns `locales/*/web.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["web"]);
}
