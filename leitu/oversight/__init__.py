"""The three who look after the installation, each with his own pages: administrator, security officer, auditor.

None of them sees what members entrusted to their branch; what each sees is said in ``policies`` and tests/test_fields.py.
"""
