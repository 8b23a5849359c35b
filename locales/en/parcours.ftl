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
