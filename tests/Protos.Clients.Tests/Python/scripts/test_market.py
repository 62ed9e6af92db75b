import io
import os
import unittest
import uuid
from pathlib import Path

from local_energy_market import InvalidArgument, Timeslot, connect, euros_per_kilowatt_hour
from local_energy_market.v1 import market_pb2, registry_pb2
from surroundings import ADDRESS, AUTHORITY, FOLDER, GROUP, TIMESLOT, forecast, token


class Market(unittest.TestCase):
    def open(self, who):
        return self.enterContext(connect(ADDRESS, token=token(who), authorities=AUTHORITY))

    def test_an_offer_and_a_bid_on_it(self):
        seller, buyer = self.open("CUSTOMER"), self.open("CUSTOMER_2")
        offer = seller.market.place_offer(
            customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=1_000, start_price_mct_per_kwh=8_000, divisible=True)
        bid = buyer.market.place_bid(customer_id="C-0002", offer_id=offer.offer_id, timeslot=TIMESLOT, quantity_wh=400, price_mct_per_kwh=9_000)
        self.assertEqual(bid.holds_wh, 400)
        book = buyer.market.get_book(balancing_group=GROUP, timeslot=TIMESLOT)
        found = next(entry for entry in book.offers if entry.offer_id == offer.offer_id)
        self.assertEqual([(entry.bid_id, entry.quantity_wh) for entry in found.bids], [(bid.bid_id, 400)])
        self.assertEqual(str(euros_per_kilowatt_hour(found.start_price_mct_per_kwh)), "0.08000")
        self.assertFalse(book.gate_closed)

    def test_a_repeated_request_changes_nothing(self):
        seller = self.open("CUSTOMER")
        request = market_pb2.PlaceOfferRequest(
            customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=10, start_price_mct_per_kwh=-5, request_id=str(uuid.uuid4()))
        first, second = seller.market.place_offer(request), seller.market.place_offer(request)
        self.assertEqual(first.offer_id, second.offer_id)
        seller.market.withdraw_offer(customer_id="C-0001", offer_id=first.offer_id, timeslot=TIMESLOT)

    def test_pages_are_one_sequence(self):
        market = self.open("OPERATOR")
        units = [unit.unit_number for unit in market.registry.iter_units(postcode="01067", page_size=7)]
        self.assertEqual(len(units), 115)
        self.assertEqual(len(set(units)), 115)
        self.assertEqual(units, [unit.unit_number for unit in market.registry.iter_units(registry_pb2.ListUnitsRequest(postcode="01067"))])
        self.assertEqual(list(market.registry.iter_units(postcode="99999")), [])

    def test_pages_are_asked_for_as_they_are_needed(self):
        units = self.open("OPERATOR").registry.iter_units(page_size=1)
        self.assertTrue(next(units).unit_number)
        units.close()

    def test_text_of_all_scripts_comes_back(self):
        market = self.open("OPERATOR")
        name = "Ölmühle „Zur Sonne“ – Жанна, 太陽 ☀️ 🌞"
        market.registry.register_customer(customer_id="C-PYTHON", display_name=name, balancing_group=GROUP, marketing="MARKETING_PASSIVE")
        found = next(customer for customer in market.registry.list_customers().customers if customer.customer_id == "C-PYTHON")
        self.assertEqual((found.display_name, found.marketing), (name, registry_pb2.MARKETING_PASSIVE))

    def test_numbers_of_64_bits_arrive_whole(self):
        far = Timeslot(TIMESLOT.plus(4_000))
        self.open("SUPPLIER").forecast.import_forecast(io.BytesIO(forecast(far, "SEE900000000041", "2.25")), name="far.csv")
        values = self.open("SUPPLIER").forecast.get_forecast(unit_number="SEE900000000041", from_timeslot=far, to_timeslot=far.plus(1)).values
        self.assertEqual([(value.timeslot, value.production_wh) for value in values], [(int(far), 2_250)])
        with self.assertRaises(InvalidArgument):
            self.open("CUSTOMER").market.place_offer(customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=2**63 - 1)
        with self.assertRaises(ValueError):
            self.open("CUSTOMER").market.place_offer(customer_id="C-0001", quantity_wh=2**63)


class Uploads(unittest.TestCase):
    def setUp(self):
        self.market = self.enterContext(connect(ADDRESS, token=token("SUPPLIER"), authorities=AUTHORITY))

    def test_a_file_by_its_path(self):
        path = Path(FOLDER) / "forecast.csv"
        path.write_bytes(forecast(TIMESLOT.plus(2_000), "SEE900000000040", "1.5"))
        for file in (path, str(path)):
            answer = self.market.forecast.import_forecast(file)
            self.assertEqual(list(answer.unit_numbers), ["SEE900000000040"])

    def test_an_open_file_from_where_it_stands(self):
        file = io.BytesIO(b"not this" + forecast(TIMESLOT.plus(2_001), "SEE900000000040", "2"))
        file.seek(8)
        self.assertEqual(self.market.forecast.import_forecast(file, name="forecast.csv").values, 1)
        self.assertFalse(file.closed)

    def test_a_file_of_many_chunks(self):
        lines = forecast(TIMESLOT.plus(2_002), "SEE900000000040", "2").decode().splitlines()
        slots = [TIMESLOT.plus(3_000 + number) for number in range(12_000)]
        text = "\n".join([lines[0], *(forecast(slot, "SEE900000000040", "0.25").decode().splitlines()[1] for slot in slots)])
        self.assertGreater(len(text), 2 * 256 * 1024)
        self.assertEqual(self.market.forecast.import_forecast(io.BytesIO(text.encode()), name="year.csv").values, 12_000)

    def test_a_file_that_is_refused_says_where(self):
        with self.assertRaisesRegex(InvalidArgument, "(?i)line"):
            self.market.forecast.import_forecast(io.BytesIO(forecast(TIMESLOT, "SEE900000000040", "many")), name="wrong.csv")

    def test_an_error_of_the_file_is_the_callers(self):
        class Broken(io.RawIOBase):
            reads = 0

            def read(self, size=-1):
                self.reads += 1
                if self.reads == 2:
                    raise OSError("the disk is gone")
                return b"start_utc;"

        with self.assertRaisesRegex(OSError, "the disk is gone"):
            self.market.forecast.import_forecast(Broken(), name="broken.csv")
        with open(os.devnull, encoding="utf-8") as text, self.assertRaisesRegex(TypeError, "mode 'rb'"):
            self.market.forecast.import_forecast(text)
