"""A process that is killed at any point of a batch leaves all of it or nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.read_model.document_db import DocumentDB

ROOT = Path(__file__).resolve().parents[2]

# Applies batches of documents in two tables and a checkpoint, and kills itself at the point it is told.
BATCHES = """
import os, signal, sys
from app.read_model.document_db import DocumentDB

path, point, sync = sys.argv[1], sys.argv[2], sys.argv[3] == "sync"

def reached(here):
    if here == point:
        os.kill(os.getpid(), signal.SIGKILL)

db = DocumentDB(path, sync=sync)
cards, home = db.table("cards"), db.table("home", key_width=16)
for batch in range(3):
    with db.writing() as txn:
        for number in range(batch * 100, batch * 100 + 100):
            cards.put(txn, number, {"text": "sea " * 50, "batch": batch})
            if number == batch * 100 + 50:
                reached(f"in the middle of batch {batch}")
            home.put(txn, 7 << 64 | number, {"post_id": number})
        with db.writing() as inner:
            db.storage.meta_put(inner, "checkpoint", batch)
            reached(f"in a savepoint of batch {batch}")
        reached(f"before the commit of batch {batch}")
    reached(f"after the commit of batch {batch}")
print("lived")
"""


@pytest.mark.parametrize("sync", ["sync", "no sync"])
@pytest.mark.parametrize(
    ("point", "committed"),
    [
        ("in the middle of batch 0", 0),
        ("in the middle of batch 1", 1),
        ("in a savepoint of batch 1", 1),
        ("before the commit of batch 1", 1),
        ("after the commit of batch 1", 2),
        ("in the middle of batch 2", 2),
        ("after the commit of batch 2", 3),
    ],
)
def test_a_killed_batch_is_there_as_a_whole_or_not_at_all(
    tmp_path: Path, point: str, committed: int, sync: str
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", BATCHES, str(tmp_path), point, sync],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (killed.returncode, killed.stdout) == (-9, ""), killed.stderr
    with DocumentDB(tmp_path) as db:
        cards, home = db.table("cards"), db.table("home", key_width=16)
        with db.reading() as txn:
            checkpoint = db.storage.meta_get(txn, "checkpoint", int)
            assert checkpoint == (committed - 1 if committed else None)
            assert cards.keys(txn, 0, cards.last_key) == list(range(committed * 100))
            assert home.keys(txn, 0, home.last_key) == [7 << 64 | number for number in range(committed * 100)]
        # The lock that the killed writer held is free, and what follows is as if it had never begun.
        with db.writing() as txn:
            cards.put(txn, 1000, {})
        assert len(cards) == committed * 100 + 1
