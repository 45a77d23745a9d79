"""Starts a server without root's rights when we are root, because PostgreSQL refuses to run as uid 0.

The server keeps one right of root's, the capability to pass folders that are closed to its account: the
checkout may lie in root's home, whose mode is not ours to change. For everybody else nothing happens here.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.problems import Problem

# From <linux/capability.h>, <linux/prctl.h> and <linux/securebits.h>: the stable interface of the kernel.
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
UNMAPPED = 65534


@dataclass(frozen=True)
class Account:
    """The uid and gid that a server runs as instead of root."""

    uid: int
    gid: int

    def take(self, path: Path) -> None:
        """Give `path`, which we made, to this account."""
        os.chown(path, self.uid, self.gid)


def account_for(folder: Path) -> Account | None:
    """None unless we are root; then the owner of `folder`, or `nobody` when root owns it or nobody does."""
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return Account(uid=folder.stat().st_uid, gid=folder.stat().st_gid)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(uid=UNMAPPED, gid=UNMAPPED)
    return Account(uid=nobody.pw_uid, gid=nobody.pw_gid)


def becoming(account: Account | None) -> Callable[[], None] | None:
    """What a child process runs before its program to become `account`; None changes nothing."""
    if account is None:
        return None
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    only = 1 << CAP_DAC_OVERRIDE
    sets = (ctypes.c_uint32 * 6)(only, only, only, 0, 0, 0)  # effective, permitted, inheritable; then the high halves

    def become() -> None:
        # Runs between fork and exec: nothing here may take a lock or allocate much.
        if libc is not None:
            # access(2), by which PostgreSQL looks for its own programs, drops every capability of an ordinary uid
            # unless this is set.
            libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
            libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        os.setgroups([])
        os.setresgid(account.gid, account.gid, account.gid)
        os.setresuid(account.uid, account.uid, account.uid)
        if libc is not None:
            if libc.capset(header, sets) != 0:
                raise OSError("root's other rights could not be given up")
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)

    return become


def check_reach(*, command: list[str | Path], folder: Path, account: Account | None) -> None:
    """Raise Problem unless `account` can run `command`, a program that looks for itself, in `folder`."""
    if account is None:
        return
    try:
        subprocess.run(
            command,
            cwd=folder,
            preexec_fn=becoming(account),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(
            f"Root cannot start PostgreSQL as the account with uid {account.uid} on this machine: "
            "run the command as an ordinary user, or move the checkout to a folder that everybody may enter."
        ) from error
