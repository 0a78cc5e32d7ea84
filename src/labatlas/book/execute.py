"""Execute a chapter's notebook with papermill."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.parameterize import parameterize_notebook

from labatlas.book.parameters import Value
from labatlas.chapters.publishing import FINDINGS_MIME
from labatlas.errors import BuildError

#: Seconds a cell may take before the chapter counts as hung.
CELL_TIMEOUT = 600


@dataclass(frozen=True)
class Executed:
    """A chapter that was executed.

    Attributes
    ----------
    chapter
        Its name.
    notebook
        The executed notebook.
    seconds
        How long it took.
    """

    chapter: str
    notebook: Path
    seconds: float


def execute(
    source: Path, target: Path, parameters: Mapping[str, Value], folder: Path, taken: Mapping[str, Value] | None = None
) -> Executed:
    """Execute a chapter.

    Parameters
    ----------
    source, target
        Source notebook, and where the executed one goes.
    parameters
        Values for its ``parameters`` cell.
    folder
        Working directory of the kernel.
    taken
        Values that the cell has while it runs instead; the notebook that is kept names the others.

    Raises
    ------
    BuildError
        If a cell raises, the kernel dies or does not start; it names the chapter, the cell and the line.
    """
    start = time.perf_counter()
    chapter = source.stem
    try:
        papermill.execute_notebook(
            str(source), str(target), parameters={**parameters, **(taken or {})}, cwd=str(folder), progress_bar=False, log_output=False,
            execution_timeout=CELL_TIMEOUT, extra_arguments=["--log-level=CRITICAL"],
        )  # fmt: skip
    except PapermillExecutionError as error:
        raise BuildError(explain(chapter, error)) from error
    except DeadKernelError as error:
        raise BuildError(f"chapters/{source.name}: the kernel died (out of memory?); no cell can be blamed") from error
    except TimeoutError as error:
        raise BuildError(f"chapters/{source.name}: a cell ran for more than {CELL_TIMEOUT} seconds") from error
    tidy(target, parameters)
    return Executed(chapter, target, time.perf_counter() - start)


def explain(chapter: str, error: PapermillExecutionError) -> str:
    """Say which cell of a chapter failed, at which line, and why."""
    # papermill counts the cell of parameters that it has put in, the author does not.
    number = error.cell_index
    lines = [line for line in str(error.source).splitlines() if line.strip()]
    opening = next((line.strip() for line in lines if not line.lstrip().startswith("#")), "")
    if error.ename in {"DataError", "UsageError", "LabAtlasError"}:
        return f"chapters/{chapter}.ipynb: {error.evalue}"
    return (
        f"chapters/{chapter}.ipynb, cell {number} (“{opening}”): {error.ename}: {error.evalue}. "
        f"Open the notebook kept beside this build, or run the chapter in JupyterLab."
    )


def tidy(path: Path, parameters: Mapping[str, Value]) -> None:
    """Fold the cell that papermill added, and forget on which machine and in which folder the notebook ran."""
    notebook = parameterize_notebook(nbformat.read(path, as_version=4), dict(parameters))
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.metadata["tags"].append("hide-input")
    notebook.metadata.get("papermill", {}).update(input_path=path.name, output_path=path.name)
    nbformat.write(notebook, path)


def findings_in(path: Path) -> list[dict[str, Any]]:
    """Return the findings that an executed notebook published."""
    notebook = nbformat.read(path, as_version=4)
    return [
        dict(record)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for record in output.get("data", {}).get(FINDINGS_MIME, [])
    ]
