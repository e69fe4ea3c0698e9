#include "agent/dashboard/dashboard_check.hpp"

#include <boost/json/parse.hpp>
#include <string>

#include "agent/dashboard/panel_check.hpp"

namespace livetap::dashboard {

namespace json = boost::json;

namespace {

void check_panels(const json::object& parent, const ChannelBook& book, DashboardCheck& check) {
  const auto* found = parent.if_contains("panels");
  const auto* panels = found != nullptr ? found->if_array() : nullptr;
  if (panels == nullptr) {
    return;
  }
  for (const auto& element : *panels) {
    if (const auto* panel = element.if_object()) {
      PanelCheck one(*panel, book);
      check.live_panels += one.is_live() ? 1 : 0;
      for (auto& finding : one.findings()) {
        check.findings.push_back(std::move(finding));
      }
      check_panels(*panel, book, check);
    }
  }
}

}  // namespace

DashboardCheck check_dashboard(std::string_view text, const ChannelBook& book) {
  DashboardCheck check;
  boost::system::error_code error;
  const auto parsed = json::parse({text.data(), text.size()}, error);
  if (error) {
    check.findings.push_back({"", "it is no JSON: " + error.message(), ""});
    return check;
  }
  const auto* root = parsed.if_object();
  // The API hands a dashboard out in an envelope.
  const auto* inner = root != nullptr ? root->if_contains("dashboard") : nullptr;
  const auto* dashboard = inner != nullptr && inner->is_object() ? inner->if_object() : root;
  if (dashboard == nullptr || !dashboard->contains("panels")) {
    check.findings.push_back({"", "it is no dashboard: it has no panels",
                              "give the JSON that Grafana exports, not a list of them"});
    return check;
  }
  check_panels(*dashboard, book, check);
  return check;
}

}  // namespace livetap::dashboard
