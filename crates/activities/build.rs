//! Turns `locales/*/activities.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["activities"]);
}
