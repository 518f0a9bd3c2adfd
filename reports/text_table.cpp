#include "reports/text_table.hpp"

#include "reports/number_text.hpp"
#include "reports/uncertainty_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

namespace shoal::reports {
namespace {

constexpr std::size_t cell_width = 15;
constexpr std::size_t arms_per_block = (page_width - label_width) / cell_width;

std::vector<RowStyle> arm_rows(const std::string& money) {
  return {{"conversion_rate", "Purchases/100 people/week", 100.0, "", false},
          {"revenue_per_person", "Revenue/person, " + money, 1.0, "", false},
          {"average_order_value", "Average order, " + money, 1.0, "", false},
          {"margin_per_person", "Margin/person, " + money, 1.0, "", false},
          {"cost", "Cost in all, " + money, 1.0, "", false},
          {"mean_lifetime_days", "Days as customer", 1.0, "", false},
          {"activation_rate", "Activation beyond chance", 100.0, "%", false},
          {"time_to_segment_s", "Minutes to new segment", 1.0 / 60.0, "", false},
          {"micro_segments", "Segments kept", 1.0, "", false}};
}

// Collects the reasons of missing values and numbers them.
class Notes {
 public:
  std::size_t number(const std::string& reason) {
    const auto found = std::find(reasons_.begin(), reasons_.end(), reason);
    const auto at = static_cast<std::size_t>(found - reasons_.begin());
    if (found == reasons_.end()) reasons_.push_back(reason);
    return at + 1;
  }
  const std::vector<std::string>& reasons() const { return reasons_; }

 private:
  std::vector<std::string> reasons_;
};

struct ColumnOf {
  std::string head;
  const std::vector<Measure>* measures = nullptr;
};

class Page {
 public:
  explicit Page(Colour colour) : colour_(colour) {}

  void line(const std::string& text) { out_ += wrapped(text); }
  void heading(const std::string& text) { out_ += "\n" + painted(text, "1") + "\n"; }
  void table(const std::vector<RowStyle>& rows, const std::vector<ColumnOf>& columns);
  void notes();
  std::string take() { return std::move(out_); }

 private:
  std::string painted(const std::string& text, const char* code) const {
    return colour_ == Colour::ansi ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }
  std::string point_cell(const RowStyle& row, const Estimate& e);
  std::string interval_cell(const RowStyle& row, const Estimate& e) const;
  void block(const std::vector<RowStyle>& rows, const std::vector<ColumnOf>& columns);

  Colour colour_;
  Notes notes_;
  std::string out_;
};

std::string Page::point_cell(const RowStyle& row, const Estimate& e) {
  if (!e.point) {
    return fmt::format("{:>{}}", fmt::format("- ({})", notes_.number(e.reason)), cell_width);
  }
  std::string text =
      short_number(*e.point * row.scale, digits_for({e.point, e.low, e.high}, row.scale));
  if (row.signed_value && *e.point > 0.0) text = "+" + text;
  text += row.suffix;
  const bool told = e.p_value && interval_excludes_zero(e);
  if (row.signed_value && told) text += "*";
  const std::string cell = fmt::format("{:>{}}", text, cell_width);
  if (!row.signed_value || !told) return cell;
  return painted(cell, *e.point > 0.0 ? "32" : "31");
}

std::string Page::interval_cell(const RowStyle& row, const Estimate& e) const {
  std::string text;
  if (e.low && e.high) {
    const Digits digits = digits_for({e.point, e.low, e.high}, row.scale);
    text =
        short_number(*e.low * row.scale, digits) + ".." + short_number(*e.high * row.scale, digits);
  }
  return fmt::format("{:>{}}", text, cell_width);
}

void Page::block(const std::vector<RowStyle>& rows, const std::vector<ColumnOf>& columns) {
  out_ += std::string(label_width, ' ');
  for (const ColumnOf& c : columns) {
    out_ += painted(fmt::format("{:>{}}", c.head.substr(0, cell_width - 1), cell_width), "1");
  }
  out_ += "\n";
  for (const RowStyle& row : rows) {
    std::string points = fmt::format("{:<{}}", row.label.substr(0, label_width), label_width);
    std::string intervals(label_width, ' ');
    for (const ColumnOf& c : columns) {
      const Measure* m = find_measure(*c.measures, row.measure);
      const Estimate e = m == nullptr ? absent("not in this report", 0) : m->value;
      points += point_cell(row, e);
      intervals += interval_cell(row, e);
    }
    out_ += points + "\n";
    const std::size_t end = intervals.find_last_not_of(' ');
    if (end != std::string::npos) out_ += intervals.substr(0, end + 1) + "\n";
  }
}

void Page::table(const std::vector<RowStyle>& rows, const std::vector<ColumnOf>& columns) {
  for (std::size_t from = 0; from < columns.size(); from += arms_per_block) {
    const std::size_t to = std::min(columns.size(), from + arms_per_block);
    if (from > 0) out_ += "\n";
    block(rows, {columns.begin() + static_cast<std::ptrdiff_t>(from),
                 columns.begin() + static_cast<std::ptrdiff_t>(to)});
  }
}

void Page::notes() {
  if (notes_.reasons().empty()) return;
  out_ += "\n";
  for (std::size_t i = 0; i < notes_.reasons().size(); ++i) {
    line(fmt::format("({}) {}", i + 1, notes_.reasons()[i]));
  }
}

std::string percent(double share) { return fmt::format("{:.1f}%", 100.0 * share); }

// "ai sells 7.9% more than flat (95% interval 3.1% to 12.9%)."
std::string sentence(const Contrast& c) {
  const Measure* m = find_measure(c.measures, "conversion_lift");
  if (m == nullptr || !m->value.point) return "";
  const Estimate& e = m->value;
  const double point = *e.point;
  if (!e.low || !e.high) {
    return fmt::format("{}: sales {} {} {}'s; {}.", c.arm, percent(std::abs(point)),
                       point < 0.0 ? "below" : "above", c.base, e.reason);
  }
  if (*e.low == 0.0 && *e.high == 0.0) {
    return fmt::format("{} sells exactly as much as {}.", c.arm, c.base);
  }
  if (!interval_excludes_zero(e)) {
    return fmt::format("{} cannot be told from {} by its sales ({:+.1f}%, 95% interval {} to {}).",
                       c.arm, c.base, 100.0 * point, percent(*e.low), percent(*e.high));
  }
  const bool more = point > 0.0;
  const double near = more ? *e.low : -*e.high;
  const double far = more ? *e.high : -*e.low;
  return fmt::format("{} sells {} {} than {} (95% interval {} to {}).", c.arm,
                     percent(std::abs(point)), more ? "more" : "less", c.base, percent(near),
                     percent(far));
}

// "Its margin per person is 1.02 USD higher (0.31 to 1.73)."
std::string margin_sentence(const Contrast& c, const std::string& money) {
  const Measure* m = find_measure(c.measures, "margin_gain");
  if (m == nullptr || !m->value.point || !m->value.low || !m->value.high) return "";
  const Estimate& e = m->value;
  const Digits digits = digits_for({e.point, e.low, e.high}, 1.0);
  if (!interval_excludes_zero(e)) {
    return fmt::format(" Its margin per person cannot be told apart ({} {}, {} to {}).",
                       short_number(*e.point, digits), money, short_number(*e.low, digits),
                       short_number(*e.high, digits));
  }
  const bool more = *e.point > 0.0;
  return fmt::format(" Its margin per person is {} {} {} ({} to {}).",
                     short_number(std::abs(*e.point), digits), money, more ? "higher" : "lower",
                     short_number(more ? *e.low : -*e.high, digits),
                     short_number(more ? *e.high : -*e.low, digits));
}

// Rows in which at least one value exists, or at least one is missing for a reason of its own.
std::vector<RowStyle> telling_rows(std::vector<RowStyle> rows,
                                   const std::vector<ColumnOf>& columns) {
  std::erase_if(rows, [&](const RowStyle& row) {
    return std::all_of(columns.begin(), columns.end(), [&](const ColumnOf& c) {
      const Measure* m = find_measure(*c.measures, row.measure);
      return m == nullptr || m->value.reason == "defined against no_touch only";
    });
  });
  return rows;
}

void write_contrasts(Page& page, const Summary& summary, const StudyHead& head) {
  for (const std::string_view base : {flat_arm, no_touch_arm}) {
    std::vector<ColumnOf> columns;
    for (const Contrast& c : summary.contrasts) {
      if (c.base == base) columns.push_back({c.arm, &c.measures});
    }
    if (columns.empty()) continue;
    page.heading(fmt::format("What each arm changes against {}", base));
    page.table(telling_rows(contrast_rows(head.currency), columns), columns);
    page.line("");
    for (const Contrast& c : summary.contrasts) {
      if (c.base == base) page.line(sentence(c) + margin_sentence(c, head.currency));
    }
    if (base == no_touch_arm) {
      page.line(
          fmt::format("Margin per {0} spent: margin gained before costs over cost added; at "
                      "1 {0} the touches pay for themselves.",
                      head.currency));
    }
  }
}

// One measure against one base: a row for each topic, a column for each arm.
void write_topics(Page& page, const Summary& summary, const std::string& base,
                  const RowStyle& style) {
  std::vector<std::vector<Measure>> by_arm;
  std::vector<ColumnOf> columns;
  std::vector<RowStyle> rows;
  for (const TopicContrast& c : summary.by_topic) {
    const Measure* m = find_measure(c.measures, style.measure);
    if (c.base != base || m == nullptr) continue;
    if (columns.empty() || columns.back().head != c.arm) {
      columns.push_back({c.arm, nullptr});
      by_arm.emplace_back();
    }
    if (columns.size() == 1) rows.push_back({c.topic, c.topic, style.scale, style.suffix, true});
    by_arm.back().push_back(*m);
    by_arm.back().back().name = c.topic;
  }
  if (columns.empty()) return;
  for (std::size_t a = 0; a < columns.size(); ++a) columns[a].measures = &by_arm[a];
  page.heading(fmt::format("{} against {}, by topic", style.label, base));
  page.table(rows, columns);
}

void write_topics(Page& page, const Summary& summary, const StudyHead& head) {
  const std::vector<RowStyle> known = contrast_rows(head.currency);
  for (const std::string_view base : {flat_arm, no_touch_arm}) {
    for (const RowStyle& style : known) write_topics(page, summary, std::string(base), style);
  }
}

}  // namespace

std::string text_table(const StudyHead& head, const Summary& summary, Colour colour) {
  Page page(colour);
  page.line(fmt::format("Scenario {}, seed {}, {} replications of {}, shoal {}", head.scenario,
                        head.seed, head.replications,
                        head.pairing == Pairing::twins ? "twin worlds" : "independent worlds",
                        head.build));
  page.line(fmt::format(
      "Money in {}. Under each figure stands its 95% interval over replications (low..high): how "
      "precisely this world was computed, not how true its assumptions are{}. * = the interval "
      "excludes no change.",
      head.currency, summary.uncertainty ? " (that stands at the end)" : ""));
  std::vector<ColumnOf> columns;
  for (const ArmSummary& arm : summary.arms) columns.push_back({arm.arm, &arm.measures});
  page.heading("What each arm does");
  page.table(arm_rows(head.currency), columns);
  write_contrasts(page, summary, head);
  write_topics(page, summary, head);
  page.notes();
  std::string text = page.take();
  if (summary.uncertainty) text += uncertainty_text(head, summary, colour);
  return text;
}

}  // namespace shoal::reports
