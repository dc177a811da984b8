"""REGEX: Java's patterns over whole texts, in Java's meaning and within Salesforce's limit; a bad one is named."""

from __future__ import annotations

from dealspec.emulator.salesforce.formula.regex.matcher import MOST_READS, matcher

__all__ = ["MOST_READS", "matcher"]
