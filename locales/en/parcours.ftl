# Parcours and sessions: what is written, followed and managed.

## The record of a parcours
record-title = Title
record-title-missing = Write the title.
record-summary = Summary
record-summary-hint = Two or three sentences that are read in lists.
record-collection = Collection
record-domain = Subject area
record-level = For whom
record-nature = Format
record-duration = Duration
record-duration-hint = The time a participant spends on it, in hours and minutes.
record-duration-hours = Hours
record-duration-minutes = Minutes
record-duration-wrong = Give a duration in hours and minutes, in figures.
record-objectives = Objectives
record-objectives-hint = One a line: what one will be able to do at the end.
record-keywords = Key words
record-keywords-hint = One a line, or separated by commas.
record-authors = Authors
record-authors-hint = One a line: a service, a post or a name.
record-language = Language
record-language-fr = French
record-language-en = English
record-too-long = This text is too long: { $most } characters at most.
record-choose = Choose…
record-not-said = Not said

collection-action = Action
    .hint = Carry out an approach in one’s class or department, with trainers.
collection-analyse = Analysis
    .hint = Analyse one’s practice from situations, alone and then together.
collection-autoformation = Self-paced
    .hint = Learn alone, at one’s own pace, with no dates and no trainer.
collection-decouverte = Discovery
    .hint = Get to know a new subject in a short time.
collection-espacecollab = Collaborative space
    .hint = Work as a group, with no end date.
collection-qualification = Qualification
    .hint = Prepare a certification, a new post or a competitive examination.
collection-reseau = Network
    .hint = Exchange between peers who share a mission.
collection-simulation = Simulation
    .hint = Practise deciding in an acted situation.
collection-volet-distant = Distance part
    .hint = Extend a face-to-face course at a distance.

domain-valeurs = Republican values and citizenship
domain-inclusion = Inclusive school
domain-didactique = Subject teaching
domain-evaluation = Assessment of pupils
domain-climat = School climate and safety
domain-numerique = Digital education
domain-metier = Starting and developing in the profession

level-premier-degre = Primary education
level-second-degre = Secondary education
level-inter-degres = Primary and secondary education
level-tous-personnels = All staff

nature-distance = Distance learning
nature-hybride = Blended: at a distance and face to face
nature-presence = Face to face

## What stands in the way
conflict-record = Somebody changed this record while you were writing.
conflict-section = Somebody changed this section while you were writing.
conflict-activity = Somebody changed this activity while you were writing.
conflict-session = Somebody changed this session while you were writing.
section-title-missing = Write the title of the section.
section-too-many = A parcours has { $most } sections at most.
activity-title-missing = Write the title of the activity.
activity-too-many = A section has { $most } activities at most.
session-title-missing = Write the title of the session.
session-ends-before = The session must end after it starts.
session-places-wrong = Give a number of places, or 0 not to limit it.
session-design-in-trash = This parcours is in the trash: restore it before making a session of it.
design-publish-incomplete = The record is not complete: fill it in before offering this parcours.
design-last-designer = A parcours keeps at least one designer: add somebody before removing the last one.
design-copy-title = { $title } (copy)

## The life of a session
lack-trainer = A trainer is missing.
lack-participant = A participant is missing.
lack-field = The record says nothing under “{ $field }”.
lack-dates = The first or the last day is missing.
lack-over = The last day is over already.
lack-not-over = The session is open until { $date }: bring its end date forward to archive it now.
lack-live = The session is open: archive it first.
state-preparation = Session in preparation, unseen by participants
state-to-come = Starts on { $date }
state-running = Session running, with no end date
state-running-until = Session running, open until { $date }
state-over = Session over since { $date }, to be archived
state-archived = Session archived, read-only
state-archived-until = Session archived, read-only until { $date }
state-expired = Session archived, readable by its participants until { $date }
state-trash = In the trash
state-trash-until = In the trash, deleted on { $date }

remind-start-title = “{ $title }” starts
remind-start = The session “{ $title }” starts today. All is ready on its page.
remind-end-title = “{ $title }” ends
remind-end = The session “{ $title }” ends today. When the participants are done, archive it: it will stay readable.
remind-late-title = “{ $title }” is to be archived
remind-late = The session “{ $title }” is over and not archived. Archive it, or put off its end date.

## Enrolments
role-participant = Participant
role-tutor = Tutor
role-trainer = Trainer
enrolled-notice-title = You are enrolled in “{ $title }”
enrolled-notice = You are enrolled in the M@gistère session “{ $title }”, with this role: { $role }. You will find it under the tab Se former or Former.
enrol-full = All places are taken.
enrol-over = The session is over: one can no longer enrol.
enrol-key-wrong = This is not the key of the session. Ask those who offered you the training.
enrol-last-trainer = This is the last trainer of an open session: add another one before removing them.
leave-refused = You were enrolled in this session by those who run it: ask them to take you out.

## What all pages share
save = Save
saved = Saved.
cancel = Cancel
edit = Edit
search = Search
add = Add
remove = Remove
change = Change
optional = (optional)
previous = Previous
next = Next
pages = Pages
more-actions = More actions
form-problems = { $count ->
    [one] One field is to be corrected
   *[other] { $count } fields are to be corrected
}
conflict-kept = Your text is kept below. Save again to have it replace the other.
conflict-see = See the current version
date-wrong = Write a date, such as 12/06/2027.
image-wrong = This file is not a PNG, JPEG, GIF or WebP image.
image-missing = Choose an image.
uploading = Sending
person-search = Search for a person by name
person-none = Nobody is called “{ $typed }” in the académie.
add-of = Add { $name }
remove-of = Remove { $name }
edit-of = Edit “{ $title }”
rename-of = Rename “{ $title }”
delete-of = Delete “{ $title }”
move-up = Move “{ $title }” up
move-down = Move “{ $title }” down
progress-name = Progress: { $name }
percent = { $percent }%
participants-count = { $count ->
    [0] no participant
    [one] 1 participant
   *[other] { $count } participants
}
sessions-count = { $count ->
    [0] no session
    [one] 1 session
   *[other] { $count } sessions
}
edited-on = Edited: { $when }

## The page of a session
tool-content = Content
tool-people = Participants
tool-settings = Settings
my-progress = My progress
all-done = You have completed all the activities of this parcours.
content-empty = This parcours has no content yet.
content-empty-edit = Add a section, then its activities.
content-empty-wait = Its trainers are preparing it.
section-empty = Nothing in this section yet.
mark-done = Done
mark-to-view = to be looked at
mark-tick = Mark as done
mark-tick-of = Mark “{ $title }” as done
mark-undo = It is not done
mark-undo-of = “{ $title }” is not done
mark-not-by-hand = This activity is not ticked by hand.
next-start = Start
next-resume = Resume: { $title }
next-resume-hint = You find the parcours where you left it.
next-resume-verb = Resume
next-open = Open the session
next-open-hint = Participants will see it and receive a message.
next-archive = Archive the session
next-archive-hint = It is over. Archived, it stays readable for its participants for a year.
next-restore = Restore the session
next-restore-hint = It will come back as it was.
about-title = About this parcours
about-starts = Starts
about-ends = Ends
about-venue = Venue
about-trainers = Trainers
about-tutors = Tutors
my-enrolment = My enrolment
leave = Leave this session
leave-question = You will no longer see “{ $title }”, and what you have completed there will be erased.
leave-done = You are no longer enrolled in this session.
enrol-title = Enrol in this session
enrol-free = Enrolment is open to all.
enrol-places = { $places ->
    [one] One place is left.
   *[other] { $places } places are left.
}
enrol = Enrol
enrol-key = Enrolment key
enrol-key-hint = It was given to you by those who offered you the training.
enrol-done = You are enrolled.
programme = Programme
life-title = Life of the session
step-open = Open the session
step-open-done = The session is open.
step-archive = Archive the session
step-archive-done = The session is archived.
step-trash = Put in the trash
step-trash-done = The session is in the trash. It stays there for six months.
step-restore = Restore
step-restore-done = The session is restored.
archive-question = “{ $title }” can no longer be changed or followed. Its participants can read it for a year.

## An activity
preview = preview
neighbours = Neighbouring activities
before-activity = Previous: { $title }
after-activity = Next: { $title }
back-to-content = Back to the parcours
activity-new = New activity: { $kind }
activity-edit = Edit “{ $title }”
activity-delete = Delete the activity
activity-delete-question = The activity “{ $title }” will be deleted. Sessions made before keep theirs.
activity-delete-question-live = The activity “{ $title }” will be deleted from this session, with the participants’ completion marks.
activity-deleted = The activity is deleted.
way-legend = When is the activity completed?
way-viewed = When the participant has opened it
way-viewed-hint = Progress counts this activity.
way-manual = When the participant ticks it
way-manual-hint = For what is done elsewhere or takes time.
way-none = It does not count
way-none-hint = Progress takes no account of it.

## The settings of a session
settings-title = Settings of the session
session-new = Make a session
session-create = Make the session
session-created = The session is in preparation. Add its participants, then open it.
session-title-hint = What participants will read; a group or a year helps to find it.
session-starts = Starts
session-ends = Ends
session-uai = School
session-uai-hint = Its UAI code, when the session is held in a school.
session-who = Who can enrol
session-invited = By invitation
session-invited-hint = You enrol the participants yourself.
session-self = All staff of the académie
session-self-hint = They enrol themselves, while places are left.
session-key-hint = Asked of those who enrol themselves. Without a key, enrolment is open to all.
session-places = Number of places
session-places-hint = Nothing: as many participants as come.
session-train = I am a trainer of this session
record-incomplete = The record is incomplete
record-complete = Complete the record of the parcours
record-refresh = Take over the record of the parcours
record-refreshed = The session has taken over the record of the parcours.

## Training
lead-intro = The sessions that you train, follow or have made.
lead-live = In preparation and running
lead-archived = Archived
lead-trash = Trash
lead-empty = You are a trainer of no session.
lead-empty-hint = A session is made from a parcours, under the tab Concevoir.
column-session = Session
column-role = Role
column-state = State
column-participants = Participants
column-progress = Progress
column-finished = Have finished
column-name = Name
column-actions = Actions
column-line = Line
column-text = Text
column-why = Reason
role-designer = Designer
role-of = Role of { $name }
nothing-yet = nothing to follow

## Participants
people-empty = Nobody is enrolled.
people-empty-hint = Enrol somebody by name, or paste a list.
people-count = { $count ->
    [one] 1 person
   *[other] { $count } people
}
enrol-one = Enrol a person
enrol-of = Enrol { $name }
enrol-verb = Enrol
enrol-many = Enrol a list
enrol-list = Addresses or identifiers
enrol-list-hint = One a line, or separated by commas or semicolons. Every line that is refused is reported.
enrol-list-send = Enrol this list
enrol-archived = This session is no longer open: its participants do not change any more.
person-enrolled = { $name } is enrolled.
report-title = Outcome of the list
report-enrolled = { $count ->
    [0] No new enrolment.
    [one] 1 person enrolled.
   *[other] { $count } people enrolled.
}
report-changed = { $count ->
    [one] 1 person has another role now.
   *[other] { $count } people have another role now.
}
report-already = { $count ->
    [one] 1 person was enrolled already.
   *[other] { $count } people were enrolled already.
}
report-rejected = { $count ->
    [one] 1 line refused: it stays in the field to be corrected.
   *[other] { $count } lines refused: they stay in the field to be corrected.
}
rejected-title = Lines refused
reject-address = No account has this address.
reject-identifier = No account has this identifier.
reject-closed = This account is closed.
reject-twice = This person is on the list already.
reject-too-many = A list has { $most } names at most.
withdraw = Take out of the session
withdraw-question = { $name } will no longer see “{ $title }”, and what is completed there will be erased.
withdrawn = The person is out of the session.

## Designing
tab-content = Content
tab-record = Record
tab-sessions = Sessions
tab-designers = Designers
design-intro = The parcours that you write. A session copies the content, and no longer moves.
design-new = New parcours
design-new-hint = A title and a collection are enough to begin.
design-create = Create the parcours
design-empty = You write no parcours.
design-empty-hint = Create one: it stays unseen by others until you offer it.
design-may-not = Parcours are created by designers, trainers and managers of the académie. Ask one of them to add you to a parcours.
design-published = Offered in the catalogue of parcours
design-private = Seen by its designers only
design-publish = Offer to other trainers
design-unpublish = No longer offer
design-published-done = The parcours is offered to the trainers of the académie.
design-unpublished-done = The parcours is no longer offered.
design-copy = Copy this parcours
design-copied = Here is your copy, with nobody in it.
design-trashed = The parcours is in the trash. Its sessions go on.
design-restored = The parcours is restored.
designers-hint = They write the parcours and make its sessions.
designer-added = The designer is added.
designer-removed = The designer is removed.
sessions-empty = No session has been made of this parcours.
sessions-empty-hint = A session has dates and participants. It receives its own copy of the content.
content-title = Content of the session
content-live = { $count ->
    [one] A participant follows this session and will see your changes at once.
   *[other] { $count } participants follow this session and will see your changes at once.
}
workshop-empty = This parcours is empty.
workshop-empty-hint = Begin with a section: a chapter, a step, a week.
sections = Sections
activities-of = Activities of “{ $title }”
activity-add = Add an activity
in-section = in “{ $title }”
section-new = New section
section-new-hint = Its title, such as “Understanding” or “First week”.
section-add = Add the section
section-title = Title of the section
section-title-now = Its title is now “{ $title }”.
section-rename = Rename the section
section-delete = Delete the section
section-delete-question = { $count ->
    [0] The section “{ $title }” is empty. It will be deleted.
    [one] The section “{ $title }” and its activity will be deleted. Sessions made before keep theirs.
   *[other] The section “{ $title }” and its { $count } activities will be deleted. Sessions made before keep theirs.
}
section-delete-question-live = { $count ->
    [0] The section “{ $title }” is empty. It will be deleted.
    [one] The section “{ $title }” and its activity will be deleted from this session, with the participants’ completion marks.
   *[other] The section “{ $title }” and its { $count } activities will be deleted from this session, with the participants’ completion marks.
}
section-deleted = The section is deleted.

group-participants = Participants of M@gistère sessions
group-trainers = Trainers and tutors of M@gistère sessions
