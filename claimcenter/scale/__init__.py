"""Many claims at once, to measure with: an invented practice's submitted claims by COPY, and the 835 that answers them.

Part of the composition root, like `claimcenter.demo`: it may use every app, and no app knows of it.
"""
