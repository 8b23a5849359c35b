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
layout-search-portal = Rechercher une application
layout-search-learning = Rechercher un parcours
layout-search-mail = Rechercher un message
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
kept-file = Fichier à choisir de nouveau
kept-file-help = Les fichiers ne sont pas conservés : choisissez-les une seconde fois.
kept-others = Autres réponses du formulaire, envoyées telles quelles
kept-goes-to = Ce formulaire sera envoyé à la page
kept-field-title = Titre
kept-field-name = Nom
kept-field-subject = Objet
kept-field-recipients = Destinataires
kept-field-text = Texte
kept-field-description = Description
kept-field-place = Lieu
kept-field-url = Adresse web
kept-field-reason = Motif
kept-field-people = Personnes
kept-field-identifier = Identifiant
kept-field-password = Mot de passe
kept-field-numen = NUMEN
kept-field-birth-date = Date de naissance
kept-field-code = Code

form-unreadable = Le formulaire reçu n’est pas lisible. Revenez en arrière, rechargez la page, puis recommencez.
form-nul = Le texte envoyé contient un caractère invisible interdit (NUL). Supprimez-le, puis recommencez.

upload-too-large = Ce fichier est trop lourd : { $max } Mo au maximum.
upload-broken = L’envoi s’est interrompu avant la fin. Revenez en arrière, puis recommencez.

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
failure-expired-lost = La page a expiré. Revenez en arrière pour copier ce que vous avez écrit, rechargez la page, puis recommencez.
failure-too-large = Le texte envoyé est trop long.
failure-back = Revenir à l’accueil
