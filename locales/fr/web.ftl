# La coque : mise en page, formulaires, pages d’erreur.
