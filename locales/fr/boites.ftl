# Boîtes partagées et délégations.
member-until-past = Cette date est passée.
members-too-many = { $most ->
    [one] Une boîte a { $most } membre au plus.
   *[other] Une boîte a { $most } membres au plus.
}
member-too-many-boxes = { $name } a déjà { $most } autres boîtes : c’est le maximum.
member-last-owner = Une boîte partagée garde au moins un responsable : nommez-en un autre d’abord.
not-an-agent = { $address } : c’est la boîte d’un service. Indiquez une personne.
member-given-title = Vous avez accès à la boîte { $name }
member-given-body = La boîte { $name } ({ $address }) vous est ouverte.
member-given-until = Cet accès prend fin le { $when }.
member-may-read = Vous pouvez lire ses messages.
member-may-write = Vous pouvez lire et ranger ses messages, et y préparer des brouillons.
member-may-send = Vous pouvez lire et ranger ses messages, et écrire en son nom.
member-may-own = Vous en êtes responsable : vous décidez de ses membres, de ses règles et de ses absences, et vous écrivez en son nom.
member-taken-title = Vous n’avez plus accès à la boîte { $name }
member-taken-body = La boîte { $name } ({ $address }) ne vous est plus ouverte.
box-own = Ma boîte
boxes = Boîtes
members = Membres
shared-boxes = Boîtes partagées
deed-wrote = Écrit par { $name } le { $when }
deed-answered = { $name } a répondu le { $when }
deed-sent-on = { $name } a transféré le { $when }
box-signature = Nom et signature
draft-by = { $name } écrit ce message
draft-by-explanation = Mettez-vous d’accord : si vous l’enregistrez tous les deux, la deuxième personne en sera avertie.
box-no-sending = Vous pouvez préparer ce message ; une personne qui écrit au nom de la boîte l’enverra.
member-unknown = { $address } : personne n’a cette adresse dans l’académie.
member-missing = Indiquez au moins une personne.
member-is-person = C’est votre propre boîte : indiquez quelqu’un d’autre.
member-named-title = Un responsable de plus pour la boîte { $box }
member-named-body = { $name } est désormais responsable de la boîte { $box }, par décision de la personne qui gère la messagerie de l’académie. Si ce n’est pas ce que vous attendiez, écrivez-lui.
delegations = Délégations
delegations-explanation = Vous pouvez ouvrir votre boîte à des collègues, pour une absence ou pour toujours. Votre mot de passe reste le vôtre, et ce qu’ils lisent ne change pas ce que vous avez lu.
delegation-to = Ouvrir ma boîte à
delegation-button = Ouvrir
delegates = Personnes qui ont accès
delegates-none = Personne d’autre n’a accès à cette boîte.
delegates-none-hint = Les personnes que vous choisissez reçoivent un message, et trouvent votre boîte à côté de la leur.
members-of = Membres de la boîte « { $box } »
members-explanation = Chaque membre voit ce qu’il a lu lui-même, et qui a répondu.
members-count = { $count ->
    [0] Aucun membre
    [one] { $count } membre
   *[other] { $count } membres
}
members-added = { $count ->
    [one] L’accès est donné. La personne est prévenue.
   *[other] L’accès est donné à { $count } personnes. Elles sont prévenues.
}
member-add = Ajouter des membres
member-add-button = Ajouter
member-add-help = Noms ou adresses de personnes de l’académie, une par ligne.
member-rights = Droits
rights-read = Lire
rights-write = Lire, ranger et préparer des brouillons
rights-send = Lire, ranger et écrire au nom de la boîte
rights-owner = Responsable
member-until-label = Jusqu’au
member-until = jusqu’au { $day }
member-until-bad = Indiquez une date, ou laissez le champ vide.
member-reason = Ouvert par l’académie : { $reason }
member-not-yours = Cet accès a été ouvert par l’académie : elle seule peut le retirer.
member-change = Modifier
member-changed = Les droits sont modifiés.
member-withdraw = Retirer l’accès
member-withdrawn = L’accès est retiré. La personne est prévenue.
member-leave = Quitter cette boîte
member-left = Vous n’avez plus accès à cette boîte.
shared-box = boîte partagée
shared-explanation = Les boîtes des services et des établissements : une adresse, un nom, des responsables et des membres, sans mot de passe commun. Leurs messages ne se lisent pas d’ici.
shared-search = Début du nom
shared-empty = Aucune boîte partagée pour l’instant.
shared-none = Aucune boîte ne commence par « { $q } ».
shared-new = Nouvelle boîte partagée
shared-name = Nom
shared-name-title = Nom de la boîte
shared-name-help = Celui que voient les personnes à qui elle écrit : « Vie scolaire », « Direction des ressources humaines ».
shared-name-missing = Donnez un nom à la boîte.
shared-owners-help = Noms ou adresses de personnes de l’académie, une par ligne. Elles choisissent les membres, règlent le tri et les absences, et sont prévenues.
shared-more-owners = Nommer d’autres responsables
shared-no-owner = Aucun responsable : nommez-en un.
shared-unname = Retirer { $name } des responsables
shared-created = La boîte est créée. Ses responsables sont prévenus.
shared-changed = La boîte est modifiée.
shared-renamed = La boîte a un nouveau nom.
shared-is-closed = fermée
shared-close = Fermer la boîte { $name }
shared-close-button = Fermer la boîte
shared-close-explanation = Le courrier envoyé à { $address } sera refusé et les membres ne verront plus la boîte. Ses messages restent, et elle peut être rouverte.
shared-closed = La boîte est fermée.
shared-closed-explanation = Cette boîte est fermée : elle refuse le courrier et ses membres ne la voient plus. Rouverte, elle est comme avant.
shared-open-button = Rouvrir la boîte
shared-opened = La boîte est rouverte.
box-folders = Dossiers de la boîte
box-manage-folders = Gérer les dossiers
box-manage-labels = Gérer les étiquettes
draft-by-to = { $name } écrit à { $to }
