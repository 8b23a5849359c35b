# The shell: layout, forms, failure pages.
system-identity = Académie account
system-portal = ARENA
system-learning = M@gistère
system-mail = Webmel

layout-skip = Skip to content
layout-systems = Applications
layout-breadcrumb = Breadcrumb
layout-notices = { $count ->
    [0] Notifications
    [one] { $count } unread notification
   *[other] { $count } unread notifications
}
layout-search-portal = Find an application
layout-search-learning = Find a course
layout-search-mail = Find a message
layout-account = My account
layout-help-desk = Help desk
layout-management = Académie management
layout-sign-in = Sign in
layout-sign-out = Sign out
layout-help = Help
layout-accessibility = Accessibility
layout-privacy = Who can see what about me
layout-dark = Dark theme
layout-light = Light theme

signed-out = You are signed out of every application.

kept-title = Your text is safe
kept-explanation = The page had expired before it was sent. Nothing is lost: read it over, then send it again.
kept-send = Send again
kept-file = File to choose again
kept-file-help = Files are not kept: choose them once more.
kept-others = Other answers of the form, sent as they are
kept-goes-to = This form will be sent to the page
kept-field-title = Title
kept-field-name = Name
kept-field-subject = Subject
kept-field-recipients = Recipients
kept-field-text = Text
kept-field-description = Description
kept-field-place = Place
kept-field-url = Web address
kept-field-reason = Reason
kept-field-people = People
kept-field-identifier = Identifier
kept-field-password = Password
kept-field-numen = NUMEN
kept-field-birth-date = Date of birth
kept-field-code = Code

form-unreadable = The form cannot be read. Go back, reload the page, then start again.
form-nul = The text holds a forbidden invisible character (NUL). Remove it, then start again.

upload-too-large = This file is too big: { $max } MB at most.
upload-broken = The upload stopped before its end. Go back, then start again.

failure-not-found-title = Page not found
failure-not-found = This page does not exist, has moved, or is not open to you. Check the address or go back home.
failure-forbidden-title = Not allowed
failure-forbidden = Your account does not allow this. If you think it should, ask the help desk of the académie.
failure-sign-in-title = Sign-in needed
failure-sign-in = Sign in to continue.
failure-invalid-title = Something to correct
failure-invalid = What was sent cannot be accepted. Go back to correct it.
failure-conflict-title = Somebody was faster
failure-conflict = This has changed in the meantime. Reload the page to see how it is now.
failure-too-many-title = Too many tries
failure-too-many = { $minutes ->
    [one] Wait a minute, then try again.
   *[other] Wait { $minutes } minutes, then try again.
}
failure-unavailable-title = Unavailable for a moment
failure-unavailable = A technical part does not answer. Nothing has been lost. Try again in a few moments.
failure-internal-title = Something went wrong
failure-internal = The fault is ours and has been noted. Try again; if it persists, tell the help desk.
failure-elsewhere = This request comes from another site and was refused.
failure-expired = The page has expired. Reload it, then start again.
failure-expired-lost = The page has expired. Go back to copy what you wrote, reload the page, then start again.
failure-too-large = The text sent is too long.
failure-back = Back home
