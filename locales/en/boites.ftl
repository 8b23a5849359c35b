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
