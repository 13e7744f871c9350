"""Official documents made from records: the minutes as .docx and the ledger of organised life as .xlsx.

Nothing is typed here and nothing is stored: a document is a question asked of the records. The papers are written in
Chinese whatever language the reader's screen has, because they are signed, filed and read back by import-activities.
"""
