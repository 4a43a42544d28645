"""How many examples the property tests take: few in an ordinary run, very many at night.

`--hypothesis-profile=nightly` (or HYPOTHESIS_PROFILE=nightly in the environment) chooses; CONTRIBUTING.md says when.
"""

import os

from hypothesis import settings

NIGHTLY = "nightly"
NIGHTLY_EXAMPLES = int(os.environ.get("NIGHTLY_EXAMPLES", "20000"))

settings.register_profile(NIGHTLY, deadline=None, print_blob=True)
if os.environ.get("HYPOTHESIS_PROFILE") == NIGHTLY:
    settings.load_profile(NIGHTLY)


def of_the_database(ordinary: int, at_night: int = 100) -> int:
    """For tests whose every example posts and takes back whole files, a second each."""
    return min(at_night, NIGHTLY_EXAMPLES) if settings.get_current_profile_name() == NIGHTLY else ordinary


def examples(ordinary: int) -> int:
    """`ordinary`, or 20,000 at night. Only tests that ask have more at night: one that drives the database need not."""
    return NIGHTLY_EXAMPLES if settings.get_current_profile_name() == NIGHTLY else ordinary
