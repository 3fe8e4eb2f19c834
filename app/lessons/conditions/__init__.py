"""The conditions that checks are declared with; `app.lessons.condition_reader` has the table of their names."""
