"""Files of `wabahook export` in three engines, against the lines of `wabahook events`.

Usage: check.py TOOL FOLDER
"""

import json
import pathlib
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime, timezone

import duckdb
import polars
import pyarrow
import pyarrow.feather
import pyarrow.parquet

CORPUS = pathlib.Path("corpus")
# Bodies of these are refused, or are not bodies.
LEFT_OUT = {"invalid", "wrapped", "regress"}

tool, folder = sys.argv[1], pathlib.Path(sys.argv[2])
paths = sorted(str(path) for path in CORPUS.iterdir() if path.name not in LEFT_OUT)
checked = 0


def run(*arguments):
    ran = subprocess.run([tool, *arguments], stdout=subprocess.PIPE, text=True, check=False)
    assert ran.returncode in (0, 1), (arguments, ran.returncode)
    return ran.stdout


def same(what, found, expected):
    global checked
    assert found == expected, f"{what}: {found} and not {expected}"
    checked += 1


def tables():
    """The names of the tables, as the tool lists them when it is given a wrong one."""
    ran = subprocess.run(
        [tool, "export", "--table", "?", "-o", "x.csv", "-"],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    names = re.search(r"possible values: ([^\]]*)\]", ran.stderr)[1].replace("\n", " ")
    return [name.strip() for name in names.split(",")]


def day(seconds):
    return datetime.fromtimestamp(int(seconds), timezone.utc).strftime("%Y-%m-%d")


# Not `splitlines`: texts hold U+2028 and the like.
lines = [json.loads(line) for line in run("events", *paths).split("\n") if line]
items = [line for line in lines if line["kind"] != "malformed"]
kinds = Counter(line["kind"] for line in lines)


def is_value(line):
    """Items of some kinds are called like the field that they come in."""
    return re.search(r"(^|\.)value$", line["path"]) is not None


of_kind = Counter(line["kind"] for line in items if not is_value(line))
of_field = Counter(line["kind"] for line in items if is_value(line))


def billed():
    """Paid messages by category and day."""
    found = {}
    for line in items:
        item = line.get("item", {})
        pricing = item.get("pricing") or item.get("conversation", {}).get("pricing") or {}
        if line["kind"] == "status" and pricing.get("billable") in (True, "true"):
            seconds = int(item["timestamp"])
            key = (pricing.get("category"), day(seconds if seconds < 10**11 else seconds / 1000))
            found.setdefault(key, set()).add(item["id"])
    return {key: len(ids) for key, ids in found.items()}


def received():
    """Messages by type and business number."""
    messages = [line for line in items if line["kind"] == "message"]
    return Counter((line["item"].get("type"), line.get("phone_number_id")) for line in messages)


def in_duckdb(path):
    """Asks what `docs/COLUMNS.md` asks."""
    page = pathlib.Path("docs/COLUMNS.md").read_text(encoding="utf-8")
    paid, sorts, latest = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    ask = lambda query: duckdb.sql(query.strip().strip(";").replace("'events.parquet'", f"'{path}'")).fetchall()
    same("DuckDB: kinds", dict(ask("select kind, count(*) from 'events.parquet' group by all")), dict(kinds))
    found = {(category, str(on)): messages for category, on, messages in ask(paid)}
    same("DuckDB: billed", found, billed())
    distinct = {}
    for line in items:
        if line["kind"] == "message":
            key = (line["item"].get("type"), line.get("phone_number_id"))
            distinct.setdefault(key, set()).add(line["dedupe_key"])
    expected = {key: len(messages) for key, messages in distinct.items()}
    same("DuckDB: received", {row[:2]: row[2] for row in ask(sorts)}, expected)
    ranks = {"sent": 1, "delivered": 2, "read": 3, "played": 4, "failed": 9}
    highest = {}
    for line in items:
        rank = ranks.get(line["item"].get("status")) if line["kind"] == "status" else None
        if rank:
            message = str(line["item"]["id"])
            highest[message] = max(rank, highest.get(message, 0))
    found = {message: ranks[status] for message, status in ask(latest)}
    same("DuckDB: latest", found, highest)


def in_polars(frame):
    col = polars.col
    same("Polars: kinds", dict(frame.group_by("kind").len().iter_rows()), dict(kinds))
    paid = frame.filter((col("kind") == "status") & col("billable"))
    days = paid.group_by("pricing_category", col("timestamp").dt.strftime("%Y-%m-%d").alias("day"))
    rows = days.agg(col("id").n_unique()).iter_rows()
    same("Polars: billed", {row[:2]: row[2] for row in rows}, billed())
    rows = frame.filter(col("kind") == "message").group_by("type", "phone_number_id").len()
    same("Polars: received", {row[:2]: row[2] for row in rows.iter_rows()}, dict(received()))


def in_pyarrow(table):
    count = lambda of, keys: of.group_by(keys).aggregate([([], "count_all")]).to_pylist()
    rows = count(table, ["kind"])
    same("pyarrow: kinds", {row["kind"]: row["count_all"] for row in rows}, dict(kinds))
    messages = table.filter(pyarrow.compute.field("kind") == "message")
    rows = count(messages, ["type", "phone_number_id"])
    found = {(row["type"], row["phone_number_id"]): row["count_all"] for row in rows}
    same("pyarrow: received", found, dict(received()))


def export(table, ending):
    """Returns the path and the number of rows that the tool tells."""
    path = str(folder / f"{table}.{ending}")
    told = run("export", "--table", table, "-o", path, *paths)
    return path, int(re.search(r": ([\d,]+) rows", told)[1].replace(",", ""))


def main():
    assert billed() and received() and len(kinds) > 15
    for table in tables():
        path, rows = export(table, "parquet")
        arrow, again = export(table, "arrow")
        same(f"{table}: rows", again, rows)
        assert rows > 0, table
        # A field with several names has one table.
        counted = of_kind.get(table, of_field.get(table))
        if table not in ("events", "business_username_updates"):
            same(f"{table}: items", rows, counted)
        found = duckdb.sql(f"select count(*), count(columns(*)) from '{path}'").fetchall()
        same(f"DuckDB: {table}", found[0][0], rows)
        same(f"Polars: {table}", polars.read_parquet(path).height, rows)
        same(f"Polars: {table}.arrow", polars.read_ipc(arrow).height, rows)
        parquet, feather = pyarrow.parquet.read_table(path), pyarrow.feather.read_table(arrow)
        parquet.validate(full=True)
        feather.validate(full=True)
        same(f"pyarrow: {table}", parquet.to_pylist(), feather.to_pylist())
        same(f"pyarrow: {table}, rows", parquet.num_rows, rows)
        # Batches that are handed over, and not read from a file.
        found = duckdb.sql("select count(*), count(columns(*)) from feather").fetchall()
        same(f"DuckDB: {table}, handed over", found[0][0], rows)
        if table == "events":
            in_duckdb(path)
            in_polars(polars.read_parquet(path))
            in_polars(polars.read_ipc(arrow))
            in_pyarrow(parquet)
            in_pyarrow(feather)
        if table == "status":
            query = f"select pricing.category, count(*) from '{path}' where pricing is not null group by all"
            of_items = Counter(
                line["item"]["pricing"].get("category")
                for line in items
                if line["kind"] == "status" and line["item"].get("pricing") is not None
            )
            same("DuckDB: nested", dict(duckdb.sql(query).fetchall()), dict(of_items))
    print(f"{checked} comparisons in DuckDB, Polars and pyarrow")


main()
