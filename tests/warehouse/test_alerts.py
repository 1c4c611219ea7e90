"""What an alert says, that it arrives, and that nobody is worse off when it cannot."""

import json
import logging
import socket
from datetime import datetime

import pytest

from tests.alert_receiver import SECRET, listening
from warehouse import alerts
from warehouse.alerts import Alert, send
from warehouse.settings import Settings

ALERT = Alert(
    title="load_crm.load failed",
    what="The file's third row holds 'Ann' (ann@example.com), \"Smith\" & <more>.",
    since=datetime(2018, 1, 1, 5),
    observed="1 of 3 rows holds 'Ann'",
    to_do="- **load**: mend the file.",
    where="reports/data_docs/index.html",
)


@pytest.fixture
def receiver():
    with listening() as receiver:
        yield receiver


def at(url: str | None, tmp_path) -> Settings:
    return Settings(home=tmp_path, alert_url=url, _env_file=None)


def logged(caplog, level: int) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == level]


def test_it_arrives_as_slack_takes_it(receiver, tmp_path, caplog):
    assert send(at(receiver.url, tmp_path), ALERT)

    (message,) = receiver.posted
    assert message["text"].splitlines()[0] == "load_crm.load failed"
    assert [block["type"] for block in message["blocks"]] == ["header", "section", "section", "section", "section"]
    assert message["blocks"][2]["fields"][0]["text"] == "*Since*\n2018-01-01 05:00:00 UTC"
    assert "*load*: mend the file." in message["blocks"][3]["text"]["text"]
    assert logged(caplog, logging.ERROR) == [ALERT.text()]


def test_no_quoted_value_and_no_address_leaves(receiver, tmp_path):
    send(at(receiver.url, tmp_path), ALERT)

    sent = json.dumps(receiver.posted)
    for personal in ("Ann", "ann@example", "Smith"):
        assert personal not in sent
    assert receiver.posted[0]["blocks"][1]["text"]["text"].endswith("&amp; &lt;more&gt;.")


def test_slack_refuses_empty_blocks_so_there_are_none(receiver, tmp_path):
    send(at(receiver.url, tmp_path), Alert("web is on time again", "It came.", datetime(2018, 1, 1), "", "", ""))

    assert [block["type"] for block in receiver.posted[0]["blocks"]] == ["header", "section", "section"]
    assert len(receiver.posted[0]["blocks"][2]["fields"]) == 1


def test_a_long_message_is_cut_to_what_slack_takes():
    blocks = Alert("t" * 200, "w" * 4000, datetime(2018, 1, 1), "o" * 4000, "d" * 4000, "").message()["blocks"]

    assert len(blocks[0]["text"]["text"]) == 150
    assert [len(blocks[1]["text"]["text"]), len(blocks[3]["text"]["text"])] == [3000, 3000]
    assert len(blocks[2]["fields"][1]["text"]) == 2000


def test_without_a_url_it_is_logged(tmp_path, caplog):
    assert send(at(None, tmp_path), ALERT)
    assert logged(caplog, logging.ERROR) == [ALERT.text()]


@pytest.mark.parametrize(("answer", "location"), [(500, None), (302, "/elsewhere")])
def test_another_answer_than_yes_is_one_warning_without_the_secret(receiver, tmp_path, caplog, answer, location):
    receiver.answer, receiver.location = answer, location

    assert not send(at(receiver.url, tmp_path), ALERT)

    assert logged(caplog, logging.WARNING) == [f"The alert could not be posted to 127.0.0.1: it answered {answer}."]


@pytest.mark.parametrize(
    "url",
    [
        f"http://127.0.0.1:9/{SECRET}",
        f"http://user:{SECRET}@127.0.0.1:99999/",
        f"http://127.0.0.1/{SECRET} with a space",
        f"http://[::1/{SECRET}",
        f"file:///{SECRET}",
        f"ftp://127.0.0.1/{SECRET}",
        SECRET,
    ],
)
def test_a_url_that_does_not_work_is_one_warning_without_the_secret(tmp_path, caplog, url):
    assert not send(at(url, tmp_path), ALERT)

    (warning,) = logged(caplog, logging.WARNING)
    assert warning.startswith("The alert could not be posted to ")
    assert "secret" not in warning


def test_a_server_that_does_not_answer_is_not_waited_for(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(alerts, "_PATIENCE_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not send(at(f"http://127.0.0.1:{silent.getsockname()[1]}/{SECRET}", tmp_path), ALERT)

    (warning,) = logged(caplog, logging.WARNING)
    assert warning == "The alert could not be posted to 127.0.0.1: no answer within 0.1 s."
