#pragma once
#include "plugins/postgres/failure.hpp"
#include "plugins/postgres/rhythm.hpp"

namespace livetap::postgres {

/// Puts the text of a query that ran out of time into words that name its bound and the cure.
/// `took` tells a limit that was reached from somebody's pg_cancel_backend.
void explain_limit(Failure& failure, const Rhythm::Turn& turn, Rhythm::Span took);

/// The failure of a query that was not run, because nothing of the time was left for it.
Failure no_time_left();

}  // namespace livetap::postgres
