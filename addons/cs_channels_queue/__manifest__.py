# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

{
    "name": "Customer Channels: Job Queue",
    "summary": "What comes in and goes out is worked on by the job queue",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Customer Success Suite contributors",
    "website": "https://github.com/customer-success-suite/customer-success-suite",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["cs_channels", "queue_job"],
    "data": [
        "data/queue_job_channel_data.xml",
        "data/queue_job_function_data.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
