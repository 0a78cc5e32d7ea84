"""Where a number comes from, in a line a reader can follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from labatlas.errors import visible
from labatlas.formatting import MONTHS, count, noun, partial_date

#: Headings of one document that a source line names; of more it gives the number, and the notes of the chapter list them.
PLACES_SHOWN = 3

#: Runs of paragraphs or rows that a source line names; a data set has a place for each of its rows.
RUNS_SHOWN = 12

#: Runs of rows of a data set that the notes of a chapter name; its tables name them all.
RUNS_LISTED = 60

#: Facts whose places a source line names; nobody looks up more.
FACTS_PLACED = 300


def places(evidence: pd.DataFrame) -> dict[str, list[str]]:
    """Group the locators of facts by document, paragraphs of one heading together.

    Parameters
    ----------
    evidence
        Rows of evidence tables with ``source`` and ``locator``, shape (n, …).

    Returns
    -------
    dict
        For each source its places, as ``§ AI人才 ¶3–5``, or ``rows 3–5`` of a data set.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": ["a", "a"], "locator": ["§ AI人才 ¶3", "§ AI人才 ¶5"]})
    >>> places(rows)
    {'a': ['§ AI人才 ¶3, 5']}
    >>> places(pd.DataFrame({"source": ["a", "a", "b"], "locator": ["row 352", "row 353", "§ x.csv row 2"]}))
    {'a': ['rows 352–353'], 'b': ['§ x.csv row 2']}
    """
    grouped: dict[str, dict[tuple[str, str], set[int]]] = {}
    for source, locator in zip(evidence["source"], evidence["locator"], strict=True):
        heading, sort, start, end = PLACE.fullmatch(str(locator)).groups("")  # type: ignore[union-attr]  # checked on reading
        numbers = grouped.setdefault(str(source), {}).setdefault((heading, sort), set())
        numbers.update(range(int(start), int(end or start) + 1))
    return {
        source: [f"{heading}{_numbered(sort, sorted(numbers))}" for (heading, sort), numbers in parts.items()]
        for source, parts in grouped.items()
    }


#: The parts of a locator: heading, what is counted, first and last number.
PLACE = re.compile(r"((?:§ .+ )?)(¶|row )(\d+)(?:–(\d+))?")

#: The same in a place as `places` writes it, where numbers stand together.
WRITTEN = re.compile(r"((?:§ .+ )?)(¶|rows? )([\d–, ]+)")


def _numbered(sort: str, numbers: list[int]) -> str:
    """Write numbers of paragraphs or rows after their sign or word."""
    return f"{'rows ' if sort == 'row ' and len(numbers) > 1 else sort}{_ranges(numbers)}"


def _ranges(numbers: list[int]) -> str:
    """Write runs of numbers shortly: 1, 2, 3, 7 becomes 1–3, 7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def source_line(evidence: pd.DataFrame) -> str:
    """Write the line beneath a figure or table: documents, places in them, and how sure the facts are.

    Parameters
    ----------
    evidence
        Rows of evidence tables with ``source``, ``locator``, ``via`` and ``status``.

    Returns
    -------
    str
        MyST Markdown with citations.
    """
    parts = []
    for source, found in places(evidence).items():
        shown = escape(_placed(found))
        vias = sorted(evidence.loc[evidence["source"] == source, "via"].dropna().unique())
        citing = f", after {{cite}}`{','.join(vias)}`" if vias else ""
        if len(found) > PLACES_SHOWN or len(evidence) > FACTS_PLACED:
            shown, citing = _counted(found), ""
        parts.append(f"{{cite}}`{source}` {shown}{citing}")
    return f"Source{'s' if len(parts) > 1 else ''}: {'. '.join(parts)}. {certainty(evidence)}"


def _placed(found: Sequence[str]) -> str:
    """Name places in one document; the rows of a data set are counted where they are too many."""
    headed = any(place.startswith("§") for place in found)
    few = sum(place.count(",") + 1 for place in found) <= RUNS_SHOWN
    return "; ".join(found) if headed or few else _counted(found)


def listed(found: Sequence[str]) -> str:
    """Name all places in one document; the rows of a data set are counted where they would fill a page.

    Examples
    --------
    >>> listed(["§ AI人才 ¶3–5", "¶2"]), listed([f"rows {', '.join(str(row) for row in range(2, 200, 2))}"])
    ('§ AI人才 ¶3–5; ¶2', 'in 99 rows')
    """
    rows = all(WRITTEN.fullmatch(place)[2].startswith("row") for place in found)  # type: ignore[index]  # `places` wrote it
    return _counted(found) if rows and sum(place.count(",") + 1 for place in found) > RUNS_LISTED else "; ".join(found)


def _counted(found: Sequence[str]) -> str:
    """Count places in one document: headings, or paragraphs where there are none; of a data set its rows.

    Examples
    --------
    >>> _counted(["§ AI人才 ¶3", "§ 算力 ¶1–4"]), _counted(["¶2, 4–6"])
    ('under 2 headings', 'in 4 paragraphs')
    >>> _counted(["rows 2, 4–6"]), _counted(["§ 5.csv rows 2–3", "§ 6.csv row 2"])
    ('in 4 rows', 'in 3 rows of 2 files')
    """
    parts = [WRITTEN.fullmatch(place).groups() for place in found]  # type: ignore[union-attr]  # `places` wrote it
    runs = [run.partition("–") for _, _, numbers in parts for run in numbers.split(", ")]
    number = sum(int(end or start) - int(start) + 1 for start, _, end in runs)
    headings = len({heading for heading, _, _ in parts if heading})
    if all(sort.startswith("row") for _, sort, _ in parts):
        return f"in {noun(number, 'row')}" + (f" of {noun(headings, 'file')}" if headings > 1 else "")
    return f"under {noun(len(found), 'heading')}" if headings else f"in {noun(number, 'paragraph')}"


def provenance(evidence: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Say in plain text where a number comes from: documents, places, when it was stated, and how sure it is.

    Parameters
    ----------
    evidence
        Rows of evidence tables with ``source``, ``locator``, ``as_of`` and ``status``.
    titles
        Titles of the documents by id.

    Examples
    --------
    >>> rows = pd.DataFrame({"source": ["a"], "locator": ["§ AI人才 ¶3"], "as_of": ["2023-02"], "status": ["estimate"]})
    >>> provenance(rows, {"a": "A talk"})
    'A talk, § AI人才 ¶3. Stated Feb 2023. The one fact is an estimate.'
    """
    parts = []
    for source, found in places(evidence).items():
        shown = _placed(found) if len(found) <= PLACES_SHOWN else _counted(found)
        parts.append(f"{titles[source]}, {shown}")
    stated = sorted(evidence["as_of"])
    when = " to ".join(dict.fromkeys([partial_date(stated[0]), partial_date(stated[-1])]))
    return f"{'; '.join(parts)}. Stated {when}. {certainty(evidence)}"


def certainty(evidence: pd.DataFrame) -> str:
    """Say how many of the facts are more or less than reported.

    Examples
    --------
    >>> certainty(pd.DataFrame({"status": ["reported", "estimate", "estimate"]}))
    'Of 3 facts, 1 is reported and 2 are estimates.'
    >>> certainty(pd.DataFrame({"status": ["reported", "reported"]}))
    'Both facts are reported.'
    """
    counts = Counter(str(status) for status in evidence["status"])
    total = sum(counts.values())
    if len(counts) == 1:
        only = next(iter(counts))
        whole = "Both" if total == 2 else f"All {count(total)}"
        return f"The one fact is {_noun(only, 1)}." if total == 1 else f"{whole} facts are {_noun(only, total)}."
    parts = [
        f"{count(n)} {'is' if n == 1 else 'are'} {_noun(status, n)}"
        for status, n in sorted(counts.items(), key=_by_trust)
    ]
    return f"Of {count(total)} facts, {', '.join(parts[:-1])} and {parts[-1]}."


NOUNS = {"estimate": ("an estimate", "estimates"), "forecast": ("a forecast", "forecasts")}


def _noun(status: str, number: int) -> str:
    one, many = NOUNS.get(status, (status, status))
    return one if number == 1 else many


def _by_trust(item: tuple[str, int]) -> int:
    order = ["reported", "estimate", "forecast", "disputed", "hearsay", "satire"]
    return order.index(item[0]) if item[0] in order else len(order)


#: A number as it is printed, with its sign, currency and unit, and ranges of such, or a whole date; not the digits of a
#: name, as in GPT-4.
NUMBER = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, MONTHS))}) (?:\d{{1,2}}, )?\d{{4}}\b"
    r"|(?<![^\s(“–])(?:[A-Z]{1,3}(?=[$¥€£]))?[$¥€£≥≤<>~±+−-]*\d(?:[^\s(){}`”]*[^\s(){}`”.,;:])?"
)

#: Letters of a value that is marked whole; of a longer one, which is a clause, the numbers are.
WHOLE = 24

#: What a clause begins with that goes on with a sentence.
CONTINUING = frozenset(",;:(")


def numbered_names(names: Iterable[object]) -> re.Pattern[str] | None:
    """Return a pattern of the names whose digits look like a number, such as Ascend 910; None when there are none.

    Examples
    --------
    >>> bool(numbered_names(["GPT-4", "Baidu"])), numbered_names(["Ascend 910", "GPT-4"]).findall("the Ascend 910, not 9")
    (False, ['Ascend 910'])
    """
    found = {str(name) for name in names if re.search(r"[^\W\d]", str(name)) and NUMBER.search(str(name))}
    longest_first = sorted(found, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)") if found else None


def fact(key: str, text: str, names: re.Pattern[str] | None = None) -> str:
    """Mark a computed number so that the book can show where it comes from.

    Parameters
    ----------
    key
        Name of its provenance, which stands beside the text.
    text
        The value as printed. Words without a number are names and stay unmarked.
    names
        Names whose digits are no number; see `numbered_names`.

    Examples
    --------
    >>> fact("base", "2,000"), fact("leader", "China"), fact("model", "GPT-4")
    ('{fact}`base 2,000`', 'China', 'GPT-4')
    >>> fact("rank", "the country stands at place 2 with 232 listings")
    'the country stands at place {fact}`rank 2` with {fact}`rank 232` listings'
    >>> fact("chip", "the Ascend 910 reaches 70%", numbered_names(["Ascend 910"]))
    'the Ascend 910 reaches {fact}`chip 70%`'
    >>> fact("sum", "at least CN¥17M a year, whatever it bought")
    'at least {fact}`sum CN¥17M` a year, whatever it bought'
    >>> fact("price", "; the least cost $13M"), fact("seen", "a source places one of them there on May 6, 2023")
    ('; the least cost {fact}`price $13M`', 'a source places one of them there on {fact}`seen May 6, 2023`')
    >>> fact("unsure", " (16 of them only likely)")
    ' ({fact}`unsure 16` of them only likely)'
    """
    if text[:1].isspace():
        # Such a value continues the one before it, and the two would run together.
        return " " + fact(key, text.lstrip(), names)
    text = " ".join(text.split())
    named = [name.span() for name in names.finditer(text)] if names else []
    numbers = [
        number for number in NUMBER.finditer(text) if not any(start <= number.start() < end for start, end in named)
    ]
    if not numbers or "`" in text:
        return escape(text)
    if len(text) <= WHOLE and text[0] not in CONTINUING:
        return f"{{fact}}`{key} {text}`"
    written, end = [], 0
    for number in numbers:
        written += [_escaped(text[end : number.start()]), f"{{fact}}`{key} {number[0]}`"]
        end = number.end()
    return "".join([*written, _escaped(text[end:])])


class Markup(str):
    """Text that is MyST Markdown on purpose and is shown as such in a table."""


def literal(value: str) -> str:
    r"""Make a value show literally within a paragraph; the space before one that continues what stands before it is kept.

    Examples
    --------
    >>> literal(" (all only likely)"), literal("the *first*")
    (' (all only likely)', 'the \\*first\\*')
    """
    return " " * value[:1].isspace() + escape(value)


def escape(text: str) -> str:
    r"""Make text from data show literally in MyST Markdown.

    Examples
    --------
    >>> escape("$124M *new*")
    '\\$124M \\*new\\*'
    >>> escape("R&D &lt;")
    'R&D \\&lt;'
    """
    return _escaped(" ".join(str(text).split()))


def code(text: str) -> str:
    r"""Show text from data exactly as it stands, letter by letter, also in a cell of a table.

    Examples
    --------
    >>> print(code("a|b"), code("`"), code("two\nlines"))
    `a\|b` `` ` `` `two\nlines`
    """
    text = visible(text).replace("\n", r"\n").replace("|", r"\|")
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    # One space at each end is the fence's own and is dropped again.
    gap = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def _escaped(text: str) -> str:
    # An ampersand is plain, unless it begins an entity.
    return re.sub(r"([\\`*_{}\[\]<>#$|~^@!]|&(?=#?\w+;))", r"\\\1", text)
