"""Papers as PDF: typst forms in templates_typst/, with the fonts of the set-up and what the administrator has added.

What users wrote goes in as values of a JSON document and can never become markup: the forms print strings. A form can
read nothing but the folder of the forms.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import typst

from leitu.core import text
from leitu.files import fonts
from leitu.reports.paper import LONGEST, Value

TEMPLATES = Path(__file__).parent / "templates_typst"


def render(template: str, values: Mapping[str, Value]) -> bytes:
    """The form ``template`` (a file of templates_typst/) filled with plain values.

    Raises ValueError when the values hold more than LONGEST characters, FontMissing before the set-up.
    """
    said = json.dumps(clean(values), ensure_ascii=False)
    if len(said) > LONGEST:
        raise ValueError(f"more than {LONGEST} characters in one document")
    faces = [str(folder) for folder in fonts.folders()]
    made = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=faces,
        ignore_system_fonts=True,
        sys_inputs={"values": said},
        format="pdf",
    )
    assert isinstance(made, bytes)
    return made


def clean(value: object) -> object:
    """The same value with every string fit to be printed: no control characters, no direction marks."""
    if isinstance(value, str):
        return text.clean_lines(value)
    if isinstance(value, Mapping):
        return {name: clean(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value
