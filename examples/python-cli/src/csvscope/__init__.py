"""Look into a CSV file: what is in each column, what is missing, what does not fit."""

from csvscope.profile import ColumnProfile, FileProfile, profile_rows
from csvscope.reading import CsvProblem, read_csv

__all__ = ["ColumnProfile", "CsvProblem", "FileProfile", "profile_rows", "read_csv"]
__version__ = "0.3.0"
