# Les activités et ressources des parcours.
