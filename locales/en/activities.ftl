# The activities and resources of the courses.
