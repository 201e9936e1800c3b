from __future__ import annotations

import pytest

from baselining.schedule.ownership import Owner, logical_id, owner_of


def test_cloudformation_says_its_stack_and_its_own_name_for_the_resource() -> None:
    tags = {
        "aws:cloudformation:stack-name": "prod",
        "aws:cloudformation:logical-id": "Fares",
        "ManagedBy": "Terraform",
    }

    owner = owner_of(tags)

    assert owner == Owner(tool="CloudFormation", sign="aws:cloudformation:stack-name", stack="prod")
    assert str(owner) == "the CloudFormation stack 'prod'"
    assert logical_id(tags) == "Fares"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ManagedBy", "Terraform"),
        ("managed-by", "terraform"),
        ("managed_by", "Managed by OpenTofu 1.8"),
        ("acme:managed-by", "terraform"),
        ("app.kubernetes.io/managed-by", "terraform"),
        ("Provisioner", "Terragrunt"),
        ("IaC", "terraform"),
        ("Terraform", "true"),
        ("terraform", "v1.9"),
    ],
)
def test_terraform_is_recognised_by_the_tags_that_its_users_set(key: str, value: str) -> None:
    assert owner_of({"team": "fraud", key: value}) == Owner(tool="Terraform", sign=key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Terraform", "false"),
        ("terraform", ""),
        ("managed-by", "helm"),
        ("team", "terraform"),
        ("note", "was made by terraform once"),
    ],
)
def test_other_tags_are_not_mistaken_for_it(key: str, value: str) -> None:
    assert owner_of({key: value}) is None
    assert logical_id({key: value}) is None
