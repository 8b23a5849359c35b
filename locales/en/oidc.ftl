# The OpenID Connect provider: the few pages it shows.
oidc-home = Back to the home page

oidc-refused-title = Unknown application
oidc-refused = The application that sent you here is not registered with the académie, or asks to return to an address that is not its own. It was not given your password. Go back to the home page, and tell the help desk the address if you needed it.

oidc-leaving-title = Signed in
oidc-leaving = You are being taken to { $name }.
oidc-leaving-go = Continue to { $name }

oidc-logout-title = Sign out of every application?
oidc-logout-asked = { $name } asks to end your session.
oidc-logout-unknown = An application asks to end your session.
oidc-logout-explanation = The portal, M@gistère, the webmail and the other applications will close too. What is not saved would be lost.
oidc-logout-do = Sign out
oidc-logout-stay = Stay signed in
oidc-logout-mismatch = The request to sign out names two different applications.

oidc-signed-out-title = You are signed out
oidc-signed-out = Your session is over in every application of the académie. On a shared computer, close the browser too.
