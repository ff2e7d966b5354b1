"""Receive damaged files, each in a fork of one warm process: thousands in minutes.

Run as ``python surveys_mutants.py FILE SEED COUNT FOLDER``; says how they ended as JSON. The fork stands
for parent and child at once: what the reader raises becomes what the real child would answer, what the C
library does ends the fork only, and anything the parent raises beside a `ProblemError` counts as a traceback.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import signal
import sys
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

from familypanel.study import child
from familypanel.study.beginning import begin
from familypanel.study.folder import Study
from familypanel.study.problems import ProblemError
from familypanel.surveys import receive

ACCEPTED, REFUSED, TRACEBACK = 0, 10, 11
SECONDS = 20


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Change, cut out, double or overwrite a few bytes, more often in the dictionary than in the data."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(min(len(changed), chance.choice([200, 1200, len(changed)])) or 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[at : at + 4] = chance.choice([b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\xff" * 4])
            case 2:
                del changed[at : at + chance.randint(1, 40)]
            case 3:
                changed[at:at] = changed[at : at + chance.randint(1, 40)]
            case 4:
                del changed[max(at, 4) :]
    return bytes(changed)


def in_this_process(target: str, path: Path, *args: Any) -> child.Answer:
    """Do what the limited child does, and take its answer as its parent does."""
    stream = io.BytesIO()
    body = json.dumps(child._call(stream, target, path, args)).encode()
    return child.Answer(*child._answer(path, 0, stream.getvalue() + body + len(body).to_bytes(8, "big"), 0))


def one(study: Study, path: Path, urn: str | None) -> int:
    """Receive one file, `urn` being its column of URNs; the exit code says how it ended."""
    try:
        table = receive(study, path, "baseline", id=urn, dry_run=True)
    except ProblemError:
        return REFUSED
    except BaseException:
        traceback.print_exc()
        return TRACEBACK
    facts = table.facts
    sound = facts["rows_in"] == facts["accepted"] + facts["quarantined"] + facts["duplicates"]
    return ACCEPTED if sound else TRACEBACK


def forked(study: Study, path: Path, urn: str | None) -> str:
    """Run `one` in a fork with limits on time and memory."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        os._exit(one(study, path, urn))
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return "hung" if os.WTERMSIG(status) == signal.SIGALRM else "reader crashed"
    return {ACCEPTED: "accepted", REFUSED: "refused"}.get(os.WEXITSTATUS(status), "traceback")


def main() -> None:
    """Damage, receive, count."""
    source, seed, count, folder = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    child.run_limited = in_this_process
    study, chance, found = begin(folder / "study"), random.Random(seed), Counter[str]()
    path, content = folder / f"mutant{source.suffix}", source.read_bytes()
    urn = "respondent_number" if source.stem == "features" else None
    receive(study, source, "baseline", id=urn, dry_run=True)  # imports everything once
    for number in range(count):
        path.write_bytes(mutated(content, chance))
        ended = forked(study, path, urn)
        found[ended] += 1
        if ended in ("hung", "traceback"):
            (folder / f"{ended}-{number}{source.suffix}").write_bytes(path.read_bytes())
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
