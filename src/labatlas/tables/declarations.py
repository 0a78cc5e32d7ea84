"""What a reader says of the files in a folder: encoding, separators, how dates and numbers are written."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import pandera.pandas as pa
import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from labatlas.errors import Problem, suggestion
from labatlas.tables.files import Unreadable, read_bytes
from labatlas.tables.notations import DateFormat, Numbers
from labatlas.tables.provenance import PARTIAL_DATE

#: The file beside the tables that says how they are written.
DECLARATIONS = "tables.yml"

#: Encodings that a file of text may be declared to have; a codec can do more than read text, so they are listed.
ENCODINGS = (
    "utf-8", "utf-16", "gb18030", "gbk", "gb2312", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "iso8859-1", "iso8859-15",
)  # fmt: skip


def known_encoding(name: str) -> str:
    """Return the usual name of an encoding, whatever it is called here.

    Raises
    ------
    ValueError
        If it is none of `ENCODINGS`.

    Examples
    --------
    >>> known_encoding("GBK"), known_encoding("latin-1")
    ('gbk', 'iso8859-1')
    """
    try:
        usual = codecs.lookup(name).name
    except LookupError:
        usual = ""
    if usual not in ENCODINGS:
        raise ValueError(f"must be one of {', '.join(ENCODINGS)}")
    return usual


Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Encoding = Annotated[str, AfterValidator(known_encoding)]


def _listed(value: Any) -> Any:
    """Let one text stand for a list of one."""
    return [value] if isinstance(value, str) else value


class Declared(BaseModel):
    """A part of the declarations; a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(Declared):
    """How the cells of one column are written.

    Attributes
    ----------
    date
        Formats of dates, as ``DD.MM.YYYY`` or ``YYYY年M月``.
    thousands, decimal
        Separators of numbers; the decimal separator is a point when not given.
    percent
        ``number`` reads 57.3% as 57.3, ``fraction`` as 0.573.
    currency
        Marks that may stand before or behind a sum, as ``$`` or ``元``.
    full_width
        Whether digits and signs may have the width of a Chinese character.
    chinese
        Whether numbers may have 十, 百, 千, 万 and 亿 in them.
    """

    date: Annotated[list[str], BeforeValidator(_listed)] = []
    thousands: Letter | None = None
    decimal: Letter = "."
    percent: Literal["number", "fraction"] | None = None
    currency: Annotated[list[Annotated[str, StringConstraints(min_length=1)]], BeforeValidator(_listed)] = []
    full_width: bool = False
    chinese: bool = False

    @cached_property
    def formats(self) -> list[DateFormat]:
        """The formats of dates, ready to read with."""
        return [DateFormat.of(pattern) for pattern in self.date]

    @cached_property
    def numbers(self) -> Numbers:
        """How numbers are written."""
        return Numbers(self.thousands, self.decimal, self.percent, tuple(self.currency), self.full_width, self.chinese)


class Table(Declared):
    """How one file is written.

    Attributes
    ----------
    encoding, delimiter
        Of a CSV file.
    sheet
        Name of the sheet of a workbook.
    columns
        How single columns are written.
    """

    encoding: Encoding | None = None
    delimiter: Letter | None = None
    sheet: str | None = None
    columns: dict[str, Column] = {}


class Declarations(Declared):
    """All that ``tables.yml`` says of a folder.

    Attributes
    ----------
    only
        Whether the tables that are not here are empty, instead of the project's.
    encoding, delimiter
        Of every CSV file whose table says nothing else.
    tables
        How single files are written, by table.
    """

    only: bool = False
    encoding: Encoding | None = None
    delimiter: Letter | None = None
    tables: dict[str, Table] = {}

    def of(self, name: str) -> Table:
        """Return how the file of a table is written."""
        own = self.tables.get(name, Table())
        shared = {"encoding": own.encoding or self.encoding, "delimiter": own.delimiter or self.delimiter}
        return own.model_copy(update=shared)


def read_declarations(
    folder: Path, catalogue: Mapping[str, type[pa.DataFrameModel]]
) -> tuple[Declarations, list[Problem]]:
    """Read what ``tables.yml`` says of a folder; nothing when there is none.

    Returns
    -------
    tuple
        The declarations, which say nothing when there is a problem, and every problem: keys, tables and columns that are
        not known, values of the wrong kind, and formats of dates for what is no date.
    """
    misnamed = [Problem(name, rule="is not read", hint=f"name it {DECLARATIONS}") for name in _near(folder)]
    path = folder / DECLARATIONS
    if not path.exists() and not path.is_symlink():
        return Declarations(), misnamed
    try:
        text = read_bytes(path, folder, MOST_BYTES).decode("utf-8-sig")
        root = _compose(text)
        content = {} if root is None else yaml.safe_load(text)
        found = Declarations.model_validate({} if content is None else content)
    except Unreadable as error:
        return Declarations(), [*misnamed, *error.problems]
    except UnicodeDecodeError:
        return Declarations(), [*misnamed, Problem(DECLARATIONS, rule="the file is not UTF-8 text")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else 0
        return Declarations(), [
            *misnamed,
            Problem(DECLARATIONS, row, rule=f"is not YAML: {' '.join(str(error).split())}"),
        ]
    except (RecursionError, ValueError) as error:
        if not isinstance(error, ValidationError):
            # PyYAML gives plain ValueErrors for a date such as 2023-02-30.
            return Declarations(), [*misnamed, Problem(DECLARATIONS, rule=f"cannot be read: {error}")]
        return Declarations(), misnamed + [_explained(each, root) for each in error.errors(include_url=False)]
    problems = [*misnamed, *_meaningless(found, root, catalogue)]
    return (Declarations() if problems else found), problems


#: Bytes that a file of declarations may have.
MOST_BYTES = 1_000_000


def _near(folder: Path) -> list[str]:
    return [name for name in ("tables.yaml", "table.yml", "table.yaml", "Tables.yml") if (folder / name).is_file()]


def _compose(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text, which knows its lines.

    Raises
    ------
    yaml.YAMLError
        If it is not YAML, names a key twice, or refers to another part of itself (a few lines of that make gigabytes).
    """
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="an alias is not allowed here", problem_mark=_mark(event))
    root = yaml.compose(text, yaml.SafeLoader)
    for node in _mappings(root):
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
    return root


def _mark(event: yaml.Event) -> Any:
    return event.start_mark


def _mappings(node: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _, value in node.value:
            yield from _mappings(value)


def _line(root: yaml.Node | None, keys: tuple[Any, ...]) -> int:
    """Return the line on which the innermost of nested keys stands."""
    line, node = 1, root
    for wanted in keys:
        entries = node.value if isinstance(node, yaml.MappingNode) else []
        entry = next(((key, value) for key, value in entries if key.value == str(wanted)), None)
        if entry is None:
            break
        line, node = entry[0].start_mark.line + 1, entry[1]
    return line


def _explained(error: Any, root: yaml.Node | None) -> Problem:
    place = tuple(part for part in error["loc"] if isinstance(part, str))
    known = list(_model_at(place[:-1]).model_fields)
    hint = ""
    rule = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        rule, hint = "the key is not known", f"{suggestion(place[-1], known)}known: {', '.join(known)}"
    value = error["input"] if isinstance(error["input"], str | int | float | bool) else ""
    return Problem(DECLARATIONS, _line(root, place), ".".join(place), str(value), rule[:1].lower() + rule[1:], hint)


def _model_at(place: tuple[str, ...]) -> type[Declared]:
    """Return the model of the mapping that nested keys lead to: root, tables.NAME or tables.NAME.columns.NAME."""
    models: dict[int, type[Declared]] = {2: Table, 4: Column}
    return models.get(len(place), Declarations)


def _meaningless(
    found: Declarations, root: yaml.Node | None, catalogue: Mapping[str, type[pa.DataFrameModel]]
) -> list[Problem]:
    """Find declarations of tables and columns that do not exist, or that cannot be meant."""

    def problem(place: tuple[str, ...], rule: str, hint: str = "") -> Problem:
        return Problem(DECLARATIONS, _line(root, place), ".".join(place), "", rule, hint)

    problems = []
    for name, table in found.tables.items():
        if name not in catalogue:
            hint = suggestion(name, list(catalogue)) + f"known: {', '.join(catalogue)}"
            problems.append(problem(("tables", name), "there is no such table", hint))
            continue
        columns = catalogue[name].to_schema().columns
        for key, column in table.columns.items():
            place = ("tables", name, "columns", key)
            if key not in columns:
                hint = suggestion(key, list(columns)) + f"known: {', '.join(columns)}"
                problems.append(problem(place, "there is no such column", hint))
                continue
            written = column.model_fields_set
            numeric = is_number(columns[key])
            if written & {"thousands", "decimal", "percent", "currency", "chinese"} and not numeric:
                problems.append(problem(place, "is declared as a number, but the column has none"))
            if "date" in written and not is_date(columns[key]):
                problems.append(problem((*place, "date"), "is declared as a date, but the column has none"))
            if column.thousands == column.decimal:
                problems.append(problem(place, "thousands and decimal are the same letter"))
            for pattern in column.date:
                try:
                    DateFormat.of(pattern)
                except ValueError as error:
                    problems.append(problem((*place, "date"), str(error), "as DD.MM.YYYY, M/D/YYYY or YYYY年M月"))
    return problems


def is_date(column: Any) -> bool:
    """Tell whether a column of a definition has partial dates."""
    return any(getattr(check, "statistics", {}).get("pattern") == PARTIAL_DATE for check in column.checks)


def is_number(column: Any) -> bool:
    """Tell whether a column of a definition has numbers."""
    return str(column.dtype).lower() in {"int64", "float64"}


def allowed_values(column: Any) -> list[str]:
    """Return the few values that a column of a definition can have; none where it can have any."""
    return [
        str(value) for check in column.checks for value in getattr(check, "statistics", {}).get("allowed_values", ())
    ]
