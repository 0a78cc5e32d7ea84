"""A chapter at work: open it, then show and say things with their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import myst_nb
import pandas as pd
from matplotlib.figure import Figure

from labatlas.analysis.findings import Finding
from labatlas.analysis.money import Rates
from labatlas.analysis.prominence import prominent
from labatlas.chapters import publishing
from labatlas.chapters.citations import (
    Markup,
    certainty,
    escape,
    fact,
    listed,
    literal,
    numbered_names,
    places,
    provenance,
    source_line,
)
from labatlas.chapters.parameters import Parameters, check
from labatlas.figures import style
from labatlas.formatting import capitalize, listing, noun
from labatlas.tables import Dataset, open_dataset

#: What a finding says of its numbers where the evidence alone does not give them.
ASSUMING = " Computed with assumptions that the chapter prints."

NOTHING = "Nothing on this is known in the evidence as of {horizon}."


@dataclass
class Chapter:
    """One chapter of the book: what it may look at, and everything it has shown and said.

    Attributes
    ----------
    name
        Name of the chapter, the stem of its notebook.
    parameters
        The shared parameters.
    data
        The evidence as it stood at ``parameters.as_of``.
    rates
        Exchange rates into ``parameters.currency``.
    notes
        What has been shown and said so far, by the places it comes from.
    """

    name: str
    parameters: Parameters
    data: Dataset
    rates: Rates
    notes: dict[str, list[str]] = field(default_factory=dict)

    @property
    def country(self) -> str:
        """Code of the focus country."""
        return self.parameters.focus_country

    @property
    def organization(self) -> str:
        """Id of the focus organization."""
        return self.parameters.focus_organization

    @property
    def organization_name(self) -> str:
        """Name of the focus organization."""
        return self.data.name_of("organizations", self.organization)

    @property
    def colours(self) -> dict[str, str]:
        """Colour of each organization that has one of its own, the same in every chapter; see `style`."""
        return style.organization_colours(prominent(self.data.events), self.organization)

    def findings(self, findings: Sequence[Finding]) -> None:
        """Open the chapter with its key findings, each said only as far as it holds."""
        lines = [
            # A question holds a name from data, and no number that could be traced.
            f"- {escape(finding.sentence)}"
            if finding.holds is None
            else f"- {finding.said(partial(fact, finding.id, names=self._numbered))}"
            for finding in findings
        ]
        body = "\n".join(lines) or NOTHING.format(horizon=self.parameters.horizon)
        text = f":::{{admonition}} Key findings\n:class: key-findings\n{body}\n:::"
        facts = {
            finding.id: self._provenance(finding.evidence) + (ASSUMING if finding.assuming else "")
            for finding in findings
            if len(finding.evidence)
        }
        records = [finding.record() for finding in findings]
        publishing.publish({**publishing.myst_bundle(text, facts), publishing.FINDINGS_MIME: records})

    def say(
        self, name: str, template: str, values: Mapping[str, str], evidence: pd.DataFrame,
        assumed: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Say a paragraph whose every number is computed.

        Parameters
        ----------
        name
            Name of the paragraph, unique in the chapter; its values are glued as ``CHAPTER-NAME-VALUE``.
        template
            The paragraph in MyST Markdown with ``{name}`` where a value goes; ``{focus_organization}`` and
            ``{focus_country}`` are always known.
        values
            The values by name. When there are none, one sentence says that nothing is known.
        evidence
            The facts the values follow from; the book shows them at each number and in the chapter's source notes.
        assumed
            Tables of assumptions that the values follow from too: the question that each answers, by its label.
        """
        assumed = assumed or {}
        if not values or (evidence.empty and not assumed):
            publishing.publish(publishing.myst_bundle(NOTHING.format(horizon=self.parameters.horizon)))
            return
        for key, value in values.items():
            myst_nb.glue(f"{self.name}-{name}-{key}", str(value), display=False)
        opening = " ".join(capitalize(self._fill(template, values)).split()[:8]).rstrip(",;:.")
        self.note(f"“{opening} …”", evidence, computed_from(assumed))
        text = capitalize(self._fill(template, values, partial(fact, name, names=self._numbered)))
        # A tooltip is plain text and cannot point to a table by its number.
        questions = [f"“{question}”" for question in assumed.values()]
        tables = "table" if len(questions) == 1 else "tables"
        computed = f"Computed from the assumptions in the {tables} {listing(questions)}" if questions else ""
        told = [self._provenance(evidence) if len(evidence) else "", f"{computed}." if computed else ""]
        publishing.publish(publishing.myst_bundle(text, {name: " ".join(filter(None, told))}))

    def figure(
        self, name: str, draw: Callable[..., Figure], shown: pd.DataFrame, /, *args: Any, evidence: pd.DataFrame,
        caption: str, alt: str, words: Mapping[str, str] | None = None, references: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Show a figure with its number, caption, source line and alternative text.

        Parameters
        ----------
        name
            Label for cross-references.
        draw
            A function of `labatlas.figures`; called as ``draw(shown, *args)``.
        shown
            What is drawn. When it has no rows, the figure says so.
        evidence
            The facts it rests on.
        caption
            Template of the caption, as in `say`.
        alt
            What the picture shows for those who cannot see it.
        words
            Values for the caption.
        references
            Keys of the bibliography that it rests on besides the facts.
        """
        caption = self._fill(caption, words or {})
        if shown.empty or evidence.empty:
            alt = NOTHING.format(horizon=self.parameters.horizon)
            drawing, source = style.notice(alt), "Source: none."
        else:
            drawing, source = draw(shown, *args), source_line(evidence) + besides(references)
            self.note(f"{{numref}}`{name}`", evidence)
        publishing.publish(publishing.figure_bundle(name, drawing, caption=caption, alt=alt, source=source))

    def table(
        self, name: str, shown: pd.DataFrame, *, evidence: pd.DataFrame, caption: str, most: int | None = None,
        left_out: str = "", references: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Show a table with its number, caption and source line; see `figure`.

        Of more than ``most`` rows only so many are printed, and how many more there are is said below them; ``left_out`` says
        it where rows are chosen by another rule.
        """
        source = "Source: none."
        if len(evidence):
            source = f"{source_line(evidence)}{besides(references)}{rest(shown, most)} {left_out}".strip()
        if len(shown) and len(evidence):
            self.note(f"{{numref}}`{name}`", evidence)
        else:
            shown = pd.DataFrame({" ": [NOTHING.format(horizon=self.parameters.horizon)]})
        caption = self._fill(caption, {})
        shown = shown.head(most or len(shown))
        publishing.publish(publishing.table_bundle(name, shown, caption=caption, source=source))

    def where(self, facts: pd.DataFrame) -> list[Markup]:
        """Return, for each fact, its document and place as a table shows them."""
        return [
            Markup(f"{{cite}}`{source}` {escape(locator)}")
            for source, locator in zip(facts["source"], facts["locator"], strict=True)
        ]

    def told(self, texts: pd.Series, facts: pd.DataFrame) -> list[Markup]:
        """Return texts as a table shows them, each with the document and place of its fact."""
        return [Markup(f"{escape(text)} ({place})") for text, place in zip(texts, self.where(facts), strict=True)]

    def cited(self, keys: pd.Series) -> list[Markup]:
        """Return entries of the bibliography as a table shows them."""
        return [Markup(f"{{cite}}`{key}`") for key in keys]

    def source_notes(self) -> None:
        """Close the chapter with where each of its computed paragraphs, figures and tables comes from."""
        lines = [f"1. {', '.join(shown)}\n\n   {sources}" for sources, shown in self.notes.items()]
        body = "\n".join(lines) or NOTHING.format(horizon=self.parameters.horizon)
        publishing.publish(publishing.myst_bundle(f":::{{container}} source-notes\n{body}\n:::"))

    @cached_property
    def _numbered(self) -> re.Pattern[str] | None:
        """Names in the evidence whose digits are no number."""
        tables = (self.data.organizations, self.data.artifacts, self.data.accelerators, self.data.licences)
        return numbered_names(name for table in tables for name in table["name"])

    def _fill(self, template: str, values: Mapping[str, str], mark: Callable[[str], str] = literal) -> str:
        """Fill a template with values that show literally, as ``mark`` writes them."""
        focus = {"focus_organization": self.organization_name, "focus_country": self.parameters.country_name}
        written = {name: mark(value) for name, value in values.items()}
        return template.format(**{**{name: escape(value) for name, value in focus.items()}, **written})

    def _provenance(self, evidence: pd.DataFrame) -> str:
        """Say in plain text where a number comes from."""
        return provenance(evidence, dict(zip(self.data.sources["id"], self.data.sources["title"], strict=True)))

    def note(self, text: str, evidence: pd.DataFrame, computed: str = "") -> None:
        """Remember where a paragraph, figure or table comes from, for the notes at the end of the chapter.

        Parameters
        ----------
        text
            What comes from there, in MyST Markdown.
        evidence
            The facts it rests on.
        computed
            The sentence on the assumptions it rests on; empty when it rests on none.
        """
        rests_on = [computed]
        if len(evidence):
            sources = "; ".join(
                f"{{cite}}`{source}` {escape(listed(found))}" for source, found in places(evidence).items()
            )
            rests_on = [f"{sources}. {certainty(evidence)}", computed]
        self.notes.setdefault(" ".join(filter(None, rests_on)), []).append(text)


def computed_from(tables: Iterable[str]) -> str:
    """Say which tables print the assumptions that something is computed from; empty for none.

    Examples
    --------
    >>> computed_from(["tab-x"]), computed_from([])
    ('Computed from the assumptions and references in {numref}`tab-x`.', '')
    """
    named = [f"{{numref}}`{table}`" for table in tables]
    return f"Computed from the assumptions and references in {listing(named)}." if named else ""


def besides(references: Sequence[str]) -> str:
    """Name the references that something rests on besides the facts of its source line; empty for none.

    Examples
    --------
    >>> besides(["spdx-list"]), besides([])
    (' With public references: {cite}`spdx-list`.', '')
    """
    return f" With public references: {{cite}}`{','.join(references)}`." if references else ""


def rest(shown: pd.DataFrame, most: int | None) -> str:
    """Say how many rows of a table are not printed; empty when all are.

    Examples
    --------
    >>> rest(pd.DataFrame({"model": list("abcd")}), 3), rest(pd.DataFrame({"model": list("abc")}), 3)
    (' 1 more row is not shown.', '')
    """
    hidden = len(shown) - most if most is not None else 0
    return f" {noun(hidden, 'more row')} {'is' if hidden == 1 else 'are'} not shown." if hidden > 0 else ""


def open_chapter(
    name: str,
    data_dir: str = "",
    focus_country: str = "CN",
    focus_organization: str = "openai",
    as_of: str = "latest",
    currency: str = "USD",
) -> Chapter:
    """Open the evidence for a chapter under its parameters.

    Parameters
    ----------
    name
        Name of the chapter.
    data_dir, focus_country, focus_organization, as_of, currency
        The shared parameters; see `labatlas.chapters.parameters.Parameters`.

    Returns
    -------
    Chapter
        The chapter, with the evidence cut to what was known by ``as_of``.

    Raises
    ------
    UsageError
        If a parameter's value means nothing.
    DataError
        If the data folder breaks a rule.

    Examples
    --------
    >>> chapter = open_chapter("talent", focus_country="GB")
    >>> chapter.parameters.country_name
    'the United Kingdom'
    """
    parameters = Parameters(data_dir, focus_country, focus_organization, as_of, currency)
    data = open_dataset(parameters.folder)
    check(parameters, data)
    style.use()
    known = data if parameters.limit is None else data.known_by(parameters.limit)
    return Chapter(name, parameters, known, Rates.into(currency, data.exchange_rates))
