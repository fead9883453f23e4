# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``python -m tests.simulators``: play a customer against a running Odoo."""

import argparse

from . import demo


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m tests.simulators")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--odoo", default="http://127.0.0.1:8069")
    parser.add_argument("--channel-token", default=demo.CHANNEL_TOKEN)
    parser.add_argument("--livechat", type=int, default=0, help="id of the live chat")
    options = parser.parse_args(argv)
    address = (options.host, options.port)
    simulator = demo.build(
        address, options.odoo, options.channel_token, options.livechat
    )
    print(f"Simulated customers: {simulator.url}", flush=True)
    try:
        simulator.serve_forever()
    except KeyboardInterrupt:
        simulator.server_close()


if __name__ == "__main__":
    main()
