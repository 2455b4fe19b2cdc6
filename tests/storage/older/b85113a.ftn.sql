BEGIN TRANSACTION;
CREATE TABLE cases_before (
	place VARCHAR NOT NULL, 
	turn VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	rows TEXT NOT NULL, 
	touched TEXT NOT NULL, 
	PRIMARY KEY (place)
);
CREATE TABLE forgotten (
	team VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (team, what)
);
CREATE TABLE ftn_schema (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT ftn_schema_pkc PRIMARY KEY (version_num)
);
INSERT INTO "ftn_schema" VALUES('8');
CREATE TABLE inbox_ids (
	id VARCHAR NOT NULL, 
	at FLOAT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE inbox_jobs (
	seq INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	lane VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	ids TEXT NOT NULL, 
	data TEXT NOT NULL, 
	at FLOAT NOT NULL, 
	position FLOAT NOT NULL, 
	light BOOLEAN NOT NULL, 
	state VARCHAR NOT NULL, 
	due FLOAT NOT NULL, 
	tries INTEGER NOT NULL, 
	worker VARCHAR NOT NULL, 
	stop VARCHAR NOT NULL, 
	PRIMARY KEY (seq)
);
CREATE TABLE inbox_shown (
	job BIGINT NOT NULL, 
	"key" VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (job, "key")
);
CREATE TABLE inbox_workers (
	worker VARCHAR NOT NULL, 
	host VARCHAR NOT NULL, 
	process INTEGER NOT NULL, 
	beats INTEGER NOT NULL, 
	PRIMARY KEY (worker)
);
CREATE TABLE model_use (
	day VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	calls INTEGER NOT NULL, 
	tokens INTEGER NOT NULL, 
	PRIMARY KEY (day, team, person)
);
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
INSERT INTO "opinions" VALUES('T1','U1','r1',0,'wrong','The price is old','2026-11-29 10:39:22.753914');
CREATE TABLE slack_answers (
	id INTEGER NOT NULL, 
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	question VARCHAR(32) NOT NULL, 
	answer VARCHAR(32) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_answers" VALUES(1,'T1','C1','1.0','1.1','2026-11-29 10:39:22.827164');
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
INSERT INTO "slack_bots" VALUES(1,'1000.2000','A0',NULL,NULL,'T1','Acme','gAAAAABrDADasiUbs96PyXZfAFNNwJohmivTVdurzqWjdqQHgDCuDoybUUm_vUR_Q-tVIoUlDAoQv3AEiQi5FsSi1DKV0R1tXg==','B0','U0BOT','chat:write',NULL,NULL,0,'2023-11-14 22:13:20.000000');
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
INSERT INTO "slack_installations" VALUES(1,'1000.2000','A0',NULL,NULL,NULL,'T1','Acme','gAAAAABrDADaLSBaf4DbsXVk0slrpFy9wWnnq-IhqkMr_nZvhdllCy2HPaz1S7W6aq40vT0vDbH1jS_re0nPQGZwaLk2G2dZLA==','B0','U0BOT','chat:write',NULL,NULL,'U0',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,'2023-11-14 22:13:20.000000');
CREATE TABLE slack_oauth_states (
	id INTEGER NOT NULL, 
	state VARCHAR(200) NOT NULL, 
	expire_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "slack_oauth_states" VALUES(1,'bab2c4fb-2985-432a-baa8-ee74a3a2c17d','2026-11-29 10:49:22.917002');
CREATE TABLE slack_threads (
	team VARCHAR(32) NOT NULL, 
	channel VARCHAR(32) NOT NULL, 
	thread VARCHAR(32) NOT NULL, 
	engaged DATETIME NOT NULL, 
	PRIMARY KEY (team, channel, thread)
);
INSERT INTO "slack_threads" VALUES('T1','C1','1.0','2026-11-29 10:39:22.826346');
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
	answered BOOLEAN NOT NULL, quotes TEXT DEFAULT '[]' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "turns" VALUES(1,'local/terminal/older','local','you','1386bf522be64c2d85238d81798ea551','2026-11-29 10:39:22.317188','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1,'[]');
INSERT INTO "turns" VALUES(2,'local/terminal/older','local','you','f7d855ba3b58474bbd71354ce7544017','2026-11-29 10:39:22.329468','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1,'[]');
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
	rests_on TEXT DEFAULT '' NOT NULL, 
	told VARCHAR(64) DEFAULT '' NOT NULL, shown_in TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "walks" VALUES('616d0c1f4247','local','local/terminal/decided','you',1,'2026-11-29 10:39:22.702462','2026-11-29 10:39:22.702462',1,'{"form": 2, "opening": "Our decided bot should sound like us. Should we fine-tune?", "decision_id": "616d0c1f4247", "misses": 0, "begun": true, "given": ["prompt_engineering", 0.6, true], "language": "en", "said": [], "costs": {}, "cost_asked": "", "earlier": [], "assessment": {"schema": 2, "facts": [{"criterion": "goal", "certainty": "stated", "values": ["tone_style"], "words": "sound like us", "number": null, "by": "you", "message": "m0", "at": null}]}, "asked": ["tried"], "pending": "tried"}','{"review": "2027-02-09", "days": [], "prices": []}','','');
INSERT INTO "walks" VALUES('9d336caa84a3','local','local/terminal/open','you',1,'2026-11-29 10:39:22.735560',NULL,1,'{"form": 2, "opening": "Our open bot should sound like us. Should we fine-tune?", "decision_id": "9d336caa84a3", "misses": 0, "begun": true, "given": null, "language": "en", "said": [], "costs": {}, "cost_asked": "", "earlier": [], "assessment": {"schema": 2, "facts": [{"criterion": "goal", "certainty": "stated", "values": ["tone_style"], "words": "sound like us", "number": null, "by": "you", "message": "m1", "at": null}]}, "asked": ["tried"], "pending": "tried"}','','','');
CREATE INDEX ix_turns_turn ON turns (turn);
CREATE INDEX turns_by_place ON turns (place, id);
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX ix_turns_user ON turns (user);
CREATE INDEX ix_turns_team ON turns (team);
CREATE INDEX ix_walks_place ON walks (place);
CREATE INDEX ix_walks_updated ON walks (updated);
CREATE INDEX ix_walks_user ON walks (user);
CREATE INDEX ix_walks_team ON walks (team);
CREATE INDEX ix_opinions_at ON opinions (at);
CREATE INDEX ix_slack_answers_at ON slack_answers (at);
CREATE INDEX slack_answers_by_question ON slack_answers (team, channel, question);
CREATE INDEX ix_slack_threads_engaged ON slack_threads (engaged);
CREATE INDEX slack_bots_idx ON slack_bots (client_id, enterprise_id, team_id, installed_at);
CREATE INDEX slack_installations_idx ON slack_installations (client_id, enterprise_id, team_id, user_id, installed_at);
CREATE INDEX inbox_jobs_by_lane ON inbox_jobs (lane, state);
CREATE INDEX inbox_jobs_by_state ON inbox_jobs (state, team, person);
CREATE INDEX ix_inbox_ids_at ON inbox_ids (at);
CREATE INDEX ix_cases_before_team ON cases_before (team);
CREATE INDEX ix_cases_before_at ON cases_before (at);
COMMIT;
