//! The list of every route with who may call it. A domain cannot add a handler without saying so: the router and
//! the permission tests read the same list.

use axum::{
    Router,
    handler::Handler,
    routing::{MethodRouter, delete, get, post, put},
};
use http::Method;
use kernel::permission::Role;

use crate::app::App;

/// Who may call a route, before any resource is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody; with the forgery guard on whatever changes something.
    Public,
    /// Everybody, from a form that also stands on the pages of the other systems, whose cookies are not seen here:
    /// the browser's `Origin` vouches for it where the token cannot.
    SignInForm,
    /// Any agent signed in.
    SignedIn,
    /// Agents who were granted this role in the académie of the path. An administrator may do what a manager may.
    Granted(Role),
    /// A protocol of programs (token endpoint, calendar feed): it authenticates itself and has no cookie.
    Protocol,
}

#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

#[derive(Default)]
pub struct Routes {
    pub(crate) list: Vec<Route>,
    pub(crate) router: Router<App>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.route(Method::GET, path, access, get(handler))
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.route(Method::POST, path, access, post(handler))
    }

    #[must_use]
    pub fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.route(Method::PUT, path, access, put(handler))
    }

    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.route(Method::DELETE, path, access, delete(handler))
    }

    fn route(
        mut self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: MethodRouter<App>,
    ) -> Self {
        self.list.push(Route { method, path, access });
        self.router = self.router.route(path, handler);
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Routes) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }
}
