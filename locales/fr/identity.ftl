# Le compte académique.
link-identifier = Connaître son identifiant académique
link-reset = Réinitialiser son mot de passe oublié
link-change = Changer son mot de passe

trouble-title = Cela n’a pas fonctionné
errors-title = { $count ->
    [one] Un champ est à corriger
   *[other] { $count } champs sont à corriger
}
actions = Actions

field-identifier = Identifiant
field-identifier-help = Par exemple jdupont.
field-password = Mot de passe
field-password-help = La première fois, votre NUMEN.
field-current-password = Mot de passe actuel
field-current-password-help = Si vous ne l’avez jamais changé, c’est votre NUMEN.
field-new-password = Nouveau mot de passe
field-new-password-help = { $shortest } caractères au moins : une phrase de quelques mots convient. Tous les signes sont acceptés.
field-confirmation = Nouveau mot de passe, une seconde fois
field-show = Afficher
field-strength = Solidité
field-numen = NUMEN
field-numen-help = Les 13 caractères qui figurent sur votre arrêté de nomination. Il n’est jamais conservé en clair.
field-birth-date = Date de naissance
field-birth-date-help = Par exemple 31/12/1980.
field-address = Adresse
field-name = Nom
field-school = Établissement
field-mailbox = Boîte aux lettres
mailbox-waiting = Non activée
mailbox-activated = Activée le { $day }
field-function = Fonction
field-backup = Adresse de secours
field-password-changed = Mot de passe changé le
field-app-password-name = Nom du logiciel ou de l’appareil
field-app-password-name-help = Pour le reconnaître dans la liste : « Thunderbird au lycée », « téléphone ». 60 caractères au plus.
field-current-password-why = Vous êtes connecté depuis plus d’un quart d’heure : écrivez-le pour confirmer que c’est bien vous.
field-reason = Motif
field-reason-help = Écrit au journal, que l’agent peut lire. Cinq caractères au moins.

error-identifier = Écrivez votre identifiant.
error-identifier-too-long = Cet identifiant est trop long. Le vôtre ressemble à jdupont.
error-password = Écrivez votre mot de passe.
error-current-password = Écrivez votre mot de passe actuel.
error-wrong-password = Ce n’est pas votre mot de passe actuel.
error-confirmation = Les deux saisies diffèrent. Écrivez deux fois le même mot de passe.
error-app-password-name = Donnez un nom : celui du logiciel ou de l’appareil.
error-app-password-name-too-long = Ce nom est trop long, ou contient un signe qui ne s’écrit pas. { $most } caractères au plus.
error-app-password-name-taken = Vous en avez déjà un de ce nom. Donnez-en un autre, ou retirez d’abord le premier.
error-app-passwords-full = Vous avez { $most } mots de passe d’application, c’est le maximum. Retirez-en un avant d’en créer un autre.
error-reason = Écrivez le motif, en 5 à 300 caractères.

sign-in-brand = Compte académique
sign-in-title = Connexion
sign-in-explanation = Un seul compte pour la messagerie, ARENA et M@gistère.
sign-in-button = Connexion

trouble-wrong = L’identifiant ou le mot de passe ne convient pas. Vérifiez la saisie, ou aidez-vous des liens ci-dessous.
trouble-window-over = Votre identité est reconnue, mais le délai pour choisir un mot de passe est passé. Votre compte existe toujours : l’assistance de l’académie peut rouvrir ce délai.
trouble-suspended = Votre compte est suspendu par l’assistance de l’académie. Il existe toujours : appelez-la pour le rétablir.
trouble-stopped = Votre compte est arrêté depuis qu’une réinitialisation a été refusée. Il existe toujours : appelez l’assistance de l’académie pour le rétablir.
trouble-changed-meanwhile = Votre compte vient de changer pendant que vous écriviez. Rien n’a été enregistré : recommencez.
trouble-unknown = Aucun compte ne correspond à ce NUMEN et à cette date de naissance. Vérifiez-les ; si l’erreur persiste, appelez l’assistance de l’académie.
trouble-unknown-or-password = Ce NUMEN, cette date de naissance et ce mot de passe ne vont pas ensemble. Vérifiez-les ; si l’erreur persiste, réinitialisez votre mot de passe.
trouble-reset-frozen = Ce compte ne peut pas être réinitialisé pour le moment. Appelez l’assistance de l’académie.
trouble-wait-seconds = { $seconds ->
    [one] Réessayez dans une seconde.
   *[other] Réessayez dans { $seconds } secondes.
}
trouble-wait-until = Réessayez à partir de : { $moment }.

choose-title = Choisissez votre mot de passe
choose-explanation = Bonjour { $name }. Votre identifiant est { $identifier }. Le mot de passe que vous choisissez remplace le NUMEN, qui n’ouvrira plus rien.
choose-button = Enregistrer ce mot de passe
password-chosen = Votre mot de passe est enregistré. Votre compte est à vous.
strength-good = Ce mot de passe convient.
strength-strong = Ce mot de passe est solide.
pass-over-title = Cette page n’est plus valable
pass-over-explanation = Elle sert une seule fois, pendant une demi-heure, dans le navigateur où vous avez commencé. Connectez-vous de nouveau pour recommencer : rien n’a changé.

identifier-explanation = Votre NUMEN et votre date de naissance suffisent à retrouver votre identifiant.
identifier-button = Afficher mon identifiant
identifier-waits = Ce compte attend sa première connexion : votre mot de passe est votre NUMEN.
identifier-active = Ce compte est actif : connectez-vous avec le mot de passe que vous avez choisi.

reset-explanation = Votre mot de passe redeviendra votre NUMEN, le temps d’en choisir un autre. Toutes vos sessions ouvertes seront fermées et vos mots de passe d’application retirés.
reset-button = Réinitialiser mon mot de passe
reset-done-title = Votre mot de passe est de nouveau votre NUMEN
reset-done-explanation = Votre identifiant est { $identifier }. Le NUMEN ne sert qu’à choisir un autre mot de passe.
reset-done-button = Choisir mon mot de passe maintenant
reset-done-later = Vous pouvez aussi le faire plus tard, jusqu’au { $until }, en vous connectant avec votre NUMEN.
refusal-title = Ce n’était pas vous ?
refusal-explanation = Quelqu’un a réinitialisé votre mot de passe avec votre NUMEN et votre date de naissance. Si ce n’était pas vous, refusez : toutes les sessions seront fermées, et aucune réinitialisation ne sera plus acceptée jusqu’à votre appel à l’assistance.
refusal-restores = Votre ancien mot de passe redeviendra valable.
refusal-stops = Un mot de passe a été choisi depuis, ou il n’y en a jamais eu : plus rien n’ouvrira ce compte jusqu’à votre appel à l’assistance, qui le rétablira.
refusal-button = Ce n’était pas moi, refuser
refusal-done-stopped = C’est refusé : le compte est arrêté et toutes ses sessions sont fermées. Appelez l’assistance de l’académie, qui le rétablira : avec votre ancien mot de passe s’il y en avait un.
refusal-done = C’est refusé. Votre ancien mot de passe est de nouveau valable. Appelez l’assistance de l’académie pour lever le blocage.

change-explanation = Il vous faut votre NUMEN, votre date de naissance et votre mot de passe actuel.
change-button = Changer mon mot de passe
password-changed = Votre mot de passe est changé. Connectez-vous avec le nouveau.
password-changed-here = Votre mot de passe est changé, et vos autres sessions sont fermées.
password-explanation = Vos autres sessions seront fermées, et un message vous le confirmera.

notice-activated-title = Bienvenue dans votre compte académique
notice-activated-body = Vous venez de choisir votre mot de passe. Il ouvre la messagerie, ARENA et M@gistère. Le NUMEN n’ouvre plus rien.
notice-password-title = Votre mot de passe a été changé
notice-password-body = Vos autres sessions ont été fermées. Si ce n’était pas vous, réinitialisez votre mot de passe et appelez l’assistance de l’académie.
notice-reset-title = Votre mot de passe a été réinitialisé
notice-reset-body = Il est de nouveau votre NUMEN, jusqu’au { $until } et seulement pour en choisir un autre. Toutes vos sessions ont été fermées et vos mots de passe d’application retirés. Si ce n’était pas vous, dites-le par le lien de ce message : il est valable sept jours, même si un autre mot de passe a été choisi entre-temps.
notice-app-password-title = Un mot de passe d’application a été créé
notice-app-password-body = Il s’appelle « { $name } » et ouvre votre boîte aux lettres dans un logiciel de messagerie. Si ce n’était pas vous, retirez-le, changez votre mot de passe et lisez le journal du compte.
notice-app-password-withdrawn-title = Un mot de passe d’application a été retiré
notice-app-password-withdrawn-body = « { $name } » n’ouvre plus votre boîte aux lettres : le logiciel ou l’appareil qui l’utilisait demandera un nouveau mot de passe.
notice-app-passwords-withdrawn-title = Vos mots de passe d’application ont été retirés
notice-app-passwords-withdrawn-body = { $count ->
    [one] Le seul que vous aviez n’ouvre plus votre boîte aux lettres : le logiciel qui l’utilisait demandera un nouveau mot de passe.
   *[other] Les { $count } que vous aviez n’ouvrent plus votre boîte aux lettres : les logiciels qui les utilisaient demanderont un nouveau mot de passe.
}
notice-failures-title = Des essais ont échoué avant votre connexion
notice-failures-body = { $count } essais de mot de passe ont échoué avant celui qui vient de réussir. Si c’était vous, il n’y a rien à faire. Sinon, changez votre mot de passe et lisez le journal du compte.
notice-device-title = Connexion depuis un nouvel appareil
notice-device-body = Une session vient d’être ouverte avec { $browser } sur un appareil que nous ne connaissions pas. Si c’était vous, il n’y a rien à faire. Sinon, fermez cette session et changez votre mot de passe.

signed-out = Vous êtes déconnecté de toutes les applications.

account-title = Mon compte
account-source = Nom, fonction et établissement viennent des ressources humaines : pour les corriger, adressez-vous à elles.
account-password-help = Le même pour la messagerie, ARENA et M@gistère.
account-sessions-help = Où vous êtes connecté en ce moment, et comment en fermer.
account-trail-help = Tout ce qui a été fait avec votre compte, par vous ou par l’assistance.
account-notices-help = Ce que les applications avaient à vous dire.

account-programs = Lire vos messages dans Thunderbird, sur un téléphone…
account-programs-help = Un mot de passe pour chaque logiciel, à créer et à retirer ici, et les réglages à y recopier.

app-passwords-title = Applications de messagerie
app-passwords-explanation = Un logiciel de messagerie (Thunderbird, celui d’un téléphone…) n’ouvre pas votre boîte avec le mot de passe de votre compte, mais avec un mot de passe d’application, fait pour lui seul. S’il est perdu, retirez-le : les autres continuent.
app-passwords-caption = Mots de passe d’application
app-passwords-empty = Aucun mot de passe d’application pour le moment : aucun logiciel n’ouvre votre boîte aux lettres.
app-passwords-name = Nom
app-passwords-made = Créé le
app-passwords-used = Dernière utilisation
app-password-never-used = Jamais
app-password-used = { $day }, depuis { $network }
app-password-new = Ajouter un logiciel ou un appareil
app-password-make = Créer un mot de passe
app-password-withdraw = Retirer
app-password-withdraw-question = Retirer « { $name } » ? Le logiciel ou l’appareil qui l’utilise n’ouvrira plus votre boîte. Vos messages restent.
app-passwords-withdraw-all = Tout retirer
app-passwords-withdraw-all-question = Retirer tous vos mots de passe d’application ? Plus aucun logiciel n’ouvrira votre boîte. Vos messages restent.
app-password-withdrawn = Le mot de passe d’application est retiré.
app-passwords-withdrawn = Tous vos mots de passe d’application sont retirés.
app-password-made-title = Votre mot de passe d’application
app-password-made-explanation = Recopiez-le maintenant dans « { $name } » : il ne sera plus jamais montré. Si vous le perdez, retirez-le et créez-en un autre.
app-password-copy = Copier
app-password-typing = Seulement des lettres minuscules. Les espaces ne comptent pas.
app-password-done = C’est fait, revenir à la liste
mail-settings-title = Réglages à recopier dans le logiciel
mail-settings-in = Courrier entrant
mail-settings-in-how = IMAP, serveur { $server }, port { $port }, sécurité SSL/TLS
mail-settings-out = Courrier sortant
mail-settings-out-how = SMTP, serveur { $server }, port { $port }, sécurité STARTTLS
mail-settings-method = Authentification
mail-settings-method-how = Mot de passe normal : votre identifiant et le mot de passe d’application

programs-tick = Retirer aussi mes mots de passe d’application
programs-tick-help = Thunderbird, le téléphone… n’ouvriront plus votre boîte. Sans cela, ils continuent avec leur propre mot de passe.

sessions-title = Sessions ouvertes
sessions-explanation = Une session se ferme d’elle-même après une heure sans activité, et au plus tard au bout de douze heures. En fermer plusieurs d’un coup retire aussi aux applications le droit de revenir sans vous.
sessions-browser = Navigateur
sessions-address = Adresse réseau
sessions-opened = Ouverte
sessions-seen = Dernière activité
sessions-this-one = celle-ci
sessions-close = Fermer
sessions-close-others = Fermer toutes les autres
sessions-close-all = Me déconnecter partout
session-closed = La session est fermée.
sessions-closed = Toutes les autres sessions sont fermées.

trail-title = Journal du compte
trail-explanation = Chaque ligne est conservée douze mois et ne peut être ni modifiée ni retirée sans que cela se voie.
trail-what = Action
trail-when = Date
trail-who = Auteur
trail-where = Adresse réseau
trail-holder = Vous ou le titulaire
trail-system = Le système
trail-somebody = Sans connexion
trail-refused = refusé
trail-older = Lignes plus anciennes
trail-action = { $action ->
    [sign-in] Connexion
    [proof] NUMEN et date de naissance présentés
    [password-change] Mot de passe changé
    [password-reset] Mot de passe réinitialisé
    [password-reset-refused] Réinitialisation refusée par le titulaire
    [account-activate] Mot de passe choisi, compte activé
    [account-unlock] Obstacles levés par l’assistance
    [account-rearm] Activation rouverte par l’assistance
    [account-suspend] Compte suspendu
    [account-resume] Compte rétabli
    [account-close] Compte fermé
    [account-open] Compte créé
    [account-view] Fiche consultée par l’assistance
    [help-desk-search] Recherche à l’assistance
    [right-grant] Droit donné
    [right-revoke] Droit retiré
    [staff-import] Fichier des personnels importé
    [identifier-shown] Identifiant affiché avec NUMEN et date de naissance
    [session-close] Session fermée
    [session-close-all] Sessions fermées
    [mailbox-activate] Boîte aux lettres activée
    [mailbox-quota] Place de la boîte modifiée
    [mailbox-close] Boîte aux lettres fermée
    [mailbox-open] Boîte aux lettres rouverte
    [mailbox-delete] Boîte aux lettres supprimée
    [mailbox-restore] Boîte aux lettres restaurée
    [mailbox-erase] Effacement de la boîte commencé
    [mailbox-erased] Boîte aux lettres effacée
    [mail-terms-change] Règles de la messagerie modifiées
    [mail-procedure-ask] Demande concernant une boîte
    [mail-procedure-grant] Demande accordée
    [mail-procedure-refuse] Demande refusée
    [mail-procedure-expire] Demande sans réponse
    [mail-procedure-withdraw] Demande retirée
    [mail-procedure-end] Accès ou conservation terminé
    [mail-procedure-read] Lecture par un accès
    [delegation-give] Application donnée par délégation
    [delegation-withdraw] Délégation retirée
    [app-password-make] Mot de passe d’application créé
    [app-password-withdraw] Mot de passe d’application retiré
    [app-password-withdraw-all] Mots de passe d’application retirés
    [mail-program-sign-in] Connexion d’un logiciel de messagerie
    [token-replay] Jeton montré deux fois : l’application est déconnectée
   *[other] { $action }
}

trail-mail-program = { $mistake ->
    [other] Ce n’était pas un mot de passe d’application : celui du compte n’ouvre pas la boîte dans un logiciel. La page Applications de messagerie en crée.
   *[unknown] Ce mot de passe d’application est faux, ou a été retiré.
}

trail-right = { $right ->
    [help_desk] Assistance
    [manager] Gestion
   *[other] Administration
}

notices-title = Notifications
notices-explanation = Elles sont aussi dans votre boîte aux lettres.
notices-mark = Tout marquer comme lu
notices-all-seen = Toutes les notifications sont lues.
notices-empty = Rien pour le moment. Les inscriptions, les rappels et ce qui touche à votre compte apparaîtront ici.
notices-new = nouvelle
notices-open = Ouvrir

help-desk-title = Assistance
help-desk-explanation = Retrouver un agent et lever ce qui l’empêche de se connecter. Chaque recherche et chaque action s’écrivent au journal ; une action demande un motif.
help-desk-scope = Vous assistez les personnels de ces établissements : { $establishments }.
help-desk-search = Rechercher un agent
help-desk-search-help = Nom, prénom, identifiant ou adresse. Deux mots au plus, dans l’ordre que vous voulez.
help-desk-find = Rechercher
help-desk-nobody = Personne ne correspond à « { $typed } » dans cette académie. Essayez le début du nom, ou l’identifiant exact.
help-desk-found = { $count ->
    [one] Un agent
   *[other] { $count } agents
}
help-desk-acts = Actions
help-desk-slowed = Des essais ont échoué : la connexion est ralentie en ce moment.
help-desk-numen-blocked = Trop de dates de naissance fausses ont été essayées avec ce NUMEN : les pages qui le demandent le refusent pour aujourd’hui.
help-desk-no-more = L’état de ce compte a changé : cette action n’a plus lieu d’être. Rouvrez la fiche.
help-desk-frozen = Le titulaire a refusé une réinitialisation. Vérifiez son identité avant de lever le blocage.
help-desk-refused = Cette personne a des droits de gestion : seul un administrateur peut agir sur son compte.
help-desk-done = { $act ->
    [deverrouiller] Les obstacles sont levés.
    [rearmer] L’activation est rouverte pour 90 jours.
    [suspendre] Le compte est suspendu et ses sessions sont fermées.
    [retablir] Le compte est rétabli.
   *[other] Le compte est fermé.
}
state-imported = Attend sa première connexion, possible jusqu’au { $until }
state-activating = Réinitialisé, attend un nouveau mot de passe jusqu’au { $until }
state-window-over = Jamais activé : le délai a pris fin le { $until }
state-active = Actif
state-suspended = Suspendu
state-closed = Fermé
act-unlock = Lever les obstacles
act-unlock-help = Oublie les essais échoués, de mot de passe comme de NUMEN, et lève le blocage des réinitialisations.
act-rearm = Rouvrir l’activation
act-rearm-help = Le NUMEN permet de nouveau, pendant 90 jours, de choisir un mot de passe. Les sessions se ferment, et les mots de passe d’application sont retirés.
act-suspend = Suspendre
act-suspend-help = Plus aucune connexion, jusqu’à ce que le compte soit rétabli. Les mots de passe d’application sont retirés ; rien d’autre n’est effacé.
act-resume = Rétablir
act-resume-help = Met fin à la suspension ou à la fermeture. Le mot de passe d’avant redevient valable ; s’il n’y en a plus, l’activation est rouverte.
act-close = Fermer le compte
act-close-help = La personne est partie : plus de connexion ni de courrier. Les mots de passe d’application sont retirés ; rien d’autre n’est effacé.

import-title = Import du fichier des personnels
import-explanation = Le fichier des ressources humaines crée, met à jour et, si vous le demandez, ferme les comptes. Il peut être importé autant de fois que nécessaire : rien n’est fait en double.
import-file = Fichier CSV
import-file-help = En-tête numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours, en UTF-8 ou Windows-1252. 100 Mo au plus.
import-close-missing = Fermer les comptes absents du fichier
import-close-missing-help = Seulement si le fichier est complet. Rien n’est fermé si une ligne est rejetée.
import-button = Importer
import-no-file = Choisissez un fichier.
import-started = L’import a commencé. Vous pouvez quitter cette page et la retrouver.
import-busy = Un import est déjà en cours dans cette académie. Attendez qu’il se termine, puis recommencez.
import-abandoned = L’import s’est interrompu. Les lignes comptées ici ont été importées, les suivantes non.
import-past = Imports précédents
import-none = Aucun import pour le moment.
import-state = { $state ->
    [running] En cours
    [done] Terminé
   *[other] Arrêté
}
import-lines = Lignes lues
import-created = Comptes créés
import-changed = Comptes mis à jour
import-unchanged = Sans changement
import-closed = Comptes fermés
import-rejected = Lignes rejetées
import-warned = Lignes avec avertissement
import-report = Compte rendu
import-report-line = Ligne
import-report-field = Champ
import-report-reason = Motif
import-report-severity = { $severity ->
    [rejected] rejetée
   *[other] avertissement
}
import-report-clean = Toutes les lignes sont passées.
import-report-first = { $count ->
    [one] La première ligne à voir :
   *[other] Les { $count } premières lignes à voir :
}
import-download = Télécharger le compte rendu complet (CSV)
import-refresh = Actualiser
import-file-name = Fichier
import-when = Date
import-duplicate = Ce NUMEN figure déjà plus haut dans le fichier.
import-not-closed = Aucun compte n’a été fermé, parce que des lignes ont été rejetées : corrigez-les, puis recommencez.
import-other-academy = Ce NUMEN appartient à un compte d’une autre académie.
