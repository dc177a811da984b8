"""The messages and hints of judgements for which the user wrote none. Words only."""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.schema.model import Field, Pipeline, Stage
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.dialects.words import joined, to_words
from dealspec.validators.expr.nodes import Changed, Compare, Entered, FieldRef, In, IsNew, Node, Not
from dealspec.validators.judgement import ConflictOn


def gate_message(stage: Stage, require: Sequence[FieldRef], that: Node | None) -> str:
    """What a gate asks, for the person who is refused."""
    asked = [f"{ref.shown_label} to be filled in" for ref in require]
    message = f"{stage.label} needs {joined(asked)}." if asked else ""
    condition = f"{stage.label} needs: {to_words(that)}." if that is not None else ""
    return " ".join(text for text in (message, condition) if text)


def gate_hint(obj: str, stage: Stage, require: Sequence[FieldRef], that: Node | None) -> str:
    """What to do before entering a stage."""
    fill = f"fill in {', '.join(ref.shown_label for ref in require)}" if require else ""
    ensure = f"make sure that {to_words(that)}" if that is not None else ""
    deeds = joined([text for text in (fill, ensure) if text])
    return f"{_first_upper(deeds)} before moving the {noun(obj)} to {stage.label}."


def membership(pipeline: Pipeline) -> tuple[str, str]:
    """Message and hint for a record outside the pipeline that selects it."""
    name = pipeline.shown_label
    message = f"This {noun(pipeline.object)} belongs to the pipeline {name} and must be in one of its stages."
    hint = f"Move it to a stage of {name} (in Salesforce also to its record type), or correct what selects it."
    return message, hint


def out_of_range(declared: Field) -> tuple[str, str]:
    """Message and hint for a number outside its declared range."""
    label = declared.shown_label
    ends = [
        f"{words} {end:,f}" for words, end in (("at least", declared.min), ("at most", declared.max)) if end is not None
    ]
    allowed = joined(ends)
    return f"{label} must be {allowed}.", f"Correct {label}."


def malformed(declared: Field) -> tuple[str, str]:
    """Message and hint for a text without its declared form."""
    label = declared.shown_label
    return f"{label} must have the form {declared.pattern}.", f"Correct {label}."


def too_long(declared: Field) -> tuple[str, str]:
    """Message and hint for a text that is longer than declared."""
    label = declared.shown_label
    return f"{label} has at most {declared.length:,} characters.", f"Shorten {label}."


def rule_message(when: Node | None, that: Node | None, conflict: ConflictOn | None) -> str:
    """What a rule found."""
    if conflict:
        same = joined([ref.shown_label for ref in conflict.same])
        return f"Another record has the same {same} and a different {conflict.different.shown_label}."
    where = f", although {to_words(when)}" if when is not None else ""
    return f"{_first_upper(not_so(that))}{where}." if that is not None else ""


def rule_hint(that: Node | None, conflict: ConflictOn | None) -> str:
    """What mends what a rule found."""
    if conflict:
        return f"Decide which {conflict.different.shown_label} is right, and correct or close the others."
    return f"Make sure that {to_words(that)}." if that is not None else ""


def not_so(that: Node) -> str:
    """A condition that does not hold, as a clause."""
    if isinstance(that, (Compare, In)):
        return f"{to_words(Not(that))}, or unknown"
    if isinstance(that, (Changed, Entered, IsNew)):
        return to_words(Not(that))
    return f"it is not so that {to_words(that)}"


def noun(obj: str) -> str:
    """What people call one record of an object."""
    standard = BUILT_IN_OBJECTS.get(obj)
    return "deal" if obj == "opportunity" else standard.label.lower() if standard else obj.replace("_", " ")


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
