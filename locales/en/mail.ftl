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
