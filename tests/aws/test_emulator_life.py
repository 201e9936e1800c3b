"""The emulator starts clean, stops completely, and costs nothing until it is started."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from tests.doubles.signals import set_disposition

from baselining.errors import SetupError
from baselining_emulator import Emulator, serve
from baselining_emulator.faults import slow, throttling

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ONE_ATTEMPT = Config(retries={"total_max_attempts": 1})


def address(emulator: Emulator) -> tuple[str, int]:
    url = urlsplit(emulator.endpoint_url)
    return str(url.hostname), int(url.port or 0)


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


def test_importing_it_loads_neither_moto_nor_botocore() -> None:
    ran = python(
        "import sys, baselining, baselining_emulator, baselining_emulator.faults\n"
        "print([name for name in ('moto', 'botocore', 'boto3', 'werkzeug', 'flask') if name in sys.modules])"
    )

    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")


@pytest.mark.parametrize("missing", ["moto", "flask", "werkzeug"])
def test_without_moto_starting_says_what_to_install(missing: str) -> None:
    ran = python(
        "import sys\n"
        f"sys.modules[{missing!r}] = None\n"
        "from baselining_emulator import Emulator\n"
        "from baselining.errors import SetupError\n"
        "for _ in range(2):\n"
        "    try:\n"
        "        Emulator().start()\n"
        "    except SetupError as error:\n"
        "        print(error)\n"
    )

    assert ran.stdout.count("pip install 'baselining[emulator]'") == 2, ran.stderr
    assert ran.stdout.count(f"needs the Python package {missing}") == 2


def test_one_after_the_other_starts_clean(aws_session: boto3.Session) -> None:
    for _ in range(2):
        with Emulator() as emulator:
            emulator.faults.add(throttling("ListModels"))
            s3 = aws_session.client("s3", endpoint_url=emulator.endpoint_url)
            assert s3.list_buckets()["Buckets"] == []
            assert emulator.calls.operations("s3") == ["ListBuckets"]
            s3.create_bucket(Bucket="monitoring")
            s3.close()


def test_the_same_one_can_be_started_again(aws_session: boto3.Session) -> None:
    emulator = Emulator()
    for _ in range(2):
        with emulator:
            s3 = aws_session.client("s3", endpoint_url=emulator.endpoint_url)
            s3.create_bucket(Bucket="monitoring")
            s3.close()
        assert emulator.calls.operations("s3") == ["CreateBucket"]


def test_two_at_once_are_refused_and_the_first_goes_on(emulator: Emulator, s3: S3Client) -> None:
    with pytest.raises(SetupError, match="running in this process"):
        Emulator().start()
    with pytest.raises(SetupError, match="running in this process"):
        emulator.start()

    assert s3.list_buckets()["Buckets"] == []


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("127.0.0.1", "The port {port} of 127.0.0.1 is in use"),
        ("203.0.113.9", "'203.0.113.9', which is no address"),
    ],
)
def test_where_it_cannot_listen_the_command_says_why(host: str, says: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [
                *COMMAND[:2],
                f"from baselining.cli import main; main(['emulator', '--port', '{port}', '--host', '{host}'])",
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert says.format(port=port) in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_stopping_leaves_no_thread_and_no_socket() -> None:
    threads = threading.active_count()
    with Emulator() as emulator:
        where = address(emulator)
        idle = socket.create_connection(where)  # says nothing, and would keep its thread for ever
        while threading.active_count() < threads + 2:
            time.sleep(0.01)

    assert threading.active_count() == threads
    assert idle.recv(1) == b""
    idle.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(where)


def test_stopping_does_not_wait_for_a_slow_answer(aws_session: boto3.Session) -> None:
    with Emulator() as emulator:
        emulator.faults.add(slow("ListBuckets", 60))
        s3 = aws_session.client("s3", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)

        def wait() -> None:
            with contextlib.suppress(BotoCoreError):  # it may or may not get its answer
                s3.list_buckets()

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not emulator.calls.all():
            time.sleep(0.01)
        begun = time.monotonic()

    assert time.monotonic() - begun < 5
    waiting.join()
    s3.close()


def test_stopping_twice_does_nothing() -> None:
    emulator = Emulator()
    emulator.start()
    emulator.stop()
    emulator.stop()

    with pytest.raises(SetupError, match="not running"):
        _ = emulator.endpoint_url


def test_a_port_can_be_chosen_and_one_in_use_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"The port {port} of 127.0.0.1 is in use"):
            Emulator(port).start()

    with Emulator(port) as emulator:
        assert emulator.endpoint_url == f"http://127.0.0.1:{port}"


def test_any_credentials_and_none_are_accepted(emulator: Emulator) -> None:
    for key in ("AKIA", "x"):
        client = boto3.Session(key, "y", "token", "us-east-1").client(
            "s3", endpoint_url=emulator.endpoint_url
        )
        assert client.list_buckets()["Buckets"] == []
        client.close()


def test_many_callers_at_once_are_all_served(emulator: Emulator, s3: S3Client) -> None:
    s3.create_bucket(Bucket="monitoring")
    won: list[int] = []

    def race(number: int) -> None:
        try:
            s3.put_object(Bucket="monitoring", Key="k", Body=str(number).encode(), IfNoneMatch="*")
        except s3.exceptions.ClientError:
            return
        won.append(number)

    racers = [threading.Thread(target=race, args=(number,)) for number in range(8)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert len(won) == 1
    assert s3.get_object(Bucket="monitoring", Key="k")["Body"].read() == str(won[0]).encode()
    assert len(emulator.calls.of("PutObject")) == 8


def test_serve_announces_itself_and_ends_when_told(aws_session: boto3.Session) -> None:
    end = threading.Event()
    announced: list[str] = []

    def announce(url: str) -> None:
        s3 = aws_session.client("s3", endpoint_url=url)
        s3.create_bucket(Bucket="monitoring")
        s3.close()
        announced.append(url)
        end.set()

    serve(0, announce=announce, until=end)

    assert len(announced) == 1


LIBRARY = [
    sys.executable,
    "-W",
    "error",
    "-c",
    "from baselining_emulator import serve\nserve(0, announce=lambda url: print(url, flush=True))",
]
COMMAND = [sys.executable, "-c", "from baselining.cli import main; main(['emulator', '--port', '0'])"]


@pytest.mark.parametrize("command", [LIBRARY, COMMAND], ids=["library", "command"])
@pytest.mark.parametrize("inherited", [signal.SIG_DFL, signal.SIG_IGN], ids=["default", "ignored"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_serving_whatever_was_inherited_and_leaves_no_process(
    command: list[str], inherited: signal.Handlers, number: signal.Signals
) -> None:
    """Shells start `… &` in a script with SIGINT ignored."""
    serving = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(set_disposition, inherited),
    )
    assert serving.stdout is not None
    url = serving.stdout.readline().strip().removeprefix("listening on ")
    serving.send_signal(number)
    try:
        _, errors = serving.communicate(timeout=30)
    finally:
        serving.kill()

    assert url.startswith("http://127.0.0.1:")
    assert (serving.returncode, errors) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.killpg(serving.pid, 0)
