import os
import threading
import unittest

from local_energy_market import Cancelled, DeadlineExceeded, Unavailable, connect
from surroundings import ADDRESS, AUTHORITY, Silence, nobody, token


class Connections(unittest.TestCase):
    def test_a_backend_by_another_authority_is_a_stranger(self):
        with connect(ADDRESS, token=token("OPERATOR"), authorities=os.environ["LEM_STRANGERS_AUTHORITY"]) as market:
            with self.assertRaisesRegex(Unavailable, "not signed by the given authorities"):
                market.status.get_status()

    def test_the_systems_authorities_do_not_know_a_private_one(self):
        with connect(ADDRESS, token=token("OPERATOR")) as market, self.assertRaises(Unavailable):
            market.status.get_status()

    def test_a_certificate_for_another_name_is_a_strangers(self):
        with connect(ADDRESS.replace("127.0.0.1", "localhost"), token=token("OPERATOR"), authorities=AUTHORITY) as market:
            with self.assertRaisesRegex(Unavailable, "is for another name"):
                market.status.get_status()

    def test_nobody_there(self):
        place = nobody()
        with connect(place, authorities=AUTHORITY) as market, self.assertRaisesRegex(Unavailable, place):
            market.status.get_status()

    def test_no_answer_in_time(self):
        with Silence() as silence, connect(silence.address, authorities=AUTHORITY, timeout=0.3) as market:
            with self.assertRaises(DeadlineExceeded) as raised:
                market.status.get_status(correlation_id="late")
            self.assertEqual(raised.exception.request_id, "late")

    def test_closing_ends_the_calls_that_wait(self):
        ended = []

        def wait(market):
            try:
                market.status.get_status(timeout=600)
            except Cancelled as error:
                ended.append(error)

        with Silence() as silence:
            market = connect(silence.address, authorities=AUTHORITY)
            waiting = threading.Thread(target=wait, args=[market])
            waiting.start()
            silence.called()
            market.close()
            waiting.join(30)
        self.assertEqual(len(ended), 1)
        with self.assertRaisesRegex(Cancelled, "closed"):
            market.status.get_status()

    def test_a_stream_ends_when_it_is_cancelled(self):
        quiet = threading.Event()

        def messages():
            quiet.wait()
            yield from ()

        with connect(ADDRESS, authorities=AUTHORITY) as market:
            with market.box.connect(messages()) as stream:
                self.assertEqual(len(next(stream).challenge.nonce), 32)
                stream.cancel()
                with self.assertRaises(Cancelled):
                    next(stream)
            quiet.set()

    def test_a_message_source_that_fails_ends_its_stream_with_its_own_error(self):
        def messages():
            raise LookupError("no message")
            yield

        with connect(ADDRESS, authorities=AUTHORITY) as market, market.box.connect(messages()) as stream:
            with self.assertRaisesRegex(LookupError, "no message"):
                for _ in stream:
                    pass


class Settings(unittest.TestCase):
    def test_what_cannot_be_an_address_is_said_at_once(self):
        for wrong in ("", "http://market.example", "market.example:0", "market.example:x", "https://market.example/path", "::1", []):
            with self.subTest(wrong), self.assertRaises(ValueError):
                connect(wrong)

    def test_what_cannot_be_a_token_or_an_authority_is_said_at_once(self):
        for wrong in ("", "two words", "line\n", "Grüße"):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, "token"):
                connect(ADDRESS, token=wrong)
        with self.assertRaisesRegex(ValueError, "PEM"):
            connect(ADDRESS, authorities=b"certificate")
        with self.assertRaises(FileNotFoundError):
            connect(ADDRESS, authorities="no-such-file.pem")

    def test_a_token_may_be_asked_for_with_each_call(self):
        tokens = iter([token("OPERATOR"), token("SUPPLIER")])
        with connect(ADDRESS, token=lambda: next(tokens), authorities=AUTHORITY) as market:
            market.status.get_status()
            market.status.get_status()
            with self.assertRaisesRegex(Unavailable, "(?i)plugin|token|StopIteration"):
                market.status.get_status()
