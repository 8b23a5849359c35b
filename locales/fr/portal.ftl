# Le portail ARENA.
