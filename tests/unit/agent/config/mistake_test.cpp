#include "agent/config/mistake.hpp"

#include <doctest/doctest.h>

using namespace livetap;

namespace {

std::string rendered(const std::string& line, int column, const SecretMask& secrets = {}) {
  return render({{{"a.yaml", 1, column}, "bad", ""}}, {{"a.yaml", line + "\n"}}, secrets);
}

/// The line and the caret's line, without the gutter.
std::string excerpt(const std::string& line, int column, const SecretMask& secrets = {}) {
  const auto text = rendered(line, column, secrets);
  const auto first = text.find("| ") + 2;
  const auto second = text.find("| ", text.find('\n', first)) + 2;
  return text.substr(first, text.find('\n', first) - first) + "\n" +
         text.substr(second, text.find('\n', second) - second);
}

}  // namespace

TEST_CASE("a mistake is place, message, line, caret and hint") {
  const Sources sources{{"a.yaml", "x: 1\n  every: 5 apples\n"}};
  CHECK(render({{{"a.yaml", 2, 10}, "'every' must be a duration", "write 5s"}}, sources) ==
        "a.yaml:2:10: 'every' must be a duration\n"
        "    2 |   every: 5 apples\n"
        "      |          ^\n"
        "  hint: write 5s\n");
}

TEST_CASE("a mistake of the whole file has no line") {
  CHECK(render({{{"a.yaml", 0, 0}, "cannot read it", ""}}, {}) == "a.yaml: cannot read it\n");
}

TEST_CASE("mistakes come sorted by file and place, the same one once") {
  const std::vector<Mistake> mistakes{{{"b", 1, 1}, "four", ""}, {{"a", 10, 1}, "three", ""},
                                      {{"a", 9, 5}, "two", ""},  {{"a", 9, 2}, "one", ""},
                                      {{"a", 9, 5}, "two", ""},  {{"a", 9, 5}, "other", ""}};
  CHECK(render(mistakes, {}) ==
        "a:9:2: one\na:9:5: two\na:9:5: other\na:10:1: three\nb:1:1: four\n");
}

TEST_CASE("the caret stands right behind tabs, accents and wide characters") {
  CHECK(excerpt("a:\tx", 4) == "a:\tx\n  \t^");
  CHECK(excerpt("é: x", 4) == "é: x\n   ^");
  CHECK(excerpt("中: x", 4) == "中: x\n    ^");
  CHECK(excerpt("a", 9) == "a\n ^");
}

TEST_CASE("a long line is cut around the caret") {
  const auto text = excerpt(std::string(500, 'a') + "X" + std::string(500, 'b'), 501);
  CHECK(text.size() < 300);
  CHECK(text.find("aX") == text.find('^') - text.find('\n') - 2);
  CHECK(text.starts_with("..."));
}

TEST_CASE("control characters do not reach the terminal") {
  CHECK(rendered("a: \x1B[31m", 4).find('\x1B') == std::string::npos);
}

TEST_CASE("known secrets are masked in line, message and hint") {
  SecretMask secrets;
  secrets.add("hunter2");
  const auto text = render({{{"a.yaml", 1, 1}, "no hunter2", "not hunter2"}},
                           {{"a.yaml", "x: hunter2\n"}}, secrets);
  CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("a value behind a key that looks like a secret's is masked") {
  for (const auto* line : {
           "password: hunter2",
           "  pasword: hunter2  # mine",
           "{user: a, password: hunter2, x: 1}",
           "token: 'hunter2'",
           "\"password\": \"hunter2\"",
           "X-API-Key: hunter2",
           "password: \"hunter2",
           "passwords: [a, hunter2]",
           "password : hunter2",
           "password: ${PW:-hunter2}",
           "url: http://u:hunter2@h/",
           "Authorization: Bearer hunter2",
           "- password: hunter2",
           "url: postgresql://h/db?password=hunter2",
           "secret:\thunter2",
           "url: \"http://u:\"hunter2@h\"",
           "url: http://u:a hunter2@h",
           "password]: hunter2",
           "pass\xFFword: hunter2",
           "password: pre${X}hunter2",
           "PASSWORD: hunter2",
       }) {
    CAPTURE(line);
    const auto text = rendered(line, 1);
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("***") != std::string::npos);
  }
}

TEST_CASE("a secret in the lines below its key is masked") {
  const Sources sources{{"a.yaml", "probe:\n  password: >\n    hunter2\n\n    more\n  user: me\n"}};
  const auto shown = [&](int line) { return render({{{"a.yaml", line, 5}, "bad", ""}}, sources); };
  CHECK(shown(3).find("hunter2") == std::string::npos);
  CHECK(shown(5).find("more") == std::string::npos);
  CHECK(shown(6).find("user: me") != std::string::npos);
}

TEST_CASE("the caret follows what stands behind a masked value") {
  CHECK(excerpt("{password: hunter2, x: 1}", 21) == "{password: ***, x: 1}\n                ^");
  CHECK(excerpt("password: hunter2", 11) == "password: ***\n          ^");
}

TEST_CASE("a bare variable and the file of a secret are shown") {
  CHECK(rendered("password: ${PW}", 1).find("${PW}") != std::string::npos);
  CHECK(rendered("password: \"${PW:?set it}\"", 1).find("${PW:?set it}") != std::string::npos);
  CHECK(rendered("password_file: /run/pw", 1).find("/run/pw") != std::string::npos);
}
