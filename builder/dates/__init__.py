"""Dates: one type for every date of the content, from a year to a moment, and how it is read."""

from builder.dates.date import Date, is_after
from builder.dates.reading import DAY, LIFE, PUBLICATION, Form, help_for, read_date, read_day

__all__ = ["DAY", "LIFE", "PUBLICATION", "Date", "Form", "help_for", "is_after", "read_date", "read_day"]
