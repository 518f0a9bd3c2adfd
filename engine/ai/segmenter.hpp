// Steps 3 and 4 together: clusters, personas and novel cohorts, said as one log of segments.
// A subject is in one segment at a time: the claimed cohort he belongs to, else his persona.
//
// Traits are read again at each review; between reviews only the stage follows events, and only
// when the filter has a new clear favourite (ahead of the old one by .15) and the subject has kept
// his present persona for `stage_dwell`.
//
// Cost: about 20 ns an event that changes nothing, 1 us a review.
#pragma once

#include "engine/ai/clusters.hpp"
#include "engine/ai/novelty.hpp"
#include "engine/ai/options.hpp"
#include "engine/ai/personas.hpp"
#include "engine/ai/ports.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace shoal::engine {

class SignalSegmenter final : public Segmenter {
 public:
  SignalSegmenter(const Brief& brief, const AiOptions& options);

  void observe(SubjectId subject, const SignalRecord& record, const Event& event,
               Outbox& out) override;
  void review(const SubjectView& view, const Forecast& forecast, Outbox& out) override;
  void advance(SimTime now, Outbox& out) override;
  std::optional<SimTime> next_wake() const override { return novelty_.next_wake(); }
  Membership membership(SubjectId subject) const override;
  void forget(SubjectId subject, Outbox& out) override;
  std::vector<SubjectId> take_joined() override;
  std::unique_ptr<Segmenter> clone() const override;

  const OnlineClusters& clusters() const { return clusters_; }
  const Personas& personas() const { return personas_; }

 private:
  struct Standing {   // of a subject
    SimTime moved{};  // last change of persona
    SimTime reviewed{};
    std::uint16_t orders = 0;        // at the last review
    std::optional<CohortId> cohort;  // claimed, that he is a member of
    bool known = false;
    bool forgotten = false;
  };
  struct OpenCohort {
    CohortId id{};
    SegmentId segment{};
    std::optional<TopicId> topic;
  };

  Standing& standing(SubjectId subject);
  const OpenCohort* find(CohortId id) const;
  PersonaTraits read_traits(const SubjectView& view, const Forecast& forecast);
  void place(SubjectId subject, const PersonaTraits& traits, Outbox& out);
  void follow(const CohortChange& change, Outbox& out);

  Brief brief_;
  PersonaOptions options_;
  OnlineClusters clusters_;
  Personas personas_;
  NoveltyDetector novelty_;
  std::vector<Standing> standings_;  // (subject)
  std::vector<OpenCohort> cohorts_;
  std::vector<CohortChange> changes_;  // of one advance
  std::vector<SubjectId> joined_;
  double mean_spend_ = 0.0;  // running mean over reviews of subjects with a purchase
  std::uint64_t spenders_ = 0;
};

}  // namespace shoal::engine
