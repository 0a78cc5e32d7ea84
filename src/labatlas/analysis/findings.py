"""A finding: a statement computed from the evidence that new evidence can turn false."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from labatlas.formatting import capitalize


@dataclass(frozen=True)
class Finding:
    """A statement with the test that decides whether it is asserted.

    Attributes
    ----------
    id
        Name of the finding, unique in the book; it begins with the chapter.
    question
        The question it answers, which the book asks when the evidence does not answer it.
    statement
        Sentence said when the finding holds, with ``{name}`` where a value goes.
    otherwise
        Sentence said when it does not hold, from the same values.
    holds
        Result of the test; None when the evidence does not tell.
    values
        The computed values as printed.
    evidence
        The facts it rests on, with ``source`` and ``locator``.
    assuming
        Whether its values follow from assumptions too, which the chapter prints.
    """

    id: str
    question: str
    statement: str
    otherwise: str
    holds: bool | None
    values: Mapping[str, str]
    evidence: pd.DataFrame
    assuming: bool = False

    @property
    def sentence(self) -> str:
        """What the book says."""
        return self.said(str)

    def said(self, mark: Callable[[str], str]) -> str:
        """Return what the book says, each value as ``mark`` writes it; a question has none."""
        if self.holds is None:
            return f"{self.question} The evidence so far does not tell."
        template = self.statement if self.holds else self.otherwise
        return capitalize(template.format(**{name: mark(value) for name, value in self.values.items()}))

    @property
    def chapter(self) -> str:
        """The chapter the finding belongs to."""
        return self.id.partition("-")[0]

    def record(self) -> dict[str, Any]:
        """Return the finding as plain data for ``findings.json``."""
        places = (
            self.evidence[["source", "locator", "status"]].drop_duplicates() if len(self.evidence) else self.evidence
        )
        return {
            "id": self.id,
            "chapter": self.chapter,
            "question": self.question,
            "sentence": self.sentence,
            "holds": self.holds,
            "values": {
                name: {"text": str(value), "number": getattr(value, "number", None)}
                for name, value in self.values.items()
            },
            "sources": places.to_dict("records") if len(places) else [],
        }


def unknown_finding(name: str, question: str) -> Finding:
    """Return a finding the evidence does not decide."""
    return Finding(name, question, "", "", None, {}, pd.DataFrame())
