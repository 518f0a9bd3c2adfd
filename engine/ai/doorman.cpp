#include "engine/ai/doorman.hpp"

namespace shoal::engine {

namespace {

SubjectId inner(Slot slot) { return SubjectId{static_cast<std::uint32_t>(index(slot)) + 1}; }

}  // namespace

SubjectId Doorman::admit(SubjectId outer) {
  return outer == SubjectId{} ? outer : inner(book_.admit(outer));
}

void Doorman::forget(const Event& request) {
  for (const Slot slot : book_.forget(request.subject)) {
    batch_.push_back(request);
    batch_.back().subject = inner(slot);
  }
}

void Doorman::observe(std::span<const Event> events, Outbox& out) {
  batch_.clear();
  for (const Event& e : events) {
    if (asks_erasure(e)) {
      forget(e);
    } else if (book_.passes(e)) {
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
// Nothing is said of those who were forgotten.
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
        if (outer(c.subject) != SubjectId{}) out.assign(outer(c.subject), c.segment);
        break;
      case SegmentChangeKind::closed:
        out.close_segment(c.segment);
        break;
    }
  }
  for (Prediction p : said_.predictions()) {
    p.subject = outer(p.subject);
    if (p.subject != SubjectId{}) out.predict(p);
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
  copy->book_ = book_;
  copy->said_ = said_;
  return copy;
}

}  // namespace shoal::engine
