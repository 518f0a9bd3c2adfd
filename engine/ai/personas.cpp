#include "engine/ai/personas.hpp"

#include <utility>

namespace shoal::engine {

namespace {

constexpr std::size_t least_empty = 1000;  // cells, before tidying is worth it
constexpr double halving_weeks = 20.0;     // in units of the shrinkage

std::uint64_t code(const std::optional<std::uint8_t>& told) { return told ? *told + 1U : 0U; }

// Traits up to a level, packed into one number that carries the level; equal exactly when equal.
std::uint64_t cell_key(const PersonaTraits& t, std::size_t level) {
  std::uint64_t key = static_cast<std::uint64_t>(index(t.cluster)) << 2 |
                      static_cast<std::uint64_t>(t.stage);  // 18 bits
  key = key << 2 | (level >= 1 ? static_cast<std::uint64_t>(t.value) : 0U);
  key = key << 4 | (level >= 2 && t.channel ? index(*t.channel) + 1U : 0U);
  key = key << 3 | (level >= 3 ? static_cast<std::uint64_t>(t.rhythm) : 0U);
  key = key << 2 | (level >= 4 ? static_cast<std::uint64_t>(t.churn) : 0U);
  key = key << 9 | (level >= 5 ? code(t.gender) : 0U);
  key = key << 9 | (level >= 5 ? code(t.age_band) : 0U);
  key = key << 9 | (level >= 6 ? code(t.city) : 0U);
  return key << 3 | (level + 1);  // never 0
}

const char* stage_words(Stage stage) {
  switch (stage) {
    case Stage::idle:
      return "at rest";
    case Stage::curious:
      return "browsing";
    case Stage::evaluating:
      return "comparing";
    case Stage::ready:
      return "ready to act";
  }
  return "";
}

const char* daypart_words(Daypart part) {
  switch (part) {
    case Daypart::unknown:
      return "";
    case Daypart::night:
      return "nights";
    case Daypart::morning:
      return "mornings";
    case Daypart::afternoon:
      return "afternoons";
    case Daypart::evening:
      return "evenings";
  }
  return "";
}

void append(std::string& text, const std::string& word) {
  if (word.empty()) return;
  if (!text.empty()) text += ", ";
  text += word;
}

std::string profile_word(const Brief& brief, ProfileField field,
                         const std::optional<std::uint8_t>& told) {
  const auto& words = brief.profile_codes[static_cast<std::size_t>(field)];
  return told && *told < words.size() ? words[*told] : std::string{};
}

}  // namespace

std::string describe(const Brief& brief, const PersonaTraits& traits, std::size_t level,
                     std::optional<TopicId> topic) {
  std::string text;
  if (level >= 5) {
    append(text, profile_word(brief, ProfileField::gender, traits.gender));
    append(text, profile_word(brief, ProfileField::age_band, traits.age_band));
  }
  if (level >= 6) append(text, profile_word(brief, ProfileField::city, traits.city));
  append(text, topic ? brief.topics[index(*topic)] : "no clear interest");
  append(text, stage_words(traits.stage));
  if (level >= 1) {
    constexpr std::array<const char*, 3> value{"no purchase yet", "buyer", "big spender"};
    append(text, value[static_cast<std::size_t>(traits.value)]);
  }
  std::string when = level >= 3 ? daypart_words(traits.rhythm) : "";
  if (level >= 2 && traits.channel) {
    const std::string& name = brief.channels[index(*traits.channel)].name;
    when = when.empty() ? name : name + " " + when;
  }
  append(text, when);
  if (level >= 4) {
    constexpr std::array<const char*, 3> churn{"steady", "may leave", "leaving"};
    append(text, churn[static_cast<std::size_t>(traits.churn)]);
  }
  return text;
}

Personas::Personas(const Brief& brief, const PersonaOptions& options)
    : brief_(brief), options_(options) {}

Personas::Seat& Personas::seat(SubjectId subject) {
  if (index(subject) >= seats_.size()) seats_.resize(index(subject) + 1);
  return seats_[index(subject)];
}

std::uint32_t Personas::enter(std::uint64_t key) {
  const auto next = static_cast<std::uint32_t>(cells_.size());
  const std::uint32_t id = index_.find_or_insert(key, next);
  if (id == next) {
    cells_.emplace_back().key = key;
    ++empty_;
  }
  Cell& cell = cells_[id];
  if (++cell.people == 1) {
    --empty_;
    if ((key & 7U) == persona_levels) ++finest_populated_;
  }
  return id;
}

void Personas::leave(std::uint32_t id, std::size_t level) {
  if (--cells_[id].people > 0) return;
  ++empty_;
  if (level == persona_levels - 1) --finest_populated_;
}

void Personas::drop_empty_cells() {
  std::vector<std::uint32_t> moved(cells_.size());
  std::vector<Cell> kept;
  kept.reserve(cells_.size() - empty_);
  index_.clear();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].people == 0) continue;
    moved[i] = static_cast<std::uint32_t>(kept.size());
    index_.find_or_insert(cells_[i].key, moved[i]);
    kept.push_back(cells_[i]);
  }
  cells_.swap(kept);
  empty_ = 0;
  for (Seat& s : seats_) {
    if (!s.placed) continue;
    for (std::uint32_t& id : s.path) id = moved[id];
  }
}

std::optional<SegmentId> Personas::unassign(Seat& seat) {
  if (!seat.assigned) return std::nullopt;
  Cell& cell = cells_[seat.path[*seat.assigned]];
  seat.assigned.reset();
  if (--cell.assigned > 0) return std::nullopt;
  --open_segments_;
  return std::exchange(cell.segment, std::nullopt);
}

// Takes the seat along the path of new traits. Only levels whose key changes are touched.
void Personas::follow(Seat& seat, const PersonaTraits& traits) {
  for (std::size_t level = 0; level < persona_levels; ++level) {
    const std::uint64_t key = cell_key(traits, level);
    if (seat.placed) {
      if (cells_[seat.path[level]].key == key) continue;
      leave(seat.path[level], level);
    }
    seat.path[level] = enter(key);
  }
  seat.traits = traits;
  seat.placed = true;
}

std::uint8_t Personas::finest_segment(const Seat& seat) const {
  for (std::size_t level = persona_levels; level-- > 1;) {
    const Cell& cell = cells_[seat.path[level]];
    const std::uint32_t needed = cell.segment ? (options_.support + 1) / 2 : options_.support;
    if (cell.people >= needed) return static_cast<std::uint8_t>(level);
  }
  return 0;
}

void Personas::place(SubjectId subject, const PersonaTraits& traits, std::optional<TopicId> topic,
                     bool held_elsewhere, Outbox& out) {
  Seat& s = seat(subject);
  const bool moves = !s.placed || !(s.traits == traits);
  std::optional<SegmentId> emptied;
  if (s.assigned) {
    const std::uint64_t old_key = cells_[s.path[*s.assigned]].key;
    if (held_elsewhere || (moves && cell_key(traits, *s.assigned) != old_key)) {
      emptied = unassign(s);
    }
  }
  if (moves) {
    follow(s, traits);
    if (empty_ > least_empty && 2 * empty_ > cells_.size()) drop_empty_cells();
  }
  if (!held_elsewhere) {
    const std::uint8_t level = finest_segment(s);
    if (!s.assigned || *s.assigned != level) {
      if (s.assigned) emptied = unassign(s);
      assign(subject, s, level, topic, out);
    }
  }
  if (emptied) out.close_segment(*emptied);
}

void Personas::remove(SubjectId subject, Outbox& out) {
  Seat& s = seat(subject);
  if (!s.placed) return;
  const std::optional<SegmentId> emptied = unassign(s);
  for (std::size_t level = 0; level < persona_levels; ++level) leave(s.path[level], level);
  s = Seat{};
  if (emptied) out.close_segment(*emptied);
}

void Personas::assign(SubjectId subject, Seat& seat, std::uint8_t level,
                      std::optional<TopicId> topic, Outbox& out) {
  Cell& cell = cells_[seat.path[level]];
  if (!cell.segment) {
    cell.segment = new_segment();
    ++open_segments_;
    out.open_segment(*cell.segment, describe(brief_, seat.traits, level, topic), false);
  }
  ++cell.assigned;
  seat.assigned = level;
  out.assign(subject, *cell.segment);
}

void Personas::count(SubjectId subject, double weeks, double orders) {
  weeks_ += weeks;
  orders_ += orders;
  Seat& s = seat(subject);
  if (!s.placed) return;
  const double k = options_.shrinkage;
  double rate = orders_ / (weeks_ + k);
  for (const std::uint32_t id : s.path) {
    Cell& cell = cells_[id];
    cell.weeks += weeks;
    cell.orders += orders;
    if (cell.weeks > halving_weeks * k) {
      cell.weeks *= 0.5;
      cell.orders *= 0.5;
    }
    rate = (cell.orders + k * rate) / (cell.weeks + k);
  }
  s.rate = static_cast<float>(rate);
  s.counted = true;
}

const PersonaTraits* Personas::traits(SubjectId subject) const {
  if (index(subject) >= seats_.size() || !seats_[index(subject)].placed) return nullptr;
  return &seats_[index(subject)].traits;
}

std::optional<SegmentId> Personas::segment(SubjectId subject) const {
  if (index(subject) >= seats_.size()) return std::nullopt;
  const Seat& s = seats_[index(subject)];
  if (!s.assigned) return std::nullopt;
  return cells_[s.path[*s.assigned]].segment;
}

double Personas::orders_per_week(SubjectId subject) const {
  if (index(subject) < seats_.size() && seats_[index(subject)].counted) {
    return static_cast<double>(seats_[index(subject)].rate);
  }
  return orders_ / (weeks_ + options_.shrinkage);
}

}  // namespace shoal::engine
