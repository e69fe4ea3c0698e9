#include "plugins/rabbitmq/queue_pages.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

using namespace livetap::rabbitmq;

namespace {

QueuePage page_of(std::int64_t pages, std::int64_t total,
                  std::initializer_list<const char*> names) {
  QueuePage page;
  page.page_count = pages;
  page.total_count = total;
  for (const char* name : names) {
    Queue queue;
    queue.id = {"/", name};
    page.queues.push_back(queue);
  }
  return page;
}

std::string names_of(const std::vector<Queue>& queues) {
  std::string names;
  for (const Queue& queue : queues) names += queue.id.name;
  return names;
}

}  // namespace

TEST_CASE("pages are read in turn until the last") {
  QueuePages pages;
  CHECK(pages.next() == 1u);
  CHECK(names_of(pages.take(page_of(2, 3, {"a", "b"}))) == "ab");
  CHECK(pages.next() == 2u);
  CHECK(names_of(pages.take(page_of(2, 3, {"c"}))) == "c");
  CHECK(!pages.next());
  CHECK(!pages.cut());
}

TEST_CASE("a broker without queues has been read after one answer") {
  QueuePages pages;
  CHECK(pages.take(page_of(0, 0, {})).empty());
  CHECK(!pages.next());
}

TEST_CASE("a queue that slides onto the next page is passed on once") {
  QueuePages pages;
  pages.take(page_of(2, 3, {"b", "c"}));
  CHECK(names_of(pages.take(page_of(2, 4, {"c", "d"}))) == "d");
  CHECK(!pages.next());
}

TEST_CASE("a queue that slips onto a page already read is found by reading once more") {
  QueuePages pages;
  pages.take(page_of(2, 4, {"a", "b"}));
  CHECK(names_of(pages.take(page_of(2, 3, {"d"}))) == "d");
  CHECK(pages.next() == 1u);
  CHECK(names_of(pages.take(page_of(2, 3, {"b", "c"}))) == "c");
  CHECK(names_of(pages.take(page_of(2, 2, {"d"}))).empty());
  CHECK(!pages.next());
}

TEST_CASE("a page that is gone ends the walk, and what is left is read once more") {
  QueuePages pages;
  pages.take(page_of(2, 3, {"a", "b"}));
  pages.out_of_range();
  CHECK(pages.next() == 1u);
  CHECK(names_of(pages.take(page_of(1, 2, {"b", "c"}))) == "c");
  CHECK(!pages.next());
}

TEST_CASE("the number of pages is bounded") {
  QueuePages pages;
  std::size_t asked = 0;
  while (pages.next()) {
    pages.take(page_of(1'000'000, 500'000'000, {"a"}));
    ++asked;
  }
  CHECK(asked == QueuePages::max_pages);
  CHECK(pages.cut());
}
