//! Turns `locales/*/{identity,oidc}.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["identity", "oidc"]);
}
