# Management of the académie's mail: boxes, rules, requests, figures.
management = Mail management
management-parts = Parts of the management
box-is-closed = Your mailbox is closed: mail no longer arrives and nobody enters it. Ask the help desk of your académie.

managed-boxes = Mailboxes
boxes-explanation = The mailboxes of the académie, their state and their room. Neither messages nor subjects nor authors show here.
boxes-search = Name or address
boxes-uai = School (UAI)
boxes-state = State
boxes-any-state = All states
boxes-none = No mailbox matches
boxes-none-hint = Try the beginning of the name or the address, without school or state.
boxes-next = Next mailboxes
box-active = Activated
box-waiting = Not activated
box-closed = Closed
box-aside = Deleted, can be restored
box-erased = Erased
box-held = On hold
box-owner = Owner
box-address = Address
box-place = School
box-created = Opened on
box-activated-at = Activated on
box-closed-at = Closed on
box-aside-at = Deleted on
box-erased-at = Erased on
box-will-be-deleted = This mailbox will be deleted on { $day } at the earliest, and can then be restored for thirty days.
box-will-be-erased = This mailbox can be restored until { $day }; then it will be erased.
box-held-since = This mailbox has been on hold since { $day }: nothing it contains is destroyed.
box-room = Room
room-in-gigabytes = Room, in gigabytes
room-by-terms = As the rules of the académie say.
room-by-owner = Chosen by the owner, within the rules of the académie.
room-by-postmaster = Given to this mailbox in particular.
room-back-to-terms = Back to the rules of the académie
room-given = The room of the mailbox is saved.
box-content = What it contains
box-content-explanation = How many messages each folder holds, and nothing else.
box-own-folders = Own folders
box-history = What was done to it
box-no-history = Nothing stands in the audit trail.
trail-owner = the owner
trail-program = the system
box-trail = { $action ->
    [mailbox-activate] Activated
    [mailbox-quota] Room changed
    [mailbox-close] Closed
    [mailbox-open] Opened again
    [mailbox-delete] Deleted
    [mailbox-restore] Restored
    [mailbox-erase] Erasure begun
    [mailbox-erased] Erased
    [mailbox-export] Archive asked for by the owner
    [mailbox-import] Files imported by the owner
   *[other] { $action }
}
box-close = Close the mailbox
box-open = Open the mailbox again
box-delete = Delete the mailbox
box-restore = Restore the mailbox
box-close-explanation = Mail to { $name } will be refused and nobody will enter the mailbox, which will be deleted after the time that the rules set. The owner is told.
box-open-explanation = { $name } will find the mailbox as it was, and mail will arrive again.
box-delete-explanation = The mailbox of { $name } can be restored for thirty days; then everything it contains will be erased.
box-restore-explanation = The mailbox of { $name } will be back with everything it contained. If the account is closed it stays closed, and its time begins anew.
box-is-closed-now = The mailbox is closed; its owner is told.
box-is-open-now = The mailbox is open again; its owner is told.
box-is-deleted-now = The mailbox is deleted. It can be restored for thirty days.
box-is-restored-now = The mailbox is restored.
box-state-changed = The state of this mailbox has changed meanwhile: show it again.
box-account-closed = This person’s account is closed: the mailbox opens with the account.
box-on-hold = This mailbox is on hold: it cannot be deleted as long as the hold lasts.
box-closed-notice = Your mailbox is closed
box-closed-notice-body = Mail no longer arrives and you can no longer enter it. If you think that this is a mistake, ask the help desk of your académie.
box-deleted-notice = Your mailbox is deleted
box-deleted-notice-body = It can be restored for thirty days: ask the help desk of your académie. Then everything it contains will be erased.
box-opened-notice = Your mailbox is open again
box-opened-notice-body = Your messages are there, and mail arrives again.
deletion-notice = Your mailbox will be deleted in a week
deletion-notice-body = It has been closed for a long time. If you still need it, ask the help desk of your académie before that date; it can still be restored within the thirty days that follow.
deletions-notice = { $count ->
    [one] One closed mailbox will be deleted in a week
   *[other] { $count } closed mailboxes will be deleted in a week
}
deletions-notice-body = Those that must stay can be opened again until then. Once deleted, they can be restored for thirty days.

quota-warning = Your mailbox is { $share }% full
quota-warning-body = { $used } of { $quota } are used. Once full, the mailbox refuses mail and the sender is told. Empty the bin, delete large messages or raise your quota in the settings of the webmel.
quota-raise = Raise my quota
quota-raise-help = Up to { $most }, without asking anybody.
quota-raised = Your quota is raised.
quota-take-bounds = Choose more than { $least } and at most { $most }.
quota-give-bounds = Choose from 0.1 GB to { $most }.

terms = Rules
terms-explanation = What the académie gives to mailboxes and how long it keeps what they contain. Each change is written in the audit trail.
terms-room = Room of mailboxes
terms-default = Room of a mailbox, in gigabytes
terms-default-help = Mailboxes that nobody gave a particular room follow this choice.
terms-own = What an agent may take by themselves, in gigabytes
terms-own-help = In the settings of the webmel, by “Raise my quota”.
terms-most = The most that a mailbox may be given, in gigabytes
terms-most-help = For those that you give a particular room.
terms-keeping = How long things are kept
terms-bin = Bin, in days
terms-junk = Junk, in days
terms-bin-help = From { $least } to { $most } days. What lies there already keeps the date it was given.
terms-closed = Closed mailboxes, in days
terms-closed-help = From closing to deletion, from 7 to 1,825 days. The deletion is announced a week before, and the mailbox can be restored for thirty days.
terms-age = Age of messages in closed mailboxes, in days
terms-age-help = From 30 to 3,650 days: older messages are erased before the mailbox is. Leave empty to keep everything until then.
terms-establishments = Schools
terms-heads = Functions of heads of school
terms-heads-help = Codes of human resources, separated by spaces. These agents see the mailboxes of their school that are not activated.
terms-saved = The rules are saved.
terms-room-bounds = Give a number from 0.1 to 1,000.
terms-own-below-default = Cannot be less than the room of a mailbox.
terms-most-below-own = Cannot be less than what an agent may take by themselves.
terms-days-bounds = Give a whole number from { $least } to { $most }.
terms-functions-unreadable = Give at most twenty codes of letters and figures, such as DIR or DEC.

not-entered = Mailboxes not activated
not-entered-explanation = Mail arrives in these mailboxes, and nobody has entered them yet. Their owners activate them by signing in to the webmel for the first time.
not-entered-summary = { $waiting ->
    [0] All mailboxes are activated
    [one] One mailbox is not activated
   *[other] { $waiting } mailboxes are not activated
} of { $boxes }.
not-entered-none = Everybody has entered their mailbox
not-entered-none-hint = New agents show here as soon as their account is opened.
not-entered-messages = Messages waiting
not-entered-since = The oldest is of
not-entered-export = Download for a spreadsheet (CSV)
show = Show

procedures = Access and holds
procedures-explanation = To read somebody else’s mailbox, to hold it or to erase it before its time: one person asks and says why, another decides. Everything is written in the audit trail.
procedures-none = Nothing was asked for
procedures-none-hint = A request can also be made from the page of a mailbox.
procedure-new = New request
procedure-new-explanation = Another person who looks after the mail, or an administrator, will decide. Unanswered for three days, the request expires.
procedure-what = Request
procedure-box = Mailbox
procedure-asked = Asked by
procedure-decided = Decided by
procedure-access = Reading of the mailbox
procedure-hold = Legal hold
procedure-lift = End of the hold
procedure-erase = Immediate erasure
basis-continuity = Continuity of service
basis-judicial = Judicial order
basis-inquiry = Administrative or disciplinary inquiry
basis-security = Security incident
basis-owner = Request of the owner or their beneficiaries
procedure-is-asked = Waiting for a decision
procedure-is-running = In force
procedure-is-granted = Granted
procedure-is-refused = Refused
procedure-is-expired = Unanswered for three days
procedure-is-withdrawn = Withdrawn by who asked
procedure-is-done = Done
procedure-is-ended = Ended
procedure-basis = Legal basis
procedure-choose = Choose…
procedure-reference = Reference of the matter
procedure-lifts = Hold that ends: { $reference }
procedure-duration = Duration
procedure-duration-days = Duration, in days
procedure-days = { $days ->
    [one] { $days } day from the decision on
   *[other] { $days } days from the decision on
}
procedure-until = Until
procedure-until-help = Leave empty for a hold without end: it then lasts until it is lifted.
procedure-no-end = Without an end
procedure-ended-at = Ended on
procedure-owner = Owner of the mailbox
procedure-owner-told = Told by a notification
procedure-silent = Do not tell the owner now
procedure-silent-help = They will be told when all is over.
procedure-silence = Why they are not told
procedure-address = Address of the mailbox
procedure-reason = Reason
procedure-reason-help = At least twenty characters. Who decides and the audit trail read it.
procedure-of-access = For a reading
procedure-of-hold = For a hold
procedure-ask = Ask
procedure-asked-now = The request is saved; those who may decide are told.
procedure-note = Comment on the decision
procedure-decision = Your decision
procedure-grant = Grant
procedure-refuse = Refuse
procedure-granted-now = The request is granted; who asked is told.
procedure-refused-now = The request is refused; who asked is told.
procedure-withdraw = Withdraw my request
procedure-give-back = End this access
procedure-withdrawn-now = It is over.
procedure-reading = Reading
procedure-reading-explanation = Each page that you open in this mailbox is written in the audit trail. You can change nothing there.
procedure-read = Read the mailbox
procedure-reason-short = Write 20 to 2,000 characters.
procedure-basis-missing = Choose what the request is based on.
procedure-days-bounds = Give a number from 1 to 7.
procedure-reference-missing = Give the reference of the matter, in at most 100 characters.
procedure-until-bounds = Give a date to come, within ten years.
procedure-note-long = Write at most 2,000 characters.
procedure-no-box = No mailbox of the académie has this address.
procedure-own-box = This is your own mailbox.
procedure-asked-already = The same is waiting for a decision for this mailbox already.
procedure-no-hold = This hold has ended already.
procedure-erase-open = Close this mailbox first: only a closed or deleted one can be erased.
procedure-not-by-asker = This is your request: somebody else must decide.
procedure-not-by-owner = This request is about your own mailbox: somebody else must decide.
procedure-decided-already = This request has found its end already: show it again.
procedure-notice = A request is waiting for your decision
procedure-notice-body = { $asker } asks for something about the mailbox { $address }. Read the reason and decide within three days.
procedure-granted-notice = Your request is granted
procedure-refused-notice = Your request is refused
procedure-expired-notice = Your request was not answered
procedure-ended-notice = The hold that you asked for is over
procedure-answer-body = It was about the mailbox { $address }.
access-notice = Your mailbox can be read by somebody else
access-notice-body = { $days ->
    [one] Two people of the académie have decided so. This access lasts { $days } day, allows reading only, and each reading is written in the audit trail.
   *[other] Two people of the académie have decided so. This access lasts { $days } days, allows reading only, and each reading is written in the audit trail.
}
access-past-notice = Your mailbox could be read by somebody else
access-past-notice-body = { $days ->
    [one] Two people of the académie had decided so, for { $days } day at most. This access is over; it allowed reading only, and each reading is written in the audit trail.
   *[other] Two people of the académie had decided so, for { $days } days at most. This access is over; it allowed reading only, and each reading is written in the audit trail.
}
hold-notice = Your mailbox is on hold
hold-notice-body = Two people of the académie have decided so. As long as it lasts, what you delete for good is kept outside your mailbox.
hold-past-notice = Your mailbox was on hold
hold-past-notice-body = Two people of the académie had decided so. It is over: what you had deleted for good is destroyed.
erase-notice = Your former mailbox is erased
erase-notice-body = Two people of the académie have decided so. What it contained can no longer be restored.
withheld = Messages destroyed by the owner
withheld-explanation = What { $owner } deleted for good during the hold. Each download is written in the audit trail.
withheld-none = Nothing was destroyed
withheld-received = Received on
withheld-destroyed = Deleted on
withheld-size = Size
box-requests = Requests
box-no-requests = Nothing was asked for about this mailbox.
box-ask-access = Ask to read
box-ask-hold = Ask for a hold
box-ask-erase = Ask for erasure
box-ask-lift = Ask for the end of the hold: { $reference }

statistics = Statistics
statistics-explanation = Figures of the whole académie, never who wrote to whom. Schools with fewer than { $least } mailboxes do not show.
statistics-boxes = Mailboxes
statistics-activated = Mailboxes activated
statistics-used = Space used
statistics-taken = Taken on
statistics-volumes = Messages a day
statistics-chart = Messages received and sent each day for thirty days; the figures are in the table that follows.
statistics-legend = In colour, messages received; in grey, messages sent.
statistics-table = The figures, day by day
statistics-day = Day
statistics-in = Received
statistics-out = Sent
statistics-junk = Of these junk
statistics-refused = Refused
statistics-delays = Time to be taken outside
delay-minute = Within a minute
delay-quarter = Within a quarter of an hour
delay-hours = Within four hours
delay-longer = Later
statistics-places = Schools whose mailboxes take most space
statistics-no-places = The first taking is made within the day.
