// A config file, with plugins that need no file.
#include <string>

#include "fuzz/target.hpp"
#include "unit/agent/config/fake_environment.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace livetap;
  const auto loaded = livetap::test::load(std::string(fuzz::text_of(data, size)));
  fuzz::must(loaded.config.has_value() == loaded.mistakes.empty(),
             "there is a config exactly when there is no mistake");
  const auto text = loaded.text();
  fuzz::must(text.empty() == loaded.mistakes.empty(), "every mistake is told");
  fuzz::must(text.empty() || text.back() == '\n', "what is told ends in a line end");
  return 0;
}
