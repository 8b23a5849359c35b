# Le webmel.
