# The calendar: what one sees in it, writes in it, what goes in and out.
calendar-title = Calendar
calendar-exchange = Import, subscribe
calendar-views = Calendar view
calendar-month = Month
calendar-week = Week
calendar-agenda = List
calendar-today = Today
calendar-today-heading = { $day }, today
calendar-week-of = Week of { $day }
calendar-week-before = Previous week
calendar-week-after = Next week
calendar-days-of = { $first } to { $last }
calendar-days-before = Earlier days
calendar-days-after = Later days
calendar-empty = No event in this period
calendar-cut = There are too many events on these dates to show them all: only the first are shown.
calendar-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}
calendar-part = day { $part } of { $parts }
calendar-new-on = { $day }, new event on { $long }
calendar-own = My calendar
calendar-session = Sessions
calendar-academy = Académie
calendar-of-session = Session: { $title }
calendar-full = Your calendar already holds { $most } events, the most it can. Delete old ones.

event-new = New event
event-edit = Edit
event-edit-one = Edit this date
event-edit-following = Edit this date and those after
event-edit-all = Edit all dates
event-writing-one = Only this date changes: { $when }.
event-writing-following = This date and those after change: { $when }.
event-writing-all = All dates of the event change.
event-title = Title
event-calendar = In which calendar
event-calendar-help = A session event is seen by its participants, an event of the académie by all its staff.
event-all-day = All day
event-start-date = Start date
event-start-time = Start time
event-end-date = End date
event-end-time = End time
event-place = Place
event-description = Description
event-remind = Reminder
event-remind-help = A message in your mailbox and under the bell of this page. None for an event of the académie.
event-repeat = Repetition
event-when = Date
event-session = Session
event-back = See the calendar
event-added = The event is in the calendar.
event-remove = Delete
event-remove-title = Delete “{ $title }”
event-remove-own = This event is in your calendar only.
event-remove-session = It will go from the calendar of everybody in the session.
event-remove-academy = It will go from the calendar of all staff of the académie.
event-remove-one = This date only
event-remove-following = This date and those after
event-remove-all = All dates
event-remove-again = Check, then confirm again.
event-removed = The event is deleted.
event-which = Which dates to delete?
conflict-event = Somebody has changed this event meanwhile.
event-notice-title = Reminder: { $title }
event-notice = “{ $title }”: { $when }.
event-notice-place = Place: { $place }

remind-never = None
repeat-never = Does not repeat
repeat-day = Every day
repeat-week = Every week
repeat-month = Every month
repeat-year = Every year
repeat-keep = Keep the imported repetition: { $rule }
repeat-how = Rhythm of the repetition
repeat-interval = Interval
repeat-interval-help = 1 for each time, 2 for every other time.
repeat-weekdays = Days of the week
repeat-month-by = Each month
repeat-by-date = The same day of the month, such as the 23rd
repeat-by-weekday = The same day of the week, such as the 4th Monday
repeat-until = End of the repetition
repeat-end-date = On a date
repeat-end-count = After a number of times
repeat-last = Last date
repeat-count = Number of times

feed-name = Préau
feed-title = Subscribe from a phone or another program
feed-explanation = An iCalendar address gives your calendar up to date: your events, those of your sessions and of the académie.
feed-address = Address of your calendar
feed-secret = Whoever knows it reads your calendar. Give it to nobody.
feed-make = Make the address
feed-renew = Change the address
feed-renew-sure = The present address will stop working: your programs will need the new one.
feed-renewed = Your new address is ready.
import-title = Import a file
import-explanation = The events of the file enter your calendar. Imported a second time, it updates those that have changed.
import-file = iCalendar file
import-limit = An .ics file of 5 MB and 5,000 events at most.
import-button = Import
import-missing = Choose an .ics file.
import-refused = This file was not imported
import-done = Import finished
import-counts = { $added ->
    [one] { $added } event added
   *[other] { $added } events added
}, { $updated } updated, { $unchanged } already up to date.
import-problems = What was not taken over as it is
import-line = Line
import-outcome = Outcome
import-reason = Reason
import-more = { $count ->
    [one] And { $count } more line.
   *[other] And { $count } more lines.
}
event-whole-day = all day
event-until-day = until { $day } { $month }
