class NotPossible(Exception):
    """What was asked does not fit the interview's state. The message is for the person who asked."""
