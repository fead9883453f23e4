-- A copy of a database sends nothing and answers to no provider.
UPDATE cs_channel
   SET active = FALSE, app_secret = NULL, verify_token = NULL, aes_key = NULL,
       token = 'neutralized-' || id || '-' || md5(random()::text);
DELETE FROM cs_channel_token;
UPDATE cs_channel_delivery
   SET state = 'failed', reason = 'Copy of a database: nothing is sent.'
 WHERE state IN ('queued', 'sending', 'held');
