//! Turns `locales/*/{mail,mail-management}.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["mail", "mail-management"]);
}
