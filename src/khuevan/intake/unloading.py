"""The path of many rows out of the database: COPY of a query, read as a frame. Nothing is done per row in
Python."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection
from psycopg import sql

NOTHING = "\\N"


def read_frame(query: str, values: Mapping[str, Any], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """The rows of a query as a frame of the given columns, in the query's order, on Django's connection.

    ``values`` fill the query's ``%(name)s``. Row-level security holds as for any query. Text, integers,
    floats, dates and true or false are read; an empty text stays one, NULL is null.
    """
    statement = sql.SQL("COPY ({}) TO STDOUT (FORMAT csv, NULL '\\N')").format(sql.SQL(query))
    out = BytesIO()
    with connection.cursor() as cursor, cursor.copy(statement, dict(values)) as copy:
        for piece in copy:
            out.write(piece)
    if not out.tell():
        return pl.DataFrame(schema=dict(schema))
    flags = [name for name, kind in schema.items() if kind == pl.Boolean]
    read = {name: pl.String() if name in flags else kind for name, kind in schema.items()}
    out.seek(0)
    frame = pl.read_csv(
        out, has_header=False, new_columns=list(read), schema_overrides=list(read.values()),
        null_values=NOTHING, empty_string_is_null=False,
    )  # fmt: skip
    return frame.with_columns(pl.col(flags) == "t") if flags else frame
