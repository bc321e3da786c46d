"""What a part of `./sandbox test` found, and how it is shown."""

import dataclasses


@dataclasses.dataclass
class Result:
    """Counts of one part, and in words what failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    problems: list = dataclasses.field(default_factory=list)

    def fail(self, text):
        """Count a failure and keep its text for the end."""
        self.failed += 1
        self.problems.append(text)

    def __iadd__(self, other):
        """Add another part's counts and problems."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.problems += other.problems
        return self

    def __str__(self):
        """Return the line that people and machines count by."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"
