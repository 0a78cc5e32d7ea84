"""Lab Atlas: how the world's top AI institutions were built.

Examples
--------
>>> import labatlas
>>> labatlas.open_dataset().scholars.columns[0]
'ranking'
"""

from importlib.metadata import version

import pandas as pd

from labatlas.tables import Dataset, open_dataset

__all__ = ["Dataset", "__version__", "open_dataset"]

__version__ = version("labatlas")

# A printed number in a table still knows its value; strings kept by Arrow, the default where it is installed, forget it.
pd.set_option("mode.string_storage", "python")
