#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace livetap::test {

// A real Chromium without a screen, led over chromedriver's HTTP protocol; it goes with this
// object. Calls throw std::runtime_error with the driver's words.
//
//   Browser browser;
//   browser.open("http://127.0.0.1:4780/");
//   CHECK(browser.wait_for("document.title != ''", 10s));
class Browser {
 public:
  struct Options {
    int width = 1500;
    int height = 1200;
    bool dark = false;
  };

  Browser();
  explicit Browser(Options options);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void open(std::string_view url);
  // The value that the body of a function returns in the page.
  boost::json::value run(std::string_view body);
  // Until an expression is true in the page; false at the deadline.
  bool wait_for(std::string_view expression, std::chrono::milliseconds deadline);
  // The same, with the element of that id brought on the screen again and again: what is above it
  // grows while it loads.
  bool wait_on_screen(std::string_view id, std::string_view expression,
                      std::chrono::milliseconds deadline);
  // What the console says at warning or above, since the last call.
  std::vector<std::string> complaints();
  std::string screenshot();  // PNG

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace livetap::test
