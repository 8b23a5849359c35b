//! The pages of the webmel.

pub(crate) fn routes() -> web::Routes {
    web::Routes::new()
}
