# Le calendrier : ce qu’on y voit, ce qu’on y écrit, ce qui y entre et en sort.
calendar-title = Calendrier
calendar-exchange = Importer, s’abonner
calendar-views = Affichage du calendrier
calendar-month = Mois
calendar-week = Semaine
calendar-agenda = Liste
calendar-today = Aujourd’hui
calendar-today-heading = { $day }, aujourd’hui
calendar-week-of = Semaine du { $day }
calendar-week-before = Semaine précédente
calendar-week-after = Semaine suivante
calendar-days-of = Du { $first } au { $last }
calendar-days-before = Jours précédents
calendar-days-after = Jours suivants
calendar-empty = Aucun événement sur cette période
calendar-cut = Ces dates comptent trop d’événements pour être tous affichés : les premiers seulement le sont.
calendar-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
calendar-part = jour { $part } sur { $parts }
calendar-new-on = { $day }, nouvel événement le { $long }
calendar-own = Mon calendrier
calendar-session = Sessions
calendar-academy = Académie
calendar-of-session = Session : { $title }
calendar-full = Votre calendrier contient déjà { $most } événements, le maximum. Supprimez-en d’anciens.

event-new = Nouvel événement
event-edit = Modifier
event-edit-one = Modifier cette date
event-edit-following = Modifier cette date et les suivantes
event-edit-all = Modifier toutes les dates
event-writing-one = Seule cette date change : { $when }.
event-writing-following = Cette date et les suivantes changent : { $when }.
event-writing-all = Toutes les dates de l’événement changent.
event-title = Titre
event-calendar = Dans quel calendrier
event-calendar-help = Un événement de session est vu de ses participants, un événement de l’académie de tous ses agents.
event-all-day = Toute la journée
event-start-date = Date de début
event-start-time = Heure de début
event-end-date = Date de fin
event-end-time = Heure de fin
event-place = Lieu
event-description = Description
event-remind = Rappel
event-remind-help = Un message dans votre messagerie et dans la cloche de cette page. Pas de rappel pour un événement de l’académie.
event-repeat = Répétition
event-when = Date
event-session = Session
event-back = Voir le calendrier
event-added = L’événement est dans le calendrier.
event-remove = Supprimer
event-remove-title = Supprimer « { $title } »
event-remove-own = Cet événement n’est que dans votre calendrier.
event-remove-session = Il disparaîtra du calendrier de tous les participants de la session.
event-remove-academy = Il disparaîtra du calendrier de tous les agents de l’académie.
event-remove-one = Cette date seulement
event-remove-following = Cette date et les suivantes
event-remove-all = Toutes les dates
event-remove-again = Vérifiez, puis confirmez de nouveau.
event-removed = L’événement est supprimé.
event-which = Quelles dates supprimer ?
conflict-event = Quelqu’un a modifié cet événement entre-temps.
event-notice-title = Rappel : { $title }
event-notice = « { $title } » : { $when }.
event-notice-place = Lieu : { $place }

remind-never = Aucun
repeat-never = Ne se répète pas
repeat-day = Tous les jours
repeat-week = Toutes les semaines
repeat-month = Tous les mois
repeat-year = Tous les ans
repeat-keep = Garder la répétition importée : { $rule }
repeat-how = Rythme de la répétition
repeat-interval = Intervalle
repeat-interval-help = 1 pour chaque fois, 2 pour une fois sur deux.
repeat-weekdays = Jours de la semaine
repeat-month-by = Chaque mois
repeat-by-date = Le même jour du mois, comme le 23
repeat-by-weekday = Le même jour de la semaine, comme le 4e lundi
repeat-until = Fin de la répétition
repeat-end-date = À une date
repeat-end-count = Après un nombre de fois
repeat-last = Dernière date
repeat-count = Nombre de fois

feed-name = Préau
feed-title = S’abonner depuis un téléphone ou un autre programme
feed-explanation = Une adresse iCalendar donne votre calendrier à jour : vos événements, ceux de vos sessions et de l’académie.
feed-address = Adresse de votre calendrier
feed-secret = Quiconque la connaît lit votre calendrier. Ne la donnez à personne.
feed-make = Créer l’adresse
feed-renew = Changer l’adresse
feed-renew-sure = L’adresse actuelle cessera de fonctionner : il faudra indiquer la nouvelle à vos programmes.
feed-renewed = Votre nouvelle adresse est prête.
import-title = Importer un fichier
import-explanation = Les événements du fichier entrent dans votre calendrier. Importé une seconde fois, il met à jour ceux qui ont changé.
import-file = Fichier iCalendar
import-limit = Un fichier .ics de 5 Mo et 5 000 événements au plus.
import-button = Importer
import-missing = Choisissez un fichier .ics.
import-refused = Ce fichier n’a pas été importé
import-done = Import terminé
import-counts = { $added ->
    [one] { $added } événement ajouté
   *[other] { $added } événements ajoutés
}, { $updated } mis à jour, { $unchanged } déjà à jour.
import-problems = Ce qui n’a pas été repris tel quel
import-line = Ligne
import-outcome = Résultat
import-reason = Raison
import-more = { $count ->
    [one] Et { $count } autre ligne.
   *[other] Et { $count } autres lignes.
}
event-whole-day = toute la journée
event-until-day = jusqu’au { $day } { $month }
