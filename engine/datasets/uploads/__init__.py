"""Tables that users upload: how a file is read, the store of uploaded files, and their data sets."""
