#include "engine/flat/campaign.hpp"

#include "engine/contract/terms.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

namespace shoal::engine {
namespace {

double cost_of(const Brief& brief, ChannelId channel) {
  return brief.channels[index(channel)].cost;
}

std::optional<OfferId> plain_offer(const Brief& brief) {
  std::optional<OfferId> best;
  for (std::size_t o = 0; o < brief.offers.size(); ++o) {
    const OfferId id{static_cast<std::uint8_t>(o)};
    if (!best || brief.offers[o].discount_frac < brief.offers[index(*best)].discount_frac)
      best = id;
  }
  return best;
}

// The smallest discount that leaves at least half of the margin.
std::optional<OfferId> discount_offer(const Brief& brief) {
  std::optional<OfferId> best;
  for (std::size_t o = 0; o < brief.offers.size(); ++o) {
    const double d = brief.offers[o].discount_frac;
    if (d <= 0.0 || d > brief.margin_frac / 2.0) continue;
    if (best && brief.offers[index(*best)].discount_frac <= d) continue;
    best = OfferId{static_cast<std::uint8_t>(o)};
  }
  return best;
}

// The results of the creatives that `wanted` picks, together.
template <class Wanted>
CreativeResults sum_over(const Brief& brief, std::span<const CreativeResults> results,
                         Wanted wanted) {
  CreativeResults sum;
  for (std::size_t c = 0; c < results.size(); ++c) {
    if (wanted(brief.creatives[c])) sum += results[c];
  }
  return sum;
}

// The whole number of touches in a share of the money; none where there is none.
std::uint32_t whole(double touches) {
  return touches >= 1.0 ? static_cast<std::uint32_t>(touches) : 0;
}

class Planner {
 public:
  Planner(const Brief& brief, std::span<const GroupFacts> groups,
          std::span<const CreativeResults> results, const QuarterTerms& terms,
          const CampaignOptions& options)
      : brief_(brief), groups_(groups), results_(results), terms_(terms), options_(options) {
    for (const GroupFacts& g : groups) {
      everyone_ += g.size;
      reachable_ += g.reachable;
      purchases_ += g.purchases;
    }
    all_ = sum_over(brief, results, [](const Creative&) { return true; });
  }

  std::vector<std::optional<Campaign>> plan() const {
    std::vector<Campaign> drafts;
    for (const GroupFacts& g : groups_) {
      drafts.push_back({.topic = topic_for(g), .channels = channels_for(g), .flights = {}});
    }
    const std::vector<std::uint32_t> touches = share_out(drafts);
    std::vector<std::optional<Campaign>> campaigns(groups_.size());
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (touches[g] == 0) continue;
      Campaign& c = drafts[g];
      const auto wave = messages_for(groups_[g], c.channels);
      const double phase = (static_cast<double>(g) + 0.5) / static_cast<double>(groups_.size());
      for (const SimTime at : calendar_for(groups_[g], touches[g], phase)) {
        c.flights.push_back({at, wave[c.flights.size() % wave.size()]});
      }
      campaigns[g] = std::move(c);
    }
    return campaigns;
  }

 private:
  TopicId topic_for(const GroupFacts& g) const {
    std::size_t best = 0;
    for (std::size_t t = 1; t < brief_.topics.size(); ++t) {
      if (std::tuple{g.topic_votes[t], g.bought[t]} >
          std::tuple{g.topic_votes[best], g.bought[best]}) {
        best = t;
      }
    }
    return TopicId{static_cast<std::uint16_t>(best)};
  }

  bool lost_money(ChannelId channel) const {
    const CreativeResults r =
        sum_over(brief_, results_, [channel](const Creative& c) { return c.channel == channel; });
    const std::optional<Worth> worth = worth_per_touch(r, all_);
    const Worth cost{.mean = cost_of(brief_, channel)};
    return worth && clearly_less(*worth, cost, options_.standard_errors);
  }

  bool has_creative(ChannelId channel) const {
    return std::any_of(brief_.creatives.begin(), brief_.creatives.end(),
                       [channel](const Creative& c) { return c.channel == channel; });
  }

  // The channels worth using, best first; the least bad one when none is; none when nobody can be
  // reached.
  std::vector<ChannelId> channels_for(const GroupFacts& g) const {
    if (reachable_ == 0 || brief_.topics.empty()) return {};
    const double share = terms_.money / static_cast<double>(reachable_);
    const double fewest = options_.min_touches_per_week * in_weeks(terms_.end - terms_.begin);
    struct Rank {
      bool too_dear = false;
      bool lost = false;
      double price = 0.0;  // counts first when all are too dear
      std::ptrdiff_t no_votes = 0;
      std::ptrdiff_t no_consents = 0;
      ChannelId channel{};
      auto key() const { return std::tuple{too_dear, lost, price, no_votes, no_consents, channel}; }
    };
    std::vector<Rank> ranks;
    for (std::size_t c = 0; c < brief_.channels.size(); ++c) {
      const ChannelId id{static_cast<std::uint8_t>(c)};
      if (!has_creative(id) || g.consented[c] == 0) continue;
      const double cost = cost_of(brief_, id);
      const bool too_dear = cost * fewest > share;
      ranks.push_back({.too_dear = too_dear,
                       .lost = lost_money(id),
                       .price = too_dear ? cost : 0.0,
                       .no_votes = -static_cast<std::ptrdiff_t>(g.channel_votes[c]),
                       .no_consents = -static_cast<std::ptrdiff_t>(g.consented[c]),
                       .channel = id});
    }
    std::sort(ranks.begin(), ranks.end(),
              [](const Rank& a, const Rank& b) { return a.key() < b.key(); });
    std::vector<ChannelId> channels;
    for (const Rank& r : ranks) {
      if (channels.empty() || (!r.too_dear && !r.lost)) channels.push_back(r.channel);
    }
    return channels;
  }

  struct FlightSize {
    double people = 0.0;
    double cost = 0.0;  // of touching them all once
  };

  FlightSize flight_size(const GroupFacts& g, const Campaign& draft) const {
    FlightSize size;
    for (const auto& [consents, members] : g.consents) {
      const auto at = channel_for_member(draft, consents);
      if (!at) continue;
      size.people += static_cast<double>(members);
      size.cost += static_cast<double>(members) * cost_of(brief_, draft.channels[*at]);
    }
    return size;
  }

  // Touches per person and group: the same money for everyone; what a group cannot use for its
  // limit goes to the others; what rounding leaves buys further flights, group by group.
  std::vector<std::uint32_t> share_out(std::span<const Campaign> drafts) const {
    // A quarter whose money comes after its end has no days.
    const double days = std::max(0.0, std::floor(in_days(terms_.end - terms_.begin)));
    const std::uint32_t most = whole(std::min(days, terms_.touches_per_week * days / 7.0));
    std::vector<std::uint32_t> touches(groups_.size(), 0);
    std::vector<FlightSize> sizes;
    std::vector<std::size_t> open;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      sizes.push_back(flight_size(groups_[g], drafts[g]));
      if (sizes[g].people > 0.0) open.push_back(g);
    }
    double money = std::max(0.0, terms_.money);
    for (bool saturated = true; saturated && !open.empty();) {
      double people = 0.0;
      for (const std::size_t g : open) people += sizes[g].people;
      const double share = std::max(0.0, money) / people;  // sums leave it just below 0
      std::vector<std::size_t> still_open;
      for (const std::size_t g : open) {
        const double wanted = sizes[g].cost * most;
        if (wanted > share * sizes[g].people) {
          touches[g] = std::min(most, whole(share * sizes[g].people / sizes[g].cost));
          still_open.push_back(g);
        } else {
          touches[g] = most;
          money -= wanted;
        }
      }
      saturated = still_open.size() < open.size();
      open = std::move(still_open);
    }
    for (const std::size_t g : open) money -= sizes[g].cost * touches[g];
    for (const std::size_t g : open) {
      if (sizes[g].cost > money || touches[g] >= most) continue;
      money -= sizes[g].cost;
      ++touches[g];
    }
    return touches;
  }

  std::optional<Worth> worth_of_stage(ChannelId channel, Stage stage) const {
    const CreativeResults r = sum_over(brief_, results_, [&](const Creative& c) {
      return c.channel == channel && c.stage == stage;
    });
    return worth_per_touch(r, all_);
  }

  std::vector<Stage> stages_for(const GroupFacts& g, ChannelId channel) const {
    std::vector<Stage> wave{Stage::curious, Stage::evaluating, Stage::ready};
    if (g.mean_intent && *g.mean_intent >= options_.high_intent) wave.erase(wave.begin());
    if (g.mean_intent && *g.mean_intent <= options_.low_intent) {
      wave.insert(wave.begin(), Stage::idle);
    }
    std::optional<Worth> best_worth;
    Stage best{};
    for (std::size_t i = 0; i < stages; ++i) {
      const auto worth = worth_of_stage(channel, static_cast<Stage>(i));
      if (!worth || (best_worth && worth->mean <= best_worth->mean)) continue;
      best_worth = worth;
      best = static_cast<Stage>(i);
    }
    std::optional<Worth> worst_worth;
    std::size_t worst = 0;
    for (std::size_t i = 0; i < wave.size(); ++i) {
      const auto worth = worth_of_stage(channel, wave[i]);
      if (!worth || (worst_worth && worth->mean >= worst_worth->mean)) continue;
      worst_worth = worth;
      worst = i;
    }
    if (worst_worth && clearly_less(*worst_worth, *best_worth, options_.standard_errors)) {
      wave[worst] = best;
    }
    return wave;
  }

  bool discount_pays(const GroupFacts& g, OfferId plain, OfferId discount) const {
    const auto calls = [&](OfferId offer) {
      return sum_over(brief_, results_, [offer](const Creative& c) {
        return c.stage == Stage::ready && c.offer == offer;
      });
    };
    const std::optional<Worth> without = worth_per_touch(calls(plain), all_);
    const std::optional<Worth> with = worth_per_touch(calls(discount), all_);
    if (with && without) {
      if (clearly_less(*without, *with, options_.standard_errors)) return true;
      if (clearly_less(*with, *without, options_.standard_errors)) return false;
    }
    const auto bought = static_cast<double>(g.purchases);
    const double usual = static_cast<double>(purchases_) * static_cast<double>(g.size) /
                         static_cast<double>(everyone_);
    return bought + options_.standard_errors * std::sqrt(std::max(bought, 1.0)) < 0.5 * usual;
  }

  // The channel's creative nearest to a stage, with the offer if there is one, else plain.
  CreativeId creative_for(ChannelId channel, Stage stage, OfferId offer, OfferId plain) const {
    std::size_t best = 0;
    std::optional<std::tuple<int, int>> best_rank;
    for (std::size_t c = 0; c < brief_.creatives.size(); ++c) {
      const Creative& creative = brief_.creatives[c];
      if (creative.channel != channel) continue;
      const int apart = std::abs(static_cast<int>(creative.stage) - static_cast<int>(stage));
      const int other = creative.offer == offer ? 0 : (creative.offer == plain ? 1 : 2);
      if (best_rank && std::tuple{apart, other} >= *best_rank) continue;
      best_rank = std::tuple{apart, other};
      best = c;
    }
    return CreativeId{static_cast<std::uint16_t>(best)};
  }

  // The messages of one wave, each as a creative by channel.
  std::vector<std::vector<CreativeId>> messages_for(const GroupFacts& g,
                                                    std::span<const ChannelId> channels) const {
    const OfferId plain = plain_offer(brief_).value_or(OfferId{});
    const std::optional<OfferId> discount = discount_offer(brief_);
    const bool pays = discount && discount_pays(g, plain, *discount);
    std::vector<std::vector<CreativeId>> wave;
    for (const Stage stage : stages_for(g, channels.front())) {
      const OfferId offer = pays && stage == Stage::ready ? *discount : plain;
      std::vector<CreativeId>& creatives = wave.emplace_back();
      for (const ChannelId c : channels) creatives.push_back(creative_for(c, stage, offer, plain));
    }
    return wave;
  }

  Duration hour_for(const GroupFacts& g) const {
    std::optional<int> best;
    for (int h = 0; h < hours_of_day; ++h) {
      if (!is_allowed_hour(brief_.quiet_hours, h)) continue;
      const auto at = static_cast<std::size_t>(h);
      if (!best || g.sessions[at] > g.sessions[static_cast<std::size_t>(*best)]) best = h;
    }
    return best.value_or(0) * one_hour;
  }

  // Whole days at one hour: touch i of n on the day at the fraction (i + phase) / n of the quarter,
  // so any seven days hold at most the touches per week, rounded up.
  std::vector<SimTime> calendar_for(const GroupFacts& g, std::uint32_t touches,
                                    double phase) const {
    const SimTime first{-day_index(SimTime{-terms_.begin.time_since_epoch()}) * one_day};
    const auto days = static_cast<double>((terms_.end - first) / one_day);
    const Duration hour = hour_for(g);
    std::vector<SimTime> calendar;
    for (std::uint32_t i = 0; i < touches; ++i) {
      const double day = std::floor((i + phase) * days / touches);
      const SimTime at = first + static_cast<std::int64_t>(day) * one_day + hour;
      if (at < terms_.end) calendar.push_back(at);
    }
    return calendar;
  }

  const Brief& brief_;
  std::span<const GroupFacts> groups_;
  std::span<const CreativeResults> results_;
  const QuarterTerms& terms_;
  const CampaignOptions& options_;
  std::size_t everyone_ = 0;
  std::size_t reachable_ = 0;
  std::size_t purchases_ = 0;
  CreativeResults all_;
};

}  // namespace

std::optional<std::size_t> channel_for_member(const Campaign& campaign, std::uint64_t consents) {
  for (std::size_t i = 0; i < campaign.channels.size(); ++i) {
    if (((consents >> index(campaign.channels[i])) & 1U) != 0) return i;
  }
  return std::nullopt;
}

double next_touches_per_week(double current, const Brief& brief,
                             std::span<const CreativeResults> results, const CampaignOptions& o) {
  const CreativeResults all = sum_over(brief, results, [](const Creative&) { return true; });
  const auto cap = static_cast<double>(brief.caps.touches_per_week);
  if (all.sent < o.min_sent) return std::min(current, cap);
  const double left = static_cast<double>(all.unsubscribed) / static_cast<double>(all.sent);
  if (left > o.high_unsubscribe_frac) return std::min(current / 2.0, cap);
  if (left < o.low_unsubscribe_frac) return std::min(current * 1.5, cap);
  return std::min(current, cap);
}

std::vector<std::optional<Campaign>> plan_campaigns(const Brief& brief,
                                                    std::span<const GroupFacts> groups,
                                                    std::span<const CreativeResults> results,
                                                    const QuarterTerms& terms,
                                                    const CampaignOptions& options) {
  return Planner{brief, groups, results, terms, options}.plan();
}

}  // namespace shoal::engine
