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
image-elsewhere = A picture in the text comes from another message and cannot leave with this one. Remove it or add it again.
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
confirmed-subject = Delivered: { $subject }
confirmed = Your message “{ $subject }” is in the mailbox of { $name } ({ $address }).
relayed-subject = Passed on: { $subject }
relayed = Your message “{ $subject }” was passed on to the server that leads to these addresses. That server does not say what becomes of it next:

    { $list }
too-many-elsewhere = A mailbox writes to { $count } outside addresses a day at most. Send this message tomorrow, or ask for a mailing list.
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
search-help = Type words, or be precise: from:dupont, to:berthier, subject:meeting, has:attachment, before:2026-09-01, in:archive, is:unread, label:urgent.
search-count = { $count ->
    [one] { $count } message found.
   *[other] { $count } messages found.
}
search-more-than = { $count ->
    [one] More than one message found, the newest first.
   *[other] More than { $count } messages found, the newest first.
}
search-looked-at = { $count ->
    [one] One message that holds these words was looked at. Go to older ones to search further.
   *[other] { $count } messages that hold these words were looked at. Go to older ones to search further.
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
schedule-anyway = Schedule anyway
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
answer-too-many = This message went to { $count } people, and an answer goes to { $most } at most: yours is for its author. To write to everybody, use a mailing list.
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

queue-boxes-behind = { $boxes ->
    [one] One box differs from the server that holds its messages; changes are carried over as soon as it answers. Reason:
   *[other] { $boxes } boxes differ from the server that holds their messages; changes are carried over as soon as it answers. One reason:
}
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
rules = Rules
rules-link = Mail rules
rule-too-many = { $most ->
    [one] You already have { $most } rule, which is the most. Delete one first.
   *[other] You already have { $most } rules, which is the most. Delete one first.
}
rule-too-many-conditions = { $most ->
    [one] A rule has at most { $most } condition.
   *[other] A rule has at most { $most } conditions.
}
rule-folder-gone = This folder is gone. Choose another one.
rule-forward-own = { $address } is already your address: choose somebody else’s.
rule-forward-list = { $address } is a list: copies go to people, not to a list.
rules-run-already = Your rules are being applied already.

rules-explanation = A rule files messages as they arrive. Rules are tried in order, from top to bottom; when several file the same message, the last one decides.
no-rules = You have no rule yet.
no-rules-hint = Open a message, then “Other actions”, “Make a rule from this message”: messages like it will file themselves.
rule-new = New rule
rule-edit = Edit the rule
rule-unreadable = Unreadable rule
rule-off = Stopped
rule-switch-off = Stop
rule-switch-on = Start again
rule-up = Move the rule { $name } up
rule-down = Move the rule { $name } down
rule-remove = Delete the rule { $name }
rule-created = The rule is made: it applies to messages as they arrive.
rule-saved = The rule is saved.
rule-discarded = The rule is deleted.
rule-restored = The rule is back in its place.
rule-summary = If { $conditions }: { $done }.
rule-condition = { $what } “{ $value }”
rule-and = and
rule-or = or
rule-does-file = file in “{ $name }”
rule-does-gone = leave in the inbox (the folder is gone)
rule-does-seen = mark as read
rule-does-flag = follow
rule-does-forward = send a copy to { $to }
rule-does-stop = stop there
rule-name = Name of the rule
rule-name-of = Messages from { $who }
rule-name-missing = Give the rule a name.
rule-name-too-long = { $most ->
    [one] This name is too long: { $most } character at most.
   *[other] This name is too long: { $most } characters at most.
}
rule-conditions = Which messages?
rule-conditions-help = Accents and capitals do not count. Nothing to write for an attachment or an automatic message; a size is written in kilobytes.
rule-all = All conditions
rule-any = One of the conditions is enough
rule-condition-number = Condition { $number }
rule-value = Text of condition { $number }
rule-add-condition = Add a condition
rule-remove-condition = Take condition { $number } away
rule-condition-missing = Add at least one condition.
rule-condition-wrong = Complete the conditions that are marked.
rule-value-missing = Write what to look for.
rule-value-too-long = { $most ->
    [one] This text is too long: { $most } character at most.
   *[other] This text is too long: { $most } characters at most.
}
rule-bad-size = Write a size in kilobytes, from 1 to { $most }.
rule-what = { $what ->
    [from] the sender contains
    [from-not] the sender does not contain
    [from-is] the sender’s address is
    [recipient] a recipient (To or Cc) contains
    [recipient-not] no recipient contains
    [recipient-is] a recipient’s address is
    [subject] the subject contains
    [subject-not] the subject does not contain
    [subject-is] the subject is
    [body] the text contains
    [body-not] the text does not contain
    [list] the mailing list contains
    [list-not] the mailing list does not contain
    [attachment] the message has an attachment
    [attachment-not] the message has no attachment
    [automatic] the message is automatic
    [automatic-not] the message is not automatic
    [size-over] the size in kB is over
   *[other] the size in kB is under
}
rule-actions = What to do?
rule-folder = File in
rule-folder-none = The inbox
rule-action-missing = Choose at least one action.
rule-forward = Send a copy to
rule-forward-help = Addresses of the académie, separated by commas: five at most. A message that you have sent on before is not sent on again.
rule-forward-outside = { $address } is an outside address: copies go to agents of the académie only.
rule-too-many-forwards = { $most ->
    [one] A copy goes to { $most } address at most.
   *[other] Copies go to { $most } addresses at most.
}
rule-stop = Do not try the rules below
rule-stop-help = Untick it to let other rules deal with these messages as well.
rules-as-sieve = See the rules in Sieve
rules-sieve-explanation = Sieve (RFC 5228) is the language that other mail servers read. This text is written from your rules; editing it does not change them.
rules-sieve-title = Rules of { $address }, written by the webmail: this script is replaced at each change.
rules-sieve-download = Download the script
rules-back = Back to the rules
rules-run-title = Messages received before
rules-run-explanation = The rules that are on can be applied to what lies in the inbox. No copy is sent.
rules-run-button = Apply to messages received before
rules-run-started = Your rules are being applied.
rules-run-stopped = Applying the rules is stopped. What has been filed stays so.
rules-run-stop = Stop
rules-run-refresh = Refresh
rules-run-going = Messages looked at: { $looked-at } out of { $total }.
rules-run-ended = Ended { $when }. Messages looked at: { $looked-at }; filed or marked: { $changed }.
rule-from-message = Make a rule from this message

absence = Out of office
absence-explanation = While you are away, who writes to you gets this answer. Lists and automatic messages get none, nor do messages that do not name you.
absence-active = Your out-of-office answer is on until { $day }.
absence-planned = Your out-of-office answer runs from { $from } to { $until } included.
absence-edit = Edit
absence-stop = Stop the out-of-office answer
absence-begin = Start the out-of-office answer
absence-saved = The out-of-office answer is saved.
absence-ended = The out-of-office answer is stopped.
absence-from = First day
absence-until = Last day
absence-date-missing = Give a date.
absence-order = The last day comes before the first.
absence-over = That day is over already.
absence-too-long = An absence lasts a year at most.
absence-subject = Automatic answer: { $subject }
absence-subject-help = Empty: “Automatic answer” and the subject of the message received.
absence-subject-too-long = { $most ->
    [one] The subject is too long: { $most } character at most.
   *[other] The subject is too long: { $most } characters at most.
}
absence-text = Your answer
absence-text-missing = Write the answer.
absence-text-too-long = { $most ->
    [one] The answer is too long: { $most } character at most.
   *[other] The answer is too long: { $most } characters at most.
}
absence-outside = To who writes from outside the académie
absence-outside-same = The same answer
absence-outside-other = Another answer, below
absence-outside-nothing = No answer
absence-outside-text = Answer for outside
absence-every = Days before the same person is answered again
absence-every-help = A person who writes several times gets the answer only once in that time.
absence-bad-every = Write a number of days from 1 to { $most }.

senders = Known senders
senders-explanation = The senders that you have reported as junk, and those that you have said are not.
no-senders = You have not reported anybody yet
no-senders-hint = “Report as junk”, in the list or on a message, sends the next messages of that sender to the junk.
senders-junk = Junk
senders-wanted = Never junk
senders-too-many = { $most ->
    [one] You already have { $most } known sender, which is the most. Forget one in the settings.
   *[other] You already have { $most } known senders, which is the most. Forget some in the settings.
}
sender-since = Since { $since }
sender-unblock = Unblock
sender-forget = Forget
sender-forgotten = { $address } is no longer in this list.
judged-junk = { $count ->
    [one] { $count } message reported as junk. The next ones of this sender will go to the junk.
   *[other] { $count } messages reported as junk. The next ones of these senders will go to the junk.
}
judged-wanted = { $count ->
    [one] { $count } message put back in the inbox. This sender is no longer taken for junk.
   *[other] { $count } messages put back in the inbox. Their senders are no longer taken for junk.
}

phishing-report = Report phishing
phishing-advice = If you have followed a link of this message or given your password, change it at once and tell the help desk.
phishing-explanation = The help desk and the administrators will learn that you have reported it, the sender’s address, the subject and the sites that the links lead to. The message will go to your junk.
phishing-share = Show the message as well
phishing-share-help = The help desk will be able to read its text; each reading is recorded. Without this it stays yours alone.
phishing-button = Report
phishing-reported = Thank you: the phishing is reported, and the message is in your junk.
phishing-sender = Sender
phishing-links = Sites of the links
phishing-no-links = No link
phishing-reporter = Reported by
phishing-when = Reported on
phishing-received = Received on
phishing-state = State
phishing-open = To be seen to
phishing-done = Seen to
phishing-done-at = Seen to { $at }
phishing-close = Mark as seen to
phishing-closed = The report is seen to.
phishing-back = Back to the reports
phishing-text-note = The text alone, without links or pictures. Your reading is recorded.
phishing-not-shared = The person who reported it has not shown the message.
phishing-reports = Reported phishing
phishing-reports-explanation = What agents of the académie have taken for phishing, for a year. The message can be read only if the person agreed.
no-phishing-reports = No phishing reported

labels = Labels
labels-explanation = A label marks messages without moving them. Each can bear several, and each label has its page. Search: label:name.
label-name = Name of the new label
label-rename = New name of the label { $name }
label-colour = Colour
label-colour-of = Colour of the label { $name }
label-colour-name = { $colour ->
    [bleu] Blue
    [vert] Green
    [prune] Plum
    [brique] Brick
    [ocean] Ocean
   *[ardoise] Slate
}
label-create = Make the label
label-created = The label is made.
label-saved = The label is saved.
label-removed = The label is deleted. Messages stay where they are.
label-too-many = { $most ->
    [one] You already have { $most } label, which is the most.
   *[other] You already have { $most } labels, which is the most.
}
label-message-full = { $most ->
    [one] A message bears { $most } label at most, those of mail programs included.
   *[other] A message bears { $most } labels at most, those of mail programs included.
}
label-name-missing = Give the label a name.
label-name-too-long = { $most ->
    [one] This name is too long: { $most } character at most.
   *[other] This name is too long: { $most } characters at most.
}
label-taken = You already have a label “{ $name }”.
label-gone = This label is gone.
label-put = Label
label-mark = label
label-empty = No message bears this label
label-empty-hint = In a list or on a message, “Label” puts it and takes it away.
no-labels = You have no label yet.
manage-labels = Manage my labels
rule-labels = Label
rule-does-label = label “{ $names }”

contacts-parts = Parts of the address book
contacts-directory = Directory
contacts-personal = My contacts
contacts-groups = Groups
contacts-recents = Recent
contacts-files = Import, export
contacts-personal-search = Name, address or organisation
contacts-personal-empty = No contact yet
contacts-personal-empty-hint = Make a contact, add the sender of a message from its menu, or import a file.
contacts-personal-none = No contact matches “{ $q }”.
contacts-none-ticked = Tick at least one person first.
contacts-first = Start of the list
contacts-next = More
contact-new = New contact
contact-keep = Add { $name } to my contacts
contact-keep-sender = Add the sender to contacts
contact-open = Edit { $name }
contact-write = Write
contact-saved = Contact saved.
contact-not-saved = The contact is not saved
contact-removed = Contact deleted.
contact-remove = Delete the contact { $name }
contact-remove-explanation = The contact { $name } will be deleted from your address book and your groups. Your messages do not change.
contact-no-address = No address
contact-empty = Give a name or an address.
contact-too-long = { $most ->
    [one] This is too long: { $most } character at most.
   *[other] This is too long: { $most } characters at most.
}
contact-too-many-lines = { $most ->
    [one] { $most } line at most.
   *[other] { $most } lines at most.
}
contact-bad-address = “{ $address }” is not an e-mail address.
contact-address-taken = The address { $address } is already that of { $name }: edit that contact instead.
contact-too-many = { $most ->
    [one] The address book already holds { $most } contact, which is the most.
   *[other] The address book already holds { $most } contacts, which is the most.
}
contact-addresses = E-mail addresses
contact-addresses-help = One a line; the first is the one written to.
contact-phones = Telephones
contact-phones-help = One a line.
column-name = Name
column-address = E-mail address
column-phone = Telephone
column-organisation = Organisation
column-note = Notes
column-groups = Groups

group = Group
group-join = Add to the group
group-joined = The group has them now.
group-left = The person has left the group and stays in your contacts.
group-created = The group is made: add people to it.
group-renamed = The group has a new name.
group-removed = Group deleted; its members stay in your contacts.
group-remove = Delete the group “{ $name }”
group-remove-explanation = The group “{ $name }” will be deleted. Its members stay in your contacts.
group-remove-button = Delete the group
group-members = { $count ->
    [0] Empty group
    [one] Group of { $count } person
   *[other] Group of { $count } people
}
group-too-many = { $most ->
    [one] You already have { $most } group, which is the most.
   *[other] You already have { $most } groups, which is the most.
}
group-too-large = { $most ->
    [one] A group has { $most } person at most.
   *[other] A group has { $most } people at most, as many as a message has recipients.
}
group-name-taken = You already have a group “{ $name }”.
group-name-missing = Give the group a name.
group-name = Name of the group
group-new-name = Name of the new group
group-create = Make the group
group-write = Write to the group
group-empty = Nobody in this group
group-empty-hint = Add addresses below, or tick people in “My contacts”.
group-leave = Take { $name } out of the group
group-add = Add people
group-add-help = Addresses separated by commas: “Anne Petit <anne.petit@mairie.example>”. Those who are not in your contacts join them.
group-add-button = Add
groups-explanation = A class council, a project team: type the name of the group in a message to write to all its members.
groups-empty = No group yet

recents-explanation = The people you have written to lately are suggested first when you type a recipient. Only you see them.
recents-collect = Remember the people I write to
recents-collect-help = Without this, nobody more is remembered; those who are stay until you erase them.
recents-empty = Nobody yet
recents-forget = Erase all
recents-forget-sure = Everybody on this list will be forgotten.
recents-forgotten = The list is erased.
recent-forget = Forget { $name }
recent-forgotten = The person is forgotten.

import-title = Import contacts
import-file = File of contacts
import-help = vCard (.vcf), LDIF (.ldif) or table (.csv) from Convergence, Zimbra, Thunderbird, Outlook or Google.
import-limits = { $most } contacts and { $size } at most.
import-button = Import
import-no-file = Choose a file.
import-unknown = This file is neither a vCard nor a table whose first line names its columns (Name, E-mail…).
import-empty = This file holds no contact.
import-too-many = { $most ->
    [one] This file holds more than { $most } contact: split it.
   *[other] This file holds more than { $most } contacts: split it. Nothing was imported.
}
import-no-room = { $most ->
    [one] The address book would hold more than { $most } contact. Nothing was imported.
   *[other] The address book would hold more than { $most } contacts. Nothing was imported: delete contacts or lines of the file.
}
import-unfinished = The card has no end (END:VCARD).
import-stray = This line belongs to no card.
import-unreadable = This card cannot be read.
import-card-too-long = This card is too long: 1 MB at most, photograph included.
import-added = { $count ->
    [0] No new contact.
    [one] { $count } contact added.
   *[other] { $count } contacts added.
}
import-completed = { $count ->
    [one] { $count } contact that you had already is completed.
   *[other] { $count } contacts that you had already are completed.
}
import-unchanged = { $count ->
    [one] { $count } card said nothing more.
   *[other] { $count } cards said nothing more.
}
import-outside-groups = { $count ->
    [one] { $count } membership of a group is left out: too many groups or members.
   *[other] { $count } memberships of groups are left out: too many groups or members.
}
import-refused = { $count ->
    [one] { $count } card is refused.
   *[other] { $count } cards are refused.
}
import-refused-lines = Refused cards
import-line = Line
import-who = Contact
import-why = Reason
import-further = { $count ->
    [one] And { $count } more.
   *[other] And { $count } more.
}
import-see = See my contacts
export-title = Export my contacts
export-explanation = All your contacts and their groups, for a telephone or another program.
export-vcard4 = vCard 4.0 (Thunderbird, recent telephones)
export-vcard3 = vCard 3.0 (Zimbra, Outlook, Google, older telephones)
export-table = CSV table

identities = Identities and signatures
identities-explanation = The name and signature of your messages, for each of your addresses. An answer leaves from the address you were written to.
identity-name = Name shown
identity-default = Usually write as this address
identity-name-missing = Give a name: it is what people read first.
identity-name-bad = { $most ->
    [one] This name does not fit: { $most } character at most, without “@”.
   *[other] This name does not fit: { $most } characters at most, without “@”.
}
identity-gone = The address { $address } is no longer yours: choose another.
from = From
copies = Cc and Bcc
compose-options = Priority and read receipt
importance = Priority
importance-normal = Normal
importance-high = High
importance-low = Low
marked-important = The sender marked this message as important.
receipt-ask = Ask for a read receipt
receipt-ask-help = The recipient chooses whether to send one.
receipt-asked = The sender asks for a read receipt.
receipt-send = Send the receipt
receipt-refuse = Do not send it
receipt-sent = Read receipt sent.
receipt-refused = No read receipt will be sent for this message.
receipt-unreachable = The receipt cannot be sent: { $address } is not an address that can be written to from here.
receipt-subject = Read: { $subject }
receipt-text = Your message “{ $subject }” was displayed on { $at }. This does not say that it was read to the end or understood.

view-conversations = Group messages by conversation
view-conversations-help = The messages of one exchange are one line and are read together.
view-compact = Close lists
view-compact-help = More messages on the screen, without the beginning of their text.
view-two-panes = The list, then the message
view-two-panes-help = On a large screen too, the open message takes the place of the list.

# The webmel on a device
app-name = Webmail
offline-title = No network
offline-text = This page is not kept on this device. Nothing of what you were about to send has left.
offline-list = See my last list
offline-choice = On this device
offline-explanation = Your last lists and the messages you read in them stay readable without a network. The webmail opens faster and can be installed as an application.
offline-warning = Only on a device that is yours: what is kept stays there until you sign out.
offline-keep = Keep my last lists
offline-kept = This device keeps your last lists. They are erased when you sign out.
offline-forget = Keep nothing any more

# Invitations to meetings
invitation-section = Invitation
invitation-heading = Invitation
invitation-event = Event
invitation-off = This event is cancelled
invitation-reply = { $name }: { $answer }
invitation-counter = { $name } proposes another time
invitation-when = When
invitation-where = Where
invitation-by = Organised by
invitation-meanwhile = At the same time
invitation-people = { $count ->
    [one] { $count } person invited
   *[other] { $count } people invited
  }
invitation-more-people = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
  }
invitation-accepted = accepted
invitation-tentative = maybe
invitation-declined = declined
invitation-delegated = delegated
invitation-waiting = no answer yet
invitation-answered = You answered “{ $answer }” on { $at }.
invitation-changed = The invitation has changed since: answer again.
invitation-comment = Add a word to your answer
invitation-comment-long = The word added is longer than { $most } characters.
invitation-accept = Accept
invitation-maybe = Maybe
invitation-decline = Decline
invitation-add = Add to my calendar
invitation-remove = Take out of my calendar
invitation-held = See it in my calendar
invitation-added = The event is in your calendar.
invitation-removed = The event is out of your calendar.
invitation-sent = Answer sent: { $answer }.
invitation-unreachable = The answer cannot be sent: { $address } is not an address that can be written to from here.
invitation-subject-accepted = Accepted: { $title }
invitation-subject-tentative = Maybe: { $title }
invitation-subject-declined = Declined: { $title }
invitation-says-accepted = { $name } accepts your invitation “{ $title }”.
invitation-says-tentative = { $name } may come: “{ $title }”.
invitation-says-declined = { $name } declines your invitation “{ $title }”.
image-unknown = This image cannot be inserted: choose a PNG, JPEG, GIF or WebP file.

templates = Templates
template = Template
templates-explanation = The messages you write often: insert them from the writing page, under “Templates”.
templates-limit = { $most ->
    [one] You can keep { $most }.
   *[other] You can keep { $most }.
}
templates-empty = No template yet.
template-new = New template
template-edit = Edit the template
template-name = Name of the template
template-saved = Template saved.
template-removed = Template deleted.
template-remove = Delete the template “{ $name }”
template-remove-explanation = The template “{ $name }” will be deleted. Messages already written do not change.
template-insert = Insert the template
template-keep = Save as a template
template-kept = Template saved as “{ $name }”.
template-kept-bare = Template saved as “{ $name }”, without its images: they stay in this message.
template-unnamed = Template without a subject
template-name-missing = Give the template a name.
template-name-taken = You already have a template “{ $name }”.
template-too-many = { $most ->
    [one] You already have { $most } template, which is the most.
   *[other] You already have { $most } templates, which is the most.
}

print-message = Print this message
print-conversation = Print the conversation
print-hint = Print this page from the menu of your browser or with Ctrl + P. Images from elsewhere are not loaded.
print-left-out = A message that is too large is left out here: print it alone.
print-others = { $count ->
    [one] and { $count } other
   *[other] and { $count } others
}
print-from = From
print-date = Date
draft-go-on = Go on with this draft

# Aliases and lists.
own-address-missing = Enter an address.
own-address-domain = The address must end with @{ $domain }.
own-address-bad = Before the @, only unaccented letters, digits, dots and hyphens: { $most } characters at most.
own-address-taken = The address { $address } is already taken, by a person, an alias or a list.
alias-targets-missing = Name at least one person or list.
alias-targets-many = { $most } recipients at most. For more people, create a list.
alias-target-elsewhere = { $address } belongs to another académie: an alias leads to people and lists of its own.
alias-target-outside = { $address } is outside the académie: an alias does not lead there.
alias-of-alias = { $address } is already an alias: name the people instead.
list-changed = This list was changed in the meantime. Read it again before trying once more.
list-name-missing = Give the list a name.
list-name-address = The name cannot contain an address.
list-keep-bad = Choose how long messages are kept.
list-owner-elsewhere = { $address } is not a person of the académie: they cannot be an owner.
list-owners-missing = Name at least one owner.
list-owners-many = { $most } owners at most.
list-audience-many = { $most } functions and establishments at most.
list-both-needs-two = To combine the two, enter at least one function and one establishment.
list-establishment-unknown = Unknown establishment: { $codes }.
list-members-many = { $most } addresses at most at a time: add them in several goes.
list-member-elsewhere = { $address } belongs to another académie: a list brings together people of its own.
list-member-is-list = { $address } is a list: a list contains no other list.
list-guest-has-left = { $address } has left the list: only that person can come back, by writing to you.
list-guests-many = { $most } outside addresses at most.
list-line-bad = “{ $line }” contains no address.
list-guest-suspended = An outside address of “{ $list }” no longer answers
list-guest-suspended-body = Messages of the list “{ $list }” have been coming back from { $address } for several days: nothing more is sent there. You can remove it, or resume sending.
list-owners-notice = The owners of the list “{ $list }” have changed
list-owners-notice-body = By decision of the person who looks after the académie’s mail, the owners of the list “{ $list }” are now: { $names }. They read its archives and the messages that wait. If this is not what you expected, write to them.
list-held-notice = A message awaits your approval for “{ $list }”
list-held-notice-body = { $author } wrote to the list “{ $list }”: “{ $subject }”. Accept or refuse this message; without an answer, it will be deleted in { $days } days.
list-refused-subject = Not sent to the list: { $subject }
list-refused-text = Your message “{ $subject }” was not sent to the list “{ $list }”.

    { $reason }
list-waits-subject = Awaiting approval: { $subject }
list-waits-text = Your message “{ $subject }” awaits the approval of an owner of the list “{ $list }”.
list-forgotten-text = Your message “{ $subject }” was not sent to the list “{ $list }”: no owner looked at it within { $days } days. You can send it again.
list-writer-text = Your message “{ $subject }” was not sent to the list “{ $list }”: you cannot write to it, or the list no longer exists.
list-full-text = Your message “{ $subject }” was not sent to the list “{ $list }”: too many messages await its owners. Try later.
list-refuses-you = You cannot write to the list “{ $name }” ({ $address }): ask its owners.
not-saved = Nothing is saved yet
own-address = Address
own-address-help = The part before @{ $domain } is enough. Once created, the address does not change.
aliases = Aliases
aliases-explanation = An address of the académie that leads to one or several people, or to a list: the office of a school, the IT team. Nobody else can be given it, not even a new account.
aliases-search = Beginning of the address
aliases-empty = No alias yet.
aliases-none = No alias begins with “{ $q }”.
alias-new = New alias
alias-targets = Leads to
alias-targets-help = Addresses of people or lists of the académie, one per line. No outside address, no other alias.
alias-note = What it is for
alias-created = The alias is created.
alias-changed = The alias is changed.
alias-removed = The alias is removed.
alias-remove = Remove the alias { $address }
alias-remove-explanation = Mail sent to { $address } will be refused, and the address can be given to someone else.
alias-leads-nowhere = Leads to nobody any more: mail is refused.
alias-and-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
lists = Lists
lists-explanation = A list is an address whose messages reach all of its members.
lists-empty = You are in no list.
lists-empty-hint = Lists are created by the person who manages the mail of the académie.
lists-owned = Lists you own
lists-member = Lists you receive
lists-left = Lists you have left
lists-all = All lists
lists-all-explanation = The lists of the académie, their owners and how many people they reach. Their messages cannot be read from here.
lists-all-empty = No list yet.
lists-search = Name or address
lists-none = Nothing matches “{ $q }”.
list-parts = Parts of the list
list-about = About
list-archive = Archive
list-moderation = Moderation
list-members = Members
list-settings = Settings
list-count = { $count ->
    [0] No member
    [one] { $count } member
   *[other] { $count } members
}
list-held-count = { $count ->
    [one] { $count } message waiting
   *[other] { $count } messages waiting
}
list-address = Address
list-owners = Owners
list-owners-help = Addresses of people of the académie, one per line. They keep the members, decide who may write and look at what waits.
list-no-owners = Nobody: entrust it to someone.
list-owned-by = Owners: { $names }
list-writers = Who may write
list-writers-owners = Owners only
list-writers-members = Members
list-writers-academy = The whole académie
list-writers-everybody = Everybody, the outside included
list-moderation-nothing = None: messages of others are refused
list-moderation-others = Messages of others await the approval of an owner
list-moderation-all = All messages wait, except those of owners
list-archive-question = Who may read old messages
list-archive-nobody = No archive
list-archive-owners = Owners
list-archive-members = Members
list-archive-owners-for = Read by owners, kept { $days } days
list-archive-members-for = Read by members, kept { $days } days
list-archive-kept = Each message is kept for { $days } days.
list-archive-empty = No message yet.
list-keep = How long messages are kept
list-keep-days = { $days ->
    [90] 3 months
    [365] 1 year
    [1095] 3 years
   *[other] 10 years
}
list-name = Name
list-description = What it is for
list-may-leave = Members may leave the list
list-may-leave-help = Untick only for what everyone must receive.
list-audience = For whom, by establishment and function
list-audience-help = These members follow postings: nothing needs updating. Other people can be added by hand afterwards.
list-audience-everybody = The whole académie
list-audience-functions = Functions (codes)
list-audience-establishments = Establishments (UAI)
list-audience-both = Only these functions in these establishments, not one or the other
list-new = New list
list-create = Create the list
list-created = The list is created. Add members if needed.
list-is-changed = The list is changed.
list-removed = The list is removed.
list-remove = Remove the list “{ $name }”
list-remove-button = Remove the list
list-remove-explanation = Its members, archive and waiting messages disappear, and mail sent to { $address } will be refused. Messages already received stay in the boxes.
list-write = Write to the list
list-write-waits = Your message will be read by an owner before it is sent to the members.
list-no-writing = You cannot write to this list.
list-you = You
list-member-by-hand = An owner added you to this list.
list-member-by-what = You are in this list by your establishment or your function.
list-no-leaving = This list cannot be left.
list-leave = Leave the list
list-leave-title = Leave the list “{ $name }”
list-leave-audience = You will no longer receive its messages. You can come back from the “Lists” page.
list-leave-by-hand = You will no longer receive its messages. To come back, you will have to ask an owner.
list-left = You have left the list “{ $name }”.
list-you-left = You have left this list.
list-come-back = Come back to the list
list-is-back = You receive this list again.
list-members-explanation = Members see how many they are, not who they are.
list-members-who = Who is in the list
list-add = Add members
list-add-help = One address per line, or a table pasted from a spreadsheet. People of the académie and outside addresses.
list-add-help-inside = One address per line, or a table pasted from a spreadsheet. People of the académie only: mail does not leave this place.
list-added = { $joined ->
    [0] Nobody was added
    [one] { $joined } member added
   *[other] { $joined } members added
}{ $already ->
    [0] .
    [one] , { $already } already there.
   *[other] , { $already } already there.
}
list-view-by-hand = Added by hand
list-view-by-what = By posting
list-view-outside = Outside addresses
list-search-outside = Name or address
list-nobody = Nobody yet.
list-nobody-by-what = The list is for no establishment and no function.
list-take-out = Take { $address } out of the list
list-member-removed = This member is taken out.
list-guest-left = has left the list
list-guest-is-suspended = messages come back, nothing more is sent
list-guest-resume = Resume sending
list-guest-resumed = Sending resumes.
list-moderation-explanation = { $days ->
    [one] These messages are sent only with your approval. Without an answer within { $days } day, they are deleted.
   *[other] These messages are sent only with your approval. Without an answer within { $days } days, they are deleted.
}
list-nothing-held = Nothing awaits your approval.
list-decide = Send this message to the members?
list-accept = Accept
list-refuse = Refuse
list-refuse-open = Refuse this message
list-reason = Reason, sent to the author
list-reason-help = Leave empty to refuse without a word.
list-accepted = The message is on its way to the members.
list-refused = The message is refused.
list-decided-before = Another owner has already seen to it.
one-click-title = Leave a list
one-click-ask = You will no longer receive the messages of { $address }.
one-click-done = You will no longer receive the messages of { $address }. A message already sent may still arrive.
one-click-unknown = This link no longer leads to a list. Write to its owners, whose address is in the messages you received.
one-click-bad = This request does not have the expected form.
came-by-list = By the list
list-group-unknown = “{ $line }” leads to no group: paste the address of its page.
list-groups-many = { $most } groups at most.
list-groups-help = The address of the page of each session, one per line. Enrolments are read again for each message.
box-exchange = Export, import
box-export = Export the whole mailbox
box-export-explanation = A ZIP archive of all your folders (a .mbox file each, which Thunderbird, Apple Mail and other programs can read), your contacts and your rules. Imported here or in another mailbox of the webmail, it puts each message back in its place.
box-export-size = { $messages ->
    [one] { $messages } message, { $size } before compression.
   *[other] { $messages } messages, { $size } before compression.
}
box-export-button = Prepare the archive
box-export-again = Prepare a new archive
box-export-already = Your archive is being prepared already.
box-export-started = Your archive is being prepared. You can leave this page.
box-export-going = Preparing the archive: { $done } messages of { $total }. You can leave this page, a message will tell you when it is ready.
box-export-stop = Stop
box-export-stopped = The archive is no longer being prepared.
box-export-made = Archive of { $when }: { $size }. It will be erased on { $until }.
box-export-missing = { $count ->
    [one] { $count } message could not be read and is missing from the archive. Tell the help desk.
   *[other] { $count } messages could not be read and are missing from the archive. Tell the help desk.
}
box-export-download = Download the archive
box-export-remove = Erase the archive
box-export-removed = The archive is erased.
box-export-given-up = Your archive could not be made
box-export-given-up-body = A fault lasted longer than we tried. Ask for it again.
box-rules-too-many = At most { $most } rules of a file are read: { $beyond } others were not.
box-export-ready = The archive of your mailbox is ready
box-export-ready-body = You can download it for seven days, then it is erased.
box-export-folder = Export one folder
box-export-folder-explanation = A .mbox file, downloaded at once. A single message is saved from its menu.
box-export-folder-choice = Folder
box-export-folder-button = Download the folder
box-export-read-me = Mailbox of { $address }
    
    courrier/: a .mbox file per folder. Whether messages are read, flagged or answered and their labels are noted there.
    contacts.vcf: your contacts (vCard 3.0).
    regles.sieve: your rules that are on (Sieve).
    manifest.json: what allows everything to be put back in its place.
    
    To take it all back into the webmail: Settings, Export, import, then choose this archive as it is.
    In Thunderbird: unpack the archive, then copy the .mbox files to the folder “Local Folders” of your profile; or use the import of mbox files of Apple Mail or another program.
    
    Not in the archive: drafts that the webmail saves while you write, and messages waiting to be sent.
    
box-going-refresh = Refresh
box-import = Import
box-import-already = An import is under way already. Wait for its end, or stop it.
box-import-ended = Your import is finished
box-import-ended-body = The report says what was filed, what you had already and what could not be taken.
box-import-too-large = Too large: { $size } at most.
box-import-no-message = This is no message.
box-import-bad-name = File name refused: it leads out of the archive.
box-import-link = A link, not a file: left aside.
box-import-nested = An archive in the archive: unpack it and import it by itself.
box-import-calendar = An appointment or a task of another mail service, without an .ics file: left aside.
box-import-events = { $count ->
    [one] { $count } event put in your calendar
   *[other] { $count } events put in your calendar
  }
box-import-more-remarks = { $count ->
    [one] and { $count } more remark
   *[other] and { $count } more remarks
  }
box-import-encrypted = Protected by a password: unpack it on your computer first.
box-import-damaged = Damaged: the rest of this file cannot be read.
box-import-unknown = Neither message nor contacts nor rules: left aside.
box-import-contacts = Contacts
box-import-label = Label “{ $name }” not put. { $why }
box-import-folder = Filed in Archives, for want of the folder “{ $name }”. { $why }
box-import-explanation = Bring the mail, contacts, calendar and filters of another mail service here. A message that you have already is not filed a second time.
box-import-into = File the messages
box-import-into-help = Contacts, calendar and rules always go to their own place.
box-import-same-folders = In the same folders as the files
box-import-files = Files
box-import-files-help = Archive of this page (.zip), export from Zimbra (.tgz), Gmail, Thunderbird, Apple Mail or Convergence (.mbox, .eml, .zip, Maildir); contacts (.vcf, .csv, .ldif); calendars (.ics); filters (.sieve).
box-import-limits = { $most } files and { $size } at most.
box-import-too-many-files = { $most ->
    [one] { $most } file at most at once: put them together in a .zip archive.
   *[other] { $most } files at most at once: put them together in a .zip archive.
}
box-import-too-heavy = These files are more than { $size } together: import them in several goes.
box-import-past = Earlier imports
box-import-of = Import of { $when }
box-import-report = Report of the import
box-import-going = The import is under way. You can leave this page.
box-import-done = The import is finished.
box-import-done-but = { $count ->
    [one] The import is finished; { $count } item was not taken.
   *[other] The import is finished; { $count } items were not taken.
}
box-import-full = Your mailbox is full: the import stopped there. Make room, then import the same files: what is filed will not be filed twice.
box-import-stopped = The import is stopped. What is filed stays.
box-import-too-many = These files hold more than 500,000 items: the import stopped there.
box-import-bomb = This archive unpacks to far more than mail would: the import stopped there.
box-import-failed = The import stopped at an error of ours. Tell the help desk.
box-import-filed = { $count ->
    [0] No message filed.
    [one] { $count } message filed.
   *[other] { $count } messages filed.
}
box-import-known = { $count ->
    [one] { $count } message was in your mailbox already.
   *[other] { $count } messages were in your mailbox already.
}
box-import-contacts-taken = { $count ->
    [one] { $count } contact added or completed.
   *[other] { $count } contacts added or completed.
}
box-import-rules = { $count ->
    [one] { $count } rule added, switched on: look at it in the settings.
   *[other] { $count } rules added, switched on: look at them in the settings.
}
box-import-refused = { $count ->
    [one] { $count } item left aside.
   *[other] { $count } items left aside.
}
box-import-lines = What deserves your attention
box-import-what = Item
box-import-further = The rest of the list is not shown.
box-rule-unnamed = Imported rule
box-rule-at = { $file }, line { $line }
box-rule-recipients = This rule will look at both recipients and copies.
box-rule-bin = What was thrown away will go to the bin.
box-rule-syntax = The rest of this script cannot be read.
box-rule-command = Rules cannot do “{ $command }”.
box-rule-test = Rules cannot look at “{ $test }”.
box-rule-field = Rules cannot look at the field “{ $field }”.
box-rule-nested = The conditions are too deeply nested (“and” within “or”).
box-rule-always = Without a condition this rule would take all messages.
box-rule-otherwise = This rule holds only when another does not apply (“else”).
box-rule-pattern = Rules cannot compare with “{ $pattern }”.
box-rule-keeps-nothing = This rule sends on without keeping the message; here the message always stays in the mailbox.
box-rule-copies = This rule files the message in several places.
box-rule-too-long = This rule has too many conditions, or texts that are too long.
