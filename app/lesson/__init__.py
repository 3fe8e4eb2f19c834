"""Lessons: Markdown files read into frozen parts, and checks that say how far a learner has come.

`reader.read_lesson(text)` gives a `Lesson`; `checks.verdict(check, evidence)` gives what a check says. Nothing here
draws, trains or runs code, so all of it is tested without a browser.
"""
