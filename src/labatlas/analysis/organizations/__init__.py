"""Organizations: what happened to them, who paid, what form they took, who came out of whom; one module a topic."""

from labatlas.analysis.organizations.key_findings import findings

__all__ = ["findings"]
