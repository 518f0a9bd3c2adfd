#include "scenarios/calibration/campaign.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace shoal::scenarios {
namespace {

using Names = DataTable::Names;

constexpr std::size_t most_arms = 100;
constexpr std::size_t most_strata = 10'000;
constexpr std::size_t most_guessed_arms = 20;
constexpr double effect_below = 0.05;
constexpr std::array<std::string_view, 18> arm_names = {
    "segment",   "arm",        "group",         "treatment",  "variant", "test_group",
    "cell",      "experiment", "test_cell",     "campaign",   "cohort",  "treatment_group",
    "condition", "assignment", "treatment_flg", "is_treated", "treated", "ab_group"};
constexpr std::array<std::string_view, 12> visit_names = {
    "visit",   "visited", "visits",  "clicked",  "click",      "clicks",
    "session", "opened",  "engaged", "sessions", "site_visit", "web_visit"};
constexpr std::array<std::string_view, 16> conversion_names = {
    "conversion", "converted",   "purchased", "buyer",  "purchase", "bought",
    "orders",     "order",       "sale",      "target", "response", "outcome",
    "responded",  "conversions", "purchases", "y"};
constexpr std::array<std::string_view, 9> spend_names = {
    "spend", "revenue", "amount", "sales", "total", "value", "order_value", "spent", "turnover"};
constexpr std::array<std::string_view, 1> stratum_names = {"stratum"};
constexpr std::array<std::string_view, 18> control_names = {
    "no_e_mail", "no_email", "control",
    "none",      "no_touch", "holdout",
    "hold_out",  "placebo",  "control_group",
    "psa",       "baseline", "untreated",
    "0",         "false",    "no",
    "n",         "f",        "holdout_group"};
constexpr std::size_t wordy_controls = 12;  // of them: those that alone give an arm column away

bool is_control(std::string_view arm, std::size_t names = control_names.size()) {
  const std::string plain = normal_name(arm);
  return std::find(control_names.begin(),
                   control_names.begin() + static_cast<std::ptrdiff_t>(names),
                   plain) != control_names.begin() + static_cast<std::ptrdiff_t>(names);
}

// Counts next to a running mean and squared deviations (Welford 1962).
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
      : table_(path, options.table), options_(options) {}

  CampaignResult read() {
    find_columns();
    while (table_.next()) take();
    std::map<std::string, CampaignArm> arms;
    for (auto& [name, totals] : totals_) arms.emplace(name, finish(totals));
    const std::string control = choose_control(arms);
    CampaignResult result;
    try {
      result = compare_campaign(std::move(arms), control, options_.shares);
    } catch (const CalibrationError& error) {
      throw CalibrationError(table_.path() + ": " + error.what());
    }
    if (stratum_) stratify(result);
    result.table = table_.info();
    return result;
  }

 private:
  void find_columns() {
    table_.expect_roles({"arm", "visit", "conversion", "spend", "stratum"});
    if (!table_.has_header() && !table_.is_chosen("arm")) {
      table_.fail_file(fmt::format(
          "no header line; name the columns: the arm ({}, ...) and visit, conversion, spend, or "
          "pass --columns arm=N,visit=N,... with their numbers",
          fmt::join(std::span(arm_names).first(5), ", ")));
    }
    visit_ = outcome("visit", visit_names);
    conversion_ = outcome("conversion", conversion_names);
    spend_ = table_.find("spend", spend_names);
    stratum_ = table_.find("stratum", stratum_names);
    const auto named = table_.find("arm", arm_names);
    arm_ = named ? *named : guess_arm();
    if (!visit_ && !conversion_ && !spend_) {
      table_.fail_file(fmt::format(
          "no column says what people did; name at least one visit, conversion or spend, or pass "
          "--columns (the file has: {})",
          fmt::join(all_names(), ", ")));
    }
  }

  // Something that happened or not, as a number or as a word.
  struct Outcome {
    std::size_t column = 0;
    bool is_number = false;
  };

  std::optional<Outcome> outcome(std::string_view role, Names usual) const {
    const auto column = table_.find(role, usual);
    if (!column) return std::nullopt;
    return Outcome{.column = *column, .is_number = table_.looks_like_number(*column)};
  }

  std::vector<std::string> all_names() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < table_.columns(); ++i) names.push_back(table_.name(i));
    return names;
  }

  // The only column of few values, one of them the usual name of a control.
  std::size_t guess_arm() const {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < table_.columns(); ++i) {
      if ((visit_ && i == visit_->column) || (conversion_ && i == conversion_->column)) continue;
      if (i == spend_ || i == stratum_) continue;
      std::set<std::string_view> values;
      for (const auto& row : table_.sample()) {
        values.insert(row[i]);
        if (values.size() > most_guessed_arms) break;
      }
      const bool has_control = std::any_of(values.begin(), values.end(), [](std::string_view v) {
        return is_control(v, wordy_controls);
      });
      if (values.size() >= 2 && values.size() <= most_guessed_arms && has_control) {
        candidates.push_back(i);
      }
    }
    if (candidates.size() == 1) return candidates.front();
    return table_.need("arm", arm_names);
  }

  bool happened(const std::optional<Outcome>& outcome) {
    if (!outcome) return false;
    if (!outcome->is_number) return table_.flag(outcome->column);
    const double value = table_.number(outcome->column);
    if (value < 0.0) {
      table_.fail(outcome->column,
                  fmt::format("{} is no outcome; write 0 or 1, or a count", value));
    }
    return value > 0.0;
  }

  void take() {
    const std::string& name = table_.text(arm_);
    if (name.empty()) table_.fail(arm_, "the arm is empty; fill it in or drop the row");
    ArmTotals& totals = totals_[name];
    if (totals_.size() > most_arms) {
      table_.fail(arm_, fmt::format("more than {} arms; is this the right column? Name another one "
                                    "with --columns arm=",
                                    most_arms));
    }
    ArmTotals* stratum = nullptr;
    if (stratum_) {
      auto& row = strata_[table_.text(*stratum_)];
      stratum = &row[name];
      if (strata_.size() > most_strata) {
        table_.fail(*stratum_, fmt::format("more than {} strata; group them", most_strata));
      }
    }
    const bool visited = happened(visit_);
    const bool bought = happened(conversion_);
    const double amount = spend_ ? table_.number(*spend_) : 0.0;
    if (amount < 0.0) {
      table_.fail(*spend_, fmt::format("spend is {}; write a number that is not negative", amount));
    }
    for (ArmTotals* t : {&totals, stratum}) {
      if (t == nullptr) continue;
      ++t->arm.n;
      t->arm.visits += visited ? 1U : 0U;
      t->arm.buyers += bought ? 1U : 0U;
      t->arm.visiting_buyers += visited && bought ? 1U : 0U;
      if (spend_) t->add_spend(amount);
    }
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
      if (options_.control ? name == *options_.control : is_control(name)) controls.push_back(name);
    }
    if (names.size() < 2) {
      throw CalibrationError(
          fmt::format("{}: only the arm \"{}\"; a campaign needs a control and another arm",
                      table_.path(), names.front()));
    }
    if (controls.size() != 1) {
      throw CalibrationError(
          fmt::format("{}: {} as the control arm; name one of: {}", table_.path(),
                      options_.control ? "there is no arm \"" + *options_.control + "\" to take"
                                       : fmt::format("{} arms can be taken", controls.size()),
                      fmt::join(names, ", ")));
    }
    return controls.front();
  }

  void stratify(CampaignResult& result) const {
    for (const auto& [name, arm] : result.arms) {
      if (name == result.control) continue;
      std::vector<Stratum> strata;
      for (const auto& [value, arms] : strata_) {
        const auto treated = arms.find(name);
        const auto control = arms.find(result.control);
        if (treated == arms.end() || control == arms.end()) continue;
        strata.push_back({finish(treated->second), finish(control->second)});
      }
      std::uint64_t used = 0;
      result.stratified.emplace(name, compare_strata(strata, used));
      result.strata = std::max(result.strata, used);
    }
  }

  DataTable table_;
  const CampaignOptions& options_;
  std::size_t arm_ = 0;
  std::optional<Outcome> visit_;
  std::optional<Outcome> conversion_;
  std::optional<std::size_t> spend_;
  std::optional<std::size_t> stratum_;
  std::map<std::string, ArmTotals> totals_;
  std::map<std::string, std::map<std::string, ArmTotals>> strata_;  // (stratum)(arm)
};

SampleRatio ratio_of(const std::map<std::string, CampaignArm>& arms,
                     const std::map<std::string, double>& shares) {
  for (const auto& [name, share] : shares) {
    if (!arms.contains(name)) {
      throw CalibrationError(fmt::format("there is no arm \"{}\" to plan a share for", name));
    }
  }
  std::vector<PlannedArm> planned;
  for (const auto& [name, arm] : arms) {
    const auto share = shares.find(name);
    if (!shares.empty() && (share == shares.end() || share->second <= 0.0)) {
      throw CalibrationError(fmt::format(
          "no planned share above 0 for the arm \"{}\"; state one for every arm or for none",
          name));
    }
    planned.push_back({.n = arm.n, .share = share == shares.end() ? 1.0 : share->second});
  }
  return sample_ratio(planned);
}

void adjust(CampaignResult& result) {
  std::vector<CampaignEffect*> effects;
  std::vector<double> p_values;
  for (auto& [name, of] : result.effects) {
    for (auto* effect : {&of.visit, &of.conversion, &of.spend}) {
      if (!*effect || !(*effect)->p_value) continue;
      effects.push_back(&**effect);
      p_values.push_back(*(*effect)->p_value);
    }
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < effects.size(); ++i) {
    effects[i]->adjusted_p = adjusted[i];
    result.has_effect = result.has_effect || adjusted[i] < effect_below;
  }
}

}  // namespace

CampaignArm treated_together(const CampaignResult& campaign,
                             const std::optional<std::string>& arm) {
  CampaignArm sum;
  double squares = 0.0;  // of spend, uncentred
  for (const auto& [name, one] : campaign.arms) {
    if (name == campaign.control || (arm && name != *arm)) continue;
    const auto n = static_cast<double>(one.n);
    sum.n += one.n;
    sum.visits += one.visits;
    sum.buyers += one.buyers;
    sum.visiting_buyers += one.visiting_buyers;
    sum.revenue += one.revenue;
    squares += one.spend_variance * (n - 1.0) + one.revenue * one.revenue / n;
    sum.visit = one.visit;
    sum.conversion = one.conversion;
    sum.spend = one.spend;
  }
  if (sum.n < 2) {
    throw CalibrationError(fmt::format("there is no treated arm{}; name one of the campaign's",
                                       arm ? " \"" + *arm + "\"" : " of two people or more"));
  }
  const auto n = static_cast<double>(sum.n);
  if (sum.visit) sum.visit = static_cast<double>(sum.visits) / n;
  if (sum.conversion) sum.conversion = static_cast<double>(sum.buyers) / n;
  if (sum.spend) sum.spend = sum.revenue / n;
  sum.spend_variance = (squares - sum.revenue * sum.revenue / n) / (n - 1.0);
  return sum;
}

CampaignResult compare_campaign(std::map<std::string, CampaignArm> arms, const std::string& control,
                                const std::map<std::string, double>& shares) {
  CampaignResult result;
  result.control = control;
  result.arms = std::move(arms);
  if (!result.arms.contains(control)) {
    throw CalibrationError(fmt::format("there is no arm \"{}\" to compare with", control));
  }
  for (const auto& [name, arm] : result.arms) {
    if (arm.n >= 2) continue;
    throw CalibrationError(fmt::format(
        "the arm \"{}\" has one person; an effect needs at least two in every arm", name));
  }
  for (const auto& [name, arm] : result.arms) {
    if (name == control) continue;
    result.effects.emplace(name, compare_arms(arm, result.arms.at(control)));
  }
  result.sample_ratio = ratio_of(result.arms, shares);
  adjust(result);
  return result;
}

CampaignResult measure_campaign(const std::string& path, const CampaignOptions& options) {
  return CampaignReader(path, options).read();
}

}  // namespace shoal::scenarios
