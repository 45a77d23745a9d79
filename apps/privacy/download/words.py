"""What each file of the download is called, and what it holds, in plain words. By the label of its model."""

FILES: dict[str, tuple[str, str]] = {
    "accounts.User": ("account", "Your account: your name and your email address."),
    "accounts.Session": ("signed-in", "The browsers that you are signed in with, and when they were last used."),
    "administration.Invitation": ("invitations", "The invitations that you got, and who invited you."),
    "advising.AdviserNote": ("adviser-notes", "What advisers noted about you."),
    "advising.Hand": ("asked-for-help", "When you asked your adviser for help, and when it was answered."),
    "advising.Nudged": ("nudges", "The messages that advisers sent you."),
    "advising.ReflectionComment": ("comments-on-reflections", "What advisers answered to the reflections you shared."),
    "advising.ReflectionRead": ("reflections-read", "Who read the reflections that you shared, and when."),
    "advising.Talk": ("talks-with-advisers", "The days on which an adviser noted that you talked."),
    "cohorts.Membership": ("cohorts", "The cohorts you belong to, and your coach there."),
    "contacts.Contact": ("people", "Your people, with all that you wrote about them."),
    "interviews.Exclusion": ("not-counted", "The conversations that an adviser left out of a count, and why."),
    "interviews.Interview": ("conversations", "Your conversations: when each step was done, and what you learned."),
    "interviews.Note": ("notes", "Your notes, each under what was asked."),
    "interviews.ThankYouNote": ("thank-you-notes", "Your thank-you notes."),
    "network.Referral": ("referrals", "Which conversation led you to which person."),
    "outreach.Outreach": ("messages", "The messages in which you asked someone, and your drafts."),
    "preparation.ChecklistTick": ("checklist", "What you ticked on your checklists."),
    "preparation.Question": ("questions", "The questions that you prepared, in your order."),
    "preparation.ResearchNote": ("research", "What you read up on before conversations."),
    "privacy.Download": ("downloads", "When you asked for this file."),
    "reflection.Reflection": ("reflections", "Your reflections: nerves, verdict, and since when you share them."),
    "reflection.ReflectionAnswer": ("reflection-answers", "What you wrote in your reflections."),
    "reminders.OptOut": ("reminders-turned-off", "The reminders that you turned off."),
    "reminders.Reminder": ("reminders", "The reminders that were planned for you."),
    "students.AboutMe": ("about-me", "What you wrote about yourself."),
    "students.Student": ("student-record", "Your student number, studies, time zone and quiet hours."),
}
MAIL = ("mail", "The mail that Acquaint sent you, or sent for you, and what became of it. Its text is not kept.")
LOOKED = ("who-looked", "Who of the staff looked at, changed or exported your record, and when.")
REQUESTS = ("deletion-requests", "When you asked to be deleted, and when you took it back.")
HISTORY = "What was recorded each time that it changed: "

# What proves who somebody is, or is of use to nobody: it is in no file.
LEFT_OUT = {
    "accounts.User": {"password", "session_epoch", "folded_name"},
    "accounts.Session": {"session_key", "session_data", "device"},
    "advising.AdviserNote": {"token"},
    "advising.ReflectionComment": {"token"},
    "contacts.Contact": {"folded_name"},
    "privacy.Download": {"content"},
}

README = """This is everything in Acquaint that is yours or about you, {name}, as it was on {day} at {clock}.

The folder "tables" has one table for each kind of thing. They open in any spreadsheet program. A spreadsheet takes some
texts for a number, a date or a formula. Before each of these stands an apostrophe ('), so that it stays as it was
written. Times in the tables are in {place} time.

The file "everything.json" has the same for a program to read, exactly as it is stored. Times in it are in UTC.

Numbers such as 17 under "id" tell rows apart. Where a table says "interview" or "contact" with a number, it is the row
with this id in "conversations" or "people".

The files:

{files}
Questions? Write to {center}{help}.
"""
