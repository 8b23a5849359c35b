# The shell: layout, forms, failure pages.
