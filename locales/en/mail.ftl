# The webmail.
