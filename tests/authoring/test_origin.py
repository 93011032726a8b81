"""What a build server is told to install: a commit that is known, and never a bare name that anybody may publish."""

from __future__ import annotations

import json

import pytest

from kpi_rules.authoring.origin import UNKNOWN, requirement
from kpi_rules.authoring.starter import SERVERS, new_project

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CASES = [
    (None, None),
    ("", None),
    ("[]", None),
    ("not json", None),
    ({"url": "file:///home/me/kpi-rules", "dir_info": {"editable": True}}, None),
    ({"url": "https://host.example/kpi-rules.whl", "archive_info": {}}, None),
    ({"url": "https://host.example/k", "vcs_info": {"vcs": "hg", "commit_id": COMMIT}}, None),
    ({"url": "https://user:secret@host.example/k", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
    ({"url": 'https://host.example/k"; rm -rf ~; "', "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
    ({"url": "https://host.example/k", "vcs_info": {"vcs": "git", "commit_id": "main"}}, None),
    ({"url": "https://host.example/o/k.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, "https://host.example/o/k.git"),
    ({"url": "ssh://git@host.example:22/k", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, "ssh://git@host.example:22/k"),
]  # fmt: skip


@pytest.mark.parametrize(("noted", "address"), CASES)
def test_what_to_install(noted: object, address: str | None) -> None:
    text = noted if noted is None or isinstance(noted, str) else json.dumps(noted)
    assert requirement(text) == (f"kpi-rules @ git+{address}@{COMMIT}" if address else UNKNOWN)


@pytest.mark.parametrize("server", SERVERS)
def test_no_file_installs_a_name_that_nobody_owns(server: str) -> None:
    text = new_project(server, "", 2026)[SERVERS[server][0]]
    assert f'pip install "{UNKNOWN}"' in text
    assert "kpi-rules==" not in text
