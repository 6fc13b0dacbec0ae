-- Every reading once: the primary key refuses a batch that was sent again.
CREATE TABLE readings (
  meter VARCHAR(32) NOT NULL,
  sequence BIGINT NOT NULL,
  taken TIMESTAMP(9) WITH TIME ZONE NOT NULL,
  kwh DECIMAL(18, 3) NOT NULL,
  PRIMARY KEY (meter, sequence)
);
CREATE INDEX readings_by_time ON readings (taken);
CREATE TABLE refused (
  meter VARCHAR(32) PRIMARY KEY,
  duplicates BIGINT NOT NULL
);
