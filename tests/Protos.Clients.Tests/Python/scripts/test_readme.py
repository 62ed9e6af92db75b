import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from surroundings import ADDRESS, AUTHORITY, FOLDER, TIMESLOT, token


class Readme(unittest.TestCase):
    def run_example(self, number, *arguments):
        shutil.copy(AUTHORITY, Path(FOLDER) / "ca.pem")
        code = re.findall(r"^```python\n(.*?)^```", Path(os.environ["LEM_README"]).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[number]
        environment = {**os.environ, "LEM_BACKEND": ADDRESS, "LEM_TOKEN": token("CUSTOMER")}
        run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def test_the_example_places_an_offer_and_is_told_why_not(self):
        start = TIMESLOT.start.isoformat()
        self.assertRegex(self.run_example(0, start, "1.5"), r"^offer [0-9a-f-]{36} placed\n")
        self.assertRegex(self.run_example(0, start, "50"), r"^not placed: FORECAST_CAP")

    def test_the_example_for_asyncio_prints_the_book(self):
        self.assertRegex(self.run_example(1, TIMESLOT.start.isoformat()), r"^\d+ offers\n")
