#pragma once

#include <livetap/probe.h>

#include <string_view>

namespace misbehave {

/// What an instance knows. `value` is the setting of that name; what it means depends on the mode.
struct Instance {
  const livetap_host* host;
  const livetap_call* call;  // of the collect that runs
  std::string_view mode;
  std::int64_t value;
};

/// One way to misbehave inside collect; returns what collect is to return.
using Act = int (*)(Instance&, livetap_error*);

struct Mode {
  std::string_view name;
  Act act;
};

/// The act of a mode, or nullptr for a mode that acts elsewhere (create, schema, destroy) or none.
Act error_act(std::string_view mode);
Act hang_act(std::string_view mode);
Act process_act(std::string_view mode);
Act row_act(std::string_view mode);

/// One good row, and the gather closed.
int behave(Instance& self, livetap_error*);
void emit_number(const Instance& self, double number, std::string_view note);

[[noreturn]] void hang();

}  // namespace misbehave
