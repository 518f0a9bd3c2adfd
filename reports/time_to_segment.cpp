#include "reports/time_to_segment.hpp"

#include "core/contracts.hpp"
#include "reports/segment_history.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace shoal::reports {
namespace {

constexpr int marks_watched = 15;
constexpr int marks_needed = 10;

struct Claim {
  SimTime emitted{};
  std::optional<SimTime> closed;
  std::vector<Move> moves;  // in order of time
};

std::vector<Claim> novel_claims(const RunLog& log) {
  SegmentHistory history(log);
  history.advance(log.run_end);
  std::vector<Claim> claims;
  std::unordered_map<std::size_t, std::size_t> claim_of;  // spell -> claim; looked up only
  for (std::size_t s = 0; s < history.spells().size(); ++s) {
    const Spell& spell = history.spells()[s];
    if (!spell.novel || spell.opened < log.measure_begin || spell.opened >= log.run_end) continue;
    claim_of[s] = claims.size();
    claims.push_back({spell.opened, spell.closed, {}});
  }
  for (const Move& move : history.moves()) {
    const auto found = claim_of.find(move.spell);
    if (found != claim_of.end()) claims[found->second].moves.push_back(move);
  }
  return claims;
}

// What changes the score of one claim against one cohort, at `at`.
struct Step {
  SimTime at{};
  int size = 0;                       // of the claim
  int arrived = 0;                    // signatures
  std::optional<std::size_t> member;  // of the cohort, whose claim or signature it is
};

// Right from `at` until the next turn.
struct Turn {
  SimTime at{};
  bool right = false;
};

class Match {
 public:
  Match(const Claim& claim, const DriftRow& cohort, SimTime run_end)
      : claim_(claim), cohort_(cohort), end_(claim.closed ? *claim.closed : run_end) {}

  // When the claim found the cohort.
  std::optional<SimTime> found_at();

 private:
  std::vector<Step> steps() const;
  void build_turns();
  bool right_at(SimTime t) const;
  bool held_after(SimTime t) const;
  std::optional<SimTime> search(SimTime from, SimTime until) const;

  const Claim& claim_;
  const DriftRow& cohort_;
  SimTime end_{};
  std::vector<Turn> turns_;
};

std::vector<Step> Match::steps() const {
  std::vector<Step> out;
  const auto& members = cohort_.members;
  for (const Move& move : claim_.moves) {
    Step step{move.at, move.enters ? 1 : -1, 0, std::nullopt};
    const auto found =
        std::lower_bound(members.begin(), members.end(), move.person,
                         [](const MemberRow& m, std::uint32_t p) { return index(m.person) < p; });
    if (found != members.end() && index(found->person) == move.person) {
      step.member = static_cast<std::size_t>(found - members.begin());
    }
    out.push_back(step);
  }
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (members[m].signature_arrived) out.push_back({*members[m].signature_arrived, 0, 1, m});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Step& a, const Step& b) { return a.at < b.at; });
  return out;
}

void Match::build_turns() {
  std::vector<std::uint8_t> claimed(cohort_.members.size());
  std::vector<std::uint8_t> arrived(cohort_.members.size());
  std::int64_t size = 0;
  std::int64_t signatures = 0;
  std::int64_t both = 0;
  const std::vector<Step> all = steps();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Step& step = all[i];
    size += step.size;
    signatures += step.arrived;
    if (step.member) {
      const std::size_t m = *step.member;
      both -= claimed[m] & arrived[m];
      if (step.arrived != 0) arrived[m] = 1;
      if (step.size != 0) claimed[m] = step.size > 0 ? 1 : 0;
      both += claimed[m] & arrived[m];
    }
    if (i + 1 < all.size() && all[i + 1].at == step.at) continue;
    // F1 = 2 both / (size + signatures) >= 1/2
    const bool right =
        signatures >= static_cast<std::int64_t>(supported_members) && 4 * both >= size + signatures;
    if (turns_.empty() ? right : turns_.back().right != right) turns_.push_back({step.at, right});
  }
}

bool Match::right_at(SimTime t) const {
  if (t < claim_.emitted || t >= end_) return false;
  const auto after = std::upper_bound(turns_.begin(), turns_.end(), t,
                                      [](SimTime x, const Turn& turn) { return x < turn.at; });
  return after != turns_.begin() && std::prev(after)->right;
}

bool Match::held_after(SimTime t) const {
  const SimTime minute = t - time_of_day(t) % one_minute;
  int right = 0;
  for (int k = 1; k <= marks_watched; ++k) right += right_at(minute + k * one_minute) ? 1 : 0;
  return right >= marks_needed;
}

// The first instant in [from, until), throughout which the claim is right, that is held.
std::optional<SimTime> Match::search(SimTime from, SimTime until) const {
  SimTime t = from;
  const Duration into = time_of_day(from) % one_minute;
  if (from != claim_.emitted && into > Duration{0}) t += one_minute - into;
  while (t < until) {
    if (held_after(t)) return t;
    t += one_minute - time_of_day(t) % one_minute;
  }
  return std::nullopt;
}

std::optional<SimTime> Match::found_at() {
  if (claim_.emitted < cohort_.start) return std::nullopt;
  build_turns();
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    if (!turns_[i].right) continue;
    const SimTime from = std::max(turns_[i].at, claim_.emitted);
    const SimTime until = i + 1 < turns_.size() ? std::min(turns_[i + 1].at, end_) : end_;
    if (const auto found = search(from, until)) return found;
  }
  return std::nullopt;
}

DriftOutcome outline(const DriftRow& drift, const RunLog& log) {
  DriftOutcome out;
  out.name = drift.name;
  out.kind = drift.kind;
  out.start = drift.start;
  out.end = drift.end;
  out.topic = log.topics.at(index(drift.topic));
  out.members = drift.members.size();
  out.decoys = drift.decoys.size();
  if (drift.kind != DriftKind::novel_cohort) return out;
  if (drift.start < log.measure_begin || drift.start >= log.run_end) return out;
  const Duration horizon = std::min<Duration>(detection_horizon, log.run_end - drift.start);
  std::uint64_t in_time = 0;
  for (std::size_t m = 0; m < drift.members.size(); ++m) {
    require(m == 0 || drift.members[m - 1].person < drift.members[m].person,
            "a cohort's members are in order of person");
    const auto& arrived = drift.members[m].signature_arrived;
    if (arrived && *arrived < drift.start + horizon) ++in_time;
  }
  out.findable = in_time >= supported_members;
  if (out.findable) out.restricted_s = in_seconds(horizon);
  return out;
}

}  // namespace

SegmentTiming time_to_segment(const RunLog& log) {
  SegmentTiming out;
  const std::vector<Claim> claims = novel_claims(log);
  out.novel_claims = claims.size();
  std::vector<std::uint8_t> matched(claims.size());
  for (const DriftRow& drift : log.drifts) {
    DriftOutcome outcome = outline(drift, log);
    for (std::size_t c = 0; c < claims.size() && drift.kind == DriftKind::novel_cohort; ++c) {
      const auto found = Match(claims[c], drift, log.run_end).found_at();
      if (!found) continue;
      matched[c] = 1;
      if (outcome.found_at && *outcome.found_at <= *found) continue;
      outcome.found_at = found;
      outcome.claimed_at = claims[c].emitted;
    }
    if (outcome.findable && outcome.found_at) {
      outcome.restricted_s =
          std::min(outcome.restricted_s, in_seconds(*outcome.found_at - drift.start));
    }
    out.drifts.push_back(std::move(outcome));
  }
  out.false_claims = static_cast<std::uint64_t>(std::count(matched.begin(), matched.end(), 0));
  return out;
}

}  // namespace shoal::reports
