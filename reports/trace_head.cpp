#include "reports/trace_head.hpp"

#include "reports/code_names.hpp"
#include "reports/report_error.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace shoal::reports {
namespace {

constexpr std::uint64_t max_channels = 64;
constexpr std::uint64_t max_offers = 256;
constexpr std::uint64_t max_codes = 256;          // of a profile field
constexpr std::uint64_t max_touches_week = 1000;  // that an engine keeps for each subject

[[noreturn]] void refuse(const std::string& what) {
  throw ReportError(ReportError::Kind::content,
                    what + "; record the trace again with shoal trace record");
}

std::uint64_t microseconds(Duration d) { return static_cast<std::uint64_t>(d.count()); }
std::uint64_t microseconds(SimTime t) { return microseconds(t - SimTime{}); }

template <class Items, class Get>
auto column_of(const Items& items, Get get) {
  std::vector<decltype(get(items[0]))> out;
  for (const auto& item : items) out.push_back(get(item));
  return out;
}

Table names_table(Texts names) { return {{{"name", "", std::move(names)}}}; }

void write_names(Hdf5Writer& file) {
  file.make_group("/names");
  const auto write = [&file](const char* path, const auto& names) {
    file.write_table(path, names_table(Texts(names.begin(), names.end())));
  };
  write("/names/kinds", event_kind_names);
  write("/names/sources", source_names);
  write("/names/stock", stock_state_names);
  write("/names/profile_fields", profile_field_names);
  write("/names/stages", stage_names);
  write("/names/rejections", rejection_names);
}

Table terms_table(const Brief& b, const std::string& currency) {
  const auto count = [](const char* name, const char* unit, std::uint64_t value) {
    return Column{name, unit, Counts{value}};
  };
  const auto real = [](const char* name, const std::string& unit, double value) {
    return Column{name, unit, Reals{value}};
  };
  return {{count("touches_per_week", "1", b.caps.touches_per_week),
           count("min_gap_us", "us", microseconds(b.caps.min_gap)),
           count("quiet_begin_us", "us", microseconds(b.quiet_hours.begin)),
           count("quiet_end_us", "us", microseconds(b.quiet_hours.end)),
           real("survey_cost_per_invitation", currency, b.survey.cost_per_invitation),
           real("survey_max_sample_frac", "1", b.survey.max_sample_frac),
           real("weekly_budget", currency, b.weekly_budget),
           real("margin_frac", "1", b.margin_frac), count("tick_us", "us", microseconds(b.tick)),
           count("measure_begin_us", "us", microseconds(b.measure_begin)),
           count("touch_end_us", "us", microseconds(b.touch_end)),
           count("run_end_us", "us", microseconds(b.run_end)),
           count("engine_seed", "", static_cast<std::uint64_t>(b.seed))}};
}

void write_brief(Hdf5Writer& file, const Brief& b, const std::string& currency) {
  file.make_group("/brief");
  file.write_table("/brief/terms", terms_table(b, currency));
  file.write_table("/brief/topics", names_table(b.topics));
  const auto name = [](const auto& item) { return item.name; };
  file.write_table("/brief/channels",
                   {{{"name", "", Texts(column_of(b.channels, name))},
                     {"cost", currency,
                      Reals(column_of(b.channels, [](const Channel& c) { return c.cost; }))}}});
  file.write_table(
      "/brief/offers",
      {{{"name", "", Texts(column_of(b.offers, name))},
        {"discount_frac", "1",
         Reals(column_of(b.offers, [](const Offer& o) { return o.discount_frac; }))}}});
  const auto codes = [&b](auto get) {
    return Counts(column_of(b.creatives,
                            [&](const Creative& c) { return static_cast<std::uint64_t>(get(c)); }));
  };
  file.write_table("/brief/creatives",
                   {{{"channel", "", codes([](const Creative& c) { return index(c.channel); })},
                     {"stage", "", codes([](const Creative& c) { return index(c.stage); })},
                     {"offer", "", codes([](const Creative& c) { return index(c.offer); })}}});
  Counts field;
  Texts value;
  for (std::size_t f = 0; f < profile_fields; ++f) {
    for (const std::string& text : b.profile_codes[f]) {
      field.push_back(f);
      value.push_back(text);
    }
  }
  file.write_table("/brief/profile_codes", {{{"field", "", field}, {"name", "", value}}});
}

// Reading: each helper names what is wrong.

std::uint64_t one_count(const Table& table, const char* name, std::uint64_t most) {
  const Counts& cells = counts(table, name);
  if (cells.size() != 1 || cells[0] > most) {
    refuse(std::string("/brief/terms: ") + name + " is missing or out of range");
  }
  return cells[0];
}

double one_real(const Table& table, const char* name, double least, double most) {
  const Reals& cells = reals(table, name);
  if (cells.size() != 1 || !(least <= cells[0] && cells[0] <= most)) {
    refuse(std::string("/brief/terms: ") + name + " is missing or out of range");
  }
  return cells[0];
}

Duration duration_of(const Table& table, const char* name, Duration most) {
  return Duration{static_cast<std::int64_t>(one_count(table, name, microseconds(most)))};
}

void read_terms(const Table& terms, Brief& b) {
  constexpr double most_money = 1e15;
  const auto instant = [&terms](const char* name) {
    return SimTime{duration_of(terms, name, longest_run)};
  };
  b.caps.touches_per_week =
      static_cast<std::uint32_t>(one_count(terms, "touches_per_week", max_touches_week));
  b.caps.min_gap = duration_of(terms, "min_gap_us", trace_horizon);
  b.quiet_hours.begin = duration_of(terms, "quiet_begin_us", one_day);
  b.quiet_hours.end = duration_of(terms, "quiet_end_us", one_day);
  b.survey.cost_per_invitation = one_real(terms, "survey_cost_per_invitation", 0.0, most_money);
  b.survey.max_sample_frac = one_real(terms, "survey_max_sample_frac", 0.0, 1.0);
  b.weekly_budget = one_real(terms, "weekly_budget", 0.0, most_money);
  b.margin_frac = one_real(terms, "margin_frac", -1e6, 1e6);
  b.tick = duration_of(terms, "tick_us", longest_tick);
  b.measure_begin = instant("measure_begin_us");
  b.touch_end = instant("touch_end_us");
  b.run_end = instant("run_end_us");
  b.seed = Seed{one_count(terms, "engine_seed", ~std::uint64_t{0})};
  if (b.tick < shortest_tick) refuse("/brief/terms: tick_us must be from a second to a day");
  if (b.run_end <= SimTime{}) refuse("/brief/terms: run_end_us must be above 0");
  if (b.measure_begin > b.touch_end || b.touch_end > b.run_end) {
    refuse("/brief/terms: the times are not in order");
  }
}

Texts names_in(const Table& table, const std::string& path, std::uint64_t most) {
  Texts names = texts(table, "name");
  if (names.size() > most) refuse(path + ": has more than " + std::to_string(most) + " names");
  return names;
}

Texts read_names(const Hdf5Reader& file, const std::string& path, std::uint64_t most) {
  return names_in(file.read_table(path), path, most);
}

// A table of names with an amount each.
struct Amounts {
  std::string path;
  const char* column;
  std::uint64_t most_names;
  double most;
};

template <class Item>
std::vector<Item> read_amounts(const Hdf5Reader& file, const Amounts& what) {
  const Table table = file.read_table(what.path);
  std::vector<Item> items;
  for (const std::string& name : names_in(table, what.path, what.most_names)) {
    const double amount = reals(table, what.column)[items.size()];
    if (!(0.0 <= amount && amount <= what.most)) {
      refuse(what.path + ": " + what.column + " is out of range");
    }
    items.push_back({name, amount});
  }
  return items;
}

std::uint64_t code_at(const Counts& cells, std::size_t row, std::size_t below,
                      const std::string& path) {
  if (cells[row] >= below) {
    refuse(path + ": row " + std::to_string(row) + " has a code that nothing has");
  }
  return cells[row];
}

void read_creatives(const Hdf5Reader& file, Brief& b) {
  const std::string path = "/brief/creatives";
  const Table table = file.read_table(path);
  if (rows(table) > max_creatives) refuse(path + ": has too many rows");
  for (std::size_t i = 0; i < rows(table); ++i) {
    const auto code = [&](const char* name, std::size_t below) {
      return code_at(counts(table, name), i, below, path);
    };
    b.creatives.push_back({ChannelId{static_cast<std::uint8_t>(code("channel", b.channels.size()))},
                           static_cast<Stage>(code("stage", stages)),
                           OfferId{static_cast<std::uint8_t>(code("offer", b.offers.size()))}});
  }
}

Brief read_brief(const Hdf5Reader& file) {
  Brief b;
  read_terms(file.read_table("/brief/terms"), b);
  b.topics = read_names(file, "/brief/topics", max_topics);
  b.channels = read_amounts<Channel>(file, {"/brief/channels", "cost", max_channels, 1e12});
  b.offers = read_amounts<Offer>(file, {"/brief/offers", "discount_frac", max_offers, 1.0});
  read_creatives(file, b);
  const std::string path = "/brief/profile_codes";
  const Table codes = file.read_table(path);
  const Texts& names = texts(codes, "name");
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto& field = b.profile_codes[code_at(counts(codes, "field"), i, profile_fields, path)];
    field.push_back(names[i]);
    if (field.size() > max_codes) refuse(path + ": has too many rows");
  }
  return b;
}

void check_names(const Hdf5Reader& file) {
  const Texts kinds = read_names(file, "/names/kinds", max_codes);
  for (std::size_t i = 0; i < std::min(kinds.size(), event_kinds); ++i) {
    if (kinds[i] != event_kind_names[i]) {
      refuse("/names/kinds: the code " + std::to_string(i) + " means " + kinds[i] +
             " here and another kind to this program");
    }
  }
}

}  // namespace

void write_origin(Hdf5Writer& file, const std::string& schema, const TraceHead& head) {
  file.set_attribute("/", schema, trace_schema);
  file.set_attribute("/", "scenario_name", head.scenario);
  file.set_attribute("/", "currency", head.currency);
  file.set_attribute("/", "arm", head.arm);
  file.set_attribute("/", "engine", head.engine);
  file.set_attribute("/", "seed", head.seed);
  file.set_attribute("/", "replication", head.replication);
  file.set_attribute("/", "build", head.build);
  file.write_text("/scenario", head.scenario_text);
}

std::vector<std::byte> trace_head_image(const TraceHead& head) {
  Hdf5Writer file;
  write_origin(file, "shoal_trace_schema", head);
  file.set_attribute("/scenario", "media_type", std::string("application/json"));
  write_brief(file, head.brief, head.currency);
  write_names(file);
  return file.finish();
}

TraceHead read_trace_head(const Hdf5Reader& file) {
  if (!file.has_attribute("/", "shoal_trace_schema")) {
    const bool report = file.has_attribute("/", "shoal_schema");
    throw ReportError(ReportError::Kind::content,
                      report ? "this is a report, not a trace: shoal report shows it"
                             : "this is no trace: it lacks the attribute shoal_trace_schema; "
                               "record one with shoal trace record");
  }
  const std::uint64_t schema = file.number_attribute("/", "shoal_trace_schema");
  if (schema != trace_schema) {
    refuse("the trace schema " + std::to_string(schema) + " is not known to this program");
  }
  const auto text = [&file](const char* name) {
    const std::vector<std::string> texts = file.text_attribute("/", name);
    if (texts.size() != 1) refuse(std::string("the attribute ") + name + " is no single text");
    return texts[0];
  };
  TraceHead head;
  head.scenario = text("scenario_name");
  head.currency = text("currency");
  head.arm = text("arm");
  head.engine = text("engine");
  head.build = text("build");
  head.seed = file.number_attribute("/", "seed");
  head.replication = file.number_attribute("/", "replication");
  head.scenario_text = file.read_text("/scenario");
  check_names(file);
  head.brief = read_brief(file);
  return head;
}

}  // namespace shoal::reports
