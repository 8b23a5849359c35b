# Les types d'activité.
field-required = (obligatoire)
field-optional = (facultatif)
text-around = Présentation

page-name = Page
page-purpose = Un texte à lire, avec titres, listes, tableaux et images.
page-text = Texte de la page
page-empty = Écrivez le texte de la page.
page-line = { $minutes ->
    [one] Page, 1 minute
   *[other] Page, { $minutes } minutes
}

label-name = Étiquette
label-purpose = Quelques mots entre deux activités, pour accueillir, séparer ou annoncer.
label-text = Texte
label-text-help = Il se lit dans la page du parcours elle-même. Le titre ne sert qu’aux concepteurs.
label-empty = Écrivez le texte de l’étiquette.

file-name = Fichier
file-purpose = Un ou plusieurs documents à télécharger.
file-kept = Fichiers de l’activité
file-kept-help = Décochez ceux qui doivent partir.
file-add = Ajouter des fichiers
file-add-first = Fichiers
file-limit = { $max } Mo au plus par fichier. On peut en choisir plusieurs.
file-missing = Choisissez au moins un fichier.
file-too-many = Une activité compte { $most } fichiers au plus.
file-line = { $files ->
    [one] 1 fichier, { $size }
   *[other] { $files } fichiers, { $size }
}

url-name = Lien
url-purpose = L’adresse d’un autre site, avec quelques mots sur ce qu’on y trouve.
url-address = Adresse
url-address-help = Telle que la montre votre navigateur, par exemple https://eduscol.education.fr.
url-missing = Écrivez l’adresse du site.
url-too-long = Cette adresse est trop longue.
url-wrong = Cette adresse n’est pas celle d’un site : elle commence par https:// ou http://, et ne contient pas de mot de passe.
url-line = Lien vers { $host }
url-open = Ouvrir { $host }
url-leaves = Le lien s’ouvre dans un nouvel onglet. Ce site ne saura pas qui vous êtes.
