#include "engine/ai/segmenter.hpp"

#include "engine/ai/signals.hpp"

#include <algorithm>
#include <utility>

namespace shoal::engine {

namespace {

constexpr float clear_lead = 0.15F;      // of a new stage over the present one
constexpr double spend_memory = 5000.0;  // reviews in the running mean
constexpr double big = 2.0;              // times the mean spend of buyers

SimTime known_world_until(const Brief& brief, const NoveltyOptions& options) {
  return std::min(SimTime{options.warm_up}, brief.measure_begin);
}

// The channel answered best, by shrunk rate; needs a send or two to tell.
std::optional<ChannelId> best_channel(const SignalRecord& r) {
  std::optional<ChannelId> best;
  float best_rate = 0.0F;
  for (std::size_t c = 0; c < max_channels; ++c) {
    const ChannelResponse& a = r.response[c];
    if (a.opens == 0 && a.clicks == 0) continue;
    const float rate = static_cast<float>(a.opens + a.clicks) / static_cast<float>(a.sends + 512);
    if (rate > best_rate) {
      best = ChannelId{static_cast<std::uint8_t>(c)};
      best_rate = rate;
    }
  }
  return best;
}

Daypart daypart(const SignalRecord& r) {
  const auto block = favourite_block(r);
  if (!block) return Daypart::unknown;
  constexpr std::array<Daypart, 4> parts{Daypart::night, Daypart::morning, Daypart::afternoon,
                                         Daypart::evening};
  return parts[static_cast<std::size_t>(*block / 2)];
}

// With hysteresis: a level is left only when the probability is .05 beyond its edge.
ChurnLevel churn_level(float p, std::optional<ChurnLevel> was) {
  const auto plain = [](float q) {
    return q < 0.4F ? ChurnLevel::steady : (q < 0.7F ? ChurnLevel::uncertain : ChurnLevel::leaving);
  };
  if (was && (plain(p - 0.05F) == *was || plain(p + 0.05F) == *was)) return *was;
  return plain(p);
}

}  // namespace

SignalSegmenter::SignalSegmenter(const Brief& brief, const AiOptions& options)
    : brief_(brief),
      options_(options.personas),
      clusters_(options.clusters),
      personas_(brief, options.personas),
      novelty_(options.novelty, options.signals.rate_memory,
               known_world_until(brief, options.novelty)) {}

SignalSegmenter::Standing& SignalSegmenter::standing(SubjectId subject) {
  if (index(subject) >= standings_.size()) standings_.resize(index(subject) + 1);
  return standings_[index(subject)];
}

const SignalSegmenter::OpenCohort* SignalSegmenter::find(CohortId id) const {
  const auto it = std::find_if(cohorts_.begin(), cohorts_.end(),
                               [id](const OpenCohort& c) { return c.id == id; });
  return it == cohorts_.end() ? nullptr : &*it;
}

void SignalSegmenter::place(SubjectId subject, const PersonaTraits& traits, Outbox& out) {
  personas_.place(subject, traits, clusters_.leading_topic(traits.cluster),
                  standing(subject).cohort.has_value(), out);
}

void SignalSegmenter::observe(SubjectId subject, const SignalRecord& record, const Event& e,
                              Outbox& out) {
  novelty_.observe(subject, record, e);
  if (!stage_likelihood(e.kind) && e.kind != EventKind::purchase) return;
  const PersonaTraits* now = personas_.traits(subject);
  if (now == nullptr) return;
  const Stage stage = most_likely(record.stage);
  if (stage == now->stage) return;
  const float lead = record.stage[static_cast<std::size_t>(stage)] -
                     record.stage[static_cast<std::size_t>(now->stage)];
  Standing& s = standing(subject);
  if (lead < clear_lead || e.arrived - s.moved < options_.stage_dwell) return;
  s.moved = e.arrived;
  PersonaTraits next = *now;
  next.stage = stage;
  place(subject, next, out);
}

PersonaTraits SignalSegmenter::read_traits(const SubjectView& view, const Forecast& forecast) {
  const SignalRecord& r = view.record;
  const PersonaTraits* was = personas_.traits(view.subject);
  PersonaTraits t;
  t.cluster = clusters_.assign(
      cluster_point(r), was ? std::optional<ClusterId>{was->cluster} : std::nullopt, view.now);
  t.stage = most_likely(r.stage);
  if (was != nullptr && t.stage != was->stage &&
      r.stage[static_cast<std::size_t>(t.stage)] - r.stage[static_cast<std::size_t>(was->stage)] <
          clear_lead) {
    t.stage = was->stage;
  }
  if (r.has(SignalRecord::purchase)) {
    const double spend = static_cast<double>(r.spend);
    mean_spend_ += (spend - mean_spend_) / std::min(static_cast<double>(++spenders_), spend_memory);
    // A quarter of slack to fall back: spend decays between purchases.
    const bool was_big = was != nullptr && was->value == ValueLevel::big_spender;
    const bool is_big = spend > (was_big ? 0.75 * big : big) * mean_spend_;
    t.value = is_big ? ValueLevel::big_spender : ValueLevel::buyer;
  }
  t.channel = best_channel(r);
  t.rhythm = daypart(r);
  t.churn = churn_level(forecast.churn, was ? std::optional<ChurnLevel>{was->churn} : std::nullopt);
  t.gender = r.told(ProfileField::gender);
  t.age_band = r.told(ProfileField::age_band);
  t.city = r.told(ProfileField::city);
  return t;
}

void SignalSegmenter::review(const SubjectView& view, const Forecast& forecast, Outbox& out) {
  Standing& s = standing(view.subject);
  if (s.known) {
    personas_.count(view.subject, in_weeks(view.now - s.reviewed), view.record.orders - s.orders);
  }
  s.known = true;
  s.reviewed = view.now;
  s.orders = view.record.orders;
  const PersonaTraits traits = read_traits(view, forecast);
  if (const PersonaTraits* was = personas_.traits(view.subject); !was || !(*was == traits)) {
    s.moved = view.now;
  }
  place(view.subject, traits, out);
}

void SignalSegmenter::follow(const CohortChange& change, Outbox& out) {
  switch (change.kind) {
    case CohortChangeKind::opened: {
      const SegmentId segment = personas_.new_segment();
      std::string text = change.signature == SignatureKind::code
                             ? "new: scanned code " + std::to_string(change.code)
                             : std::string{"new: sudden first interest"};
      if (change.topic) text += ", " + brief_.topics[index(*change.topic)];
      out.open_segment(segment, std::move(text), true);
      cohorts_.push_back({change.cohort, segment, change.topic});
      break;
    }
    case CohortChangeKind::joined: {
      if (standing(change.subject).forgotten) break;
      standing(change.subject).cohort = change.cohort;
      out.assign(change.subject, find(change.cohort)->segment);
      if (const PersonaTraits* t = personas_.traits(change.subject)) {
        place(change.subject, PersonaTraits{*t}, out);  // leaves his persona
      }
      joined_.push_back(change.subject);
      break;
    }
    case CohortChangeKind::left: {
      Standing& s = standing(change.subject);
      if (s.cohort != change.cohort) break;
      s.cohort.reset();
      const PersonaTraits* t = personas_.traits(change.subject);
      place(change.subject, t ? PersonaTraits{*t} : PersonaTraits{}, out);
      break;
    }
    case CohortChangeKind::closed:
      out.close_segment(find(change.cohort)->segment);
      std::erase_if(cohorts_, [&](const OpenCohort& c) { return c.id == change.cohort; });
      break;
  }
}

void SignalSegmenter::advance(SimTime now, Outbox& out) {
  clusters_.upkeep(now);
  changes_.clear();
  novelty_.advance(now, changes_);
  for (const CohortChange& change : changes_) follow(change, out);
}

Membership SignalSegmenter::membership(SubjectId subject) const {
  Membership m;
  m.orders_per_week = static_cast<float>(personas_.orders_per_week(subject));
  m.segment = personas_.segment(subject);
  if (index(subject) >= standings_.size() || !standings_[index(subject)].cohort) return m;
  if (const OpenCohort* c = find(*standings_[index(subject)].cohort)) {
    m.segment = c->segment;
    m.cohort_topic = c->topic;
  }
  return m;
}

void SignalSegmenter::forget(SubjectId subject, Outbox& out) {
  personas_.remove(subject, out);
  Standing& s = standing(subject);
  s = Standing{};
  s.forgotten = true;
}

std::vector<SubjectId> SignalSegmenter::take_joined() { return std::exchange(joined_, {}); }

std::unique_ptr<Segmenter> SignalSegmenter::clone() const {
  return std::make_unique<SignalSegmenter>(*this);
}

}  // namespace shoal::engine
