#include "plugins/postgres/lock_holder.hpp"

#include <fmt/format.h>

namespace livetap::postgres {

const std::string& LockHolder::query() {
  static const std::string text =
      "select c.relname, n.nspname || '.' || c.relname, l.pid::text, coalesce(a.usename, '?')"
      " from pg_catalog.pg_locks l"
      " join pg_catalog.pg_class c on c.oid = l.relation and c.relkind in ('r', 'p', 'v', 'm', 'f')"
      " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
      " left join pg_catalog.pg_stat_activity a on a.pid = l.pid"
      " where l.granted and l.mode = 'AccessExclusiveLock' and l.locktype = 'relation'"
      "  and l.database = (select oid from pg_catalog.pg_database"
      "                    where datname = pg_catalog.current_database())"
      "  and n.nspname not in ('pg_catalog', 'pg_toast') limit 20";
  return text;
}

std::optional<Failure> LockHolder::columns(const std::vector<Column>&) {
  return {};
}

/// Keeps the first holder, or the first whose table the statement names.
bool LockHolder::row(std::span<const Cell> cells) {
  const bool named = sql_.find(cells[0].value_or("")) != std::string::npos;
  if (!named && !table_.empty()) return true;
  table_ = cells[1].value_or("");
  pid_ = cells[2].value_or("");
  role_ = cells[3].value_or("");
  return !named;
}

void LockHolder::explain(Failure& failure) const {
  if (table_.empty()) return;
  failure.message += fmt::format(" on {}, held by process {} of role {}", table_, pid_, role_);
  failure.hint = fmt::format("end that transaction: select pg_terminate_backend({})", pid_);
}

}  // namespace livetap::postgres
