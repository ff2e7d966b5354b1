"""Reading files from outside in a child process with limits on time and memory.

A crafted .sav can crash the C library that reads it and a small .docx can expand to gigabytes.  In a child
process neither can take the study down, and nothing is stored unless the child ended well.  What the child
decoded comes back in memory that both share (Linux), or through a pipe; it never touches the disk.

Memory is limited where the system can (`resource`: Linux, macOS); time is limited everywhere.
"""

from __future__ import annotations

import contextlib
import errno
import json
import mmap
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from .problems import ExitCode, Place, Problem, ProblemError, Severity, problem

__all__ = ["Answer", "revived", "run_limited"]

DEFAULT_SECONDS = 300
DEFAULT_MEMORY_MB = 8192
_TRAILER = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child sent back: a JSON value, and bytes (such as an Arrow stream) as a view."""

    value: Any
    payload: memoryview


def run_limited(
    target: str,
    path: Path,
    *args: Any,
    seconds: float | None = None,
    memory_mb: int | None = None,
) -> Answer:
    """Run ``target(stream, path, *args)`` in a limited child process.

    Parameters
    ----------
    target : str
        ``"package.module:function"`` of familypanel.  The function may write bytes to `stream` and
        returns a JSON value; a `ProblemError` it raises is raised here again.
    path : Path
        The file from outside.
    *args
        JSON values.
    seconds : float, optional
        Wall-clock limit; default 300, or ``FAMILYPANEL_READ_SECONDS``.
    memory_mb : int, optional
        Address-space limit in MiB; default 8192, or ``FAMILYPANEL_READ_MEMORY_MB``.

    Raises
    ------
    ProblemError
        FP1020 no such file; FP1021 the reader crashed; FP1022 a limit was reached; or what the child
        raised.
    """
    if not path.is_file():
        raise ProblemError(problem("FP1020", Place(file=path.name), file=str(path)))
    limit_s = seconds or float(os.environ.get("FAMILYPANEL_READ_SECONDS", DEFAULT_SECONDS))
    limit_mb = memory_mb or int(os.environ.get("FAMILYPANEL_READ_MEMORY_MB", DEFAULT_MEMORY_MB))
    request = {"target": target, "path": str(path), "args": args, "memory_mb": limit_mb}
    with _room() as room:
        status, out = _run(json.dumps(request | {"room": room}).encode(), limit_s, room)
        if status is None:
            reason = f"it took longer than {limit_s:g} seconds"
            raise ProblemError(problem("FP1022", Place(file=path.name), file=path.name, reason=reason))
        value, sent = _answer(path, status, out, limit_mb)
        return Answer(value, sent if room is None else _mapped(room))


@contextlib.contextmanager
def _room() -> Iterator[int | None]:
    """Open memory that the child can write and this process read, where the system has such."""
    room = None
    if hasattr(os, "memfd_create"):
        # A system may know it and yet forbid it.
        with contextlib.suppress(OSError):
            room = os.memfd_create("familypanel")
    try:
        yield room
    finally:
        if room is not None:
            os.close(room)


def _mapped(room: int) -> memoryview:
    """Look at what the child has written; it stays for as long as somebody looks."""
    size = os.fstat(room).st_size
    return memoryview(mmap.mmap(room, size, access=mmap.ACCESS_READ) if size else b"")


def _run(request: bytes, seconds: float, room: int | None) -> tuple[int | None, bytes]:
    """Start the child, ask, and take what it sends; the status is None where its time ran out."""
    # -P: a file named like one of our imports in the current folder must not be run.
    command = [sys.executable, "-P", "-m", "familypanel.study.child"]
    # A reader multiplies no matrices: threads for that would only wait, and waiting costs time too.
    surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=surroundings, pass_fds=() if room is None else (room,),
    ) as child:  # fmt: skip
        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            out = _asked(child, request)
        except BaseException:
            child.kill()
            raise
        finally:
            timer.cancel()
    return (None if late.is_set() else child.returncode), out


def _asked(child: subprocess.Popen[bytes], request: bytes) -> bytes:
    """Send the request, which the child reads whole before it answers, and read its answer in one piece."""
    assert child.stdin is not None and child.stdout is not None  # noqa: S101  # both are pipes
    # One that ended at once takes no request; what it ended with says more than the broken pipe.
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(request)
        child.stdin.close()
    out = child.stdout.read()
    child.wait()
    return out


def _answer(path: Path, status: int, out: bytes, limit_mb: int) -> tuple[Any, memoryview]:
    """Take apart what came through the pipe: the answer, after anything else that was sent."""
    size = int.from_bytes(out[-_TRAILER:], "big") if len(out) >= _TRAILER else -1
    if status != 0 or not 0 <= size <= len(out) - _TRAILER:
        reason = f"the reader crashed ({_ending(status)})"
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reason))
    view = memoryview(out)
    reply = json.loads(bytes(view[-_TRAILER - size : -_TRAILER]))
    if "problems" in reply:
        raise ProblemError([revived(plain) for plain in reply["problems"]])
    if "memory" in reply:
        reason = f"it needed more than {limit_mb} MB of memory"
        raise ProblemError(problem("FP1022", Place(file=path.name), file=path.name, reason=reason))
    if "crash" in reply:
        raise ProblemError(problem("FP1021", Place(file=path.name), file=path.name, reason=reply["crash"]))
    return reply["value"], view[: -_TRAILER - size]


def _ending(status: int) -> str:
    if status >= 0:
        return f"exit {status}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-status).name
    return f"signal {-status}"


def revived(plain: dict[str, Any]) -> Problem:
    """Make a problem again from what it was as JSON values."""
    return Problem(
        plain["code"], Severity(plain["severity"]), plain["what"], plain["why"], plain["remedy"],
        Place(**plain["place"]), ExitCode(plain["exit"]),
    )  # fmt: skip


def _limit(memory_mb: int) -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
        # Shared memory is a file to the system, and counts as one.
        resource.setrlimit(resource.RLIMIT_FSIZE, (memory_mb << 20, memory_mb << 20))


def _call(stream: IO[bytes], target: str, path: Path, args: Sequence[Any]) -> dict[str, Any]:
    from dataclasses import asdict

    module, name = target.split(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    try:
        return {"value": function(stream, path, *args)}
    except ProblemError as error:
        return {"problems": [asdict(found) for found in error.problems]}
    except MemoryError:
        return {"memory": True}
    except OSError as error:
        full = error.errno == errno.EFBIG
        return {"memory": True} if full else {"crash": f"{type(error).__name__} in the reader"}
    # Whatever a reader of foreign files raises means that this file cannot be read.
    except Exception as error:
        return {"crash": f"{type(error).__name__} in the reader"}


def _child() -> None:
    request = json.loads(sys.stdin.buffer.read())
    _limit(request["memory_mb"])
    # Only our bytes may reach the pipe: whatever a library prints goes where stderr goes.
    with os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(2, 1)
        reply = _read(pipe, request)
        body = json.dumps(reply).encode()
        pipe.write(body + len(body).to_bytes(_TRAILER, "big"))


def _read(pipe: IO[bytes], request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked; what was decoded goes into the room, else down the pipe."""
    asked = request["target"], Path(request["path"]), request["args"]
    if request["room"] is None:
        return _call(pipe, *asked)
    with os.fdopen(request["room"], "wb") as stream:
        return _call(stream, *asked)


if __name__ == "__main__":
    _child()
