"""Who may sign in to the demonstration campus with its one, published password."""

PASSWORD = "acquaint-demo"  # noqa: S105 - published on purpose: it opens invented people only
STUDENT = "student@demo.example"
ADVISER = "adviser@demo.example"
ADMINISTRATOR = "admin@demo.example"
