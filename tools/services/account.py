"""Starts a server without root's rights when we are root, because PostgreSQL refuses to run as uid 0.

The server keeps one right of root's, the capability to pass folders that are closed to its account: the
checkout may lie in root's home, whose mode is not ours to change. For everyone else nothing happens here.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.problems import Problem

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


def as_account(account: Account | None, command: Sequence[str | Path]) -> list[str | Path]:
    """The command that runs `command` as `account`, in the same process; unchanged for None."""
    if account is None:
        return list(command)
    if not (setpriv := shutil.which("setpriv")):
        raise Problem(
            "Root starts PostgreSQL and Valkey through setpriv (package util-linux), which this machine does not have: "
            "install it, or run the command as an ordinary user."
        )
    # no_setuid_fixup: without it access(2), by which PostgreSQL looks for its own programs, ignores the capability.
    rights = ["--securebits=+no_setuid_fixup", "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
    return [setpriv, f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups", *rights, *command]


def check_reach(*, command: list[str | Path], folder: Path, account: Account | None) -> None:
    """Raise Problem unless `account` can run `command`, a program that looks for itself, in `folder`."""
    if account is None:
        return
    command = as_account(account, command)
    try:
        subprocess.run(command, cwd=folder, capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise Problem(
            f"Root cannot start PostgreSQL as the account with uid {account.uid} on this machine: "
            "run the command as an ordinary user, or move the checkout to a folder that everybody may enter."
        ) from error
