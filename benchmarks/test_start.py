"""How soon the command line answers."""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import ratio


def test_help_starts_within_eight_times_of_a_bare_python():
    program = Path(sys.executable).parent / "dealspec"

    taken = ratio(
        "dealspec --help",
        lambda: subprocess.run([program, "--help"], stdout=subprocess.DEVNULL, check=True),
        "python -c pass",
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
        rounds=15,
        bar=8,
    )

    assert taken.holds, taken
