"""Whether this worker was told to stop: then it ends after the message under way and gives the rest back."""

import mmap

# Memory that is shared with what is forked from here: Celery tells the parent, and the children do the work. No lock,
# so that a signal handler may ask at any moment.
_asked = mmap.mmap(-1, 1)


def prepare() -> None:
    """Called where workers are about to be forked: they, and no others, share what is asked from here on."""
    global _asked
    _asked = mmap.mmap(-1, 1)


def ask() -> None:
    """End after the message under way."""
    _asked[0] = 1


def is_asked() -> bool:
    return _asked[0] == 1
