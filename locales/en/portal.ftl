# ARENA, the portal.
portal-name = ARENA
sign-in-title = Sign in to ARENA

menu-title = Categories
menu-close = Close
menu-home = My favourites
menu-all = The whole category
search-label = Find an application
search-button = Find
search-title = Search results
search-found = { $count ->
    [0] No application fits “{ $typed }”. Try a single word, or look through the categories.
    [one] One application fits “{ $typed }”.
   *[other] { $count } applications fit “{ $typed }”.
}
favourites-title = My favourites
favourites-explanation = The star puts an application on the portal’s home page. The arrows, or the handle with a mouse, change the order of your favourites.
favourites-empty = You have no favourites yet.
favourites-empty-how = Open “Manage my favourites” and press the star of an application: its link will stand here, on the portal’s home page.
favourite-add = Add { $name } to favourites
favourite-remove = Remove { $name } from favourites
favourite-up = Move { $name } forward
favourite-down = Move { $name } back
favourite-added = { $name } is on your home page.
favourite-removed = { $name } is no longer on your home page.
favourite-moved = { $name } has moved.
favourite-too-many = No more than { $most } favourites: remove one first.
tile-new = New
tile-inside = Internal network
notice-until = Until { $until }.
search-begin = Enter a name or a word of the description.
favourites-manage = Manage my favourites
favourites-all = All my applications
favourites-done = Back to ARENA
favourites-empty-here = Press a star in the list below: the link will stand on the portal’s home page.
notices-count = { $count ->
    [one] One notice about your applications
   *[other] { $count } notices about your applications
}
tile-maintenance = In maintenance
tile-delegated = By delegation, until { $until }.

closed-maintenance-title = { $name } is in maintenance
closed-maintenance = The application does not open meanwhile. It comes back by itself: there is nothing for you to do.
closed-outside-title = { $name } does not open from here
closed-outside = This application is reserved to the académie’s network: schools and offices. Your connection comes from elsewhere.
closed-outside-how = Open it from your school or office. From elsewhere it opens only after a sign-in with a second factor, and yours asked for none.
closed-back = Back to ARENA

delegations-title = Delegations
delegations-explanation = An application given to a person for some schools, from one day to another. They find it among their applications on those days only, and are told.
delegations-explanation-head = An application that you use, given to a person for your school ({ $uai }), from one day to another. They find it among their applications on those days only, and are told.
delegations-given = Delegations now and to come
delegations-empty = No delegation.
delegations-empty-how = Fill in the form below to give one.
delegation-new = New delegation
delegation-give = Give the delegation
delegation-given = The delegation is given, and the person told.
delegation-withdraw = Withdraw
delegation-withdraw-title = Withdraw a delegation
delegation-withdraw-sure = { $person } will no longer find { $name } among their applications. The delegation ran { $days }.
delegation-withdrawn = The delegation is withdrawn, and the person told.
delegation-to-come = To come
delegation-days = from { $from } to { $until }
delegation-forbidden = Delegations are given by heads of schools and by the académie’s managers.
delegation-given-title = { $name } is delegated to you
delegation-given-body = { $giver } gives you this application { $days }, for: { $establishments }. You find it in ARENA, among your applications.
delegation-withdrawn-title = { $name } is no longer delegated to you
delegation-withdrawn-body = { $giver } has withdrawn this delegation before its end.
field-application = Application
field-person = Person
field-person-help = Their identifier or académie address.
field-from = From
field-until = Until
error-delegated-application = Choose an application of the list.
error-delegate = Nobody of this académie has this identifier or address.
error-delegated-establishments = Enter at least one school.
error-not-headed = “{ $value }” is not your school.
error-delegation-day = Enter a day.
error-delegation-days = The delegation ends before it begins.
error-delegation-over = This day is past.

management-title = Portal management
management-explanation = Categories, applications, audiences and notices. Each change shows at once and is written to the académie’s trail.
management-staff = Staff file import
saved = Saved.
deleted = Deleted.
save = Save
edit = Edit
cancel = Cancel
optional = (optional)
move-up = Move “{ $name }” up
move-down = Move “{ $name }” down
conflict = Somebody else changed this while you were writing. What you typed is below: open the page in another tab to compare.
errors-title = { $count ->
    [one] One field needs correcting
   *[other] { $count } fields need correcting
}
category-new = New category
category-add = Add the category
category-empty = This category is empty: it does not show in the menu.
category-not-empty = This category holds applications: move or delete them first.
category-delete = Delete the category
category-delete-sure = The category “{ $name }” will be deleted.
has-notice = with a notice
audience-everybody = All staff
audience-everybody-help = Everybody of the académie.
audience-some = Restricted audience

application-new = New application
application-delete = Delete the application
application-delete-sure = “{ $name }” will be deleted, with its audience, its delegations and its star for those who had it as a favourite.
field-name = Name
field-category = Category
field-category-fr = Name of the category
field-category-en = Name in English
field-description-fr = Description
field-description-en = Description in English
field-icon = Picture
field-launch = How it opens
field-network = Reached
field-url = Address
field-url-help = An https address, or for an application of the platform a path such as /magistere/ac-creteil.
field-new = Mark as new
field-audience = Audience
field-functions = Functions, one code a line
field-establishments = Schools, one UAI code a line
audience-help = Without “All staff”, the application is shown to whoever meets one of these conditions: their function is listed, their school is listed, their identifier is listed, or a delegation gives it to them.
audience-both = Function and school together
audience-both-help = The agent must have one of these functions in one of these schools. Named people and delegations do not change.
field-people = People, one identifier a line
field-people-help = They see the application whatever their function and school.
field-notice = Notice
field-notice-kind = Kind
field-notice-fr = Text of the notice
field-notice-en = Text in English
field-notice-from = From
field-notice-until = Until
error-name = Enter the name, in 80 characters at most.
error-category-name = Enter the name of the category, in 60 characters at most.
error-category = Choose a category.
error-description = 300 characters at most.
error-path = Enter a path of the platform, beginning with a slash.
error-url = Enter a whole address, for instance https://example.org/.
error-audience = Choose “All staff”, or enter at least one function, school or person.
error-notice = Enter the notice, in 300 characters at most.
error-notice-days = The notice ends before it begins.
error-day = This is not a date.
error-unknown = “{ $value }” is not known in this académie.
error-audience-unused = These lists do not count while “All staff” is ticked: untick it, or empty them.
error-audience-both = Enter at least one function and one school, or untick this box.
error-notice-kind = Choose the kind of the notice, or empty its text and days.
launch = { $launch ->
    [internal] Within the platform
    [oidc] OpenID Connect
    [cas] CAS
    [saml] SAML
   *[link] Plain link
}
network = { $network ->
    [inside] From the académie’s network
   *[outside] From anywhere
}
notice-kind = { $kind ->
    [information] Information
    [maintenance] Maintenance
    [moved] New address
   *[none] No notice
}
icon = { $icon ->
    [parcours] Training
    [user] Person
    [users] Group
    [school] School
    [building] Building
    [exam] Examination
    [message] Message
    [calendar] Calendar
    [calendar-plus] Enrolment
    [assignment] File to complete
    [pay] Pay
    [folder] Folder
    [send] Sending
    [travel] Travel
    [swap] Exchange
    [book] Book
    [notebook] Notebook
    [place] Place
    [mail] Mail
    [upload] Upload
    [help] Help
    [health] Health
    [link] Link
   *[briefcase] Briefcase
}

choose-title = Choose your académie
choose-explanation = The platform of the staff: ARENA, M@gistère and mail, with one account.
choose-portal = ARENA
choose-learning = M@gistère
choose-mail = Webmel
choose-last = The one you chose last

help-title = Help
help-intro = Answers to the most frequent questions. If they are not enough, call the help desk of your académie.
help-reach-title = Reaching M@gistère
help-reach-arena = Through ARENA: sign in to the portal with the identifier and password of your mailbox, open Formation à Distance (distance learning) in the left menu, then M@gistère. Under “Manage my favourites” the star puts the link on the portal’s home page.
help-reach-direct = Directly: open the M@gistère page of your académie, then the button Sign in in the left section. Your course is under the tab My training.
help-identifier-title = You do not know your identifier
help-identifier = Follow “Find out my identifier” on the sign-in page: you need your NUMEN and your birth date.
help-default-title = You do not know your password (the default one)
help-default = The default password is your NUMEN. At the first sign-in it only opens the page where you choose another.
help-forgotten-title = You forgot your password after changing it
help-forgotten = Follow “Reset a forgotten password”: the NUMEN is the password again, for 24 hours and for choosing another. All your sessions are closed.
help-change-title = You want to change your password
help-change = Follow “Change my password” on the sign-in page or, once signed in, the page My account.
link-identifier = Find out my identifier
link-reset = Reset a forgotten password
link-change = Change my password
help-mailbox-title = Activating your mailbox
help-mailbox = Sign in once on the webmel: the box is activated. These links are on its home page too.
help-locked-title = Your account seems locked
help-locked = After several failed attempts signing in is slowed down, for some seconds up to an hour. Nothing is erased: wait, or reset your password.

accessibility-title = Accessibility
accessibility-state = Status: this platform aims at level AA of RGAA 4.1. It has not been audited by a third party.
accessibility-tested = Each journey of our tests checks its pages with an automatic tool (axe), on a wide screen and on a phone, and the pages work by keyboard and without JavaScript. An automatic tool sees only part of the defects.
accessibility-known = Beyond our control: texts and files put in by designers and correspondents, and the applications opened from the portal.
accessibility-tell = Does something stand in your way? Write to the help desk of your académie and name the page. Without an answer you may turn to the Défenseur des droits.

privacy-title = Who can see what about me
privacy-intro = The platform records neither your clicks nor the time you spend. Here is what it keeps, and who sees it.
privacy-what = What is kept
privacy-who = Who sees it
privacy-identity = Name, function, school, identifier, address
privacy-identity-who = You, the agents of your académie in the address book, the help desk
privacy-delegations = Delegations received, for a year after their end
privacy-delegations-who = You, the académie’s managers and the heads of the schools they name
privacy-numen = NUMEN
privacy-numen-who = Nobody: only a keyed hash is kept
privacy-password = Password
privacy-password-who = Nobody: only a hash is kept
privacy-programs = App passwords: the name you give them, the day and the network of their last use, until they are withdrawn
privacy-programs-who = You; the help desk reads the name in the account’s trail. The password itself, nobody: only a keyed hash is kept
privacy-sessions = Open sessions, with browser and network address, twelve hours at most
privacy-sessions-who = You
privacy-trail = Account trail, twelve months
privacy-trail-who = You and the help desk
privacy-learning = Enrolments, completed activities, favourites, personal events
privacy-learning-who = You; your trainers see enrolment and completed activities of their session
privacy-position = In each session, the activity you opened last, so that you can resume there; when is not kept
privacy-position-who = You
privacy-mail = Messages
privacy-mail-who = You and your correspondents
