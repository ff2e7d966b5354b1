"""All of coding without a network and without data of nltk: no socket is opened, no corpus looked for."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import nltk.data
import pytest

TESTS = Path(__file__).resolve().parent
RUN = """
import json, sys
seen = []

def listen(event, arguments):
    if event.startswith("socket.") or event in {"urllib.Request", "ftplib.connect", "http.client.connect"}:
        seen.append(event)
    # Where nltk finds its data is asked through the file system.
    if event == "open" and "nltk_data" in str(arguments[0]):
        seen.append(str(arguments[0]))

sys.addaudithook(listen)
sys.path.insert(0, sys.argv[1])
from pathlib import Path

import nltk.data
import pytest
from interviews import with_example
from familypanel import coding
from familypanel.study.beginning import begin

place = Path(sys.argv[2])
study = with_example(begin(place / "study"))
(study.root / "dictionary.yaml").write_text("codes: {money: [rent, {stem: debt}], waiting: [wait*]}")
answers = {
    "kwic": coding.kwic(study, "listen", "stem"),
    "keywords": coding.keywords(study, "code"),
    "collocations": coding.collocations(study, window=4),
    "dictionary": coding.dictionary.test(study),
    "cluster": coding.cluster(study, k=3, adjust="role", picture=place / "map.svg"),
    "suggest": coding.suggest(study),
    "queue": coding.queue(study),
    "quotes": coding.quotes(study),
    "themes": coding.themes(study),
    "codings": coding.codings(study),
    "history": coding.history(study),
}
import nltk
try:
    nltk.data.find("corpora/stopwords")
    seen.append("nltk data is on this computer")
except LookupError:
    pass
print(json.dumps({"seen": seen, "rows": {name: len(table.rows) for name, table in answers.items()}}))
"""


def test_no_socket_is_opened_and_no_nltk_data_is_there(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUN, str(TESTS), str(tmp_path)]
    environment = {**os.environ, "NLTK_DATA": str(tmp_path / "none"), "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["seen"] == []
    assert all(told["rows"].values()), told["rows"]


def test_the_listener_hears_a_socket(tmp_path: Path) -> None:
    listening = RUN.split("from pathlib", maxsplit=1)[0]
    opening = listening + "import socket; socket.socket().close(); print(len(seen))"
    done = subprocess.run(
        [sys.executable, "-c", opening, str(TESTS)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) >= 1


def test_every_test_is_listened_to(nothing_outside: list[str]) -> None:
    with pytest.raises(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
        outside.bind(("192.0.2.1", 9))
    with pytest.raises(LookupError):
        nltk.data.find("corpora/stopwords")
    assert nothing_outside == ["socket.bind 192.0.2.1"]
    nothing_outside.clear()
