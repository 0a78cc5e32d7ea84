"""What we know: one definition of each table, read and checked once."""

from labatlas.tables.dataset import Dataset, catalogue, open_dataset

__all__ = ["Dataset", "catalogue", "open_dataset"]
