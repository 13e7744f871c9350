from pathlib import Path

import pytest

from leitu.files import fonts


@pytest.mark.parametrize("face", [fonts.serif, fonts.sans])
def test_the_set_up_brought_an_opentype_font(face) -> None:
    assert face().read_bytes()[:4] == b"OTTO"


@pytest.mark.parametrize("face", [fonts.serif, fonts.sans])
def test_without_the_set_up_the_error_says_what_to_run(face, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    with pytest.raises(fonts.FontMissing, match="make setup"):
        face()


def test_an_administrator_adds_faces_in_the_data_folder(tmp_path: Path, settings) -> None:
    settings.LEITU_HOME = tmp_path
    assert fonts.folders() == [fonts.FOLDER]
    (tmp_path / "fonts").mkdir()
    assert fonts.folders() == [fonts.FOLDER, tmp_path / "fonts"]
