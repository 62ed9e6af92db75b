import time
import unittest

import grpc
from google.protobuf.any_pb2 import Any

from local_energy_market import NotFound, ResourceExhausted, Unavailable, connect
from local_energy_market.rpc import error_details_pb2, status_pb2
from local_energy_market.v1 import registry_pb2, status_pb2 as market_status_pb2
from surroundings import AUTHORITY, Server

STATUS = market_status_pb2.GetStatusResponse(version="7").SerializeToString()
CODE = registry_pb2.IssueEnrollmentCodeResponse(code="7").SerializeToString()


def answers(message):
    return lambda context: message


def refuses(code, retry_delay=None):
    def answer(context):
        if retry_delay is not None:
            info = error_details_pb2.RetryInfo()
            info.retry_delay.FromNanoseconds(int(retry_delay * 1e9))
            status = status_pb2.Status(code=code.value[0], details=[Any(type_url="type.googleapis.com/google.rpc.RetryInfo", value=info.SerializeToString())])
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
        context.abort(code, "not now")

    return answer


class Retries(unittest.TestCase):
    def serve(self, *given):
        server = self.enterContext(Server(*given))
        return server, self.enterContext(connect(server.address, authorities=AUTHORITY, token="it"))

    def test_what_is_safe_is_tried_again_under_one_name(self):
        server, market = self.serve(refuses(grpc.StatusCode.UNAVAILABLE), refuses(grpc.StatusCode.ABORTED), answers(STATUS))
        self.assertEqual(market.status.get_status(correlation_id="one").version, "7")
        self.assertEqual([metadata["x-request-id"] for _, metadata, _ in server.calls], ["one"] * 3)
        self.assertEqual([metadata["authorization"] for _, metadata, _ in server.calls], ["Bearer it"] * 3)
        self.assertTrue(server.calls[0][1]["user-agent"].startswith("local-energy-market-python/"))

    def test_tries_end(self):
        server, market = self.serve(refuses(grpc.StatusCode.UNAVAILABLE))
        with self.assertRaisesRegex(Unavailable, "not now"):
            market.status.get_status()
        self.assertEqual(len(server.calls), 4)

    def test_what_could_happen_twice_is_tried_once(self):
        server, market = self.serve(refuses(grpc.StatusCode.UNAVAILABLE, retry_delay=0.01), answers(CODE))
        with self.assertRaises(Unavailable) as raised:
            market.registry.issue_enrollment_code(label="box")
        self.assertEqual((len(server.calls), raised.exception.retry_delay), (1, 0.01))

    def test_other_errors_are_final(self):
        server, market = self.serve(refuses(grpc.StatusCode.NOT_FOUND, retry_delay=0), answers(STATUS))
        with self.assertRaises(NotFound):
            market.status.get_status()
        self.assertEqual(len(server.calls), 1)

    def test_a_call_that_was_one_too_many_is_made_when_the_backend_says(self):
        server, market = self.serve(refuses(grpc.StatusCode.RESOURCE_EXHAUSTED, retry_delay=0.2), answers(CODE))
        start = time.monotonic()
        self.assertEqual(market.registry.issue_enrollment_code(label="box").code, "7")
        self.assertGreaterEqual(time.monotonic() - start, 0.2)
        self.assertEqual(len(server.calls), 2)

    def test_a_pause_that_the_deadline_does_not_allow_is_not_made(self):
        server, market = self.serve(refuses(grpc.StatusCode.RESOURCE_EXHAUSTED, retry_delay=600), answers(STATUS))
        with self.assertRaises(ResourceExhausted) as raised:
            market.status.get_status(timeout=60)
        self.assertEqual((len(server.calls), raised.exception.retry_delay), (1, 600))

    def test_a_missing_request_id_is_the_same_in_all_tries(self):
        from local_energy_market.v1.market_pb2 import PlaceOfferRequest, PlaceOfferResponse

        server, market = self.serve(refuses(grpc.StatusCode.UNAVAILABLE), answers(PlaceOfferResponse(offer_id="1").SerializeToString()))
        given = PlaceOfferRequest(customer_id="C-0001")
        market.market.place_offer(given)
        sent = {PlaceOfferRequest.FromString(request).request_id for _, _, request in server.calls}
        self.assertEqual((len(server.calls), len(sent), given.request_id), (2, 1, ""))
        self.assertEqual(len(sent.pop()), 36)
