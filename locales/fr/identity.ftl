# Le compte académique.
