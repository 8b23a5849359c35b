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
