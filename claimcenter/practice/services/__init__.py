"""Verbs of the practice app."""

from claimcenter.practice.services.control_numbers import next_control_number

__all__ = ["next_control_number"]
