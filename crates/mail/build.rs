//! Turns `locales/*/mail.ftl`, `boites.ftl` and `mail-management.ftl` into the methods of `words::Words`.

fn main() {
    words::generate(&["mail", "boites", "mail-management"]);
}
