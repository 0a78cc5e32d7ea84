"""The bundled evidence against the documents it was read in, and against itself."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from labatlas.analysis.evidence.facts import PROVENANCE, all_facts, sources_table, status_table
from labatlas.tables.dataset import bundled_data
from labatlas.tables.provenance import STATUS_MEANINGS

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

#: The documents by the number their file begins with.
FILES = {
    "top-ai-institutions-2023": "000",
    "chinese-chatgpt-2023": "001",
    "openai-departures-2024": "002",
    "nobody-copies-chatgpt-2023": "003",
    "anthropic-founding-2021": "004",
}

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not beside the repository")


@cache
def lines_of(source: str) -> list[str]:
    """Return the non-empty lines of a document."""
    (path,) = SEEDS.glob(f"{FILES[source]}_*.txt")
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def headings(source: str, line: str) -> str | None:
    """Return the heading that a line is, if the document marks its headings."""
    if source == "top-ai-institutions-2023":
        found = re.match(r"#+\s+(.*)", line)
    elif source == "anthropic-founding-2021":
        found = re.search(r"<h2[^>]*>(.*?)</h2>", line)
    else:
        return line.strip()
    return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else None


def paragraphs(source: str, locator: str) -> list[str]:
    """Return the lines a locator names; empty when it does not resolve."""
    found = re.fullmatch(r"(?:§ (?P<heading>.+) )?¶(?P<first>[1-9]\d*)(?:–(?P<last>[1-9]\d*))?", locator)
    assert found, locator
    lines, first = lines_of(source), int(found["first"])
    last = int(found["last"] or first)
    if found["heading"]:
        at = [index for index, line in enumerate(lines) if headings(source, line) == found["heading"]]
        if not at:
            return []
        lines = lines[at[0] + 1 :]
    return lines[first - 1 : last] if 1 <= first <= last <= len(lines) else []


@needs_seeds
def test_every_locator_resolves_in_its_document(dataset):
    places = all_facts(dataset)[["source", "locator"]].drop_duplicates()
    lost = [f"{row.source}: {row.locator}" for row in places.itertuples() if not paragraphs(row.source, row.locator)]
    assert lost == []


@needs_seeds
def test_a_paragraph_stands_below_its_own_heading(dataset):
    """A locator that counts past the next heading of a marked document names the wrong section."""
    places = all_facts(dataset)[["source", "locator"]].drop_duplicates()
    strayed = []
    for row in places.itertuples():
        if row.source not in {"top-ai-institutions-2023", "anthropic-founding-2021"} or "§" not in row.locator:
            continue
        last = int(re.findall(r"\d+", row.locator.rsplit("¶", 1)[1])[-1])
        heading = row.locator.removeprefix("§ ").rsplit(" ¶", 1)[0]
        below = paragraphs(row.source, f"§ {heading} ¶1–{last}")
        inside = [line for line in below if headings(row.source, line)]
        if inside:
            strayed.append(f"{row.source}: {row.locator} runs past {inside[0]!r}")
    assert strayed == []


def places(table: pd.DataFrame, **wanted: str) -> list[str]:
    """Return the lines that the rows with the given values cite, joined by row."""
    rows = table
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows), wanted
    return ["\n".join(paragraphs(row.source, row.locator)) for row in rows.itertuples()]


@needs_seeds
@pytest.mark.parametrize(
    ("table", "row", "printed"),
    [
        ("scholars", {"country": "US"}, ["1146", "57.3%"]),
        ("scholars", {"country": "GB"}, ["115", "5.75%"]),
        ("fleets", {"accelerator": "a800", "organization": "baidu"}, ["3000台", "8卡", "2.4万张"]),
        ("training_runs", {"model": "gpt-3"}, ["1024张A100", "一个月"]),
        ("accelerator_measures", {"measure": "price"}, ["8769美元"]),
        ("cost_claims", {"measure": "entry-hardware-cost"}, ["900万美元"]),
        ("pay", {"person": "ian-goodfellow"}, ["80万美元", "9个月"]),
        ("exchange_rates", {"base_amount": "174000"}, ["17.4万", "120万"]),
        ("team_composition", {"category": "doctorate"}, ["28 人", "37%"]),
        ("team_composition", {"dimension": "whole", "team": "chatgpt"}, ["87 人", "350人"]),
    ],
)
def test_the_cited_line_prints_the_figures(dataset, table, row, printed):
    frame = getattr(dataset, table)
    if "base_amount" in row:
        frame, row = frame[frame["base_amount"] == float(row["base_amount"])], {}
    for line in places(frame, **row):
        for figure in printed:
            assert figure in line


def test_printed_arithmetic(dataset):
    """Sums that the documents print and that a reader can redo."""
    # 003, line 91: 1024 cards at 8769 dollars; line 93: nine million dollars.
    runs, measures, claims = dataset.training_runs, dataset.accelerator_measures, dataset.cost_claims
    cards = runs.loc[runs["model"] == "gpt-3", "count_low"].item()
    price = measures.loc[measures["measure"] == "price", "low"].item()
    ticket = claims.loc[claims["measure"] == "entry-hardware-cost", "low"].item()
    assert (cards, price, ticket) == (1024, 8769, 9_000_000)
    assert cards * price == 8_979_456
    assert round(cards * price / 1e6) == ticket / 1e6
    # 000, line 356: 3000 servers of 8 cards are 24000 cards.
    fleets = dataset.fleets
    order = fleets[(fleets["organization"] == "baidu") & (fleets["kind"] == "order")].iloc[0]
    assert order["low"] == order["high"] == 3000 * 8


def test_the_printed_shares_of_the_ranking_have_one_base(dataset):
    """Line 43 and following of 000: each printed share is its count of the same 2,000 listings."""
    exact = dataset.scholars.dropna(subset=["share_percent"])
    assert len(exact) >= 3
    for row in exact.itertuples():
        assert row.count_low == row.count_high
        assert row.count_low / 2000 * 100 == pytest.approx(row.share_percent, abs=0.005)
    assert (dataset.scholars["count_high"] <= dataset.scholars["count_high"].max()).all()


def test_a_size_is_that_of_a_model_and_not_of_a_family(dataset):
    """The largest model of a family would be counted twice if the family had its size too."""
    kinds = dataset.model_sizes["model"].map(dataset.artifacts.set_index("id")["kind"])
    assert set(kinds) <= {"model", "product"}


def test_a_place_in_a_ranking_is_no_award_of_its_own(dataset):
    rankings = " ".join(dataset.publication_ranks["ranking"]).lower()
    assert not [award for award in dataset.awards["award"] if award.lower() in rankings]


def test_the_sides_of_a_dispute_differ(dataset):
    sides: dict[str, list[tuple[object, ...]]] = {}
    for name, table in dataset.tables().items():
        if "dispute" not in table:
            continue
        said = [column for column in table if column not in {*PROVENANCE, "note", "id"}]
        for row in table[table["dispute"].notna()].to_dict("records"):
            values = [(column, None if pd.isna(row[column]) else row[column]) for column in said]
            sides.setdefault(row["dispute"], []).append((name, *values))
    assert sides
    told_elsewhere = told_by_participants(dataset)
    same = [
        dispute
        for dispute, rows in sides.items()
        if len(rows) < 2 or (len(set(rows)) < 2 and dispute not in told_elsewhere)
    ]
    assert same == []


def test_a_stay_is_not_counted_by_the_losing_side_of_a_dispute(dataset):
    """Where only that side tells of a stay, it would count for want of the other."""
    sides = dataset.affiliations[dataset.affiliations["dispute"].notna()]
    chosen = dataset.disputes.set_index("id")[["source", "locator"]].apply(tuple, axis=1)
    for dispute, told in sides.groupby("dispute"):
        assert chosen[dispute] in set(told[["source", "locator"]].itertuples(index=False, name=None)), dispute


def told_by_participants(dataset) -> set[str]:
    """Return the disputes between events that differ in who took part rather than in a column."""
    disputed = dataset.events[dataset.events["dispute"].notna()]
    by_event = dataset.participants.groupby("event").apply(
        lambda rows: frozenset(
            zip(rows["organization"].fillna(""), rows["person"].fillna(""), rows["role"], strict=True)
        )
    )
    took_part = disputed["id"].map(by_event).groupby(disputed["dispute"]).nunique()
    return set(took_part.index[took_part > 1])


def test_only_disputed_rows_stand_in_a_dispute(dataset):
    facts = all_facts(dataset)
    assert facts.loc[facts["dispute"].notna(), "status"].eq("disputed").all()
    assert facts.loc[facts["status"] == "disputed", "dispute"].notna().all()


def test_every_joke_about_leaving_is_of_the_document_on_departures(dataset):
    jokes = all_facts(dataset).query("status == 'satire'")
    # A hyperbole about DeepMind's devotion to one field is the only other joke.
    about_people = jokes[jokes["table"] != "indicators"]
    assert len(about_people)
    assert set(about_people["source"]) == {"openai-departures-2024"}


def test_a_departure_is_a_joke_exactly_when_its_leaver_and_stay_are(dataset):
    departures = dataset.events[dataset.events["kind"] == "departure"].set_index("id")["status"]
    leavers = dataset.participants[dataset.participants["role"] == "leaver"]
    leavers = leavers[leavers["event"].isin(departures.index)]
    assert (leavers["event"].map(departures).eq("satire") == leavers["status"].eq("satire")).all()


def test_every_sum_of_money_has_a_currency_and_no_other_value_has(dataset):
    events, claims, measures = dataset.events, dataset.cost_claims, dataset.accelerator_measures
    money = events["amount_low"].notna() | events["amount_high"].notna()  # "less than 30 million" has no lower end
    assert (money == events["currency"].notna()).all()
    assert (claims["unit"].eq("currency") == claims["currency"].notna()).all()
    assert (measures["unit"].eq("currency") == measures["currency"].notna()).all()


def test_nothing_is_said_before_its_source_or_what_it_cites_could_be_written(dataset):
    """No statement is later than the last dated entry of its document; forecasts alone speak of the time after."""
    facts = all_facts(dataset)
    published = facts["source"].map(dataset.sources.set_index("id")["published"])
    late = facts[facts["source"].ne("top-ai-institutions-2023")]
    assert all(said[:4] <= day[:4] for said, day in zip(late["as_of"], published.loc[late.index], strict=True))


#: Columns of proper names: titles of documents, and names of institutes, some of them of more than a dozen characters.
NAMES = {"title_zh", "name_zh", "award_zh", "group_zh", "subgroup_zh", "place_zh"}

HAN = re.compile(r"[\u3400-\u9fff]{12,}")
#: The name of a firm as it is registered.
FIRM = re.compile(r"[\u3400-\u9fff]+有限公司")

ONE_HAN = re.compile(r"[\u3400-\u9fff]")


def test_a_long_run_of_chinese_is_seen():
    assert HAN.search("OpenAI " + "中" * 12)
    assert not HAN.search("中" * 11 + " " + "中" * 11)


def test_no_cell_copies_a_sentence(dataset):
    """Facts are in our words: no dozen Chinese characters in a row, but for proper names."""
    copied = [
        (name, column, cell)
        for name, table in dataset.tables().items()
        for column in table.select_dtypes("str")
        if column not in NAMES
        for cell in table[column].dropna()
        if HAN.search(FIRM.sub("", cell))
    ]
    assert copied == []


@needs_seeds
def test_no_cell_holds_a_long_stretch_of_a_document(dataset):
    """Not even with Latin letters, digits or marks in between: 24 characters of a document, 12 of them Chinese."""
    documents = ["".join(lines_of(source)) for source in FILES]

    def is_copied(cell: str) -> bool:
        pieces = (cell[start : start + 24] for start in range(len(cell) - 23))
        return any(piece in text for piece in pieces if len(ONE_HAN.findall(piece)) >= 12 for text in documents)

    copied = [
        (name, column, cell)
        for name, table in dataset.tables().items()
        for column in table.select_dtypes("str")
        if column not in NAMES and column != "locator"
        for cell in table[column].dropna().unique()
        if len(ONE_HAN.findall(cell)) >= 12 and is_copied(cell)
    ]
    assert copied == []


def test_the_bibliography_holds_each_document_and_nothing_unused_is_cited(dataset):
    keys = set(re.findall(r"^@\w+\{([^,]+),", (bundled_data() / "references.bib").read_text(encoding="utf-8"), re.M))
    cited = set(all_facts(dataset)["via"].dropna()) | set(dataset.commercial_remarks["reference"])
    assert set(dataset.sources["id"]) <= keys
    assert cited <= keys


# The tables on the evidence.


def test_facts_are_counted_once(dataset):
    facts = all_facts(dataset)
    assert list(facts) == ["table", *PROVENANCE]
    facts_of = {name: table for name, table in dataset.tables().items() if "status" in table and name != "corrections"}
    assert len(facts) == sum(len(table) for table in facts_of.values())
    documents = sources_table(dataset)
    assert sum(facts_.number for facts_ in documents["Facts"]) == len(facts)
    assert documents["Facts"].map(lambda number: number.number).is_monotonic_decreasing
    statuses = status_table(dataset)
    assert list(statuses["Status"]) == [str(status) for status in STATUS_MEANINGS]
    assert sum(number.number for number in statuses["Facts"]) == len(facts)
    assert sum(share.number for share in statuses["Share"]) == pytest.approx(1)
