"""The door for programs: strict JSON, one shape of errors, one effect per key, tokens that reach no further than said.

What can be read and done stands in the ``api.py`` of each app (an ``Area`` with its operations); ``leitu.config.api``
puts them under ``/api/``. Nothing here knows what the operations are about, and nobody here has a right: reading
begins with ``visible_to(actor)``, writing is an action.
"""
