"""Tables that users upload: CSV parsing, the store of uploaded files, and their data sets."""
