#pragma once

#include <filesystem>
#include <string_view>

namespace livetap::test {

// Where Debian and others put the servers' programs. Each throws std::runtime_error naming the
// package when the program is nowhere to be found.
std::filesystem::path postgres_program(std::string_view name);  // "initdb", "postgres", "psql"
std::filesystem::path rabbitmq_program();                       // rabbitmq-server
std::filesystem::path epmd_program();

}  // namespace livetap::test
