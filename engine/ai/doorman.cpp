#include "engine/ai/doorman.hpp"

namespace shoal::engine {

SubjectId Doorman::admit(SubjectId outer) {
  if (outer == SubjectId{}) return outer;
  const SubjectId next{static_cast<std::uint32_t>(outer_.size())};
  const auto [place, is_new] = inner_.try_emplace(static_cast<std::uint32_t>(outer), next);
  if (is_new) outer_.push_back(outer);
  return place->second;
}

void Doorman::observe(std::span<const Event> events, Outbox& out) {
  batch_.clear();
  for (const Event& e : events) {
    if (e.kind == EventKind::identify) {
      inner_[static_cast<std::uint32_t>(e.subject)] = admit(SubjectId{e.ref});
    } else if (e.kind == EventKind::merge) {
      inner_[e.ref] = admit(e.subject);
    } else {
      batch_.push_back(e);
      batch_.back().subject = admit(e.subject);
    }
  }
  if (batch_.empty()) return;
  inside_->observe(batch_, said_);
  pass_on(out);
}

void Doorman::advance(SimTime now, Outbox& out) {
  inside_->advance(now, said_);
  pass_on(out);
}

// In the order in which it was said, so that decisions have the same numbers inside and outside.
void Doorman::pass_on(Outbox& out) {
  for (Decision d : said_.decisions()) {
    d.subject = outer(d.subject);
    out.decide(d);
  }
  for (const SegmentChange& c : said_.changes()) {
    switch (c.kind) {
      case SegmentChangeKind::opened:
        out.open_segment(c.segment, said_.descriptors()[c.descriptor], c.novel);
        break;
      case SegmentChangeKind::assigned:
        out.assign(outer(c.subject), c.segment);
        break;
      case SegmentChangeKind::closed:
        out.close_segment(c.segment);
        break;
    }
  }
  for (Prediction p : said_.predictions()) {
    p.subject = outer(p.subject);
    out.predict(p);
  }
  if (!said_.survey().empty()) {
    std::vector<SubjectId> sample;
    for (const SubjectId s : said_.survey()) sample.push_back(outer(s));
    out.request_survey(std::move(sample));
  }
  if (said_.wake()) out.wake_at(*said_.wake());
  said_.clear();
  said_.clear_wake();
}

std::unique_ptr<Engine> Doorman::clone() const {
  auto copy = std::make_unique<Doorman>(inside_->clone());
  copy->inner_ = inner_;
  copy->outer_ = outer_;
  copy->said_ = said_;
  return copy;
}

}  // namespace shoal::engine
