//! What the product is made of. Following one line leads anywhere.

use web::{Module, Routes};

/// In the order in which their tables are made.
pub fn modules() -> Vec<Module> {
    vec![
        Module { base: kernel::module(), routes: Routes::new }, //
        web::module(),
        identity::module(),
        portal::module(),
        learning::module(),
        activities::module(),
        mail::module(),
    ]
}
