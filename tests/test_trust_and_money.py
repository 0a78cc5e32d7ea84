"""What may be counted, what money is worth, and who belongs to whom."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import make_facts
from hypothesis import example, given
from hypothesis import strategies as st

from labatlas.analysis.findings import Finding, unknown_finding
from labatlas.analysis.kinship import family, topmost
from labatlas.analysis.money import Rates, without_rate
from labatlas.analysis.trust import believable, counted, left_out
from labatlas.errors import LabAtlasError
from labatlas.formatting import capitalize, money, money_or_nothing, noun, percent

STATUSES = ["reported", "estimate", "forecast", "hearsay", "disputed", "satire"]

statements = st.lists(
    st.tuples(st.sampled_from(STATUSES), st.sampled_from(["a", "b", "c"])).map(
        lambda pair: (pair[0], pair[1] if pair[0] == "disputed" else None)
    ),
    max_size=12,
)


def statement_frame(rows: list[tuple[str, str | None]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["status", "dispute"], index=range(100, 100 + len(rows)))


@given(statements)
def test_jokes_and_hearsay_never_count_and_each_dispute_counts_once(rows):
    frame = statement_frame(rows)
    kept = counted(frame)
    assert not set(kept["status"]) & {"satire", "hearsay"}
    assert kept["dispute"].dropna().tolist() == list(dict.fromkeys(frame["dispute"].dropna()))
    plain = frame[frame["status"].isin(["reported", "estimate", "forecast"])]
    assert kept.index[kept["dispute"].isna()].tolist() == plain.index.tolist()
    assert kept.index.is_monotonic_increasing
    assert counted(kept).index.equals(kept.index)


@given(statements)
def test_what_is_believable_keeps_every_side(rows):
    frame = statement_frame(rows)
    kept = believable(frame)
    assert kept["dispute"].dropna().tolist() == frame["dispute"].dropna().tolist()
    assert set(counted(frame).index) <= set(kept.index)
    assert len(kept) == sum(status not in {"satire", "hearsay"} for status, _ in rows)


def test_the_side_that_stands_first_counts():
    frame = statement_frame(
        [("disputed", "a"), ("satire", None), ("disputed", "b"), ("disputed", "a"), ("reported", None)]
    )
    assert counted(frame).index.tolist() == [100, 102, 104]


def test_a_joke_does_not_count_as_the_first_side():
    frame = pd.DataFrame({"status": ["satire", "disputed"], "dispute": ["a", "a"]})
    assert counted(frame).index.tolist() == [1]


# Money.

PAIRS = make_facts(
    ["date", "base", "quote", "base_amount", "quote_amount"],
    ["2022", "USD", "CNY", 100.0, 600.0],
    ["2023-05", "USD", "CNY", 100.0, 690.0],
    ["2023-05", "USD", "CNY", 300.0, 2110.0],
)


def test_the_rate_is_the_ratio_of_the_totals_of_the_latest_date():
    rates = Rates.into("CNY", PAIRS)
    assert rates.per_unit == {"CNY": 1.0, "USD": pytest.approx((690 + 2110) / (100 + 300))}  # 7 yuan for a dollar
    assert rates.date == "2023-05"
    assert rates.evidence["date"].tolist() == ["2023-05", "2023-05"]
    assert Rates.into("USD", PAIRS).per_unit["CNY"] == pytest.approx(1 / 7)


def test_sums_are_converted_and_missing_ones_stay_missing():
    rates = Rates.into("USD", PAIRS)
    amounts = pd.Series([70.0, 5.0, None, 14.0], index=[3, 1, 7, 5])
    currencies = pd.Series(["CNY", "USD", None, "CNY"], index=[3, 1, 7, 5])
    converted = rates.convert(amounts, currencies)
    assert converted.index.tolist() == [3, 1, 7, 5]
    assert converted[[3, 1, 5]].tolist() == pytest.approx([70 / 7, 5, 14 / 7])
    assert pd.isna(converted[7])


def test_a_currency_without_a_rate_is_said_and_what_to_add():
    rates = Rates.into("USD", PAIRS)
    with pytest.raises(LabAtlasError, match=r"no exchange rate from EUR, GBP to USD: add a pair"):
        rates.convert(pd.Series([1.0, 2.0, 3.0]), pd.Series(["GBP", "EUR", "CNY"]))
    # A currency whose sum is not known needs no rate.
    assert rates.convert(pd.Series([None, 7.0]), pd.Series(["EUR", "CNY"])).iloc[1] == pytest.approx(1)


def test_no_pair_leaves_the_currency_itself():
    rates = Rates.into("USD", PAIRS.iloc[:0])
    assert (rates.per_unit, rates.date, len(rates.evidence)) == ({"USD": 1.0}, "", 0)


@given(
    st.lists(st.tuples(st.floats(1, 1e6), st.floats(1, 1e7)), min_size=1, max_size=5),
    st.lists(st.floats(0, 1e12), min_size=1, max_size=5),
)
def test_there_and_back_is_the_identity(pairs, amounts):
    table = make_facts(
        ["date", "base", "quote", "base_amount", "quote_amount"], *[["2023", "USD", "CNY", *pair] for pair in pairs]
    )
    there, back = Rates.into("CNY", table), Rates.into("USD", table)
    sums = pd.Series(amounts)
    yuan = there.convert(sums, pd.Series("USD", index=sums.index))
    dollars = back.convert(yuan, pd.Series("CNY", index=sums.index))
    assert dollars.tolist() == pytest.approx(amounts)
    assert there.convert(sums, pd.Series("CNY", index=sums.index)).tolist() == amounts


@given(st.permutations(range(3)), st.permutations(list(PAIRS.columns)))
def test_the_order_of_pairs_and_columns_changes_no_rate(rows, columns):
    shuffled = PAIRS.iloc[list(rows)][list(columns)]
    assert Rates.into("CNY", shuffled).per_unit == pytest.approx(Rates.into("CNY", PAIRS).per_unit)
    assert Rates.into("CNY", shuffled).date == "2023-05"


def test_the_bundled_rate_lies_within_its_printed_pairs(dataset):
    rate = Rates.into("CNY", dataset.exchange_rates).per_unit["USD"]
    each = dataset.exchange_rates["quote_amount"] / dataset.exchange_rates["base_amount"]
    assert each.min() <= rate <= each.max()


@pytest.mark.parametrize(
    ("amount", "three", "two"),
    [
        (0, "$0", "$0"),
        (8_769, "$8,769", "$8,769"),
        (8_769.4, "$8,769", "$8,769"),
        (99_999, "$99,999", "$99,999"),  # below 100,000 in full, whatever the digits wanted
        (1_234_000, "$1.23M", "$1.2M"),
        (43_640_000, "$43.6M", "$44M"),
        (15_859_250_000, "$15.9B", "$16B"),
        (100_000, "$100K", "$100K"),
    ],
)
def test_small_sums_are_printed_in_full_and_large_ones_with_some_digits(amount, three, two):
    assert money(amount, "USD") == three
    assert money(amount, "USD", 2) == two
    assert money(amount, "USD", 2).number == amount  # what is printed is rounded, what is counted is not


@pytest.mark.parametrize(
    ("number", "words", "text"),
    [
        (0, ("event",), "0 events"),
        (1, ("event",), "1 event"),
        (2, ("event",), "2 events"),
        (1146, ("listing",), "1,146 listings"),
        (1, ("named person", "named people"), "1 named person"),
        (3, ("named person", "named people"), "3 named people"),
    ],
)
def test_a_number_carries_its_noun(number, words, text):
    quantity = noun(number, *words)
    assert (quantity, quantity.number) == (text, number)


def test_no_money_is_nothing():
    assert (money_or_nothing(0.0, "USD"), money_or_nothing(0.0, "USD").number) == ("nothing", 0)
    assert (money_or_nothing(5, "USD"), money_or_nothing(5, "USD").number) == ("$5", 5)


# Kinship.

IDS = ["a", "b", "c", "d", "e"]
parents = st.lists(st.one_of(st.none(), st.sampled_from(IDS)), min_size=len(IDS), max_size=len(IDS))


@given(parents, st.sampled_from(IDS))
@example(["b", "a", None, None, None], "a")
@example(["a", "a", None, None, None], "a")
@example(["b", "c", "a", "a", "d"], "e")
def test_families_end_even_in_a_circle(chain, start):
    table = pd.DataFrame({"id": IDS, "parent": pd.Series(chain, dtype="object")})
    parent = dict(zip(IDS, chain, strict=True))

    def forebears(member):
        seen = []
        while (member := parent[member]) and member not in seen:
            seen.append(member)
        return set(seen)

    assert family(table, start) == {start} | {member for member in IDS if start in forebears(member)}
    top = topmost(table)[start]
    assert top == start or top in forebears(start)
    assert parent[top] is None or top in forebears(top) or parent[top] == start


def test_a_family_by_hand():
    table = pd.DataFrame({"id": ["group", "cloud", "lab", "rival"], "parent": [None, "group", "cloud", None]})
    assert family(table, "cloud") == {"cloud", "lab"}
    assert topmost(table) == {"group": "group", "cloud": "group", "lab": "group", "rival": "rival"}
    assert family(table, "not-in-the-table") == {"not-in-the-table"}


@given(st.permutations(range(4)), st.sampled_from(["group", "cloud", "lab", "rival"]))
def test_the_order_of_organizations_changes_no_family(order, organization):
    table = pd.DataFrame({"parent": [None, "group", "cloud", None], "id": ["group", "cloud", "lab", "rival"]})
    shuffled = table.iloc[list(order)]
    assert family(shuffled, organization) == family(table, organization)
    assert topmost(shuffled) == topmost(table)


# Findings.


def test_a_finding_says_what_holds_and_keeps_its_numbers():
    evidence = make_facts(["x"], [1], [2], locator=["¶1", "¶1"])
    finding = Finding("talent-f", "?", "most: {share}.", "few: {share}.", True, {"share": percent(0.573)}, evidence)
    assert finding.sentence == "Most: 57.3%."
    record = finding.record()
    assert (record["id"], record["chapter"], record["holds"]) == ("talent-f", "talent", True)
    assert record["values"] == {"share": {"text": "57.3%", "number": 0.573}}
    assert record["sources"] == [{"source": "paper", "locator": "¶1", "status": "reported"}]
    denied = Finding("talent-f", "?", "most: {share}.", "few: {share}.", False, {"share": percent(0.1)}, evidence)
    assert denied.sentence == "Few: 10%."


def test_each_sentence_of_a_finding_begins_with_a_capital():
    values = {"who": "the United States", "other": "the Netherlands"}
    finding = Finding("talent-f", "?", "{who} leads. {other} follow! {who} stays?", "", True, values, pd.DataFrame())
    assert finding.sentence == "The United States leads. The Netherlands follow! The United States stays?"


@pytest.mark.parametrize(
    ("text", "capitalized"),
    [
        ("the first. the second! and a third? yes", "The first. The second! And a third? Yes"),
        ("GPT-3.5 came; the rest (in v1.5) did not", "GPT-3.5 came; the rest (in v1.5) did not"),
        ("4 are known. 2 are not", "4 are known. 2 are not"),
        ("", ""),
    ],
)
def test_each_sentence_is_capitalized_and_nothing_else(text, capitalized):
    assert capitalize(text) == capitalized


def test_an_undecided_finding_says_so():
    finding = unknown_finding("compute-who-leads", "Who leads?")
    assert finding.record()["holds"] is None
    assert finding.sentence == "Who leads? The evidence so far does not tell."
    assert finding.record()["sentence"] == finding.sentence
    assert finding.record()["sources"] == []


def test_sums_that_cannot_be_told_in_the_currency_wanted_are_counted_by_table():
    pay = pd.DataFrame({"low": [5.0, 7.0, None], "high": [None, 8.0, None], "currency": ["CNY", "USD", "CNY"]})
    claims = pd.DataFrame({"low": [1.0, 2.0], "unit": ["currency", "accelerators"], "currency": ["EUR", "CNY"]})
    tables = {"pay": pay, "cost_claims": claims, "people": pd.DataFrame({"id": ["a"]})}
    # A sum that is not known needs no rate, nor does a number that is no sum.
    assert without_rate(tables, Rates.into("USD", PAIRS.iloc[:0])) == {"CNY": {"pay": 1}, "EUR": {"cost_claims": 1}}
    assert without_rate(tables, Rates.into("USD", PAIRS)) == {"EUR": {"cost_claims": 1}}


def test_a_side_left_out_is_told_though_the_side_that_counts_is_not_wanted() -> None:
    facts = pd.DataFrame(
        {"status": ["disputed", "disputed", "hearsay", "satire"], "dispute": ["d", "d", None, None], "sum": [None, 5, 5, None]}
    )  # fmt: skip
    assert left_out(facts, facts["sum"].notna()) == " Left out: 1 as hearsay and 1 as the other side of a dispute."
    assert left_out(facts, facts["sum"].eq(0)) == ""
