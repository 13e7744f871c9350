"""Styles and scripts as browsers get them: compressed, and named by their content so that nobody asks for them twice."""

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """What ``collect`` has not met yet is served under its plain name: a new file needs no second command."""

    def stored_name(self, name: str) -> str:
        """The name with the digest of the content, or the plain one."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name


def collect() -> None:
    """Write what this version of Leitu serves into the data folder; takes a second, also when nothing changed."""
    if isinstance(staticfiles_storage, Assets):  # tests serve them as they lie
        call_command("collectstatic", verbosity=0, interactive=False)
