"""What a commit holds, asked of git: read-only, without a checkout.

Comes in: a folder and the name of a revision. Goes out: the commit's files by path, and their bytes one at a time; or a
diagnostic that says what to do. Nothing here runs a hook, a pager, a filter, a file system monitor or a transport, waits for a
password, takes a lock or writes into the repository. Knows nothing of plans.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from kpi_rules.diagnostics import Diagnostic, similar
from kpi_rules.engine.revisions.listed import listed
from kpi_rules.engine.revisions.submodules import Submodules, alternates, read_submodules
from kpi_rules.i18n import tr
from kpi_rules.structs import Struct, field

_QUIET = ("--no-pager", "--no-replace-objects", "--literal-pathspecs")
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "protocol.allow=never",
    "core.quotePath=false",
    "safe.bareRepository=explicit",  # a folder of a tree that looks like a repository is none, whatever settings lie in it
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ASKPASS": "",
    "GIT_ALLOW_PROTOCOL": "",  # before `protocol.ext.allow` of a repository, which is before ours: older gits fetch what is missing
    "LC_ALL": "C",
}
_OF_ONE_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
)
_PATIENCE = 120
_HASH = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_SHORT_HASH = re.compile("[0-9a-f]{7,63}")
_COUNTED = re.compile(r"[~^@]")


class Repository(Struct):
    """A working tree, and the git that knows it."""

    git: str
    top: Path
    folder: Path

    @classmethod
    def around(cls, folder: Path) -> tuple[Repository | None, Diagnostic | None]:
        """The repository that a folder is in."""
        git = _program(os.environ.get("PATH", ""))
        if git is None:
            return None, Diagnostic(tr("git is not installed"), None, tr("comparing with a revision needs it"))
        said = _run(git, folder, "rev-parse", "--show-toplevel")
        if said.returncode == 0:
            return cls(git, Path(_text(said.stdout).removesuffix("\n")), folder), None
        return None, _no_repository(_text(said.stderr))

    def commit(self, name: str) -> tuple[Commit | None, Diagnostic | None]:
        """The commit that a name means; `NAME...` is where this revision branched off from it."""
        plain = name.removesuffix("...")
        if not plain or plain.startswith("-") or not plain.isprintable():
            return None, Diagnostic(tr("`{name}` is not the name of a revision", name=name), None, _examples())
        found = self._ask("rev-parse", "--verify", "--quiet", f"{plain}^{{commit}}")
        if found is None:
            return None, self._unknown(plain)
        if plain != name:
            found = self._ask("merge-base", found, "HEAD")
            if found is None:
                return None, self._unrelated(plain)
        files = self._ask_bytes("ls-tree", "-r", "-z", "--full-tree", found)
        if files is None:
            return None, self._incomplete(plain)
        own = listed(files)
        submodules = read_submodules(self._asked, self.top, own.submodules) if own.submodules else Submodules()
        return Commit(self, name, found, {**own.files, **submodules.files}, own.links, submodules), None

    def _asked(self, folder: Path, *words: str) -> bytes | None:
        """Git's answer in the repository that begins in a folder, whichever one a hook runs for."""
        environment = {name: value for name, value in _environment().items() if name not in _OF_ONE_REPOSITORY}
        said = _run(self.git, folder, *words, environment=environment)
        return said.stdout if said.returncode == 0 else None

    def ask_at_top(self, *words: str) -> bytes | None:
        """Git's answer at the top of the tree."""
        said = _run(self.git, self.top, *words)
        return said.stdout if said.returncode == 0 else None

    def _ask_bytes(self, *words: str) -> bytes | None:
        said = _run(self.git, self.folder, *words)
        return said.stdout if said.returncode == 0 else None

    def _ask(self, *words: str) -> str | None:
        said = self._ask_bytes(*words)
        return None if said is None else _text(said).strip() or None

    def _is_shallow(self) -> bool:
        return self._ask("rev-parse", "--is-shallow-repository") == "true"

    def _unknown(self, name: str) -> Diagnostic:
        """No commit has this name: say how to get it here."""
        if os.path.lexists(self.folder / name):
            message = tr("`{name}` is a file or folder, and no revision", name=name)
            return Diagnostic(
                message, None, tr("name the revision first, then what to look at: `HEAD {name}`", name=name)
            )
        message = tr("there is no revision `{name}` here", name=name)
        if self._ask("rev-parse", "--verify", "--quiet", f"refs/remotes/origin/{name}^{{commit}}"):
            return Diagnostic(message, None, tr("did you mean `{name}`?", name=f"origin/{name}"))
        shallow = self._is_shallow()
        near = None if shallow or _HASH.fullmatch(name) else self._near(name)
        return Diagnostic(message, None, near or _how_to_fetch(name, shallow))

    def _near(self, name: str) -> str | None:
        """A branch or tag with nearly this name."""
        names = self._ask("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        near = similar(name, names.split("\n")) if names and len(names) < 100_000 else None
        return tr("did you mean `{name}`?", name=near) if near else None

    def _unrelated(self, name: str) -> Diagnostic:
        message = tr("there is no commit here from which this revision and `{name}` both come", name=name)
        return Diagnostic(message, None, _whole_history() if self._is_shallow() else None)

    def _incomplete(self, name: str) -> Diagnostic:
        message = tr("this clone does not hold the files of `{name}`", name=name)
        return Diagnostic(message, None, tr("fetch them: `git fetch --refetch --no-filter origin`"))


class Commit(Struct, frozen=False):
    """A commit, its ordinary files and its links, object names by path from the top of the repository, files of its submodules among them.
    Close it when done."""

    repository: Repository
    name: str
    hash: str
    files: Mapping[str, str]
    links: Mapping[str, str]
    submodules: Submodules
    missing: set[str] = field(default_factory=set)
    """Files that were asked for and that the clone does not hold."""
    _reader: subprocess.Popen[bytes] | None = None

    def read(self, path: str, most: int) -> bytes | None:
        """A file's bytes, or where a link leads, at most one more than `most`; nothing where the clone does not hold them."""
        reader = self._open()
        assert reader.stdin is not None
        assert reader.stdout is not None
        try:
            reader.stdin.write((self.files.get(path) or self.links[path]).encode("ascii") + b"\n")
            reader.stdin.flush()
            header = reader.stdout.readline().split()
            if len(header) != 3:
                self.missing.add(path)
                return None
            size = int(header[2])
            kept = reader.stdout.read(min(size, most + 1))
            _skip(reader, size - len(kept) + 1)
        except OSError:  # git gave up: what it cannot fetch ends it
            self.missing.add(path)
            self.close()
            return None
        return kept

    def close(self) -> None:
        """Let git go."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        reader.terminate()
        reader.communicate(timeout=_PATIENCE)

    def __enter__(self) -> Commit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> subprocess.Popen[bytes]:
        if self._reader is None:
            command = _command(self.repository.git, "cat-file", "--batch")
            pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
            environment = _environment()
            if self.submodules.objects:
                environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = alternates(self.submodules.objects)
            self._reader = subprocess.Popen(  # noqa: S603 - no shell, fixed words
                command, cwd=self.repository.top, env=environment, stdin=pipe, stdout=pipe, stderr=nothing
            )
        return self._reader


def _program(path: str) -> str | None:
    """Git, where the system has it: never one that lies in the folder that we stand in."""
    found = shutil.which("git", path=os.pathsep.join(filter(os.path.isabs, path.split(os.pathsep))))
    return found if found and Path(found).is_absolute() else None  # Windows looks in that folder unasked


def _skip(reader: subprocess.Popen[bytes], count: int) -> None:
    """Read on to the end of an object, and of its line."""
    assert reader.stdout is not None
    while count > 0:
        read = len(reader.stdout.read(min(count, 1 << 20)))
        count = count - read if read else 0


def _command(git: str, *words: str) -> list[str]:
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return [git, *_QUIET, *settings, *words]


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}


def _run(
    git: str, folder: Path, *words: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Ask git something; it never asks back."""
    try:
        return subprocess.run(  # noqa: S603 - no shell; revisions never start with a dash
            _command(git, *words),
            cwd=folder,
            env=environment or _environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(git, 1, b"", f"fatal: {error}".encode())


def _text(data: bytes) -> str:
    return os.fsdecode(data)


def _examples() -> str:
    return tr("name a branch, a tag or a commit: `origin/main`, `v1.2`, `HEAD~1`")


def _how_to_fetch(name: str, shallow: bool) -> str:
    """How to bring a revision into a clone: a whole hash can be asked for; of a shortened one, and of what is counted from HEAD, no server knows."""
    if _HASH.fullmatch(name):
        command = f"git fetch {'--depth=1 ' if shallow else ''}origin {name}"
        return tr("fetch it: `{command}`; {further}", command=command, further=_in_a_pipeline())
    if shallow and (_SHORT_HASH.fullmatch(name) or _COUNTED.search(name)):
        return _whole_history()
    branch = name.removeprefix("origin/")
    command = f"git fetch origin +refs/heads/{branch}:refs/remotes/origin/{branch}"
    return tr(
        "fetch it: `{command}`, then name it `origin/{branch}`; {further}",
        command=command,
        branch=branch,
        further=_in_a_pipeline(),
    )


def _whole_history() -> str:
    return tr(
        "fetch the history: `{command}`; {further}", command="git fetch --unshallow origin", further=_in_a_pipeline()
    )


def _in_a_pipeline() -> str:
    return tr("in a pipeline, check out the whole history (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)")


def _no_repository(said: str) -> Diagnostic:
    first = next((line for line in said.splitlines() if line.startswith(("fatal: ", "error: "))), "")
    if "not a git repository" in first:
        help_ = tr("run it inside of the repository that holds the plans")
        return Diagnostic(tr("this folder is in no git repository"), None, help_)
    reason = first.removeprefix("fatal: ").removeprefix("error: ") or said.strip()[:200]
    return Diagnostic(tr("git cannot read this repository: {reason}", reason=reason), None)
