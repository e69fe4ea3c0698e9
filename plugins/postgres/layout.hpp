#pragma once
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/postgres/query.hpp"

namespace livetap::postgres {

/// A column of a result: its own name and its type's number in pg_type.
struct Column {
  std::string_view name;
  unsigned oid = 0;
};

/// Which column of a result is what. Indexes into the result's columns.
struct Layout {
  std::vector<std::size_t> tags;    ///< as many as the query's tags, in their order
  std::vector<std::size_t> fields;  ///< as many as specs
  std::vector<FieldSpec> specs;
};

/// Why a result does not fit its query.
struct Mismatch {
  std::string message;
  std::string hint;
};
[[noreturn]] void throw_exception_from_error(const Mismatch& mismatch,
                                             const boost::source_location& where);

/// Finds the query's tags and fields among the columns of its result. Columns are found by the
/// names that column_names() gives them. With `fields:` in a series query every column has to be a
/// tag or one of them; otherwise each column that is no tag becomes a field.
boost::system::result<Layout, Mismatch> lay_out(const Query& query,
                                                const std::vector<Column>& columns);

}  // namespace livetap::postgres
