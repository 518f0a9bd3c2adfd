#include "scenarios/calibration/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

namespace shoal::scenarios {
namespace {

using Names = std::span<const std::string_view>;

constexpr double normal_975 = 1.959963984540054;
constexpr std::size_t most_arms = 100;
constexpr std::array<std::string_view, 5> arm_names = {"segment", "arm", "group", "treatment",
                                                       "variant"};
constexpr std::array<std::string_view, 2> visit_names = {"visit", "visited"};
constexpr std::array<std::string_view, 4> conversion_names = {"conversion", "converted",
                                                              "purchased", "buyer"};
constexpr std::array<std::string_view, 3> spend_names = {"spend", "revenue", "amount"};
constexpr std::array<std::string_view, 8> control_names = {
    "no_e_mail", "no_email", "control", "none", "no_touch", "holdout", "hold_out", "placebo"};

// Running mean and squared deviations (Welford 1962) next to the counts.
struct ArmTotals {
  CampaignArm arm;
  double mean = 0.0;
  double squares = 0.0;

  void add_spend(double amount) {
    arm.revenue += amount;
    const double change = amount - mean;
    mean += change / static_cast<double>(arm.n);
    squares += change * (amount - mean);
  }
};

class CampaignReader {
 public:
  CampaignReader(const std::string& path, const CampaignOptions& options)
      : path_(path), options_(options) {}

  CampaignResult read() {
    const TableSinks sinks{.begin = [this](const auto& header, std::size_t) { begin(header); },
                           .row = [this](const TableRow& row) { take(row); }};
    CampaignResult result;
    result.table = read_table(path_, sinks, options_.limits);
    for (auto& [name, totals] : totals_) result.arms.emplace(name, finish(totals));
    result.control = choose_control(result.arms);
    const CampaignArm& control = checked(result.control, result.arms.at(result.control));
    for (const auto& [name, arm] : result.arms) {
      if (name != result.control) {
        result.effects.emplace(name, compare_arms(checked(name, arm), control));
      }
    }
    return result;
  }

 private:
  [[noreturn]] void fail(std::optional<std::uint64_t> line, const std::string& message) const {
    throw DataError(DataFault::malformed, {.file = path_, .line = line}, message);
  }

  void begin(const std::optional<std::vector<std::string>>& header) {
    if (!header) {
      fail({}, fmt::format("no header line; name the columns: the arm ({}) and visit, conversion, "
                           "spend",
                           fmt::join(arm_names, ", ")));
    }
    const std::string asked = normal_name(options_.arm_column.value_or(""));
    const std::string_view asked_name = asked;
    const auto arm = find_column(*header, options_.arm_column ? Names(&asked_name, 1) : arm_names);
    if (!arm) {
      fail({}, fmt::format("no column {} for the arm; the header has: {}",
                           options_.arm_column ? "\"" + *options_.arm_column + "\""
                                               : fmt::format("{}", fmt::join(arm_names, ", ")),
                           fmt::join(*header, ", ")));
    }
    arm_ = *arm;
    visit_ = find_column(*header, visit_names);
    conversion_ = find_column(*header, conversion_names);
    spend_ = find_column(*header, spend_names);
    if (!visit_ && !conversion_ && !spend_) {
      fail({}, fmt::format("no column says what people did; name at least one visit, conversion or "
                           "spend (the header has: {})",
                           fmt::join(*header, ", ")));
    }
  }

  bool flag(const TableRow& row, std::size_t column, std::string_view what) const {
    const auto value = parse_number(row.fields[column]);
    if (!value || (*value != 0.0 && *value != 1.0)) {
      fail(row.line, fmt::format("{} is \"{}\"; write 0 or 1", what, row.fields[column]));
    }
    return *value == 1.0;
  }

  void take(const TableRow& row) {
    const std::string& name = row.fields[arm_];
    if (name.empty()) fail(row.line, "the arm is empty; fill it in or drop the row");
    ArmTotals& totals = totals_[name];
    if (totals_.size() > most_arms) {
      fail(row.line,
           fmt::format("more than {} arms; is this the right column? Name another one", most_arms));
    }
    ++totals.arm.n;
    if (visit_ && flag(row, *visit_, "visit")) ++totals.arm.visits;
    if (conversion_ && flag(row, *conversion_, "conversion")) ++totals.arm.buyers;
    if (!spend_) return;
    const auto amount = parse_number(row.fields[*spend_]);
    if (!amount || *amount < 0.0) {
      fail(row.line, fmt::format("spend is \"{}\"; write a number that is not negative",
                                 row.fields[*spend_]));
    }
    totals.add_spend(*amount);
  }

  CampaignArm finish(const ArmTotals& totals) const {
    CampaignArm arm = totals.arm;
    const auto n = static_cast<double>(arm.n);
    if (visit_) arm.visit = static_cast<double>(arm.visits) / n;
    if (conversion_) arm.conversion = static_cast<double>(arm.buyers) / n;
    if (spend_) arm.spend = arm.revenue / n;
    if (arm.n > 1) arm.spend_variance = totals.squares / (n - 1.0);
    return arm;
  }

  std::string choose_control(const std::map<std::string, CampaignArm>& arms) const {
    std::vector<std::string> names;
    std::vector<std::string> controls;
    for (const auto& [name, arm] : arms) {
      names.push_back(name);
      const std::string plain = normal_name(name);
      const bool usual =
          std::find(control_names.begin(), control_names.end(), plain) != control_names.end();
      if (options_.control ? name == *options_.control : usual) controls.push_back(name);
    }
    if (names.size() < 2) {
      throw CalibrationError(
          fmt::format("{}: only the arm \"{}\"; a campaign needs a control and another arm", path_,
                      names.front()));
    }
    if (controls.size() != 1) {
      throw CalibrationError(
          fmt::format("{}: {} as the control arm; name one of: {}", path_,
                      options_.control ? "there is no arm \"" + *options_.control + "\" to take"
                                       : fmt::format("{} arms can be taken", controls.size()),
                      fmt::join(names, ", ")));
    }
    return controls.front();
  }

  const CampaignArm& checked(const std::string& name, const CampaignArm& arm) const {
    if (arm.n < 2) {
      throw CalibrationError(fmt::format(
          "{}: the arm \"{}\" has one person; an effect needs at least two in every arm", path_,
          name));
    }
    return arm;
  }

  std::string path_;
  const CampaignOptions& options_;
  std::size_t arm_ = 0;
  std::optional<std::size_t> visit_;
  std::optional<std::size_t> conversion_;
  std::optional<std::size_t> spend_;
  std::map<std::string, ArmTotals> totals_;
};

CampaignEffect with_interval(double point, double standard_error) {
  return {.point = point,
          .low = point - normal_975 * standard_error,
          .high = point + normal_975 * standard_error,
          .standard_error = standard_error,
          .z = std::nullopt};
}

struct Share {
  double n;
  double hits;
  double rate() const { return hits / n; }
};

CampaignEffect compare_shares(const Share& treated, const Share& control) {
  const double p1 = treated.rate();
  const double p0 = control.rate();
  const double unpooled = std::sqrt(p1 * (1.0 - p1) / treated.n + p0 * (1.0 - p0) / control.n);
  CampaignEffect effect = with_interval(p1 - p0, unpooled);
  const double p = (treated.hits + control.hits) / (treated.n + control.n);
  const double pooled = std::sqrt(p * (1.0 - p) * (1.0 / treated.n + 1.0 / control.n));
  if (pooled > 0.0) effect.z = (p1 - p0) / pooled;
  return effect;
}

}  // namespace

CampaignEffects compare_arms(const CampaignArm& treated, const CampaignArm& control) {
  const auto n1 = static_cast<double>(treated.n);
  const auto n0 = static_cast<double>(control.n);
  CampaignEffects effects;
  if (treated.visit && control.visit) {
    effects.visit = compare_shares({.n = n1, .hits = static_cast<double>(treated.visits)},
                                   {.n = n0, .hits = static_cast<double>(control.visits)});
  }
  if (treated.conversion && control.conversion) {
    effects.conversion = compare_shares({.n = n1, .hits = static_cast<double>(treated.buyers)},
                                        {.n = n0, .hits = static_cast<double>(control.buyers)});
  }
  if (treated.spend && control.spend) {
    const double error = std::sqrt(treated.spend_variance / n1 + control.spend_variance / n0);
    effects.spend = with_interval(*treated.spend - *control.spend, error);
    if (error > 0.0) effects.spend->z = effects.spend->point / error;
  }
  return effects;
}

CampaignResult measure_campaign(const std::string& path, const CampaignOptions& options) {
  return CampaignReader(path, options).read();
}

}  // namespace shoal::scenarios
