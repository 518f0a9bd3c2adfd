// Step 3, novelty: finds cohorts that were not there before, fast, and claims them seldom falsely.
//
// Two kinds of signature are watched once the warm-up has shown the known world:
//   code   a QR code never seen before. It becomes a claim when (a) more people scanned it than a
//          new code draws by chance: scans of a code over time T are taken as geometric, a Poisson
//          whose rate varies exponentially over codes with the mean of the known ones; (b) more of
//          them went on to act on one topic than their own habits explain (Poisson); (c) the
//          mixture of cohort_model.hpp expects enough members and a good enough F1.
//   topic  people turn to a topic they never touched before, many more than its share of all such
//          first contacts says (scan windows of 1, 6 and 24 hours; conditional on the total, so
//          that day and season cancel; gamma-Poisson tail, since the share is an estimate), and at
//          least `surge_ratio` times as many.
// (a), (b) and the topic test each use the level false_claims_per_year / minutes of a year, as if
// each minute brought a fresh test: conservative, because neighbouring tests share their data.
// Members stay until their weight falls below .7 of the threshold (hysteresis).
//
// Cost: a few ns for events of no interest; a fit of n witnesses takes about n microseconds and is
// made when something changed or ten minutes have passed.
#pragma once

#include "core/hash.hpp"
#include "core/time.hpp"
#include "engine/ai/cohort_model.hpp"
#include "engine/ai/options.hpp"
#include "engine/ai/record.hpp"
#include "engine/contract/event.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_set>
#include <vector>

namespace shoal::engine {

enum class SignatureKind : std::uint8_t { code, topic };
enum class CohortId : std::uint32_t {};
enum class CohortChangeKind : std::uint8_t { opened, joined, left, closed };

struct CohortChange {
  CohortChangeKind kind{};
  CohortId cohort{};
  SubjectId subject{};             // joined, left
  SignatureKind signature{};       // opened
  std::uint32_t code = 0;          // opened, of a code
  std::optional<TopicId> topic{};  // opened: what the members care about
};

class NoveltyDetector {
 public:
  NoveltyDetector(const NoveltyOptions& options, Duration rate_memory, SimTime known_world_until);

  // After an event has changed the subject's record.
  void observe(SubjectId subject, const SignalRecord& record, const Event& event);
  // Tests, claims, and follows what is claimed. Changes are appended in order: opened, its joined;
  // left, then closed.
  void advance(SimTime now, std::vector<CohortChange>& changes);
  std::optional<SimTime> next_wake() const { return wake_; }

 private:
  struct Witness {
    SubjectId subject{};
    SimTime at{};
    double base_rate = 0.0;    // own sessions per second
    std::uint16_t topics = 0;  // acted on since, by bit
    std::optional<SimTime> followed{};
    bool member = false;
  };
  struct Signature {
    CohortId id{};
    SignatureKind kind{};
    std::uint32_t code = 0;
    std::optional<TopicId> topic{};
    SimTime first{};
    SimTime last{};
    std::vector<Witness> witnesses{};
    std::optional<SimTime> claimed{};
    SimTime looked{};
    bool changed = true;
  };
  struct Post {  // where a subject is a witness; the last signature he showed
    CohortId cohort{};
    std::uint32_t witness = 0;
    bool posted = false;
  };
  struct FirstContact {
    SubjectId subject{};
    SimTime at{};
  };
  struct Mix {
    std::size_t operator()(std::uint32_t code) const { return mix64(code); }
  };

  void note_scan(SubjectId subject, const SignalRecord& record, const Event& event);
  void note_contact(SubjectId subject, const Event& event);
  void note_follow_up(SubjectId subject, const Event& event);
  void add_witness(Signature& signature, SubjectId subject, SimTime at, double base_rate);
  Signature* find(CohortId id);
  bool in_claim(SubjectId subject) const;
  double level() const;
  double usual_scan_rate(SimTime now) const;  // of a code, per second
  std::optional<Claim> judge_code(Signature& s, SimTime now, std::vector<double>& weights) const;
  void look_at_code(Signature& s, SimTime now, std::vector<CohortChange>& changes);
  void claim(Signature& s, SimTime now, std::vector<CohortChange>& changes);
  void set_members(Signature& s, const std::vector<double>& weights, double threshold,
                   std::vector<CohortChange>& changes);
  void turn_hours(SimTime now);
  void look_at_topics(SimTime now, std::vector<CohortChange>& changes);
  bool surges(std::size_t topic, std::size_t hours) const;
  void retire(SimTime now, std::vector<CohortChange>& changes);

  static constexpr std::size_t ring_hours = 24;

  NoveltyOptions options_;
  Duration rate_memory_;
  SimTime known_until_;
  std::vector<Signature> live_;  // in order of id
  std::uint32_t next_id_ = 0;
  std::unordered_set<std::uint32_t, Mix> known_codes_;  // never iterated
  double known_scans_ = 0.0;
  double known_code_starts_s_ = 0.0;  // sum over known codes of the first scan's instant
  std::vector<Post> posts_;           // (subject)
  std::vector<std::uint16_t> met_;    // (subject) topics ever touched, by bit
  // First contacts: by hour of the last day, and the decayed rest.
  std::array<std::array<double, max_topics>, ring_hours> contacts_{};  // (hour of ring x topic)
  std::array<double, max_topics> usual_{};                             // (topic)
  std::array<std::deque<FirstContact>, max_topics> recent_;            // (topic) of the last day
  std::int64_t hour_ = 0;
  std::uint32_t fresh_topics_ = 0;  // topics with contacts since they were tested
  std::optional<SimTime> wake_;
};

}  // namespace shoal::engine
