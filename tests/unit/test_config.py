from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml

from baselining.config import AwsSection, Config, ProfileSection, SparkSection, load_config, parse_config
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.layout import FormatVersion
from baselining.errors import ConfigError
from baselining.world.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

CONF = Path(__file__).resolve().parents[2] / "conf"
REFERENCE = CONF / "baselining.yaml"
SMALLEST = "dataset:\n  uri: train.csv\n"
EXAMPLES_IN_REFERENCE = {("dataset", "uri"), ("dataset", "format"), ("switch", "schedule")}
"""Keys of the reference file that show an example instead of the default."""


def sections() -> Iterator[tuple[str, type[Section]]]:
    for name, field in Config.model_fields.items():
        kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        assert issubclass(kinds[0], Section)
        yield name, kinds[0]


def reference(*, optional: bool) -> str:
    """The reference file, as it is or with the sections that it only shows in comments."""
    text = REFERENCE.read_text(encoding="utf-8")
    if not optional:
        return text
    shown = re.sub("^  # ", "  ", text, flags=re.MULTILINE)
    return (
        shown.replace("model_quality: null", "model_quality:")
        .replace("judge: null", "judge:")
        .replace("calibrate: null", "calibrate:")
    )


def refusal(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, name="job.yaml")
    assert caught.value.message.startswith("job.yaml")
    return caught.value


@pytest.mark.parametrize(("name", "section"), list(sections()), ids=[name for name, _ in sections()])
def test_every_key_is_described(name: str, section: type[Section]) -> None:
    undescribed = [key for key, field in section.model_fields.items() if not field.description]

    assert undescribed == []
    assert section.__doc__ not in (None, Section.__doc__), name


@pytest.mark.parametrize(("name", "section"), list(sections()), ids=[name for name, _ in sections()])
def test_the_reference_file_shows_every_key_in_the_order_of_the_code(
    name: str, section: type[Section]
) -> None:
    shown = yaml.safe_load(reference(optional=True))[name]

    assert list(section.model_fields) == list(shown)


def test_the_reference_file_shows_every_section_and_can_be_used() -> None:
    assert list(Config.model_fields) == list(yaml.safe_load(REFERENCE.read_text(encoding="utf-8")))
    assert load_config(REFERENCE).dataset.format is DatasetFormat.PARQUET


def test_the_reference_file_shows_the_defaults() -> None:
    smallest = (
        SMALLEST
        + "judge: {}\ncalibrate: {}\nmodel_quality: {problem_type: BinaryClassification, ground_truth: label"
    )
    shown = parse_config(reference(optional=True).replace("inference: null", "inference: x"), name="x")
    default = parse_config(smallest + ", inference: x}\n", name="x")

    differing = {
        (name, key)
        for name, section in sections()
        for key in section.model_fields
        if getattr(getattr(shown, name), key) != getattr(getattr(default, name), key)
    }
    assert differing == EXAMPLES_IN_REFERENCE


def test_every_line_of_the_reference_file_says_what_its_key_is_for() -> None:
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()

    assert [
        line for line in lines if line.startswith("  ") and "  # " not in line and " # " not in line
    ] == []


@pytest.mark.parametrize("example", sorted((CONF / "examples").glob("*.yaml")), ids=lambda path: path.name)
def test_the_examples_can_be_used(example: Path) -> None:
    assert load_config(example).dataset.uri


def test_only_the_dataset_must_be_given() -> None:
    config = parse_config(SMALLEST, name="x")

    assert config.dataset == DatasetSpec(uri="train.csv", format=DatasetFormat.CSV)
    assert (config.profile.engine, config.profile.format_version) == (Engine.ARROW, FormatVersion.CURRENT)
    assert (config.publish.to, config.switch.schedule) == (None, None)


def test_the_dataset_is_read_as_it_is_described() -> None:
    text = "dataset: {uri: t, format: delta, header: false, version_as_of: 0, allow_replacement_characters: true}"

    assert parse_config(text, name="x").dataset == DatasetSpec(
        uri="t", format=DatasetFormat.DELTA, header=False, version_as_of=0, allow_replacement_characters=True
    )


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (SMALLEST + "swich: {}", "there is no key 'swich'.", "Did you mean 'switch'?"),
        (SMALLEST + "  haeder: true", "there is no key 'dataset.haeder'.", "Did you mean 'header'?"),
        (
            SMALLEST + "switch: {settle_timeout: 1}",
            "no key 'switch.settle_timeout'.",
            "mean 'settle_timeout_s'?",
        ),
        (
            SMALLEST + "aws: {credentials: x}",
            "no key 'aws.credentials'.",
            "Known here: region, profile, endpoint_url.",
        ),
        (
            SMALLEST + "gate: {}",
            "there is no key 'gate'.",
            (
                "Known here: dataset, profile, model_quality, edits, calibrate, judge, publish, switch, spark, "
                "launch, aws."
            ),
        ),
        ("profile: {engine: deequ}", "the key 'dataset' is missing.", ""),
        ("dataset: {header: true}", "the key 'dataset.uri' is missing.", ""),
        ("dataset: train.csv", "dataset: Input should be a valid dictionary", ""),
        (SMALLEST + "profile:", "profile: Input should be a valid dictionary", ""),
        ("dataset: {uri: ''}", "dataset.uri: String should have at least 1 character.", ""),
        ("dataset: {uri: 7}", "dataset.uri: Input should be a valid string.", ""),
        (
            SMALLEST + "  format: cvs",
            "dataset.format: Input should be 'csv', 'jsonl', 'parquet', 'delta' or 'capture'.",
            "",
        ),
        (SMALLEST + "  header: maybe", "dataset.header: Input should be a valid boolean", ""),
        (
            SMALLEST + "  format: delta\n  version_as_of: -1",
            "dataset.version_as_of: Input should be greater than or equal to 0.",
            "",
        ),
        (SMALLEST + "profile: {engine: glue}", "profile.engine: Input should be 'arrow' or 'deequ'.", ""),
        (
            SMALLEST + "profile: {format_version: '2021'}",
            "Input should be '2020', '2024-03' or 'current'.",
            "",
        ),
        (
            SMALLEST + "switch: {poll_s: 0}",
            "switch.poll_s: Input should be greater than or equal to 0.01.",
            "",
        ),
        (SMALLEST + "switch: {poll_s: .inf}", "switch.poll_s: Input should be a finite number.", ""),
        (
            SMALLEST + "switch: {update_timeout_s: soon}",
            "switch.update_timeout_s: Input should be a valid number",
            "",
        ),
        (SMALLEST + "  version_as_of: 3", "dataset.version_as_of: Only Delta tables have versions.", ""),
        (
            SMALLEST + "  timestamp_as_of: '2026'",
            "dataset.timestamp_as_of: Only Delta tables have versions.",
            "",
        ),
        (
            "dataset: {uri: t.delta, version_as_of: 0, timestamp_as_of: '2026'}",
            "dataset.timestamp_as_of: A version and a time were given, and only one can be read.",
            "",
        ),
        (SMALLEST + "spark: {settings: {a: [1]}}", "spark.settings.a.", ""),
        (
            SMALLEST + "publish: {bucket_owner: '1234'}",
            "publish.bucket_owner: Input should be an AWS account of 12 digits.",
            "",
        ),
        (SMALLEST + "publish: {bucket_owner: 123456789012}", "Input should be a valid string.", ""),
        (SMALLEST + "7: 8", "7: Keys should be strings.", ""),
    ],
)
def test_a_wrong_key_or_value_is_named(text: str, message: str, hint: str) -> None:
    error = refusal(text)

    assert message in error.message
    assert error.hint.endswith(hint)
    assert bool(hint) == bool(error.hint)


@pytest.mark.parametrize("text", ["", "# nothing\n", "- dataset", "dataset", "7", "null"])
def test_a_file_without_sections_is_refused(text: str) -> None:
    assert refusal(text).message == "job.yaml should hold sections such as `dataset:`, and holds none."


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (SMALLEST + "switch: [1", " at line 3"),
        ("dataset:\n\turi: x", " at line 2"),
        ("a: 'open", " at line 1"),
        ("dataset: !!python/object/apply:os.getcwd []", " at line 1"),
        ("? [1]\n: 2", " at line 1"),
        ("a: \0", ""),
        ("[" * 600, ""),
    ],
)
def test_what_is_not_yaml_is_refused_with_the_line(text: str, where: str) -> None:
    assert refusal(text).message == f"job.yaml is not YAML{where}."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SMALLEST + "switch: {}\nswitch: {schedule: a}", "the key 'switch' stands twice, again at line 4."),
        (SMALLEST + "  uri: other.csv", "the key 'uri' stands twice, again at line 3."),
        (SMALLEST + "spark: {settings: {a: 1, 'a': 2}}", "the key 'a' stands twice, again at line 3."),
    ],
)
def test_a_key_that_stands_twice_is_refused(text: str, message: str) -> None:
    assert refusal(text).message == f"job.yaml: {message}"


@pytest.mark.parametrize(
    "text",
    [
        "dataset: {uri: [s3cret]}",
        SMALLEST + "  header: s3cret",
        SMALLEST + "  format: s3cret",
        SMALLEST + "aws: {profile: [s3cret]}",
        SMALLEST + "aws: {unknown: s3cret}",
        SMALLEST + "switch: {poll_s: s3cret}",
        SMALLEST + "spark: {settings: {fs.s3a.secret.key: [s3cret]}}",
        SMALLEST + "aws: {profile: s3cret, profile: s3cret}",
        "dataset: 's3cret",
        "dataset: {uri: s3cret",
        "dataset: @s3cret",
    ],
)
def test_no_value_is_repeated_in_a_message(text: str) -> None:
    assert "s3cret" not in str(refusal(text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^There is no configuration file .*/absent\.yaml\.$"):
        load_config(tmp_path / "absent.yaml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "latin.yaml"
    broken.write_bytes(b"dataset: {uri: \xe9}")

    for path, reason in ((tmp_path, "IsADirectoryError"), (broken, "UnicodeDecodeError")):
        with pytest.raises(ConfigError, match=f"^Cannot read the configuration file .*{path.name}: {reason}"):
            load_config(path)


def test_a_configuration_cannot_be_changed() -> None:
    config: Any = parse_config(SMALLEST, name="x")

    with pytest.raises(ValueError, match="frozen"):
        config.dataset.uri = "other"


def test_options_win_over_the_file_and_what_they_do_not_say_stays() -> None:
    text = (
        SMALLEST
        + "profile: {engine: deequ, states: a}\naws: {region: eu-west-1, endpoint_url: 'http://a:1'}\n"
    )
    config = parse_config(text, name="x")

    found = config.overridden(
        profile=ProfileSection(states="b"), spark=SparkSection(master="local[1]"), aws=AwsSection()
    )

    assert (found.profile.engine, found.profile.states) == (Engine.DEEQU, "b")
    assert found.spark.master == "local[1]"
    assert found.aws == config.aws
    assert found.dataset == config.dataset
