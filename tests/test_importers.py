"""Importers: other people's data sets become our rows, and what does not is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from notebooks import ROOT

from labatlas.analysis import compute
from labatlas.analysis.releases import with_exact_dates
from labatlas.errors import DataError, LabAtlasError, UsageError
from labatlas.importers import Batch, Column, Importer, Origin, importer, importers, registry, run, summary
from labatlas.importers.cells import Unreadable, date, factor, number, plain, several
from labatlas.importers.epoch import common, country
from labatlas.importers.names import Names, slug
from labatlas.importers.sheets import known_columns, read_sheet
from labatlas.tables import catalogue, open_dataset
from labatlas.tables.checking import check_table
from labatlas.tables.dataset import IDENTITIES
from labatlas.tables.provenance import ID
from labatlas.tables.reading import read_table

DATA = ROOT / "data"
SAMPLES = ROOT.parent / "shared" / "samples"

MODELS_HEADER = (
    "Model,Organization,Organization categorization,Country (from Organization),Publication date,Link,Parameters,"
    "Training compute (FLOP),Training dataset size (datapoints),Training time (hours),Training hardware,Hardware quantity,"
    "Training compute cost (2023 USD),Confidence,Model accessibility,Training code accessibility,"
    "Training compute estimation method\n"
)
HARDWARE_HEADER = (
    "Hardware name,Manufacturer,Type,Release date,Release price (USD),FP16 (half precision) performance (FLOP/s),"
    "Tensor-FP16/BF16 performance (FLOP/s),Memory size per board (Byte),Memory bandwidth (byte/s),"
    "Intranode bandwidth (byte/s),Internode bandwidth (bit/s),TDP (W),Price-performance\n"
)
FUNDING_HEADER = (
    "Id,Company,Close date,Status,Funding (equity),Funding (debt),Valuation (post-money),Report date,Type,Confidence,"
    "Exclude from graph view\n"
)
STAFF_HEADER = "Id,Company,Staff count,Date,Type,Division name,Source type,Confidence\n"


def write(folder: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(folder: Path, table: str, source: str) -> pd.DataFrame:
    frame, problems = read_table(folder / f"{table}.csv")
    assert problems == []
    return frame[frame["source"] == source].reset_index(drop=True)


def whole(into: Path, target: Path) -> Path:
    """Complete a folder by the project's tables."""
    target.mkdir()
    for path in [*DATA.glob("*.csv"), DATA / "references.bib", *into.glob("*.csv"), into / "references.bib"]:
        (target / path.name).write_bytes(path.read_bytes())
    return target


def remarks(into: Path, source: str) -> list[dict[str, object]]:
    return json.loads((into / "import-report.json").read_text())[source]["remarks"]


def import_text(name: str, text: str, tmp_path: Path, **options: object) -> Path:
    into = tmp_path / "into"
    run(importer(name), [write(tmp_path, text)], into, DATA, retrieved="2025-12-31", **options)
    return into


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("2E+11", 2e11), ("1,234,567", 1234567), ("$1.5B", 1.5e9), ("300 万", 3e6), ("12 %", 0.12), ("1,000+", 1000), ("n/a", None), ("", None)],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(cell: str, expected: float | None) -> None:
    assert number(cell) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "1e999", "about 5", "1,5", "12,34", "5 apples"])
def test_what_is_no_clear_number_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        number(cell)


@given(st.floats(min_value=1e-15, max_value=1e18))
def test_a_written_number_reads_back(value: float) -> None:
    assert float(plain(value)) == pytest.approx(value, rel=1e-14)
    assert "e" not in plain(value)


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        ("9/19/2025", "month-first", "2025-09-19"),
        ("19/9/2025", "day-first", "2025-09-19"),
        ("2025-09-19", "month-first", "2025-09-19"),
        ("2025-11-21 23:11:07+00:00", "year-first", "2025-11-21"),
        ("Sep 2025", "year-first", "2025-09"),
        ("19 September 2025", "year-first", "2025-09-19"),
        ("September 19, 2025", "year-first", "2025-09-19"),
        ("2025", "year-first", "2025"),
    ],
)
def test_a_date_is_read_in_its_order_and_precision(cell: str, order: str, expected: str) -> None:
    assert date(cell, order) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(("cell", "order"), [("3/4/2025", "year-first"), ("2/30/2025", "month-first"), ("soon", "year-first"), ("13/1/2025", "month-first")])  # fmt: skip
def test_a_date_that_could_be_two_or_none_is_refused(cell: str, order: str) -> None:
    with pytest.raises(Unreadable):
        date(cell, order)  # type: ignore[arg-type]


def test_units_convert_or_say_that_they_do_not() -> None:
    assert 80e9 * factor("byte", "GB") == pytest.approx(80)
    assert 4e11 * factor("bit/s", "GB/s") == pytest.approx(50)
    with pytest.raises(Unreadable, match="does not convert"):
        factor("byte", "W")


@given(st.lists(st.sampled_from(["Google", "Mila (a, b)", "Johns Hopkins, Baltimore", "AT&T"]), max_size=5))
def test_joined_values_split_again(values: list[str]) -> None:
    assert several(",".join(values)) == values


@given(st.text(min_size=1, max_size=40))
def test_every_name_gives_a_valid_id(name: str) -> None:
    import re

    found = slug(name)
    # Empty where there is nothing to write; an id that is made has a word of its own then.
    assert re.fullmatch(ID, found) or not (found or re.search("[A-Za-z0-9]", name))
    assert re.fullmatch(ID, Names({}).make("organizations", name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_is_read_in_any_encoding_with_line_breaks_in_cells(encoding: str, tmp_path: Path) -> None:
    path = write(tmp_path, 'Company;Count\n"Zhipu\n智谱";5\nOpenAI;7\n', encoding=encoding)
    sheet = read_sheet(path)
    assert sheet["Company"].tolist() == ["Zhipu\n智谱", "OpenAI"]
    assert sheet.index.tolist() == [2, 3]


def test_a_workbook_and_parquet_read_like_the_csv(tmp_path: Path) -> None:
    frame = pd.DataFrame({"Company": ["OpenAI", None], "Date": pd.to_datetime(["2024-05-01", None]), "N": [3.0, 4.0]})
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    for name in ("a.xlsx", "a.parquet"):
        sheet = read_sheet(tmp_path / name)
        assert sheet.loc[2, ["Company", "Date"]].tolist() == ["OpenAI", "2024-05-01"]
        assert number(sheet.loc[3, "N"]) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b\n1\n", "row 2: 1 cells, the header has 2"), ("a,a\n1,2\n", "stands twice"), ("", "is empty")],
)
def test_a_broken_file_says_where(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(LabAtlasError, match=message):
        read_sheet(write(tmp_path, text))


def test_a_renamed_column_is_known_and_a_missing_one_names_the_candidates() -> None:
    columns = (Column("Model", ("System",)), Column("Parameters"), Column("Link", required=False))
    found = known_columns(pd.DataFrame({"system": ["a"], "Parameters": ["1"]}), columns, "m.csv")
    assert found.columns.tolist() == ["Model", "Parameters", "Link"]
    with pytest.raises(LabAtlasError, match="column 'Parameters', is missing: did you mean 'Parameter count'"):
        known_columns(pd.DataFrame({"System": ["a"], "Parameter count": ["1"]}), columns, "m.csv")


def test_countries_and_makers_of_a_cell_go_together_only_where_they_clearly_do() -> None:
    assert country("Multinational") is None
    assert country("Hong Kong") == "HK"
    cells = [("A,B", "US,CN"), ("B", "CN"), ("C", "US,GB"), ("D", "US"), ("D", "GB"), (None, "US")]
    assert common(cells) == {"A": "US", "B": "CN"}


def names() -> Names:
    return Names({name: read_table(DATA / f"{name}.csv")[0] for name in IDENTITIES})


@pytest.mark.parametrize(
    ("table", "name", "expected"),
    [
        ("organizations", "Google DeepMind", "deepmind"),
        ("organizations", "openai", "openai"),
        ("organizations", "智谱AI", "zhipu"),
        ("organizations", "Carnegie Mellon University (CMU)", "cmu"),
        ("organizations", "Northeastern University (China)", None),
        ("organizations", "Nobody", None),
        ("accelerators", "NVIDIA H100 SXM5 80GB", "h100"),
        ("licences", "GPL-3.0", "gpl-3.0"),
    ],
)
def test_a_name_finds_its_id(table: str, name: str, expected: str | None) -> None:
    assert names().find(table, name) == expected


def test_new_names_get_ids_that_nothing_has() -> None:
    known = names()
    assert known.make("organizations", "360 (Another)") == "360-another"
    assert known.make("organizations", "Open-AI") == "open-ai"
    assert known.make("organizations", "OpenAI!") == "openai-2"
    assert known.find("organizations", "OpenAI!") == "openai-2"


def test_every_alias_of_a_known_organization_means_one_there_is() -> None:
    frame = pd.read_csv(ROOT / "src/labatlas/importers/aliases.csv", dtype=str, keep_default_na=False)
    ids = {
        table: set(read_table(DATA / f"{table}.csv")[0]["id"]) for table in ("organizations", "artifacts", "licences")
    }
    known = frame[frame["table"].isin(ids) & frame["country"].eq("")]
    assert [row.id for row in known.itertuples() if row.id not in ids[row.table]] == []
    new = frame[frame["country"].ne("")]
    assert new["kind"].isin(["company", "startup", "lab", "university"]).all()
    assert not frame.duplicated(["table", "name"]).any()


def test_a_folder_has_aliases_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_text("table,name,id\norganizations,Closed AI,openai\n")
    own = Names({"organizations": read_table(DATA / "organizations.csv")[0]}, tmp_path)
    assert own.find("organizations", "closed ai") == "openai"
    (tmp_path / "aliases.csv").write_text("name,id\nx,y\n")
    with pytest.raises(LabAtlasError, match="columns table, name and id"):
        Names({}, tmp_path)


def test_hardware_says_on_which_units_a_speed_holds(tmp_path: Path) -> None:
    text = HARDWARE_HEADER + (
        "NVIDIA A100,NVIDIA,GPU,2020-03-01,,77970000000000.0,312000000000000.0,4e10,1.56e12,6e11,4e11,400,inf\n"
        "Huawei Ascend 910C,Huawei,GPU,2024-10-15,,752000000000000.0,,1.28e11,,,,,inf\n"
        "NVIDIA Titan V,NVIDIA,GPU,2017-12-01,2999,29800000000000.0,,,,,,,\n"
        "Mystery,,GPU,,,,,,,,,,\n"
    )
    into = import_text("epoch-hardware", "\ufeff" + text, tmp_path)
    measures = rows(into, "accelerator_measures", "epoch-hardware")
    speed = measures[measures["measure"] == "throughput"].set_index(["accelerator", "condition"])["low"]
    assert speed.to_dict() == {
        ("a100", "dense FP16 or BF16 on matrix units"): "312",
        ("a100", "FP16 on vector units"): "77.97",
        ("huawei-ascend-910c", "dense FP16 or BF16 on matrix units"): "752",
        ("nvidia-titan-v", "FP16, units not stated"): "29.8",
    }
    # The book knows the A100 already, so that its release can only stand among the measures.
    release = measures[measures["measure"] == "release"].set_index("accelerator")
    assert release.loc["nvidia-titan-v", ["low", "high", "unit", "note"]].tolist() == [
        "2017.9151",
        "2017.9178",
        "year",
        "Released 2017-12-01",
    ]
    a100 = measures[measures["accelerator"] == "a100"].set_index(["measure", "condition"])
    assert a100.loc[("interconnect-bandwidth", "between servers"), "low"] == "50"
    assert a100.loc[("interconnect-bandwidth", "within a server"), "low"] == "600"
    assert a100.loc[("power", "thermal design power"), "unit"] == "W"
    price = measures[measures["measure"] == "price"].iloc[0]
    assert (price["low"], price["currency"], price["locator"]) == ("2999", "USD", "row 4")
    assert [(each["row"], each["left_out"]) for each in remarks(into, "epoch-hardware")] == [(5, "row")]
    assert rows(into, "accelerators", "epoch-hardware")["id"].tolist() == ["huawei-ascend-910c", "nvidia-titan-v"]
    open_dataset(whole(into, tmp_path / "whole"))


def test_models_split_their_makers_and_keep_confidence(tmp_path: Path) -> None:
    text = MODELS_HEADER + (
        'Alpha,"Google DeepMind,Newlab,Stanford University","Industry,Industry,Academia",'
        '"United Kingdom of Great Britain and Northern Ireland,Multinational,United States of America",2024-05-01,https://x.org,'
        '7e9,3e24,2e12,240,"NVIDIA A100,NVIDIA H100",512,1e6,Speculative,Open weights (non-commercial),Open source,Hardware\n'
        "GPT-2 (1.5B),OpenAI,Industry,United States of America,2019-02-14,,1.5e9,4e21,0,48,NVIDIA V100,,,Confident,,,Reported\n"
        ",OpenAI,Industry,United States of America,2019-02-14,,,,,,,,,,,,\n"
    )
    into = import_text("epoch-models", text, tmp_path)
    source = "epoch-models"
    new = rows(into, "organizations", source)
    assert new[["id", "kind", "country"]].fillna("").to_numpy().tolist() == [["newlab", "company", ""]]
    artifact = rows(into, "artifacts", source)
    assert artifact[["id", "organization", "released"]].to_numpy().tolist() == [["alpha", "deepmind", "2024-05-01"]]
    partners = rows(into, "participants", source)
    assert partners[["event", "organization", "role"]].to_numpy().tolist() == [
        ["alpha-epoch-models", "newlab", "partner"],
        ["alpha-epoch-models", "stanford", "partner"],
    ]
    sizes = rows(into, "model_sizes", source).set_index("model")
    assert sizes.loc["gpt-2", ["parameters_low", "parameters_high", "status"]].tolist() == [
        "1500000000",
        "1500000000",
        "reported",
    ]
    assert sizes.loc["alpha", "status"] == "hearsay"
    training = rows(into, "training_runs", source).iloc[0]
    assert training[["model", "count_low", "days_low", "status"]].tolist() == ["alpha", "512", "10", "hearsay"]
    assert pd.isna(training["accelerator"])
    figures = rows(into, "indicators", source).set_index(["artifact", "indicator"])
    assert figures.loc[("alpha", "training-compute"), ["low", "unit", "status"]].tolist() == [
        "3000000000",
        "PFLOP",
        "hearsay",
    ]
    assert figures.loc[("gpt-2", "training-compute"), "status"] == "reported"
    assert figures.loc[("gpt-2", "training-time"), ["low", "unit"]].tolist() == ["2", "days"]
    opened = rows(into, "openness", source)
    assert opened[["artifact", "part", "access"]].to_numpy().tolist() == [
        ["alpha", "weights", "restricted"],
        ["alpha", "code", "open"],
    ]
    why = {(each["row"], each["column"]): each["why"] for each in remarks(into, source)}
    assert why[4, "Model"] == "the model has no name"
    assert "not more than zero" in why[3, "Training dataset size (total)"]
    assert "this is none" in why[2, "country"]
    open_dataset(whole(into, tmp_path / "whole"))


def test_a_model_of_the_same_name_and_another_maker_is_another(tmp_path: Path) -> None:
    text = MODELS_HEADER + "Codex,Nobody Inc,Industry,France,2020-01-01,,1e9,,,,,,,Likely,,,\n"
    into = import_text("epoch-models", text, tmp_path)
    assert rows(into, "artifacts", "epoch-models")["id"].tolist() == ["codex-2"]
    assert "same name and another maker" in str(remarks(into, "epoch-models")[0]["why"])


def test_renamed_columns_of_later_and_earlier_exports_are_read(tmp_path: Path) -> None:
    later = MODELS_HEADER.replace("(from Organization)", "(of organization)").replace("(datapoints)", "(total)")
    earlier = MODELS_HEADER.replace("Model,Organization,", "System,Organization,")
    row = "Beta,OpenAI,Industry,United States of America,2020-01-01,,1e9,,5e9,,,,,Likely,,,\n"
    for number_, header in enumerate((later, earlier)):
        folder = tmp_path / str(number_)
        folder.mkdir()
        into = import_text("epoch-models", header + row, folder)
        assert rows(into, "indicators", "epoch-models")["low"].tolist() == ["5000000000"]
    with pytest.raises(LabAtlasError, match="'Model', once 'System' or 'Model name', is missing: did you mean 'Mode'"):
        import_text("epoch-models", MODELS_HEADER.replace("Model,", "Mode,", 1) + row, tmp_path)


def test_rounds_keep_talks_apart_and_repeat_nothing(tmp_path: Path) -> None:
    text = FUNDING_HEADER + (
        'Big,xAI,,Late discussions,10000000000,,2E+11,9/19/2025,"Primary,Debt",Likely,\n'
        "2019 Microsoft 1B,OpenAI,7/22/2019,Closed,1000000000,,,7/22/2019,Primary,Confident,\n"
        "Tender,OpenAI,2/16/2024,Closed,0,,80000000000,2/16/2024,Secondary,Likely,\n"
        'B,Mistral AI,6/11/2024,Closed,500000000,140000000,640000000,6/11/2024,"Primary,Debt",Confident,TRUE\n'
        'B again,Mistral AI,6/11/2024,Closed,500000000,140000000,6000000000,6/11/2024,"Primary,Debt",Confident,\n'
        "Jan 2023 Microsoft,OpenAI,1/23/2023,Closed,10000000000,,,4/28/2023,Primary,Likely,\n"
        "Odd,OpenAI,2/30/2023,Somehow,1000,,,,Primary,Uncertain,\n"
    )
    into = import_text("epoch-funding", text, tmp_path)
    events = rows(into, "events", "epoch-funding").set_index("organization")
    talks = events.loc["xai"]
    assert talks[["stage", "amount_low", "currency", "status", "as_of"]].tolist() == [
        "in-talks",
        "10000000000",
        "USD",
        "estimate",
        "2025-09-19",
    ]
    assert pd.isna(talks["date"])
    assert events.loc["mistral", "amount_low"] == "500000000"
    assert events.loc["openai", "title"].tolist() == ["OpenAI: Jan 2023 Microsoft", "OpenAI: Odd"]
    odd = events.loc["openai"].iloc[1]
    assert odd["status"] == "hearsay"
    assert pd.isna(odd["stage"])
    figures = rows(into, "indicators", "epoch-funding").set_index(["organization", "indicator"])["low"].to_dict()
    assert figures == {
        ("xai", "valuation"): "200000000000",
        ("openai", "valuation"): "80000000000",
        ("mistral", "debt-financing"): "140000000",
        ("mistral", "valuation"): "6000000000",
    }
    why = {(each["row"], each["column"]): str(each["why"]) for each in remarks(into, "epoch-funding")}
    assert "known already, as event openai-microsoft-2019" in why[3, "Funding (equity)"]
    assert "no money came" in why[4, "Type"]
    assert why[5, "Id"] == "the same round as row 6"
    assert "openai-microsoft-2023 (in-talks)" in why[7, "Funding (equity)"]
    assert why[8, "Close date"] == "names a day that does not exist"
    assert why[8, "Status"].startswith("not one of closed")
    open_dataset(whole(into, tmp_path / "whole"))


def test_staff_of_a_division_belongs_to_it(tmp_path: Path) -> None:
    text = STAFF_HEADER + (
        "a,Google,700,12/27/2017,Division/role,DeepMind,Company disclosure,Confident\n"
        "b,Anthropic,521,12/31/2024,Division/role,Research and development,Media report,Likely\n"
        "c,xAI,900,3/12/2025,Contractors,AI tutors,Media report,Likely\n"
        "d,OpenAI,3000,7/15/2025,Full company,,Other,Uncertain\n"
        "e,Meta,3400,7/17/2025,,,,\n"
        "f,OpenAI,2900,7/15/2025,Full company,,Other,\n"
        "g,OpenAI,many,7/15/2025,Full company,,Other,Likely\n"
    )
    into = import_text("epoch-staff", text, tmp_path)
    counts = rows(into, "headcounts", "epoch-staff")
    assert counts[["organization", "unit", "date", "low", "high", "status"]].fillna("").to_numpy().tolist() == [
        ["deepmind", "", "2017-12-27", "700", "700", "reported"],
        ["anthropic", "Research and development", "2024-12-31", "521", "521", "estimate"],
        ["xai", "AI tutors", "2025-03-12", "900", "900", "estimate"],
        ["openai", "", "2025-07-15", "3000", "3000", "hearsay"],
        ["openai", "", "2025-07-15", "2900", "2900", "estimate"],
    ]
    told = [(each["row"], each["left_out"], str(each["why"])[:40]) for each in remarks(into, "epoch-staff")]
    assert (6, "row", "neither said to be the whole company nor") in told
    assert (7, "", "for the same day row 5 says 3,000: keep ") in told
    assert (8, "row", "no number of people") in told


def test_licences_come_from_installed_packages(tmp_path: Path) -> None:
    run(importer("spdx"), [], tmp_path / "into", DATA)
    run(importer("choosealicense"), [], tmp_path / "into", DATA)
    frame, _ = read_table(tmp_path / "into" / "licences.csv")
    spdx = frame.set_index("id")["spdx"]
    assert spdx["mit"] == "MIT"
    assert frame["spdx"].dropna().is_unique
    terms = rows(tmp_path / "into", "licence_terms", "choosealicense").set_index(["licence", "term"])["value"]
    assert terms["gpl-3.0", "same-license"] == "yes"
    assert terms["cc0-1.0", "patent-use"] == "no"
    families = frame.set_index("id")["family"]
    assert families[["lgpl-3.0-only", "gpl-2.0-only", "cc-by-4.0", "isc"]].tolist() == [
        "weak-copyleft", "strong-copyleft", "creative-commons", "permissive",
    ]  # fmt: skip
    open_dataset(whole(tmp_path / "into", tmp_path / "whole"))


def test_a_second_import_replaces_the_first_and_changes_nothing_else(tmp_path: Path) -> None:
    one = STAFF_HEADER + "a,Newco,5,1/31/2024,Full company,,,Likely\nb,OpenAI,7,1/31/2024,Full company,,,Likely\n"
    two = STAFF_HEADER + "b,OpenAI,8,1/31/2024,Full company,,,Likely\n"
    into = import_text("epoch-staff", one, tmp_path)
    assert rows(into, "organizations", "epoch-staff")["id"].tolist() == ["newco"]
    before = {path.name: path.read_bytes() for path in into.iterdir()}
    import_text("epoch-staff", one, tmp_path)
    assert {path.name: path.read_bytes() for path in into.iterdir()} == before
    import_text("epoch-staff", two, tmp_path)
    assert rows(into, "headcounts", "epoch-staff")["low"].tolist() == ["8"]
    assert rows(into, "organizations", "epoch-staff").empty
    assert (into / "references.bib").read_text().count("@misc{epoch-staff,") == 1
    project = read_table(DATA / "headcounts.csv")[0].reset_index(drop=True)
    kept = read_table(into / "headcounts.csv")[0]
    pd.testing.assert_frame_equal(
        kept[kept["source"] != "epoch-staff"].reset_index(drop=True)[project.columns.tolist()], project
    )


def test_alone_gives_a_whole_folder_without_the_facts_of_the_project(tmp_path: Path) -> None:
    text = STAFF_HEADER + "a,Google,700,12/27/2017,Division/role,DeepMind,,Likely\n"
    into = import_text("epoch-staff", text, tmp_path, alone=True)
    data = open_dataset(into)
    assert data.organizations["id"].tolist() == ["alphabet", "deepmind", "google"]
    assert len(data.headcounts) == 1
    assert data.events.empty
    run(
        importer("epoch-funding"),
        [write(tmp_path, FUNDING_HEADER + "x,OpenAI,7/22/2019,Closed,1000000000,,,,Primary,Confident,\n")],
        into, DATA, alone=True,
    )  # fmt: skip
    data = open_dataset(into)
    assert data.events["organization"].tolist() == ["openai"], (
        "the project's own event is not there, so that this is no repetition"
    )
    assert len(data.headcounts) == 1


def test_rows_of_several_files_have_their_file_in_the_place(tmp_path: Path) -> None:
    files = [
        write(tmp_path, STAFF_HEADER + f"a,OpenAI,{count},1/31/2024,Full company,,,Likely\n", f"{count}.csv")
        for count in (5, 6)
    ]
    run(importer("epoch-staff"), files, tmp_path / "into", DATA)
    assert rows(tmp_path / "into", "headcounts", "epoch-staff")["locator"].tolist() == [
        "§ 5.csv row 2",
        "§ 6.csv row 2",
    ]
    open_dataset(whole(tmp_path / "into", tmp_path / "whole"))


@pytest.mark.parametrize(
    ("name", "files", "into", "message"),
    [
        ("epoch-staff", [], "into", "needs the file"),
        ("spdx", ["x.csv"], "into", "needs no file"),
        ("spdx", [], str(DATA), "name another folder"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, files: list[str], into: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        run(importer(name), [tmp_path / each for each in files], tmp_path / into, DATA)


def test_the_tables_that_complement_a_folder_are_not_written_over(tmp_path: Path) -> None:
    own, project = tmp_path / "own", tmp_path / "project"
    shutil.copytree(DATA, project)
    own.mkdir()
    shutil.copy(DATA / "headcounts.csv", own)
    with pytest.raises(UsageError, match="name another folder"):
        run(importer("spdx"), [], project, own, rest=project)


def test_a_file_of_which_nothing_can_be_taken_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LabAtlasError, match="none of 1 rows could be taken; row 2: Company: the company is not stated"):
        import_text("epoch-staff", STAFF_HEADER + "a,,5,1/31/2024,Full company,,,Likely\n", tmp_path)


def take_notes(sheet: pd.DataFrame, batch: Batch) -> None:
    for key, cells in sheet.iterrows():
        batch.add("headcounts", int(str(key)), organization=cells["Who"], low=cells["N"], high=cells["N"])


NOTES = Importer(
    Origin("notes", "Notes", "A & B", "https://example.org/?a=1&b_c", "CC0", "At first hand."), ("headcounts",), take_notes,
    (Column("Who"), Column("N")),
)  # fmt: skip


def test_a_package_adds_an_importer_by_an_entry_point(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from importlib.metadata import EntryPoint

    point = EntryPoint("notes", "test_importers:NOTES", registry.GROUP)
    wrong = EntryPoint("wrong", "json:loads", registry.GROUP)
    monkeypatch.setattr(registry.metadata, "entry_points", lambda group: [point])
    assert importers()["notes"].origin.id == "notes"
    text = "Who,N\nopenai,5\nnobody,6\nopenai,-3\n"
    run(importer("notes"), [write(tmp_path, text)], tmp_path / "into", DATA)
    assert rows(tmp_path / "into", "headcounts", "notes")["low"].tolist() == ["5"]
    told = {each["row"]: str(each["why"]) for each in remarks(tmp_path / "into", "notes")}
    assert told[3] == "headcounts: 'nobody' was not taken into organizations"
    assert told[4].startswith("headcounts: must be at least 0")
    open_dataset(whole(tmp_path / "into", tmp_path / "whole"))
    monkeypatch.setattr(registry.metadata, "entry_points", lambda group: [wrong])
    with pytest.raises(LabAtlasError, match="is no labatlas"):
        importers()
    monkeypatch.setattr(registry.metadata, "entry_points", lambda group: [])
    with pytest.raises(UsageError, match="did you mean 'epoch-models'"):
        importer("epoch-model")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not SAMPLES.is_dir():
        pytest.skip("the samples are not here")
    into = tmp_path_factory.mktemp("samples") / "into"
    for name, file in SAMPLE_FILES.items():
        run(importer(name), [SAMPLES / file], into, DATA, retrieved="2026-01-01")
    return into


SAMPLE_FILES = {
    "epoch-hardware": "epoch_ml_hardware.csv",
    "epoch-models": "epoch_notable_ai_models_2025-02-24.csv",
    "epoch-funding": "epoch_ai_companies_funding_rounds.csv",
    "epoch-staff": "epoch_ai_companies_staff_reports.csv",
}


def test_the_samples_pass_the_check(imported: Path, tmp_path: Path) -> None:
    data = open_dataset(whole(imported, tmp_path / "whole"))
    assert len(data.artifacts) > 950
    assert data.organizations["id"].is_unique


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_every_row_of_a_sample_is_taken_or_reported(name: str, imported: Path) -> None:
    sheet = read_sheet(SAMPLES / SAMPLE_FILES[name])
    seen = {int(str(each["row"])) for each in remarks(imported, name)}
    for table in importer(name).tables:
        if (imported / f"{table}.csv").is_file():
            seen |= {int(place.removeprefix("row ")) for place in rows(imported, table, name)["locator"]}
    assert set(sheet.index) == seen & set(sheet.index)
    assert len(sheet) == {"epoch-hardware": 170, "epoch-models": 895, "epoch-funding": 36, "epoch-staff": 42}[name]


def test_no_ascend_is_compared_by_its_vector_units(imported: Path) -> None:
    measures = rows(imported, "accelerator_measures", "epoch-hardware")
    speed = measures[measures["measure"].eq("throughput")]
    ascend = speed[speed["accelerator"].str.contains("ascend")]
    assert len(ascend) > 10
    assert set(ascend["condition"]) == {"dense FP16 or BF16 on matrix units"}
    best = speed[speed["accelerator"].eq("a100") & speed["condition"].eq("dense FP16 or BF16 on matrix units")]
    assert best["low"].tolist() == ["312"]


def test_the_compute_chapter_takes_what_the_samples_state(imported: Path, tmp_path: Path) -> None:
    data = open_dataset(whole(imported, tmp_path / "whole"))
    scales = compute.scales_of(data, data.assumptions)
    assert scales["model"].is_unique
    computing = compute.training_compute(scales, data.assumptions)
    sheet = pd.read_csv(SAMPLES / SAMPLE_FILES["epoch-models"])
    sure = ~sheet["Confidence"].isin(["Speculative", "Uncertain", "Unverified"])
    flop = sheet["Training compute (FLOP)"]
    # Every model counts once: two of the book are computed from a reference, all else the data set states.
    assert (computing["origin"] == "stated").sum() == (flop.notna() & sure).sum() == 400
    assert set(computing.loc[computing["origin"] == "computed", "model"]) == {"palm-class", "open-13b"}
    by_name = computing.drop_duplicates("name", keep=False).set_index("name")["computation"]
    once = sheet[sure & flop.notna()].drop_duplicates("Model", keep=False).set_index("Model")["Training compute (FLOP)"]
    both = by_name.index.intersection(once.index)
    assert len(both) > 380
    pd.testing.assert_series_equal(by_name[both].astype(float), once[both].astype(float), check_names=False)
    growth = compute.model_growth(scales, data.model_sizes, data.artifacts, data.sources)
    in_sheet = sheet["Parameters"].notna() & sure & sheet["Publication date"].notna()
    # GLM-130B has its size from a document.
    assert growth["collected"].sum() == in_sheet.sum() - 1
    fits = compute.doubling_fits(growth, computing, data.cost_claims).set_index("series")
    assert fits.loc["computing, all models", "points"] == 402


def test_chips_of_the_samples_are_compared_on_one_kind_of_unit(imported: Path, tmp_path: Path) -> None:
    data = open_dataset(whole(imported, tmp_path / "whole"))
    known = compute.data_sheets(data.assumptions, data.accelerator_measures)
    sheets = compute.specifications(known, data.accelerators)
    speed = sheets[sheets["measure"] == "throughput"].set_index("accelerator")["ratio"]
    sheet = pd.read_csv(SAMPLES / SAMPLE_FILES["epoch-hardware"]).set_index("Hardware name")
    matrix = sheet["Tensor-FP16/BF16 performance (FLOP/s)"]
    assert speed["nvidia-b200"] == pytest.approx(float(matrix["NVIDIA B200"]) / 312e12)
    assert speed["h100"] == 989 / 312  # the assumption, and not 989.4 of the data set
    assert speed["a100"] == 1
    # A card with an empty column for matrix units is left out.
    empty = sheet.index[
        matrix.isna() & sheet["Type"].eq("GPU") & ~sheet["Manufacturer"].isin(["Huawei", "Cambricon", "Kunlunxin"])
    ]
    left = data.accelerators.loc[data.accelerators["name"].isin(empty), "id"]
    assert len(left) > 40
    assert not set(left) & set(speed.index)


def test_a_summary_counts_what_was_left_out(tmp_path: Path) -> None:
    text = STAFF_HEADER + "a,OpenAI,5,1/31/2024,Full company,,,Likely\nb,,5,1/31/2024,Full company,,,Likely\n"
    outcome = run(importer("epoch-staff"), [write(tmp_path, text)], tmp_path / "into", DATA, retrieved="2025-01-01")
    lines = summary(outcome)
    assert lines[0] == "epoch-staff, retrieved 2025-01-01: 2 rows read"
    assert "  1 row added to headcounts" in lines
    assert "  left out: 1 row of Company: the company is not stated (row 3)" in lines


def test_what_an_importer_fills_are_tables() -> None:
    for each in importers().values():
        assert set(each.tables) <= set(catalogue())
        frame = pd.DataFrame(columns=["x"])
        assert check_table(each.tables[0], frame, catalogue()[each.tables[0]])[1] != []


def model_rows(*models: tuple[str, str, str]) -> str:
    """Return an export of models, each with its name, maker and date."""
    return MODELS_HEADER + "".join(
        f"{name},{maker},Industry,United States of America,{date},https://x.org,,,,,,,,Confident,,,\n"
        for name, maker, date in models
    )


def report(into: Path, source: str = "epoch-models") -> dict[str, list[dict[str, object]]]:
    return json.loads((into / "import-report.json").read_text())[source]


def test_a_more_exact_date_of_a_known_model_becomes_an_event_and_the_row_stays(tmp_path: Path) -> None:
    into = import_text("epoch-models", model_rows(("GPT-2 (1.5B)", "OpenAI", "2019-02-14")), tmp_path)
    event = rows(into, "events", "epoch-models")
    assert event[["artifact", "date", "locator", "note"]].to_numpy().tolist() == [
        ["gpt-2", "2019-02-14", "row 2", "More exact than 2019"]
    ]
    book = read_table(DATA / "artifacts.csv")[0]
    assert not (into / "artifacts.csv").exists() or read_table(into / "artifacts.csv")[0].equals(book)
    (finer,) = report(into)["refinements"]
    here = book[book["id"] == "gpt-2"].iloc[0]
    assert finer == {
        "row": 2, "table": "artifacts", "id": "gpt-2", "column": "released", "known": "2019",
        "place": f"{here['source']}, {here['locator']}", "date": "2019-02-14", "event": "gpt-2-epoch-models",
    }  # fmt: skip
    data = open_dataset(into)
    assert with_exact_dates(data).artifacts.set_index("id").loc["gpt-2", "released"] == "2019-02-14"
    # A newer export replaces what the older one said.
    again = import_text("epoch-models", model_rows(("GPT-2 (1.5B)", "OpenAI", "2019-02-15")), tmp_path)
    assert rows(again, "events", "epoch-models")["date"].tolist() == ["2019-02-15"]
    assert report(again)["disagreements"] == []


def test_a_date_that_contradicts_a_known_one_is_told_and_not_taken(tmp_path: Path) -> None:
    text = model_rows(("PLUG", "Alibaba", "2021-04-19"), ("Novel", "OpenAI", "2024-01-02"))
    outcome = run(importer("epoch-models"), [write(tmp_path, text)], tmp_path / "into", DATA, retrieved="2025-12-31")
    assert rows(tmp_path / "into", "events", "epoch-models")["artifact"].tolist() == ["novel"]
    (told,) = report(tmp_path / "into")["disagreements"]
    assert (told["id"], told["known"], told["stated"]) == ("plug", "2022", "2021-04-19")
    (line,) = [line for line in summary(outcome) if "disagreement" in line]
    assert line.startswith(
        "  disagreement: row 2, PLUG: Publication date 2021-04-19, but 2022 in top-ai-institutions-2023, §"
    )


def test_every_merged_row_is_in_the_report_with_what_was_taken_and_left(tmp_path: Path) -> None:
    text = model_rows(("GPT-3 175B (davinci)", "OpenAI", "2020-06-11"), ("AlphaGo Zero", "DeepMind", "2017-10-18"))
    merges = {each["id"]: each for each in report(import_text("epoch-models", text, tmp_path))["merges"]}
    assert set(merges) == {"gpt-3", "alphago-zero", "openai", "deepmind"}
    # The day is known already: nothing comes of the row, and the report says why.
    assert merges["gpt-3"]["taken"] == {}
    assert merges["gpt-3"]["left"] == [
        "the name: here it is GPT-3", "Link: it is taken for new models only", "Publication date 2020-06-11: 2020-06-11 is known"
    ]  # fmt: skip
    assert merges["alphago-zero"]["taken"] == {"events": 1}
    assert merges["alphago-zero"]["left"] == [
        "Organization DeepMind: here it has no organization", "Link: it is taken for new models only"
    ]  # fmt: skip


def test_a_base_may_have_only_some_tables_which_are_written_too(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    header, first, *_ = (DATA / "pay.csv").read_text(encoding="utf-8").splitlines()
    (mine / "pay.csv").write_text(f"{header}\n{first}\n", encoding="utf-8")
    text = STAFF_HEADER + "a,OpenAI,5,2024-01-31,Full company,,,Likely\n"
    run(importer("epoch-staff"), [write(tmp_path, text)], tmp_path / "into", mine, rest=DATA, retrieved="2025-01-01")
    data = open_dataset(tmp_path / "into")
    assert (len(data.pay), len(data.people)) == (1, len(open_dataset(DATA).people))
    assert len(data.headcounts) == len(open_dataset(DATA).headcounts) + 1
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="the data folder has no table"):
        run(importer("epoch-staff"), [tmp_path / "export.csv"], tmp_path / "x", tmp_path / "empty", rest=DATA)
    with pytest.raises(DataError, match="the table is missing"):
        run(importer("epoch-staff"), [tmp_path / "export.csv"], tmp_path / "x", mine)


def test_what_is_made_of_a_folder_that_stands_alone_stands_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "tables.yml").write_text("only: true\n")
    for name in ("organizations.csv", "sources.csv", "references.bib"):
        (mine / name).write_bytes((DATA / name).read_bytes())
    text = STAFF_HEADER + "a,OpenAI,5,2024-01-31,Full company,,,Likely\n"
    run(importer("epoch-staff"), [write(tmp_path, text)], tmp_path / "into", mine, rest=DATA, retrieved="2025-01-01")
    data = open_dataset(tmp_path / "into")
    assert (len(data.headcounts), len(data.people)) == (1, 0)
    (mine / "references.bib").write_text("@misc{", encoding="utf-8")
    with pytest.raises(DataError, match="is not BibTeX"):
        run(importer("epoch-staff"), [tmp_path / "export.csv"], tmp_path / "x", mine, rest=DATA)
