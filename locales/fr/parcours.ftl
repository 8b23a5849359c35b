# Parcours et sessions : ce qu’on écrit, ce qu’on suit, ce qu’on gère.

## La fiche du parcours
record-title = Titre
record-title-missing = Écrivez le titre.
record-summary = Résumé
record-summary-hint = Deux ou trois phrases que l’on lit dans les listes.
record-collection = Collection
record-domain = Domaine
record-level = Public
record-nature = Modalité
record-duration = Durée
record-duration-hint = Le temps qu’un participant y passe, en heures et en minutes.
record-duration-hours = Heures
record-duration-minutes = Minutes
record-duration-wrong = Indiquez une durée en heures et en minutes, avec des chiffres.
record-objectives = Objectifs
record-objectives-hint = Un par ligne : ce que l’on saura faire à la fin.
record-keywords = Mots-clés
record-keywords-hint = Un par ligne, ou séparés par des virgules.
record-authors = Auteurs
record-authors-hint = Un par ligne : un service, une fonction ou un nom.
record-language = Langue
record-language-fr = Français
record-language-en = Anglais
record-too-long = Ce texte est trop long : { $most } caractères au plus.
record-choose = Choisir…
record-not-said = Non précisé

collection-action = Action
    .hint = Mettre en œuvre une démarche dans sa classe ou son service, avec des formateurs.
collection-analyse = Analyse
    .hint = Analyser sa pratique à partir de situations, seul puis à plusieurs.
collection-autoformation = Autoformation
    .hint = Se former seul, à son rythme, sans dates ni formateur.
collection-decouverte = Découverte
    .hint = Faire en peu de temps le tour d’un sujet nouveau.
collection-espacecollab = Espace collaboratif
    .hint = Travailler en groupe sans date de fin.
collection-qualification = Qualification
    .hint = Préparer une certification, une prise de fonction ou un concours.
collection-reseau = Réseau
    .hint = Échanger entre pairs autour d’une mission commune.
collection-simulation = Simulation
    .hint = S’entraîner à décider dans une situation jouée.
collection-volet-distant = Volet distant
    .hint = Prolonger à distance un stage en présence.

domain-valeurs = Valeurs de la République et citoyenneté
domain-inclusion = École inclusive
domain-didactique = Didactique et enseignement des disciplines
domain-evaluation = Évaluation des élèves
domain-climat = Climat scolaire et sécurité
domain-numerique = Numérique éducatif
domain-metier = Entrée et évolution dans le métier

level-premier-degre = Premier degré
level-second-degre = Second degré
level-inter-degres = Premier et second degrés
level-tous-personnels = Tous les personnels

nature-distance = À distance
nature-hybride = Hybride : à distance et en présence
nature-presence = En présence

## Ce qui empêche
conflict-record = Quelqu’un a modifié cette fiche pendant que vous l’écriviez.
conflict-section = Quelqu’un a modifié cette section pendant que vous l’écriviez.
conflict-activity = Quelqu’un a modifié cette activité pendant que vous l’écriviez.
conflict-session = Quelqu’un a modifié cette session pendant que vous l’écriviez.
section-title-missing = Écrivez le titre de la section.
section-too-many = Un parcours compte { $most } sections au plus.
activity-title-missing = Écrivez le titre de l’activité.
activity-too-many = Une section compte { $most } activités au plus.
session-title-missing = Écrivez le titre de la session.
session-ends-before = La session doit finir après son début.
session-places-wrong = Indiquez un nombre de places, ou 0 pour ne pas le limiter.
session-design-in-trash = Ce parcours est dans la corbeille : restaurez-le avant d’en faire une session.
design-publish-incomplete = La fiche n’est pas complète : remplissez-la avant de proposer ce parcours.
design-last-designer = Un parcours garde au moins un concepteur : ajoutez quelqu’un avant de retirer le dernier.
design-copy-title = { $title } (copie)

## La vie d'une session
lack-trainer = Il manque un formateur.
lack-participant = Il manque un participant.
lack-field = La fiche ne dit rien sous « { $field } ».
lack-dates = Il manque la date de début ou la date de fin.
lack-over = La date de fin est déjà passée.
lack-not-over = La session est ouverte jusqu’au { $date } : avancez sa date de fin pour l’archiver dès maintenant.
lack-live = La session est ouverte : archivez-la d’abord.
state-preparation = Session en préparation, invisible des participants
state-to-come = Commence le { $date }
state-running = Session en cours, sans date de fin
state-running-until = Session en cours, ouverte jusqu’au { $date }
state-over = Session finie depuis le { $date }, à archiver
state-archived = Session archivée, en lecture seule
state-archived-until = Session archivée, en lecture seule jusqu’au { $date }
state-expired = Session archivée, lisible jusqu’au { $date } par ses participants
state-trash = Dans la corbeille
state-trash-until = Dans la corbeille, supprimée le { $date }

remind-start-title = « { $title } » commence
remind-start = La session « { $title } » commence aujourd’hui. Tout est prêt sur sa page.
remind-end-title = « { $title } » se termine
remind-end = La session « { $title } » se termine aujourd’hui. Quand les participants ont fini, archivez-la : elle restera lisible.
remind-late-title = « { $title } » est à archiver
remind-late = La session « { $title } » est terminée et n’est pas archivée. Archivez-la, ou reportez sa date de fin.

## Les inscriptions
role-participant = Participant
role-tutor = Tuteur
role-trainer = Formateur
enrolled-notice-title = Vous êtes inscrit à « { $title } »
enrolled-notice = Vous êtes inscrit à la session « { $title } » de M@gistère, avec ce rôle : { $role }. Vous la retrouverez dans l’onglet Se former ou Former.
enrol-full = Toutes les places sont prises.
enrol-over = La session est finie : on ne peut plus s’y inscrire.
enrol-key-wrong = Cette clé n’est pas celle de la session. Demandez-la à qui vous a proposé la formation.
enrol-last-trainer = C’est le dernier formateur d’une session ouverte : ajoutez-en un autre avant de le retirer.
leave-refused = Vous avez été inscrit à cette session par ses responsables : demandez-leur de vous en retirer.

## Ce que toutes les pages partagent
save = Enregistrer
saved = C’est enregistré.
cancel = Annuler
edit = Modifier
search = Rechercher
add = Ajouter
remove = Retirer
change = Changer
optional = (facultatif)
previous = Précédent
next = Suivant
pages = Pages
more-actions = Autres actions
form-problems = { $count ->
    [one] Un champ est à corriger
   *[other] { $count } champs sont à corriger
}
conflict-kept = Votre texte est conservé ci-dessous. Enregistrez de nouveau pour qu’il remplace l’autre.
conflict-see = Voir la version actuelle
date-wrong = Écrivez une date, par exemple 12/06/2027.
image-wrong = Ce fichier n’est pas une image PNG, JPEG, GIF ou WebP.
image-missing = Choisissez une image.
uploading = Envoi
person-search = Rechercher une personne par son nom
person-none = Personne ne porte le nom « { $typed } » dans l’académie.
add-of = Ajouter { $name }
remove-of = Retirer { $name }
edit-of = Modifier « { $title } »
rename-of = Renommer « { $title } »
delete-of = Supprimer « { $title } »
move-up = Monter « { $title } »
move-down = Descendre « { $title } »
progress-name = Avancement : { $name }
percent = { $percent } %
participants-count = { $count ->
    [0] aucun participant
    [one] 1 participant
   *[other] { $count } participants
}
sessions-count = { $count ->
    [0] aucune session
    [one] 1 session
   *[other] { $count } sessions
}
edited-on = Modifié : { $when }

## La page d'une session
tool-content = Contenu
tool-people = Participants
tool-settings = Réglages
my-progress = Mon avancement
all-done = Vous avez terminé toutes les activités de ce parcours.
content-empty = Ce parcours n’a pas encore de contenu.
content-empty-edit = Ajoutez une section, puis ses activités.
content-empty-wait = Ses formateurs le préparent.
section-empty = Rien dans cette section pour le moment.
mark-done = Terminé
mark-to-view = à consulter
mark-tick = Marquer comme terminé
mark-tick-of = Marquer « { $title } » comme terminé
mark-undo = Ce n’est pas terminé
mark-undo-of = « { $title } » n’est pas terminé
mark-not-by-hand = Cette activité ne se coche pas à la main.
next-start = Commencer
next-resume = Reprendre : { $title }
next-resume-hint = Vous retrouvez le parcours là où vous en étiez.
next-resume-verb = Reprendre
next-open = Ouvrir la session
next-open-hint = Les participants la verront et recevront un message.
next-archive = Archiver la session
next-archive-hint = Elle est terminée. Archivée, elle reste lisible un an par ses participants.
next-restore = Restaurer la session
next-restore-hint = Elle reviendra telle qu’elle était.
about-title = À propos de ce parcours
about-starts = Début
about-ends = Fin
about-venue = Lieu
about-trainers = Formateurs
about-tutors = Tuteurs
my-enrolment = Mon inscription
leave = Me désinscrire
leave-question = Vous ne verrez plus « { $title } » et ce que vous y avez terminé sera effacé.
leave-done = Vous n’êtes plus inscrit à cette session.
enrol-title = S’inscrire à cette session
enrol-free = L’inscription est libre.
enrol-places = { $places ->
    [one] Il reste une place.
   *[other] Il reste { $places } places.
}
enrol = S’inscrire
enrol-key = Clé d’inscription
enrol-key-hint = Elle vous a été donnée par qui vous a proposé la formation.
enrol-done = Vous êtes inscrit.
programme = Au programme
life-title = Vie de la session
step-open = Ouvrir la session
step-open-done = La session est ouverte.
step-archive = Archiver la session
step-archive-done = La session est archivée.
step-trash = Mettre à la corbeille
step-trash-done = La session est dans la corbeille. Elle y reste six mois.
step-restore = Restaurer
step-restore-done = La session est restaurée.
archive-question = « { $title } » ne pourra plus être modifiée ni suivie. Ses participants pourront la lire pendant un an.

## Une activité
preview = aperçu
neighbours = Activités voisines
before-activity = Précédent : { $title }
after-activity = Suivant : { $title }
back-to-content = Retour au parcours
activity-new = Nouvelle activité : { $kind }
activity-edit = Modifier « { $title } »
activity-delete = Supprimer l’activité
activity-delete-question = L’activité « { $title } » sera supprimée. Les sessions déjà créées gardent la leur.
activity-delete-question-live = L’activité « { $title } » sera supprimée de cette session, avec les marques d’achèvement des participants.
activity-deleted = L’activité est supprimée.
way-legend = Quand l’activité est-elle terminée ?
way-viewed = Quand le participant l’a ouverte
way-viewed-hint = L’avancement compte cette activité.
way-manual = Quand le participant la coche
way-manual-hint = Pour ce qui se fait ailleurs ou demande du temps.
way-none = Elle ne compte pas
way-none-hint = L’avancement n’en tient pas compte.

## Les réglages d'une session
settings-title = Réglages de la session
session-new = Créer une session
session-create = Créer la session
session-created = La session est en préparation. Ajoutez ses participants, puis ouvrez-la.
session-title-hint = Ce que liront les participants ; un groupe ou une année aide à s’y retrouver.
session-starts = Début
session-ends = Fin
session-uai = Établissement
session-uai-hint = Son code UAI, quand la session se tient dans un établissement.
session-who = Qui peut s’inscrire
session-invited = Sur invitation
session-invited-hint = Vous inscrivez vous-même les participants.
session-self = Tous les personnels de l’académie
session-self-hint = Chacun s’inscrit seul, tant qu’il reste des places.
session-key-hint = Demandée à qui s’inscrit seul. Sans clé, l’inscription est libre.
session-places = Nombre de places
session-places-hint = Rien : autant de participants qu’il en vient.
session-train = Je forme dans cette session
record-incomplete = La fiche est incomplète
record-complete = Compléter la fiche du parcours
record-refresh = Reprendre la fiche du parcours
record-refreshed = La session a repris la fiche du parcours.

## Former
lead-intro = Les sessions que vous formez, suivez ou avez créées.
lead-live = En préparation et en cours
lead-archived = Archivées
lead-trash = Corbeille
lead-empty = Vous ne formez dans aucune session.
lead-empty-hint = Une session se crée depuis un parcours, dans l’onglet Concevoir.
column-session = Session
column-role = Rôle
column-state = État
column-participants = Participants
column-progress = Avancement
column-finished = Ont terminé
column-name = Nom
column-actions = Actions
column-line = Ligne
column-text = Texte
column-why = Raison
role-designer = Concepteur
role-of = Rôle de { $name }
nothing-yet = rien à suivre

## Les participants
people-empty = Personne n’est inscrit.
people-empty-hint = Inscrivez quelqu’un par son nom, ou collez une liste.
people-count = { $count ->
    [one] 1 personne
   *[other] { $count } personnes
}
enrol-one = Inscrire une personne
enrol-of = Inscrire { $name }
enrol-verb = Inscrire
enrol-many = Inscrire une liste
enrol-list = Adresses ou identifiants
enrol-list-hint = Un par ligne, ou séparés par des virgules ou des points-virgules. Chaque ligne refusée est signalée.
enrol-list-send = Inscrire cette liste
enrol-archived = Cette session n’est plus ouverte : ses participants ne changent plus.
person-enrolled = { $name } est inscrit.
report-title = Résultat de la liste
report-enrolled = { $count ->
    [0] Aucune nouvelle inscription.
    [one] 1 personne inscrite.
   *[other] { $count } personnes inscrites.
}
report-changed = { $count ->
    [one] 1 personne a changé de rôle.
   *[other] { $count } personnes ont changé de rôle.
}
report-already = { $count ->
    [one] 1 personne était déjà inscrite.
   *[other] { $count } personnes étaient déjà inscrites.
}
report-rejected = { $count ->
    [one] 1 ligne refusée : elle reste dans le champ pour être corrigée.
   *[other] { $count } lignes refusées : elles restent dans le champ pour être corrigées.
}
rejected-title = Lignes refusées
reject-address = Aucun compte n’a cette adresse.
reject-identifier = Aucun compte n’a cet identifiant.
reject-closed = Ce compte est fermé.
reject-twice = Cette personne est déjà dans la liste.
reject-too-many = Une liste compte { $most } noms au plus.
withdraw = Retirer de la session
withdraw-question = { $name } ne verra plus « { $title } » et ce qui y est terminé sera effacé.
withdrawn = La personne est retirée de la session.

## Concevoir
tab-content = Contenu
tab-record = Fiche
tab-sessions = Sessions
tab-designers = Concepteurs
design-intro = Les parcours que vous écrivez. Une session en copie le contenu, et ne bouge plus.
design-new = Nouveau parcours
design-new-hint = Un titre et une collection suffisent pour commencer.
design-create = Créer le parcours
design-empty = Vous n’écrivez aucun parcours.
design-empty-hint = Créez-en un : il restera invisible des autres tant que vous ne l’aurez pas proposé.
design-may-not = Les parcours sont créés par les concepteurs, les formateurs et les gestionnaires de l’académie. Demandez à l’un d’eux de vous ajouter à un parcours.
design-published = Proposé dans l’offre de parcours
design-private = Visible de ses concepteurs seulement
design-publish = Proposer aux autres formateurs
design-unpublish = Ne plus proposer
design-published-done = Le parcours est proposé aux formateurs de l’académie.
design-unpublished-done = Le parcours n’est plus proposé.
design-copy = Copier ce parcours
design-copied = Voici votre copie, sans personne dedans.
design-trashed = Le parcours est dans la corbeille. Ses sessions continuent.
design-restored = Le parcours est restauré.
designers-hint = Ils écrivent le parcours et créent ses sessions.
designer-added = Le concepteur est ajouté.
designer-removed = Le concepteur est retiré.
sessions-empty = Aucune session n’a été faite de ce parcours.
sessions-empty-hint = Une session a des dates et des participants. Elle reçoit sa propre copie du contenu.
content-title = Contenu de la session
content-live = { $count ->
    [one] Un participant suit cette session : il verra vos changements aussitôt.
   *[other] { $count } participants suivent cette session : ils verront vos changements aussitôt.
}
workshop-empty = Ce parcours est vide.
workshop-empty-hint = Commencez par une section : un chapitre, une étape, une semaine.
sections = Sections
activities-of = Activités de « { $title } »
activity-add = Ajouter une activité
in-section = dans « { $title } »
section-new = Nouvelle section
section-new-hint = Son titre, par exemple « Comprendre » ou « Première semaine ».
section-add = Ajouter la section
section-title = Titre de la section
section-title-now = Son titre est maintenant « { $title } ».
section-rename = Renommer la section
section-delete = Supprimer la section
section-delete-question = { $count ->
    [0] La section « { $title } » est vide. Elle sera supprimée.
    [one] La section « { $title } » et son activité seront supprimées. Les sessions déjà créées gardent les leurs.
   *[other] La section « { $title } » et ses { $count } activités seront supprimées. Les sessions déjà créées gardent les leurs.
}
section-delete-question-live = { $count ->
    [0] La section « { $title } » est vide. Elle sera supprimée.
    [one] La section « { $title } » et son activité seront supprimées de cette session, avec les marques d’achèvement des participants.
   *[other] La section « { $title } » et ses { $count } activités seront supprimées de cette session, avec les marques d’achèvement des participants.
}
section-deleted = La section est supprimée.

group-participants = Participants de sessions M@gistère
group-trainers = Formateurs et tuteurs de sessions M@gistère
