"""Subscriptions of the practice app."""
