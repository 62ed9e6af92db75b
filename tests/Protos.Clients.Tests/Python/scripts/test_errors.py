import unittest
from datetime import datetime

import grpc

from local_energy_market import FailedPrecondition, InvalidArgument, MarketError, NotFound, PermissionDenied, Unauthenticated, connect
from local_energy_market.v1.market_pb2 import GetBookRequest, GetResultRequest
from surroundings import ADDRESS, AUTHORITY, GROUP, TIMESLOT, token


class Errors(unittest.TestCase):
    def open(self, who):
        return self.enterContext(connect(ADDRESS, token=token(who) if who else None, authorities=AUTHORITY))

    def test_fields_that_break_the_rules_are_named(self):
        with self.assertRaises(InvalidArgument) as raised:
            self.open("CUSTOMER").market.place_offer(customer_id="C-0001", unit_number="nonsense ☀", timeslot=TIMESLOT + 1, quantity_wh=-1, correlation_id="python-42")
        error = raised.exception
        self.assertEqual({violation.field for violation in error.field_violations}, {"unit_number", "timeslot", "quantity_wh"})
        self.assertTrue(all(violation.description and violation.reason for violation in error.field_violations))
        self.assertEqual((error.code, error.reason, error.request_id), (grpc.StatusCode.INVALID_ARGUMENT, "FIELDS_INVALID", "python-42"))
        self.assertIn("python-42", str(error))
        self.assertIsInstance(error.__cause__, grpc.RpcError)

    def test_what_the_market_does_not_allow_has_a_reason_and_its_numbers(self):
        with self.assertRaises(FailedPrecondition) as raised:
            self.open("CUSTOMER").market.place_offer(customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=6_000)
        self.assertEqual((raised.exception.reason, raised.exception.metadata["cap_wh"]), ("FORECAST_CAP", "5000"))

    def test_text_of_the_request_comes_back_in_the_message(self):
        with self.assertRaisesRegex(NotFound, "Grüße"):
            self.open("SUPPLIER").market.get_book(balancing_group="Grüße", timeslot=TIMESLOT)

    def test_who_may_not(self):
        with self.assertRaises(Unauthenticated):
            self.open(None).status.get_status()
        with self.assertRaises(Unauthenticated):
            self.enterContext(connect(ADDRESS, token="of-nobody", authorities=AUTHORITY)).status.get_status()
        with self.assertRaises(PermissionDenied) as raised:
            self.open("AUDITOR").registry.issue_enrollment_code(label="box")
        self.assertTrue(raised.exception.request_id)
        with self.assertRaises(MarketError):
            self.open("CUSTOMER_2").market.place_offer(customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=1)

    def test_what_is_not_there(self):
        with self.assertRaises(NotFound):
            self.open("SUPPLIER").settlement.get_settlement(balancing_group=GROUP, timeslot=TIMESLOT)

    def test_a_call_that_cannot_be_made_is_not_made(self):
        market = self.open("CUSTOMER")
        with self.assertRaisesRegex(TypeError, "not both"):
            market.market.get_book(GetBookRequest(), timeslot=1)
        with self.assertRaisesRegex(TypeError, "GetBookRequest"):
            market.market.get_book(GetResultRequest())
        with self.assertRaisesRegex(ValueError, "no time zone"):
            market.forecast.get_forecast(as_of=datetime(2026, 6, 21))
        with self.assertRaisesRegex(ValueError, "correlation"):
            market.status.get_status(correlation_id="line\nbreak")
