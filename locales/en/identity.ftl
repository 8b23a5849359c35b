# The academic account.
