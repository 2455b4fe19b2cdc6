BEGIN TRANSACTION;
CREATE TABLE turns (
	id INTEGER NOT NULL, 
	place VARCHAR(512) NOT NULL, 
	at DATETIME NOT NULL, 
	text TEXT NOT NULL, 
	question TEXT NOT NULL, 
	reply TEXT NOT NULL, 
	passages TEXT NOT NULL, 
	answered BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "turns" VALUES(1,'local/terminal/older','2026-11-29 10:38:59.512983','Does tuning teach facts?','Does tuning teach facts?','About Does tuning teach facts? [1].','["S01-1"]',1);
INSERT INTO "turns" VALUES(2,'local/terminal/older','2026-11-29 10:38:59.549249','And for tone?','And for tone?','About And for tone? [1].','["S01-1"]',1);
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
INSERT INTO "walks" VALUES('759120fd','local','local/terminal/decided','you',1,'2026-11-29 10:38:59.807308','2026-11-29 10:38:59.807308','{"form": 1, "opening": "Our decided bot should sound like us. Should we fine-tune?", "decision_id": "759120fd", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
INSERT INTO "walks" VALUES('3bc95dd6','local','local/terminal/open','you',1,'2026-11-29 10:38:59.850403',NULL,'{"form": 1, "opening": "Our open bot should sound like us. Should we fine-tune?", "decision_id": "3bc95dd6", "repeated": false, "earlier": [{"assessment": {"schema": 1, "answers": {}}, "asked": [], "pending": null}], "assessment": {"schema": 1, "answers": {"goal": {"standing": "stated", "values": ["tone_style"], "by": "you", "words": "sound like us", "number": null, "at": null}}}, "asked": ["tried"], "pending": "tried"}');
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX turns_by_place ON turns (place, id);
CREATE INDEX ix_walks_team ON walks (team);
CREATE INDEX ix_walks_place ON walks (place);
CREATE INDEX ix_walks_updated ON walks (updated);
CREATE INDEX ix_walks_user ON walks (user);
COMMIT;
