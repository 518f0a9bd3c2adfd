#include "sim/streams/session.hpp"

#include "core/contracts.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::sim {

namespace {

constexpr std::size_t at(PageKind kind) { return static_cast<std::size_t>(kind); }

constexpr std::array<EventKind, page_kinds> event_of = {EventKind::page,         EventKind::search,
                                                        EventKind::product_view, EventKind::page,
                                                        EventKind::page,         EventKind::cart};
constexpr std::array<float, page_kinds> page_code = {0.0F, 0.0F, 0.0F, 1.0F, 2.0F, 0.0F};

std::uint64_t threshold(double p) {
  return static_cast<std::uint64_t>(std::clamp(p, 0.0, 1.0) * 0x1p32);
}

// Cumulative odds of a row, scaled to 2^32.
std::array<std::uint64_t, page_kinds - 1> thresholds(const PageRow& odds) {
  double sum = 0.0;
  for (const double o : odds) sum += o;
  require(sum > 0.0, "a row of pages needs a page");
  std::array<std::uint64_t, page_kinds - 1> out{};
  double cumulative = 0.0;
  for (std::size_t k = 0; k + 1 < page_kinds; ++k) {
    cumulative += odds[k] / sum;
    out[k] = threshold(cumulative);
  }
  // Rounding must not give a page of probability 0 a chance.
  for (std::size_t k = page_kinds - 1; k > 0 && odds[k] <= 0.0; --k) out[k - 1] = 1ULL << 32U;
  return out;
}

PageKind pick(const std::array<std::uint64_t, page_kinds - 1>& row, std::uint32_t word) {
  std::size_t kind = 0;
  for (const std::uint64_t t : row) kind += word >= t ? 1U : 0U;
  return static_cast<PageKind>(kind);
}

double shifted(double p, double logit_shift) {
  if (p <= 0.0 || p >= 1.0) return p;
  return 1.0 / (1.0 + (1.0 - p) / p * std::exp(-logit_shift));
}

// The cumulative hazard at which a life ends: exponential, or mixed by a gamma frailty.
double hazard(double frailty, Stream& draws) {
  if (frailty <= 0.0) return draws.exponential();
  return std::expm1(frailty * draws.exponential()) / frailty;
}

TopicId topic_at(std::span<const float> affinity, double u) {
  double left = u;
  for (std::size_t k = 0; k + 1 < affinity.size(); ++k) {
    left -= static_cast<double>(affinity[k]);
    if (left < 0.0) return TopicId{static_cast<std::uint16_t>(k)};
  }
  std::size_t last = affinity.empty() ? 0 : affinity.size() - 1;
  while (last > 0 && affinity[last] <= 0.0F) --last;
  return TopicId{static_cast<std::uint16_t>(last)};
}

}  // namespace

// A session under way.
struct Sessions::Walk {
  SimTime now{};
  const Visitor* visitor = nullptr;
  Stream* draws = nullptr;
  Delivery* delivery = nullptr;
  Event event{};  // subject, session and source are set
  std::optional<SimTime> arrived;
  std::optional<TopicId> seen;  // the topic of the last page that had one
  double pace = 0.0;
  double fidelity = 1.0;
  bool cart = false;
  bool errand = true;
};

Sessions::Rows Sessions::rows_of(std::size_t stage, VisitorType type, bool errand) const {
  const SessionParams& p = streams_->sessions;
  const auto is_errand = [](std::size_t k) {
    return k == at(PageKind::account) || k == at(PageKind::information);
  };
  const auto bent = [&](PageRow row, std::optional<std::size_t> from) {
    row[at(PageKind::product)] *= std::exp(p.product_shift[stage]);
    row[at(PageKind::cart)] *= std::exp(p.cart_shift[stage]);
    for (std::size_t k = 0; k < page_kinds; ++k) {
      if (k == from) continue;
      if (from && type == VisitorType::fresh) row[k] *= std::exp(p.fresh_shift[k]);
      if (!errand && is_errand(k)) row[k] *= p.errand_else_factor;
    }
    return row;
  };
  Rows rows;
  rows.landing = thresholds(bent(p.landing[static_cast<std::size_t>(type)], std::nullopt));
  for (std::size_t k = 0; k < page_kinds; ++k) rows.next[k] = thresholds(bent(p.next_page[k], k));
  PageRow out = bent(p.next_page[at(PageKind::product)], at(PageKind::product));
  out[at(PageKind::cart)] = 0.0;
  if (std::all_of(out.begin(), out.end(), [](double o) { return o <= 0.0; })) out[0] = 1.0;
  rows.next_if_out = thresholds(out);
  return rows;
}

Sessions::Sessions(const StreamParams& streams) : streams_(&streams) {
  const SessionParams& p = streams.sessions;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const auto type = static_cast<VisitorType>(i / stages % visitor_types);
    rows_[i] = rows_of(i % stages, type, i >= stages * visitor_types);
  }
  devices_ = std::max({std::size_t{1}, p.device_pages_factor.size(), p.device_bounce_shift.size()});
  for (std::size_t d = 0; d < devices_; ++d) {
    const double factor = d < p.device_pages_factor.size() ? p.device_pages_factor[d] : 1.0;
    const double shift = d < p.device_bounce_shift.size() ? p.device_bounce_shift[d] : 0.0;
    for (std::size_t type = 0; type < visitor_types; ++type) {
      for (std::size_t s = 0; s < stages; ++s) {
        cells_.push_back({threshold(shifted(p.bounce_frac[type], p.bounce_shift[s] + shift)),
                          p.pages_scale[type] * p.pages_factor[s] * factor, p.pages_shape[type],
                          p.pages_frailty[type]});
      }
    }
  }
}

const Sessions::Rows& Sessions::rows(const Walk& w) const {
  const Visitor& v = *w.visitor;
  const std::size_t errand = w.errand ? visitor_types : 0;
  return rows_[(errand + static_cast<std::size_t>(v.type)) * stages +
               static_cast<std::size_t>(v.stage)];
}

const Sessions::Cell& Sessions::cell(const Visitor& v) const {
  const std::size_t device = std::min<std::size_t>(v.device, devices_ - 1);
  return cells_[(device * visitor_types + static_cast<std::size_t>(v.type)) * stages +
                static_cast<std::size_t>(v.stage)];
}

double Sessions::depth(const Cell& c, Stream& draws) const {
  switch (streams_->sessions.length_law) {
    case LengthLaw::geometric:
      return c.scale * hazard(c.frailty, draws);
    case LengthLaw::negative_binomial:
      return 1.0 + draws.poisson(c.scale * draws.gamma(c.shape) / c.shape);
    case LengthLaw::log_normal:
      return c.scale * std::exp(c.shape * draws.normal());
    case LengthLaw::weibull:
      return c.scale * std::pow(hazard(c.frailty, draws), 1.0 / c.shape);
  }
  return 1.0;
}

double Sessions::gap_s(PageKind kind, double pace, Stream& draws) const {
  const SessionParams& p = streams_->sessions;
  const double location = p.gap_location[at(kind)] + pace;
  const double spread = p.gap_spread[at(kind)];
  double gap = 0.0;
  switch (p.gap_law) {
    case GapLaw::log_normal:
      gap = std::exp(location + spread * draws.normal());
      break;
    case GapLaw::weibull:
      gap = std::exp(location + spread * std::log(draws.exponential()));
      break;
    case GapLaw::gamma:
      gap = std::exp(location) * draws.gamma(1.0 / std::max(spread * spread, 1e-6));
      break;
  }
  return std::min(gap, p.longest_gap_s);
}

Sessions::Walk Sessions::begin(SimTime when, const Visitor& visitor, std::uint32_t session,
                               Stream& draws, Delivery& delivery) const {
  Walk w;
  w.now = when;
  w.visitor = &visitor;
  w.draws = &draws;
  w.delivery = &delivery;
  w.event.subject = visitor.subject;
  w.event.ref = session;
  w.event.source = Source::web;
  w.fidelity = visitor.topic ? streams_->intent.topic_fidelity : 0.0;
  Event start = w.event;
  start.occurred = when;
  start.kind = EventKind::session_start;
  if (visitor.topic) start.topic = *visitor.topic;
  w.arrived = delivery.send(start, draws);
  const double pace_sd = streams_->sessions.pace_log_sd;
  if (pace_sd > 0.0) w.pace = pace_sd * draws.normal();
  const double errands = streams_->sessions.errand_frac;
  if (errands < 1.0) w.errand = draws.bernoulli(errands);
  return w;
}

// One draw says whether the page is on the session's topic, and which one it is on if not.
TopicId Sessions::topic_of_page(const Walk& w) const {
  const double u = w.draws->uniform();
  if (u < w.fidelity) return *w.visitor->topic;
  return topic_at(w.visitor->affinity, (u - w.fidelity) / (1.0 - w.fidelity));
}

// Opens a page, stays on it, and is about to leave it.
StockState Sessions::open(PageKind kind, Walk& w) const {
  const double gap = gap_s(kind, w.pace, *w.draws);
  const auto stay = Duration{static_cast<std::int64_t>(gap * 1e6)};
  Event e = w.event;
  e.kind = event_of[at(kind)];
  e.value = page_code[at(kind)];
  e.occurred = w.now;
  if (kind == PageKind::search || kind == PageKind::product) {
    w.seen = topic_of_page(w);
    e.topic = *w.seen;
  } else if (kind == PageKind::cart) {
    if (!w.seen) w.seen = topic_of_page(w);  // of what was put in by an earlier session
    e.topic = *w.seen;
    w.cart = true;
  }
  if (kind == PageKind::product) {
    e.occurred += stay;
    e.value = static_cast<float>(gap);
    if (index(*w.seen) < w.visitor->stock.size()) e.stock = w.visitor->stock[index(*w.seen)];
  }
  w.now += stay;
  w.delivery->send(e, *w.draws);
  return e.stock;
}

void Sessions::browse(PageKind first, double depth, Walk& w) const {
  const SessionParams& p = streams_->sessions;
  const Rows& table = rows(w);
  PageKind kind = first;
  double left = depth;
  for (std::uint32_t n = 1;; ++n) {
    const bool out = open(kind, w) == StockState::out;
    left -= p.page_effort[at(kind)];
    if (left <= 0.0 || n >= p.max_pages) return;
    if (out) {
      if (w.draws->bernoulli(p.out_leave_frac)) return;
      if (w.seen == w.visitor->topic) w.fidelity *= 1.0 - p.out_elsewhere_frac;
    }
    kind = pick(out ? table.next_if_out : table.next[at(kind)], (*w.draws)());
  }
}

std::optional<Duration> Sessions::comes_back(Stream& draws) const {
  const SessionParams& p = streams_->sessions;
  if (!draws.bernoulli(p.cart_return_frac)) return std::nullopt;
  return from_seconds(3600.0 * p.cart_return_hours * draws.exponential());
}

Visit Sessions::visit(SimTime when, const Visitor& visitor, std::uint32_t session, Stream& draws,
                      Delivery& delivery, std::optional<PageKind> landing) const {
  Walk w = begin(when, visitor, session, draws, delivery);
  const Cell& c = cell(visitor);
  const bool bounce = draws() < c.bounce;
  const double pages = bounce ? 0.0 : depth(c, draws);
  const PageKind first = landing ? *landing : pick(rows(w).landing, draws());
  browse(first, pages, w);
  return {.arrived = w.arrived,
          .ended = w.now,
          .return_after = w.cart ? comes_back(draws) : std::nullopt};
}

void Sessions::step(EventKind kind, float value, Walk& w) const {
  Event e = w.event;
  e.kind = kind;
  e.value = value;
  e.occurred = w.now;
  if (w.visitor->topic) e.topic = *w.visitor->topic;
  w.delivery->send(e, *w.draws);
}

Visit Sessions::decide(SimTime when, const Visitor& visitor, std::uint32_t session,
                       const Outcome& outcome, Stream& draws, Delivery& delivery) const {
  if (outcome.kind == Outcome::Kind::none)
    return {.arrived = {}, .ended = when, .return_after = {}};
  Walk w = begin(when, visitor, session, draws, delivery);
  const auto type = static_cast<std::size_t>(visitor.type);
  const double factor = streams_->sessions.decision_pages_factor[type];
  if (factor > 0.0) {
    // The last pages are those of the decision: a view, a cart, a checkout.
    Cell c = cell(visitor);
    c.scale *= factor;
    c.shape *= streams_->sessions.decision_shape_factor[type];
    const double pages = depth(c, draws) - 3.0;
    const PageKind first = pick(rows(w).landing, draws());
    if (pages > 0.0) browse(first, pages, w);
  }
  const bool out = outcome.kind == Outcome::Kind::stock_out;
  const double dwell = gap_s(PageKind::product, w.pace, draws);
  w.now += from_seconds(dwell);
  if (visitor.topic && (out || index(*visitor.topic) < visitor.stock.size())) {
    w.event.stock = out ? StockState::out : visitor.stock[index(*visitor.topic)];
  }
  step(EventKind::product_view, static_cast<float>(dwell), w);
  w.event.stock = StockState::unknown;
  if (out) return {.arrived = w.arrived, .ended = w.now, .return_after = {}};
  step(EventKind::cart, 0.0F, w);
  w.now += from_seconds(gap_s(PageKind::cart, w.pace, draws));
  if (outcome.kind == Outcome::Kind::cart) {
    return {.arrived = w.arrived, .ended = w.now, .return_after = comes_back(draws)};
  }
  step(EventKind::checkout, 0.0F, w);
  w.now += from_seconds(gap_s(PageKind::account, w.pace, draws));
  step(EventKind::purchase, static_cast<float>(outcome.paid_minor), w);
  return {.arrived = w.arrived, .ended = w.now, .return_after = {}};
}

std::optional<SimTime> Sessions::zones(const StoreVisit& visit, const Visitor& visitor,
                                       Stream& draws, Delivery& delivery) const {
  return walk(
      streams_->beacons, visit,
      [&](double u, double v) {
        const bool on_topic = u < streams_->intent.topic_fidelity;
        return visitor.topic && on_topic ? *visitor.topic : topic_at(visitor.affinity, v);
      },
      draws, delivery);
}

}  // namespace shoal::sim
