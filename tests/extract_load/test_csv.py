"""Everything that a CSV file can be: what is accepted from it, what is quarantined, and when it is refused."""

import gzip
from decimal import Decimal

import pytest

ENTITIES = """
  lines:
    description: One record per line.
    path: lines/**/*
    format: csv
    key: [order_id]
    columns:
      order_id: {from: Order ID, type: varchar, required: true}
      quantity: {type: bigint}
      amount: {type: "decimal(8,2)"}
      note: {type: varchar, pii: free_text}
"""
HEAD = "Order ID,quantity,amount,note\n"
QUOTE = "a quote is opened and not closed, or stands inside a field"
NOT_TEXT = "the line is not UTF-8 text"

# name: (content, accepted (line, order_id, quantity, amount, note), rejected line -> reasons)
CASES = {
    "plain": (HEAD + "a,1,2.50,x\n", [(2, "a", 1, "2.50", "x")], {}),
    "empty fields are missing": (HEAD + "a,,,\n", [(2, "a", None, None, None)], {}),
    "quoted empty is missing too": (HEAD + 'a,"","",""\n', [(2, "a", None, None, None)], {}),
    "embedded comma": (HEAD + 'a,1,2,"x, y"\n', [(2, "a", 1, "2.00", "x, y")], {}),
    "doubled quotes": (HEAD + 'a,1,2,"x ""y"" z"\n', [(2, "a", 1, "2.00", 'x "y" z')], {}),
    "nothing but a doubled quote": (HEAD + 'a,1,2,""""\n', [(2, "a", 1, "2.00", '"')], {}),
    "everything quoted": (HEAD + '"a","1","2.5","x"\n', [(2, "a", 1, "2.50", "x")], {}),
    "quote inside a field": (HEAD + 'a,1,2,5" pipe\nb,1,2,x\n', [(3, "b", 1, "2.00", "x")], {2: [QUOTE]}),
    "text after a quote": (HEAD + 'a,1,2,"x"y\nb,1,2,x\n', [(3, "b", 1, "2.00", "x")], {2: [QUOTE]}),
    "unclosed quote": (HEAD + 'a,1,2,"x\nb,1,2,y\n', [(3, "b", 1, "2.00", "y")], {2: [QUOTE]}),
    "single quotes mean nothing": (HEAD + "a,1,2,'x\n", [(2, "a", 1, "2.00", "'x")], {}),
    "spaces are kept": (HEAD + "  a ,1,2, x \n", [(2, "  a ", 1, "2.00", " x ")], {}),
    "the word NULL is a word": (HEAD + "NULL,1,2,\\N\n", [(2, "NULL", 1, "2.00", "\\N")], {}),
    "no comments": (HEAD + "#a,1,2,x\n", [(2, "#a", 1, "2.00", "x")], {}),
    "byte order mark": ("\ufeff" + HEAD + "a,1,2,x\n", [(2, "a", 1, "2.00", "x")], {}),
    "CR LF": (
        (HEAD + "a,1,2,x\nb,1,2,y\n").replace("\n", "\r\n"),
        [(2, "a", 1, "2.00", "x"), (3, "b", 1, "2.00", "y")],
        {},
    ),
    "lone CR": (
        (HEAD + "a,1,2,x\nb,1,2,y\n").replace("\n", "\r"),
        [(2, "a", 1, "2.00", "x"), (3, "b", 1, "2.00", "y")],
        {},
    ),
    "mixed ends": (
        HEAD + "a,1,2,x\r\nb,1,2,y\rc,1,2,z",
        [(n, o, 1, "2.00", t) for n, o, t in ((2, "a", "x"), (3, "b", "y"), (4, "c", "z"))],
        {},
    ),
    "no end after the last line": (HEAD + "a,1,2,x", [(2, "a", 1, "2.00", "x")], {}),
    "one empty line first": ("\n" + HEAD + "a,1,2,x\n", [(3, "a", 1, "2.00", "x")], {}),
    "one empty line first, CR LF": ("\r\n" + HEAD + "a,1,2,x\n", [(3, "a", 1, "2.00", "x")], {}),
    "line break in a field": (
        HEAD + 'a,1,2,"x\ny"\nb,1,2,"z\r\n\r\n"\nc,1,2,w\n',
        [(2, "a", 1, "2.00", "x\ny"), (4, "b", 1, "2.00", "z\n\n"), (7, "c", 1, "2.00", "w")],
        {},
    ),
    "line break, and a quote that is never closed": (
        HEAD + 'a,1,2,"x\ny"\nb,1,2,"z\nc,1,2,w\n',
        [(2, "a", 1, "2.00", "x\ny"), (5, "c", 1, "2.00", "w")],
        {4: [QUOTE]},
    ),
    "empty lines": (
        "\n\n" + HEAD + "\na,1,2,x\n\n\nb,1,2,y\n\n",
        [(5, "a", 1, "2.00", "x"), (8, "b", 1, "2.00", "y")],
        {},
    ),
    "a line of spaces": (HEAD + "  \n", [], {2: ["it has 1 fields where the header has 4"]}),
    "header only": (HEAD, [], {}),
    "header only, without an end": (HEAD.rstrip(), [], {}),
    "too few and too many": (
        HEAD + "a,1,2\nb,1,2,x,\nc,1,2,x\n",
        [(4, "c", 1, "2.00", "x")],
        {2: ["it has 3 fields where the header has 4"], 3: ["it has 5 fields where the header has 4"]},
    ),
    "not UTF-8 in the middle": (
        HEAD.encode() + b"a,1,2,x\n\nb,1,2,\xe9\n\xff,1,2,x\nc,1,2,y\nd,1,\xff,y\n\ne,1,2,z\n",
        [(2, "a", 1, "2.00", "x"), (6, "c", 1, "2.00", "y"), (9, "e", 1, "2.00", "z")],
        {4: [NOT_TEXT], 5: [NOT_TEXT], 7: [NOT_TEXT]},
    ),
    "a NUL": (HEAD + "a,1,2,x\0y\n", [(2, "a", 1, "2.00", "x\0y")], {}),
    "control characters": (
        HEAD + "a,1,2,\x1f\x1ex\x1f\nb,1,2,\x1e\n",
        [(2, "a", 1, "2.00", "\x1f\x1ex\x1f"), (3, "b", 1, "2.00", "\x1e")],
        {},
    ),
    "ends that are none": (HEAD + "a,1,2,x\x0b\x0c\x85\u2028y\n", [(2, "a", 1, "2.00", "x\x0b\x0c\x85\u2028y")], {}),
    "other order": ("note,amount,Order ID,quantity\nx,2.5,a,1\n", [(2, "a", 1, "2.50", "x")], {}),
    "optional missing": ("Order ID\na\n", [(2, "a", None, None, None)], {}),
    "quoted header": ('"Order ID","quantity",amount,note\na,1,2,x\n', [(2, "a", 1, "2.00", "x")], {}),
    "spaces in the header": (HEAD.replace(",", " , "), [], {}),
    "several faults": (
        HEAD + ",1.5,2.505,secret\n",
        [],
        {2: ["order_id is missing", "quantity: '1.5' is not a bigint", "amount: '2.505' is not a decimal(8,2)"]},
    ),
    "a header in the middle": (
        HEAD + HEAD + "a,1,2,x\n",
        [(3, "a", 1, "2.00", "x")],
        {2: ["quantity: 'quantity' is not a bigint", "amount: 'amount' is not a decimal(8,2)"]},
    ),
    "twins": (HEAD + "a,1,2,x\na,1,2,x\n", [(2, "a", 1, "2.00", "x"), (3, "a", 1, "2.00", "x")], {}),
    "path 'quoted' [1] *?{x} Ü/file": (HEAD + "in a path,1,2,x\n", [(2, "in a path", 1, "2.00", "x")], {}),
    "gzip named.csv": (gzip.compress((HEAD + "zip,1,2,x\n").encode()), [(2, "zip", 1, "2.00", "x")], {}),
    "plain named.gz": (HEAD + "no zip,1,2,x\n", [(2, "no zip", 1, "2.00", "x")], {}),
    "gzip of gzips.gz": (
        gzip.compress(HEAD.encode()) + gzip.compress(b"g,1,2,x\nh,") + gzip.compress(b"1,2,y"),
        [(2, "g", 1, "2.00", "x"), (3, "h", 1, "2.00", "y")],
        {},
    ),
    "padded gzip.gz": (gzip.compress((HEAD + "pad,1,2,x\n").encode()) + bytes(512), [(2, "pad", 1, "2.00", "x")], {}),
    "gzip with a byte order mark.gz": (
        gzip.compress(("\ufeff" + HEAD + "bom,1,2,x\n").encode()),
        [(2, "bom", 1, "2.00", "x")],
        {},
    ),
    "gzip with mixed ends.gz": (gzip.compress((HEAD + "mix,1,2,x\r\n").encode()), [(2, "mix", 1, "2.00", "x")], {}),
}

# name: (content, how the sentence begins)
REFUSALS = {
    "nothing": (b"", "it is empty, without even a header"),
    "nothing.gz": (gzip.compress(b""), "it is empty, without even a header"),
    "only empty lines": ("\n\n\r\n", "it is empty, without even a header"),
    "required missing": ("quantity,note\n1,x\n", "it lacks the column 'Order ID', which the contract requires"),
    "other case": ("order id,quantity\na,1\n", "it lacks the column 'Order ID', which the contract requires"),
    "doubled name": ("Order ID,note,note\na,x,y\n", "its header names 'note' twice"),
    "truncated.gz": (
        gzip.compress((HEAD + "t,1,2,x\n" * 500).encode())[:-9],
        "its gzip stream is damaged (Compressed file ended",
    ),
    "damaged.gz": (
        gzip.compress((HEAD + "d,1,2,x\n").encode())[:-8] + bytes(8),
        "its gzip stream is damaged (CRC check failed",
    ),
    "gzip and rubbish.gz": (
        gzip.compress(HEAD.encode()) + b"rubbish",
        "its gzip stream is damaged (Not a gzipped file",
    ),
    "picture.csv": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89",
        "its header cannot be used: the line is not UTF-8",
    ),
    "header not UTF-8": (b"Order ID,\xe9\na,1\n", "its header cannot be used: the line is not UTF-8 text"),
    "noise": (bytes(range(256)) * 40, "it is full of control characters, and no text"),
    "UTF-16": ((HEAD + "u,1,2,x\n").encode("utf-16"), "its header cannot be used: the line is not UTF-8 text"),
    "unclosed header": ('"Order ID,quantity\na,1\n', "it lacks the column 'Order ID'"),
}


@pytest.fixture(scope="module")
def loaded(new_shop):
    shop = new_shop()
    shop.promise(ENTITIES)
    for number, (name, (content, *_)) in enumerate((CASES | REFUSALS).items()):
        shop.land(f"lines/dt={number:03}/{name}", content)
    shop.report = shop.load()
    shop.files = {name.split("/", 2)[2]: name for (name,) in shop.query("select file from ops.loaded_files")}
    shop.records = shop.bar()
    return shop


@pytest.mark.parametrize("name", CASES)
def test_every_record_is_in_raw_or_in_quarantine(loaded, name):
    _, accepted, rejected = CASES[name]
    file = loaded.files[name]
    rows = loaded.query(
        "select _source_row, order_id, quantity, amount, note from raw.shop__lines where _source_file = ? order by 1",
        file,
    )
    assert rows == [(*row[:3], row[3] and Decimal(row[3]), row[4]) for row in accepted]
    assert loaded.rejected(file) == rejected
    assert loaded.records[file] == (len(accepted), len(rejected))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(loaded, name):
    _, sentence = REFUSALS[name]
    file = loaded.files[name]
    assert loaded.report.refused_files[file].startswith(sentence)
    assert file not in loaded.records
    assert loaded.query("select count(*) from raw.shop__lines where _source_file = ?", file) == [(0,)]
    assert loaded.rejected(file) == {}


def test_nothing_but_the_refusals_is_refused(loaded):
    assert loaded.report.refused_files.keys() == {loaded.files[name] for name in REFUSALS}
    assert loaded.load().sentence() == f"shop: nothing new, {len(REFUSALS)} files still refused"


def test_a_line_beyond_the_limit_is_quarantined(shop):
    shop.promise(ENTITIES)
    shop.land("lines/long", HEAD + "a,1,2," + "x" * 17_000_000 + "\nb,1,2,x\n")
    shop.load()
    assert shop.rejected("lines/long") == {2: ["the line is longer than 16,000,000 bytes"]}
    assert shop.bar() == {"lines/long": (1, 1)}


def test_a_line_that_the_reader_drops_without_a_word_is_missed(shop):
    shop.promise(ENTITIES)
    shop.land("lines/longer", HEAD + "a,1,2," + "x" * 70_000_000 + "\nb,1,2,x\n")
    (reason,) = shop.load().refused_files.values()
    assert reason.startswith("it has 3 lines, 0 of them empty, but reads as 2, 0 of them empty; it may not be what its")
    assert shop.bar() == {}


def test_unknown_columns_are_kept(shop):
    shop.promise(ENTITIES)
    shop.land("lines/more", 'Order ID,colour,"si""ze"\na,"light, blue",\n')
    shop.load()
    assert shop.query("""select _extra ->> 'colour', _extra ->> '$."si\\"ze"' from raw.shop__lines""") == [
        ("light, blue", "")
    ]


def test_reasons_quote_no_personal_data_and_are_counted_without_their_values(shop):
    shop.promise(ENTITIES.replace("quantity: {type: bigint}", "quantity: {type: bigint, pii: quasi}"))
    shop.land("lines/a", HEAD + "a,one,x,\nb,two,y,\nc,1,z,\n")
    report = shop.load()
    assert shop.rejected("lines/a") == {
        2: ["quantity: '…' is not a bigint", "amount: 'x' is not a decimal(8,2)"],
        3: ["quantity: '…' is not a bigint", "amount: 'y' is not a decimal(8,2)"],
        4: ["amount: 'z' is not a decimal(8,2)"],
    }
    assert report.reasons == {"quantity: … is not a bigint": 2, "amount: … is not a decimal(8,2)": 3}
    assert shop.query("select raw_text from quarantine.rejected_rows where source_row = 2") == [("a,one,x,",)]


def test_many_rejected_lines_do_not_shift_the_others(shop):
    shop.promise(ENTITIES)
    bad = {number for number in range(2, 20_002) if number % 3 == 0 or 500 < number < 900}
    lines = [b"%d,1,2,%s" % (number, b"\xff" if number in bad else b"x") for number in range(2, 20_002)]
    shop.land("lines/a", HEAD.encode() + b"\n".join(lines))
    shop.load()
    assert shop.bar() == {"lines/a": (20_000 - len(bad), len(bad))}
    assert shop.query("select count(*) from raw.shop__lines where order_id <> _source_row::varchar") == [(0,)]
    assert shop.rejected("lines/a").keys() == bad


def test_columns_of_any_name_are_loaded(shop):
    names = ["name", "line", "defect", "extra", "records", "order", "group", "shape", "fields", "keys"]
    listed = "".join(f"      {name}: {{type: bigint}}\n" for name in names)
    shop.promise(f"  odd:\n    description: Odd names.\n    path: '*'\n    format: csv\n    columns:\n{listed}")
    shop.land("odd", ",".join(names) + "\n" + ",".join(map(str, range(10))) + "\n")
    shop.load()
    columns = ", ".join(f'"{name}"' for name in names)
    assert shop.query(f"select {columns} from raw.shop__odd") == [tuple(range(10))]
