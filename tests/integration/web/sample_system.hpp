#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "agent/route/route.hpp"
#include "agent/web/board.hpp"
#include "agent/web/status.hpp"

namespace livetap::test {

/// A made-up trading system whose figures wander: what FedWeb shows.
class SampleSystem {
 public:
  /// `many`: series of a measurement with as many.
  explicit SampleSystem(std::size_t many);

  /// Sets the board up and fills it with five minutes.
  void begin(web::Board& board, std::chrono::milliseconds interval);
  /// One gather of everything, now. True when something turned well or bad.
  bool step(web::Board& board);

  void set_service(const std::string& name, bool up) { down_[name] = !up; }
  void add_signal(const std::string& asset);
  web::Status status() const;

 private:
  struct Lane {
    std::string probe;
    Measurement shape;
    SeriesCap cap{20000};
    std::unique_ptr<Route> route;
  };

  void add(std::string probe, Measurement shape);
  void gather_all(web::Board& board, WallTime wall, SteadyTime steady);
  void gather(web::Board& board, Lane& lane, RowBlock rows, WallTime wall, SteadyTime steady);
  RowBlock queues();
  RowBlock services();
  RowBlock signals(WallTime wall);
  RowBlock agent();
  RowBlock many();
  double wander(double& value, double least, double most, double by);

  std::size_t many_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::map<std::string, bool> down_;
  std::map<std::string, bool> told_down_;
  std::map<std::string, double> figures_;
  struct Signal {
    WallTime at;
    std::string asset;
    std::string side;
    double price = 0;
  };
  std::deque<Signal> signals_;
  std::mt19937 dice_{7};
  std::int64_t round_ = 0;
  WallTime started_{};
  WallTime newest_{};
};

}  // namespace livetap::test
