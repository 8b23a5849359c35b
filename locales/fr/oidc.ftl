# Le fournisseur OpenID Connect : les quelques pages qu’il montre.
oidc-home = Revenir à l’accueil

oidc-refused-title = Application inconnue
oidc-refused = L’application qui vous a envoyé ici n’est pas déclarée auprès de l’académie, ou demande un retour vers une adresse qui n’est pas la sienne. Votre mot de passe ne lui a pas été transmis. Revenez à l’accueil, et signalez l’adresse à l’assistance si vous y teniez.

oidc-leaving-title = Connexion réussie
oidc-leaving = Vous allez être conduit vers { $name }.
oidc-leaving-go = Continuer vers { $name }

oidc-logout-title = Se déconnecter de toutes les applications ?
oidc-logout-asked = { $name } demande la fin de votre session.
oidc-logout-unknown = Une application demande la fin de votre session.
oidc-logout-explanation = Le portail, M@gistère, le webmel et les autres applications se fermeront aussi. Ce qui n’est pas enregistré serait perdu.
oidc-logout-do = Se déconnecter
oidc-logout-stay = Rester connecté
oidc-logout-mismatch = La demande de déconnexion nomme deux applications différentes.

oidc-signed-out-title = Vous êtes déconnecté
oidc-signed-out = Votre session est close sur toutes les applications de l’académie. Sur un ordinateur partagé, fermez aussi le navigateur.
