#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace livetap::journal {

/// The pages of a table in an SQLite file, read from its bytes: which ids lie below which page, so
/// that a test can harm a page and know what is lost. Pages of 4 KiB, a file without a -wal.
class BtreePages {
 public:
  static constexpr std::size_t page_size = 4096;

  struct Page {
    std::int64_t number = 0;  // 1 is the first of the file
    bool leaf = false;
    std::vector<std::int64_t> ids;  // on it or below it
  };

  BtreePages(std::filesystem::path file, std::int64_t root) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
    visit(root);
  }

  std::vector<Page> leaves() const { return all(true); }
  // Without the root, which is the last one visited.
  std::vector<Page> interior() const {
    auto pages = all(false);
    pages.pop_back();
    return pages;
  }

  // Where in the file the id of that row is; one byte for ids below 128.
  std::size_t place_of(std::int64_t id) const { return places_.at(id); }

  static void overwrite(const std::filesystem::path& file, std::int64_t page, std::size_t at,
                        const std::string& bytes) {
    std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
    out.seekp((page - 1) * static_cast<std::int64_t>(page_size) + static_cast<std::int64_t>(at));
    out << bytes;
  }

 private:
  std::vector<Page> all(bool leaf) const {
    std::vector<Page> found;
    for (const auto& page : pages_) {
      if (page.leaf == leaf) {
        found.push_back(page);
      }
    }
    return found;
  }

  std::uint64_t number(std::size_t at, int bytes) const {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value = value << 8U | static_cast<unsigned char>(bytes_.at(at + static_cast<std::size_t>(i)));
    }
    return value;
  }

  std::uint64_t varint(std::size_t& at) const {
    std::uint64_t value = 0;
    for (bool more = true; more;) {
      const auto byte = static_cast<unsigned char>(bytes_.at(at++));
      value = value << 7U | (byte & 0x7FU);
      more = (byte & 0x80U) != 0;
    }
    return value;
  }

  std::vector<std::int64_t> visit(std::int64_t number_of_page) {
    constexpr unsigned leaf_of_table = 0x0D;
    const auto start = static_cast<std::size_t>(number_of_page - 1) * page_size;
    Page page{number_of_page, number(start, 1) == leaf_of_table, {}};
    const auto cells = number(start + 3, 2);
    const auto pointers = start + (page.leaf ? 8 : 12);
    for (std::size_t i = 0; i < cells; ++i) {
      auto at = start + number(pointers + 2 * i, 2);
      if (page.leaf) {
        varint(at);
        const auto place = at;
        page.ids.push_back(static_cast<std::int64_t>(varint(at)));
        places_[page.ids.back()] = place;
      } else {
        const auto below = visit(static_cast<std::int64_t>(number(at, 4)));
        page.ids.insert(page.ids.end(), below.begin(), below.end());
      }
    }
    if (!page.leaf) {
      const auto below = visit(static_cast<std::int64_t>(number(start + 8, 4)));
      page.ids.insert(page.ids.end(), below.begin(), below.end());
    }
    pages_.push_back(page);
    return page.ids;
  }

  std::filesystem::path file_;
  std::string bytes_;
  std::vector<Page> pages_;
  std::map<std::int64_t, std::size_t> places_;
};

}  // namespace livetap::journal
