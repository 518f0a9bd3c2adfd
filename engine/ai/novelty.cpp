#include "engine/ai/novelty.hpp"

#include "engine/learn/scan.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::engine {

namespace {

constexpr double minutes_per_year = 525600.0;
constexpr double stay = 0.7;  // a member leaves below this share of the threshold
constexpr Duration look_every = 10 * one_minute;
constexpr double usual_memory_hours = 14.0 * 24.0;
constexpr double least_contacts = 50.0;  // known before a topic's share means something
constexpr std::size_t least_follow_ups = 3;

bool is_acting(EventKind kind) {
  switch (kind) {
    case EventKind::session_start:
    case EventKind::search:
    case EventKind::product_view:
    case EventKind::cart:
    case EventKind::checkout:
    case EventKind::purchase:
      return true;
    default:
      return false;
  }
}

}  // namespace

NoveltyDetector::NoveltyDetector(const NoveltyOptions& options, Duration rate_memory,
                                 SimTime known_world_until)
    : options_(options), rate_memory_(rate_memory), known_until_(known_world_until) {}

double NoveltyDetector::level() const { return options_.false_claims_per_year / minutes_per_year; }

NoveltyDetector::Signature* NoveltyDetector::find(CohortId id) {
  const auto it = std::lower_bound(live_.begin(), live_.end(), id,
                                   [](const Signature& s, CohortId i) { return s.id < i; });
  return it != live_.end() && it->id == id ? &*it : nullptr;
}

void NoveltyDetector::observe(SubjectId subject, const SignalRecord& record, const Event& e) {
  const bool scan = e.kind == EventKind::qr_scan;
  if (!scan && !(is_acting(e.kind) && e.topic.has_value())) return;
  if (index(subject) >= met_.size()) {
    met_.resize(index(subject) + 1);
    posts_.resize(index(subject) + 1);
  }
  if (scan) {
    note_scan(subject, record, e);
    return;
  }
  note_contact(subject, e);
  if (posts_[index(subject)].posted) note_follow_up(subject, e);
}

void NoveltyDetector::add_witness(Signature& s, SubjectId subject, SimTime at, double base_rate) {
  const auto there = [subject](const Witness& w) { return w.subject == subject; };
  if (std::any_of(s.witnesses.begin(), s.witnesses.end(), there)) return;
  posts_[index(subject)] = {s.id, static_cast<std::uint32_t>(s.witnesses.size()), true};
  s.witnesses.push_back({.subject = subject, .at = at, .base_rate = base_rate});
}

void NoveltyDetector::note_scan(SubjectId subject, const SignalRecord& record, const Event& e) {
  if (known_codes_.contains(e.ref)) {
    known_scans_ += 1.0;
    return;
  }
  if (e.occurred < known_until_) {
    known_codes_.insert(e.ref);
    known_code_starts_s_ += in_seconds(e.occurred.time_since_epoch());
    known_scans_ += 1.0;
    return;
  }
  auto it = std::find_if(live_.begin(), live_.end(), [&e](const Signature& s) {
    return s.kind == SignatureKind::code && s.code == e.ref;
  });
  if (it == live_.end()) {
    live_.push_back({.id = CohortId{next_id_++},
                     .kind = SignatureKind::code,
                     .code = e.ref,
                     .first = e.occurred});
    it = live_.end() - 1;
  }
  it->first = std::min(it->first, e.occurred);
  it->last = std::max(it->last, e.occurred);
  it->changed = true;
  if (in_claim(subject)) return;
  // One session more than counted, over the memory of the count: what he does anyway, on the
  // generous side, so that habit is not taken for interest.
  const double base = (static_cast<double>(record.sessions) + 1.0) / in_seconds(rate_memory_);
  add_witness(*it, subject, e.occurred, base);
}

void NoveltyDetector::note_follow_up(SubjectId subject, const Event& e) {
  const Post& post = posts_[index(subject)];
  Signature* s = find(post.cohort);
  if (s == nullptr) return;
  Witness& w = s->witnesses[post.witness];
  if (e.occurred < w.at || e.occurred - w.at > options_.follow_horizon) return;
  w.topics = static_cast<std::uint16_t>(w.topics | 1U << index(*e.topic.get()));
  if (!w.followed || e.occurred < *w.followed) w.followed = e.occurred;
  s->last = std::max(s->last, e.occurred);
  s->changed = true;
}

void NoveltyDetector::note_contact(SubjectId subject, const Event& e) {
  const std::size_t topic = index(*e.topic.get());
  std::uint16_t& met = met_[index(subject)];
  if ((met >> topic & 1U) != 0) return;
  met = static_cast<std::uint16_t>(met | 1U << topic);
  turn_hours(e.occurred);
  const std::int64_t age = hour_ - hour_index(e.occurred);
  if (age >= static_cast<std::int64_t>(ring_hours)) {
    usual_[topic] += 1.0;
    return;
  }
  contacts_[static_cast<std::size_t>(hour_index(e.occurred)) % ring_hours][topic] += 1.0;
  if (e.occurred < known_until_) return;
  recent_[topic].push_back({subject, e.occurred});
  fresh_topics_ |= 1U << topic;
  for (Signature& s : live_) {
    if (s.kind != SignatureKind::topic || index(*s.topic) != topic || in_claim(subject)) continue;
    add_witness(s, subject, e.occurred, 0.0);
    s.last = std::max(s.last, e.occurred);
    s.changed = true;
  }
}

bool NoveltyDetector::in_claim(SubjectId subject) const {
  const Post& post = posts_[index(subject)];
  if (!post.posted) return false;
  const auto it = std::lower_bound(live_.begin(), live_.end(), post.cohort,
                                   [](const Signature& s, CohortId i) { return s.id < i; });
  return it != live_.end() && it->id == post.cohort && it->witnesses[post.witness].member;
}

double NoveltyDetector::usual_scan_rate(SimTime now) const {
  const double code_seconds =
      static_cast<double>(known_codes_.size()) * in_seconds(now.time_since_epoch()) -
      known_code_starts_s_;
  return (known_scans_ + 1.0) / (code_seconds + in_seconds(one_day));
}

// The weights of the witnesses; a claim when the three conditions hold.
std::optional<Claim> NoveltyDetector::judge_code(Signature& s, SimTime now,
                                                 std::vector<double>& weights) const {
  std::array<std::size_t, max_topics> acted{};
  for (const Witness& w : s.witnesses) {
    for (std::size_t t = 0; t < max_topics; ++t) acted[t] += w.topics >> t & 1U;
  }
  const auto most = std::max_element(acted.begin(), acted.end());
  if (*most < least_follow_ups) return std::nullopt;
  s.topic = TopicId{static_cast<std::uint16_t>(most - acted.begin())};
  std::vector<Watched> watched;
  watched.reserve(s.witnesses.size());
  double by_habit = 0.0;
  for (const Witness& w : s.witnesses) {
    const double age = in_seconds(std::clamp(now - w.at, Duration{0}, options_.follow_horizon));
    by_habit += age * w.base_rate;
    Watched seen{.age_s = age, .followed_s = std::nullopt, .base_rate = w.base_rate};
    if (w.followed && (w.topics >> index(*s.topic) & 1U) != 0) {
      seen.followed_s = in_seconds(*w.followed - w.at);
    }
    watched.push_back(seen);
  }
  weights = fit_cohort(watched).weight;
  const Claim claim = choose_members(weights);
  if (s.claimed) return claim;
  const double time_s = std::max(in_seconds(now - s.first), 1.0);
  const double by_chance =
      gamma_poisson_tail(s.witnesses.size(), 1.0, 1.0 / usual_scan_rate(now), time_s);
  const bool holds = claim.expected_members >= static_cast<double>(options_.at_least) &&
                     claim.expected_f1 >= options_.claimed_f1 && by_chance < level() &&
                     poisson_tail(*most, by_habit) < level();
  return holds ? std::optional<Claim>{claim} : std::nullopt;
}

void NoveltyDetector::look_at_code(Signature& s, SimTime now, std::vector<CohortChange>& changes) {
  if (s.witnesses.size() < options_.at_least) return;
  if (!s.changed && now - s.looked < look_every) return;
  s.changed = false;
  s.looked = now;
  std::vector<double> weights;
  const std::optional<Claim> judged = judge_code(s, now, weights);
  if (!judged) return;
  if (!s.claimed) claim(s, now, changes);
  set_members(s, weights, judged->threshold, changes);
}

void NoveltyDetector::claim(Signature& s, SimTime now, std::vector<CohortChange>& changes) {
  s.claimed = now;
  changes.push_back({.kind = CohortChangeKind::opened,
                     .cohort = s.id,
                     .signature = s.kind,
                     .code = s.code,
                     .topic = s.topic});
}

void NoveltyDetector::set_members(Signature& s, const std::vector<double>& weights,
                                  double threshold, std::vector<CohortChange>& changes) {
  for (std::size_t i = 0; i < s.witnesses.size(); ++i) {
    Witness& w = s.witnesses[i];
    const bool member = weights[i] >= (w.member ? stay * threshold : threshold);
    if (member == w.member) continue;
    w.member = member;
    if (member) posts_[index(w.subject)] = {s.id, static_cast<std::uint32_t>(i), true};
    changes.push_back({.kind = member ? CohortChangeKind::joined : CohortChangeKind::left,
                       .cohort = s.id,
                       .subject = w.subject});
  }
}

// Brings the ring of hours up to `now`: hours that leave it go to the decayed rest.
void NoveltyDetector::turn_hours(SimTime now) {
  const std::int64_t target = hour_index(now);
  const double keep = std::exp(-1.0 / usual_memory_hours);
  if (target - hour_ > static_cast<std::int64_t>(100 * ring_hours)) {
    hour_ = target - static_cast<std::int64_t>(100 * ring_hours);
  }
  while (hour_ < target) {
    ++hour_;
    auto& oldest = contacts_[static_cast<std::size_t>(hour_) % ring_hours];
    for (std::size_t t = 0; t < max_topics; ++t) {
      usual_[t] = usual_[t] * keep + oldest[t];
      oldest[t] = 0.0;
    }
  }
}

bool NoveltyDetector::surges(std::size_t topic, std::size_t hours) const {
  double now = 0.0;
  double all_now = 0.0;
  for (std::size_t h = 0; h < hours; ++h) {
    const auto& bucket = contacts_[(static_cast<std::size_t>(hour_) + ring_hours - h) % ring_hours];
    now += bucket[topic];
    for (const double c : bucket) all_now += c;
  }
  double all = 0.0;
  for (const double c : usual_) all += c;
  if (now < static_cast<double>(options_.at_least) || all < least_contacts) return false;
  const double shape = usual_[topic] + 0.5;
  if (now < options_.surge_ratio * shape / all * all_now) return false;
  return gamma_poisson_tail(static_cast<std::uint64_t>(now), shape, all, all_now) < level();
}

void NoveltyDetector::look_at_topics(SimTime now, std::vector<CohortChange>& changes) {
  turn_hours(now);
  for (std::size_t t = 0; t < max_topics && fresh_topics_ != 0; ++t) {
    if ((fresh_topics_ >> t & 1U) == 0) continue;
    fresh_topics_ &= ~(1U << t);
    auto& recent = recent_[t];
    while (!recent.empty() && now - recent.front().at > one_day) recent.pop_front();
    const auto about = [t](const Signature& s) {
      return s.claimed && s.topic && index(*s.topic) == t;
    };
    if (std::any_of(live_.begin(), live_.end(), about)) continue;
    constexpr std::array<std::size_t, 3> windows{2, 6, 24};  // 2: the last hour and what is begun
    const auto window = std::find_if(windows.begin(), windows.end(),
                                     [&](std::size_t hours) { return surges(t, hours); });
    if (window == windows.end()) continue;
    live_.push_back({.id = CohortId{next_id_++},
                     .kind = SignatureKind::topic,
                     .topic = TopicId{static_cast<std::uint16_t>(t)},
                     .first = now,
                     .last = now});
    Signature& s = live_.back();
    for (const FirstContact& c : recent) {
      if (now - c.at <= static_cast<std::int64_t>(*window) * one_hour && !in_claim(c.subject)) {
        add_witness(s, c.subject, c.at, 0.0);
      }
    }
    claim(s, now, changes);
    set_members(s, std::vector<double>(s.witnesses.size(), 1.0), 0.5, changes);
  }
}

void NoveltyDetector::retire(SimTime now, std::vector<CohortChange>& changes) {
  std::erase_if(live_, [&](Signature& s) {
    const bool over =
        s.claimed ? now - s.last > options_.quiet_close || now - *s.claimed > options_.claim_life
                  : now - s.first > options_.candidate_life;
    if (!over) return false;
    if (s.claimed) {
      set_members(s, std::vector<double>(s.witnesses.size(), 0.0), 1.0, changes);
      changes.push_back({.kind = CohortChangeKind::closed, .cohort = s.id});
    }
    if (s.kind == SignatureKind::code) {
      known_codes_.insert(s.code);
      known_code_starts_s_ += in_seconds(s.first.time_since_epoch());
      known_scans_ += static_cast<double>(s.witnesses.size());
    }
    return true;
  });
}

void NoveltyDetector::advance(SimTime now, std::vector<CohortChange>& changes) {
  wake_.reset();
  if (live_.empty() && fresh_topics_ == 0) return;
  retire(now, changes);
  for (Signature& s : live_) {
    if (s.kind == SignatureKind::code) {
      look_at_code(s, now, changes);
    } else if (s.changed) {
      s.changed = false;
      set_members(s, std::vector<double>(s.witnesses.size(), 1.0), 0.5, changes);
    }
  }
  if (fresh_topics_ != 0) look_at_topics(now, changes);
  const bool watching = std::any_of(live_.begin(), live_.end(), [this](const Signature& s) {
    return s.claimed || s.witnesses.size() >= options_.at_least;
  });
  if (watching) wake_ = now + look_every;
}

}  // namespace shoal::engine
