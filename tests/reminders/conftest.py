from tests.reminders.fixtures import alice, bob, causes, due, future, past, tell

__all__ = ["alice", "bob", "causes", "due", "future", "past", "tell"]
