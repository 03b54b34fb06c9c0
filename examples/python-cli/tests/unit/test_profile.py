from __future__ import annotations

import pytest

import csvscope.profile
from csvscope.profile import ColumnProfile, profile_rows


def column(*cells: str) -> ColumnProfile:
    [profile] = profile_rows(["x"], [[cell] for cell in cells]).columns
    return profile


def test_integers_and_numbers_together_are_numbers() -> None:
    assert column("1", "2.5", "").kind == "number"


def test_numbers_and_words_together_are_text() -> None:
    assert column("1", "two").kind == "text"
    assert column("1", "two").mean is None


def test_a_column_of_nothing_is_empty() -> None:
    assert column("", "null").kind == "empty"
    assert column("", "null").missing == 2


def test_the_mean_leaves_missing_cells_out() -> None:
    assert column("1", "", "3").mean == pytest.approx(2.0)


def test_the_extremes_are_those_of_the_numbers() -> None:
    profile = column("5", "-2", "3.5")
    assert (profile.lowest, profile.highest) == (-2.0, 5.0)


def test_the_most_frequent_value_is_told_when_one_is_there_twice() -> None:
    assert column("a", "b", "a").most_frequent == ("a", 2)
    assert column("a", "b", "c").most_frequent is None


def test_a_column_of_very_many_values_stops_counting_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvscope.profile, "DISTINCT_LIMIT", 2)
    profile = column("a", "b", "c", "d")
    assert profile.many_values
    assert profile.most_frequent is None
    assert len(profile.values) == 3


def test_a_row_of_another_length_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        profile_rows(["a", "b"], [["1"]])
