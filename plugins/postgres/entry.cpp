#include "plugins/postgres/probe.hpp"

LIVETAP_PROBE(livetap::postgres::PostgresProbe);
