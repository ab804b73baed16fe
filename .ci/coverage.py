"""Says which part of Clinic.Core's own lines the tests have run, and fails when it is less than asked for.

coverage.py PERCENT COVERAGE.json...    the files as coverlet writes them; a line counts once, whoever has run it
"""
import json
import pathlib
import sys

least, files = float(sys.argv[1]), sys.argv[2:]
lines = {}
for file in files:
    if not pathlib.Path(file).exists():
        sys.exit(f"error: {file} is missing: its tests failed, or were not run")
    for module in json.loads(pathlib.Path(file).read_text(encoding="utf-8")).values():
        for source, classes in module.items():
            if "/src/Clinic.Core/" not in source or "/obj/" in source:  # generated sources are not ours
                continue
            for methods in classes.values():
                for method in methods.values():
                    for line, hits in method["Lines"].items():
                        lines[source, line] = lines.get((source, line), 0) + hits

run = sum(hits > 0 for hits in lines.values())
missed = {}
for (source, _), hits in lines.items():
    if hits == 0:
        name = source.split("/src/Clinic.Core/")[1]
        missed[name] = missed.get(name, 0) + 1
percent = 100 * run / len(lines) if lines else 0
print(f"Clinic.Core: {percent:.1f} % of {len(lines)} lines are run by the unit and the storage tests; {least:g} % are asked for")
for name, count in sorted(missed.items(), key=lambda item: -item[1])[:10]:
    print(f"  {count:4} not run in {name}")
sys.exit(percent < least)
