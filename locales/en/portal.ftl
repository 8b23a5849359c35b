# The ARENA portal.
