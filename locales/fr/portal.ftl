# ARENA, le portail.
portal-name = ARENA
sign-in-title = Connexion à ARENA

menu-title = Rubriques
menu-close = Fermer
menu-home = Mes favoris
menu-all = Toute la rubrique
search-label = Rechercher une application
search-button = Rechercher
search-title = Résultats de la recherche
search-found = { $count ->
    [0] Aucune application ne correspond à « { $typed } ». Essayez un seul mot, ou parcourez les rubriques.
    [one] Une application correspond à « { $typed } ».
   *[other] { $count } applications correspondent à « { $typed } ».
}
favourites-title = Mes favoris
favourites-explanation = L’étoile place une application sur la page d’accueil du portail. Les flèches, ou la poignée à la souris, changent l’ordre de vos favoris.
favourites-empty = Vous n’avez pas encore de favoris.
favourites-empty-how = Ouvrez « Gérer mes favoris » et touchez l’étoile d’une application : son lien sera placé ici, sur la page d’accueil du portail.
favourite-add = Ajouter { $name } aux favoris
favourite-remove = Retirer { $name } des favoris
favourite-up = Avancer { $name }
favourite-down = Reculer { $name }
favourite-added = { $name } est sur votre page d’accueil.
favourite-removed = { $name } n’est plus sur votre page d’accueil.
favourite-moved = { $name } a changé de place.
favourite-too-many = Pas plus de { $most } favoris : retirez-en un d’abord.
tile-new = Nouveau
tile-inside = Réseau interne
notice-until = Jusqu’au { $until }.
search-begin = Écrivez un nom ou un mot de la description.
favourites-manage = Gérer mes favoris
favourites-all = Toutes mes applications
favourites-done = Revenir à ARENA
favourites-empty-here = Touchez une étoile dans la liste ci-dessous : le lien sera placé sur la page d’accueil du portail.
notices-count = { $count ->
    [one] Une information sur vos applications
   *[other] { $count } informations sur vos applications
}
tile-maintenance = En maintenance
tile-delegated = Par délégation, jusqu’au { $until }.

closed-maintenance-title = { $name } est en maintenance
closed-maintenance = L’application ne s’ouvre pas pendant ce temps. Elle revient d’elle-même : il n’y a rien à faire de votre côté.
closed-outside-title = { $name } ne s’ouvre pas d’ici
closed-outside = Cette application est réservée au réseau de l’académie : établissements et services. Votre connexion vient d’ailleurs.
closed-outside-how = Ouvrez-la depuis votre établissement ou votre service. D’ailleurs, elle ne s’ouvre qu’après une connexion avec un second facteur, et la vôtre n’en a pas demandé.
closed-back = Revenir à ARENA

delegations-title = Délégations
delegations-explanation = Une application donnée à une personne pour quelques établissements, d’un jour à un autre. Elle la trouve parmi ses applications ces jours-là seulement, et en est avertie.
delegations-explanation-head = Une application que vous utilisez, donnée à une personne pour votre établissement ({ $uai }), d’un jour à un autre. Elle la trouve parmi ses applications ces jours-là seulement, et en est avertie.
delegations-given = Délégations en cours et à venir
delegations-empty = Aucune délégation.
delegations-empty-how = Remplissez le formulaire ci-dessous pour en donner une.
delegation-new = Nouvelle délégation
delegation-give = Donner la délégation
delegation-given = La délégation est donnée, et la personne avertie.
delegation-withdraw = Retirer
delegation-withdraw-title = Retirer une délégation
delegation-withdraw-sure = { $person } ne trouvera plus { $name } parmi ses applications. La délégation allait { $days }.
delegation-withdrawn = La délégation est retirée, et la personne avertie.
delegation-to-come = À venir
delegation-days = du { $from } au { $until }
delegation-forbidden = Les délégations se donnent par les chefs d’établissement et les gestionnaires de l’académie.
delegation-given-title = { $name } vous est déléguée
delegation-given-body = { $giver } vous donne cette application { $days }, pour : { $establishments }. Vous la trouvez dans ARENA, parmi vos applications.
delegation-withdrawn-title = { $name } ne vous est plus déléguée
delegation-withdrawn-body = { $giver } a retiré cette délégation avant son terme.
field-application = Application
field-person = Personne
field-person-help = Son identifiant ou son adresse académique.
field-from = Du
field-until = Au
error-delegated-application = Choisissez une application de la liste.
error-delegate = Personne de cette académie n’a cet identifiant ou cette adresse.
error-delegated-establishments = Indiquez au moins un établissement.
error-not-headed = « { $value } » n’est pas votre établissement.
error-delegation-day = Indiquez un jour.
error-delegation-days = La délégation prend fin avant d’avoir commencé.
error-delegation-over = Ce jour est passé.

management-title = Gestion du portail
management-explanation = Rubriques, applications, publics et avis. Chaque changement est visible aussitôt et s’écrit au journal de l’académie.
management-staff = Import des personnels
saved = C’est enregistré.
deleted = C’est supprimé.
save = Enregistrer
edit = Modifier
cancel = Annuler
optional = (facultatif)
move-up = Monter « { $name } »
move-down = Descendre « { $name } »
conflict = Quelqu’un d’autre a modifié cet élément pendant que vous écriviez. Ce que vous avez saisi est ci-dessous : rechargez la page dans un autre onglet pour comparer.
errors-title = { $count ->
    [one] Un champ est à corriger
   *[other] { $count } champs sont à corriger
}
category-new = Nouvelle rubrique
category-add = Ajouter la rubrique
category-empty = Cette rubrique est vide : elle n’apparaît pas dans le menu.
category-not-empty = Cette rubrique contient des applications : déplacez-les ou supprimez-les d’abord.
category-delete = Supprimer la rubrique
category-delete-sure = La rubrique « { $name } » sera supprimée.
has-notice = avec un avis
audience-everybody = Tous les personnels
audience-everybody-help = Tous ceux de l’académie.
audience-some = Public restreint

application-new = Nouvelle application
application-delete = Supprimer l’application
application-delete-sure = « { $name } » sera supprimée, avec son public, ses délégations et son étoile chez ceux qui l’avaient en favori.
field-name = Nom
field-category = Rubrique
field-category-fr = Nom de la rubrique
field-category-en = Nom en anglais
field-description-fr = Description
field-description-en = Description en anglais
field-icon = Image
field-launch = Ouverture
field-network = Accès
field-url = Adresse
field-url-help = Une adresse https, ou pour une application de la plateforme un chemin tel que /magistere/ac-creteil.
field-new = Signaler comme nouvelle
field-audience = Public
field-functions = Fonctions, un code par ligne
field-establishments = Établissements, un code UAI par ligne
audience-help = Sans « Tous les personnels », l’application est montrée à qui remplit une de ces conditions : sa fonction est dans la liste, son établissement est dans la liste, son identifiant est dans la liste, ou une délégation la lui donne.
audience-both = Fonction et établissement à la fois
audience-both-help = L’agent doit avoir une de ces fonctions dans un de ces établissements. Les personnes nommées et les délégations ne changent pas.
field-people = Personnes, un identifiant par ligne
field-people-help = Elles voient l’application quels que soient leur fonction et leur établissement.
field-notice = Avis
field-notice-kind = Genre
field-notice-fr = Texte de l’avis
field-notice-en = Texte en anglais
field-notice-from = À partir du
field-notice-until = Jusqu’au
error-name = Écrivez le nom, en 80 caractères au plus.
error-category-name = Écrivez le nom de la rubrique, en 60 caractères au plus.
error-category = Choisissez une rubrique.
error-description = 300 caractères au plus.
error-path = Écrivez un chemin de la plateforme, qui commence par une barre oblique.
error-url = Écrivez une adresse complète, par exemple https://exemple.fr/.
error-audience = Choisissez « Tous les personnels », ou indiquez au moins une fonction, un établissement ou une personne.
error-notice = Écrivez l’avis, en 300 caractères au plus.
error-notice-days = L’avis prend fin avant d’avoir commencé.
error-day = Ce n’est pas une date.
error-unknown = « { $value } » n’est pas connu dans cette académie.
error-audience-unused = Ces listes ne comptent pas tant que « Tous les personnels » est coché : décochez-le, ou videz-les.
error-audience-both = Indiquez au moins une fonction et un établissement, ou décochez cette case.
error-notice-kind = Choisissez le genre de l’avis, ou videz son texte et ses dates.
launch = { $launch ->
    [internal] Dans la plateforme
    [oidc] OpenID Connect
    [cas] CAS
    [saml] SAML
   *[link] Simple lien
}
network = { $network ->
    [inside] Réseau de l’académie
   *[outside] De partout
}
notice-kind = { $kind ->
    [information] Information
    [maintenance] Maintenance
    [moved] Changement d’adresse
   *[none] Aucun avis
}
icon = { $icon ->
    [parcours] Formation
    [user] Personne
    [users] Groupe
    [school] École
    [building] Bâtiment
    [exam] Examen
    [message] Message
    [calendar] Calendrier
    [calendar-plus] Inscription
    [assignment] Dossier à compléter
    [pay] Paye
    [folder] Dossier
    [send] Envoi
    [travel] Déplacement
    [swap] Échange
    [book] Livre
    [notebook] Carnet
    [place] Lieu
    [mail] Courrier
    [upload] Dépôt
    [help] Aide
    [health] Santé
    [link] Lien
   *[briefcase] Mallette
}

choose-title = Choisissez votre académie
choose-explanation = La plateforme des personnels : ARENA, M@gistère et la messagerie, avec un seul compte.
choose-portal = ARENA
choose-learning = M@gistère
choose-mail = Webmel
choose-last = La dernière que vous avez choisie

help-title = Aide
help-intro = Les réponses aux questions les plus fréquentes. Si elles ne suffisent pas, appelez l’assistance de votre académie.
help-reach-title = Accéder à M@gistère
help-reach-arena = Par ARENA : connectez-vous au portail avec l’identifiant et le mot de passe de votre boîte aux lettres, ouvrez dans le menu gauche la rubrique Formation à Distance, puis M@gistère. Dans « Gérer mes favoris », l’étoile place le lien sur la page d’accueil du portail.
help-reach-direct = Directement : ouvrez la page M@gistère de votre académie, puis le bouton Connexion dans la section gauche. Votre parcours se trouve dans l’onglet Se former.
help-identifier-title = Vous ne connaissez pas votre identifiant
help-identifier = Suivez « Connaître son identifiant académique » sur la page de connexion : il vous faut votre NUMEN et votre date de naissance.
help-default-title = Vous ne connaissez pas votre mot de passe (celui par défaut)
help-default = Le mot de passe par défaut est votre NUMEN. À la première connexion, il ouvre seulement la page où vous en choisissez un autre.
help-forgotten-title = Vous avez oublié votre mot de passe après l’avoir changé
help-forgotten = Suivez « Réinitialiser son mot de passe oublié » : le NUMEN redevient le mot de passe, pendant 24 heures et pour en choisir un autre. Toutes vos sessions sont fermées.
help-change-title = Vous voulez changer votre mot de passe
help-change = Suivez « Changer son mot de passe » sur la page de connexion, ou, une fois connecté, la page Mon compte.
link-identifier = Connaître son identifiant académique
link-reset = Réinitialiser son mot de passe oublié
link-change = Changer son mot de passe
help-mailbox-title = Activer votre boîte aux lettres
help-mailbox = Connectez-vous une première fois sur le webmel : la boîte est activée. Ces liens sont aussi sur sa page d’accueil.
help-locked-title = Votre compte semble bloqué
help-locked = Après plusieurs essais échoués, la connexion est ralentie quelques secondes à une heure. Rien n’est effacé : attendez, ou réinitialisez votre mot de passe.

accessibility-title = Accessibilité
accessibility-state = État : cette plateforme vise le niveau AA du RGAA 4.1. Elle n’a pas été auditée par un tiers.
accessibility-tested = Chaque parcours de nos essais contrôle les pages par un outil automatique (axe), sur grand écran et sur téléphone, et les pages s’utilisent au clavier et sans JavaScript. Un outil automatique ne voit qu’une partie des défauts.
accessibility-known = Contenus hors de notre contrôle : les textes et fichiers déposés par les concepteurs et les correspondants, et les applications ouvertes depuis le portail.
accessibility-tell = Un défaut vous gêne ? Écrivez à l’assistance de votre académie, en indiquant la page. Sans réponse, vous pouvez saisir le Défenseur des droits.

privacy-title = Qui peut voir quoi sur moi
privacy-intro = La plateforme n’enregistre ni vos clics ni le temps passé. Voici ce qu’elle conserve, et qui le voit.
privacy-what = Ce qui est conservé
privacy-who = Qui le voit
privacy-identity = Nom, fonction, établissement, identifiant, adresse
privacy-identity-who = Vous, les agents de votre académie par l’annuaire, l’assistance
privacy-delegations = Délégations reçues, un an après leur terme
privacy-delegations-who = Vous, les gestionnaires de l’académie et les chefs des établissements nommés
privacy-numen = NUMEN
privacy-numen-who = Personne : seule une empreinte à clé est conservée
privacy-password = Mot de passe
privacy-password-who = Personne : seule une empreinte est conservée
privacy-programs = Mots de passe d’application : le nom que vous leur donnez, le jour et le réseau de leur dernière utilisation, jusqu’à leur retrait
privacy-programs-who = Vous ; l’assistance en lit le nom au journal du compte. Le mot de passe lui-même, personne : seule une empreinte à clé est conservée
privacy-sessions = Sessions ouvertes, avec le navigateur et l’adresse réseau, douze heures au plus
privacy-sessions-who = Vous
privacy-trail = Journal du compte, douze mois
privacy-trail-who = Vous et l’assistance
privacy-learning = Inscriptions, activités terminées, favoris, événements personnels
privacy-learning-who = Vous ; vos formateurs voient l’inscription et les activités terminées de leur session
privacy-position = Dans chaque session, l’activité ouverte en dernier, pour reprendre où vous en étiez ; sa date n’est pas conservée
privacy-position-who = Vous
privacy-mail = Messages
privacy-mail-who = Vous et vos correspondants
