#pragma once

#include <vector>

#include "agent/condition/syntax.hpp"
#include "agent/model/schema.hpp"

namespace livetap {

/// Looks up the names of a tree among the tags and fields of a measurement and checks that the
/// types fit: that numbers stand where numbers are wanted, and true or false at the top. A number
/// with a unit takes that of what it stands beside. Returns every mistake; with none the tree can
/// be evaluated on rows of that measurement.
///
/// Types: int and double fields are numbers, tags and text fields texts, time fields moments; a
/// moment less a moment is a time in ms, `now` is a moment.
std::vector<ExpressionMistake> bind_tree(SyntaxTree& tree, const Measurement& measurement);

}  // namespace livetap
