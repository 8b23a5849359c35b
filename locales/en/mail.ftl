# The webmail.
folder-inbox = Inbox
folder-drafts = Drafts
folder-sent = Sent
folder-archive = Archive
folder-junk = Junk
folder-trash = Bin
folder-too-many = { $most ->
    [one] You already have { $most } folder, which is the most allowed.
   *[other] You already have { $most } folders, which is the most allowed.
}
folder-name-missing = Give the folder a name.
folder-name-too-long = { $most ->
    [one] This name is too long: { $most } character at most.
   *[other] This name is too long: { $most } characters at most.
}
folder-too-deep = { $most ->
    [one] At most { $most } level of folders.
   *[other] At most { $most } levels of folders.
}
folder-name-taken = You already have a folder “{ $name }”.

draft-too-long = This message is too long to be sent: attach the text as a file.
draft-changed = This draft was changed in another window. Copy what you have just written, then open the draft again.
draft-sent-already = This message has been sent already.
draft-deleted = This draft was deleted in another window. Copy what you have just written into a new message.

notice-link = To act:
notice-footer = { $academy }. Automatic message: nobody reads the answers.
no-subject = (no subject)
returned-sender = Mail delivery
returned-subject = Not delivered: { $subject }
returned-closed = Your message “{ $subject }” could not be delivered to { $name } ({ $address }): this person no longer has a mailbox.
returned-full = Your message “{ $subject }” could not be delivered to { $name } ({ $address }): their mailbox is full. Try later, or reach them another way.
returned-failed = Your message “{ $subject }” could not be delivered to { $name } ({ $address }): a technical fault lasted. Send it again, or tell the help desk.
undelivered = Your message “{ $subject }” could not be delivered to:

    { $list }

    What the server answered:

    { $answers }
undelivered-sent-at = Message sent on { $at }.
late-subject = Waiting: { $subject }
late = Your message “{ $subject }” has not arrived yet at:

    { $list }

    It is presented again for five days; there is nothing for you to do, and you will be told if it does not arrive.

    What the server answered:

    { $answers }
missed-unknown = this address does not exist. Check it.
missed-domain = nothing receives mail under this domain name. Check what follows the @ sign.
missed-full = the mailbox is full.
missed-closed = the mailbox is closed.
missed-too-large = the message is too large for this recipient. Send fewer attachments, or a link.
missed-policy = the recipient’s server refuses this message, most often for fear of spam.
missed-content = the recipient’s server cannot read this message.
missed-loop = the message goes in circles between servers.
missed-unreachable = the recipient’s server does not answer.
missed-later = the recipient’s server asked to wait, and the message could not pass.
missed-refused = the recipient’s server refuses this message.
missed-dropped = a mail administrator took this message out of the queue.

address-missing = Give at least one recipient.
address-too-many = { $most ->
    [one] A message goes to { $most } person at most.
   *[other] A message goes to { $most } people at most.
}
address-bad = “{ $typed }” is neither an address nor the name of an agent of the académie.
address-several = Several people match “{ $typed }”: { $who }. Write the address.
address-outside = { $address } is an outside address: sending out of the académie is not open yet. Your message is kept in the drafts.
address-unknown = Nobody has the address { $address }. Check it in the address book.
address-no-reply = { $address } sends automatic messages and receives no answers.
address-closed = { $address }: this person no longer has a mailbox.
quota-full = Your mailbox is full: empty the bin or delete large messages. Your message is kept in the drafts.

welcome = Welcome: your mailbox is activated. It kept what was written to you since your account was opened.
sign-in-title = Sign in to the webmail
sign-in-brand = Académie webmail
sign-in-brand-note = Professional mail for the staff of the académie
sign-in-explanation = With the identifier and password of your mailbox. The first sign-in activates your mailbox.
sign-in-identifier = Identifier
sign-in-password = Password
sign-in-show = Show
sign-in-button = Sign in
sign-in-first-time = First sign-in: your password is your NUMEN, and you will choose another at once.
link-identifier = Find out your académie identifier
link-reset = Reset a forgotten password
link-change = Change your password

folders = Folders
own-folders = My folders
manage-folders = Manage my folders
more = Around the mail
contacts = Address book
settings = Settings
write = New message
close = Close
cancel = Cancel
save = Save
optional = (optional)
quota = Space used
quota-line = { $used } used of { $quota }
count-unread = { $count ->
    [one] unread message
   *[other] unread messages
}
count-drafts = { $count ->
    [one] draft
   *[other] drafts
}
count-messages = { $count ->
    [one] message
   *[other] messages
}
reading = Reading
nothing-open = Choose a message to read it here.

keys-title = Keyboard shortcuts
key-move = Next message, previous message
key-open = Open
key-up = Back to the list
key-answer = Reply, reply to all, forward
key-file = Archive, move to the bin
key-tick = Tick, follow
keys-off = These shortcuts can be turned off in the settings.

period-today = Today
period-yesterday = Yesterday
period-week = This week
refresh = Check for messages
tick-all = Select all
tick = Select the message from { $who }
star = Follow the message from { $who }
unstar = Stop following the message from { $who }
follow = Follow this message
unfollow = Stop following this message
archive = Archive
to-trash = Move to the bin
to-junk = Report as junk
not-junk = This is not junk
restore = Move back to the inbox
delete-forever = Delete for good
delete-explanation = { $count ->
    [0] There is no message to delete.
    [one] { $count } message will be deleted for good. This cannot be undone.
   *[other] { $count } messages will be deleted for good. This cannot be undone.
}
mark-read = Mark as read
mark-unread = Mark as unread
move-to = Move to
undo = Undo
undone = Undone: the messages are back in their place.
nothing-selected = Tick at least one message first.
moved = { $count ->
    [one] { $count } message moved.
   *[other] { $count } messages moved.
}
deleted = { $count ->
    [one] { $count } message deleted for good.
   *[other] { $count } messages deleted for good.
}
unread-mark = Unread,
attachment-mark = attachment
unknown-sender = Unknown sender
sent-to = To: { $who }
draft-to-nobody = No recipient
pages = Pages
newest = Newest
older = Older
no-messages = No message here
no-messages-hint = What comes to this folder will be read here.
no-drafts = No drafts
no-drafts-hint = A message you have begun is saved here as you write it.
no-trash = The bin is empty
no-trash-hint = A message put in the bin stays there for thirty days, time enough to change your mind.
bin-note = Messages in this folder are deleted after thirty days.
empty-trash = Empty the bin
empty-junk = Empty the junk
empty-folder = Empty the folder “{ $name }”
empty-button = Empty the folder

search = Search
search-label = Search the mail
search-hint = Words, from:dupont, subject:meeting
search-title = Search results
search-empty = What are you looking for?
search-help = Type words, or be precise: from:dupont, to:berthier, subject:meeting, has:attachment, before:2026-09-01, in:archive, is:unread.
search-count = { $count ->
    [one] { $count } message found.
   *[other] { $count } messages found.
}
search-cut = { $most ->
    [one] The newest message is shown. Be more precise to find others.
   *[other] The { $most } newest messages are shown. Be more precise to find others.
}
search-looked-at = { $count ->
    [one] Only the newest message that holds these words was looked at. Be more precise to go further.
   *[other] Only the { $count } newest messages that hold these words were looked at. Be more precise to go further.
}
no-results = No message found
no-results-hint = Check the spelling, try fewer words, or take out a precision such as from:dupont.

back-to-list = Back to the list
earlier-messages = See the earlier messages of this conversation
message-of = Message from { $who }
me = me
me-sender = Me
to-line = to { $who }
outside-sender = Sender outside the académie: give neither password nor NUMEN.
misleading-link = Beware: a link shows “{ $shown }” but leads to { $target }.
images-blocked = The images of this message come from elsewhere: showing them tells the sender that you are reading.
show-images = Show the images
open-message = Show this message
empty-message = This message holds no text.
attachments = Attachments
reply = Reply
reply-all = Reply to all
forward = Forward
other-actions = Other actions
download-source = Download the message

compose-new = New message
compose-reply = Reply
compose-forward = Forward
to = To
cc = Cc
bcc = Bcc
subject = Subject
message = Message
send = Send
send-anyway = Send anyway
save-draft = Save the draft
saved-at = Saved at { $at }
draft-saved = Draft saved.
draft-discarded = Draft deleted.
draft-restored = The draft is back.
discard = Delete the draft
reopen-draft = Open the draft again
not-sent = The message is not sent
no-script = Formatting needs JavaScript.
plain-text = Write plain text
quote = Quote the message from { $who }
show-quote = See the quoted message
show-forwarded = See the forwarded message
forwarded-files = Attachments of the forwarded message
attach-file = Attach a file
attach = Attach
attach-limit = { $max } at most for the whole message
uploading = Sending the files
detach = Remove { $name }
file-not-joined = The file { $name } is not attached yet: choose it again, then press “Attach”.
files-too-large = This file is too heavy: a message carries { $max } at most. Put it in a shared space instead.
files-too-heavy = The attachments weigh { $total } together: a message carries { $max } at most. Remove some before sending.
doubt-attachment = Your message speaks of an attachment, and nothing is attached.
doubt-many = { $count ->
    [one] Your answer will go to { $count } person.
   *[other] Your answer will go to { $count } people.
}
doubt-subject = Your message has no subject: it will be harder to find again.
message-sent = Message sent.
send-later = Send later
later-date = On
later-time = at
schedule = Schedule
later-missing = Give the day and the time to send at.
later-past = This time is past: choose another.
later-too-far = Choose a date less than a year away.
message-scheduled = Scheduled: { $when }.
leaves-at = Leaves: { $when }
leaves-in = { $seconds ->
    [one] Leaves in { $seconds } second
   *[other] Leaves in { $seconds } seconds
}
call-back = Undo send
called-back = Sending is undone: the message is back in the drafts, as you wrote it.
called-back-too-late = Too late: this message has left.
draft-leaving = This message is waiting to leave. You can still change it.
leaving-title = Scheduled
leaving-explanation = What you have sent and has not left yet: in a few seconds, or on the date you chose.
leaving-empty = Nothing is waiting to leave
leaving-empty-hint = In a new message, “Send later” lets you choose the day and the time.
leaving-change = Change
leaving-now = Send now
leaving-next = Later ones
undo-seconds = Undo send
undo-seconds-help = How long a message that was sent can still be called back.
undo-never = Never: messages leave at once
undo-choice = { $seconds ->
    [one] For { $seconds } second
   *[other] For { $seconds } seconds
}
suggestions = People of the académie

own-folders-explanation = Sort your messages by matter: a folder is made here and appears in the menu on the left. A slash makes a folder within another: “Projects/Trips”.
folder-name = Name of the new folder
folder-create = Create the folder
folder-created = The folder is created.
folder-rename = New name of the folder { $name }
folder-renamed = The folder has a new name.
rename = Rename
remove = Delete
folder-remove = Delete the folder “{ $name }”
folder-remove-explanation = { $total ->
    [0] The folder “{ $name }” is empty.
    [one] The folder “{ $name }” will be deleted, and its message put in the bin.
   *[other] The folder “{ $name }” will be deleted, and its { $total } messages put in the bin.
}
folder-remove-below = { $count ->
    [one] The folder within it is deleted too.
   *[other] The { $count } folders within it are deleted too.
}
folder-removed = The folder is deleted; its messages are in the bin.
no-own-folders = You have no folder yet.
messages = { $count ->
    [0] No messages
    [one] { $count } message
   *[other] { $count } messages
}

contacts-explanation = Everybody working in the académie, by the beginning of their surname or first name.
contacts-search = Surname or first name
contacts-empty = Type the beginning of a name.
contacts-none = Nobody is called “{ $q }” in the académie.
contacts-none-hint = Try the beginning of the surname alone.
contacts-cut = There are more answers: be more precise.
contacts-write = Write to the people ticked

your-address = Your address
signature = Signature
signature-help = It is added below your messages, under a line of two dashes.
signature-too-long = { $most ->
    [one] The signature is too long: { $most } character at most.
   *[other] The signature is too long: { $most } characters at most.
}
rich-text = Write with formatting
rich-text-help = Bold, lists, links. Without it your messages leave as plain text.
shortcuts = Keyboard shortcuts
shortcuts-help = One key per action in the list and when reading. The key ? shows them.
settings-saved = Settings saved.
news-one = A new message has come: show it
news-other = new messages have come: show them

queue-title = Outgoing queue
queue-crumb = Webmail
queue-explanation = What waits to leave the académie, since when and why. Subjects, authors and texts do not appear here, and every action is written in the trail.
queue-closed = No server takes mail out: outside addresses are refused.
queue-waiting = To be presented
queue-retrying = Presented again
queue-held = On hold
queue-failed = Undelivered for three days
queue-dropped = Taken out
queue-delivered = Delivered
queue-empty = Nothing waits
queue-empty-hint = All that had to leave has left.
queue-since = Since { $at }
queue-under-way = Being sent
queue-due = Will be presented in a moment
queue-held-since = { $tries ->
    [one] On hold after { $tries } try
   *[other] On hold after { $tries } tries
}
queue-next-try = { $tries ->
    [one] Next try on { $at }, after { $tries } try
   *[other] Next try on { $at }, after { $tries } tries
}
queue-why = Last answer:
queue-retry = Try now
queue-hold = Hold
queue-drop = Take out of the queue
queue-drop-explanation = The message will not go to those who still wait for it, and its author will be told.
queue-is-held = The message is on hold.
queue-is-retried = The message will be presented again.
queue-is-dropped = The message is out of the queue; its author is told.
queue-busy = This message is being sent, or waits no more.
