-- A copy of a database sends nothing and answers to no provider.
UPDATE cs_channel
   SET active = FALSE, app_secret = NULL, verify_token = NULL, aes_key = NULL,
       access_token = NULL, widget_secret = NULL, signing_secret = NULL, callback_url = NULL,
       token = 'neutralized-' || id || '-' || md5(random()::text);
DELETE FROM cs_channel_visitor;
UPDATE cs_channel_group SET robot_url = NULL, robot_secret = NULL;
UPDATE cs_channel_identity SET session = NULL;
DELETE FROM cs_channel_token;
UPDATE cs_channel_delivery
   SET state = 'failed', reason = 'Copy of a database: nothing is sent.'
 WHERE state IN ('queued', 'sending', 'held');
UPDATE cs_channel_media
   SET state = 'failed', reason = 'Copy of a database: nothing is fetched.'
 WHERE state = 'queued';
