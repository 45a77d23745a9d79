"""The evening before the due date, over HTTP. Only `make load` runs it."""
