-- Which languages are there: a search stems its words in each of them.
CREATE INDEX passages_by_configuration ON passages (search_config);
