import asyncio
import io
import unittest

from local_energy_market import DeadlineExceeded, FailedPrecondition, InvalidArgument, PermissionDenied, Unavailable, aio
from surroundings import ADDRESS, AUTHORITY, GROUP, TIMESLOT, Server, Silence, forecast, nobody, token
from test_retries import STATUS, answers, refuses

import grpc


class Asyncio(unittest.IsolatedAsyncioTestCase):
    async def open(self, who, addresses=ADDRESS):
        return await self.enterAsyncContext(aio.connect(addresses, token=token(who), authorities=AUTHORITY))

    async def test_many_calls_at_once(self):
        market = await self.open("CUSTOMER")
        offers = await asyncio.gather(*(
            market.market.place_offer(customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=number, divisible=True) for number in range(1, 9)))
        self.assertEqual(len({offer.offer_id for offer in offers}), 8)
        book = await market.market.get_book(balancing_group=GROUP, timeslot=TIMESLOT)
        self.assertLessEqual({offer.offer_id for offer in offers}, {offer.offer_id for offer in book.offers})

    async def test_pages_are_one_sequence(self):
        market = await self.open("OPERATOR")
        self.assertEqual(len({unit.unit_number async for unit in market.registry.iter_units(page_size=20)}), 115)

    async def test_a_file_is_uploaded_and_its_errors_are_told(self):
        market = await self.open("SUPPLIER")
        answer = await market.forecast.import_forecast(io.BytesIO(forecast(TIMESLOT.plus(2_000), "SEE900000000039", "1")), name="forecast.csv")
        self.assertEqual(answer.values, 1)
        with self.assertRaises(InvalidArgument):
            await market.forecast.import_forecast(io.BytesIO(b"nonsense"), name="forecast.csv")
        with self.assertRaises(FileNotFoundError):
            await market.forecast.import_forecast("no-such-file.csv")

    async def test_a_refused_file_is_not_sent_to_its_end(self):
        market = await self.open("CUSTOMER")
        with self.assertRaises(PermissionDenied):
            await market.forecast.import_forecast(io.BytesIO(bytes(8 << 20)), name="forecast.csv")

    async def test_refusals_are_typed(self):
        with self.assertRaises(FailedPrecondition) as raised:
            await (await self.open("CUSTOMER")).market.place_offer(
                customer_id="C-0001", unit_number="SEE900000000001", timeslot=TIMESLOT, quantity_wh=6_000, correlation_id="python-aio")
        self.assertEqual((raised.exception.reason, raised.exception.request_id), ("FORECAST_CAP", "python-aio"))

    async def test_a_cancelled_task_ends_its_call(self):
        with Silence() as silence:
            market = await self.open("CUSTOMER", silence.address)
            task = asyncio.create_task(market.status.get_status(timeout=600))
            await asyncio.to_thread(silence.called)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

    async def test_no_answer_in_time(self):
        with Silence() as silence, self.assertRaises(DeadlineExceeded):
            await (await self.open("CUSTOMER", silence.address)).status.get_status(timeout=0.3)

    async def test_who_does_not_answer_is_passed_over(self):
        self.assertTrue((await (await self.open("OPERATOR", [nobody(), ADDRESS])).status.get_status()).version)
        self.assertTrue((await (await self.open("OPERATOR", [nobody(), ADDRESS])).registry.issue_enrollment_code(label="made once")).code)
        with self.assertRaises(Unavailable):
            await (await self.open("OPERATOR", [nobody(), nobody()])).registry.issue_enrollment_code(label="not made")

    async def test_what_is_safe_is_tried_again(self):
        with Server(refuses(grpc.StatusCode.UNAVAILABLE), refuses(grpc.StatusCode.RESOURCE_EXHAUSTED, retry_delay=0.01), answers(STATUS)) as server:
            self.assertEqual((await (await self.open("OPERATOR", server.address)).status.get_status()).version, "7")
            self.assertEqual(len(server.calls), 3)

    async def test_a_stream_ends_when_it_is_left(self):
        async def messages():
            await asyncio.Event().wait()
            yield

        market = await self.open("OPERATOR")
        async with market.box.connect(messages()) as stream:
            self.assertEqual(len((await anext(stream)).challenge.nonce), 32)
