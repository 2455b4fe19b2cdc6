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
INSERT INTO "opinions" VALUES('T1','U1','r1',0,'wrong','The price is old','2026-11-29 10:39:14.503370');
CREATE TABLE slack_answers (
	id INTEGER NOT NULL, 
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	question VARCHAR(32) NOT NULL, 
	answer VARCHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_answers" VALUES(1,'T1','C1','1.0','1.1','2026-11-29 10:39:14.516312');
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
INSERT INTO "slack_bots" VALUES(1,'1000.2000','A0',NULL,NULL,'T1','Acme','gAAAAABrDADSDF84s1qdVYHQN5GEi9B3Ag3sxHLimOXDTz4FiUCmnnCINQCKo4L8DTHS0_NnWvx6wgwMmNDerROInmGSi6RhPg==','B0','U0BOT','chat:write',NULL,NULL,0,'2023-11-14 22:13:20.000000');
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
INSERT INTO "slack_installations" VALUES(1,'1000.2000','A0',NULL,NULL,NULL,'T1','Acme','gAAAAABrDADSFW2fskqy-tpXodrWPyYDa_dskc9CfMQ64_37t9RYv01jDV6W34VGog5Q0Xc1ZgfncMGYBWFAfR394CGc8V_pHw==','B0','U0BOT','chat:write',NULL,NULL,'U0',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2023-11-14 22:13:20.000000');
CREATE TABLE slack_oauth_states (
	id INTEGER NOT NULL, 
	state VARCHAR(200) NOT NULL, 
	expire_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_oauth_states" VALUES(1,'be033429-4f9c-414c-9dc9-89d527e134da','2026-11-29 10:49:14.698818');
CREATE TABLE slack_threads (
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	thread VARCHAR(32) NOT NULL, 
	engaged DATETIME NOT NULL, 
	PRIMARY KEY (team, channel, thread)
);
INSERT INTO "slack_threads" VALUES('T1','C1','1.0','2026-11-29 10:39:14.515539');
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
INSERT INTO "turns" VALUES(1,'local/terminal/older','local','you','b0901a39d5114a2a9e9d92126773acb9','2026-11-29 10:39:14.339995','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1);
INSERT INTO "turns" VALUES(2,'local/terminal/older','local','you','c2df25f035be45fe92efd0cf9ebbd7dc','2026-11-29 10:39:14.347653','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1);
CREATE TABLE walks (
	id VARCHAR(32) NOT NULL, 
	team VARCHAR(128) NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	user VARCHAR(128) NOT NULL, 
	open BOOLEAN NOT NULL, 
	updated DATETIME NOT NULL, 
	decided DATETIME, 
	begun BOOLEAN DEFAULT 1 NOT NULL, 
	state TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "walks" VALUES('b2d583b42014','local','local/terminal/decided','you',1,'2026-11-29 10:39:14.455001','2026-11-29 10:39:14.455001',1,'{"form": 2, "opening": "Our decided bot should sound like us. Should we fine-tune?", "decision_id": "b2d583b42014", "misses": 0, "begun": true, "given": ["prompt_engineering", 0.6, true], "earlier": [{"assessment": {"schema": 2, "facts": []}, "asked": [], "pending": null}], "assessment": {"schema": 2, "facts": [{"criterion": "goal", "certainty": "stated", "values": ["tone_style"], "words": "sound like us", "number": null, "by": "you", "message": "m0", "at": null}]}, "asked": ["tried"], "pending": "tried"}');
INSERT INTO "walks" VALUES('48018c60e231','local','local/terminal/open','you',1,'2026-11-29 10:39:14.468886',NULL,1,'{"form": 2, "opening": "Our open bot should sound like us. Should we fine-tune?", "decision_id": "48018c60e231", "misses": 0, "begun": true, "given": null, "earlier": [{"assessment": {"schema": 2, "facts": []}, "asked": [], "pending": null}], "assessment": {"schema": 2, "facts": [{"criterion": "goal", "certainty": "stated", "values": ["tone_style"], "words": "sound like us", "number": null, "by": "you", "message": "m1", "at": null}]}, "asked": ["tried"], "pending": "tried"}');
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX ix_turns_team ON turns (team);
CREATE INDEX ix_turns_user ON turns (user);
CREATE INDEX turns_by_place ON turns (place, id);
CREATE INDEX ix_turns_turn ON turns (turn);
CREATE INDEX ix_walks_team ON walks (team);
CREATE INDEX ix_walks_user ON walks (user);
CREATE INDEX ix_walks_updated ON walks (updated);
CREATE INDEX ix_walks_place ON walks (place);
CREATE INDEX ix_opinions_at ON opinions (at);
CREATE INDEX ix_slack_threads_engaged ON slack_threads (engaged);
CREATE INDEX ix_slack_answers_at ON slack_answers (at);
CREATE INDEX slack_answers_by_question ON slack_answers (team, channel, question);
CREATE INDEX slack_bots_idx ON slack_bots (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON slack_installations (client_id, enterprise_id, team_id, user_id, installed_at);
COMMIT;
