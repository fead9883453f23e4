# Copyright 2026 Customer Success Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools import Refused


class CsGateway(models.AbstractModel):
    """The contract between the engine and a provider.

    Each provider is one ``cs.gateway.<key>`` in a file of its own that inherits this
    model; the engine finds it by the provider of the channel. What needs no records
    (signatures, encryption, parsing) is in pure functions under ``tools/``.

    Hooks get the channel with sudo, because they need its secrets. They must not log
    secrets or message contents, and must not touch conversations: they translate.
    """

    _name = "cs.gateway"
    _description = "Channel Gateway"

    # === In === #

    @api.model
    def _challenge(self, channel, call):
        """Answer the provider's check of our address (a GET).

        :param channel: the ``cs.channel``
        :param call: a :class:`WebhookCall`
        :return: the text to answer with
        :raise Refused: when the provider does no such check, or it is wrongly signed
        """
        raise Refused("no such check")

    @api.model
    def _verify(self, channel, call):
        """Check that a call comes from the provider and was not repeated.

        Where the body is signed the signature is made over its raw bytes; compare in
        constant time.

        :return: the message, decrypted, as bytes
        :raise Refused: for every defect alike
        """
        raise NotImplementedError

    @api.model
    def _parse(self, channel, content):
        """Translate a verified message into events.

        An event is a dict: ``external_id`` (the dedup key, never empty: ``msg:<id>``,
        ``evt:<user>:<time>:<event>:<key>``, ``status:<id>:<state>``), ``stream_key``
        (the sender: events of one stream keep their order), ``provider_at`` (naive
        UTC datetime), ``kind`` (message, event or status) and ``payload``, a dict:

        * message: ``type``, ``text``, ``media`` (list of dicts ``ref``, ``type``,
          ``name``), ``sender_name`` if known, ``trigger`` (which quota it opens)
        * event: ``event``, ``key``, ``trigger``
        * status: ``message`` (external id of the delivery), ``state``, ``reason``

        What the provider sends and we do not know becomes a message of type
        ``unsupported`` or an event: it is shown or kept, never an error.

        :param bytes content: what :meth:`_verify` returned
        :return: list of events; a batch gives several
        :raise Refused: when it has not the promised shape
        """
        raise NotImplementedError

    @api.model
    def _ack(self, channel, call=None):
        """The body the provider wants to see when we have stored its call.

        :param call: the :class:`WebhookCall` that is answered
        :return: (text, mimetype)
        """
        return "success", "text/plain"

    @api.model
    def _on_introduced(self, channel, identity):
        """Act on a customer who was unknown until now, before his words are posted."""

    @api.model
    def _on_event(self, channel, identity, payload, at):
        """Act on an event of a customer, after the engine did what all share.

        Runs in the drain, under the lock of the customer's stream: no calls out.

        :param identity: the ``cs.channel.identity`` it is about
        :param dict payload: of the event
        :param at: when it happened, naive UTC
        :return: the ``cs.conversation`` it led to, or None
        """
        return

    @api.model
    def _on_message(self, channel, conversation, payload):
        """Act on a message after it was posted, under the same lock."""

    @api.model
    def _on_notice(self, channel, payload):
        """Act on an event that is about the account, not about a customer."""

    @api.model
    def _pull(self, channel, key, cursor, ticket):
        """Fetch one page of messages from a provider that only says "there is news".

        Called under the lock of the cursor, which is saved with what was fetched.

        :param str key: which list of the account, as the event of kind pull said
        :param str cursor: where the last page ended; empty at the beginning
        :param str ticket: what the provider's notice carried for this call
        :return: (events as of :meth:`_parse`, new cursor, whether there is more)
        :raise CallFailure: the cursor stays where it was
        """
        raise NotImplementedError

    @api.model
    def _connect(self, channel):
        """Tell the provider our address, where it has an API for that.

        :return: text for the person who asked for it
        :raise CallFailure: when the provider does not accept it
        """
        raise NotImplementedError

    # === Out === #

    @api.model
    def _capabilities(self):
        """What can be sent.

        :return: dict: ``text_bytes`` (longest text in bytes of UTF-8) and ``media``
            (kind -> (mimetypes or None for all, most bytes), the first that fits
            counts); files that fit none cannot be sent.
            Optional: ``rich`` (kinds of cards an agent may send, see
            ``cs.conversation.send_rich``), ``free`` (kinds no quota counts),
            ``connect`` (True: :meth:`_connect` works), ``native`` (True: what is
            written in the stream is sent by that), ``whole`` (True: an answer is one
            part, whose files :meth:`_send` takes from ``message_id``), ``rate``
            (messages, seconds: how fast one customer may be written to) and
            ``states`` (our state of a conversation -> what the provider is told, by
            a part ``service_state``)
        """
        return {"text_bytes": 4096, "media": {}}

    @api.model
    def _default_quotas(self):
        """The provider's limits today, as values of ``cs.channel.quota``.

        No rows mean that we may write whenever we like.
        """
        return []

    @api.model
    def _send(self, channel, part):
        """Send one part of a message.

        :param dict part: ``to`` (the customer's id there), ``kind`` (text or a kind of
            :meth:`_capabilities`), ``text``, ``content`` (bytes), ``mimetype``,
            ``filename``, ``key`` (ours, for providers that know idempotency),
            ``data`` (of a rich kind), ``session`` (what the provider gave us with the
            customer's last message, see ``cs.channel.identity``)
        :return: the provider's id of the message, or None
        :raise CallFailure: one of its subclasses says what to do next
        """
        raise NotImplementedError

    @api.model
    def _fetch_media(self, channel, ref):
        """Download what a customer sent, by the provider's id of it.

        An address in a payload only through ``tools.safe_fetch``: whoever can write
        one could make us call machines that only we can reach.

        :return: the file as bytes, ``MAX_DOWNLOAD`` at most
        :raise CallFailure: when it cannot be had
        """
        raise NotImplementedError

    @api.model
    def _request_token(self, channel, rejected=None):
        """Ask for an access token; called under a lock, by one worker at a time.

        :param str rejected: a token the provider has just refused
        :return: (token, seconds it lives)
        :raise CallFailure: when none can be had
        """
        raise NotImplementedError

    @api.model
    def _api_base(self, channel):
        """Where the provider's API is; ``api_url`` of the channel stands in for it."""
        return (channel.api_url or "").rstrip("/")

    @api.model
    def _trusted(self, channel):
        """An address an administrator has set; others of its host may be called."""
        return self._api_base(channel) if channel.api_url else ""

    @api.model
    def _own_id(self, channel, key):
        """The id a provider knows a message by even when its answer was lost.

        :param str key: what names the part, see ``key`` in :meth:`_send`
        :return: None when only its answer tells the id
        """
        return

    @api.model
    def _carries_answers(self, conversation):
        """Whether what we write now reaches the customer in this conversation."""
        return conversation.channel_id.active

    @api.model
    def _scene_url(self, channel, token, life):
        """What tells us who somebody is: the address behind a QR code or a link.

        A provider that reports no such codes gives the code itself: the customer sends
        it as a message.

        :param str token: the one-time code the provider shall report
        :param timedelta life: how long the code has to work
        :raise CallFailure: when the provider refuses
        """
        return token
