import os
import signal
import unittest

from local_energy_market import aio, connect
from surroundings import ADDRESS, AUTHORITY, Silence, nobody, token

FIRST = os.environ["LEM_FIRST_ADDRESS"]


class Failover(unittest.IsolatedAsyncioTestCase):
    def test_who_does_not_answer_is_passed_over(self):
        with connect([nobody(), ADDRESS], token=token("OPERATOR"), authorities=AUTHORITY) as market:
            self.assertTrue(market.status.get_status().version)
        with connect([nobody(), ADDRESS], token=token("OPERATOR"), authorities=AUTHORITY) as market:
            self.assertTrue(market.registry.issue_enrollment_code(label="made once").code)

    def test_who_says_nothing_is_passed_over(self):
        with Silence() as silence, connect([silence.address, ADDRESS], token=token("OPERATOR"), authorities=AUTHORITY) as market:
            self.assertTrue(market.status.get_status().version)

    def test_each_address_shows_a_certificate_for_its_own_name(self):
        with connect([ADDRESS.replace("127.0.0.1", "localhost"), ADDRESS], token=token("OPERATOR"), authorities=AUTHORITY) as market:
            self.assertTrue(market.registry.issue_enrollment_code(label="not by a stranger").code)

    async def test_who_goes_away_is_left(self):
        with connect([FIRST, ADDRESS], token=token("OPERATOR"), authorities=AUTHORITY) as market:
            async with aio.connect([FIRST, ADDRESS], token=token("OPERATOR"), authorities=AUTHORITY) as same:
                self.assertTrue(market.status.get_status().version)
                self.assertTrue((await same.status.get_status()).version)
                units = market.registry.iter_units(page_size=50)
                first = next(units)
                os.kill(int(os.environ["LEM_FIRST_PROCESS"]), signal.SIGKILL)
                self.assertEqual(len({first.unit_number, *(unit.unit_number for unit in units)}), 115)
                self.assertTrue(market.registry.issue_enrollment_code(label="by the other").code)
                self.assertTrue((await same.registry.issue_enrollment_code(label="by the other")).code)
