"""Which licence fits: requirements against what is known of each licence, the unknown told apart from the excluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from labatlas.errors import unknown
from labatlas.formatting import count, listing, noun, quantity_or_none

#: Values of the requirement on use: no limits on it, some limits, or no matter.
USE = ("none", "required", "any")

#: Properties a requirement can be set on, as a reader reads them.
PROPERTIES = {
    "commercial-use": "commercial use",
    "closed-derivatives": "closed derivatives",
    "patent-grant": "patent grant",
    "same-licence": "same licence",
    "network-disclosure": "source for network users",
    "use-restrictions": "limits on use",
}

#: Terms that each property follows from.
RESTS_ON = {
    "commercial-use": ("commercial-use",),
    "closed-derivatives": ("same-license", "disclose-source", "modifications"),
    "patent-grant": ("patent-use",),
    "same-licence": ("same-license",),
    "network-disclosure": ("network-use-disclose",),
    "use-restrictions": ("use-restrictions",),
}

#: How a licence stands to the requirements, best first.
OUTCOMES = {"fits": "fits", "depends": "depends", "unknown": "not known", "excluded": "excluded"}

#: Reason in words by property and answer, said of a licence.
REASONS = {
    ("commercial-use", "no"): "does not allow commercial use",
    ("closed-derivatives", "no"): "derivatives that are passed on cannot be closed",
    ("patent-grant", "no"): "grants no patents in words",
    ("same-licence", "no"): "lets derivatives take another licence",
    ("network-disclosure", "no"): "owes network users no source",
    ("use-restrictions", "no"): "sets no limits on use",
    ("use-restrictions", "yes"): "limits what the work may be used for",
}  # fmt: skip

#: What a copyleft that does not reach the whole work covers.
REACH = {"file": "the files it covers", "library": "the library itself"}


@dataclass(frozen=True)
class Requirements:
    """What a licence must do for its reader.

    Parameters
    ----------
    commercial_use
        It must allow commercial use.
    closed_derivatives
        It must allow derivatives whose source stays closed.
    patent_grant
        It must grant the contributors' patents in words.
    same_licence
        It must keep derivatives that are passed on under the same licence.
    network_disclosure
        It must give those who use the work over a network its source.
    use_restrictions
        ``none``: it must not limit what the work is used for; ``required``: it must; ``any``: no matter.

    Raises
    ------
    UsageError
        If ``use_restrictions`` has another value.
    """

    commercial_use: bool = False
    closed_derivatives: bool = False
    patent_grant: bool = False
    same_licence: bool = False
    network_disclosure: bool = False
    use_restrictions: str = "any"

    def __post_init__(self) -> None:
        """Refuse a value that means nothing."""
        if self.use_restrictions not in USE:
            raise unknown("value of use_restrictions", self.use_restrictions, USE)

    @property
    def wanted(self) -> dict[str, str]:
        """Answer wanted for each property that is asked for.

        Examples
        --------
        >>> Requirements(patent_grant=True, use_restrictions="none").wanted
        {'patent-grant': 'yes', 'use-restrictions': 'no'}
        """
        asked = {
            "commercial-use": self.commercial_use,
            "closed-derivatives": self.closed_derivatives,
            "patent-grant": self.patent_grant,
            "same-licence": self.same_licence,
            "network-disclosure": self.network_disclosure,
        }
        use = {"none": {"use-restrictions": "no"}, "required": {"use-restrictions": "yes"}, "any": {}}
        return {name: "yes" for name, wanted in asked.items() if wanted} | use[self.use_restrictions]


def properties(cells: pd.DataFrame) -> pd.DataFrame:
    """Tell which of the properties each licence has.

    Parameters
    ----------
    cells
        Result of `labatlas.analysis.licensing.matrix.compare`.

    Returns
    -------
    pandas.DataFrame
        One row a licence and property: ``licence``, ``name``, ``property`` (a key of `PROPERTIES`), ``answer`` (``yes``,
        ``no``, ``depends`` or ``unknown``), ``detail`` (on what it depends), ``disputed`` (the documents contradict
        themselves on a term that it rests on).
    """
    rows = []
    for (licence, name), group in cells.groupby(["licence", "name"], sort=False):
        terms = {row["term"]: row for row in group.to_dict("records")}
        for key, (answer, detail) in _properties(terms).items():
            disputed = any(terms[term]["verdict"] == "contradiction" for term in RESTS_ON[key] if term in terms)
            rows.append(
                {
                    "licence": licence, "name": name, "property": key, "answer": answer, "detail": detail,
                    "disputed": disputed,
                }
            )  # fmt: skip
    return pd.DataFrame(rows, columns=["licence", "name", "property", "answer", "detail", "disputed"])


def _properties(terms: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the answer on each property of one licence, and on what it depends."""
    same, disclosed, changed = (_answer(terms, term) for term in ("same-license", "disclose-source", "modifications"))
    reach = REACH.get(terms["same-license"]["scope"]) if same[0] == "yes" else None
    if reach:
        same = ("depends", f"only {reach} must keep the licence")
    if "no" in changed:
        closed = changed
    elif reach:
        closed = ("depends", f"{reach} must stay open, what is built around need not")
    elif disclosed[0] == "yes":
        closed = ("no", "")
    elif same[0] == "yes":
        # Share-alike without source: others may change what they get, but the source it was made from may be kept back.
        closed = (
            ("depends", "what is passed on keeps the licence, but its source need not be shown")
            if disclosed[0] == "no"
            else ("no", "")
        )
    elif same[0] == disclosed[0] == "no" and changed[0] == "yes":
        closed = ("yes", "")
    else:
        closed = next((each for each in (same, disclosed, changed) if each[0] == "depends"), ("unknown", ""))
    return {
        "commercial-use": _answer(terms, "commercial-use"),
        "closed-derivatives": closed,
        "patent-grant": _answer(terms, "patent-use"),
        "same-licence": same,
        "network-disclosure": _answer(terms, "network-use-disclose"),
        "use-restrictions": _answer(terms, "use-restrictions"),
    }


def _answer(terms: Mapping[str, Mapping[str, str]], term: str) -> tuple[str, str]:
    """Return the answer on one term, and on what it depends."""
    cell = terms.get(term)
    value = cell["settled"] if cell is not None else None
    if cell is None or pd.isna(value):
        return "unknown", ""
    if value in {"yes", "no"}:
        return str(value), ""
    return ("depends", cell["detail"] or "it may or may not") if value in {"varies", "may"} else ("unknown", "")


def choose(told: pd.DataFrame, requirements: Requirements) -> pd.DataFrame:
    """Hold every licence against the requirements.

    Parameters
    ----------
    told
        Result of `properties`.
    requirements
        What the licence must do.

    Returns
    -------
    pandas.DataFrame
        One row a licence, best outcome first: ``licence``, ``name``, ``outcome`` (a key of `OUTCOMES`), ``reason``
        (why it is not a plain fit; empty for one), a column a property with its answer, and ``disputed`` (tuple of the
        properties on which the documents contradict themselves). A licence is excluded by one requirement that it does
        not meet; else not known by one of which nobody tells; else it may depend.
    """
    wanted = requirements.wanted
    rows = []
    for (licence, name), group in told.groupby(["licence", "name"], sort=False):
        answers = dict(zip(group["property"], group["answer"], strict=True))
        details = dict(zip(group["property"], group["detail"], strict=True))
        failed = [key for key, answer in wanted.items() if answers[key] in {"yes", "no"} and answers[key] != answer]
        silent = [key for key in wanted if answers[key] == "unknown"]
        depends = [key for key in wanted if answers[key] == "depends"]
        outcome = "excluded" if failed else "unknown" if silent else "depends" if depends else "fits"
        reasons = [REASONS[key, answers[key]] for key in failed]
        if not failed:
            reasons += [f"not told: {listing([PROPERTIES[key] for key in silent])}"] if silent else []
            reasons += [f"{PROPERTIES[key]}: {details[key]}" for key in depends]
        disputed = tuple(group.loc[group["disputed"].astype(bool), "property"])
        contested = [PROPERTIES[key] for key in disputed if key in wanted]
        reasons += [f"the documents contradict themselves on {listing(contested)}"] if contested else []
        rows.append(
            {
                "licence": licence, "name": name, "outcome": outcome, "reason": "; ".join(reasons), **answers,
                "disputed": disputed,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=["licence", "name", "outcome", "reason", *PROPERTIES, "disputed"])
    rank = table["outcome"].map({outcome: at for at, outcome in enumerate(OUTCOMES)})
    return table.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)


def choice_values(choice: pd.DataFrame, requirements: Requirements) -> dict[str, str]:
    """Return what the text says of the choice; nothing when no licence is known."""
    if choice.empty:
        return {}
    outcomes = choice["outcome"].value_counts()
    fitting = list(choice.loc[choice["outcome"] == "fits", "name"])
    depending = list(choice.loc[choice["outcome"] == "depends", "name"])
    asked = [("no " if answer == "no" else "") + PROPERTIES[key] for key, answer in requirements.wanted.items()]
    number = noun(len(choice), "licence")
    if not asked:
        verdict = f"The parameters of this chapter ask for nothing, so each of {number} fits."
    elif fitting:
        verdict = (
            f"Asked for: {listing(asked)}. Of {number}, {listing(fitting)} {'fits' if len(fitting) == 1 else 'fit'}."
        )
    else:
        verdict = f"Asked for: {listing(asked)}. Of {number}, none is known to fit."
    return {
        "verdict": verdict,
        "depends": (
            f"Whether {listing(depending)} {'fits' if len(depending) == 1 else 'fit'} depends on a point that the table names."
            if depending
            else ""
        ),
        "unknown": quantity_or_none(outcomes.get("unknown", 0)),
        "excluded": quantity_or_none(outcomes.get("excluded", 0)),
        "fits": count(len(fitting)),
    }


def choice_table(choice: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `choose` as a reader reads it."""
    return pd.DataFrame(
        {
            "Licence": choice["name"],
            "Outcome": choice["outcome"].map(OUTCOMES),
            "Why": choice["reason"].where(choice["reason"] != "", "nothing stands against it"),
        }
    )
