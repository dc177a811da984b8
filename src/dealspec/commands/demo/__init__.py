"""``dealspec demo``: both embedded CRMs, provisioned, seeded, guarded by gates, audited and reported."""

from dealspec.commands.demo.verb import command

__all__ = ["command"]
