"""XML of unknown origin, read as a stream. Any document type declaration is refused, and with it every entity:
no laughs, no external files. Spreadsheets never have one."""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from leitu.core.tabular.issues import Refused

Attributes = dict[str, str]
SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
RELATIONSHIPS = ("http://schemas.openxmlformats.org/package/2006/relationships",)
CONTENT_TYPES = ("http://schemas.openxmlformats.org/package/2006/content-types",)


def qualified(names: Iterable[str], namespaces: Iterable[str]) -> dict[str, str]:
    """Expat's name -> local name, for every namespace in which the elements may stand."""
    return {f"{namespace} {name}": name for namespace in namespaces for name in names}


class Reader:
    """A push parser with handlers by element name; `on_text` gets character data while it is set."""

    def __init__(self, starts: dict[str, Callable[[Attributes], None]], ends: dict[str, Callable[[], None]]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = 64 * 1024
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartDoctypeDeclHandler = self._refuse

        def start(name: str, attributes: Attributes) -> None:
            handler = starts.get(name)
            if handler is not None:
                handler(attributes)

        def end(name: str) -> None:
            handler = ends.get(name)
            if handler is not None:
                handler()

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        self._parser = parser

    @staticmethod
    def _refuse(*_declaration: object) -> None:
        raise Refused("unsafe_file")

    def collect(self, handler: Callable[[str], None] | None) -> None:
        """Send character data to `handler` from here on, or nowhere."""
        self._parser.CharacterDataHandler = handler

    def feed(self, chunks: Iterable[bytes]) -> Iterator[None]:
        """Parse, pausing after every chunk so that the caller can pass results on. Raises Refused."""
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
                yield
            self._parser.Parse(b"", True)
            yield
        except (expat.ExpatError, LookupError, ValueError):  # the latter two for encodings that nobody knows
            raise Refused("damaged_file") from None

    def read(self, chunks: Iterable[bytes]) -> None:
        """Parse to the end."""
        for _pause in self.feed(chunks):
            pass


def elements(chunks: Iterable[bytes], names: Iterable[str], namespaces: Iterable[str]) -> list[tuple[str, Attributes]]:
    """The elements of these names in document order, with their attributes: for the small parts."""
    found: list[tuple[str, Attributes]] = []

    def keep(local: str) -> Callable[[Attributes], None]:
        return lambda attributes: found.append((local, attributes))

    starts = {full: keep(local) for full, local in qualified(names, namespaces).items()}
    Reader(starts, {}).read(chunks)
    return found
