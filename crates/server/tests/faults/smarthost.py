"""A smarthost for tests: writes down each message that it takes, before it says so, and stops where it is told to.

smarthost.py PORT FOLDER [CERTIFICATE KEY]: FOLDER/taken has a line for each message, its Message-ID and its recipients; while
FOLDER/stop names a moment (ehlo, mail, rcpt, taken), the file FOLDER/at appears when it has come and nothing goes on.
With a certificate it wants STARTTLS and a password.
"""

import asyncio
import email
import os
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, folder = int(sys.argv[1]), sys.argv[2]


def path(name):
    return os.path.join(folder, name)


async def moment(name):
    try:
        wanted = open(path("stop")).read().strip()
    except FileNotFoundError:
        return
    if wanted == name:
        open(path("at"), "w").close()
        await asyncio.sleep(3600)


class Handler:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        await moment("ehlo")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        await moment("mail")
        envelope.mail_from = address
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await moment("rcpt")
        if address.startswith("personne@"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content)
        with open(path("taken"), "a") as taken:
            taken.write(" ".join([message["Message-ID"], *envelope.rcpt_tos]) + "\n")
            taken.flush()
            os.fsync(taken.fileno())
        return "250 2.0.0 Taken"


def authenticator(server, session, envelope, mechanism, login):
    return AuthResult(success=(login.login, login.password) == (b"preau", b"a@b"))


security = {}
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    security = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": authenticator,
    }
controller = Controller(Handler(), hostname="127.0.0.1", port=port, data_size_limit=100_000_000, **security)
controller.start()
asyncio.new_event_loop().run_forever()
