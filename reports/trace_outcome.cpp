#include "reports/trace_outcome.hpp"

#include "reports/descriptor.hpp"
#include "reports/hdf5_writer.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace shoal::reports {
namespace {

constexpr std::size_t chunk_rows = 8192;
constexpr std::size_t descriptor_chunk_rows = 512;

RecordLayout decision_layout(const std::string& currency) {
  return {{"at_us", FieldType::i64, "us"},
          {"decision", FieldType::u32, ""},
          {"subject", FieldType::u32, ""},
          {"segment", FieldType::i64, ""},
          {"eligible", FieldType::u64, ""},
          {"creative", FieldType::i32, ""},
          {"topic", FieldType::i32, ""},
          {"propensity", FieldType::f32, "1"},
          {"predicted_uplift", FieldType::f32, currency},
          {"deliver_after_us", FieldType::i64, "us"}};
}

RecordLayout change_layout() {
  return {{"at_us", FieldType::i64, "us"},
          {"kind", FieldType::u8, ""},  // 0 opened, 1 assigned, 2 closed
          {"novel", FieldType::u8, "1"},
          {"segment", FieldType::u32, ""},
          {"subject", FieldType::u32, ""},
          {"descriptor", FieldType::i64, ""}};
}

RecordLayout prediction_layout() {
  return {{"at_us", FieldType::i64, "us"},
          {"subject", FieldType::u32, ""},
          {"kind", FieldType::u8, ""},  // 0 purchase, 1 churn
          {"probability", FieldType::f32, "1"}};
}

RecordLayout survey_layout() {
  return {{"at_us", FieldType::i64, "us"}, {"subject", FieldType::u32, ""}};
}

std::vector<std::byte> outcome_head(const TraceHead& head) {
  Hdf5Writer file;
  file.set_attribute("/", "shoal_outcome_schema", trace_schema);
  file.set_attribute("/", "scenario_name", head.scenario);
  file.set_attribute("/", "arm", head.arm);
  file.set_attribute("/", "engine", head.engine);
  file.set_attribute("/", "engine_seed", static_cast<std::uint64_t>(head.brief.seed));
  file.set_attribute("/", "seed", head.seed);
  file.set_attribute("/", "replication", head.replication);
  file.set_attribute("/", "build", head.build);
  return file.finish();
}

std::int64_t microseconds(SimTime t) { return (t - SimTime{}).count(); }

template <class Id>
std::int64_t code(const std::optional<Id>& id) {
  return id ? static_cast<std::int64_t>(index(*id)) : -1;
}

template <class Number>
void put(std::vector<std::byte>& row, Number value) {
  const auto* bytes = reinterpret_cast<const std::byte*>(&value);
  row.insert(row.end(), bytes, bytes + sizeof(value));
}

// Of fixed width.
void put_descriptor(std::vector<std::byte>& row, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(cut_descriptor(text)));
  row.insert(row.end(), bytes.begin(), bytes.end());
  row.resize(row.size() + max_descriptor_bytes - bytes.size());
}

}  // namespace

OutcomeWriter::OutcomeWriter(const std::filesystem::path& target, const TraceHead& head,
                             int deflate_level)
    : file_(target, outcome_head(head)),
      decisions_(file_.add("/decisions", decision_layout(head.currency),
                           {.chunk_rows = chunk_rows, .deflate_level = deflate_level})),
      changes_(file_.add("/segment_changes", change_layout(),
                         {.chunk_rows = chunk_rows, .deflate_level = deflate_level})),
      descriptors_(
          file_.add("/descriptors", {{"descriptor", FieldType::text, "", max_descriptor_bytes}},
                    {.chunk_rows = descriptor_chunk_rows, .deflate_level = deflate_level})),
      predictions_(file_.add("/predictions", prediction_layout(),
                             {.chunk_rows = chunk_rows, .deflate_level = deflate_level})),
      surveys_(file_.add("/survey_requests", survey_layout(),
                         {.chunk_rows = chunk_rows, .deflate_level = deflate_level})) {}

void OutcomeWriter::append(SimTime now, const Outbox& said) {
  const std::int64_t at = microseconds(now);
  row_.clear();
  auto id = static_cast<std::uint32_t>(index(said.first_decision()));
  for (const Decision& d : said.decisions()) {
    put(row_, at);
    put(row_, id++);
    put(row_, static_cast<std::uint32_t>(index(d.subject)));
    put(row_, code(d.segment));
    put(row_, d.eligible);
    put(row_, static_cast<std::int32_t>(code(d.creative)));
    put(row_, static_cast<std::int32_t>(code(d.topic)));
    put(row_, d.propensity);
    put(row_, d.predicted_uplift);
    put(row_, microseconds(d.deliver_after));
  }
  decisions_.append_bytes(row_);

  row_.clear();
  const auto base = static_cast<std::int64_t>(descriptors_.rows());
  for (const SegmentChange& c : said.changes()) {
    put(row_, at);
    put(row_, static_cast<std::uint8_t>(c.kind));
    put(row_, static_cast<std::uint8_t>(c.novel ? 1 : 0));
    put(row_, static_cast<std::uint32_t>(index(c.segment)));
    put(row_, static_cast<std::uint32_t>(index(c.subject)));
    put(row_, c.kind == SegmentChangeKind::opened ? base + c.descriptor : std::int64_t{-1});
  }
  changes_.append_bytes(row_);

  row_.clear();
  for (const std::string& text : said.descriptors()) put_descriptor(row_, text);
  descriptors_.append_bytes(row_);

  row_.clear();
  for (const Prediction& p : said.predictions()) {
    put(row_, at);
    put(row_, static_cast<std::uint32_t>(index(p.subject)));
    put(row_, static_cast<std::uint8_t>(p.kind));
    put(row_, p.probability);
  }
  predictions_.append_bytes(row_);

  row_.clear();
  for (const SubjectId asked : said.survey()) {
    put(row_, at);
    put(row_, static_cast<std::uint32_t>(index(asked)));
  }
  surveys_.append_bytes(row_);
}

}  // namespace shoal::reports
