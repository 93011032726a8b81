"""Files that are meant for this program and that it does not read: a project's file, or a plan, under a name that is nearly its own.

Comes in: the folders in which a project's file is looked for, and files that were met. Goes out: what is wrong. Reports that a build has put there are no such files.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.engine.inputs import PlanFile
from kpi_rules.engine.top_level import holds_kpis
from kpi_rules.files import from_here, read_bytes, shown
from kpi_rules.i18n import tr
from kpi_rules.packs.folder import PROJECT

NAMES = {"": PROJECT, "waiver": "kpi-rules.waivers.yaml", "baseline": "kpi-rules.baseline.json"}
_NEARLY = r"\.?kpis?[-_ ]?rules?(?:[-_. ](waiver|baseline)s?)?\.(?:ya?ml|json|toml)(?:\.txt)?"
_IN_PYPROJECT = rb"""(?m)^[ \t]*\[+[ \t]*tool[ \t]*\.[ \t]*["']?kpi[-_]?rules\b"""
_REPORTED = (b'"findings"', b'"runs"', b'"fingerprint"')
_ENOUGH = 1 << 20
MOST_TOLD = 5


def misnamed(folders: Iterable[str]) -> tuple[Diagnostic, ...]:
    """What stands in these folders and is read by nobody, though somebody believes that it is."""
    return tuple(problem for folder in folders for problem in _in_folder(folder))


def nearly_plans(met: Iterable[tuple[str, str]], plans: Iterable[PlanFile]) -> Iterator[str]:
    """What is to be said of files that hold a plan and would be looked at under the name beside theirs: each, while they are few."""
    looked_at = {os.path.realpath(file.path) for file in plans}
    told = 0
    for path, name in met:
        if os.path.realpath(path) in looked_at or not holds_kpis(_data(Path(path))):
            continue
        if told == MOST_TOLD:
            yield tr("there are more files like these that nobody looks at")
            return
        told += 1
        yield tr(
            "nobody looks at `{name}`; is it meant to be called `{meant}`?", name=_shown(Path(path)), meant=shown(name)
        )


def _in_folder(folder: str) -> Iterable[Diagnostic]:
    try:
        names = sorted(path.name for path in Path(folder).iterdir())
    except OSError:
        return
    for name in names:
        path = Path(folder, name)
        if name in NAMES.values():
            if name == PROJECT and not path.is_file():
                yield Diagnostic(
                    tr("`{name}` is no file that can be read", name=_shown(path)),
                    None,
                    tr("it may be a link to nowhere"),
                )
        elif (found := re.fullmatch(_NEARLY, name.lower())) and not path.is_dir() and not _is_report(path):
            meant = NAMES[found[1] or ""]
            yield Diagnostic(
                tr("nobody reads `{name}`", name=_shown(path)), None, tr("did you mean `{name}`?", name=meant)
            )
        elif name == "pyproject.toml" and re.search(_IN_PYPROJECT, _data(path)):
            help_ = tr("write it into `{name}`, without the heading", name=PROJECT)
            yield Diagnostic(tr("nobody reads `[tool.kpi-rules]` in `{name}`", name=_shown(path)), None, help_)


def _is_report(path: Path) -> bool:
    if path.suffix.lower() != ".json":
        return False
    data = _data(path)
    return not data.lstrip().startswith(b"{") or any(sign in data for sign in _REPORTED)


def _data(path: Path) -> bytes:
    return read_bytes(path, path.name, _ENOUGH)[0] or b""


def _shown(path: Path) -> str:
    return shown(from_here(str(path)))
