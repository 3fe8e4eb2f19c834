"""The conditions that checks are declared with; `app.lesson.condition_reader` has the table of their names."""
