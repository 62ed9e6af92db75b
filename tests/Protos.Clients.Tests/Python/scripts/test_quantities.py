import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from google.protobuf import descriptor_pb2, descriptor_pool

import local_energy_market
from local_energy_market import Timeslot, euros, euros_per_kilowatt_hour, kilowatt_hours, millicents_per_kilowatt_hour, watt_hours
from local_energy_market.v1.market_pb2 import PlaceOfferRequest


class Quantities(unittest.TestCase):
    def test_amounts_convert_exactly_both_ways(self):
        self.assertEqual(watt_hours("1.234"), 1234)
        self.assertEqual(watt_hours(Decimal("9223372036854775.807")), 2**63 - 1)
        self.assertEqual(millicents_per_kilowatt_hour(Decimal("0.12345")), 12345)
        self.assertEqual(millicents_per_kilowatt_hour(Decimal("-0.00001")), -1)
        for wire in (0, 1, -1, 12345, 2**63 - 1, -(2**63)):
            self.assertEqual(watt_hours(kilowatt_hours(wire)), wire)
            self.assertEqual(millicents_per_kilowatt_hour(euros_per_kilowatt_hour(wire)), wire)
        self.assertEqual(euros(123456789), Decimal("1.23456789"))

    def test_what_the_wire_cannot_say_is_refused(self):
        for wrong in ("0.0001", "NaN", "Infinity", "1e99999", "9223372036854775.808", "five"):
            with self.subTest(wrong), self.assertRaises(ValueError):
                watt_hours(wrong)
        with self.assertRaisesRegex(ValueError, "0.123456 EUR/kWh is finer"):
            millicents_per_kilowatt_hour("0.123456")
        with self.assertRaisesRegex(TypeError, "Decimal"):
            watt_hours(0.1)

    def test_a_timeslot_starts_at_the_quarter_hour(self):
        start = datetime(2026, 6, 21, 12, 15, tzinfo=timezone.utc)
        timeslot = Timeslot.of(start)
        self.assertEqual((timeslot.start, timeslot.end, int(timeslot) % 900), (start, start + timedelta(minutes=15), 0))
        self.assertEqual(Timeslot.of(start.astimezone(timezone(timedelta(hours=2)))), timeslot)
        self.assertEqual(Timeslot.containing(start + timedelta(minutes=14, seconds=59, microseconds=999999)), timeslot)
        self.assertEqual(Timeslot.containing(start - timedelta(microseconds=1)), timeslot.plus(-1))
        self.assertEqual(PlaceOfferRequest(timeslot=timeslot).timeslot, int(timeslot))
        with self.assertRaisesRegex(ValueError, "full quarter hour"):
            Timeslot.of(start + timedelta(minutes=1))
        with self.assertRaisesRegex(ValueError, "full quarter hour"):
            Timeslot.of(start + timedelta(microseconds=1))
        with self.assertRaisesRegex(ValueError, "no time zone"):
            Timeslot.of(datetime(2026, 6, 21, 12, 15))
        for wrong in (900.0, 901):
            with self.subTest(wrong), self.assertRaises(ValueError):
                Timeslot(wrong)


class Surroundings(unittest.TestCase):
    def test_the_standard_google_rpc_can_be_loaded_beside_it(self):
        # As googleapis-common-protos does: the same file and names, with other options.
        self.assertTrue(local_energy_market.MarketError)
        file = descriptor_pb2.FileDescriptorProto(name="google/rpc/status.proto", package="google.rpc", syntax="proto3")
        file.message_type.add(name="Status").field.add(name="code", number=1, type=5, label=1)
        file.options.go_package = "google.golang.org/genproto/googleapis/rpc/status;status"
        descriptor_pool.Default().AddSerializedFile(file.SerializeToString())
        self.assertEqual(descriptor_pool.Default().FindMessageTypeByName("google.rpc.Status").file.name, "google/rpc/status.proto")

    def test_code_that_others_made_of_the_same_protos_can_be_loaded_beside_it(self):
        before = PlaceOfferRequest.DESCRIPTOR.file
        descriptor_pool.Default().AddSerializedFile(before.serialized_pb)
        self.assertEqual(before.name, "lem/v1/market.proto")
        self.assertEqual(PlaceOfferRequest.__module__, "local_energy_market.v1.market_pb2")
