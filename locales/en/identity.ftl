# The account.
link-identifier = Find out my identifier
link-reset = Reset a forgotten password
link-change = Change my password

trouble-title = That did not work
errors-title = { $count ->
    [one] One field needs correcting
   *[other] { $count } fields need correcting
}
actions = Actions

field-identifier = Identifier
field-identifier-help = For instance jdupont.
field-password = Password
field-password-help = The first time, your NUMEN.
field-current-password = Current password
field-current-password-help = If you have never changed it, it is your NUMEN.
field-new-password = New password
field-new-password-help = At least { $shortest } characters: a phrase of a few words will do. Every sign is accepted.
field-confirmation = New password, once more
field-show = Show
field-strength = Strength
field-numen = NUMEN
field-numen-help = The 13 characters on your letter of appointment. It is never kept in clear.
field-birth-date = Birth date
field-birth-date-help = For instance 31/12/1980.
field-address = Address
field-name = Name
field-school = School
field-mailbox = Mailbox
mailbox-waiting = Not activated
mailbox-activated = Activated on { $day }
field-function = Function
field-backup = Backup address
field-password-changed = Password changed on
field-app-password-name = Name of the program or device
field-app-password-name-help = To know it again in the list: “Thunderbird at school”, “phone”. 60 characters at most.
field-current-password-why = You signed in more than a quarter of an hour ago: type it to confirm that it is you.
field-reason = Reason
field-reason-help = Written to the trail, which the agent can read. At least five characters.

error-identifier = Enter your identifier.
error-identifier-too-long = This identifier is too long. Yours looks like jdupont.
error-password = Enter your password.
error-current-password = Enter your current password.
error-wrong-password = This is not your current password.
error-confirmation = The two entries differ. Type the same password twice.
error-app-password-name = Give it a name: that of the program or device.
error-app-password-name-too-long = This name is too long, or holds a character that cannot be written. { $most } characters at most.
error-app-password-name-taken = You have one of this name already. Give another, or withdraw the first one before.
error-app-passwords-full = You have { $most } app passwords, which is the most there can be. Withdraw one before you make another.
error-reason = Enter the reason, in 5 to 300 characters.

sign-in-brand = Académie account
sign-in-title = Sign in
sign-in-explanation = One account for mail, ARENA and M@gistère.
sign-in-button = Sign in

trouble-wrong = The identifier or the password does not fit. Check what you typed, or use the links below.
trouble-window-over = We know who you are, but the time for choosing a password is over. Your account still exists: the help desk can reopen it.
trouble-suspended = Your account was suspended by the help desk. It still exists: call them to have it resumed.
trouble-stopped = Your account has been stopped since a reset was refused. It still exists: call the help desk to have it restored.
trouble-changed-meanwhile = Your account changed while you were writing. Nothing was saved: start again.
trouble-unknown = No account fits this NUMEN and this birth date. Check them; if that does not help, call the help desk.
trouble-unknown-or-password = This NUMEN, birth date and password do not go together. Check them; if that does not help, reset your password.
trouble-reset-frozen = This account cannot be reset at the moment. Call the help desk.
trouble-wait-seconds = { $seconds ->
    [one] Try again in one second.
   *[other] Try again in { $seconds } seconds.
}
trouble-wait-until = Try again from: { $moment }.

choose-title = Choose your password
choose-explanation = Hello { $name }. Your identifier is { $identifier }. The password you choose replaces the NUMEN, which will open nothing any more.
choose-button = Save this password
password-chosen = Your password is saved. The account is yours.
strength-good = This password will do.
strength-strong = This password is strong.
pass-over-title = This page is no longer valid
pass-over-explanation = It works once, for half an hour, in the browser where you began. Sign in again to start over: nothing has changed.

identifier-explanation = Your NUMEN and your birth date are enough to find your identifier.
identifier-button = Show my identifier
identifier-waits = This account waits for its first sign-in: your password is your NUMEN.
identifier-active = This account is active: sign in with the password you chose.

reset-explanation = Your password will be your NUMEN again, until you choose another. All your open sessions will be closed and your app passwords withdrawn.
reset-button = Reset my password
reset-done-title = Your password is your NUMEN again
reset-done-explanation = Your identifier is { $identifier }. The NUMEN only serves to choose another password.
reset-done-button = Choose my password now
reset-done-later = You may also do it later, until { $until }, by signing in with your NUMEN.
refusal-title = Was it not you?
refusal-explanation = Somebody reset your password with your NUMEN and birth date. If it was not you, refuse: all sessions will be closed, and no reset will be accepted until you call the help desk.
refusal-restores = Your former password will be valid again.
refusal-stops = A password was chosen since, or there never was one: nothing will open this account until you call the help desk, who will restore it.
refusal-button = It was not me, refuse
refusal-done-stopped = Refused: the account is stopped and all its sessions are closed. Call the help desk, who will restore it: with your former password if there was one.
refusal-done = Refused. Your former password is valid again. Call the help desk to lift the block.

change-explanation = You need your NUMEN, your birth date and your current password.
change-button = Change my password
password-changed = Your password is changed. Sign in with the new one.
password-changed-here = Your password is changed, and your other sessions are closed.
password-explanation = Your other sessions will be closed, and a message will confirm it.

notice-activated-title = Welcome to your account
notice-activated-body = You have just chosen your password. It opens mail, ARENA and M@gistère. The NUMEN opens nothing any more.
notice-password-title = Your password was changed
notice-password-body = Your other sessions were closed. If it was not you, reset your password and call the help desk.
notice-reset-title = Your password was reset
notice-reset-body = It is your NUMEN again, until { $until } and only for choosing another. All your sessions were closed and your app passwords withdrawn. If it was not you, say so through the link of this message: it is valid for seven days, even if another password was chosen meanwhile.
notice-app-password-title = An app password was made
notice-app-password-body = It is called “{ $name }” and opens your mailbox in a mail program. If it was not you, withdraw it, change your password and read the account’s trail.
notice-app-password-withdrawn-title = An app password was withdrawn
notice-app-password-withdrawn-body = “{ $name }” opens your mailbox no more: the program or device that used it will ask for a new password.
notice-app-passwords-withdrawn-title = Your app passwords were withdrawn
notice-app-passwords-withdrawn-body = { $count ->
    [one] The only one you had opens your mailbox no more: the program that used it will ask for a new password.
   *[other] The { $count } you had open your mailbox no more: the programs that used them will ask for a new password.
}
notice-failures-title = Attempts failed before your sign-in
notice-failures-body = { $count } password attempts failed before the one that just succeeded. If it was you, there is nothing to do. If not, change your password and read the account’s trail.
notice-device-title = Sign-in from a new device
notice-device-body = A session was opened with { $browser } on a device we did not know. If it was you, there is nothing to do. Otherwise close that session and change your password.

signed-out = You are signed out of every application.

account-title = My account
account-source = Name, function and school come from human resources: ask them for corrections.
account-password-help = The same for mail, ARENA and M@gistère.
account-sessions-help = Where you are signed in now, and how to close it.
account-trail-help = All that was done with your account, by you or by the help desk.
account-notices-help = What the applications had to tell you.

account-programs = Read your messages in Thunderbird, on a phone…
account-programs-help = A password for each program, to be made and withdrawn here, and the settings to copy into it.

app-passwords-title = Mail programs
app-passwords-explanation = A mail program (Thunderbird, that of a phone…) does not open your mailbox with your account’s password, but with an app password made for it alone. When one is lost, withdraw it: the others go on.
app-passwords-caption = App passwords
app-passwords-empty = No app password for now: no program opens your mailbox.
app-passwords-name = Name
app-passwords-made = Made on
app-passwords-used = Last used
app-password-never-used = Never
app-password-used = { $day }, from { $network }
app-password-new = Add a program or a device
app-password-make = Make a password
app-password-withdraw = Withdraw
app-password-withdraw-question = Withdraw “{ $name }”? The program or device that uses it will open your mailbox no more. Your messages stay.
app-passwords-withdraw-all = Withdraw all
app-passwords-withdraw-all-question = Withdraw all your app passwords? No program will open your mailbox any more. Your messages stay.
app-password-withdrawn = The app password is withdrawn.
app-passwords-withdrawn = All your app passwords are withdrawn.
app-password-made-title = Your app password
app-password-made-explanation = Copy it into “{ $name }” now: it will never be shown again. If you lose it, withdraw it and make another.
app-password-copy = Copy
app-password-typing = Lower-case letters only. Spaces do not count.
app-password-done = Done, back to the list
mail-settings-title = Settings to copy into the program
mail-settings-in = Incoming mail
mail-settings-in-how = IMAP, server { $server }, port { $port }, security SSL/TLS
mail-settings-out = Outgoing mail
mail-settings-out-how = SMTP, server { $server }, port { $port }, security STARTTLS
mail-settings-method = Authentication
mail-settings-method-how = Normal password: your identifier and the app password

programs-tick = Withdraw my app passwords as well
programs-tick-help = Thunderbird, the phone… will open your mailbox no more. Without this they go on with their own password.

sessions-title = Open sessions
sessions-explanation = A session closes by itself after an hour without activity, and after twelve hours at the latest. Closing several at once also takes from applications the right to come back without you.
sessions-browser = Browser
sessions-address = Network address
sessions-opened = Opened
sessions-seen = Last activity
sessions-this-one = this one
sessions-close = Close
sessions-close-others = Close all others
sessions-close-all = Sign me out everywhere
session-closed = The session is closed.
sessions-closed = All other sessions are closed.

trail-title = Account trail
trail-explanation = Each line is kept for twelve months and cannot be changed or removed without it showing.
trail-what = Action
trail-when = Date
trail-who = By
trail-where = Network address
trail-holder = You or the holder
trail-system = The system
trail-somebody = Not signed in
trail-refused = refused
trail-older = Older lines
trail-action = { $action ->
    [sign-in] Sign-in
    [proof] NUMEN and birth date shown
    [password-change] Password changed
    [password-reset] Password reset
    [password-reset-refused] Reset refused by the holder
    [account-activate] Password chosen, account activated
    [account-unlock] Obstacles removed by the help desk
    [account-rearm] Activation reopened by the help desk
    [account-suspend] Account suspended
    [account-resume] Account resumed
    [account-close] Account closed
    [account-view] Record looked at by the help desk
    [help-desk-search] Search at the help desk
    [right-grant] Right given
    [right-revoke] Right taken back
    [staff-import] Staff file imported
    [account-open] Account opened
    [identifier-shown] Identifier shown for NUMEN and birth date
    [session-close] Session closed
    [session-close-all] Sessions closed
    [mailbox-activate] Mailbox activated
    [mailbox-quota] Room of the mailbox changed
    [mailbox-close] Mailbox closed
    [mailbox-open] Mailbox opened again
    [mailbox-delete] Mailbox deleted
    [mailbox-restore] Mailbox restored
    [mailbox-erase] Erasure of the mailbox begun
    [mailbox-erased] Mailbox erased
    [mail-terms-change] Rules of the mail changed
    [mail-procedure-ask] Request about a mailbox
    [mail-procedure-grant] Request granted
    [mail-procedure-refuse] Request refused
    [mail-procedure-expire] Request not answered
    [mail-procedure-withdraw] Request withdrawn
    [mail-procedure-end] Access or hold ended
    [mail-procedure-read] Reading by an access
    [delegation-give] Application given by delegation
    [delegation-withdraw] Delegation withdrawn
    [app-password-make] App password made
    [app-password-withdraw] App password withdrawn
    [app-password-withdraw-all] App passwords withdrawn
    [mail-program-sign-in] Sign-in of a mail program
    [token-replay] A token was shown twice: the application is signed out
   *[other] { $action }
}

trail-mail-program = { $mistake ->
    [other] It was no app password: the account’s own does not open the mailbox in a program. The page Mail programs makes one.
   *[unknown] This app password is wrong, or was withdrawn.
}

trail-right = { $right ->
    [help_desk] Help desk
    [manager] Management
   *[other] Administration
}

notices-title = Notifications
notices-explanation = They are in your mailbox too.
notices-mark = Mark all as read
notices-all-seen = All notifications are read.
notices-empty = Nothing for now. Enrolments, reminders and what concerns your account will appear here.
notices-new = new
notices-open = Open

help-desk-title = Help desk
help-desk-explanation = Find an agent and remove what keeps them from signing in. Every search and every act is written to the trail; an act needs a reason.
help-desk-scope = You assist the staff of these schools: { $establishments }.
help-desk-search = Find an agent
help-desk-search-help = Surname, first name, identifier or address. Two words at most, in any order.
help-desk-find = Find
help-desk-nobody = Nobody fits “{ $typed }” in this académie. Try the beginning of the name, or the exact identifier.
help-desk-found = { $count ->
    [one] One agent
   *[other] { $count } agents
}
help-desk-acts = Acts
help-desk-slowed = Attempts failed: signing in is slowed down at the moment.
help-desk-numen-blocked = Too many wrong birth dates were tried with this NUMEN: the pages that ask for it refuse it for today.
help-desk-no-more = The state of this account has changed: this act no longer applies. Open the record again.
help-desk-frozen = The holder refused a reset. Make sure who they are before lifting the block.
help-desk-refused = This person was granted management rights: only an administrator may act on their account.
help-desk-done = { $act ->
    [deverrouiller] The obstacles are removed.
    [rearmer] Activation is open again for 90 days.
    [suspendre] The account is suspended and its sessions are closed.
    [retablir] The account is resumed.
   *[other] The account is closed.
}
state-imported = Waits for its first sign-in, possible until { $until }
state-activating = Reset, waits for a new password until { $until }
state-window-over = Never activated: the time for it ended on { $until }
state-active = Active
state-suspended = Suspended
state-closed = Closed
act-unlock = Remove obstacles
act-unlock-help = Forgets failed attempts, of password and NUMEN alike, and lifts the block on resets.
act-rearm = Reopen activation
act-rearm-help = The NUMEN again allows choosing a password, for 90 days. Sessions are closed, and app passwords withdrawn.
act-suspend = Suspend
act-suspend-help = No sign-in until the account is resumed. The app passwords are withdrawn; nothing else is erased.
act-resume = Resume
act-resume-help = Ends the suspension or the closure. The password from before is valid again; if there is none left, activation is reopened.
act-close = Close the account
act-close-help = The person has left: no sign-in and no mail any more. The app passwords are withdrawn; nothing else is erased.

import-title = Staff file import
import-explanation = The file of human resources opens, updates and, if you ask for it, closes accounts. It may be imported as often as needed: nothing is done twice.
import-file = CSV file
import-file-help = Header numen;nom;prenom;naissance;civilite;fonction;uai;corps;mel_secours, in UTF-8 or Windows-1252. 100 MB at most.
import-close-missing = Close the accounts the file does not name
import-close-missing-help = Only if the file is complete. Nothing is closed if a line is rejected.
import-button = Import
import-no-file = Choose a file.
import-started = The import has begun. You may leave this page and find it again.
import-busy = An import is under way in this académie already. Wait until it ends, then start again.
import-abandoned = The import was interrupted. The lines counted here were imported, those after them were not.
import-past = Past imports
import-none = No import yet.
import-state = { $state ->
    [running] Running
    [done] Done
   *[other] Stopped
}
import-lines = Lines read
import-created = Accounts opened
import-changed = Accounts updated
import-unchanged = Unchanged
import-closed = Accounts closed
import-rejected = Lines rejected
import-warned = Lines with a warning
import-report = Report
import-report-line = Line
import-report-field = Field
import-report-reason = Reason
import-report-severity = { $severity ->
    [rejected] rejected
   *[other] warning
}
import-report-clean = All lines passed.
import-report-first = { $count ->
    [one] The first line to look at:
   *[other] The first { $count } lines to look at:
}
import-download = Download the whole report (CSV)
import-refresh = Refresh
import-file-name = File
import-when = Date
import-duplicate = This NUMEN stands higher up in the file already.
import-not-closed = No account was closed, because lines were rejected: correct them, then try again.
import-other-academy = This NUMEN belongs to an account of another académie.
