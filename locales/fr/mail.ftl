# Le webmel.
folder-inbox = Boîte de réception
folder-drafts = Brouillons
folder-sent = Envoyés
folder-archive = Archives
folder-junk = Indésirables
folder-trash = Corbeille
folder-too-many = { $most ->
    [one] Vous avez déjà { $most } dossier : c’est le maximum.
   *[other] Vous avez déjà { $most } dossiers : c’est le maximum.
}
folder-name-missing = Donnez un nom au dossier.
folder-name-too-long = { $most ->
    [one] Ce nom est trop long : { $most } caractère au plus.
   *[other] Ce nom est trop long : { $most } caractères au plus.
}
folder-too-deep = { $most ->
    [one] { $most } niveau de dossiers au plus.
   *[other] { $most } niveaux de dossiers au plus.
}
folder-name-taken = Vous avez déjà un dossier « { $name } ».

draft-too-long = Ce message est trop long pour être envoyé : joignez le texte dans un fichier.
draft-changed = Ce brouillon a été modifié dans une autre fenêtre. Copiez ce que vous venez d’écrire, puis rouvrez le brouillon.
draft-sent-already = Ce message est déjà envoyé.
draft-deleted = Ce brouillon a été supprimé dans une autre fenêtre. Copiez ce que vous venez d’écrire dans un nouveau message.

notice-link = Pour agir :
notice-footer = { $academy }. Message automatique : les réponses ne sont lues par personne.
no-subject = (sans objet)
returned-sender = Remise du courrier
returned-subject = Non remis : { $subject }
returned-closed = Votre message « { $subject } » n’a pas pu être remis à { $name } ({ $address }) : cette personne n’a plus de boîte aux lettres.
returned-full = Votre message « { $subject } » n’a pas pu être remis à { $name } ({ $address }) : sa boîte aux lettres est pleine. Essayez plus tard ou prévenez-la autrement.
returned-failed = Votre message « { $subject } » n’a pas pu être remis à { $name } ({ $address }) : un incident technique a duré. Envoyez-le de nouveau, ou prévenez l’assistance.
undelivered = Votre message « { $subject } » n’a pas pu être remis à :

    { $list }

    Ce que le serveur a répondu :

    { $answers }
undelivered-sent-at = Message envoyé le { $at }.
late-subject = En attente : { $subject }
late = Votre message « { $subject } » n’est pas encore arrivé à :

    { $list }

    Il est présenté de nouveau pendant cinq jours ; vous n’avez rien à faire, et vous serez prévenu s’il n’arrive pas.

    Ce que le serveur a répondu :

    { $answers }
missed-unknown = cette adresse n’existe pas. Vérifiez-la.
missed-domain = rien ne reçoit de courrier à ce nom de domaine. Vérifiez ce qui suit le signe @.
missed-full = sa boîte aux lettres est pleine.
missed-closed = sa boîte aux lettres est fermée.
missed-too-large = le message est trop lourd pour ce destinataire. Envoyez moins de pièces jointes, ou un lien.
missed-policy = le serveur du destinataire refuse ce message, le plus souvent par crainte d’un courrier indésirable.
missed-content = le serveur du destinataire ne sait pas lire ce message.
missed-loop = le message tourne en rond entre des serveurs.
missed-unreachable = le serveur du destinataire ne répond pas.
missed-later = le serveur du destinataire a demandé d’attendre, et le message n’a pas pu passer.
missed-refused = le serveur du destinataire refuse ce message.
missed-dropped = un administrateur de la messagerie a retiré ce message de la file d’envoi.

address-missing = Indiquez au moins un destinataire.
address-too-many = { $most ->
    [one] Un message va à { $most } personne au plus.
   *[other] Un message va à { $most } personnes au plus.
}
address-bad = « { $typed } » n’est ni une adresse ni le nom d’un agent de l’académie.
address-several = Plusieurs personnes répondent à « { $typed } » : { $who }. Écrivez l’adresse.
address-outside = { $address } est une adresse extérieure : l’envoi hors de l’académie n’est pas encore ouvert. Votre message est conservé dans les brouillons.
address-unknown = Personne n’a l’adresse { $address }. Vérifiez-la dans le carnet d’adresses.
address-no-reply = { $address } envoie des messages automatiques et ne reçoit pas de réponse.
address-closed = { $address } : cette personne n’a plus de boîte aux lettres.
quota-full = Votre boîte est pleine : videz la corbeille ou supprimez des messages volumineux. Votre message est conservé dans les brouillons.

welcome = Bienvenue : votre boîte aux lettres est activée. Elle garde ce qui vous a été écrit depuis l’ouverture de votre compte.
sign-in-title = Connexion au webmel
sign-in-brand = Webmel académique
sign-in-brand-note = La messagerie professionnelle des personnels de l’académie
sign-in-explanation = Avec l’identifiant et le mot de passe de votre boîte aux lettres. La première connexion active votre boîte.
sign-in-identifier = Identifiant
sign-in-password = Mot de passe
sign-in-show = Afficher
sign-in-button = Connexion
sign-in-first-time = Première connexion : votre mot de passe est votre NUMEN, et vous en choisirez aussitôt un autre.
link-identifier = Connaître son identifiant académique
link-reset = Réinitialiser son mot de passe oublié
link-change = Changer son mot de passe

folders = Dossiers
own-folders = Mes dossiers
manage-folders = Gérer mes dossiers
more = Autour du courrier
contacts = Carnet d’adresses
settings = Réglages
write = Nouveau message
close = Fermer
cancel = Annuler
save = Enregistrer
optional = (facultatif)
quota = Espace utilisé
quota-line = { $used } utilisés sur { $quota }
count-unread = { $count ->
    [one] message non lu
   *[other] messages non lus
}
count-drafts = { $count ->
    [one] brouillon
   *[other] brouillons
}
count-messages = { $count ->
    [one] message
   *[other] messages
}
reading = Lecture
nothing-open = Choisissez un message pour le lire ici.

keys-title = Raccourcis clavier
key-move = Message suivant, précédent
key-open = Ouvrir
key-up = Revenir à la liste
key-answer = Répondre, répondre à tous, transférer
key-file = Archiver, mettre à la corbeille
key-tick = Cocher, suivre
keys-off = Ces raccourcis se désactivent dans les réglages.

period-today = Aujourd’hui
period-yesterday = Hier
period-week = Cette semaine
refresh = Relever les messages
tick-all = Tout sélectionner
tick = Sélectionner le message de { $who }
star = Suivre le message de { $who }
unstar = Ne plus suivre le message de { $who }
follow = Suivre ce message
unfollow = Ne plus suivre ce message
archive = Archiver
to-trash = Mettre à la corbeille
to-junk = Signaler comme indésirable
not-junk = Ce n’est pas un indésirable
restore = Remettre dans la boîte de réception
delete-forever = Supprimer définitivement
delete-explanation = { $count ->
    [0] Il n’y a aucun message à supprimer.
    [one] { $count } message sera supprimé définitivement. Cette action ne peut pas être annulée.
   *[other] { $count } messages seront supprimés définitivement. Cette action ne peut pas être annulée.
}
mark-read = Marquer comme lu
mark-unread = Marquer comme non lu
move-to = Déplacer vers
undo = Annuler
undone = C’est annulé : les messages sont revenus à leur place.
nothing-selected = Cochez d’abord au moins un message.
moved = { $count ->
    [one] { $count } message déplacé.
   *[other] { $count } messages déplacés.
}
deleted = { $count ->
    [one] { $count } message supprimé définitivement.
   *[other] { $count } messages supprimés définitivement.
}
unread-mark = Non lu,
attachment-mark = pièce jointe
unknown-sender = Expéditeur inconnu
sent-to = À : { $who }
draft-to-nobody = Sans destinataire
pages = Pages
newest = Plus récents
older = Plus anciens
no-messages = Aucun message ici
no-messages-hint = Ce qui arrivera dans ce dossier se lira ici.
no-drafts = Aucun brouillon
no-drafts-hint = Un message commencé est enregistré ici à mesure que vous l’écrivez.
no-trash = La corbeille est vide
no-trash-hint = Un message mis à la corbeille y reste trente jours, le temps de changer d’avis.
bin-note = Les messages de ce dossier sont supprimés au bout de trente jours.
empty-trash = Vider la corbeille
empty-junk = Vider les indésirables
empty-folder = Vider le dossier « { $name } »
empty-button = Vider le dossier

search = Rechercher
search-label = Rechercher dans le courrier
search-hint = Mots, de:dupont, objet:réunion, pj:oui
search-title = Résultats de la recherche
search-empty = Que cherchez-vous ?
search-help = Tapez des mots, ou précisez : de:dupont, à:berthier, objet:réunion, pj:oui, avant:01/09/2026, dans:archives, est:non-lu.
search-count = { $count ->
    [one] { $count } message trouvé.
   *[other] { $count } messages trouvés.
}
search-cut = { $most ->
    [one] Le message le plus récent est affiché. Précisez pour en trouver d’autres.
   *[other] Les { $most } messages les plus récents sont affichés. Précisez pour en trouver d’autres.
}
search-looked-at = { $count ->
    [one] Seul le message le plus récent qui contient ces mots a été examiné. Précisez pour aller plus loin.
   *[other] Seuls les { $count } messages les plus récents qui contiennent ces mots ont été examinés. Précisez pour aller plus loin.
}
no-results = Aucun message trouvé
no-results-hint = Vérifiez l’orthographe, essayez moins de mots, ou ôtez une précision comme de:dupont.

back-to-list = Retour à la liste
earlier-messages = Voir les messages plus anciens de cette conversation
message-of = Message de { $who }
me = moi
me-sender = Moi
to-line = à { $who }
outside-sender = Expéditeur extérieur à l’académie : ne donnez ni mot de passe ni NUMEN.
misleading-link = Méfiance : un lien affiche « { $shown } » mais mène à { $target }.
images-blocked = Les images de ce message viennent d’ailleurs : les afficher dit à l’expéditeur que vous lisez.
show-images = Afficher les images
open-message = Afficher ce message
empty-message = Ce message ne contient pas de texte.
attachments = Pièces jointes
reply = Répondre
reply-all = Répondre à tous
forward = Transférer
other-actions = Autres actions
download-source = Télécharger le message

compose-new = Nouveau message
compose-reply = Répondre
compose-forward = Transférer
to = À
cc = Cc
bcc = Cci
subject = Objet
message = Message
send = Envoyer
send-anyway = Envoyer quand même
save-draft = Enregistrer le brouillon
saved-at = Enregistré à { $at }
draft-saved = Brouillon enregistré.
draft-discarded = Brouillon supprimé.
draft-restored = Le brouillon est revenu.
discard = Supprimer le brouillon
reopen-draft = Rouvrir le brouillon
not-sent = Le message n’est pas envoyé
no-script = La mise en forme a besoin de JavaScript.
plain-text = Écrire en texte simple
quote = Citer le message de { $who }
show-quote = Voir le message cité
show-forwarded = Voir le message transféré
forwarded-files = Pièces jointes du message transféré
attach-file = Joindre un fichier
attach = Joindre
attach-limit = { $max } au plus pour tout le message
uploading = Envoi des fichiers
detach = Retirer { $name }
file-not-joined = Le fichier { $name } n’est pas encore joint : choisissez-le de nouveau, puis pressez « Joindre ».
files-too-large = Ce fichier est trop lourd : un message porte { $max } au plus. Déposez-le plutôt dans un espace partagé.
files-too-heavy = Les pièces jointes pèsent { $total } ensemble : un message en porte { $max } au plus. Retirez-en avant d’envoyer.
doubt-attachment = Votre message parle d’une pièce jointe, et rien n’est joint.
doubt-many = { $count ->
    [one] Votre réponse ira à { $count } personne.
   *[other] Votre réponse ira à { $count } personnes.
}
doubt-subject = Votre message n’a pas d’objet : il sera plus difficile à retrouver.
message-sent = Message envoyé.
send-later = Envoyer plus tard
later-date = Le
later-time = à
schedule = Programmer l’envoi
later-missing = Indiquez le jour et l’heure de l’envoi.
later-past = Cette heure est déjà passée : choisissez-en une autre.
later-too-far = Choisissez une date à moins d’un an.
message-scheduled = Envoi programmé : { $when }.
leaves-at = Départ : { $when }
leaves-in = { $seconds ->
    [one] Départ dans { $seconds } seconde
   *[other] Départ dans { $seconds } secondes
}
call-back = Annuler l’envoi
called-back = L’envoi est annulé : le message est revenu dans les brouillons, tel que vous l’avez écrit.
called-back-too-late = Trop tard : ce message est parti.
draft-leaving = Ce message attend son départ. Vous pouvez encore le modifier.
leaving-title = Envois programmés
leaving-explanation = Ce que vous avez envoyé et qui n’est pas encore parti : dans quelques secondes, ou à la date que vous avez choisie.
leaving-empty = Aucun envoi en attente
leaving-empty-hint = Dans un nouveau message, « Envoyer plus tard » vous laisse choisir le jour et l’heure.
leaving-change = Modifier
leaving-now = Envoyer maintenant
leaving-next = Départs suivants
undo-seconds = Annuler l’envoi
undo-seconds-help = Le temps pendant lequel un message envoyé peut encore être rappelé.
undo-never = Jamais : les messages partent aussitôt
undo-choice = { $seconds ->
    [one] Pendant { $seconds } seconde
   *[other] Pendant { $seconds } secondes
}
suggestions = Personnes de l’académie

own-folders-explanation = Rangez vos messages par affaire : un dossier se crée ici et apparaît dans le menu de gauche. Une barre fait un sous-dossier : « Projets/Sorties ».
folder-name = Nom du nouveau dossier
folder-create = Créer le dossier
folder-created = Le dossier est créé.
folder-rename = Nouveau nom du dossier { $name }
folder-renamed = Le dossier a un nouveau nom.
rename = Renommer
remove = Supprimer
folder-remove = Supprimer le dossier « { $name } »
folder-remove-explanation = { $total ->
    [0] Le dossier « { $name } » est vide.
    [one] Le dossier « { $name } » sera supprimé, et son message mis à la corbeille.
   *[other] Le dossier « { $name } » sera supprimé, et ses { $total } messages mis à la corbeille.
}
folder-remove-below = { $count ->
    [one] Son sous-dossier est supprimé avec lui.
   *[other] Ses { $count } sous-dossiers sont supprimés avec lui.
}
folder-removed = Le dossier est supprimé ; ses messages sont dans la corbeille.
no-own-folders = Vous n’avez pas encore de dossier.
messages = { $count ->
    [0] Aucun message
    [one] { $count } message
   *[other] { $count } messages
}

contacts-explanation = Tous les personnels de l’académie, par le début de leur nom ou de leur prénom.
contacts-search = Nom ou prénom
contacts-empty = Tapez le début d’un nom.
contacts-none = Personne ne s’appelle « { $q } » dans l’académie.
contacts-none-hint = Essayez le début du nom seul.
contacts-cut = Il y a d’autres réponses : précisez le nom.
contacts-write = Écrire aux personnes cochées

your-address = Votre adresse
signature = Signature
signature-help = Elle est ajoutée au bas de vos messages, sous une ligne de deux tirets.
signature-too-long = { $most ->
    [one] La signature est trop longue : { $most } caractère au plus.
   *[other] La signature est trop longue : { $most } caractères au plus.
}
rich-text = Écrire avec mise en forme
rich-text-help = Gras, listes, liens. Sans elle, vos messages partent en texte simple.
shortcuts = Raccourcis clavier
shortcuts-help = Une touche par action dans la liste et la lecture. La touche ? en montre la liste.
settings-saved = Réglages enregistrés.
news-one = Un nouveau message est arrivé : l’afficher
news-other = nouveaux messages sont arrivés : les afficher

queue-title = File d’envoi
queue-crumb = Webmel
queue-explanation = Ce qui attend de partir hors de l’académie, depuis quand et pourquoi. Ni les objets, ni les auteurs, ni les textes n’apparaissent ici, et chaque action est inscrite au journal.
queue-closed = Aucun serveur d’envoi n’est configuré : les adresses extérieures sont refusées.
queue-waiting = À présenter
queue-retrying = Présentés de nouveau
queue-held = Suspendus
queue-failed = Non remis depuis trois jours
queue-dropped = Retirés
queue-delivered = Remis
queue-empty = Rien n’attend
queue-empty-hint = Tout ce qui devait partir est parti.
queue-since = Depuis le { $at }
queue-under-way = Envoi en cours
queue-due = Sera présenté dans un instant
queue-held-since = { $tries ->
    [one] Suspendu après { $tries } essai
   *[other] Suspendu après { $tries } essais
}
queue-next-try = { $tries ->
    [one] Nouvel essai le { $at }, après { $tries } essai
   *[other] Nouvel essai le { $at }, après { $tries } essais
}
queue-why = Dernière réponse :
queue-retry = Essayer maintenant
queue-hold = Suspendre
queue-drop = Retirer de la file
queue-drop-explanation = Le message ne partira pas vers ceux qui l’attendent encore, et son auteur en sera averti.
queue-is-held = L’envoi est suspendu.
queue-is-retried = Le message va être présenté de nouveau.
queue-is-dropped = Le message est retiré de la file ; son auteur est averti.
queue-busy = Ce message est en cours d’envoi, ou n’attend plus.
