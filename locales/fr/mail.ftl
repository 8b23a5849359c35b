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
