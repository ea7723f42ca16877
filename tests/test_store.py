import logging
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from nabla.errors import Place
from nabla.execution.output import Failure, Output, Table
from nabla.execution.own_files import own_hash
from nabla.execution.recall import Memory, installed_versions
from nabla.execution.schedule import start_tasks
from nabla.execution.store import Store
from nabla.execution.task import Check, Doctest, Inline, Limits, Snippet, Task
from nabla.execution.workers import Workers
from works import Look

HERE = str(Path(__file__).parent)
OUTPUTS = (Output("ran", printed="é", table=Table((), (("1",),)), checked={"a": (1, 2.5)}),)


@pytest.fixture(scope="module")
def workers():
    with Workers() as workers:
        yield workers


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def build(store, workers):
    def build(task, store=store):
        with start_tasks([task], jobs=1, store=store, workers=workers) as running:
            return running.results()[0]

    return build


def test_what_was_put_is_got(store):
    store.put("key", OUTPUTS)
    assert store.get("key") == OUTPUTS
    assert store.get("other") is None
    assert store.size() > 0


def test_a_failure_is_not_stored(store):
    failed = Output("failed", failure=Failure(1, 1, "m", "d", "exception"))
    store.put("key", (*OUTPUTS, failed))
    assert store.get("key") is None
    assert store.size() == 0


def test_clear_removes_all(store):
    store.put("a", OUTPUTS)
    store.put("b", OUTPUTS)
    assert store.clear() == 2
    assert store.get("a") is None
    assert store.size() == 0


@pytest.mark.parametrize("damage", [b"", b"x", b"\x00" * 500])
def test_a_damaged_entry_is_a_miss_with_a_note(store, damage, caplog):
    store.put("key", OUTPUTS)
    (file,) = store.path.iterdir()
    file.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert store.get("key") is None
    assert "is damaged; it is made again" in caplog.text
    store.put("key", OUTPUTS)
    assert store.get("key") == OUTPUTS


def test_one_flipped_bit_is_noticed(store, caplog):
    store.put("key", OUTPUTS)
    (file,) = store.path.iterdir()
    raw = bytearray(file.read_bytes())
    raw[-10] ^= 1
    file.write_bytes(raw)
    assert store.get("key") is None
    assert "damaged" in caplog.text


def test_an_entry_cannot_call_anything(store, caplog):
    import hashlib
    import pickle

    packed = pickle.dumps(print)
    store.put("key", OUTPUTS)
    (file,) = store.path.iterdir()
    file.write_bytes(hashlib.sha256(packed).digest() + packed)
    assert store.get("key") is None
    assert "damaged" in caplog.text


def test_the_least_recently_used_make_room(store):
    one = len(_bytes(store, "a"))
    small = replace(store, max_bytes=3 * one + one // 2)
    for age, key in enumerate("abc"):
        small.put(key, OUTPUTS)
        os.utime(small.path / f"{key}.nabla", ns=(age, age))
    assert small.get("a") == OUTPUTS  # used now, so that b is the oldest
    small.put("d", OUTPUTS)
    assert [key for key in "abcd" if small.get(key)] == ["a", "c", "d"]
    assert small.size() <= small.max_bytes


def _bytes(store, key):
    store.put(key, OUTPUTS)
    return (store.path / f"{key}.nabla").read_bytes()


def test_a_folder_that_cannot_be_written_to_is_a_note(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    Store(tmp_path / "file" / "store").put("key", OUTPUTS)
    assert "cannot store a result" in caplog.text


def _put_and_get(path, wrong):
    store = Store(path, max_bytes=20_000)
    for number in range(100):
        key = str(number % 7)
        store.put(key, OUTPUTS)
        if store.get(key) not in (None, OUTPUTS):
            wrong.value += 1


def test_a_site_is_built_whose_store_cannot_be_written_to(tmp_path):
    site = shutil.copytree(Path(__file__).parent / "sites" / "minimal", tmp_path / "site")
    config = site / "mkdocs.yml"
    config.write_text(
        config.read_text().replace("  - nabla\n", "  - nabla:\n      store: mkdocs.yml/x\n")
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    done = subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("cannot store a result in") == 1
    assert (site / "site" / "assets" / "nabla" / "mathematics.woff2").is_file()


def test_what_a_killed_build_was_writing_is_removed_when_room_is_made(store):
    store.put("a", OUTPUTS)
    for name, age in (("new-old", 10_000), ("new-now", 0)):
        (store.path / name).write_bytes(b"half")
        os.utime(store.path / name, (time.time() - age,) * 2)
    replace(store, max_bytes=1).put("b", OUTPUTS)
    assert [file.name for file in store.path.iterdir()] == ["new-now"]


def test_two_builds_may_share_a_store(store):
    spawn = multiprocessing.get_context("spawn")
    wrong = spawn.Value("i", 0)
    builds = [spawn.Process(target=_put_and_get, args=(store.path, wrong)) for _ in range(3)]
    for process in builds:
        process.start()
    for process in builds:
        process.join()
    assert [process.exitcode for process in builds] == [0, 0, 0]
    assert wrong.value == 0
    assert not list(store.path.glob("new-*"))


# Which changes make a page run again.

STEPS = (
    Snippet("import random\nx = random.random()\nx", 3, 1),
    Doctest(">>> 1 + 1\n2\n", 8, 1),
    Inline("x", 12, 5),
    Check(Look("y", Place("x.md", 15)), 15, 1),
)


def task(site, steps=STEPS, modules=(HERE,), **fields):
    return Task("x.md", str(site), steps, modules=modules, **fields)


def ran_again(outputs):
    return not all(output.stored for output in outputs)


def test_an_unchanged_page_is_not_run_again(build, site):
    first = build(task(site))
    assert ran_again(first)
    second = build(task(site))
    assert not ran_again(second)
    assert second == first


def test_prose_moves_a_page_without_running_it_again(build, site):
    build(task(site))
    moved = tuple(replace(step, line=step.line + 7, column=step.column + 2) for step in STEPS[:3])
    check = Check(Look("y", Place("x.md", 22)), 22, 1)
    outputs = build(task(site, (*moved, check)))
    assert not ran_again(outputs)
    assert outputs[1].examples[0].line == 15
    assert outputs[1].examples[0].want_line == 16
    assert outputs[3].checked["place"] == Place("x.md", 22)


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": (replace(STEPS[0], source="x = 1"), *STEPS[1:])},
        {"steps": (replace(STEPS[0], kind="table", source="[[1]]"), *STEPS[1:])},
        {"steps": (replace(STEPS[0], timeout=20.0), *STEPS[1:])},
        {"steps": STEPS[::-1]},
        {"steps": STEPS[:-1]},
        {"steps": (*STEPS[:3], Check(Look("z", Place("x.md", 15)), 15, 1))},
        {"seed": 3},
        {"limits": Limits(seconds=7)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_change_of_what_is_run_runs_the_page_again(build, site, changed):
    build(task(site))
    fields = {"steps": STEPS, **changed}
    if fields["steps"] == STEPS[::-1]:
        fields["steps"] = (Snippet("x = 1", 1, 1), *STEPS[1:])
    assert ran_again(build(task(site, **fields)))


def test_another_version_runs_the_page_again(store, site):
    one, other = Memory(store, "1"), Memory(store, "2")
    with Workers() as workers:
        one.remember(task(site), workers.run(task(site)))
    assert one.recall(task(site)) is not None
    assert other.recall(task(site)) is None
    assert installed_versions() == installed_versions()


PAGE_PATH = "from nabla.execution.page_path import page_path\n"
READERS = [
    f"{PAGE_PATH}page_path('a.csv').read_text()",
    f"{PAGE_PATH}import numpy as np\nfloat(np.loadtxt(page_path('a.csv')))",
    "open(FOLDER + '/a.csv').read()",
]


@pytest.mark.parametrize("source", READERS, ids=range(len(READERS)))
def test_a_data_file_decides_by_its_content(build, site, source):
    source = source.replace("FOLDER", repr(str(site)))
    (site / "a.csv").write_text("1")
    page = task(site, (Snippet(source, 3, 1),))
    first = build(page)
    (site / "a.csv").write_text("2")
    second = build(page)
    assert ran_again(second)
    assert first[0].value != second[0].value
    (site / "a.csv").write_text("1")
    assert build(page) == first
    assert not ran_again(build(page))


def test_byte_code_that_is_kept_elsewhere_is_no_file_of_the_page(site, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path / "bytecode"))
    (site / "a.csv").write_text("1")
    source = f"import matplotlib.backends.backend_pdf; open({str(site / 'a.csv')!r}).read()"
    with Workers() as workers:
        result = workers.run(task(site, (Snippet(source, 3, 1),), modules=()))
    assert [read.path for read in result.reads] == ["a.csv"]


def test_a_folder_decides_by_its_names(build, site):
    page = task(site, (Snippet(f"import os; len(os.listdir({str(site)!r}))", 3, 1),))
    assert build(page)[0].value == "0"
    assert not ran_again(build(page))
    (site / "new.csv").write_text("")
    assert build(page)[0].value == "1"


def test_a_module_of_the_site_decides_by_its_content(build, site):
    (site / "rules.py").write_text("answer = 1\n")
    page = task(site, (Snippet("import rules; rules.answer", 3, 1),), modules=(str(site),))
    assert build(page)[0].value == "1"
    assert not ran_again(build(page))
    (site / "rules.py").write_text("answer = 2\n")
    assert build(page)[0].value == "2"


def test_results_are_found_again_in_another_checkout(build, site, tmp_path):
    other = tmp_path / "elsewhere" / "docs"
    other.mkdir(parents=True)
    for folder in (site, other):
        (folder / "a.csv").write_text("1")
    step = Snippet(READERS[0], 3, 1)
    build(task(site, (step,), modules=()))
    assert not ran_again(build(task(other, (step,), modules=())))


def test_a_failing_page_fails_again(build, site, store):
    own_hash(store)  # kept for every build, whatever its pages do
    empty = store.size()
    page = task(site, (Snippet("1 / 0", 3, 1),))
    for _ in range(2):
        (output,) = build(page)
        assert (output.status, output.stored) == ("failed", False)
    assert store.size() == empty


def test_a_stored_result_serves_a_build_that_runs_no_python_and_says_so(build, site):
    full = build(task(site))
    outputs = build(task(site, run=False))
    assert outputs == full
    assert all(output.stored for output in outputs)
    other = build(task(site, (Snippet("2", 3, 1),), run=False))
    assert other[0].status == "skipped"


def test_a_build_without_python_stores_nothing_in_place_of_results(build, site):
    build(task(site, run=False))
    assert build(task(site))[0].status == "ran"


def test_a_damaged_result_is_run_again(build, site, store, caplog):
    first = build(task(site))
    for file in store.path.iterdir():
        file.write_bytes(b"damaged")
    assert build(task(site)) == first
    assert "damaged" in caplog.text


# A check that needs no name of the page is its own page, as it were.

ALONE = Check(Look("x", Place("x.md", 5)), 5, 1)
NEEDY = Check(Look("x", Place("x.md", 6), needed=("x",)), 6, 1)


def snippet(source):
    return Snippet(source, 3, 1)


def stored(outputs):
    return [output.stored for output in outputs]


def test_a_changed_snippet_decides_no_check_that_needs_no_name_again(build, site):
    build(task(site, (snippet("x = 1"), ALONE, NEEDY)))
    changed = (snippet("x = 2"), replace(ALONE, line=9, work=Look("x", Place("x.md", 9))), NEEDY)
    outputs = build(task(site, changed))
    assert stored(outputs) == [False, True, False]
    assert [output.checked["value"] for output in outputs[1:]] == [None, 2]
    assert outputs[1].checked["place"] == Place("x.md", 9)
    assert stored(build(task(site, changed))) == [True, True, True]


def test_a_changed_check_is_decided_again(build, site):
    build(task(site, (snippet("x = 1"), ALONE)))
    other = Check(Look("z", Place("x.md", 5)), 5, 1)
    assert stored(build(task(site, (snippet("x = 2"), other)))) == [False, False]


def test_a_failing_snippet_keeps_no_check_from_being_found_again(build, site):
    build(task(site, (snippet("1 / 0"), ALONE)))
    failed = build(task(site, (snippet("1 / 0"), ALONE)))
    assert stored(failed) == [False, True]
    assert failed[0].failure.message == "ZeroDivisionError: division by zero"
    assert stored(build(task(site, (snippet("x = 1"), ALONE)))) == [False, True]


def test_a_page_of_which_only_known_checks_are_left_is_not_run(build, site):
    build(task(site, (snippet("x = 1"), ALONE)))
    assert stored(build(task(site, (ALONE,)))) == [True]


def test_a_check_of_another_version_is_decided_again(store, site):
    page = task(site, (snippet("x = 1"), ALONE))
    with Workers(draw=False) as workers:
        Memory(store, "1").remember(page, workers.run(page))
    assert list(Memory(store, "1").recall_alone(page)) == [1]
    assert Memory(store, "2").recall_alone(page) == {}


def test_a_page_cannot_meddle_with_checks_that_are_found_again(build, site):
    """It can send any result for a step to come, but none for one that is done before it runs."""
    forged = "import nabla.execution.wire as w, os\nfrom nabla.execution.output import Output\n"
    forged += "made = w.pack(Output('ran', checked='forged'))\n"
    forged += "os.write(3, w.FRAME.pack(1, len(made)) + made)"
    outputs = build(task(site, (snippet(forged), ALONE)))
    assert outputs[1].checked["value"] is None
    assert build(task(site, (snippet("x = 1"), ALONE)))[1] == outputs[1]
