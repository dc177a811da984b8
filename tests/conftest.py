"""How hard the laws are tried: repeatable and quick by default, thousands of examples in `make soak`."""

import os

from hypothesis import HealthCheck, settings

from tests.soap_answers import soap_answers_are_taken, soap_answers_obey_the_wsdl

__all__ = ["soap_answers_are_taken", "soap_answers_obey_the_wsdl"]

settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True)
settings.register_profile("soak", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("DEALSPEC_TEST_PROFILE", "quick"))
