#!/usr/bin/env bash
# google-re2 (1.1.20251105), the Python package of RE2: three things that Python's own `re` has otherwise, none of which is an error.
#   - Two groups of one name are taken, and the name means the first alone; `re` refuses them.
#   - `a{,3}` is plain text ("a{,3}"); in `re` it is up to three times.
#   - `\w`, `\d` and `\b` know ASCII alone although patterns and texts are Unicode: `\bكلمة\b` is found in nothing, `\d` is no Arabic digit.
# Who meets it: whoever moves patterns of `re` to RE2 for its linear time, or writes them in Arabic. kpi-rules refuses the first two in a rule,
# and `pack check` says of the third what to write.
# Fails where the package does otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet google-re2==1.1.20251105
"$folder/venv/bin/python" - <<'PYTHON'
import re
from importlib.metadata import version

import re2

print("google-re2", version("google-re2"))

twice = re2.search(r"(?P<x>a)(?P<x>b)", "ab")
print("two groups of one name:", twice.groupdict())
assert twice.groups() == ("a", "b") and len(twice.groupdict()) == 1
try:
    re.compile(r"(?P<x>a)(?P<x>b)")
    raise SystemExit("re takes two groups of one name, too")
except re.error as error:
    print("re:", error)

print("a{,3} in aa:", bool(re2.fullmatch(r"a{,3}", "aa")), "in re:", bool(re.fullmatch(r"a{,3}", "aa")))
assert re2.fullmatch(r"a{,3}", "aa") is None and re2.fullmatch(r"a{,3}", "a{,3}") and re.fullmatch(r"a{,3}", "aa")

for pattern, text in ((r"\bكلمة\b", "كلمة"), (r"\w", "ك"), (r"\d", "٣")):
    print(pattern, "in", text, bool(re2.search(pattern, text)), "in re:", bool(re.search(pattern, text)))
    assert re2.search(pattern, text) is None and re.search(pattern, text)
PYTHON
