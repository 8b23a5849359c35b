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
image-elsewhere = Une image du texte vient d’un autre message et ne peut pas partir avec celui-ci. Retirez-la ou ajoutez-la de nouveau.
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
confirmed-subject = Remis : { $subject }
confirmed = Votre message « { $subject } » est dans la boîte de { $name } ({ $address }).
relayed-subject = Transmis : { $subject }
relayed = Votre message « { $subject } » a été transmis au serveur qui mène à ces adresses. Ce serveur ne dit pas ce qu’il en advient ensuite :

    { $list }
too-many-elsewhere = Une boîte n’écrit pas à plus de { $count } adresses extérieures par jour. Envoyez ce message demain, ou demandez une liste de diffusion.
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
search-help = Tapez des mots, ou précisez : de:dupont, à:berthier, objet:réunion, pj:oui, avant:01/09/2026, dans:archives, est:non-lu, étiquette:urgent.
search-count = { $count ->
    [one] { $count } message trouvé.
   *[other] { $count } messages trouvés.
}
search-more-than = { $count ->
    [one] Plus d’un message trouvé, le plus récent d’abord.
   *[other] Plus de { $count } messages trouvés, les plus récents d’abord.
}
search-looked-at = { $count ->
    [one] Un message qui contient ces mots a été examiné. Allez aux plus anciens pour chercher plus loin.
   *[other] { $count } messages qui contiennent ces mots ont été examinés. Allez aux plus anciens pour chercher plus loin.
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
schedule-anyway = Programmer quand même
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
answer-too-many = Ce message est allé à { $count } personnes, et une réponse va à { $most } au plus : la vôtre est pour son auteur. Pour écrire à tous, passez par une liste de diffusion.
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

queue-boxes-behind = { $boxes ->
    [one] Une boîte diffère du serveur où sont ses messages ; ce qui y change est reporté dès qu’il répond. Motif :
   *[other] { $boxes } boîtes diffèrent du serveur où sont leurs messages ; ce qui y change est reporté dès qu’il répond. Un motif :
}
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
rules = Règles
rules-link = Règles de tri
rule-too-many = { $most ->
    [one] Vous avez déjà { $most } règle : c’est le maximum. Supprimez-en une d’abord.
   *[other] Vous avez déjà { $most } règles : c’est le maximum. Supprimez-en une d’abord.
}
rule-too-many-conditions = { $most ->
    [one] Une règle a { $most } condition au plus.
   *[other] Une règle a { $most } conditions au plus.
}
rule-folder-gone = Ce dossier n’existe plus. Choisissez-en un autre.
rule-forward-own = { $address } est déjà votre adresse : choisissez celle d’une autre personne.
rule-forward-list = { $address } est une liste : une copie part vers des personnes, pas vers une liste.
rules-run-already = Vos règles sont déjà en train d’être appliquées.

rules-explanation = Une règle range les messages à leur arrivée. Elles sont essayées dans l’ordre, de haut en bas ; quand plusieurs rangent le même message, la dernière l’emporte.
no-rules = Vous n’avez pas encore de règle.
no-rules-hint = Ouvrez un message, puis « Autres actions », « Créer une règle à partir de ce message » : les messages semblables se rangeront seuls.
rule-new = Nouvelle règle
rule-edit = Modifier la règle
rule-unreadable = Règle illisible
rule-off = Arrêtée
rule-switch-off = Arrêter
rule-switch-on = Remettre en marche
rule-up = Monter la règle { $name }
rule-down = Descendre la règle { $name }
rule-remove = Supprimer la règle { $name }
rule-created = La règle est créée : elle s’applique aux messages qui arrivent.
rule-saved = La règle est enregistrée.
rule-discarded = La règle est supprimée.
rule-restored = La règle est revenue à sa place.
rule-summary = Si { $conditions } : { $done }.
rule-condition = { $what } « { $value } »
rule-and = et
rule-or = ou
rule-does-file = ranger dans « { $name } »
rule-does-gone = laisser dans la boîte de réception (le dossier n’existe plus)
rule-does-seen = marquer comme lu
rule-does-flag = suivre
rule-does-forward = envoyer une copie à { $to }
rule-does-stop = s’arrêter là
rule-name = Nom de la règle
rule-name-of = Messages de { $who }
rule-name-missing = Donnez un nom à la règle.
rule-name-too-long = { $most ->
    [one] Ce nom est trop long : { $most } caractère au plus.
   *[other] Ce nom est trop long : { $most } caractères au plus.
}
rule-conditions = Quels messages ?
rule-conditions-help = Les accents et les majuscules ne comptent pas. Rien à écrire pour une pièce jointe ou un message automatique ; une taille s’écrit en kilooctets.
rule-all = Toutes les conditions
rule-any = Une des conditions suffit
rule-condition-number = Condition { $number }
rule-value = Texte de la condition { $number }
rule-add-condition = Ajouter une condition
rule-remove-condition = Retirer la condition { $number }
rule-condition-missing = Ajoutez au moins une condition.
rule-condition-wrong = Complétez les conditions signalées.
rule-value-missing = Écrivez ce qu’il faut chercher.
rule-value-too-long = { $most ->
    [one] Ce texte est trop long : { $most } caractère au plus.
   *[other] Ce texte est trop long : { $most } caractères au plus.
}
rule-bad-size = Écrivez une taille en kilooctets, de 1 à { $most }.
rule-what = { $what ->
    [from] l’expéditeur contient
    [from-not] l’expéditeur ne contient pas
    [from-is] l’adresse de l’expéditeur est
    [recipient] un destinataire (À ou Cc) contient
    [recipient-not] aucun destinataire ne contient
    [recipient-is] l’adresse d’un destinataire est
    [subject] l’objet contient
    [subject-not] l’objet ne contient pas
    [subject-is] l’objet est
    [body] le texte contient
    [body-not] le texte ne contient pas
    [list] la liste de diffusion contient
    [list-not] la liste de diffusion ne contient pas
    [attachment] le message a une pièce jointe
    [attachment-not] le message n’a pas de pièce jointe
    [automatic] le message est automatique
    [automatic-not] le message n’est pas automatique
    [size-over] la taille en Ko dépasse
   *[other] la taille en Ko est inférieure à
}
rule-actions = Que faire ?
rule-folder = Ranger dans
rule-folder-none = La boîte de réception
rule-action-missing = Choisissez au moins une action.
rule-forward = Envoyer une copie à
rule-forward-help = Des adresses de l’académie, séparées par des virgules : cinq au plus. Un message déjà transféré par vous ne l’est pas une seconde fois.
rule-forward-outside = { $address } est une adresse extérieure : une copie ne part que vers des agents de l’académie.
rule-too-many-forwards = { $most ->
    [one] Une copie va à { $most } adresse au plus.
   *[other] Des copies vont à { $most } adresses au plus.
}
rule-stop = Ne pas essayer les règles suivantes
rule-stop-help = Décochez pour que d’autres règles puissent encore traiter ces messages.
rules-as-sieve = Voir les règles en Sieve
rules-sieve-explanation = Sieve (RFC 5228) est le langage que lisent d’autres serveurs de courrier. Ce texte est écrit à partir de vos règles ; le modifier ne les change pas.
rules-sieve-title = Règles de { $address }, écrites par le webmel : ce script est remplacé à chaque changement.
rules-sieve-download = Télécharger le script
rules-back = Retour aux règles
rules-run-title = Messages déjà reçus
rules-run-explanation = Les règles en marche peuvent être appliquées à ce qui se trouve dans la boîte de réception. Aucune copie n’est envoyée.
rules-run-button = Appliquer aux messages déjà reçus
rules-run-started = Vos règles sont en train d’être appliquées.
rules-run-stopped = L’application des règles est arrêtée. Ce qui est rangé le reste.
rules-run-stop = Arrêter
rules-run-refresh = Actualiser
rules-run-going = Messages examinés : { $looked-at } sur { $total }.
rules-run-ended = Terminé { $when }. Messages examinés : { $looked-at } ; rangés ou marqués : { $changed }.
rule-from-message = Créer une règle à partir de ce message

absence = Réponse d’absence
absence-explanation = Pendant votre absence, qui vous écrit reçoit cette réponse. Les listes et les messages automatiques n’en reçoivent pas, ni les messages où vous n’êtes pas nommé.
absence-active = Votre réponse d’absence est active jusqu’au { $day }.
absence-planned = Votre réponse d’absence va du { $from } au { $until } compris.
absence-edit = Modifier
absence-stop = Arrêter la réponse d’absence
absence-begin = Activer la réponse d’absence
absence-saved = La réponse d’absence est enregistrée.
absence-ended = La réponse d’absence est arrêtée.
absence-from = Premier jour
absence-until = Dernier jour
absence-date-missing = Indiquez une date.
absence-order = Le dernier jour vient avant le premier.
absence-over = Ce jour est déjà passé.
absence-too-long = Une absence dure un an au plus.
absence-subject = Réponse automatique : { $subject }
absence-subject-help = Vide : « Réponse automatique » et l’objet du message reçu.
absence-subject-too-long = { $most ->
    [one] L’objet est trop long : { $most } caractère au plus.
   *[other] L’objet est trop long : { $most } caractères au plus.
}
absence-text = Votre réponse
absence-text-missing = Écrivez la réponse.
absence-text-too-long = { $most ->
    [one] La réponse est trop longue : { $most } caractère au plus.
   *[other] La réponse est trop longue : { $most } caractères au plus.
}
absence-outside = À qui écrit de l’extérieur de l’académie
absence-outside-same = La même réponse
absence-outside-other = Une autre réponse, ci-dessous
absence-outside-nothing = Aucune réponse
absence-outside-text = Réponse pour l’extérieur
absence-every = Jours avant de répondre de nouveau à la même personne
absence-every-help = Une personne qui écrit plusieurs fois ne reçoit la réponse qu’une fois pendant ce temps.
absence-bad-every = Écrivez un nombre de jours de 1 à { $most }.

senders = Expéditeurs connus
senders-explanation = Les expéditeurs que vous avez signalés comme indésirables, et ceux que vous avez dit ne pas l’être.
no-senders = Vous n’avez encore signalé personne
no-senders-hint = « Signaler comme indésirable », dans la liste ou sur un message, envoie les messages suivants de cet expéditeur dans les indésirables.
senders-junk = Indésirables
senders-wanted = Jamais indésirables
senders-too-many = { $most ->
    [one] Vous avez déjà { $most } expéditeur connu : c’est le maximum. Oubliez-en un dans les réglages.
   *[other] Vous avez déjà { $most } expéditeurs connus : c’est le maximum. Oubliez-en dans les réglages.
}
sender-since = Depuis le { $since }
sender-unblock = Débloquer
sender-forget = Oublier
sender-forgotten = { $address } n’est plus dans cette liste.
judged-junk = { $count ->
    [one] { $count } message signalé comme indésirable. Les suivants de cet expéditeur iront dans les indésirables.
   *[other] { $count } messages signalés comme indésirables. Les suivants de ces expéditeurs iront dans les indésirables.
}
judged-wanted = { $count ->
    [one] { $count } message remis dans la boîte de réception. Cet expéditeur n’est plus tenu pour indésirable.
   *[other] { $count } messages remis dans la boîte de réception. Leurs expéditeurs ne sont plus tenus pour indésirables.
}

phishing-report = Signaler un hameçonnage
phishing-advice = Si vous avez suivi un lien de ce message ou donné votre mot de passe, changez-le tout de suite et prévenez l’assistance.
phishing-explanation = L’assistance et les administrateurs apprendront que vous l’avez signalé, l’adresse de l’expéditeur, l’objet et les sites auxquels mènent les liens. Le message ira dans vos indésirables.
phishing-share = Montrer aussi le message
phishing-share-help = Son texte pourra être lu par l’assistance ; chaque lecture est enregistrée. Sans cela, il reste à vous seul.
phishing-button = Signaler
phishing-reported = Merci : l’hameçonnage est signalé, et le message est dans vos indésirables.
phishing-sender = Expéditeur
phishing-links = Sites des liens
phishing-no-links = Aucun lien
phishing-reporter = Signalé par
phishing-when = Signalé le
phishing-received = Reçu le
phishing-state = État
phishing-open = À traiter
phishing-done = Traité
phishing-done-at = Traité { $at }
phishing-close = Marquer comme traité
phishing-closed = Le signalement est traité.
phishing-back = Retour aux signalements
phishing-text-note = Le texte seul, sans liens ni images. Votre lecture est enregistrée.
phishing-not-shared = La personne qui l’a signalé n’a pas montré le message.
phishing-reports = Hameçonnages signalés
phishing-reports-explanation = Ce que les agents de l’académie ont pris pour un hameçonnage, pendant un an. Le message n’est lisible que si la personne l’a bien voulu.
no-phishing-reports = Aucun hameçonnage signalé

labels = Étiquettes
labels-explanation = Une étiquette marque des messages sans les déplacer. Chacun peut en porter plusieurs, et chaque étiquette a sa page. Recherche : étiquette:nom.
label-name = Nom de la nouvelle étiquette
label-rename = Nouveau nom de l’étiquette { $name }
label-colour = Couleur
label-colour-of = Couleur de l’étiquette { $name }
label-colour-name = { $colour ->
    [bleu] Bleu
    [vert] Vert
    [prune] Prune
    [brique] Brique
    [ocean] Océan
   *[ardoise] Ardoise
}
label-create = Créer l’étiquette
label-created = L’étiquette est créée.
label-saved = L’étiquette est enregistrée.
label-removed = L’étiquette est supprimée. Les messages restent où ils sont.
label-too-many = { $most ->
    [one] Vous avez déjà { $most } étiquette : c’est le maximum.
   *[other] Vous avez déjà { $most } étiquettes : c’est le maximum.
}
label-message-full = { $most ->
    [one] Un message porte { $most } étiquette au plus, celles des logiciels de courrier comprises.
   *[other] Un message porte { $most } étiquettes au plus, celles des logiciels de courrier comprises.
}
label-name-missing = Donnez un nom à l’étiquette.
label-name-too-long = { $most ->
    [one] Ce nom est trop long : { $most } caractère au plus.
   *[other] Ce nom est trop long : { $most } caractères au plus.
}
label-taken = Vous avez déjà une étiquette « { $name } ».
label-gone = Cette étiquette n’existe plus.
label-put = Étiqueter
label-mark = étiquette
label-empty = Aucun message ne porte cette étiquette
label-empty-hint = Dans une liste ou sur un message, « Étiqueter » la met et la retire.
no-labels = Vous n’avez pas encore d’étiquette.
manage-labels = Gérer mes étiquettes
rule-labels = Étiqueter
rule-does-label = étiqueter « { $names } »

contacts-parts = Parties du carnet
contacts-directory = Annuaire
contacts-personal = Mes contacts
contacts-groups = Groupes
contacts-recents = Récents
contacts-files = Importer, exporter
contacts-personal-search = Nom, adresse ou organisation
contacts-personal-empty = Aucun contact pour l’instant
contacts-personal-empty-hint = Créez un contact, ajoutez l’expéditeur d’un message par son menu, ou importez un fichier.
contacts-personal-none = Aucun contact ne correspond à « { $q } ».
contacts-none-ticked = Cochez d’abord au moins une personne.
contacts-first = Début de la liste
contacts-next = Suite
contact-new = Nouveau contact
contact-keep = Ajouter { $name } à mes contacts
contact-keep-sender = Ajouter l’expéditeur aux contacts
contact-open = Modifier { $name }
contact-write = Écrire
contact-saved = Contact enregistré.
contact-not-saved = Le contact n’est pas enregistré
contact-removed = Contact supprimé.
contact-remove = Supprimer le contact { $name }
contact-remove-explanation = Le contact { $name } sera supprimé de votre carnet et de vos groupes. Vos messages ne changent pas.
contact-no-address = Sans adresse
contact-empty = Indiquez un nom ou une adresse.
contact-too-long = { $most ->
    [one] C’est trop long : { $most } caractère au plus.
   *[other] C’est trop long : { $most } caractères au plus.
}
contact-too-many-lines = { $most ->
    [one] { $most } ligne au plus.
   *[other] { $most } lignes au plus.
}
contact-bad-address = « { $address } » n’est pas une adresse électronique.
contact-address-taken = L’adresse { $address } est déjà celle de { $name } : modifiez plutôt ce contact.
contact-too-many = { $most ->
    [one] Le carnet contient déjà { $most } contact : c’est le maximum.
   *[other] Le carnet contient déjà { $most } contacts : c’est le maximum.
}
contact-addresses = Adresses électroniques
contact-addresses-help = Une par ligne ; la première est celle à laquelle on écrit.
contact-phones = Téléphones
contact-phones-help = Un par ligne.
column-name = Nom
column-address = Adresse électronique
column-phone = Téléphone
column-organisation = Organisation
column-note = Notes
column-groups = Groupes

group = Groupe
group-join = Ajouter au groupe
group-joined = Le groupe est complété.
group-left = La personne n’est plus dans le groupe ; elle reste dans vos contacts.
group-created = Le groupe est créé : ajoutez-y des personnes.
group-renamed = Le groupe a un nouveau nom.
group-removed = Groupe supprimé ; ses membres restent dans vos contacts.
group-remove = Supprimer le groupe « { $name } »
group-remove-explanation = Le groupe « { $name } » sera supprimé. Ses membres restent dans vos contacts.
group-remove-button = Supprimer le groupe
group-members = { $count ->
    [0] Groupe vide
    [one] Groupe de { $count } personne
   *[other] Groupe de { $count } personnes
}
group-too-many = { $most ->
    [one] Vous avez déjà { $most } groupe : c’est le maximum.
   *[other] Vous avez déjà { $most } groupes : c’est le maximum.
}
group-too-large = { $most ->
    [one] Un groupe compte { $most } personne au plus.
   *[other] Un groupe compte { $most } personnes au plus, autant qu’un message a de destinataires.
}
group-name-taken = Vous avez déjà un groupe « { $name } ».
group-name-missing = Donnez un nom au groupe.
group-name = Nom du groupe
group-new-name = Nom du nouveau groupe
group-create = Créer le groupe
group-write = Écrire au groupe
group-empty = Personne dans ce groupe
group-empty-hint = Ajoutez des adresses ci-dessous, ou cochez des personnes dans « Mes contacts ».
group-leave = Retirer { $name } du groupe
group-add = Ajouter des personnes
group-add-help = Des adresses séparées par des virgules : « Anne Petit <anne.petit@mairie.example> ». Celles qui ne sont pas dans vos contacts y entrent.
group-add-button = Ajouter
groups-explanation = Un conseil de classe, une équipe de projet : tapez le nom du groupe dans un message pour écrire à tous ses membres.
groups-empty = Aucun groupe pour l’instant

recents-explanation = Les personnes à qui vous avez écrit dernièrement sont proposées d’abord quand vous tapez un destinataire. Vous seul les voyez.
recents-collect = Retenir les personnes à qui j’écris
recents-collect-help = Sans ce choix, plus rien n’est retenu ; ce qui l’est déjà reste jusqu’à ce que vous l’effaciez.
recents-empty = Personne pour l’instant
recents-forget = Tout effacer
recents-forget-sure = Toutes les personnes de cette liste seront oubliées.
recents-forgotten = La liste est effacée.
recent-forget = Oublier { $name }
recent-forgotten = La personne est oubliée.

import-title = Importer des contacts
import-file = Fichier de contacts
import-help = vCard (.vcf), LDIF (.ldif) ou tableau (.csv) de Convergence, Zimbra, Thunderbird, Outlook ou Google.
import-limits = { $most } contacts et { $size } au plus.
import-button = Importer
import-no-file = Choisissez un fichier.
import-unknown = Ce fichier n’est ni une vCard ni un tableau dont la première ligne nomme les colonnes (Nom, Adresse électronique…).
import-empty = Ce fichier ne contient aucun contact.
import-too-many = { $most ->
    [one] Ce fichier contient plus de { $most } contact : partagez-le en plusieurs.
   *[other] Ce fichier contient plus de { $most } contacts : partagez-le en plusieurs. Rien n’a été importé.
}
import-no-room = { $most ->
    [one] Le carnet dépasserait { $most } contact. Rien n’a été importé.
   *[other] Le carnet dépasserait { $most } contacts. Rien n’a été importé : supprimez des contacts ou des lignes du fichier.
}
import-unfinished = La fiche n’a pas de fin (END:VCARD).
import-stray = Cette ligne n’appartient à aucune fiche.
import-unreadable = Cette fiche est illisible.
import-card-too-long = Cette fiche est trop longue : 1 Mo au plus, photographie comprise.
import-added = { $count ->
    [0] Aucun nouveau contact.
    [one] { $count } contact ajouté.
   *[other] { $count } contacts ajoutés.
}
import-completed = { $count ->
    [one] { $count } contact que vous aviez déjà est complété.
   *[other] { $count } contacts que vous aviez déjà sont complétés.
}
import-unchanged = { $count ->
    [one] { $count } fiche n’apprenait rien de plus.
   *[other] { $count } fiches n’apprenaient rien de plus.
}
import-outside-groups = { $count ->
    [one] { $count } appartenance à un groupe n’est pas reprise : trop de groupes ou de membres.
   *[other] { $count } appartenances à des groupes ne sont pas reprises : trop de groupes ou de membres.
}
import-refused = { $count ->
    [one] { $count } fiche est refusée.
   *[other] { $count } fiches sont refusées.
}
import-refused-lines = Fiches refusées
import-line = Ligne
import-who = Contact
import-why = Raison
import-further = { $count ->
    [one] Et { $count } autre.
   *[other] Et { $count } autres.
}
import-see = Voir mes contacts
export-title = Exporter mes contacts
export-explanation = Tous vos contacts et leurs groupes, pour un téléphone ou un autre logiciel.
export-vcard4 = vCard 4.0 (Thunderbird, téléphones récents)
export-vcard3 = vCard 3.0 (Zimbra, Outlook, Google, téléphones plus anciens)
export-table = Tableau CSV

identities = Identités et signatures
identities-explanation = Le nom et la signature de vos messages, pour chacune de vos adresses. Une réponse part de l’adresse à laquelle on vous a écrit.
identity-name = Nom affiché
identity-default = Écrire d’habitude avec cette adresse
identity-name-missing = Donnez un nom : c’est ce que vos correspondants lisent d’abord.
identity-name-bad = { $most ->
    [one] Ce nom ne convient pas : { $most } caractère au plus, sans « @ ».
   *[other] Ce nom ne convient pas : { $most } caractères au plus, sans « @ ».
}
identity-gone = L’adresse { $address } n’est plus la vôtre : choisissez-en une autre.
from = De
copies = Cc et Cci
compose-options = Priorité et accusé de lecture
importance = Priorité
importance-normal = Normale
importance-high = Haute
importance-low = Basse
marked-important = L’expéditeur a marqué ce message comme important.
receipt-ask = Demander un accusé de lecture
receipt-ask-help = Le destinataire choisit d’en envoyer un ou non.
receipt-asked = L’expéditeur demande un accusé de lecture.
receipt-send = Envoyer l’accusé
receipt-refuse = Ne pas l’envoyer
receipt-sent = Accusé de lecture envoyé.
receipt-refused = Aucun accusé de lecture ne sera envoyé pour ce message.
receipt-unreachable = L’accusé ne peut pas être envoyé : { $address } n’est pas une adresse à laquelle on peut écrire d’ici.
receipt-subject = Lu : { $subject }
receipt-text = Votre message « { $subject } » a été affiché le { $at }. Cela ne dit pas qu’il a été lu en entier ni compris.

view-conversations = Regrouper les messages par conversation
view-conversations-help = Les messages d’un même échange tiennent sur une ligne et se lisent ensemble.
view-compact = Listes serrées
view-compact-help = Plus de messages à l’écran, sans le début de leur texte.
view-two-panes = La liste, puis le message
view-two-panes-help = Sur un grand écran aussi, le message ouvert prend la place de la liste.

# The webmel on a device
app-name = Webmel
offline-title = Pas de réseau
offline-text = Cette page n’est pas gardée sur cet appareil. Rien de ce que vous alliez envoyer n’est parti.
offline-list = Voir ma dernière liste
offline-choice = Sur cet appareil
offline-explanation = Vos dernières listes et les messages que vous y avez lus restent lisibles sans réseau. Le webmel s’ouvre plus vite et peut être installé comme une application.
offline-warning = À n’utiliser que sur un appareil qui est à vous : ce qui est gardé s’y trouve jusqu’à votre déconnexion.
offline-keep = Garder mes dernières listes
offline-kept = Cet appareil garde vos dernières listes. Elles sont effacées quand vous vous déconnectez.
offline-forget = Ne plus rien garder

# Invitations to meetings
invitation-section = Invitation
invitation-heading = Invitation
invitation-event = Événement
invitation-off = Cet événement est annulé
invitation-reply = { $name } : { $answer }
invitation-counter = { $name } propose un autre moment
invitation-when = Quand
invitation-where = Où
invitation-by = Organisé par
invitation-meanwhile = Au même moment
invitation-people = { $count ->
    [one] { $count } personne invitée
   *[other] { $count } personnes invitées
  }
invitation-more-people = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
  }
invitation-accepted = accepté
invitation-tentative = peut-être
invitation-declined = refusé
invitation-delegated = délégué
invitation-waiting = sans réponse
invitation-answered = Vous avez répondu « { $answer } » le { $at }.
invitation-changed = L’invitation a changé depuis : répondez de nouveau.
invitation-comment = Ajouter un mot à votre réponse
invitation-comment-long = Le mot ajouté dépasse { $most } caractères.
invitation-accept = Accepter
invitation-maybe = Peut-être
invitation-decline = Refuser
invitation-add = Ajouter à mon agenda
invitation-remove = Retirer de mon agenda
invitation-held = Voir dans mon agenda
invitation-added = L’événement est dans votre agenda.
invitation-removed = L’événement est retiré de votre agenda.
invitation-sent = Réponse envoyée : { $answer }.
invitation-unreachable = La réponse ne peut pas être envoyée : { $address } n’est pas une adresse à laquelle on peut écrire d’ici.
invitation-subject-accepted = Accepté : { $title }
invitation-subject-tentative = Peut-être : { $title }
invitation-subject-declined = Refusé : { $title }
invitation-says-accepted = { $name } accepte votre invitation « { $title } ».
invitation-says-tentative = { $name } viendra peut-être : « { $title } ».
invitation-says-declined = { $name } décline votre invitation « { $title } ».
image-unknown = Cette image ne peut pas être insérée : choisissez un fichier PNG, JPEG, GIF ou WebP.

templates = Modèles
template = Modèle
templates-explanation = Les messages que vous écrivez souvent : insérez-les depuis la page d’écriture, sous « Modèles ».
templates-limit = { $most ->
    [one] Vous pouvez en garder { $most }.
   *[other] Vous pouvez en garder { $most }.
}
templates-empty = Aucun modèle pour l’instant.
template-new = Nouveau modèle
template-edit = Modifier le modèle
template-name = Nom du modèle
template-saved = Modèle enregistré.
template-removed = Modèle supprimé.
template-remove = Supprimer le modèle « { $name } »
template-remove-explanation = Le modèle « { $name } » sera supprimé. Les messages déjà écrits ne changent pas.
template-insert = Insérer le modèle
template-keep = Enregistrer comme modèle
template-kept = Modèle enregistré sous le nom « { $name } ».
template-kept-bare = Modèle enregistré sous le nom « { $name } », sans ses images : elles restent dans ce message.
template-unnamed = Modèle sans objet
template-name-missing = Donnez un nom au modèle.
template-name-taken = Vous avez déjà un modèle « { $name } ».
template-too-many = { $most ->
    [one] Vous avez déjà { $most } modèle : c’est le maximum.
   *[other] Vous avez déjà { $most } modèles : c’est le maximum.
}

print-message = Imprimer ce message
print-conversation = Imprimer la conversation
print-hint = Imprimez cette page par le menu de votre navigateur ou par Ctrl + P. Les images venues d’ailleurs ne sont pas chargées.
print-left-out = Un message trop volumineux n’est pas repris ici : imprimez-le seul.
print-others = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
print-from = De
print-date = Date
draft-go-on = Continuer ce brouillon

# Alias et listes.
own-address-missing = Écrivez une adresse.
own-address-domain = L’adresse doit se terminer par @{ $domain }.
own-address-bad = Avant le @, seulement des lettres sans accent, des chiffres, points et tirets : { $most } caractères au plus.
own-address-taken = L’adresse { $address } est déjà prise, par une personne, un alias ou une liste.
alias-targets-missing = Indiquez au moins une personne ou une liste.
alias-targets-many = { $most } destinataires au plus. Pour davantage de monde, créez une liste.
alias-target-elsewhere = { $address } est d’une autre académie : un alias mène à des personnes et à des listes de la sienne.
alias-target-outside = { $address } est extérieure à l’académie : un alias n’y mène pas.
alias-of-alias = { $address } est déjà un alias : indiquez plutôt les personnes.
list-changed = Cette liste a été modifiée entre-temps. Relisez-la avant de recommencer.
list-name-missing = Donnez un nom à la liste.
list-name-address = Le nom ne peut pas contenir d’adresse.
list-keep-bad = Choisissez une durée de conservation.
list-owner-elsewhere = { $address } n’est pas une personne de l’académie : elle ne peut pas être responsable.
list-owners-missing = Indiquez au moins une personne responsable.
list-owners-many = { $most } responsables au plus.
list-audience-many = { $most } fonctions et établissements au plus.
list-both-needs-two = Pour croiser les deux, indiquez au moins une fonction et un établissement.
list-establishment-unknown = Établissement inconnu : { $codes }.
list-members-many = { $most } adresses au plus à la fois : ajoutez-les en plusieurs fois.
list-member-elsewhere = { $address } est d’une autre académie : une liste réunit des personnes de la sienne.
list-member-is-list = { $address } est une liste : une liste ne contient pas d’autre liste.
list-guest-has-left = { $address } a quitté la liste : cette personne seule peut y revenir, en vous l’écrivant.
list-guests-many = { $most } adresses extérieures au plus.
list-line-bad = « { $line } » ne contient pas d’adresse.
list-guest-suspended = Une adresse extérieure de « { $list } » ne répond plus
list-guest-suspended-body = Les messages de la liste « { $list } » reviennent de { $address } depuis plusieurs jours : plus rien n’y est envoyé. Vous pouvez la retirer, ou reprendre les envois.
list-owners-notice = Les responsables de la liste « { $list } » ont changé
list-owners-notice-body = Par décision de la personne qui gère la messagerie de l’académie, les responsables de la liste « { $list } » sont maintenant : { $names }. Ils en lisent les archives et les messages en attente. Si ce n’est pas ce que vous attendiez, écrivez-lui.
list-held-notice = Un message attend votre accord pour « { $list } »
list-held-notice-body = { $author } a écrit à la liste « { $list } » : « { $subject } ». Acceptez ou refusez ce message ; sans réponse, il sera supprimé dans { $days } jours.
list-refused-subject = Non diffusé : { $subject }
list-refused-text = Votre message « { $subject } » n’a pas été diffusé à la liste « { $list } ».

    { $reason }
list-waits-subject = En attente : { $subject }
list-waits-text = Votre message « { $subject } » attend l’accord d’un responsable de la liste « { $list } ».
list-forgotten-text = Votre message « { $subject } » n’a pas été diffusé à la liste « { $list } » : aucun responsable ne l’a relu en { $days } jours. Vous pouvez l’envoyer de nouveau.
list-writer-text = Votre message « { $subject } » n’a pas été diffusé à la liste « { $list } » : vous ne pouvez pas y écrire, ou la liste n’existe plus.
list-full-text = Votre message « { $subject } » n’a pas été diffusé à la liste « { $list } » : trop de messages y attendent l’accord des responsables. Essayez plus tard.
list-refuses-you = Vous ne pouvez pas écrire à la liste « { $name } » ({ $address }) : demandez à ses responsables.
not-saved = Rien n’est encore enregistré
own-address = Adresse
own-address-help = La partie avant @{ $domain } suffit. Une fois créée, l’adresse ne change plus.
aliases = Alias
aliases-explanation = Une adresse de l’académie qui mène à une ou plusieurs personnes, ou à une liste : le secrétariat d’un collège, la cellule informatique. Personne d’autre ne peut la recevoir, pas même un nouveau compte.
aliases-search = Début de l’adresse
aliases-empty = Aucun alias pour l’instant.
aliases-none = Aucun alias ne commence par « { $q } ».
alias-new = Nouvel alias
alias-targets = Mène à
alias-targets-help = Adresses de personnes ou de listes de l’académie, une par ligne. Ni adresse extérieure, ni autre alias.
alias-note = À quoi il sert
alias-created = L’alias est créé.
alias-changed = L’alias est modifié.
alias-removed = L’alias est supprimé.
alias-remove = Supprimer l’alias { $address }
alias-remove-explanation = Le courrier envoyé à { $address } sera refusé, et l’adresse pourra être donnée à quelqu’un d’autre.
alias-leads-nowhere = Ne mène plus à personne : le courrier est refusé.
alias-and-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
lists = Listes
lists-explanation = Une liste est une adresse dont les messages arrivent à tous ses membres.
lists-empty = Vous n’êtes dans aucune liste.
lists-empty-hint = Les listes sont créées par la personne qui gère la messagerie de l’académie.
lists-owned = Listes dont vous êtes responsable
lists-member = Listes que vous recevez
lists-left = Listes que vous avez quittées
lists-all = Toutes les listes
lists-all-explanation = Les listes de l’académie, leurs responsables et le nombre de personnes qu’elles atteignent. Leurs messages ne se lisent pas d’ici.
lists-all-empty = Aucune liste pour l’instant.
lists-search = Nom ou adresse
lists-none = Rien ne correspond à « { $q } ».
list-parts = Parties de la liste
list-about = Présentation
list-archive = Archives
list-moderation = Modération
list-members = Membres
list-settings = Réglages
list-count = { $count ->
    [0] Aucun membre
    [one] { $count } membre
   *[other] { $count } membres
}
list-held-count = { $count ->
    [one] { $count } message en attente
   *[other] { $count } messages en attente
}
list-address = Adresse
list-owners = Responsables
list-owners-help = Adresses de personnes de l’académie, une par ligne. Elles tiennent la liste des membres, règlent qui peut écrire et relisent ce qui attend.
list-no-owners = Personne : confiez-la à quelqu’un.
list-owned-by = Responsables : { $names }
list-writers = Qui peut écrire
list-writers-owners = Les responsables seulement
list-writers-members = Les membres
list-writers-academy = Toute l’académie
list-writers-everybody = Tout le monde, y compris de l’extérieur
list-moderation-nothing = Aucune : les messages des autres sont refusés
list-moderation-others = Les messages des autres attendent l’accord d’un responsable
list-moderation-all = Tous les messages attendent, sauf ceux des responsables
list-archive-question = Qui peut relire les anciens messages
list-archive-nobody = Pas d’archives
list-archive-owners = Les responsables
list-archive-members = Les membres
list-archive-owners-for = Lues par les responsables, gardées { $days } jours
list-archive-members-for = Lues par les membres, gardées { $days } jours
list-archive-kept = Chaque message est gardé { $days } jours.
list-archive-empty = Aucun message pour l’instant.
list-keep = Durée de conservation
list-keep-days = { $days ->
    [90] 3 mois
    [365] 1 an
    [1095] 3 ans
   *[other] 10 ans
}
list-name = Nom
list-description = À quoi elle sert
list-may-leave = Les membres peuvent quitter la liste
list-may-leave-help = À décocher seulement pour ce que chacun doit recevoir.
list-audience = Pour qui, selon l’établissement et la fonction
list-audience-help = Ces membres suivent les affectations : rien n’est à tenir à jour. D’autres personnes peuvent être ajoutées à la main ensuite.
list-audience-everybody = Toute l’académie
list-audience-functions = Fonctions (codes)
list-audience-establishments = Établissements (UAI)
list-audience-both = Seulement ces fonctions dans ces établissements, et non l’un ou l’autre
list-new = Nouvelle liste
list-create = Créer la liste
list-created = La liste est créée. Ajoutez des membres si besoin.
list-is-changed = La liste est modifiée.
list-removed = La liste est supprimée.
list-remove = Supprimer la liste « { $name } »
list-remove-button = Supprimer la liste
list-remove-explanation = Ses membres, ses archives et les messages en attente disparaissent, et le courrier envoyé à { $address } sera refusé. Les messages déjà reçus restent dans les boîtes.
list-write = Écrire à la liste
list-write-waits = Votre message sera relu par un responsable avant d’être diffusé.
list-no-writing = Vous ne pouvez pas écrire à cette liste.
list-you = Vous
list-member-by-hand = Un responsable vous a ajouté à cette liste.
list-member-by-what = Vous êtes dans cette liste par votre établissement ou votre fonction.
list-no-leaving = On ne quitte pas cette liste.
list-leave = Quitter la liste
list-leave-title = Quitter la liste « { $name } »
list-leave-audience = Vous n’en recevrez plus les messages. Vous pourrez y revenir depuis la page « Listes ».
list-leave-by-hand = Vous n’en recevrez plus les messages. Pour y revenir, il faudra le demander à un responsable.
list-left = Vous avez quitté la liste « { $name } ».
list-you-left = Vous avez quitté cette liste.
list-come-back = Revenir dans la liste
list-is-back = Vous recevez de nouveau cette liste.
list-members-explanation = Les membres voient combien ils sont, pas qui ils sont.
list-members-who = Qui est dans la liste
list-add = Ajouter des membres
list-add-help = Une adresse par ligne, ou un tableau collé depuis un tableur. Les personnes de l’académie et des adresses extérieures.
list-add-help-inside = Une adresse par ligne, ou un tableau collé depuis un tableur. Seulement des personnes de l’académie : le courrier ne sort pas d’ici.
list-added = { $joined ->
    [0] Personne n’a été ajouté
    [one] { $joined } membre ajouté
   *[other] { $joined } membres ajoutés
}{ $already ->
    [0] .
    [one] , { $already } y était déjà.
   *[other] , { $already } y étaient déjà.
}
list-view-by-hand = Ajoutés à la main
list-view-by-what = Selon l’affectation
list-view-outside = Adresses extérieures
list-search-outside = Nom ou adresse
list-nobody = Personne pour l’instant.
list-nobody-by-what = La liste n’est pour aucun établissement ni aucune fonction.
list-take-out = Retirer { $address } de la liste
list-member-removed = Ce membre est retiré.
list-guest-left = a quitté la liste
list-guest-is-suspended = ses messages reviennent, rien n’est plus envoyé
list-guest-resume = Reprendre les envois
list-guest-resumed = Les envois reprennent.
list-moderation-explanation = { $days ->
    [one] Ces messages ne sont diffusés qu’avec votre accord. Sans réponse en { $days } jour, ils sont supprimés.
   *[other] Ces messages ne sont diffusés qu’avec votre accord. Sans réponse en { $days } jours, ils sont supprimés.
}
list-nothing-held = Rien n’attend votre accord.
list-decide = Diffuser ce message ?
list-accept = Accepter
list-refuse = Refuser
list-refuse-open = Refuser ce message
list-reason = Raison, envoyée à l’auteur
list-reason-help = Laissez vide pour refuser sans rien dire.
list-accepted = Le message est diffusé.
list-refused = Le message est refusé.
list-decided-before = Un autre responsable s’en est déjà occupé.
one-click-title = Quitter une liste
one-click-ask = Vous ne recevrez plus les messages de { $address }.
one-click-done = Vous ne recevrez plus les messages de { $address }. Un message déjà parti peut encore arriver.
one-click-unknown = Ce lien ne mène plus à aucune liste. Écrivez à ses responsables, dont l’adresse est dans les messages reçus.
one-click-bad = Cette demande n’a pas la forme attendue.
came-by-list = Par la liste
list-group-unknown = « { $line } » ne mène à aucun groupe : collez l’adresse de sa page.
list-groups-many = { $most } groupes au plus.
list-groups-help = L’adresse de la page de chaque session, une par ligne. Les inscriptions sont relues à chaque message.
box-exchange = Exporter, importer
box-export = Exporter toute la boîte
box-export-explanation = Une archive ZIP de tous vos dossiers (un fichier .mbox chacun, que Thunderbird, Apple Mail et les autres logiciels savent lire), de vos contacts et de vos règles. Importée ici ou dans une autre boîte du webmel, elle remet chaque message à sa place.
box-export-size = { $messages ->
    [one] { $messages } message, { $size } avant compression.
   *[other] { $messages } messages, { $size } avant compression.
}
box-export-button = Préparer l’archive
box-export-again = Préparer une nouvelle archive
box-export-already = Votre archive est déjà en préparation.
box-export-started = Votre archive est en préparation. Vous pouvez quitter cette page.
box-export-going = Archive en préparation : { $done } messages sur { $total }. Vous pouvez quitter cette page, un message vous dira quand elle est prête.
box-export-stop = Arrêter
box-export-stopped = La préparation de l’archive est arrêtée.
box-export-made = Archive du { $when } : { $size }. Elle sera effacée le { $until }.
box-export-missing = { $count ->
    [one] { $count } message n’a pas pu être lu et manque dans l’archive. Signalez-le à l’assistance.
   *[other] { $count } messages n’ont pas pu être lus et manquent dans l’archive. Signalez-le à l’assistance.
}
box-export-download = Télécharger l’archive
box-export-remove = Effacer l’archive
box-export-removed = L’archive est effacée.
box-export-given-up = Votre archive n’a pas pu être faite
box-export-given-up-body = Un incident a duré plus longtemps que nos essais. Demandez-la de nouveau.
box-rules-too-many = { $most } règles d’un fichier sont lues au plus : { $beyond } autres ne l’ont pas été.
box-export-ready = L’archive de votre boîte est prête
box-export-ready-body = Vous pouvez la télécharger pendant sept jours, ensuite elle est effacée.
box-export-folder = Exporter un dossier
box-export-folder-explanation = Un fichier .mbox, téléchargé tout de suite. Un seul message s’enregistre depuis son menu.
box-export-folder-choice = Dossier
box-export-folder-button = Télécharger le dossier
box-export-read-me = Boîte aux lettres de { $address }
    
    courrier/ : un fichier .mbox par dossier. Les messages lus, suivis ou répondus et les étiquettes y sont notés.
    contacts.vcf : vos contacts (vCard 3.0).
    regles.sieve : vos règles en marche (Sieve).
    manifest.json : ce qui permet de tout remettre à sa place.
    
    Pour tout reprendre dans le webmel : Réglages, Exporter, importer, puis choisissez cette archive telle quelle.
    Dans Thunderbird : décompressez l’archive, puis copiez les fichiers .mbox dans le dossier « Local Folders » de votre profil ; ou utilisez l’import de fichiers mbox d’Apple Mail ou d’un autre logiciel.
    
    Ne sont pas dans l’archive : les brouillons que le webmel enregistre pendant que vous écrivez et les messages en attente d’envoi.
    
box-going-refresh = Actualiser
box-import = Importer
box-import-already = Un import est déjà en cours. Attendez sa fin, ou arrêtez-le.
box-import-ended = Votre import est terminé
box-import-ended-body = Le compte rendu dit ce qui a été rangé, ce que vous aviez déjà et ce qui n’a pas pu être pris.
box-import-too-large = Trop volumineux : { $size } au plus.
box-import-no-message = Ce n’est pas un message.
box-import-bad-name = Nom de fichier refusé : il mène hors de l’archive.
box-import-link = Un lien, pas un fichier : laissé de côté.
box-import-nested = Une archive dans l’archive : décompressez-la et importez-la à part.
box-import-calendar = Un rendez-vous ou une tâche d’une autre messagerie, sans fichier .ics : laissé de côté.
box-import-events = { $count ->
    [one] { $count } événement mis dans votre agenda
   *[other] { $count } événements mis dans votre agenda
  }
box-import-more-remarks = { $count ->
    [one] et { $count } autre remarque
   *[other] et { $count } autres remarques
  }
box-import-encrypted = Protégé par un mot de passe : décompressez-le d’abord sur votre ordinateur.
box-import-damaged = Abîmé : la suite de ce fichier ne peut pas être lue.
box-import-unknown = Ni message, ni contacts, ni règles : laissé de côté.
box-import-contacts = Contacts
box-import-label = Étiquette « { $name } » non posée. { $why }
box-import-folder = Rangé dans Archives, faute du dossier « { $name } ». { $why }
box-import-explanation = Reprenez ici le courrier, les contacts, l’agenda et les filtres d’une autre messagerie. Un message que vous avez déjà n’est pas rangé une deuxième fois.
box-import-into = Ranger les messages
box-import-into-help = Les contacts, l’agenda et les règles vont toujours à leur place.
box-import-same-folders = Dans les mêmes dossiers que les fichiers
box-import-files = Fichiers
box-import-files-help = Archive de cette page (.zip), export de Zimbra (.tgz), Gmail, Thunderbird, Apple Mail ou Convergence (.mbox, .eml, .zip, Maildir) ; contacts (.vcf, .csv, .ldif) ; agendas (.ics) ; filtres (.sieve).
box-import-limits = { $most } fichiers et { $size } au plus.
box-import-too-many-files = { $most ->
    [one] { $most } fichier au plus en une fois : réunissez-les dans une archive .zip.
   *[other] { $most } fichiers au plus en une fois : réunissez-les dans une archive .zip.
}
box-import-too-heavy = Ces fichiers dépassent { $size } ensemble : importez-les en plusieurs fois.
box-import-past = Imports précédents
box-import-of = Import du { $when }
box-import-report = Compte rendu de l’import
box-import-going = Import en cours. Vous pouvez quitter cette page.
box-import-done = L’import est terminé.
box-import-done-but = { $count ->
    [one] L’import est terminé ; { $count } élément n’a pas été pris.
   *[other] L’import est terminé ; { $count } éléments n’ont pas été pris.
}
box-import-full = Votre boîte est pleine : l’import s’est arrêté là. Faites de la place, puis importez les mêmes fichiers : ce qui est rangé ne le sera pas deux fois.
box-import-stopped = L’import est arrêté. Ce qui est rangé le reste.
box-import-too-many = Ces fichiers contiennent plus de 500 000 éléments : l’import s’est arrêté là.
box-import-bomb = Cette archive se décompresse en bien plus que du courrier : l’import s’est arrêté là.
box-import-failed = L’import s’est arrêté sur une erreur de notre côté. Signalez-le à l’assistance.
box-import-filed = { $count ->
    [0] Aucun message rangé.
    [one] { $count } message rangé.
   *[other] { $count } messages rangés.
}
box-import-known = { $count ->
    [one] { $count } message était déjà dans votre boîte.
   *[other] { $count } messages étaient déjà dans votre boîte.
}
box-import-contacts-taken = { $count ->
    [one] { $count } contact ajouté ou complété.
   *[other] { $count } contacts ajoutés ou complétés.
}
box-import-rules = { $count ->
    [one] { $count } règle ajoutée, en marche : vérifiez-la dans les réglages.
   *[other] { $count } règles ajoutées, en marche : vérifiez-les dans les réglages.
}
box-import-refused = { $count ->
    [one] { $count } élément laissé de côté.
   *[other] { $count } éléments laissés de côté.
}
box-import-lines = Ce qui mérite votre attention
box-import-what = Élément
box-import-further = La suite de la liste n’est pas montrée.
box-rule-unnamed = Règle importée
box-rule-at = { $file }, ligne { $line }
box-rule-recipients = Cette règle regardera à la fois les destinataires et les copies.
box-rule-bin = Ce qui était jeté ira dans la corbeille.
box-rule-syntax = La suite de ce script est illisible.
box-rule-command = Les règles ne savent pas faire « { $command } ».
box-rule-test = Les règles ne savent pas examiner « { $test } ».
box-rule-field = Les règles ne savent pas examiner le champ « { $field } ».
box-rule-nested = Les conditions sont trop imbriquées (des « et » dans des « ou »).
box-rule-always = Sans condition, cette règle prendrait tous les messages.
box-rule-otherwise = Cette règle ne vaut que si une autre ne s’applique pas (« sinon »).
box-rule-pattern = Les règles ne savent pas comparer à « { $pattern } ».
box-rule-keeps-nothing = Cette règle transfère sans garder le message ; ici, le message reste toujours dans la boîte.
box-rule-copies = Cette règle range le message à plusieurs endroits.
box-rule-too-long = Cette règle a trop de conditions, ou des textes trop longs.
