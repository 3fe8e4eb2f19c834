"""English messages of problems with learners' files of data, by code."""

FILE_MESSAGES: dict[str, str] = {
    "csv_too_large": "The file has {size} bytes. The limit is {limit}.",
    "csv_too_many_columns": "Line {line} has {received} columns. The limit is {limit}.",
    "csv_empty": "The file has no data rows: it needs a header line and at least one row.",
    "csv_bad_encoding": "Line {line} is not text in UTF-8, CP949 or UTF-16: save the file as UTF-8.",
    "csv_other_format": "The file is no table of text but of another format ({format}): save it as CSV or .xlsx.",
    "csv_bad_workbook": "The Excel file is damaged ({detail}): open it in Excel and save it again.",
    "csv_large_workbook": "The Excel file has {size} bytes when it is unpacked. The limit is {limit}.",
    "csv_unknown_sheet": "There is no sheet {sheet!r}.{hint}",
    "csv_unreadable": "The rows of the file cannot be told apart: save it as CSV with quotation marks around text.",
    "csv_long_line": "Line {line} has more than {limit} letters, which is the limit: the file has no line ends, or is "
                     "no table.",
    "csv_ragged_row": "Line {line} must have {expected} cells, like the header. Received: {received} (see column "
                      "{column}).",
    "csv_unclosed_quote": "Line {line}, column {column}: the quotation mark that opens here is never closed.",
    "csv_stray_quote": "Line {line}, column {column}: there is text after the closing quotation mark.",
    "csv_long_cell": "Line {line}, column {column}: the text of this cell is too long: shorten it.",
    "csv_not_a_number": "Line {line}, column {column!r}: {value!r} is not a finite number.",
    "csv_not_a_date": "Column {column!r} holds no dates in one known form, such as 2024-01-31. Received: {value!r}",
    "csv_wrong_role": "Column {column!r} cannot be used as {role}: it holds {kind} cells.",
    "csv_no_series": "A window of {window} values and the value {horizon} after it need at least {needed} rows. "
                     "Received: {rows}",
    "csv_unknown_column": "There is no column {column!r}.{hint}",
    "csv_no_target": "Column {column!r} has no values, so it cannot be predicted: choose another target.",
    "csv_one_class": "Column {column!r} has only one value, {value!r}, so there is nothing to predict: choose another "
                     "target.",
    "csv_too_many_classes": "Column {column!r} has {received} different values. As classes, the limit is {limit}.",
    "csv_too_few_rows": "There are {received} rows with a target, too few to split into training, validation and "
                        "test: at least {low} are needed.",
    "csv_no_features": "There is no column besides the target to predict from: add one to the file.",
    "csv_too_many_features": "The table would give {received} input features. The limit is {limit}: remove columns, "
                             "or text columns with many different values.",
    "upload_needed": "No file has been chosen yet: choose a CSV file.",
    "upload_missing": "The uploaded file is no longer stored: choose it again.",
    "upload_not_kept": "The uploaded file could not be stored: {detail}.",
    "upload_broken": "The file arrived incomplete: choose it again.",
}
