#include "scenarios/validation/session_log.hpp"

#include <algorithm>
#include <optional>

namespace shoal::scenarios {
namespace {

std::optional<PageMeaning> meaning_of(const Event& e) {
  using sim::PageKind;
  switch (e.kind) {
    case EventKind::page:
      return PageMeaning{e.value == 0.0F   ? PageKind::home
                         : e.value == 1.0F ? PageKind::account
                                           : PageKind::information,
                         false};
    case EventKind::search:
      return PageMeaning{PageKind::search, false};
    case EventKind::product_view:
      return PageMeaning{PageKind::product, false};
    case EventKind::cart:
    case EventKind::checkout:
      return PageMeaning{PageKind::cart, false};
    case EventKind::purchase:
      return PageMeaning{std::nullopt, true};
    default:
      return std::nullopt;
  }
}

// Forgets what began before `from`; the visits kept say how many came earlier.
void drop_before(double from_hours, SessionData& data) {
  ClickDetail& detail = *data.clicks;
  std::vector<SessionRecord> kept;
  std::vector<std::uint32_t> place(data.sessions.size(), 0);
  std::vector<bool> keep(data.sessions.size(), false);
  std::size_t session = 0;
  for (auto& user : detail.visits) {
    for (const double begun : user) {
      keep[session] = begun >= from_hours;
      place[session] = static_cast<std::uint32_t>(kept.size());
      if (keep[session]) kept.push_back(data.sessions[session]);
      ++session;
    }
    std::erase_if(user, [&](double begun) { return begun < from_hours; });
  }
  std::erase_if(detail.visits, [](const auto& user) { return user.empty(); });
  std::erase_if(detail.gaps, [&](const PageGap& g) { return !keep[g.session]; });
  for (PageGap& g : detail.gaps) g.session = place[g.session];
  data.sessions = std::move(kept);
}

}  // namespace

void SessionLog::observe(std::span<const Event> events) {
  for (const Event& e : events) {
    const auto meaning = meaning_of(e);
    if (!meaning) continue;
    Click c;
    c.user = static_cast<std::uint32_t>(index(e.subject));
    c.meaning = *meaning;
    SimTime opened = e.occurred;
    if (e.kind == EventKind::product_view) opened -= from_seconds(static_cast<double>(e.value));
    c.at_us = opened.time_since_epoch().count();
    clicks_.push_back(c);
  }
}

void SessionLog::know(SubjectId visitor) {
  const auto i = static_cast<std::size_t>(index(visitor));
  if (i >= known_.size()) known_.resize(i + 1, false);
  known_[i] = true;
}

SessionData SessionLog::finish() {
  const std::int64_t zero_us =
      std::chrono::duration_cast<std::chrono::microseconds>(options_.first_day.time_since_epoch())
          .count();
  for (Click& c : clicks_) c.at_us += zero_us;
  SessionData data;
  data.rows = clicks_.size();
  add_sessions(clicks_,
               {.session_gap_s = options_.session_gap_s + 0.01,
                .resolution_s = 0.001,
                .has_users = true,
                .has_kinds = true},
               data);
  // add_sessions has sorted the clicks by user.
  std::size_t user = 0, session = 0;
  for (std::size_t i = 0; i < clicks_.size(); ++i) {
    if (i > 0 && clicks_[i].user == clicks_[i - 1].user) continue;
    const std::uint32_t subject = clicks_[i].user;
    if (subject < known_.size() && known_[subject]) {
      data.sessions[session].visitor = sim::VisitorType::returning;
    }
    session += data.clicks->visits[user++].size();
  }
  // The simulated shop has all of these, used or not.
  data.fields = {.groups = true, .duration = true, .purchase = true, .search = true, .cart = true};
  if (options_.from > SimTime{}) {
    const double days = static_cast<double>(options_.first_day.time_since_epoch().count()) - 4.0;
    drop_before(24.0 * days + in_seconds(options_.from.time_since_epoch()) / 3600.0, data);
  }
  return data;
}

}  // namespace shoal::scenarios
