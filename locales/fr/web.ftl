# La coque : mise en page, formulaires, pages d’erreur.
system-identity = Compte académique
system-portal = ARENA
system-learning = M@gistère
system-mail = Webmel

layout-skip = Aller au contenu
layout-systems = Applications
layout-breadcrumb = Fil d’Ariane
layout-notices = { $count ->
    [0] Notifications
    [one] { $count } notification non lue
   *[other] { $count } notifications non lues
}
layout-account = Mon compte
layout-help-desk = Assistance
layout-management = Gestion de l’académie
layout-sign-in = Connexion
layout-sign-out = Déconnexion
layout-help = Aide
layout-accessibility = Accessibilité
layout-privacy = Qui peut voir quoi sur moi
layout-dark = Thème sombre
layout-light = Thème clair

signed-out = Vous êtes déconnecté de toutes les applications.

kept-title = Votre texte est conservé
kept-explanation = La page avait expiré avant l’envoi. Rien n’est perdu : relisez, puis envoyez de nouveau.
kept-send = Envoyer de nouveau

upload-too-large = Ce fichier est trop lourd : { $max } Mo au maximum.

failure-not-found-title = Page introuvable
failure-not-found = Cette page n’existe pas, a été déplacée, ou ne vous est pas ouverte. Vérifiez l’adresse ou revenez à l’accueil.
failure-forbidden-title = Action non autorisée
failure-forbidden = Votre compte ne permet pas cette action. Si vous pensez qu’il le devrait, demandez à l’assistance de l’académie.
failure-sign-in-title = Connexion nécessaire
failure-sign-in = Connectez-vous pour continuer.
failure-invalid-title = Saisie à corriger
failure-invalid = Ce qui a été envoyé ne peut pas être accepté. Revenez en arrière pour corriger.
failure-conflict-title = Quelqu’un est passé avant vous
failure-conflict = Cet élément a changé entre-temps. Rechargez la page pour voir son état actuel.
failure-too-many-title = Trop de tentatives
failure-too-many = { $minutes ->
    [one] Patientez une minute, puis réessayez.
   *[other] Patientez { $minutes } minutes, puis réessayez.
}
failure-unavailable-title = Service momentanément indisponible
failure-unavailable = Un élément technique ne répond pas. Rien n’a été perdu. Réessayez dans quelques instants.
failure-internal-title = Une erreur est survenue
failure-internal = L’erreur vient de nous et a été notée. Réessayez ; si elle persiste, prévenez l’assistance.
failure-elsewhere = Cette demande vient d’un autre site et a été refusée.
failure-expired = La page a expiré. Rechargez-la, puis recommencez.
failure-too-large = Le texte envoyé est trop long.
failure-back = Revenir à l’accueil
