"""The faces cut from the wheels: small, whole for the names we expect, made once, never left half made."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import fonts


@pytest.fixture(scope="module")
def made() -> Path:
    """The fonts of this environment, to read only."""
    folder = fonts.folder()
    assert fonts.is_current(folder), "run `make environment`"
    return folder


def test_both_faces_together_weigh_about_sixty_kilobytes(made: Path) -> None:
    size = sum((made / face.target).stat().st_size for face in fonts.FACES)
    assert 30_000 < size < 64_000


@pytest.mark.parametrize("name", ["literata-600.woff2", "public-sans-var.woff2"])
@pytest.mark.parametrize(
    "words",
    [
        "Lupita Hernández",
        "Nguyễn Thị Hồng Nhung",
        "Łukasz Żółć",
        "Ștefan Țurcanu",
        "Kọ́lá Ṣóyínká",
        "İpek Öğüt",
        "“…” – €",
    ],
)
def test_names_of_many_places_have_their_letters(made: Path, name: str, words: str) -> None:
    letters = TTFont(made / name).getBestCmap()
    assert [letter for letter in words if ord(letter) not in letters] == []


def test_text_face_keeps_its_weights_and_its_tabular_figures(made: Path) -> None:
    font = TTFont(made / "public-sans-var.woff2")
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in font["fvar"].axes}
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert axes == {"wght": (400, 700)}
    assert "tnum" in features
    assert "kern" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}


def test_heading_face_is_one_weight(made: Path) -> None:
    font = TTFont(made / "literata-600.woff2")
    assert "fvar" not in font
    assert font["OS/2"].usWeightClass == 600


def test_licenses_lie_beside_the_fonts(made: Path) -> None:
    for face in fonts.FACES:
        assert "SIL OPEN FONT LICENSE" in (made / face.license).read_text(encoding="utf-8").upper()


def test_a_second_cut_changes_nothing(made: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in made.iterdir()}
    assert fonts.cut(made) is False
    assert {path.name: path.stat().st_mtime_ns for path in made.iterdir()} == before


@pytest.mark.proof
def test_a_missing_file_is_made_again_with_the_same_bytes(made: Path, tmp_path: Path) -> None:
    own = tmp_path / "fonts"
    shutil.copytree(made, own)
    (own / "literata-600.woff2").unlink()
    assert fonts.cut(own) is True
    assert (own / "literata-600.woff2").read_bytes() == (made / "literata-600.woff2").read_bytes()


def test_an_interrupted_write_leaves_the_former_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "face.woff2"
    path.write_bytes(b"former")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fonts._write(path, b"newer")
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"face.woff2": b"former"}


def test_a_folder_that_cannot_be_made_is_one_sentence_and_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "share").write_text("a file where a folder should be")
    code = "import sys; sys.prefix = sys.argv[1]; from tools.fonts import main; sys.exit(main())"
    root = Path(fonts.__file__).parent.parent
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=root,
        env=dict(os.environ),
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("The fonts could not be cut:")
    assert run.stderr.count("\n") == 1
