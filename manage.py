#!/usr/bin/env python3
"""Claim Center's one command. `up` runs everything, `test` checks everything; `help` lists the rest."""

import sys

from claimcenter import bootstrap


def main() -> int:
    bootstrap.ensure(development=sys.argv[1:2] == ["test"])
    from claimcenter.stack.commands import dispatch

    return dispatch(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
