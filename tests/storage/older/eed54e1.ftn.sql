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
INSERT INTO "opinions" VALUES('T1','U1','r1',0,'wrong','The price is old','2026-11-29 10:40:12.784459');
CREATE TABLE slack_answers (
	id INTEGER NOT NULL, 
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	question VARCHAR(32) NOT NULL, 
	answer VARCHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_answers" VALUES(1,'T1','C1','1.0','1.1','2026-11-29 10:40:12.806485');
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
INSERT INTO "slack_bots" VALUES(1,'1000.2000','A0',NULL,NULL,'T1','Acme','gAAAAABrDAEMio1P5unkpWkDpiiowJ0z0NmhM5djdprhyK0Uw1ehe6kLTpLrFVBDCa22l6m3bQS3o4QlZD7bvwEVMMTAKSJ5fA==','B0','U0BOT','chat:write',NULL,NULL,0,'2023-11-14 22:13:20.000000');
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
INSERT INTO "slack_installations" VALUES(1,'1000.2000','A0',NULL,NULL,NULL,'T1','Acme','gAAAAABrDAEMGO_kfFJSRH--dpXHZVMBeSzG_attzitM6oOL1Xl_5BBcmY1nzj_CBlRSAG_UCL_2cnk3FASwGMFpqTgDOjCPFg==','B0','U0BOT','chat:write',NULL,NULL,'U0',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2023-11-14 22:13:20.000000');
CREATE TABLE slack_oauth_states (
	id INTEGER NOT NULL, 
	state VARCHAR(200) NOT NULL, 
	expire_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_oauth_states" VALUES(1,'c9a279a5-1128-4204-980f-82b244a39336','2026-11-29 10:50:12.937703');
CREATE TABLE slack_threads (
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	thread VARCHAR(32) NOT NULL, 
	engaged DATETIME NOT NULL, 
	PRIMARY KEY (team, channel, thread)
);
INSERT INTO "slack_threads" VALUES('T1','C1','1.0','2026-11-29 10:40:12.803885');
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
INSERT INTO "turns" VALUES(1,'local/terminal/older','local','you','00dab85fe7884a36beed28fa5583eb70','2026-11-29 10:40:12.649172','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1);
INSERT INTO "turns" VALUES(2,'local/terminal/older','local','you','abc9f9d50ea9403cb211b1cc3d02a510','2026-11-29 10:40:12.659462','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1);
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
INSERT INTO "walks" VALUES('ca1ba50a5d7b','local','local/terminal/decided','you',1,'2026-11-29 10:40:12.745341','2026-11-29 10:40:12.745341','{"form": 1, "opening": "Our decided bot should sound like us. Should we fine-tune?", "decision_id": "ca1ba50a5d7b", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
INSERT INTO "walks" VALUES('39084c4ea7e6','local','local/terminal/open','you',1,'2026-11-29 10:40:12.754696',NULL,'{"form": 1, "opening": "Our open bot should sound like us. Should we fine-tune?", "decision_id": "39084c4ea7e6", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
CREATE INDEX ix_turns_team ON turns (team);
CREATE INDEX turns_by_place ON turns (place, id);
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX ix_turns_user ON turns (user);
CREATE INDEX ix_turns_turn ON turns (turn);
CREATE INDEX ix_walks_updated ON walks (updated);
CREATE INDEX ix_walks_place ON walks (place);
CREATE INDEX ix_walks_team ON walks (team);
CREATE INDEX ix_walks_user ON walks (user);
CREATE INDEX ix_opinions_at ON opinions (at);
CREATE INDEX ix_slack_threads_engaged ON slack_threads (engaged);
CREATE INDEX ix_slack_answers_at ON slack_answers (at);
CREATE INDEX slack_answers_by_question ON slack_answers (team, channel, question);
CREATE INDEX slack_bots_idx ON slack_bots (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON slack_installations (client_id, enterprise_id, team_id, user_id, installed_at);
COMMIT;
