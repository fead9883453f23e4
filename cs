#!/usr/bin/env python3
"""One command for the project: ./cs help."""

import sys
from pathlib import Path

if sys.version_info < (3, 10):
    sys.exit("cs: Python 3.10 or newer is needed to start; run python3.11 cs ...")
sys.path.insert(0, str(Path(__file__).resolve().parent))

from tools.cli import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
