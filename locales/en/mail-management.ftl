# Management of the académie's mail: boxes, rules, requests, figures.
management = Mail management
management-parts = Parts of the management
box-is-closed = Your mailbox is closed: mail no longer arrives and nobody enters it. Ask the help desk of your académie.

boxes = Mailboxes
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
not-entered-nav = Mailboxes of my school that are not activated
show = Show
