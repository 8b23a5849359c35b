# Shared mailboxes and delegation.
member-until-past = This date has passed.
members-too-many = { $most ->
    [one] A mailbox has { $most } member at most.
   *[other] A mailbox has { $most } members at most.
}
member-too-many-boxes = { $name } already has { $most } other mailboxes, which is the maximum.
member-last-owner = A shared mailbox keeps at least one owner: name another one first.
not-an-agent = { $address }: this is the mailbox of a service. Enter a person.
member-given-title = You have access to the mailbox { $name }
member-given-body = The mailbox { $name } ({ $address }) is open to you.
member-given-until = This access ends on { $when }.
member-may-read = You may read its messages.
member-may-write = You may read and file its messages, and prepare drafts in it.
member-may-send = You may read and file its messages, and write in its name.
member-may-own = You are one of its owners: you decide about its members, its rules and its absences, and you write in its name.
member-taken-title = You no longer have access to the mailbox { $name }
member-taken-body = The mailbox { $name } ({ $address }) is no longer open to you.
box-own = My mailbox
boxes = Mailboxes
members = Members
shared-boxes = Shared mailboxes
deed-wrote = Written by { $name } on { $when }
deed-answered = { $name } answered on { $when }
deed-sent-on = { $name } sent it on, on { $when }
box-signature = Name and signature
draft-by = { $name } is writing this message
draft-by-explanation = Agree among yourselves: if you both save it, the second one will be told.
box-no-sending = You may prepare this message; somebody who writes in the name of the mailbox will send it.
member-unknown = { $address }: nobody has this address in the académie.
member-missing = Enter at least one person.
member-is-person = This is your own mailbox: enter somebody else.
member-named-title = One more owner of the mailbox { $box }
member-named-body = { $name } is now an owner of the mailbox { $box }, by decision of the person who looks after the mail of the académie. If you did not expect this, write to them.
delegations = Delegation
delegations-explanation = You may open your mailbox to colleagues, for an absence or for good. Your password stays yours, and what they read does not change what you have read.
delegation-to = Open my mailbox to
delegation-button = Open
delegates = People who have access
delegates-none = Nobody else has access to this mailbox.
delegates-none-hint = The people you choose get a message, and find your mailbox beside their own.
members-of = Members of the mailbox “{ $box }”
members-explanation = Each member sees what they have read themselves, and who answered.
members-count = { $count ->
    [0] No member
    [one] { $count } member
   *[other] { $count } members
}
members-added = { $count ->
    [one] Access is given. The person has been told.
   *[other] Access is given to { $count } people. They have been told.
}
member-add = Add members
member-add-button = Add
member-add-help = Names or addresses of people of the académie, one a line.
member-rights = Rights
rights-read = Read
rights-write = Read, file and prepare drafts
rights-send = Read, file and write in the name of the mailbox
rights-owner = Owner
member-until-label = Until
member-until = until { $day }
member-until-bad = Enter a date, or leave the field empty.
member-reason = Opened by the académie: { $reason }
member-not-yours = This access was opened by the académie: only it can withdraw it.
member-change = Change
member-changed = The rights are changed.
member-withdraw = Withdraw access
member-withdrawn = Access is withdrawn. The person has been told.
member-leave = Leave this mailbox
member-left = You no longer have access to this mailbox.
shared-box = shared mailbox
shared-explanation = The mailboxes of services and schools: an address, a name, owners and members, and no common password. Their messages cannot be read from here.
shared-search = Beginning of the name
shared-empty = No shared mailbox yet.
shared-none = No mailbox begins with “{ $q }”.
shared-new = New shared mailbox
shared-name = Name
shared-name-title = Name of the mailbox
shared-name-help = The one seen by those it writes to: “School office”, “Human resources”.
shared-name-missing = Give the mailbox a name.
shared-owners-help = Names or addresses of people of the académie, one a line. They choose the members, decide about sorting and absences, and are told.
shared-more-owners = Name more owners
shared-no-owner = No owner: name one.
shared-unname = Remove { $name } from the owners
shared-created = The mailbox is created. Its owners have been told.
shared-changed = The mailbox is changed.
shared-renamed = The mailbox has a new name.
shared-is-closed = closed
shared-close = Close the mailbox { $name }
shared-close-button = Close the mailbox
shared-close-explanation = Mail sent to { $address } will be refused and members will no longer see the mailbox. Its messages stay, and it can be opened again.
shared-closed = The mailbox is closed.
shared-closed-explanation = This mailbox is closed: it refuses mail and its members do not see it. Opened again, it is as before.
shared-open-button = Open the mailbox again
shared-opened = The mailbox is open again.
box-folders = Folders of the mailbox
box-manage-folders = Manage folders
box-manage-labels = Manage labels
draft-by-to = { $name } is writing to { $to }
