"""What we know: one definition of each table, read and checked once."""

from labatlas.tables.dataset import Dataset, catalogue, dataset_of, open_dataset, read_evidence

__all__ = ["Dataset", "catalogue", "dataset_of", "open_dataset", "read_evidence"]
