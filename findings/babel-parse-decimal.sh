#!/usr/bin/env bash
# Babel's `parse_decimal` takes a decimal point for nothing where the locale's own sign is a comma: `1.5` is 15 in `de`, `0.125` is 125.
#
# Who meets it: whoever reads numbers that people typed, with the locale of their sheet or plan; in German, French or Spanish plans the
# point of `99.9 %` is common. One would expect a refusal, or 1.5. Only `strict=True` refuses, and it then refuses `1 000` in French
# (with the space that keyboards have; CLDR's is U+202F) and `1,00,000` in English as well.
# Seen with Babel 2.19.0 (CLDR), Python 3.11. The documentation says of `strict` that it "controls whether numbers formatted in a weird
# way are accepted or rejected".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q 'babel==2.19.0' 2>/dev/null
"$folder/venv/bin/python" - <<'PYTHON'
from babel.numbers import NumberFormatError, parse_decimal

EXPECTED = {("1.5", "de"): "15", ("0.125", "de"): "125", ("12.50", "de"): "1250", ("1,5", "en"): "15", ("12,5", "en_US"): "125"}
for (text, locale), seen in EXPECTED.items():
    read = parse_decimal(text, locale=locale)
    print(f"parse_decimal({text!r}, locale={locale!r}) = {read}")
    assert str(read) == seen, "this has changed"
for text, locale in (("1.5", "de"), ("1 000", "fr"), ("1,00,000", "en")):
    try:
        print(parse_decimal(text, locale=locale, strict=True))
    except NumberFormatError as error:
        print(f"strict: {error}")
    else:
        raise SystemExit("this has changed: strict reads it")
PYTHON
