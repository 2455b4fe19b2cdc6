BEGIN TRANSACTION;
CREATE TABLE opinions (
	team VARCHAR(128) NOT NULL, 
	user VARCHAR(128) NOT NULL, 
	reply VARCHAR(256) NOT NULL, 
	good BOOLEAN NOT NULL, 
	reason VARCHAR(64) NOT NULL, 
	remark TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (team, user, reply)
);
INSERT INTO "opinions" VALUES('T1','U1','r1',0,'wrong','The price is old','2026-11-29 10:40:18.345404');
CREATE TABLE slack_answers (
	id INTEGER NOT NULL, 
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	question VARCHAR(32) NOT NULL, 
	answer VARCHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_answers" VALUES(1,'T1','C1','1.0','1.1','2026-11-29 10:40:18.377047');
CREATE TABLE slack_bots (
	id INTEGER NOT NULL, 
	client_id VARCHAR(32) NOT NULL, 
	app_id VARCHAR(32) NOT NULL, 
	enterprise_id VARCHAR(32), 
	enterprise_name VARCHAR(200), 
	team_id VARCHAR(32), 
	team_name VARCHAR(200), 
	bot_token TEXT, 
	bot_id VARCHAR(32), 
	bot_user_id VARCHAR(32), 
	bot_scopes VARCHAR(1000), 
	bot_refresh_token TEXT, 
	bot_token_expires_at DATETIME, 
	is_enterprise_install BOOLEAN NOT NULL, 
	installed_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_bots" VALUES(1,'1000.2000','A0',NULL,NULL,'T1','Acme','gAAAAABrDAESnt4DIUE6kVihfG1FPmLQWn2PaV9Awg6iJIb6ncgxdjYgLc4fo_jtM0WWuASqWYOySicMT5jvAavppIk1lcEZdQ==','B0','U0BOT','chat:write',NULL,NULL,0,'2023-11-14 22:13:20.000000');
CREATE TABLE slack_installations (
	id INTEGER NOT NULL, 
	client_id VARCHAR(32) NOT NULL, 
	app_id VARCHAR(32) NOT NULL, 
	enterprise_id VARCHAR(32), 
	enterprise_name VARCHAR(200), 
	enterprise_url VARCHAR(200), 
	team_id VARCHAR(32), 
	team_name VARCHAR(200), 
	bot_token TEXT, 
	bot_id VARCHAR(32), 
	bot_user_id VARCHAR(32), 
	bot_scopes VARCHAR(1000), 
	bot_refresh_token TEXT, 
	bot_token_expires_at DATETIME, 
	user_id VARCHAR(32) NOT NULL, 
	user_token TEXT, 
	user_scopes VARCHAR(1000), 
	user_refresh_token TEXT, 
	user_token_expires_at DATETIME, 
	incoming_webhook_url TEXT, 
	incoming_webhook_channel VARCHAR(200), 
	incoming_webhook_channel_id VARCHAR(200), 
	incoming_webhook_configuration_url VARCHAR(200), 
	is_enterprise_install BOOLEAN NOT NULL, 
	token_type VARCHAR(32), 
	installed_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_installations" VALUES(1,'1000.2000','A0',NULL,NULL,NULL,'T1','Acme','gAAAAABrDAESVY-5PHhhKLD3o6ddKCAbM6XMVfbcZZf9eLjWyJw2XRnJ5B3ojXvr2CX689yL2gbzlFZIs85qXqDcFh2J4mxixQ==','B0','U0BOT','chat:write',NULL,NULL,'U0',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2023-11-14 22:13:20.000000');
CREATE TABLE slack_oauth_states (
	id INTEGER NOT NULL, 
	state VARCHAR(200) NOT NULL, 
	expire_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_oauth_states" VALUES(1,'297c4e28-db5c-4419-b8e0-5f7f19ae8019','2026-11-29 10:50:18.560680');
CREATE TABLE slack_threads (
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	thread VARCHAR(32) NOT NULL, 
	engaged DATETIME NOT NULL, 
	PRIMARY KEY (team, channel, thread)
);
INSERT INTO "slack_threads" VALUES('T1','C1','1.0','2026-11-29 10:40:18.372274');
CREATE TABLE turns (
	id INTEGER NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	team VARCHAR(128) NOT NULL, 
	user VARCHAR(128) NOT NULL, 
	turn VARCHAR(256) NOT NULL, 
	at DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	question TEXT NOT NULL, 
	reply TEXT NOT NULL, 
	passages TEXT NOT NULL, 
	answered BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "turns" VALUES(1,'local/terminal/older','local','you','2c66a3de15e542adbf556501222d4e1f','2026-11-29 10:40:18.199683','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1);
INSERT INTO "turns" VALUES(2,'local/terminal/older','local','you','a81366f0c62245499d7cca4f3e3db9ed','2026-11-29 10:40:18.207295','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1);
CREATE TABLE walks (
	id VARCHAR(32) NOT NULL, 
	team VARCHAR(128) NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	user VARCHAR(128) NOT NULL, 
	open BOOLEAN NOT NULL, 
	updated DATETIME NOT NULL, 
	decided DATETIME, 
	state TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "walks" VALUES('437363d90674','local','local/terminal/decided','you',1,'2026-11-29 10:40:18.301652','2026-11-29 10:40:18.301652','{"form": 1, "opening": "Our decided bot should sound like us. Should we fine-tune?", "decision_id": "437363d90674", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
INSERT INTO "walks" VALUES('dde553334ec4','local','local/terminal/open','you',1,'2026-11-29 10:40:18.311522',NULL,'{"form": 1, "opening": "Our open bot should sound like us. Should we fine-tune?", "decision_id": "dde553334ec4", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
CREATE INDEX ix_turns_turn ON turns (turn);
CREATE INDEX turns_by_place ON turns (place, id);
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX ix_turns_user ON turns (user);
CREATE INDEX ix_turns_team ON turns (team);
CREATE INDEX ix_walks_team ON walks (team);
CREATE INDEX ix_walks_user ON walks (user);
CREATE INDEX ix_walks_place ON walks (place);
CREATE INDEX ix_walks_updated ON walks (updated);
CREATE INDEX ix_opinions_at ON opinions (at);
CREATE INDEX ix_slack_threads_engaged ON slack_threads (engaged);
CREATE INDEX ix_slack_answers_at ON slack_answers (at);
CREATE INDEX slack_answers_by_question ON slack_answers (team, channel, question);
CREATE INDEX slack_bots_idx ON slack_bots (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON slack_installations (client_id, enterprise_id, team_id, user_id, installed_at);
COMMIT;
