#include "tests/demo/models.hpp"

#include <spdlog/fmt/fmt.h>

#include <pqxx/pqxx>

namespace livetap::standin {
namespace {

struct Metric {
  const char* name;
  const char* type;
  double usual;
  double spread;
};

constexpr Metric kMetrics[] = {{"accuracy", "classification", 0.71, 0.02},
                               {"f1_score", "classification", 0.66, 0.03},
                               {"rmse", "regression", 0.034, 0.004},
                               {"win_rate", "trading_performance", 0.55, 0.03},
                               {"sharpe_ratio", "trading_performance", 1.4, 0.25}};

void insert_metrics(pqxx::transaction_base& work, Dice& dice, const std::string& id, Time at) {
  std::string rows;
  for (const auto& metric : kMetrics) {
    rows += fmt::format("{}('{}', '{}', {:.6f}, '{}', '{}', {})", rows.empty() ? "" : ", ", id,
                        metric.name, metric.usual + dice.normal() * metric.spread, metric.type,
                        sql_time(at), 500 + dice.below(500));
  }
  work.exec(
      "insert into model_quality_metrics (model_version_id, metric_name, metric_value, "
      "metric_type, evaluated_at, evaluation_dataset_size) values " +
      rows);
}

}  // namespace

void Models::load(pqxx::transaction_base& work) {
  versions_.clear();
  ids_.clear();
  for (const auto& row :
       work.exec("select strategy_id, version, id from model_versions where is_active "
                 "and strategy_id is not null")) {
    const auto strategy = row[0].as<std::string>();
    versions_[strategy] = row[1].as<std::string>();
    ids_[strategy] = row[2].as<std::string>();
  }
  trained_ = work.exec1("select count(*) from model_versions")[0].as<int>();
}

void Models::train(pqxx::transaction_base& work, Dice& dice, const std::string& strategy, Time at) {
  const std::string version = trained_ == 0 ? "v1" : fmt::format("v1.{}", trained_);
  const std::string id = dice.uuid();
  const std::string name = work.quote(strategy);
  const std::string when = sql_time(at);
  work.exec(
      fmt::format("update model_versions set is_active = false, updated_at = '{}' "
                  "where strategy_id = {} and is_active",
                  when, name));
  work.exec(fmt::format(
      "insert into model_versions (id, version, file_path, model_type, strategy_id, trained_at, "
      "training_duration_seconds, training_dataset_size, training_config, is_active, "
      "is_warmup_mode, created_at, updated_at) values ('{}', '{}', '/models/{}/model.json', "
      "'xgboost', {}, '{}', {}, {}, '{{\"max_depth\": 6}}', true, {}, '{}', '{}')",
      id, version, version, name, when, 30 + dice.below(200), 5000 + dice.below(20000),
      !ids_.contains(strategy), when, when));
  insert_metrics(work, dice, id, at);
  versions_[strategy] = version;
  ids_[strategy] = id;
  ++trained_;
}

void Models::evaluate(pqxx::transaction_base& work, Dice& dice, Time at) const {
  for (const auto& [strategy, id] : ids_) insert_metrics(work, dice, id, at);
}

}  // namespace livetap::standin
