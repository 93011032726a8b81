"""One side of a comparison of packs: `./packs/city`, `city`, `v1.2:packs/city`, or a project's folder → its policy.

Comes in: the words of the command line. Goes out: a policy, or what is wrong. Reads files, and asks git for what it holds.
"""

from __future__ import annotations

from pathlib import Path

from kpi_rules.diagnostics import Diagnostic
from kpi_rules.i18n import language, tr
from kpi_rules.packs import MANIFEST, PROJECT, Folder, load_policy
from kpi_rules.packs.cached import cached_policy
from kpi_rules.workspace.policy import pack_from_here

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kpi_rules.cache import Cache
    from kpi_rules.packs import Policy

    Loaded = tuple[Policy | None, tuple[Diagnostic, ...]]


def side(reference: str, cache: Cache | None = None) -> Loaded:
    """The policy of a pack or project by name, folder or `REF:folder`; with it, diagnostics are warnings."""
    revision, colon, inner = reference.partition(":")
    if colon and len(revision) > 1 and not Path(reference).exists():
        return _committed(revision, inner)
    if Path(reference, PROJECT).is_file() and not Path(reference, MANIFEST).is_file():
        return cached_policy(cache, (), {}, Path(reference, PROJECT), language())
    packs = [_as_path(pack_from_here(reference))]
    return cached_policy(cache, packs, {}, None, language())


def _as_path(reference: str) -> str:
    """A folder that is named without a slash, where there is one."""
    return f"./{reference}" if Path(reference, MANIFEST).is_file() and "/" not in reference else reference


def _committed(revision: str, inner: str) -> Loaded:
    """What a commit holds in a folder: from the top of the tree, or from here where it begins with `./`."""
    from kpi_rules.engine.revisions.committed import folder_in
    from kpi_rules.engine.revisions.git import Repository

    repository, problem = Repository.around(Path.cwd())
    commit, problem = (None, problem) if repository is None else repository.commit(revision)
    if commit is None:
        return None, (problem,) if problem else ()
    start = Path.cwd() if inner.startswith((".", "./")) else commit.repository.top
    with commit:
        folder = folder_in(commit, start / inner)
        if folder.has(PROJECT) and not folder.has(MANIFEST):
            return load_policy((), {}, folder, language=language())
        if not folder.has(MANIFEST):
            return None, (_no_pack(revision, inner, folder),)
        name = "./" + inner.removeprefix("./").strip("/") if inner.strip("./") else "."
        return load_policy([name], {}, here=folder_in(commit, start), language=language())


def _no_pack(revision: str, inner: str, folder: Folder) -> Diagnostic:
    message = tr("{revision} holds no pack at `{path}`", revision=revision, path=inner or ".")
    return Diagnostic(message, None, tr("a pack is a folder with a `pack.yaml`, from the top of the repository"))
