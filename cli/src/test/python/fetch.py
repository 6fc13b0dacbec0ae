"""Fetches and verifies one target with python-tuf's ngclient, which shares no code with Lockstep.

usage: fetch.py BASE-URL FIRST-ROOT TARGET FILE

BASE-URL is where a published folder is served, FIRST-ROOT its 1.root.json as installers carry it, TARGET a name such as
releases/1.0.0.json. The verified target is written to FILE. Needs python-tuf 3 or later (pip install tuf).
"""

import inspect
import os
import sys
import tempfile

from tuf.ngclient import Updater


def main() -> int:
    base, first_root, name, file = sys.argv[1:]
    with open(first_root, "rb") as file_of_root:
        root = file_of_root.read()
    with tempfile.TemporaryDirectory() as trusted:
        # Up to version 5 the trusted root is found in the folder, later it is handed over.
        with open(os.path.join(trusted, "root.json"), "wb") as known:
            known.write(root)
        later = {"bootstrap": root} if "bootstrap" in inspect.signature(Updater).parameters else {}
        updater = Updater(
            metadata_dir=trusted,
            metadata_base_url=base + "/metadata/vendor/",
            target_dir=os.path.dirname(os.path.abspath(file)),
            target_base_url=base + "/targets/",
            **later,
        )
        updater.refresh()
        target = updater.get_targetinfo(name)
        if target is None:
            print(f"nobody vouches for {name}", file=sys.stderr)
            return 1
        updater.download_target(target, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
