"""The fuzz targets hold for bytes that Hypothesis generates: the short form of fuzzing."""

import logging
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
BODIES = [
    '{"jsonrpc": "2.0", "id": 7, "method": "workspace/symbol", "params": {"query": "a"}}',
    '{"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": {}}',
    '{"jsonrpc": "2.0", "id": [], "method": "shutdown"}',
    '{"jsonrpc": "2.0", "id": 7, "method": "no/such"}',
    '{"jsonrpc": "2.0", "id": 7, "result": null}',
    '{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 7}}',
    '{"jsonrpc": "2.0", "method": "initialized", "params": {}}',
    '{"jsonrpc": "2.0", "id": 8, "method": "initialize", "params": {"processId": null, "capabilities": {}}}',
    '{"jsonrpc": "1.0", "id": 7, "method": "shutdown"}',
    '{"jsonrpc": "2.0", "method": 5}',
    "[]",
    "{}",
    "null",
    "",
    "[" * 40,
    '"\\ud800"',
    "Content-Length: 2\r\n\r\n{}",
    "Content-Length: 9\r\nX: y\r\n\r\n[]",
]
TOML = (
    'preset = "logseq"|preset = 1|[links]|nested = true|nested = "yes"|[rules]|missing-note = "off"|no-rule = "off"|'
    'exclude = ["a/**", "["]|[files]|max-size = "5 MB"|max_size = 0|max-size = inf|[per-file-ignores]|"*" = ["x"]|'
    "a.b.c = 1|[[x]]|'|\"|# c|=|[|x = 1|preset|\r|\0|\ud800"
)
first_bytes = st.integers(0, 255).map(lambda head: bytes([head]))
notes = st.builds(bytes.__add__, first_bytes, st.binary(max_size=40))
lines = st.lists(st.one_of(st.sampled_from(TOML.split("|")), st.text(max_size=5)), max_size=8)
tomls = lines.map("\n".join).map(lambda text: text.encode(errors="replace"))
bodies = st.lists(st.one_of(st.sampled_from(BODIES).map(str.encode), st.binary(max_size=20)), max_size=5)
messages = st.builds(bytes.__add__, first_bytes, bodies.map(b"\n".join))
INPUTS = {"parse": notes, "settings": tomls, "messages": messages}


@pytest.fixture(autouse=True)
def targets(monkeypatch, caplog):
    caplog.set_level(logging.CRITICAL)
    monkeypatch.syspath_prepend(BENCHMARKS)
    return import_module("fuzz_targets")


@pytest.mark.parametrize("name", INPUTS)
def test_each_target_holds(targets, name):
    @settings(deadline=None, max_examples=300)
    @given(INPUTS[name])
    def holds(data):
        targets.TARGETS[name](data)

    holds()


def test_every_target_has_inputs_and_seeds_that_hold(targets):
    assert targets.TARGETS.keys() == INPUTS.keys() == targets.SEEDS.keys()
    for name, seeds in targets.SEEDS.items():
        for seed in seeds:
            targets.TARGETS[name](seed)


def test_a_target_reports_what_does_not_hold(targets, monkeypatch):
    monkeypatch.setattr(targets, "first_mismatch", lambda *_: "something")
    with pytest.raises(AssertionError, match="false fact"):
        targets.check_parse(b"\0[[a]]")


@pytest.mark.parametrize(
    ("name", "attribute", "replacement"),
    [
        ("settings", "load_settings", lambda *_, **__: None),
        ("messages", "_SHUTDOWN", {"jsonrpc": "2.0", "method": "shutdown"}),
    ],
)
def test_each_target_can_fail(targets, monkeypatch, name, attribute, replacement):
    monkeypatch.setattr(targets, attribute, replacement)
    with pytest.raises(AssertionError):
        targets.TARGETS[name](b"\0x = ''")


def test_a_failed_input_can_be_run_again(tmp_path):
    file = tmp_path / "input"
    file.write_bytes(b"\0[[a]]")
    command = [sys.executable, BENCHMARKS / "fuzz.py", "parse", "--input", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
