"""Calls of every figure on talent: with made-up tables of some rows, and with the bundled evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from labatlas.analysis.money import Rates
from labatlas.analysis.prominence import prominent
from labatlas.analysis.talent import careers, exits, founding, lineage, pay, pipelines, ranking, team
from labatlas.figures import style
from labatlas.figures import talent as draw
from labatlas.tables import Dataset

Call = tuple[Callable[..., Figure], tuple[Any, ...]]

COLOURS = {"us": style.BLUE, "a0": style.ORANGE}

#: Figures that change with the focus country and with the focus organization.
OF_COUNTRY = ["country_shares", "intervals"]
OF_ORGANIZATION = ["balance", "departures", "origins", "lifelines", "remaining", "streams"]


def made_up(rows: int, name: str = "Name", holes: bool = False) -> dict[str, Call]:
    """Return a call of every figure function with tables of some rows; with holes, whatever may be missing is."""
    number = np.arange(rows)
    gap = (number % 2 == 1 if rows > 1 else np.array([holes])) & holes
    names = pd.Series([f"{name} {each}" for each in number], dtype="object").mask(gap)
    low = pd.Series(1000.0 * (rows - number) ** 2)
    countries = pd.Series(np.where(number % 3 == 0, "CN", "US"), dtype="object").mask(gap)
    days = pd.Series(pd.date_range("2012-03-04", periods=rows, freq="17h"))
    dates = pd.Series(
        [f"{2012 + each % 12}-{each % 11 + 1:02d}-{each % 27 + 1:02d}" for each in number], dtype="object"
    )
    shares = pd.DataFrame({"country": countries, "name": names, "base": 10 * rows, "share_high": 0.2 / (number + 1)})
    shares.insert(3, "share_low", (shares["share_high"] / 2).mask(gap))
    counted = pd.DataFrame(
        {
            "dimension": np.where(number % 2, "Role", "Age"), "label": names, "country": countries, "count": number + 1.0,
            "base": rows + 1.0, "share": (number + 1) / (rows + 1), "low": number / (rows + 1), "high": (number + 2) / (rows + 2),
        }
    )  # fmt: skip
    bands = pd.DataFrame({"label": names, "low": 20.0 + 3 * number, "high": 22.0 + 3 * number, "count": number + 1.0})
    bands["high"] = bands["high"].mask(number == rows - 1)
    ids = pd.Series([f"a{each}" for each in number], dtype="object")
    flow = pd.DataFrame(
        {
            "origin": ids, "destination": [f"b{each % 40}" for each in number], "origin_name": names,
            "destination_name": [f"{name} {each % 40}" for each in number], "people": rows - number,
        }
    )  # fmt: skip
    moved = pd.DataFrame({"organization": ids, "name": names, "came": rows - number, "left": number})
    moved["net"] = moved["came"] - moved["left"]
    lives = pd.DataFrame(
        {
            "person": [f"p{each // 3}" for each in number], "who": [f"{name} {each // 3}" for each in number], "place": ids,
            "place_name": names, "kind": "worked", "start": (days + pd.to_timedelta(number % 3 * 900, unit="D")).mask(gap),
        }
    )  # fmt: skip
    lives["end"] = (lives["start"] + pd.Timedelta(days=700)).mask(number % 4 == 1)
    links = pd.DataFrame(
        {
            "source": [f"t{each // 3}" for each in number], "target": [f"s{each}" if each % 3 else f"organization:o{each}" for each in number],
            "source_name": [f"{name} {each // 3}" for each in number], "target_name": names, "source_layer": 0,
            "target_layer": np.where(number % 3, 1, 2), "bond": np.where(number % 3, "doctorate", "founder"),
        }
    )  # fmt: skip
    left = pd.DataFrame(
        {
            "date": dates.mask(gap & (number % 4 == 1)), "who": names, "status": "reported", "counts": number % 5 != 1,
            "destination_name": names.where(number % 3 == 0, None), "destination_likely": number % 6 == 0,
        }
    )  # fmt: skip
    steps = pd.DataFrame({"day": days, "low": (rows - number) // 2, "high": rows - number, "founders": rows})
    paid = pd.DataFrame(
        {
            "payee": names, "organization": names, "year": 2020, "basis": np.where(number % 2, "total", "base-salary"),
            "low": low, "high": (low * 2).mask(gap), "monthly_low": low / 12, "monthly_high": (low / 6).mask(gap),
        }
    )  # fmt: skip
    people = pd.DataFrame({"name": names, "kind": np.where(number % 2, "worked", "studied"), "people": rows - number})
    people["likely"] = people["people"] // 2
    return {
        "country_shares": (draw.country_shares, (shares, "CN", (1, 2))),
        "team": (draw.team, (pd.DataFrame({"dimension": "Role", "label": names, "share": 1 / rows}),)),
        "intervals": (draw.intervals, (counted, "CN")),
        "ages": (draw.ages, (bands, 30.0 if not holes else float("nan"), (25.0, 35.0))),
        "origins": (draw.origins, (people,)),
        "streams": (draw.streams, (flow, COLOURS, "a1")),
        "balance": (draw.balance, (moved, COLOURS, "a1")),
        "lifelines": (draw.lifelines, (lives, COLOURS, "a1")),
        "lineage": (draw.lineage, (links, COLOURS)),
        "departures": (draw.departures, (left,)),
        "remaining": (draw.remaining, (steps,)),
        "pay": (draw.pay, (paid, "USD", pay.BASES)),
    }


def real(data: Dataset, organization: str, country: str) -> dict[str, Call]:
    """Return the calls that the notebook makes."""
    names, people = data.names("organizations"), data.names("people")
    rates = Rates.into("USD", data.exchange_rates)
    colours = style.organization_colours(prominent(data.events), organization)
    shares = ranking.country_shares(data.scholars)
    crew = team.main_team(data.team_composition)
    flow = pipelines.flows(data.affiliations, data.moves, data.organizations)
    periods = careers.stays(data.affiliations, data.organizations)
    chosen = careers.key_people(periods, data.affiliations, data.organizations, organization)
    said = exits.statements(data.events, data.participants, data.moves, data.organizations, organization)
    left = exits.departures(said, people, names)
    began = founding.founding_day(data.affiliations, data.events, organization)
    group = founding.presence(data.affiliations, left, began, organization)
    steps = founding.remaining(group, founding.horizon(data.affiliations, data.moves, data.events))
    tree = lineage.family_tree(data.mentorships, data.affiliations)
    before = pipelines.earlier_stays(data.affiliations, data.organizations, organization)
    own = set(pipelines.stays_at(data.affiliations, organization)["person"])
    return {
        "country_shares": (draw.country_shares, (shares, country, ranking.remainder(shares))),
        "team": (draw.team, (team.team_parts(crew),)),
        "intervals": (draw.intervals, (team.share_intervals(crew, data.organizations, list(team.SHARES)), country)),
        "ages": (draw.ages, (team.age_bands(crew), team.stated_mean_age(crew), team.mean_age_bounds(crew))),
        "origins": (draw.origins, (pipelines.origins(before, names),)),
        "streams": (draw.streams, (pipelines.streams(flow, data.organizations), colours, organization)),
        "balance": (draw.balance, (pipelines.balance(flow, data.organizations), colours, organization)),
        "lifelines": (draw.lifelines, (careers.lifelines(periods, chosen, own, people, names), colours, organization)),
        "lineage": (draw.lineage, (lineage.links(tree, people, names), colours)),
        "departures": (draw.departures, (left,)),
        "remaining": (draw.remaining, (steps,)),
        "pay": (draw.pay, (pay.pay_ranges(data.pay, names, rates), "USD", pay.BASES)),
    }
