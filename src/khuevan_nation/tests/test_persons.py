import unicodedata

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from khuevan_kernel.identity import search_key, sort_key, tidy
from khuevan_nation.draws import apportion, even
from khuevan_nation.names import Namer
from khuevan_nation.tests.small import nation

NAMER = Namer(3)
PEOPLE = st.tuples(
    st.integers(0, 10**8), st.integers(1, 56), st.integers(0, 2), st.integers(1, 2), st.integers(0, 1)
)


@given(PEOPLE)
def test_names_are_composed_and_their_keys_are_the_kernels(person):
    drawn = NAMER.draw(*(np.array([number]) for number in person))
    name, search, sort = (column[0] for column in NAMER.columns(drawn))

    assert name == tidy(name) == unicodedata.normalize("NFC", name)
    assert (search, sort) == (search_key(name), sort_key(name))
    assert 1 <= len(name.split()) < 7  # K’Brêm is a whole name
    assert all(sign.isalpha() or sign in " ’'" for sign in name)
    assert all(word[0].isupper() for word in name.split())


@given(st.integers(0, 2**40), st.floats(0.001, 0.999))
def test_even_draws_keep_to_a_share_within_two_in_a_run(start, share):
    run = even(99, np.arange(start // 64 * 64, start // 64 * 64 + 640))

    assert abs((run < share).sum() - 640 * share) <= 10


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=50).filter(any))
def test_apportioning_shares_out_everything_and_nobody_is_off_by_one(total, weights):
    shares = apportion(total, weights)

    assert shares.sum() == total
    assert (np.abs(shares - total * np.array(weights) / sum(weights)) < 1).all()


@given(st.integers(20, 1000), st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_whoever_is_promised_one_has_one(total, weights):
    shares = apportion(total, weights, least=1)

    assert shares.sum() == total and shares.min() >= 1


def test_national_numbers_are_different_and_say_who_bears_them():
    country = nation(0.004)
    truth = country["truth"]
    bearers = set(truth["person_a"].to_list()) | set(truth["person_b"].drop_nulls().to_list())
    held = (
        country["identifiers"]
        .filter(~pl.col("person_id").is_in(list(bearers)))
        .join(country["persons"], left_on="person_id", right_on="id")
    )
    year = held["birth_date"].dt.year()
    digit = held["value"].str.slice(3, 1).cast(pl.Int64)

    assert held["value"].is_unique().all()
    assert (held["value"].str.len_chars() == 12).all()
    assert (held["value"].str.slice(4, 2).cast(pl.Int64) == year % 100).all()
    assert (digit == (held["sex"] - 1) + 2 * (year >= 2000).cast(pl.Int64)).all()


def test_minorities_live_where_they_do():
    country = nation(0.004)
    province = dict(country["units"].select("id", pl.col("path").str.split("/").list.get(2)).iter_rows())
    offices = country["units"].filter(pl.col("kind") == "province").select("id", "territory")
    code = {str(number): territory for number, territory in offices.iter_rows()}
    persons = (
        country["persons"]
        .head(20_000)
        .with_columns(province=pl.col("unit_id").replace_strict(province).replace_strict(code, default=""))
    )
    hmong = persons.filter(pl.col("ethnicity") == 8)["province"].value_counts()
    shares = dict(persons.group_by("province").agg((pl.col("ethnicity") == 1).mean()).iter_rows())

    assert hmong.height > 2
    assert shares["01"] > 0.97
    assert shares.get("04", 0.05) < 0.2
