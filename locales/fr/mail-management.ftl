# Gestion de la messagerie de l’académie : boîtes, règles, demandes, statistiques.
management = Gestion de la messagerie
management-parts = Parties de la gestion
box-is-closed = Votre boîte est fermée : le courrier n’y arrive plus et personne n’y entre. Adressez-vous à l’assistance de votre académie.

managed-boxes = Boîtes aux lettres
boxes-explanation = Les boîtes de l’académie, leur état et leur place. Ni les messages, ni leurs objets, ni leurs auteurs n’apparaissent ici.
boxes-search = Nom ou adresse
boxes-uai = Établissement (UAI)
boxes-state = État
boxes-any-state = Tous les états
boxes-none = Aucune boîte ne correspond
boxes-none-hint = Essayez le début du nom ou de l’adresse, sans établissement ni état.
boxes-next = Boîtes suivantes
box-active = Activée
box-waiting = Non activée
box-closed = Fermée
box-aside = Supprimée, restaurable
box-erased = Effacée
box-held = Conservée
box-owner = Titulaire
box-address = Adresse
box-place = Établissement
box-created = Ouverte le
box-activated-at = Activée le
box-closed-at = Fermée le
box-aside-at = Supprimée le
box-erased-at = Effacée le
box-will-be-deleted = Cette boîte sera supprimée le { $day } au plus tôt, puis restaurable pendant trente jours.
box-will-be-erased = Cette boîte peut être restaurée jusqu’au { $day } ; elle sera ensuite effacée.
box-held-since = Cette boîte est conservée depuis le { $day } : rien de ce qu’elle contient n’est détruit.
box-room = Place
room-in-gigabytes = Place, en gigaoctets
room-by-terms = Celle que fixent les règles de l’académie.
room-by-owner = Choisie par le titulaire, dans la limite des règles de l’académie.
room-by-postmaster = Donnée à cette boîte en particulier.
room-back-to-terms = Revenir aux règles de l’académie
room-given = La place de la boîte est enregistrée.
box-content = Ce qu’elle contient
box-content-explanation = Le nombre de messages de chaque dossier, et rien d’autre.
box-own-folders = Dossiers personnels
box-history = Ce qui lui a été fait
box-no-history = Rien n’est inscrit au journal.
trail-owner = le titulaire
trail-program = le système
box-trail = { $action ->
    [mailbox-activate] Activée
    [mailbox-quota] Place modifiée
    [mailbox-close] Fermée
    [mailbox-open] Rouverte
    [mailbox-delete] Supprimée
    [mailbox-restore] Restaurée
    [mailbox-erase] Effacement commencé
    [mailbox-erased] Effacée
    [mailbox-export] Archive demandée par le titulaire
    [mailbox-import] Fichiers importés par le titulaire
   *[other] { $action }
}
box-close = Fermer la boîte
box-open = Rouvrir la boîte
box-delete = Supprimer la boîte
box-restore = Restaurer la boîte
box-close-explanation = Le courrier adressé à { $name } sera refusé et personne n’entrera plus dans la boîte, qui sera supprimée après le délai fixé par les règles. Son titulaire en est averti.
box-open-explanation = { $name } retrouvera sa boîte telle qu’elle était, et le courrier y arrivera de nouveau.
box-delete-explanation = La boîte de { $name } pourra être restaurée pendant trente jours ; tout ce qu’elle contient sera ensuite effacé.
box-restore-explanation = La boîte de { $name } sera rétablie avec tout ce qu’elle contenait. Si le compte est fermé, elle reste fermée et son délai recommence.
box-is-closed-now = La boîte est fermée ; son titulaire est averti.
box-is-open-now = La boîte est rouverte ; son titulaire est averti.
box-is-deleted-now = La boîte est supprimée. Elle peut être restaurée pendant trente jours.
box-is-restored-now = La boîte est restaurée.
box-state-changed = L’état de cette boîte a changé entre-temps : affichez-la de nouveau.
box-account-closed = Le compte de cette personne est fermé : la boîte se rouvre avec le compte.
box-on-hold = Cette boîte est conservée : elle ne peut pas être supprimée tant que la conservation dure.
box-closed-notice = Votre boîte aux lettres est fermée
box-closed-notice-body = Le courrier n’y arrive plus et vous ne pouvez plus y entrer. Si vous pensez que c’est une erreur, adressez-vous à l’assistance de votre académie.
box-deleted-notice = Votre boîte aux lettres est supprimée
box-deleted-notice-body = Elle peut être restaurée pendant trente jours : adressez-vous à l’assistance de votre académie. Ensuite, tout ce qu’elle contient sera effacé.
box-opened-notice = Votre boîte aux lettres est de nouveau ouverte
box-opened-notice-body = Vous y retrouvez vos messages, et le courrier y arrive de nouveau.
deletion-notice = Votre boîte aux lettres sera supprimée dans une semaine
deletion-notice-body = Elle est fermée depuis longtemps. Si vous en avez encore besoin, adressez-vous à l’assistance de votre académie avant cette date ; elle pourra encore être restaurée dans les trente jours qui suivent.
deletions-notice = { $count ->
    [one] Une boîte fermée sera supprimée dans une semaine
   *[other] { $count } boîtes fermées seront supprimées dans une semaine
}
deletions-notice-body = Celles qui doivent rester peuvent être rouvertes d’ici là. Supprimées, elles restent restaurables pendant trente jours.

quota-warning = Votre boîte est pleine à { $share } %
quota-warning-body = { $used } sont utilisés sur { $quota }. Une fois pleine, la boîte refuse le courrier et l’expéditeur en est averti. Videz la corbeille, supprimez des messages volumineux ou augmentez votre quota dans les réglages du webmel.
quota-raise = Augmenter mon quota
quota-raise-help = Jusqu’à { $most }, sans rien demander à personne.
quota-raised = Votre quota est augmenté.
quota-take-bounds = Choisissez plus que { $least } et au plus { $most }.
quota-give-bounds = Choisissez de 0,1 Go à { $most }.

terms = Règles
terms-explanation = Ce que l’académie accorde aux boîtes et combien de temps elle garde ce qu’elles contiennent. Chaque changement est inscrit au journal.
terms-room = Place des boîtes
terms-default = Place d’une boîte, en gigaoctets
terms-default-help = Les boîtes à qui personne n’a donné une place particulière suivent ce choix.
terms-own = Ce qu’un agent peut prendre lui-même, en gigaoctets
terms-own-help = Dans les réglages du webmel, par « Augmenter mon quota ».
terms-most = Le plus qu’une boîte puisse recevoir, en gigaoctets
terms-most-help = Pour celles à qui vous donnez une place particulière.
terms-keeping = Durées de conservation
terms-bin = Corbeille, en jours
terms-junk = Indésirables, en jours
terms-bin-help = De { $least } à { $most } jours. Ce qui s’y trouve déjà garde la date qui lui a été donnée.
terms-closed = Boîtes fermées, en jours
terms-closed-help = De la fermeture à la suppression, de 7 à 1 825 jours. La suppression est annoncée une semaine avant, et la boîte reste restaurable trente jours.
terms-age = Âge des messages des boîtes fermées, en jours
terms-age-help = De 30 à 3 650 jours : les messages plus anciens sont effacés sans attendre la boîte. Laissez vide pour tout garder jusque-là.
terms-establishments = Établissements
terms-heads = Fonctions des chefs d’établissement
terms-heads-help = Codes des ressources humaines, séparés par des espaces. Ces agents voient les boîtes non activées de leur établissement.
terms-saved = Les règles sont enregistrées.
terms-room-bounds = Donnez un nombre de 0,1 à 1 000.
terms-own-below-default = Ne peut pas être plus petit que la place d’une boîte.
terms-most-below-own = Ne peut pas être plus petit que ce qu’un agent peut prendre lui-même.
terms-days-bounds = Donnez un nombre entier de { $least } à { $most }.
terms-functions-unreadable = Donnez au plus vingt codes de lettres et de chiffres, comme DIR ou DEC.

not-entered = Boîtes non activées
not-entered-explanation = Le courrier arrive dans ces boîtes, et personne n’y est encore entré. Leur titulaire les active en se connectant une première fois au webmel.
not-entered-summary = { $waiting ->
    [0] Toutes les boîtes sont activées
    [one] Une boîte n’est pas activée
   *[other] { $waiting } boîtes ne sont pas activées
} sur { $boxes }.
not-entered-none = Tout le monde est entré dans sa boîte
not-entered-none-hint = Les nouveaux agents apparaissent ici dès l’ouverture de leur compte.
not-entered-messages = Messages en attente
not-entered-since = Le plus ancien est du
not-entered-export = Télécharger pour un tableur (CSV)
show = Afficher

procedures = Accès et conservation
procedures-explanation = Lire la boîte d’un autre, la conserver ou l’effacer avant l’heure : l’un demande et dit pourquoi, un autre décide. Tout est inscrit au journal.
procedures-none = Rien n’a été demandé
procedures-none-hint = Une demande se fait aussi depuis la page d’une boîte.
procedure-new = Nouvelle demande
procedure-new-explanation = Une autre personne chargée de la messagerie, ou un administrateur, décidera. Sans réponse dans les trois jours, la demande expire.
procedure-what = Demande
procedure-box = Boîte
procedure-asked = Demandé par
procedure-decided = Décidé par
procedure-access = Lecture de la boîte
procedure-hold = Conservation légale
procedure-lift = Levée de la conservation
procedure-erase = Effacement immédiat
basis-continuity = Continuité du service
basis-judicial = Réquisition judiciaire
basis-inquiry = Enquête administrative ou disciplinaire
basis-security = Incident de sécurité
basis-owner = Demande du titulaire ou de ses ayants droit
procedure-is-asked = En attente de décision
procedure-is-running = En cours
procedure-is-granted = Accordé
procedure-is-refused = Refusé
procedure-is-expired = Sans réponse dans les trois jours
procedure-is-withdrawn = Retiré par le demandeur
procedure-is-done = Fait
procedure-is-ended = Terminé
procedure-basis = Fondement
procedure-choose = Choisir…
procedure-reference = Référence de l’affaire
procedure-lifts = Conservation levée : { $reference }
procedure-duration = Durée
procedure-duration-days = Durée, en jours
procedure-days = { $days ->
    [one] { $days } jour à partir de l’accord
   *[other] { $days } jours à partir de l’accord
}
procedure-until = Jusqu’au
procedure-until-help = Laissez vide pour une conservation sans fin : elle dure alors jusqu’à ce qu’elle soit levée.
procedure-no-end = Sans date de fin
procedure-ended-at = Terminé le
procedure-owner = Titulaire de la boîte
procedure-owner-told = Averti par une notification
procedure-silent = Ne pas avertir le titulaire maintenant
procedure-silent-help = Il sera averti quand tout sera terminé.
procedure-silence = Pourquoi il n’est pas averti
procedure-address = Adresse de la boîte
procedure-reason = Motif
procedure-reason-help = Au moins vingt caractères. Celui qui décide et le journal le lisent.
procedure-of-access = Pour une lecture
procedure-of-hold = Pour une conservation
procedure-ask = Demander
procedure-asked-now = La demande est enregistrée ; ceux qui peuvent décider sont avertis.
procedure-note = Commentaire de la décision
procedure-decision = Votre décision
procedure-grant = Accorder
procedure-refuse = Refuser
procedure-granted-now = La demande est accordée ; le demandeur est averti.
procedure-refused-now = La demande est refusée ; le demandeur est averti.
procedure-withdraw = Retirer ma demande
procedure-give-back = Mettre fin à cet accès
procedure-withdrawn-now = C’est terminé.
procedure-reading = Lecture
procedure-reading-explanation = Chaque page que vous ouvrez dans cette boîte est inscrite au journal. Vous ne pouvez rien y changer.
procedure-read = Lire la boîte
procedure-reason-short = Écrivez de 20 à 2 000 caractères.
procedure-basis-missing = Choisissez ce qui fonde la demande.
procedure-days-bounds = Donnez un nombre de 1 à 7.
procedure-reference-missing = Donnez la référence de l’affaire, en 100 caractères au plus.
procedure-until-bounds = Donnez une date à venir, dans les dix ans.
procedure-note-long = Écrivez 2 000 caractères au plus.
procedure-no-box = Aucune boîte de l’académie n’a cette adresse.
procedure-own-box = C’est votre propre boîte.
procedure-asked-already = La même demande attend déjà une décision pour cette boîte.
procedure-no-hold = Cette conservation est déjà terminée.
procedure-erase-open = Fermez d’abord cette boîte : seule une boîte fermée ou supprimée peut être effacée.
procedure-not-by-asker = C’est votre demande : une autre personne doit décider.
procedure-not-by-owner = Cette demande porte sur votre propre boîte : une autre personne doit décider.
procedure-decided-already = Cette demande a déjà trouvé sa fin : affichez-la de nouveau.
procedure-notice = Une demande attend votre décision
procedure-notice-body = { $asker } demande quelque chose pour la boîte { $address }. Lisez le motif et décidez dans les trois jours.
procedure-granted-notice = Votre demande est accordée
procedure-refused-notice = Votre demande est refusée
procedure-expired-notice = Votre demande est restée sans réponse
procedure-ended-notice = La conservation que vous aviez demandée est terminée
procedure-answer-body = Elle portait sur la boîte { $address }.
access-notice = Votre boîte aux lettres peut être lue par une autre personne
access-notice-body = { $days ->
    [one] Deux personnes de l’académie en ont décidé. Cet accès dure { $days } jour, ne permet que de lire, et chaque lecture est inscrite au journal.
   *[other] Deux personnes de l’académie en ont décidé. Cet accès dure { $days } jours, ne permet que de lire, et chaque lecture est inscrite au journal.
}
access-past-notice = Votre boîte aux lettres a pu être lue par une autre personne
access-past-notice-body = { $days ->
    [one] Deux personnes de l’académie en avaient décidé, pour { $days } jour au plus. Cet accès est terminé ; il ne permettait que de lire, et chaque lecture est inscrite au journal.
   *[other] Deux personnes de l’académie en avaient décidé, pour { $days } jours au plus. Cet accès est terminé ; il ne permettait que de lire, et chaque lecture est inscrite au journal.
}
hold-notice = Votre boîte aux lettres est conservée
hold-notice-body = Deux personnes de l’académie en ont décidé. Tant que cela dure, ce que vous supprimez définitivement est gardé hors de votre boîte.
hold-past-notice = Votre boîte aux lettres a été conservée
hold-past-notice-body = Deux personnes de l’académie en avaient décidé. C’est terminé : ce que vous aviez supprimé définitivement est détruit.
erase-notice = Votre ancienne boîte aux lettres est effacée
erase-notice-body = Deux personnes de l’académie en ont décidé. Ce qu’elle contenait ne peut plus être restauré.
withheld = Messages détruits par le titulaire
withheld-explanation = Ce que { $owner } a supprimé définitivement pendant la conservation. Chaque téléchargement est inscrit au journal.
withheld-none = Rien n’a été détruit
withheld-received = Reçu le
withheld-destroyed = Supprimé le
withheld-size = Taille
box-requests = Demandes
box-no-requests = Rien n’a été demandé pour cette boîte.
box-ask-access = Demander à lire
box-ask-hold = Demander une conservation
box-ask-erase = Demander l’effacement
box-ask-lift = Demander la levée : { $reference }

statistics = Statistiques
statistics-explanation = Des nombres de l’académie entière, jamais qui a écrit à qui. Les établissements de moins de { $least } boîtes n’apparaissent pas.
statistics-boxes = Boîtes
statistics-activated = Boîtes activées
statistics-used = Espace utilisé
statistics-taken = Relevé du
statistics-volumes = Messages par jour
statistics-chart = Messages reçus et envoyés chaque jour depuis trente jours ; les nombres sont dans le tableau qui suit.
statistics-legend = En couleur, les messages reçus ; en gris, les messages envoyés.
statistics-table = Les nombres, jour par jour
statistics-day = Jour
statistics-in = Reçus
statistics-out = Envoyés
statistics-junk = Dont indésirables
statistics-refused = Refusés
statistics-delays = Délai de remise à l’extérieur
delay-minute = En une minute
delay-quarter = En un quart d’heure
delay-hours = En quatre heures
delay-longer = Plus tard
statistics-places = Les établissements dont les boîtes occupent le plus de place
statistics-no-places = Le premier relevé se fait dans la journée.
