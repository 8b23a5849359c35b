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
