"""Starts a child process that dies with its parent. Run as a script: standard library only, before any exec.

    python -I -S child.py PARENT_PID SIGNAL PERSON -- COMMAND...

Linux: the kernel sends SIGNAL when the parent ends, even by kill -9 (PR_SET_PDEATHSIG survives the exec). Elsewhere
the next start ends what the last one left behind (see `supervise`). PERSON says who runs it: `same`, `userns` (root
appears as an unprivileged user; PostgreSQL refuses to run as root) or `uid:gid`.
"""

import ctypes
import os
import sys
from pathlib import Path

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = 65534


def _libc_call(name: str, *args: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def enter_user_namespace() -> None:
    """Root outside, an unprivileged user inside: files stay root's, nothing is copied, no account is needed."""
    uid, gid = os.geteuid(), os.getegid()
    _libc_call("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1", encoding="ascii")


def become(person: str) -> None:
    if person == "same":
        return
    if person == "userns":
        enter_user_namespace()
        return
    uid, gid = (int(part) for part in person.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def die_with(parent: int, number: int) -> None:
    """Must come after `become`: a change of credentials clears the request."""
    if not sys.platform.startswith("linux"):
        return
    _libc_call("prctl", PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:  # it died before we asked
        sys.exit(1)


def main() -> None:
    parent, number, person, _dashes, *command = sys.argv[1:]
    become(person)
    die_with(int(parent), int(number))
    os.execvp(command[0], command)  # noqa: S606 - replacing ourselves is the purpose


if __name__ == "__main__":
    main()
