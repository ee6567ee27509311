"""patching.py: a gap that does not fit stops the start and says where to look."""

from __future__ import annotations

import pytest
from slipway_emulator import gaps, patching


def test_missing_attribute_names_file_and_attribute():
    with pytest.raises(patching.GapError, match=r"gap test_patching.py: moto.ecs.models.Service.gone of moto .*there is no 'gone'"):
        patching.wrap("moto.ecs.models", "Service.gone", lambda original: None)


def test_changed_source_is_refused():
    with pytest.raises(patching.GapError, match="no longer contains 'something else'"):
        patching.replace("moto.ecs.models", "Service._validate_network", None, containing="something else")


def test_what_moto_gained_is_not_overwritten():
    with pytest.raises(patching.GapError, match="of its own"):
        patching.add("moto.ecs.responses", "EC2ContainerServiceResponse.list_tasks", None)


def test_missing_module_is_refused():
    with pytest.raises(patching.GapError, match="cannot be imported"):
        patching.find("moto.gone", "x")


def test_every_gap_file_is_applied():
    from pathlib import Path

    files = {path.stem for path in Path(gaps.__file__).parent.glob("*.py")} - {"__init__"}
    assert files == set(gaps.GAPS)
