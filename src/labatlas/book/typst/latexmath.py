"""Turn the simple LaTeX formulas of a prose book into Typst math.

Only what an analytical text needs is known here: fractions, roots, scripts,
Greek letters, common operators and relations, upright text. A formula that
uses anything else is not guessed at: :func:`to_typst` answers ``None`` and the
caller prints the formula as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["to_typst"]

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&]|[0-9]+(?:[.,][0-9]+)*|\s+|.", re.DOTALL)

_GREEK = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
]

_SYMBOLS = {
    **{name: name for name in _GREEK},
    "varepsilon": "epsilon.alt",
    "times": "times",
    "cdot": "dot.op",
    "div": "div",
    "pm": "plus.minus",
    "mp": "minus.plus",
    "le": "<=",
    "leq": "<=",
    "ge": ">=",
    "geq": ">=",
    "ne": "!=",
    "neq": "!=",
    "approx": "approx",
    "sim": "tilde.op",
    "propto": "prop",
    "equiv": "equiv",
    "in": "in",
    "notin": "in.not",
    "subset": "subset",
    "subseteq": "subset.eq",
    "cup": "union",
    "cap": "inter",
    "to": "->",
    "rightarrow": "->",
    "leftarrow": "<-",
    "Rightarrow": "=>",
    "mapsto": "|->",
    "infty": "infinity",
    "partial": "partial",
    "nabla": "nabla",
    "sum": "sum",
    "prod": "product",
    "int": "integral",
    "ldots": "dots.h",
    "cdots": "dots.h.c",
    "dots": "dots.h",
    "forall": "forall",
    "exists": "exists",
    "mid": "|",
    "quad": "quad",
    "qquad": "wide",
    "ell": "ell",
}

_FUNCTIONS = ["log", "ln", "exp", "min", "max", "sin", "cos", "tan", "lim", "sup", "inf", "det", "arg", "gcd", "Pr"]

#: Marks that have a meaning of their own within Typst's math calls.
_PUNCTUATION = {",": "comma", ";": "semi", ":": "colon", "/": r"\/"}

_SPACES = {",": "thin", ";": "med", ":": "med", "!": "", " ": "space"}

_TEXT_COMMANDS = {"text", "textrm", "mathrm", "operatorname", "mbox"}

_WRAPPERS = {
    "sqrt": "sqrt",
    "bar": "overline",
    "overline": "overline",
    "hat": "hat",
    "tilde": "tilde",
    "vec": "arrow",
    "dot": "dot",
    "mathbf": "bold",
    "mathcal": "cal",
    "mathbb": "bb",
    "mathit": "italic",
}


class _Unknown(Exception):
    """The formula uses something this converter does not know."""


def to_typst(latex: str) -> str | None:
    r"""Convert a LaTeX formula to Typst math, or answer ``None``.

    Parameters
    ----------
    latex
        A formula without its dollar signs.

    Returns
    -------
    str or None
        Markup for use between Typst's dollar signs; ``None`` when the formula
        holds a command or a structure that is not known here.

    Examples
    --------
    >>> to_typst(r"\frac{a}{b}")
    '(a)/(b)'
    >>> to_typst(r"\begin{cases}") is None
    True
    """
    tokens = _Tokens(_TOKEN.findall(latex))
    try:
        return _sequence(tokens, closing=None).strip()
    except _Unknown:
        return None


class _Tokens:
    """A list of tokens with one look ahead."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def __iter__(self) -> Iterator[str]:
        while self._at < len(self._tokens):
            yield self.take()

    def take(self) -> str:
        if self._at >= len(self._tokens):
            raise _Unknown
        self._at += 1
        return self._tokens[self._at - 1]

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def skip_space(self) -> None:
        while self.peek().isspace():
            self._at += 1


def _sequence(tokens: _Tokens, closing: str | None) -> str:
    parts: list[str] = []
    for token in tokens:
        if token == closing:
            return " ".join(parts)
        if token in ("^", "_"):
            # Typst wants something to hang a script on; LaTeX does not.
            base = parts.pop() if parts and parts[-1] not in ("(", "[") else '""'
            parts.append(f"{base}{token}({_argument(tokens)})")
        elif token == "'" and parts:
            parts[-1] += "'"
        elif atom := _atom(token, tokens):
            parts.append(atom)
    if closing is not None:
        raise _Unknown
    return " ".join(parts)


def _argument(tokens: _Tokens) -> str:
    tokens.skip_space()
    token = tokens.take()
    # ``\frac12`` and ``x^23`` take one digit, not the whole number.
    if token.isdigit() and len(token) > 1:
        raise _Unknown
    inner = _sequence(tokens, "}") if token == "{" else _atom(token, tokens)
    return _balanced(inner) or '""'


def _raw_argument(tokens: _Tokens) -> str:
    tokens.skip_space()
    if tokens.take() != "{":
        raise _Unknown
    words: list[str] = []
    for token in tokens:
        if token == "}":
            return "".join(words)
        if token == "{":
            raise _Unknown
        words.append(token[1:] if token[0] == "\\" and not token[1:].isalpha() else token)
    raise _Unknown


def _atom(token: str, tokens: _Tokens) -> str:
    if token.isspace():
        return ""
    if token == "{":
        return _group(_balanced(_sequence(tokens, "}")))
    if token in ("}", "&"):
        raise _Unknown
    if token.startswith("\\"):
        return _command(token[1:], tokens)
    return _character(token)


def _balanced(inner: str) -> str:
    """Refuse brackets that would close those of the Typst call around them."""
    plain = re.sub(r'"(?:\\.|[^"\\])*"', "", inner)
    depth = 0
    for char in plain:
        depth += (char in "([") - (char in ")]")
        if depth < 0:
            raise _Unknown
    if depth:
        raise _Unknown
    return inner


def _group(inner: str) -> str:
    return inner if re.fullmatch(r"[A-Za-z]?|[0-9]+", inner) else f"lr({inner})"


def _character(token: str) -> str:
    if token.isalnum() and token.isascii():
        return f'"{token}"' if "," in token else token
    if token in _PUNCTUATION:
        return _PUNCTUATION[token]
    if token in "+-=<>()[]|!.*":
        return token
    return '"' + token.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _command(name: str, tokens: _Tokens) -> str:
    if name in _SPACES:
        return _SPACES[name]
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    if name in _FUNCTIONS:
        return name
    if name in _TEXT_COMMANDS:
        return _character_string(_raw_argument(tokens))
    if name in _WRAPPERS:
        return f"{_WRAPPERS[name]}({_argument(tokens)})"
    if name in ("frac", "dfrac", "tfrac"):
        top = _argument(tokens)
        return f"({top})/({_argument(tokens)})"
    if name in ("left", "right"):
        return _delimiter(tokens)
    if len(name) == 1 and not name.isalpha():
        return _character_string(name)
    raise _Unknown


def _delimiter(tokens: _Tokens) -> str:
    # Typst sizes matching delimiters by itself.
    token = tokens.take()
    if token == ".":
        return ""
    if token in "()[]|":
        return token
    raise _Unknown


def _character_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
