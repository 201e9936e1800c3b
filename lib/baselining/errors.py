"""Everything that can go wrong, one tree, one exit code per family.

    BaseliningError
    ├── InputError               exit 2   the command, config or data is wrong; nothing was written
    │   ├── ConfigError                   the YAML file or a command-line option
    │   ├── DatasetError                  the training set: missing, empty, ragged, nested, unreadable
    │   │   └── NoDataError               nothing was captured in the window
    │   ├── DocumentError                 a statistics.json, constraints.json or manifest.json
    │   │   └── NewerReleaseError         a record or saved state of a newer release
    │   ├── ScheduleNotFoundError         no monitoring schedule of that name
    │   ├── DestinationError              a place to publish to that the schedule could not read
    │   └── SetupError                    Java or a Python package this needs is missing or too old
    ├── RefusedError             exit 3   judged not fit to go live, or to be deleted; nothing was changed
    │   ├── WorseModelError               a new model is worse than the old baseline allows
    │   ├── UnfitBaselineError            a new baseline does not meet the policy
    │   ├── NotSoundError                 a baseline contradicts itself, or the data it should describe
    │   ├── QualityViolatedError          a model is on the wrong side of a threshold; violations are written
    │   └── MayBeInUseError               what is to be deleted is not known to be unused
    ├── WorldError               exit 4   AWS, the network or the machine failed; the message says what is live
    │   ├── ComputeError                  Spark failed for a reason that is not the data's
    │   ├── JarsError                     Spark's jars could not be resolved
    │   ├── ScriptError                   the user's script that is called at the end; the files are written
    │   ├── StorageError                  S3 said no, or did not answer
    │   ├── ForeignObjectError            other bytes are already stored under our content address
    │   ├── MonitoringError               SageMaker said no, or did not answer
    │   ├── RequestRefusedError           SageMaker refuses the request now, or as it stands
    │   ├── NotSettledError               the schedule stayed Pending or busy past the budget
    │   ├── ScheduleChangedError          somebody else changed the schedule meanwhile
    │   ├── SwitchFailedError             the switch failed and the old baseline was put back
    │   ├── NotConfirmedError             no execution has used the new baseline yet
    │   ├── ScheduleBusyError             another run of this tool is at work on the schedule
    │   ├── LeaseLostError                another run took over before this one changed anything
    │   └── InterruptedRunError           Ctrl-C or SIGTERM; the message says what holds
    └── UnknownOutcomeError      exit 5   a person must look; the message says what to run
        └── BaselineRejectedError         the first execution failed because of the new baseline, which is live

Messages say what was expected, what was found and what to do next. They never contain values of the
data, because they reach AWS logs and `/opt/ml/output/message`; column names and counts are fine.
Every error pickles, because some are raised on Spark executors.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, ClassVar

from baselining import __version__


class ExitCode(IntEnum):
    """What the process says to its caller. Anything else is a bug."""

    DONE = 0
    BAD_INPUT = 2
    REFUSED = 3
    WORLD_FAILED = 4
    UNKNOWN_OUTCOME = 5


class BaseliningError(Exception):
    """The root: one sentence for people, and an exit code for callers.

    Args:
        message: What was expected, what was found.
        hint: What to do next, as an imperative sentence; shown on a line of its own.
        details: For programs: further members of the error object that `--json` prints; JSON values.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.WORLD_FAILED

    def __init__(self, message: str, *, hint: str = "", details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = dict(details or {})

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.hint, self.details))

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


def _rebuild(
    kind: type[BaseliningError], message: str, hint: str, details: Mapping[str, Any]
) -> BaseliningError:
    return kind(message, hint=hint, details=details)


class InputError(BaseliningError):
    """The caller's command, config or data is wrong, and nothing was written."""

    exit_code = ExitCode.BAD_INPUT


class ConfigError(InputError):
    """The configuration file or an option is wrong."""


class DatasetError(InputError):
    """The dataset is missing, empty, or not a flat table this can read."""


class NoDataError(DatasetError):
    """There is nothing to read in the window, or at all; that is an outcome of its own."""


class DocumentError(InputError):
    """A baseline document is damaged or not of the format it says it is."""


class NewerReleaseError(DocumentError):
    """What was read is of a newer release, which writes it otherwise; it is neither damaged nor to be moved away."""

    @classmethod
    def of(
        cls, what: str, *, found: object, known: object, release: str = "", instead: str = ""
    ) -> NewerReleaseError:
        """Say which versions meet.

        Args:
            what: Which record.
            found, known: Versions of its format: that of the record, and the newest that this release reads.
            release: That wrote it, if it says so.
            instead: What else can be done, as the end of an imperative sentence.
        """
        writer, reader = (f" ({release})", f"release {release}") if release else ("", "that release")
        return cls(
            f"{what} was written by a newer release{writer} of baselining: it is of format version {found}, and this "
            f"release ({__version__}) reads {known}.",
            hint=f"Use {reader} or a later one{instead}; leave it in place.",
        )


class ScheduleNotFoundError(InputError):
    """There is no monitoring schedule of that name in this account and region."""


class DestinationError(InputError):
    """The place to publish to is not one the monitoring schedule is known to be able to read."""


class SetupError(InputError):
    """This machine lacks something: Java, a Python package, or a version of one."""


class RefusedError(BaseliningError):
    """Something is judged not fit to go live, or not safe to delete; nothing was changed."""

    exit_code = ExitCode.REFUSED


class NotSoundError(RefusedError):
    """A baseline contradicts itself, or is not that of the data it was held against."""


class UnfitBaselineError(RefusedError):
    """A new baseline does not meet the policy, and nobody accepted it."""


class WorseModelError(RefusedError):
    """A new model is worse than the thresholds of the old baseline, by more than its metrics vary by chance."""


class QualityViolatedError(RefusedError):
    """A model is on the wrong side of a threshold of model quality; the violations are written."""


class MayBeInUseError(RefusedError):
    """What is to be deleted is not known to be unused; nothing was deleted."""


class WorldError(BaseliningError):
    """Something outside failed; nothing is half-done. The old baseline is live unless the message says otherwise."""

    exit_code = ExitCode.WORLD_FAILED


class ComputeError(WorldError):
    """Spark failed for a reason that is not the data's."""


class JarsError(WorldError):
    """The jars Spark needs could not be resolved."""


class ScriptError(WorldError):
    """The user's script that is called at the end failed; the files of the run are written."""


class StorageError(WorldError):
    """S3 refused or did not answer."""


class ForeignObjectError(StorageError):
    """Other bytes are already stored under the key that our content names."""


class MonitoringError(WorldError):
    """SageMaker refused or did not answer."""


class RequestRefusedError(MonitoringError):
    """SageMaker refused the request (`ValidationException`): busy now, or wrong as it stands. It had no effect."""


class NotSettledError(MonitoringError):
    """The schedule stayed Pending, or kept running an execution, past the budget."""


class ScheduleChangedError(MonitoringError):
    """Somebody else changed the schedule between our look and our update; nothing was changed by us."""


class SwitchFailedError(MonitoringError):
    """The switch did not take; the old configuration was put back and verified."""


class NotConfirmedError(MonitoringError):
    """The new baseline is live, but no execution has used it yet: neither confirmed nor failed."""


class ScheduleBusyError(WorldError):
    """Another run holds the lease on the schedule; this one changed nothing."""


class LeaseLostError(WorldError):
    """This run was too slow, another one took the lease over; this one changed nothing."""


class InterruptedRunError(WorldError):
    """Stopped by Ctrl-C or SIGTERM; the message says what holds. Nothing is half-done."""


class UnknownOutcomeError(BaseliningError):
    """Neither success nor failure could be established, or putting things back failed."""

    exit_code = ExitCode.UNKNOWN_OUTCOME


class BaselineRejectedError(UnknownOutcomeError):
    """The first execution with the new baseline failed because of it, and the new baseline is live still."""
