"""What a check found, as text, as JSON for other programs, and as a page to send to whoever keeps the tables."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence

from labatlas.errors import Problem, problem_count, problem_table, records
from labatlas.formatting import count, noun
from labatlas.tables.evidence import Evidence

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1a1a1a; }
table { width: 100%; font-size: .9rem; }
td { overflow-wrap: break-word; }
td[data-head="Value"] { overflow-wrap: anywhere; }
@media (max-width: 40rem) { thead { display: none; } td { display: block; border: 0 !important; padding: 0 !important; }
td:empty { display: none; } td::before { content: attr(data-head) ": "; font-weight: 600; }
tr { display: block; border-bottom: 1px solid #ccc; padding: .6em 0; } }
"""


def checked_text(evidence: Evidence, folder: str) -> str:
    """Say what was read, and what a reader should know of it.

    Parameters
    ----------
    evidence
        Tables without a problem.
    folder
        The folder as it is to be named.
    """
    rows = count(sum(len(table) for table in evidence.typed.values()))
    names = [name for name in evidence.files if name in evidence.own]
    others = len(evidence.files) - len(names)
    empty = len(evidence.typed) - len(evidence.files)
    if not others and not empty:
        head = f"{noun(len(names), 'table')} with {rows} rows in {folder}: no problem."
    else:
        shown = [f"{name} added to the project's" if name in evidence.added_to else name for name in sorted(names)]
        parts = [f"{noun(len(names), 'table')} in {folder} ({', '.join(shown)})"]
        parts += [f"{noun(others, 'table')} of the project"] if others else []
        parts += [f"{noun(empty, 'table')} without rows"] if empty else []
        head = f"{', '.join(parts)}; {rows} rows together: no problem."
    return "\n".join([head, *_told(evidence.notes)])


def _told(notes: Sequence[Problem]) -> list[str]:
    return [f"Note: {note}" for note in notes]


def as_text(evidence: Evidence) -> str:
    """Report as text."""
    if not evidence.problems:
        return checked_text(evidence, evidence.folder.name)
    lines = [f"{problem_count(evidence.problems)}:", *(f"  {problem}" for problem in evidence.problems)]
    return "\n".join([*lines, *_told(evidence.notes)])


def as_json(evidence: Evidence) -> str:
    """Report as JSON: ``problems`` and ``notes``, each a list of records with file, row, column, value, rule and hint."""
    content = {"problems": records(evidence.problems), "notes": records(evidence.notes)}
    # What is not ASCII is escaped: a lone half of a pair or a letter that steers a terminal stays harmless.
    return json.dumps(content, indent=1)


def as_html(evidence: Evidence) -> str:
    """Report as one HTML page that loads nothing and in which nothing that came from a file is markup."""
    title = f"{problem_count(evidence.problems)} of {html.escape(evidence.folder.name)}"
    parts = [problem_table(evidence.problems) if evidence.problems else "<p>No problem was found.</p>"]
    if evidence.notes:
        parts += ["<h2>Notes</h2>", problem_table(evidence.notes)]
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n{''.join(parts)}</body></html>\n"
    )


REPORTS: dict[str, Callable[[Evidence], str]] = {"text": as_text, "json": as_json, "html": as_html}
