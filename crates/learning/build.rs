//! Turns the files of M@gistère in `locales/` into the methods of `words::Words`.

fn main() {
    words::generate(&["parcours", "magistere", "calendrier"]);
}
