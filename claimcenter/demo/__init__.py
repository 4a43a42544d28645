"""Practice mode: an invented practice with clients, claims and payments at every point of the road.

Part of the composition root: it may use every app, and no app knows of it. All people and figures are invented.
"""
