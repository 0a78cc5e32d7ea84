"""Lab Atlas: how the world's top AI institutions were built.

Examples
--------
>>> import labatlas
>>> labatlas.open_dataset().scholars.columns[0]
'ranking'
"""

from importlib.metadata import version

from labatlas.tables import Dataset, open_dataset

__all__ = ["Dataset", "__version__", "open_dataset"]

__version__ = version("labatlas")
